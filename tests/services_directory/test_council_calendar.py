from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import pytest

from services_directory.council_calendar import ENGLAND, Calendar
from tests.services_directory.test_terms import TERMS


def test_the_bank_holidays_of_christmas_2026_and_new_year_2027() -> None:
    days = [date(2026, 12, 24) + timedelta(ahead) for ahead in range(10)]
    assert [day.day for day in days if ENGLAND.is_bank_holiday(day)] == [25, 26, 28, 1]


@pytest.mark.parametrize(
    "day",
    ["2027-03-26", "2027-03-29", "2027-05-03", "2027-05-31", "2027-08-30", "2022-09-19"],
)
def test_easter_and_the_mondays_and_a_proclaimed_day(day: str) -> None:
    assert ENGLAND.is_bank_holiday(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2026-11-30", "2027-01-02", "2027-03-17", "2027-07-12"])
def test_a_holiday_of_scotland_or_northern_ireland_alone_is_none_here(day: str) -> None:
    assert not ENGLAND.is_bank_holiday(date.fromisoformat(day))


def test_a_council_may_have_days_of_its_own() -> None:
    own = Calendar(bank_holidays=frozenset({date(2026, 11, 30)}))
    assert own.is_bank_holiday(date(2026, 11, 30))
    assert not own.is_bank_holiday(date(2026, 12, 25))


def test_without_terms_nobody_knows_whether_it_is_term() -> None:
    assert ENGLAND.in_term(date(2026, 11, 27)) is None
    assert Calendar(TERMS).in_term(date(2026, 11, 27)) is True


def test_a_start_does_not_pay_for_the_bank_holidays() -> None:
    program = "import services_directory.opening, sys; print('holidays' in sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    )
    assert ran.stdout.strip() == "False"
