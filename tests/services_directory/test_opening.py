from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import assume, example
from hypothesis import strategies as st

from services_directory.opening import (
    LONDON,
    NOT_KNOWN,
    Opening,
    OpeningHours,
    clock,
    moment_in_words,
)
from tests.services_directory.builders import given, hours, london, utc

OFFICE = hours(
    "mon 09:00 17:00",
    "tue 09:00 17:00",
    "wed 09:00 17:00",
    "thu 09:00 17:00",
    "fri 09:00 16:30",
)
ALWAYS = OpeningHours(always=True)
SUNDAY_NIGHT = hours("sun 00:30 01:30", "sun 02:30 06:00")
"""Open around the hour that clocks skip in March and repeat in October."""

QUARTERS = st.integers(0, 24 * 4 - 1).map(lambda n: time(n // 4, n % 4 * 15))
OPENINGS = st.builds(Opening, st.integers(0, 6), QUARTERS, QUARTERS).filter(
    lambda each: each.opens < each.closes
)
SCHEDULES = st.lists(OPENINGS, min_size=1, max_size=5).map(
    lambda each: OpeningHours(tuple(each), bank_holidays="open")
)
ANY_TIME = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)).map(  # noqa: DTZ001
    lambda each: each.replace(tzinfo=UTC)
)
CLOCK_CHANGES = st.builds(
    lambda day, minutes: day + timedelta(minutes=minutes),
    st.sampled_from([utc("2026-03-28 22:00"), utc("2026-10-24 22:00")]),
    st.integers(0, 6 * 60),
)
MOMENTS = ANY_TIME | CLOCK_CHANGES


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        ("2026-11-20 08:59", False),
        ("2026-11-20 09:00", True),
        ("2026-11-20 16:29", True),
        ("2026-11-20 16:30", False),
        ("2026-11-19 16:30", True),
        ("2026-11-21 12:00", False),
    ],
)
def test_a_service_opens_on_the_minute_and_is_shut_when_it_closes(now: str, is_open: bool) -> None:
    assert OFFICE.open_at(london(now)) is is_open


def test_hours_that_are_not_known_are_neither_open_nor_shut() -> None:
    assert not NOT_KNOWN.known
    assert NOT_KNOWN.open_at(london("2026-11-20 12:00")) is None
    assert NOT_KNOWN.next_open(london("2026-11-20 12:00")) is None
    assert NOT_KNOWN.in_words() == ""


def test_a_line_that_is_always_open_needs_no_list_of_hours() -> None:
    assert ALWAYS.known
    assert ALWAYS.open_at(london("2026-12-25 03:00")) is True
    assert ALWAYS.next_open(london("2026-12-25 03:00")) is None
    assert ALWAYS.in_words() == "24 hours, every day"


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-20 08:00", "2026-11-20 09:00"),
        ("2026-11-20 09:00", "2026-11-23 09:00"),
        ("2026-11-20 19:00", "2026-11-23 09:00"),
        ("2026-11-22 23:59", "2026-11-23 09:00"),
        ("2026-11-23 17:00", "2026-11-24 09:00"),
    ],
)
def test_the_next_opening_is_the_next_working_morning(now: str, opens: str) -> None:
    assert OFFICE.next_open(london(now)) == london(opens)


def test_a_weekly_group_that_has_just_begun_opens_next_in_a_week() -> None:
    group = hours("tue 09:30 11:00")
    assert group.next_open(london("2026-11-24 09:30")) == london("2026-12-01 09:30")


def test_two_sessions_on_one_day_are_two_openings() -> None:
    clinic = hours("wed 13:00 15:00", "wed 09:30 11:30")
    assert clinic.open_at(london("2026-11-25 12:00")) is False
    assert clinic.next_open(london("2026-11-25 12:00")) == london("2026-11-25 13:00")
    assert clinic.next_open(london("2026-11-25 08:00")) == london("2026-11-25 09:30")


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        ("2026-07-01 07:59", False),
        ("2026-07-01 08:00", True),  # 9am in London
        ("2026-07-01 15:59", True),
        ("2026-07-01 16:00", False),
    ],
)
def test_in_summer_a_london_nine_is_eight_by_utc(now: str, is_open: bool) -> None:
    assert OFFICE.open_at(utc(now)) is is_open


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        ("2026-03-29 00:29", False),
        ("2026-03-29 00:30", True),
        ("2026-03-29 00:59", True),
        ("2026-03-29 01:00", False),  # clocks show 2am; 1am to 2am never comes
        ("2026-03-29 01:30", True),  # 2.30am
        ("2026-03-29 05:00", False),  # 6am
    ],
)
def test_in_march_the_hour_after_one_is_skipped(now: str, is_open: bool) -> None:
    assert SUNDAY_NIGHT.open_at(utc(now)) is is_open


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        ("2026-10-24 23:30", True),  # 12.30am, summer time
        ("2026-10-25 00:29", True),  # 1.29am
        ("2026-10-25 00:30", False),  # 1.30am
        ("2026-10-25 01:00", True),  # clocks show 1am again
        ("2026-10-25 01:30", False),
        ("2026-10-25 02:30", True),
        ("2026-10-25 06:00", False),
    ],
)
def test_in_october_the_hour_after_one_comes_twice(now: str, is_open: bool) -> None:
    assert SUNDAY_NIGHT.open_at(utc(now)) is is_open


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-03-27 17:00", "2026-03-30 08:00"),  # the last winter Friday, then a summer Monday
        ("2026-10-23 16:00", "2026-10-26 09:00"),  # and back
    ],
)
def test_the_next_opening_across_a_clock_change_is_nine_by_the_clock(now: str, opens: str) -> None:
    next_open = OFFICE.next_open(utc(now))
    assert next_open == utc(opens)
    assert next_open is not None
    assert next_open.time() == time(9)


def test_an_opening_inside_the_skipped_hour_comes_when_the_clocks_have_gone_on() -> None:
    night = hours("sun 01:30 05:00")
    next_open = night.next_open(utc("2026-03-29 00:00"))
    assert next_open == utc("2026-03-29 01:30")
    assert next_open is not None
    assert next_open.time() == time(2, 30)


def test_a_stretch_that_lies_wholly_in_the_skipped_hour_comes_a_week_later() -> None:
    assert hours("sun 01:15 01:45").next_open(utc("2026-03-29 00:00")) == utc("2026-04-05 00:15")


def test_an_opening_in_the_repeated_hour_is_never_in_the_past() -> None:
    night = hours("sun 01:45 05:00")
    first, second = (
        night.next_open(utc("2026-10-25 00:30")),
        night.next_open(utc("2026-10-25 01:30")),
    )
    assert first is not None
    assert second is not None
    assert first.astimezone(UTC) == utc("2026-10-25 00:45")
    assert second.astimezone(UTC) == utc("2026-10-25 01:45")


@given(SCHEDULES, MOMENTS)
@example(hours("sun 01:45 05:00"), utc("2026-10-25 01:30"))
@example(hours("sun 01:15 01:45"), utc("2026-03-29 00:30"))
def test_the_next_opening_is_open_and_still_to_come(schedule: OpeningHours, now: datetime) -> None:
    next_open = schedule.next_open(now)
    assert next_open is not None
    assert next_open.tzinfo is LONDON
    assert (
        now.timestamp() < next_open.timestamp() <= (now + timedelta(days=14, hours=1)).timestamp()
    )
    assert schedule.open_at(next_open) is True


@given(SCHEDULES, MOMENTS)
def test_nothing_opens_before_the_next_opening(schedule: OpeningHours, now: datetime) -> None:
    next_open = schedule.next_open(now)
    assert next_open is not None
    first = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)
    steps = int((next_open.timestamp() - first.timestamp()) // 900)
    quarters = [first.astimezone(UTC) + timedelta(minutes=15 * step) for step in range(1, steps)]
    starts = {(opening.day, opening.opens) for opening in schedule.openings}
    shown = [quarter.astimezone(LONDON) for quarter in quarters]
    assert not [each for each in shown if (each.weekday(), each.time()) in starts]


@given(SCHEDULES, MOMENTS)
def test_the_same_moment_in_another_zone_has_the_same_answer(
    schedule: OpeningHours, now: datetime
) -> None:
    local = now.astimezone(LONDON)
    assert schedule.open_at(local) is schedule.open_at(now)
    assert schedule.next_open(local) == schedule.next_open(now)


@given(SCHEDULES, MOMENTS)
def test_a_service_with_hours_is_surely_open_or_surely_shut(
    schedule: OpeningHours, now: datetime
) -> None:
    assume(schedule.openings)
    assert schedule.open_at(now) in {True, False}


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (hours("tue 09:30 11:00"), "Tuesday, 9.30am to 11am"),
        (OFFICE, "Monday to Thursday, 9am to 5pm; Friday, 9am to 4.30pm"),
        (hours("mon 09:00 12:00", "tue 09:00 12:00"), "Monday, Tuesday, 9am to midday"),
        (
            hours("mon 10:00 11:00", "wed 10:00 11:00", "fri 10:00 11:00"),
            "Monday, Wednesday, Friday, 10am to 11am",
        ),
        (
            hours("wed 13:00 15:00", "wed 09:30 11:30"),
            "Wednesday, 9.30am to 11.30am and 1pm to 3pm",
        ),
        (
            hours("mon 09:00 17:00", "tue 09:00 19:00", "wed 09:00 17:00"),
            "Monday, Wednesday, 9am to 5pm; Tuesday, 9am to 7pm",
        ),
        (hours("fri 09:00 17:00", "mon 09:00 17:00"), "Monday, Friday, 9am to 5pm"),
        (
            hours(
                "mon 09:00 17:00",
                "thu 09:00 17:00",
                "fri 09:00 17:00",
                "sat 09:00 17:00",
                "sun 09:00 17:00",
            ),
            "Monday, Thursday to Sunday, 9am to 5pm",
        ),
    ],
)
def test_hours_are_said_as_a_person_would(schedule: OpeningHours, words: str) -> None:
    assert schedule.in_words() == words


@given(SCHEDULES)
def test_the_order_in_which_hours_were_written_does_not_show(schedule: OpeningHours) -> None:
    by_day_and_time = sorted(
        schedule.openings, key=lambda each: (each.day, each.opens, each.closes)
    )
    assume(len({(each.day, each.opens) for each in schedule.openings}) == len(schedule.openings))
    assert replace(schedule, openings=tuple(by_day_and_time)).in_words() == schedule.in_words()


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (time(0, 0), "midnight"),
        (time(0, 30), "12.30am"),
        (time(9, 0), "9am"),
        (time(9, 5), "9.05am"),
        (time(11, 59), "11.59am"),
        (time(12, 0), "midday"),
        (time(12, 30), "12.30pm"),
        (time(16, 30), "4.30pm"),
        (time(23, 0), "11pm"),
    ],
)
def test_a_time_is_said_as_a_person_would(moment: time, words: str) -> None:
    assert clock(moment) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (london("2026-11-20 13:00"), "today 1pm"),
        (london("2026-11-21 09:00"), "tomorrow 9am"),
        (london("2026-11-24 09:30"), "Tuesday 9.30am"),
        (utc("2026-11-24 09:30"), "Tuesday 9.30am"),
    ],
)
def test_a_moment_is_said_from_where_the_resident_stands(moment: datetime, words: str) -> None:
    assert moment_in_words(moment, london("2026-11-20 12:00")) == words


def test_a_moment_is_said_by_london_clocks_whatever_zone_it_comes_in() -> None:
    late_in_june = utc("2026-06-30 23:30")  # half past midnight, a Wednesday, in London
    assert moment_in_words(late_in_june, utc("2026-06-28 12:00")) == "Wednesday 12.30am"
    assert moment_in_words(late_in_june, utc("2026-06-30 22:30")) == "tomorrow 12.30am"


@pytest.mark.parametrize(
    ("now", "words"),
    [("2026-03-28 23:30", "tomorrow 9am"), ("2026-03-29 00:30", "today 9am")],
)
def test_the_day_that_clocks_change_is_still_one_day(now: str, words: str) -> None:
    assert moment_in_words(london("2026-03-29 09:00"), london(now)) == words
