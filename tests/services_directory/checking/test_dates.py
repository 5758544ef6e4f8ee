"""How old what we know is, and what begins and ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from services_directory.checking.dates import AGEING, SOON, STALE, dates
from services_directory.checking.finding import Finding
from services_directory.service import Service
from tests.services_directory.builders import STAFFORD, gap, provenance, service
from tests.services_directory.checking.builders import TODAY, listed, survey

DAY = timedelta(days=1)


def confirmed(checked_on: date = TODAY, **changes: Any) -> Service:
    known = replace(provenance(confirmed=True), checked_on=checked_on)
    return service("known", provenance=known, **changes)


def found(one: Service) -> list[Finding]:
    return listed(dates(survey(one)))


def test_what_somebody_confirmed_lately_is_not_spoken_of() -> None:
    assert found(confirmed()) == []


def test_what_nobody_has_confirmed_is_noted() -> None:
    (finding,) = found(service("unsure"))
    assert (finding.level, finding.check) == ("note", "confirmed")


def test_what_a_feed_lists_is_not_noted_one_by_one() -> None:
    assert found(service("unsure", listed_by="Invented Connects")) == []


@pytest.mark.parametrize(
    ("checked_on", "level"),
    [
        (TODAY - AGEING, None),
        (TODAY - AGEING - DAY, "note"),
        (TODAY - STALE, "note"),
        (TODAY - STALE - DAY, "warning"),
        (TODAY + DAY, "warning"),
    ],
)
def test_what_was_checked_long_ago_is_said(checked_on: date, level: str | None) -> None:
    findings = found(confirmed(checked_on))
    assert [finding.level for finding in findings] == ([level] if level else [])
    assert all(finding.keys == ("checked_on",) for finding in findings)


@pytest.mark.parametrize(
    ("dates_of_it", "level", "said"),
    [
        ({"valid_to": TODAY - DAY}, "note", "It ended on 26 November 2026"),
        ({"valid_to": TODAY}, "warning", "It ends on 27 November 2026"),
        ({"valid_to": TODAY + SOON}, "warning", "It ends on 26 January 2027"),
        ({"valid_to": TODAY + SOON + DAY}, None, ""),
        ({"valid_from": TODAY + DAY}, "note", "It begins on 28 November 2026"),
        ({"valid_from": TODAY, "valid_to": TODAY - DAY}, "error", "before it begins"),
    ],
)
def test_what_begins_and_ends_is_said(
    dates_of_it: dict[str, date], level: str | None, said: str
) -> None:
    findings = found(confirmed(**dates_of_it))
    assert [finding.level for finding in findings] == ([level] if level else [])
    assert all(said in finding.fault for finding in findings)


@pytest.mark.parametrize(
    ("until", "level"),
    [(TODAY - DAY, "warning"), (TODAY, "note"), (TODAY + SOON, "note"), (TODAY + SOON + DAY, None)],
)
def test_a_gap_that_ends_is_said_with_its_owner(until: date, level: str | None) -> None:
    findings = listed(dates(survey(gaps=(gap("tongue-tie", STAFFORD, until=until),))))
    assert [finding.level for finding in findings] == ([level] if level else [])
    assert all("Commissioning lead" in finding.remedy for finding in findings)
    assert all(finding.gap == "tongue-tie" for finding in findings)
