"""Calendar months, counted as people count them: six months after 31 August is the last day of February. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class When:
    """The first and the last day on which something may have been."""

    first: date
    last: date

    def all(self, holds: Callable[[date], bool]) -> bool | None:
        """Whether it holds of all these days or of none; None: we cannot say. For what turns once as days go by."""
        first, last = holds(self.first), holds(self.last)
        return first if first == last else None

    def whole(self, count: Callable[[date], int]) -> int | None:
        """A count that is the same for all these days; None where it is not."""
        first, last = count(self.first), count(self.last)
        return first if first == last else None


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def months_before(today: date, months: int) -> date:
    """The day of which it is exactly so many months. A short month that has no such day gives the day after its last."""
    month = today.year * 12 + today.month - 1 - months
    year, month = month // 12, month % 12 + 1
    days = monthrange(year, month)[1]
    if today.day <= days:
        return date(year, month, today.day)
    return date(year, month, days) + timedelta(days=1)


def months_completed(since: date, today: date) -> int:
    """Whole months that have passed: how old a baby is."""
    months = (today.year - since.year) * 12 + today.month - since.month
    return months if months_later(since, months) <= today else months - 1


def months_begun(since: date, today: date) -> int:
    """The smallest number of months that reaches today: 6 on the day six months after, 7 the day after that."""
    months = months_completed(since, today)
    return months if months_later(since, months) >= today else months + 1
