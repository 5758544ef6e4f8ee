from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from services_directory.closure import Closure, SpecialHours
from services_directory.opening import Opening, OpeningHours
from services_directory.schedule import ByDay, Schedule
from services_directory.sources.schedules import read_hours, read_schedule
from tests.services_directory.builders import london

NINE, FIVE = time(9), time(17)
WEEKLY: dict[str, Any] = {
    "freq": "WEEKLY",
    "byday": "TU",
    "opens_at": "09:00",
    "closes_at": "17:00",
}


def schedule(**changes: Any) -> Schedule:
    return read_schedule({**WEEKLY, **changes})


def unread(**changes: Any) -> str:
    read = read_hours([{**WEEKLY, **changes}])
    assert not read.hours.known
    (reason,) = read.unread
    return reason


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("09:00", time(9)),
        ("9:00", time(9)),
        ("9", time(9)),
        ("09:00:00", time(9)),
        ("09:00:00.000", time(9)),
        ("09:00Z", time(9)),
        ("09:00:00Z", time(9)),
        ("09:00+01:00", time(9)),
        ("1970-01-01T09:00:00Z", time(9)),
        ("0930", time(9, 30)),
        ("9.30", time(9, 30)),
        ("9am", time(9)),
        ("9:00am", time(9)),
        ("9.30 a.m.", time(9, 30)),
        ("12am", time(0)),
        ("12:30 PM", time(12, 30)),
        ("4:30 pm", time(16, 30)),
        ("16:30pm", time(16, 30)),
        ("Noon", time(12)),
        ("midnight", time(0)),
    ],
)
def test_a_time_is_read_in_any_form_and_is_local_whatever_zone_stands_behind(
    written: str, read: time
) -> None:
    assert schedule(opens_at=written).opens == read


@pytest.mark.parametrize("written", ["24:00", "00:00", "23:59", "midnight"])
def test_the_end_of_the_day_has_many_names(written: str) -> None:
    assert schedule(closes_at=written).closes == time(0)


def test_a_night_ends_on_the_next_day() -> None:
    night = read_hours([{**WEEKLY, "opens_at": "22:00", "closes_at": "06:00"}]).hours
    assert night.open_at(london("2026-12-02 05:00")) is True


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("TU", (ByDay(1),)),
        ("MO,TU", (ByDay(0), ByDay(1))),
        ("mo; tu", (ByDay(0), ByDay(1))),
        (["MO", "TU"], (ByDay(0), ByDay(1))),
        ("TU,TU,", (ByDay(1),)),
        ("Tuesday", (ByDay(1),)),
        ("Weds", (ByDay(2),)),
        ("1TU", (ByDay(1, 1),)),
        ("+2MO, -1FR", (ByDay(0, 2), ByDay(4, -1))),
        (1, (ByDay(0),)),
        ("7", (ByDay(6),)),
    ],
)
def test_a_day_is_read_in_any_form(written: object, read: tuple[ByDay, ...]) -> None:
    assert schedule(byday=written).byday == read


def test_every_field_of_the_standard_is_read() -> None:
    assert schedule(
        freq="MONTHLY",
        interval="2",
        byday="1TU",
        bymonthday="2,3,4",
        byyearday=[10, 20],
        byweekno="41",
        wkst="SU",
        dtstart="2026-01-06",
        until="2027-01-06T00:00:00Z",
        count=6.0,
        valid_from="20260101",
        valid_to="31/12/2027",
        description="The feed's own words are not shown.",
        timezone=1,
        schedule_link="https://example.org/",
        attending_type="VIRTUAL",
        notes="Nor these.",
    ) == Schedule(
        NINE,
        FIVE,
        "MONTHLY",
        2,
        (ByDay(1, 1),),
        (2, 3, 4),
        (10, 20),
        (41,),
        6,
        date(2026, 1, 6),
        date(2027, 1, 6),
        6,
        date(2026, 1, 1),
        date(2027, 12, 31),
    )


def test_a_week_without_beginning_or_end_becomes_plain_openings() -> None:
    read = read_hours(
        [
            {**WEEKLY, "byday": "MO,TU"},
            {**WEEKLY, "byday": "MO", "interval": 1, "dtstart": "", "until": None},
            {"weekday": "Wednesday", "opens_at": "10:00", "closes_at": "12:00"},
        ]
    )
    assert read.hours == OpeningHours(
        (Opening(0, NINE, FIVE), Opening(1, NINE, FIVE), Opening(2, time(10), time(12)))
    )
    assert read.unread == ()


def test_a_first_tuesday_written_as_weekly_is_monthly_because_nobody_should_come_in_vain() -> None:
    assert schedule(byday="1TU").freq == "MONTHLY"


def test_every_day_is_seven_days_and_from_midnight_to_midnight_is_always() -> None:
    daily = {**WEEKLY, "freq": "DAILY", "byday": None}
    assert len(read_hours([daily]).hours.openings) == 7
    whole = {**daily, "opens_at": "00:00", "closes_at": "24:00"}
    assert read_hours([whole]).hours == OpeningHours(always=True)


def test_what_happens_once_has_a_day_and_no_frequency() -> None:
    event = {"dtstart": "2026-12-05", "opens_at": "10:00", "closes_at": "14:00"}
    assert read_schedule(event) == Schedule(time(10), time(14), dtstart=date(2026, 12, 5), count=1)
    one_day = {
        "valid_from": "2026-12-05",
        "valid_to": "2026-12-05",
        **WEEKLY,
        "freq": "",
        "byday": "",
    }
    (session,) = read_hours([one_day]).hours.sessions(date(2026, 12, 1), date(2027, 1, 1))
    assert session.opens == london("2026-12-05 09:00")


def test_days_of_the_month_without_a_frequency_are_monthly() -> None:
    assert schedule(freq=None, byday=None, bymonthday="15").freq == "MONTHLY"


def test_holiday_schedules_of_the_older_standard_are_closures_and_special_hours() -> None:
    read = read_hours(
        [
            WEEKLY,
            {"closed": True, "start_date": "2026-12-24", "end_date": "2027-01-03"},
            {"closed": "true", "start_date": "2026-12-08"},
            {
                "closed": False,
                "opens_at": "10:00",
                "closes_at": "12:00",
                "start_date": "2026-12-15",
                "end_date": "2026-12-15",
            },
        ]
    )
    assert read.hours.closures == (
        Closure(date(2026, 12, 24), date(2027, 1, 3)),
        Closure(date(2026, 12, 8), date(2026, 12, 8)),
    )
    assert read.hours.special == (
        SpecialHours(date(2026, 12, 15), date(2026, 12, 15), time(10), time(12)),
    )


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"opens_at": ""}, "there is no opening time"),
        ({"closes_at": None}, "there is no closing time"),
        ({"opens_at": "whenever"}, '"whenever" is not a time'),
        ({"opens_at": "25:00"}, '"25:00" is not a time'),
        ({"opens_at": "17:00"}, "it opens and closes at the same time"),
        ({"opens_at": "00:00", "closes_at": "00:00"}, "it opens and closes at the same time"),
        ({"byday": "XX"}, '"xx" is not a day'),
        ({"byday": "9"}, '"9" is not a day'),
        ({"wkst": "no"}, '"no" is not a day'),
        ({"byday": None}, "no day is named"),
        ({"freq": "YEARLY"}, 'the frequency "YEARLY" is not one that we can follow'),
        ({"freq": "DAILY", "interval": 2}, "is not one that we can follow"),
        ({"interval": "twice"}, "interval is not a number"),
        ({"interval": -1}, "interval is less than one"),
        ({"until": "next year"}, '"next year" is not a date'),
        ({"until": "2027-02-30"}, '"2027-02-30" is not a date'),
        ({"closed": True}, "there is no start_date"),
        ({"closed": False, "start_date": "2026-12-24", "opens_at": ""}, "no opening time"),
    ],
)
def test_what_cannot_be_read_is_left_out_and_said(changes: dict[str, Any], says: str) -> None:
    reason = unread(**changes)
    assert reason.startswith("schedule 1: ")
    assert says in reason


def test_one_that_cannot_be_read_takes_no_other_with_it() -> None:
    read = read_hours([{"freq": "WEEKLY"}, WEEKLY])
    assert read.hours.openings == (Opening(1, NINE, FIVE),)
    assert len(read.unread) == 1


def test_no_schedules_are_hours_that_are_not_known() -> None:
    assert not read_hours([]).hours.known
