"""What kind of day it is where a resident lives: a bank holiday, in school term, or neither.

Bank holidays of England come from the package `holidays`, which is released each month and knows the proclaimed ones. It is
imported when a day is first asked about, because it takes some 40 ms that a start need not pay.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from services_directory.terms import Terms


@dataclass(frozen=True, slots=True)
class Calendar:
    """One council's days. `bank_holidays`: None for those of England; `terms`: None where nobody wrote them down."""

    terms: Terms | None = None
    bank_holidays: frozenset[date] | None = None

    def is_bank_holiday(self, day: date) -> bool:
        known = _england(day.year) if self.bank_holidays is None else self.bank_holidays
        return day in known

    def in_term(self, day: date) -> bool | None:
        """None where the terms are not known for that day."""
        return self.terms.holds(day) if self.terms else None


ENGLAND = Calendar()
"""Bank holidays and no known terms: for whoever has not said where they live."""


@cache
def _england(year: int) -> frozenset[date]:
    """Substitute days and the days they stand for: on both, doors may be shut. See www.gov.uk/bank-holidays."""
    from holidays.countries.united_kingdom import UnitedKingdom

    return frozenset(UnitedKingdom(subdiv="ENG", years=year))  # type: ignore[no-untyped-call]
