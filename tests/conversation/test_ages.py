"""Calendar months as people count them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import strategies as st

from bot.conversation.ages import When, months_before, months_begun, months_completed, months_later
from tests.services_directory.builders import given

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
MONTHS = st.integers(0, 240)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 5, 28), 6, date(2026, 11, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 8, 28), 6, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 7, 15), 0, date(2026, 7, 15)),
    ],
)
def test_some_months_later_is_the_same_day_or_the_last_of_a_short_month(
    day: date, months: int, later: date
) -> None:
    assert months_later(day, months) == later


@pytest.mark.parametrize(
    ("today", "months", "before"),
    [
        (date(2026, 11, 27), 6, date(2026, 5, 27)),
        (date(2026, 8, 31), 6, date(2026, 3, 1)),
        (date(2028, 8, 30), 6, date(2028, 3, 1)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 3, 31), 24, date(2024, 3, 31)),
    ],
)
def test_some_months_before_a_short_month_gives_the_day_after_its_last(
    today: date, months: int, before: date
) -> None:
    assert months_before(today, months) == before


@pytest.mark.parametrize(
    ("born", "completed", "begun"),
    [
        (date(2026, 11, 27), 0, 0),
        (date(2026, 11, 26), 0, 1),
        (date(2026, 5, 28), 5, 6),
        (date(2026, 5, 27), 6, 6),
        (date(2026, 5, 26), 6, 7),
    ],
)
def test_a_month_counts_when_it_is_over_or_when_it_has_begun(
    born: date, completed: int, begun: int
) -> None:
    today = date(2026, 11, 27)
    assert (months_completed(born, today), months_begun(born, today)) == (completed, begun)


@given(DAYS, MONTHS)
def test_so_many_months_before_is_never_longer_ago_than_so_many_months(
    today: date, months: int
) -> None:
    then = months_before(today, months)
    assert months_later(then, months) >= today
    assert months_later(then - timedelta(days=1), months) < today


@given(DAYS, st.integers(0, 8000))
def test_months_completed_are_the_most_that_fit_and_months_begun_the_fewest_that_reach(
    born: date, days: int
) -> None:
    today = born + timedelta(days=days)
    completed, begun = months_completed(born, today), months_begun(born, today)
    assert months_later(born, completed) <= today < months_later(born, completed + 1)
    assert months_later(born, begun) >= today
    assert begun == 0 or months_later(born, begun - 1) < today


def test_a_stretch_of_days_says_only_what_is_true_of_them_all() -> None:
    june = When(date(2026, 6, 1), date(2026, 6, 30))
    assert june.all(lambda day: day.year == 2026) is True
    assert june.all(lambda day: day.year == 2025) is False
    assert june.all(lambda day: day.day > 15) is None
    assert june.whole(lambda day: day.month) == 6
    assert june.whole(lambda day: day.day) is None
