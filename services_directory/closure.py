"""Days that are not as usual: shut for a while, or open at other hours. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, slots=True)
class Closure:
    """Shut on all days from `first` to `last`, both included. `last` None: until further notice. `why` in staff's words."""

    first: date
    last: date | None = None
    why: str | None = None

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class SpecialHours:
    """Other hours on all days from `first` to `last`, in place of the usual ones. It is open then, whatever day it is."""

    first: date
    last: date
    opens: time
    closes: time

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last
