"""Content is proved by running it: phrases, patterns and the safety files' own examples."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.library.reading import ContentFault
from bot.proving import prove
from services_directory.authorities import Authorities
from services_directory.places import Locality

TODAY = date(2026, 11, 20)
EMERGENCY = "base/safety/baby_emergency.yaml"


@pytest.fixture
def content(lean_content: Path, tmp_path: Path) -> Path:
    """Content that a test may break."""
    return shutil.copytree(lean_content, tmp_path / "content")


def change(content: Path, name: str, pattern: str, becomes: str) -> int:
    """Changes the first place where a pattern stands. Returns its line."""
    text = (content / name).read_text(encoding="utf-8")
    match = re.search(pattern, text, re.MULTILINE)
    assert match, f"{pattern} is not in {name}"
    changed = text[: match.start()] + becomes + text[match.end() :]
    (content / name).write_text(changed, encoding="utf-8")
    return text[: match.start()].count("\n") + 1


def faults(content: Path, authorities: Authorities, name: str) -> list[ContentFault]:
    stafford = Locality(*authorities.by_district["E07000197"])
    found = prove(content, lambda _postcode: stafford, TODAY)
    told = [fault for fault in found if fault.path.name == Path(name).name]
    return [
        fault for fault in told if fault.level != "note" and "examples in must" not in fault.fault
    ]


def test_a_phrase_that_is_missing_is_said(content: Path, authorities: Authorities) -> None:
    change(content, "base/phrases.yaml", r"^  photo: .*\n", "")
    (fault,) = faults(content, authorities, "phrases.yaml")
    assert fault.fault == 'The phrase "photo" is missing.'
    assert fault.level == "error"


def test_a_phrase_that_nothing_says_is_a_warning(content: Path, authorities: Authorities) -> None:
    line = change(content, "base/phrases.yaml", r"^  photo:", "  foto: A spare one.\n  photo:")
    (fault,) = faults(content, authorities, "phrases.yaml")
    assert fault.fault == 'Nothing says the phrase "foto".'
    assert (fault.line, fault.level) == (line, "warning")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("That is here.", '"place_said_back" fills in nothing, but the software gives: {place}.'),
        ("That is in {town}.", '"place_said_back" fills in town, but the software gives: {place}.'),
    ],
)
def test_a_phrase_that_fills_in_something_else_is_said(
    written: str, said: str, content: Path, authorities: Authorities
) -> None:
    change(
        content, "base/phrases.yaml", r"^  place_said_back: .*$", f"  place_said_back: {written}"
    )
    (fault,) = faults(content, authorities, "phrases.yaml")
    assert fault.fault == said


def test_a_safety_wording_that_cannot_be_read_is_said_and_blocks(
    content: Path, authorities: Authorities
) -> None:
    change(content, EMERGENCY, r"^  says:\n", '  says:\n  - "(open bracket"\n')
    (fault,) = faults(content, authorities, EMERGENCY)
    assert "(open bracket" in fault.fault
    assert "not closed" in fault.fault
    assert fault.level == "error"


@pytest.mark.parametrize(
    ("field", "example", "said"),
    [
        ("must_match", "what lovely weather", 'No rule catches "what lovely weather".'),
        ("must_not_match", "my baby isnt breathing", '"my baby isnt breathing" is caught by'),
    ],
)
def test_an_example_that_fails_is_said_and_blocks(
    field: str, example: str, said: str, content: Path, authorities: Authorities
) -> None:
    line = change(content, EMERGENCY, rf"^{field}: \[\]$", f"{field}: [{example}]")
    (fault,) = faults(content, authorities, EMERGENCY)
    assert said in fault.fault
    assert (fault.line, fault.level) == (line, "error")


def test_examples_that_hold_are_no_fault(content: Path, authorities: Authorities) -> None:
    change(content, EMERGENCY, r"^must_match: \[\]$", "must_match: [my baby isnt breathing]")
    change(content, EMERGENCY, r"^must_not_match: \[\]$", "must_not_match: [what lovely weather]")
    assert faults(content, authorities, EMERGENCY) == []


def test_a_wording_of_a_question_that_cannot_be_read_is_said(
    content: Path, authorities: Authorities
) -> None:
    change(content, "base/questions.yaml", r"^  said_yes:\n", '  said_yes:\n  - "(open"\n')
    (fault,) = faults(content, authorities, "questions.yaml")
    assert "not closed" in fault.fault


def test_a_guard_that_cannot_be_read_is_said_at_its_own_file(
    content: Path, authorities: Authorities
) -> None:
    change(content, "base/safety/words.yaml", r"^past:\n", 'past:\n- "(open"\n')
    (fault,) = faults(content, authorities, "words.yaml")
    assert "(open" in fault.fault


def test_content_that_does_not_load_is_proved_as_far_as_it_goes(
    content: Path, authorities: Authorities
) -> None:
    (content / "base" / "phrases.yaml").write_text("phrases: [")
    (content / "places" / "leicester" / "services.yaml").write_text("services: [")
    assert faults(content, authorities, "phrases.yaml")
    assert faults(content, authorities, "services.yaml")
