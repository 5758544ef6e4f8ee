"""Days that are not like others: bank holidays, terms, closures, special hours, runs of sessions, nights."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import strategies as st

from services_directory.closure import Closure, SpecialHours
from services_directory.council_calendar import Calendar
from services_directory.opening import LONDON, NOT_KNOWN, Opening, OpeningHours, Session
from services_directory.schedule import ByDay, Schedule
from tests.services_directory.builders import given, hours, london, utc
from tests.services_directory.test_terms import TERMS

OFFICE = hours(*(f"{day} 09:00 17:00" for day in ("mon", "tue", "wed", "thu", "fri")))
GROUP = hours("tue 09:30 11:00")
TERM_TIME = Calendar(TERMS)


def changed(plain: OpeningHours, **changes: object) -> OpeningHours:
    names = OpeningHours.__slots__
    return OpeningHours(**{**{name: getattr(plain, name) for name in names}, **changes})  # type: ignore[arg-type]


# Bank holidays: Christmas Day 2026 is a Friday, and Monday 28 December stands for Boxing Day.


@pytest.mark.parametrize(
    ("bank_holidays", "is_open"), [("unknown", None), ("closed", False), ("open", True)]
)
@pytest.mark.parametrize("day", ["2026-12-25", "2026-12-28", "2027-01-01"])
def test_a_bank_holiday_is_what_the_service_says_of_it(
    day: str, bank_holidays: str, is_open: bool | None
) -> None:
    office = changed(OFFICE, bank_holidays=bank_holidays)
    assert office.open_at(london(f"{day} 12:00")) is is_open


def test_the_night_of_a_bank_holiday_is_surely_shut() -> None:
    assert OFFICE.open_at(london("2026-12-25 03:00")) is False


@pytest.mark.parametrize(
    ("bank_holidays", "opens"),
    [
        ("unknown", "2026-12-29 09:00"),
        ("closed", "2026-12-29 09:00"),
        ("open", "2026-12-25 09:00"),
    ],
)
def test_after_christmas_eve_it_opens_next_when_it_surely_does(
    bank_holidays: str, opens: str
) -> None:
    office = changed(OFFICE, bank_holidays=bank_holidays)
    assert office.next_open(london("2026-12-24 17:00")) == london(opens)


def test_a_line_that_is_always_open_is_open_at_christmas_unless_it_says_not() -> None:
    line = OpeningHours(always=True)
    assert line.open_at(london("2026-12-25 12:00")) is True
    shut = changed(line, bank_holidays="closed")
    assert shut.open_at(london("2026-12-25 12:00")) is False
    assert shut.next_open(london("2026-12-25 12:00")) == london("2026-12-27 00:00")


# Terms


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        ("2026-10-20 10:00", True),
        ("2026-10-27 10:00", False),  # half-term
        ("2026-12-22 10:00", False),  # between terms
        ("2027-01-05 10:00", True),
        ("2027-04-06 10:00", None),  # after the last day that is known
        ("2026-10-21 10:00", False),  # a Wednesday
    ],
)
def test_a_group_in_term_time_rests_in_the_holidays(now: str, is_open: bool | None) -> None:
    group = changed(GROUP, term_time=True)
    assert group.open_at(london(now), TERM_TIME) is is_open


def test_without_term_dates_a_group_in_term_time_is_never_surely_open() -> None:
    group = changed(GROUP, term_time=True)
    assert group.open_at(london("2026-10-20 10:00")) is None
    assert group.next_open(london("2026-10-20 08:00")) is None
    assert [each.certain for each in group.sessions(date(2026, 10, 19), date(2026, 10, 25))] == [
        False
    ]
    assert group.in_words() == "Tuesday, 9.30am to 11am, in term time"


def test_after_the_holidays_it_opens_next_in_the_new_term() -> None:
    group = changed(GROUP, term_time=True)
    assert group.next_open(london("2026-12-15 12:00"), TERM_TIME) == london("2027-01-05 09:30")


def test_a_bank_holiday_in_term_is_still_a_bank_holiday() -> None:
    monday_group = changed(hours("mon 10:00 11:00"), term_time=True, bank_holidays="closed")
    may_day = Calendar(TERMS, frozenset({date(2026, 11, 30)}))
    assert monday_group.open_at(london("2026-11-30 10:00"), may_day) is False
    assert monday_group.next_open(london("2026-11-28 10:00"), may_day) == london("2026-12-07 10:00")


# Closures and special hours


PAINTING = Closure(date(2026, 11, 30), date(2026, 12, 4), "the hall is being painted.")


def test_a_closure_shuts_the_door_from_its_first_day_to_its_last() -> None:
    office = changed(OFFICE, closures=(PAINTING,))
    assert office.open_at(london("2026-11-30 12:00")) is False
    assert office.open_at(london("2026-12-04 12:00")) is False
    assert office.next_open(london("2026-11-27 17:00")) == london("2026-12-07 09:00")


def test_closed_until_further_notice_opens_at_no_time_that_we_know() -> None:
    office = changed(OFFICE, closures=(Closure(date(2026, 11, 30)),))
    assert office.next_open(london("2026-12-01 12:00")) is None
    assert office.sessions(date(2026, 12, 1), date(2027, 2, 1)) == []


def test_what_is_closed_is_closed_even_if_its_hours_are_not_known() -> None:
    closed = changed(NOT_KNOWN, closures=(PAINTING,))
    assert closed.open_at(london("2026-12-01 12:00")) is False
    assert closed.open_at(london("2026-12-07 12:00")) is None


@pytest.mark.parametrize(
    ("closure", "words"),
    [
        (PAINTING, "Closed until 4 December 2026: the hall is being painted."),
        (
            Closure(date(2026, 12, 24), date(2027, 1, 3)),
            "Closed from 24 December 2026 to 3 January 2027.",
        ),
        (Closure(date(2026, 12, 8), date(2026, 12, 8)), "Closed on 8 December 2026."),
        (Closure(date(2026, 1, 1)), "Closed until further notice."),
        (Closure(date(2026, 12, 8)), "Closed from 8 December 2026 until further notice."),
        (Closure(date(2026, 11, 1), date(2026, 11, 30)), None),
        (Closure(date(2027, 2, 1), date(2027, 2, 5)), None),
    ],
)
def test_a_closure_is_told_while_it_lasts_and_some_weeks_before(
    closure: Closure, words: str | None
) -> None:
    assert changed(OFFICE, closures=(closure,)).changes_in_words(date(2026, 12, 1)) == words


def test_special_hours_stand_in_place_of_the_usual_ones() -> None:
    eve = SpecialHours(date(2026, 12, 24), date(2026, 12, 25), time(10), time(12))
    office = changed(OFFICE, special=(eve,))
    assert office.open_at(london("2026-12-24 14:00")) is False
    assert office.open_at(london("2026-12-24 11:00")) is True
    assert office.open_at(london("2026-12-25 11:00")) is True
    assert office.next_open(london("2026-12-23 18:00")) == london("2026-12-24 10:00")
    assert (
        office.changes_in_words(date(2026, 12, 20))
        == "Open 10am to midday from 24 December 2026 to 25 December 2026."
    )


def test_on_a_bank_holiday_that_nobody_told_us_of_residents_are_told_to_check() -> None:
    check = "Today is a bank holiday, so it may be closed: check before you go."
    assert OFFICE.changes_in_words(date(2026, 12, 28)) == check
    assert OFFICE.changes_in_words(date(2026, 12, 29)) is None
    assert GROUP.changes_in_words(date(2026, 12, 28)) is None
    assert changed(OFFICE, bank_holidays="closed").changes_in_words(date(2026, 12, 28)) is None


# Runs of sessions


def test_a_run_has_a_first_and_a_last_session() -> None:
    course = OpeningHours(
        schedules=(
            Schedule(time(10), time(12), byday=(ByDay(1),), dtstart=date(2027, 1, 11), count=3),
        )
    )
    sessions = course.sessions(date(2027, 1, 1), date(2027, 3, 1))
    assert [each.opens.date().isoformat() for each in sessions] == [
        "2027-01-12",
        "2027-01-19",
        "2027-01-26",
    ]
    assert [each.is_first for each in sessions] == [True, False, False]
    assert [each.is_last for each in sessions] == [False, False, True]
    assert course.next_open(london("2027-01-26 10:00")) is None
    assert course.open_at(london("2027-02-02 11:00")) is False


def test_a_first_session_that_falls_in_a_closure_is_not_the_first() -> None:
    course = changed(
        GROUP,
        first_session=date(2026, 12, 1),
        last_session=date(2026, 12, 22),
        closures=(PAINTING,),
    )
    sessions = course.sessions(date(2026, 11, 1), date(2027, 1, 31))
    assert [(each.opens.day, each.is_first, each.is_last) for each in sessions] == [
        (8, True, False),
        (15, False, False),
        (22, False, True),
    ]


def test_what_has_no_beginning_has_no_first_session() -> None:
    sessions = GROUP.sessions(date(2026, 12, 1), date(2026, 12, 14))
    assert sessions == [
        Session(london("2026-12-01 09:30"), london("2026-12-01 11:00")),
        Session(london("2026-12-08 09:30"), london("2026-12-08 11:00")),
    ]


def test_two_sessions_of_one_day_come_in_order_and_what_is_always_open_has_none() -> None:
    clinic = hours("wed 13:00 15:00", "wed 09:30 11:30")
    opens = [each.opens.hour for each in clinic.sessions(date(2026, 12, 1), date(2026, 12, 7))]
    assert opens == [9, 13]
    assert OpeningHours(always=True).sessions(date(2026, 12, 1), date(2026, 12, 7)) == []


def test_a_session_on_a_bank_holiday_is_not_certain() -> None:
    sessions = OFFICE.sessions(date(2026, 12, 24), date(2026, 12, 29))
    assert [(each.opens.day, each.certain) for each in sessions] == [
        (24, True),
        (25, False),
        (28, False),
        (29, True),
    ]


def test_every_other_week_from_no_known_week_is_perhaps_open() -> None:
    group = OpeningHours(schedules=(Schedule(time(10), time(12), interval=2, byday=(ByDay(3),)),))
    assert group.open_at(london("2026-12-03 11:00")) is None
    assert group.open_at(london("2026-12-03 13:00")) is False
    assert group.next_open(london("2026-12-01 11:00")) is None


def test_a_month_of_groups_from_one_monthly_schedule() -> None:
    group = OpeningHours(schedules=(Schedule(time(10), time(12), "MONTHLY", byday=(ByDay(0, 1),)),))
    assert group.next_open(london("2026-12-07 10:00")) == london("2027-01-04 10:00")
    assert group.open_at(london("2027-01-04 11:59")) is True


# Nights


NIGHT = hours("fri 22:00 06:00")


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        ("2026-12-04 21:59", False),
        ("2026-12-04 22:00", True),
        ("2026-12-05 00:00", True),
        ("2026-12-05 05:59", True),
        ("2026-12-05 06:00", False),
        ("2026-12-04 05:00", False),
    ],
)
def test_a_night_shelter_that_opens_on_friday_is_open_till_saturday_morning(
    now: str, is_open: bool
) -> None:
    assert NIGHT.open_at(london(now)) is is_open


def test_a_night_ends_on_the_next_day_and_belongs_to_the_day_it_begins() -> None:
    (session,) = NIGHT.sessions(date(2026, 12, 1), date(2026, 12, 6))
    assert session.closes == london("2026-12-05 06:00")
    assert NIGHT.in_words() == "Friday, 10pm to 6am"
    new_year = changed(hours("thu 22:00 06:00"), bank_holidays="closed")
    assert new_year.open_at(london("2027-01-01 03:00")) is True
    christmas = changed(NIGHT, bank_holidays="closed")
    assert christmas.open_at(london("2026-12-26 03:00")) is False


def test_a_night_over_either_clock_change_is_an_hour_shorter_or_longer() -> None:
    saturday_night = hours("sat 22:00 06:00")
    (spring,) = saturday_night.sessions(date(2026, 3, 28), date(2026, 3, 28))
    (autumn,) = saturday_night.sessions(date(2026, 10, 24), date(2026, 10, 24))
    assert spring.closes.timestamp() - spring.opens.timestamp() == 7 * 3600
    assert autumn.closes.timestamp() - autumn.opens.timestamp() == 9 * 3600


def test_a_session_wholly_in_the_hour_that_clocks_skip_does_not_take_place() -> None:
    assert hours("sun 01:15 01:45").sessions(date(2026, 3, 29), date(2026, 3, 29)) == []
    (late,) = hours("sun 01:30 05:00").sessions(date(2026, 3, 29), date(2026, 3, 29))
    assert late.opens.astimezone(UTC) == utc("2026-03-29 01:30")


def test_a_whole_day_is_open_till_midnight_and_a_night_from_a_schedule_is_open_too() -> None:
    saturday = OpeningHours((Opening(5, time(0), time(0)),))
    assert saturday.open_at(london("2026-12-05 23:59")) is True
    assert saturday.open_at(london("2026-12-06 00:00")) is False
    assert saturday.in_words() == "Saturday, 24 hours"
    night = OpeningHours(schedules=(Schedule(time(22), time(2), byday=(ByDay(4), ByDay(5))),))
    assert night.open_at(london("2026-12-06 01:00")) is True
    assert night.open_at(london("2026-12-04 01:00")) is False


# Against a slow clock that looks at every quarter of an hour

QUARTERS = st.integers(0, 24 * 4 - 1).map(lambda n: time(n // 4, n % 4 * 15))
AWAKE = QUARTERS.filter(lambda each: each.hour != 1)
"""No door opens in the hour that comes twice or not at all; what happens then is told above."""
AUTUMN_2026 = st.integers(0, 60).map(lambda days: date(2026, 11, 1) + timedelta(days))
SCHEDULES = st.builds(
    Schedule,
    AWAKE,
    AWAKE,
    freq=st.just("WEEKLY"),
    interval=st.integers(1, 3),
    byday=st.lists(st.builds(ByDay, st.integers(0, 6)), min_size=1, max_size=2).map(tuple),
    dtstart=st.none() | AUTUMN_2026,
    until=st.none() | AUTUMN_2026,
)
CLOSURES = st.builds(
    lambda first, days: Closure(first, first + timedelta(days)), AUTUMN_2026, st.integers(0, 9)
)
ANY_HOURS = st.builds(
    OpeningHours,
    openings=st.lists(st.builds(Opening, st.integers(0, 6), AWAKE, AWAKE), max_size=3).map(tuple),
    schedules=st.lists(SCHEDULES, max_size=2).map(tuple),
    closures=st.lists(CLOSURES, max_size=1).map(tuple),
    term_time=st.booleans(),
    bank_holidays=st.sampled_from(["open", "closed", "unknown"]),
    first_session=st.none() | AUTUMN_2026,
    last_session=st.none() | AUTUMN_2026,
)
CALENDARS = st.sampled_from([TERM_TIME, Calendar(TERMS, frozenset({date(2026, 11, 30)}))])
MOMENTS = st.integers(0, 60 * 24 * 4).map(
    lambda n: datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=15 * n)
)
LOOKED_AHEAD = timedelta(days=30)

Slow = tuple[date, time, time, bool]


def slow_stretches(it: OpeningHours, day: date, calendar: Calendar) -> Iterator[Slow]:
    """The rules read one after the other, as a person would."""
    shut = any(each.first <= day <= (each.last or day) for each in it.closures)
    early = it.first_session is not None and day < it.first_session
    late = it.last_session is not None and day > it.last_session
    if shut or early or late:
        return
    bank_holiday = calendar.is_bank_holiday(day)
    if bank_holiday and it.bank_holidays == "closed":
        return
    in_term = calendar.in_term(day)
    if it.term_time and in_term is False:
        return
    sure = not (bank_holiday and it.bank_holidays == "unknown")
    sure = sure and not (it.term_time and in_term is None)
    for opening in it.openings:
        if opening.day == day.weekday():
            yield day, opening.opens, opening.closes, sure
    for schedule in it.schedules:
        if (known := slow_recurrence(schedule, day)) is not False:
            yield day, schedule.opens, schedule.closes, sure and known is True


def slow_recurrence(schedule: Schedule, day: date) -> bool | None:
    """Every week, or every second or third from the week of the first event."""
    if day.weekday() not in {each.day for each in schedule.byday}:
        return False
    if schedule.until and day > schedule.until:
        return False
    if schedule.dtstart is None:
        return True if schedule.interval == 1 else None
    if day < schedule.dtstart:
        return False
    week = schedule.dtstart - timedelta(schedule.dtstart.weekday())
    while week + timedelta(6) < day:
        week += timedelta(7 * schedule.interval)
    return week <= day


def slow_open(it: OpeningHours, moment: datetime, calendar: Calendar) -> bool | None:
    local = moment.astimezone(LONDON)
    today, shown = local.date(), local.time()
    found = [
        sure
        for day in (today - timedelta(1), today)
        for _, opens, closes, sure in slow_stretches(it, day, calendar)
        if _open_on(day == today, opens, closes, shown)
    ]
    return True if True in found else None if found else False


def _open_on(today: bool, opens: time, closes: time, shown: time) -> bool:
    if closes > opens:
        return today and opens <= shown < closes
    return opens <= shown if today else shown < closes


@given(ANY_HOURS, MOMENTS, CALENDARS)
def test_it_is_open_when_the_slow_clock_says_so(
    it: OpeningHours, now: datetime, calendar: Calendar
) -> None:
    expected = slow_open(it, now, calendar)
    if not it.known:
        assert it.open_at(now, calendar) in {None, False}
    else:
        assert it.open_at(now, calendar) is expected


@given(ANY_HOURS, MOMENTS, CALENDARS)
def test_the_next_opening_is_the_first_that_the_slow_clock_meets(
    it: OpeningHours, now: datetime, calendar: Calendar
) -> None:
    found = it.next_open(now, calendar)
    met = next(slow_openings(it, now, calendar), None)
    if met is None:
        assert found is None or found > now + LOOKED_AHEAD
    else:
        assert found == met


def slow_openings(it: OpeningHours, now: datetime, calendar: Calendar) -> Iterator[datetime]:
    """Quarters of an hour at which something surely opens."""
    doors = {each.opens for each in (*it.openings, *it.schedules)}
    quarter = now + timedelta(minutes=15)
    while quarter <= now + LOOKED_AHEAD:
        local = quarter.astimezone(LONDON)
        if local.time() in doors:
            opening = slow_stretches(it, local.date(), calendar)
            if any(opens == local.time() and sure for _, opens, _, sure in opening):
                yield quarter
        quarter += timedelta(minutes=15)


@given(ANY_HOURS, AUTUMN_2026, CALENDARS)
def test_the_sessions_are_those_of_the_slow_clock(
    it: OpeningHours, first: date, calendar: Calendar
) -> None:
    last = first + timedelta(20)
    days = (first + timedelta(ahead) for ahead in range(21))
    expected = [each for day in days for each in slow_stretches(it, day, calendar)]
    sessions = it.sessions(first, last, calendar)
    assert sorted(
        (each.opens.date(), each.opens.time(), each.closes.time(), each.certain)
        for each in sessions
    ) == sorted(expected)
    assert [each.opens for each in sessions] == sorted(each.opens for each in sessions)
    assert all(each.opens < each.closes for each in sessions)
