"""A schedule's days are those that python-dateutil gives, which walks from the first event as RFC 5545 tells it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

import pytest
from dateutil import rrule
from hypothesis import strategies as st

from services_directory.schedule import ByDay, Schedule
from tests.services_directory.builders import given

TEN, TWELVE = time(10), time(12)
START = date(2024, 1, 1)  # a leap year, and a Monday

DAYS = st.integers(0, 3 * 366).map(lambda days: START + timedelta(days))
WEEKDAYS = st.integers(0, 6)
ALL = st.lists(st.builds(ByDay, WEEKDAYS), max_size=3, unique=True).map(tuple)
SOME = st.lists(
    st.builds(ByDay, WEEKDAYS, st.sampled_from([1, 2, 3, 4, 5, -1, -2])), max_size=3, unique=True
).map(tuple)
"""Not both at once: python-dateutil then asks for days that are in both, where RFC 5545 takes those in either."""

PLAIN = Schedule(TEN, TWELVE, dtstart=START)


def schedules(**changes: st.SearchStrategy[Any]) -> st.SearchStrategy[Schedule]:
    """Only such as fall on some day: python-dateutil looks for a day that never comes until the year 9999."""
    when = {"dtstart": DAYS, "until": st.none() | DAYS, "wkst": WEEKDAYS}
    return st.fixed_dictionaries({**when, **changes}).map(lambda each: replace(PLAIN, **each))


FREQS = st.sampled_from(["WEEKLY", "MONTHLY"])
SCHEDULES = (
    schedules(freq=FREQS, interval=st.integers(1, 4), byday=ALL)
    | schedules(freq=st.just("MONTHLY"), interval=st.integers(1, 4), byday=SOME)
    | schedules(
        freq=FREQS,
        interval=st.integers(1, 4),
        byday=ALL,
        bymonthday=st.lists(st.sampled_from([1, 2, 15, 29, 31, -1, -5]), max_size=2).map(tuple),
    )
    | schedules(
        freq=FREQS,
        byyearday=st.lists(st.sampled_from([1, 60, 200, 365, -1, -100]), min_size=1).map(tuple),
    )
    | schedules(freq=FREQS, byday=ALL, byweekno=st.lists(st.integers(2, 50), max_size=2).map(tuple))
)


def walked(schedule: Schedule, first: date, last: date) -> set[date]:
    """What python-dateutil says, which shares no code with ours."""
    assert schedule.dtstart is not None
    weekdays = [
        rrule.weekdays[on.day](on.nth) if on.nth else rrule.weekdays[on.day]
        for on in schedule.byday
    ]
    rule = rrule.rrule(
        {"WEEKLY": rrule.WEEKLY, "MONTHLY": rrule.MONTHLY}[schedule.freq],
        dtstart=midnight(schedule.dtstart),
        until=midnight(min(schedule.until or last, last)),
        interval=schedule.interval,
        wkst=schedule.wkst,
        byweekday=weekdays or None,
        bymonthday=schedule.bymonthday or None,
        byyearday=schedule.byyearday or None,
        byweekno=schedule.byweekno or None,
    )
    days = (each.date() for each in islice(rule, schedule.count))
    return {day for day in days if first <= day}


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(0))


def days_of(schedule: Schedule, first: date, last: date) -> set[date]:
    days = (first + timedelta(ahead) for ahead in range((last - first).days + 1))
    return {day for day in days if schedule.falls_on(day)}


@given(SCHEDULES, DAYS)
def test_the_days_are_those_of_rfc_5545(schedule: Schedule, first: date) -> None:
    last = first + timedelta(200)
    assert days_of(schedule, first, last) == walked(schedule, first, last)


@given(SCHEDULES, st.integers(1, 12))
def test_a_counted_run_ends_where_it_is_counted_out(schedule: Schedule, count: int) -> None:
    assert schedule.dtstart is not None
    last = schedule.dtstart + timedelta(200)
    run = replace(schedule, until=None, count=count)
    assert days_of(run, schedule.dtstart, last) == walked(run, schedule.dtstart, last)


def test_six_sessions_are_six_and_the_last_is_known() -> None:
    run = Schedule(TEN, TWELVE, byday=(ByDay(1), ByDay(3)), dtstart=date(2027, 1, 12), count=6)
    found = days_of(run, date(2027, 1, 1), date(2027, 12, 31))
    assert len(found) == 6
    assert run.last_day == max(found) == date(2027, 1, 28)


@pytest.mark.parametrize(
    ("on", "days"),
    [
        (ByDay(0, 1), ["2026-12-07", "2027-01-04", "2027-02-01"]),
        (ByDay(4, -1), ["2026-12-25", "2027-01-29", "2027-02-26"]),
        (ByDay(1, 5), ["2026-12-29"]),
        (ByDay(0, -5), ["2027-01-04"][:0]),
    ],
)
def test_a_weekday_of_the_month_is_counted_from_either_end(on: ByDay, days: list[str]) -> None:
    monthly = Schedule(TEN, TWELVE, "MONTHLY", byday=(on,))
    found = days_of(monthly, date(2026, 12, 1), date(2027, 2, 28))
    assert found == {date.fromisoformat(day) for day in days}


def test_the_thirty_first_comes_only_in_months_that_have_one() -> None:
    monthly = Schedule(TEN, TWELVE, "MONTHLY", bymonthday=(31,))
    found = days_of(monthly, date(2027, 1, 1), date(2027, 4, 30))
    assert found == {date(2027, 1, 31), date(2027, 3, 31)}


def test_a_leap_day_is_the_last_of_its_february() -> None:
    last_day = Schedule(TEN, TWELVE, "MONTHLY", bymonthday=(-1,))
    assert last_day.falls_on(date(2028, 2, 29))
    assert not last_day.falls_on(date(2028, 2, 28))
    assert last_day.falls_on(date(2027, 2, 28))


def test_the_fifty_third_week_belongs_to_the_year_that_has_most_of_it() -> None:
    in_week_53 = Schedule(TEN, TWELVE, byday=(ByDay(4),), byweekno=(53,))
    assert in_week_53.falls_on(date(2027, 1, 1))
    assert in_week_53.falls_on(date(2021, 1, 1))
    assert not in_week_53.falls_on(date(2026, 1, 2))
    from_the_back = Schedule(TEN, TWELVE, byday=(ByDay(4),), byweekno=(-1,))
    assert from_the_back.falls_on(date(2027, 1, 1))


def test_every_other_week_from_no_known_week_is_never_sure() -> None:
    fortnightly = Schedule(TEN, TWELVE, interval=2, byday=(ByDay(3),))
    assert fortnightly.falls_on(date(2026, 12, 3)) is None
    assert fortnightly.falls_on(date(2026, 12, 4)) is False
    assert not fortnightly.is_anchored


def test_six_sessions_from_no_known_day_are_never_sure() -> None:
    assert Schedule(TEN, TWELVE, byday=(ByDay(3),), count=6).falls_on(date(2026, 12, 3)) is None


def test_without_a_day_the_first_event_says_which() -> None:
    weekly = Schedule(TEN, TWELVE, dtstart=date(2026, 12, 1))
    assert weekly.falls_on(date(2026, 12, 8)) is True
    assert weekly.falls_on(date(2026, 12, 9)) is False
    monthly = Schedule(TEN, TWELVE, "MONTHLY", dtstart=date(2026, 12, 15))
    assert monthly.falls_on(date(2027, 1, 15)) is True
    assert monthly.falls_on(date(2027, 1, 12)) is False


def test_the_days_for_which_an_entry_is_true_bound_it_too() -> None:
    weekly = Schedule(
        TEN, TWELVE, byday=(ByDay(1),), valid_from=date(2026, 12, 8), valid_to=date(2026, 12, 15)
    )
    found = days_of(weekly, date(2026, 12, 1), date(2026, 12, 31))
    assert found == {date(2026, 12, 8), date(2026, 12, 15)}
    assert (weekly.first_day, weekly.last_day) == (date(2026, 12, 8), date(2026, 12, 15))


def test_a_count_that_outlasts_everybody_has_no_end() -> None:
    endless = Schedule(TEN, TWELVE, byday=(ByDay(1),), dtstart=START, count=99_999)
    assert endless.last_day is None
    assert endless.falls_on(date(2026, 12, 1)) is True
