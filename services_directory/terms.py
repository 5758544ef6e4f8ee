"""School terms of one council: in term, not in term, or not known. Values and arithmetic only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row, both ends included: "Autumn term 2026", "October half-term"."""

    name: str
    first_day: date
    last_day: date

    def holds(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms in order, and the half-terms that lie in them. `source` is where the dates were read."""

    terms: tuple[Stretch, ...] = ()
    half_terms: tuple[Stretch, ...] = ()
    source: str = ""

    def holds(self, day: date) -> bool | None:
        """None before the first day and after the last day that we have dates for: nobody may guess a summer."""
        if not self.terms or not self.terms[0].first_day <= day <= self.terms[-1].last_day:
            return None
        in_a_term = any(term.holds(day) for term in self.terms)
        return in_a_term and not any(gap.holds(day) for gap in self.half_terms)
