"""Opening hours as schedules of the standard, and back."""

from __future__ import annotations

from datetime import date, time

import pytest

from services_directory.closure import Closure, SpecialHours
from services_directory.opening import OpeningHours
from services_directory.publishing.hours import (
    changes_in_words,
    hours_of,
    more_of,
    note_of,
    schedules_of,
)
from services_directory.publishing.schedules import schedule_as_json, schedule_from_json
from services_directory.schedule import ByDay, Schedule
from tests.services_directory.builders import given, hours
from tests.services_directory.publishing.made import all_hours, schedules

CHRISTMAS = Closure(date(2026, 12, 24), date(2027, 1, 3), "Christmas")


def test_always_open_is_said_in_words_too() -> None:
    (every_day,) = schedules_of("a", OpeningHours(always=True), None)
    assert every_day["byday"] == "MO,TU,WE,TH,FR,SA,SU"
    assert every_day["description"] == "24 hours, every day"


def test_no_hours_are_no_schedules() -> None:
    assert schedules_of("a", OpeningHours(), None) == []
    assert more_of(OpeningHours()) is None


def test_a_note_is_a_schedule_of_words_alone() -> None:
    (note,) = schedules_of("a", OpeningHours(), "Ring first.")
    assert note["description"] == "Ring first."
    assert "freq" not in note
    assert note_of({"schedules": [note]}) == "Ring first."


def test_term_time_and_bank_holidays_stand_at_every_schedule() -> None:
    term = OpeningHours(hours("mon 09:00 10:00").openings, term_time=True, bank_holidays="closed")
    (weekly,) = schedules_of("a", term, None)
    assert weekly["notes"] == "In term time. Closed on bank holidays."


def test_a_run_of_sessions_is_the_time_for_which_a_week_is_valid() -> None:
    run = OpeningHours(
        hours("mon 09:00 10:00").openings,
        first_session=date(2026, 9, 7),
        last_session=date(2026, 12, 14),
    )
    (weekly,) = schedules_of("a", run, None)
    assert (weekly["valid_from"], weekly["valid_to"]) == ("2026-09-07", "2026-12-14")


def test_closures_and_other_hours_are_said_with_their_dates_whatever_the_day() -> None:
    special = SpecialHours(date(2026, 12, 23), date(2026, 12, 23), time(10), time(12))
    said = changes_in_words(OpeningHours(special=(special,), closures=(CHRISTMAS,)))
    assert said == [
        "Closed from 24 December 2026 to 3 January 2027: Christmas.",
        "Open 10am to midday on 23 December 2026.",
    ]


def test_a_schedule_leaves_out_what_is_usual() -> None:
    told = schedule_as_json(Schedule(time(9, 30), time(11), byday=(ByDay(1),)))
    assert told == {"freq": "WEEKLY", "opens_at": "09:30", "closes_at": "11:00", "byday": "TU"}


@pytest.mark.parametrize(
    "written", [{"freq": "WEEKLY"}, {"freq": "WEEKLY", "opens_at": "nine", "closes_at": "ten"}]
)
def test_a_schedule_of_others_is_not_guessed_at(written: dict[str, str]) -> None:
    with pytest.raises((KeyError, ValueError)):
        schedule_from_json(written)


@given(schedules)
def test_every_schedule_comes_back(schedule: Schedule) -> None:
    assert schedule_from_json(schedule_as_json(schedule)) == schedule


@given(all_hours)
def test_all_hours_come_back(drawn: OpeningHours) -> None:
    document = {"schedules": schedules_of("a", drawn, "A note.")}
    assert hours_of(document, drawn.always, more_of(drawn)) == drawn
