from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from services_directory.opening import OpeningHours
from services_directory.opening_words import ordinal
from services_directory.schedule import ByDay, Schedule
from tests.services_directory.builders import hours

TODAY = date(2026, 11, 27)
TUESDAY, THURSDAY, FRIDAY = ByDay(1), ByDay(3), ByDay(4)


def said(freq: Any = "WEEKLY", **fields: Any) -> str:
    schedule = Schedule(time(10), time(12), freq, **fields)
    return OpeningHours(schedules=(schedule,)).in_words(TODAY)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"byday": (TUESDAY,)}, "Tuesday, 10am to midday"),
        ({"byday": (TUESDAY, THURSDAY)}, "Tuesday, Thursday, 10am to midday"),
        (
            {"byday": (THURSDAY,), "interval": 2, "dtstart": date(2026, 1, 1)},
            "Every other Thursday, 10am to midday",
        ),
        (
            {"byday": (THURSDAY,), "interval": 2},
            "Every other Thursday, 10am to midday (ask which dates)",
        ),
        (
            {"byday": (TUESDAY, THURSDAY), "interval": 2, "dtstart": date(2026, 1, 1)},
            "Every other week on Tuesday and Thursday, 10am to midday",
        ),
        (
            {"interval": 6, "dtstart": date(2026, 1, 1)},
            "Every 6 weeks on Thursday, 10am to midday",
        ),
        (
            {"byday": (TUESDAY,), "dtstart": date(2027, 1, 12), "until": date(2027, 3, 23)},
            "Tuesday, 10am to midday, from 12 January 2027 to 23 March 2027",
        ),
        (
            {"byday": (TUESDAY,), "dtstart": date(2026, 1, 12), "until": date(2027, 3, 23)},
            "Tuesday, 10am to midday, until 23 March 2027",
        ),
        (
            {"byday": (TUESDAY,), "dtstart": date(2027, 1, 12), "note": "Book first."},
            "Tuesday, 10am to midday, from 12 January 2027 (Book first)",
        ),
        ({"byday": (TUESDAY,), "until": date(2026, 11, 26)}, ""),
        ({"byday": (TUESDAY,), "dtstart": date(2020, 1, 1)}, "Tuesday, 10am to midday"),
        (
            {"dtstart": date(2026, 12, 5), "count": 1, "note": "Bring a coat"},
            "Saturday 5 December 2026, 10am to midday (Bring a coat)",
        ),
        (
            {"byday": (THURSDAY, FRIDAY), "bymonthday": (2, 3, 4)},
            "Thursday, Friday if it is the 2nd, the 3rd or the 4th of the month, 10am to midday",
        ),
        ({"bymonthday": (1,)}, "Every day if it is the 1st of the month, 10am to midday"),
        (
            {"byday": (THURSDAY,), "byweekno": (41, 42)},
            "Thursday in some weeks of the year, 10am to midday",
        ),
        ({"byyearday": (100,)}, "Every day on some days of the year, 10am to midday"),
    ],
)
def test_a_weekly_schedule_is_said_as_a_person_would(fields: dict[str, Any], words: str) -> None:
    assert said(**fields) == words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"byday": (ByDay(0, 1),)}, "First Monday of the month"),
        ({"byday": (ByDay(1, 1), ByDay(1, 3))}, "First and third Tuesday of the month"),
        ({"byday": (ByDay(1, 1), ByDay(4, -1))}, "First Tuesday and last Friday of the month"),
        ({"byday": (ByDay(1, -3),)}, "-3rd Tuesday of the month"),
        ({"byday": (TUESDAY,)}, "Every Tuesday of the month"),
        ({"bymonthday": (15,)}, "The 15th of the month"),
        ({"bymonthday": (1, -1)}, "The 1st and the last day of the month"),
        ({"bymonthday": (-2,)}, "The 2nd last day of the month"),
        ({"dtstart": date(2026, 1, 31)}, "The 31st of the month"),
        (
            {"byday": (ByDay(0, 1),), "interval": 2, "dtstart": date(2026, 1, 1)},
            "First Monday of every other month",
        ),
        (
            {"byday": (ByDay(0, 1),), "interval": 3, "dtstart": date(2026, 1, 1)},
            "First Monday of every 3rd month",
        ),
        ({"byweekno": (2,)}, "Every day of the month in some weeks of the year"),
    ],
)
def test_a_monthly_schedule_is_said_as_a_person_would(fields: dict[str, Any], words: str) -> None:
    assert said("MONTHLY", **fields) == f"{words}, 10am to midday"


def test_weekly_schedules_with_the_same_run_are_said_together() -> None:
    run = {"dtstart": date(2027, 1, 4), "until": date(2027, 3, 26)}
    days = (
        Schedule(time(9), time(17), byday=(ByDay(day),), **run)  # type: ignore[arg-type]
        for day in range(5)
    )
    assert (
        OpeningHours(schedules=tuple(days)).in_words(TODAY)
        == "Monday to Friday, 9am to 5pm, from 4 January 2027 to 26 March 2027"
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"term_time": True}, "Tuesday, 9.30am to 11am, in term time"),
        ({"bank_holidays": "closed"}, "Tuesday, 9.30am to 11am, closed on bank holidays"),
        ({"bank_holidays": "open"}, "Tuesday, 9.30am to 11am, and on bank holidays"),
        (
            {"first_session": date(2027, 1, 12), "term_time": True},
            "Tuesday, 9.30am to 11am, in term time, from 12 January 2027",
        ),
        ({"first_session": date(2026, 1, 12)}, "Tuesday, 9.30am to 11am"),
        ({"last_session": date(2027, 3, 23)}, "Tuesday, 9.30am to 11am, until 23 March 2027"),
    ],
)
def test_what_holds_for_all_of_it_is_said_at_the_end(changes: dict[str, Any], words: str) -> None:
    assert OpeningHours(hours("tue 09:30 11:00").openings, **changes).in_words(TODAY) == words


def test_two_patterns_are_parted_from_what_holds_for_both() -> None:
    both = OpeningHours(
        hours("tue 09:30 11:00", "thu 13:00 15:00").openings,
        schedules=(Schedule(time(10), time(12), "MONTHLY", byday=(ByDay(5, 1),)),),
        term_time=True,
        bank_holidays="closed",
    )
    assert both.in_words() == (
        "Tuesday, 9.30am to 11am; Thursday, 1pm to 3pm; First Saturday of the month, 10am to midday"
        "; in term time; closed on bank holidays"
    )


def test_without_a_day_to_look_from_a_run_says_when_it_ends() -> None:
    run = Schedule(
        time(10), time(12), byday=(TUESDAY,), dtstart=date(2020, 1, 7), until=date(2020, 2, 4)
    )
    assert (
        OpeningHours(schedules=(run,)).in_words()
        == "Tuesday, 10am to midday, until 4 February 2020"
    )


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (13, "13th"), (22, "22nd")],
)
def test_a_place_in_order_is_said_as_a_person_would(number: int, words: str) -> None:
    assert ordinal(number) == words
