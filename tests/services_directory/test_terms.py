from __future__ import annotations

from datetime import date

import pytest

from services_directory.terms import Stretch, Terms

AUTUMN = Stretch("Autumn term", date(2026, 9, 2), date(2026, 12, 18))
SPRING = Stretch("Spring term", date(2027, 1, 4), date(2027, 3, 25))
HALF_TERM = Stretch("October half-term", date(2026, 10, 26), date(2026, 10, 30))
TERMS = Terms((AUTUMN, SPRING), (HALF_TERM,), "invented")


@pytest.mark.parametrize(
    ("day", "in_term"),
    [
        (date(2026, 9, 1), None),
        (date(2026, 9, 2), True),
        (date(2026, 10, 23), True),
        (date(2026, 10, 26), False),
        (date(2026, 10, 30), False),
        (date(2026, 11, 2), True),
        (date(2026, 12, 18), True),
        (date(2026, 12, 19), False),
        (date(2027, 1, 3), False),
        (date(2027, 1, 4), True),
        (date(2027, 3, 25), True),
        (date(2027, 3, 26), None),
    ],
)
def test_a_day_is_in_term_or_out_of_it_or_not_known(day: date, in_term: bool | None) -> None:
    assert TERMS.holds(day) is in_term


def test_no_terms_say_nothing() -> None:
    assert Terms().holds(date(2026, 11, 27)) is None
