"""When a service is open, as a resident reads it: what is sure is said, and what is not is never made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from bot.conversation.signposting import Signposter
from bot.conversation.wording import Wording
from bot.library.library import Library
from services_directory.closure import Closure
from services_directory.opening import NOT_KNOWN, OpeningHours
from services_directory.schedule import ByDay, Schedule
from services_directory.service import Contact
from tests.services_directory.builders import hours, london, service

OFFICE = hours("mon 09:00 17:00", "tue 09:00 17:00")
PAINTING = Closure(date(2026, 11, 30), date(2026, 12, 4), "The hall is being painted.")
FIRST_TUESDAYS = OpeningHours(
    schedules=(Schedule(time(10), time(12), "MONTHLY", byday=(ByDay(1, 1),)),)
)


def told(library: Library, opening: OpeningHours, now: datetime) -> str:
    there = service("group", contact=Contact(phone="01785 1"), hours=opening)
    return Signposter(library, Wording(library), now).about(there)


@pytest.mark.parametrize(
    ("opening", "now", "words"),
    [
        (
            FIRST_TUESDAYS,
            "2026-12-01 13:00",
            "Closed now. Next open Tuesday 5 January 2027 10am. Hours: First Tuesday of the month, 10am to midday.",
        ),
        (
            replace(OFFICE, closures=(PAINTING,)),
            "2026-12-01 10:00",
            "Closed until 4 December 2026: The hall is being painted. Closed now. Next open Monday 9am.",
        ),
        (
            replace(NOT_KNOWN, closures=(Closure(date(2026, 11, 1)),)),
            "2026-12-01 10:00",
            "Closed until further notice.",
        ),
        (
            replace(OFFICE, bank_holidays="closed"),
            "2026-12-28 10:00",
            "Closed now. Next open tomorrow 9am. Hours: Monday, Tuesday, 9am to 5pm, closed on bank holidays.",
        ),
    ],
)
def test_what_is_sure_is_said(
    library: Library, opening: OpeningHours, now: str, words: str
) -> None:
    assert words in told(library, opening, london(now))


def test_on_a_bank_holiday_that_nobody_told_us_of_it_is_neither_open_nor_closed(
    library: Library,
) -> None:
    text = told(library, OFFICE, london("2026-12-28 10:00"))
    assert "Today is a bank holiday, so it may be closed: check before you go." in text
    assert "Open now" not in text
    assert "Closed now" not in text


def test_in_term_time_without_dates_only_the_hours_are_said(library: Library) -> None:
    text = told(library, replace(OFFICE, term_time=True), london("2026-12-01 10:00"))
    assert "Hours: Monday, Tuesday, 9am to 5pm, in term time." in text
    assert "now" not in text
