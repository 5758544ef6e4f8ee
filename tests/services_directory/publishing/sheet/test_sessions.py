"""Sessions that are not the same every week, and days that are not as usual, one a line."""

from __future__ import annotations

from datetime import date, time

import pytest

from services_directory.closure import Closure, SpecialHours
from services_directory.publishing.sheet.cells import CellFault
from services_directory.publishing.sheet.changes import (
    closure_as_text,
    closure_from_text,
    special_as_text,
    special_from_text,
)
from services_directory.publishing.sheet.sessions import session_as_text, session_from_text
from services_directory.schedule import ByDay, Schedule
from tests.services_directory.builders import given
from tests.services_directory.publishing.made import closures, schedules, specials

TEN, ELEVEN = time(10), time(11)


@pytest.mark.parametrize(
    ("text", "schedule"),
    [
        (
            "every 2 weeks on Thu 10:00-11:00 from 2026-11-05",
            Schedule(TEN, ELEVEN, interval=2, byday=(ByDay(3),), dtstart=date(2026, 11, 5)),
        ),
        (
            "monthly on first Tue, last Fri 10:00-11:00 until 2027-03-31 8 times: bring a towel",
            Schedule(
                TEN,
                ELEVEN,
                "MONTHLY",
                byday=(ByDay(1, 1), ByDay(4, -1)),
                until=date(2027, 3, 31),
                count=8,
                note="bring a towel",
            ),
        ),
        ("monthly on 1, 15 10:00-11:00", Schedule(TEN, ELEVEN, "MONTHLY", bymonthday=(1, 15))),
        (
            "weekly on Mon 10:00-11:00 in weeks 1, 3 on days of the year 5 weeks from Sun",
            Schedule(TEN, ELEVEN, byday=(ByDay(0),), byweekno=(1, 3), byyearday=(5,), wkst=6),
        ),
    ],
)
def test_a_session_is_one_line(text: str, schedule: Schedule) -> None:
    assert session_as_text(schedule) == text
    assert session_from_text(text) == schedule


@pytest.mark.parametrize(
    "text",
    [
        "now and then",
        "monthly on first Tue",
        "monthly on umpteenth Tue 10:00-11:00",
        "weekly on Mon 10:00-11:00 sometimes",
        "weekly on Mon 10:00-11:00 from soon",
    ],
)
def test_a_line_that_is_not_understood_is_said(text: str) -> None:
    with pytest.raises(CellFault):
        session_from_text(text)


@given(schedules)
def test_every_schedule_comes_back(schedule: Schedule) -> None:
    assert session_from_text(session_as_text(schedule)) == schedule


def test_a_closure_has_its_days_and_its_reason() -> None:
    christmas = Closure(date(2026, 12, 24), date(2027, 1, 3), "Christmas: see the door")
    assert closure_as_text(christmas) == "2026-12-24 to 2027-01-03: Christmas: see the door"
    assert closure_as_text(Closure(date(2026, 12, 24))) == "2026-12-24 onwards"


@given(closures)
def test_every_closure_comes_back(closure: Closure) -> None:
    assert closure_from_text(closure_as_text(closure)) == closure


@given(specials)
def test_all_special_hours_come_back(special: SpecialHours) -> None:
    assert special_from_text(special_as_text(special)) == special
