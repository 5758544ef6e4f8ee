"""A finding reads as a sentence, and findings are counted as people count."""

from __future__ import annotations

from services_directory.checking.finding import Finding, counted


def test_a_finding_names_what_it_is_about_first() -> None:
    finding = Finding("error", "phone", "It is wrong.", "Ask.", service="baby-cafe")
    assert str(finding) == "baby-cafe: It is wrong. Ask."
    assert str(Finding("note", "dates", "It ends.", "Ask.", gap="tongue-tie")).startswith("tongue")
    assert str(Finding("warning", "coverage", "There is none.", "Add one.")) == (
        "There is none. Add one."
    )


def test_findings_are_counted_by_level() -> None:
    levels = ("warning", "error", "error", "error")
    assert counted(Finding(level, "phone", "", "") for level in levels) == (
        "3 errors, 1 warning, 0 notes"
    )
    assert counted([]) == "0 errors, 0 warnings, 0 notes"
