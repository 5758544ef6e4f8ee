"""Schedule: on which days something recurs, after RFC 5545 as HSDS and Open Referral UK use it. Pure.

Each day is looked at by itself, in the same time however long ago the schedule began; walking from the first event to today
would take as long as the schedule is old. Reading one from a feed is in `sources/schedules.py`.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Literal

Freq = Literal["WEEKLY", "MONTHLY"]

LONGEST_RUN = 20 * 366
"""Days after which a `count` is as good as no end: nobody counts sessions for twenty years."""


@dataclass(frozen=True, slots=True)
class ByDay:
    """A weekday, 0 for Monday; within a month the first is 1 and the last is -1. 0 is every one."""

    day: int
    nth: int = 0

    def holds(self, day: date) -> bool:
        return self.day == day.weekday() and self.nth in {0, *_nths(day)}


@dataclass(frozen=True, slots=True)
class Schedule:
    """The fields of an HSDS schedule by their own names. Times are what clocks in London show.

    `closes` no later than `opens` means that it ends on the next day. `dtstart` is the first event, `until` the last possible
    one; `valid_from` and `valid_to` are the days for which the entry itself is true. `note` is shown to residents.
    """

    opens: time
    closes: time
    freq: Freq = "WEEKLY"
    interval: int = 1
    byday: tuple[ByDay, ...] = ()
    bymonthday: tuple[int, ...] = ()
    byyearday: tuple[int, ...] = ()
    byweekno: tuple[int, ...] = ()
    wkst: int = 0
    dtstart: date | None = None
    until: date | None = None
    count: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    note: str | None = None

    def falls_on(self, day: date) -> bool | None:
        """None for a possible day where only the source knows: every other week, from a week that it does not name."""
        if not (self._stands_on(day) and self._recurs_on(day)):
            return False
        return True if self.is_anchored else None

    @property
    def is_anchored(self) -> bool:
        """Whether its days can be told: counting and leaving out weeks both need a first event."""
        return self.dtstart is not None or (self.interval == 1 and self.count is None)

    @property
    def first_day(self) -> date | None:
        return max(filter(None, (self.dtstart, self.valid_from)), default=None)

    @property
    def last_day(self) -> date | None:
        ends = (self.until, self.valid_to, _last_counted(self) if self.count else None)
        return min(filter(None, ends), default=None)

    def _stands_on(self, day: date) -> bool:
        first, last = self.first_day, self.last_day
        return (first is None or first <= day) and (last is None or day <= last)

    def _recurs_on(self, day: date) -> bool:
        return (
            (not self.byday or any(each.holds(day) for each in self.byday))
            and (not self.bymonthday or bool({*_month_days(day)} & {*self.bymonthday}))
            and (not self.byyearday or bool({*_year_days(day)} & {*self.byyearday}))
            and (not self.byweekno or bool({*_week_numbers(day, self.wkst)} & {*self.byweekno}))
            and (self.dtstart is None or self._in_step(day, self.dtstart))
        )

    def _in_step(self, day: date, start: date) -> bool:
        """In a week or month that is not left out, and on the day of the first event where no other is named."""
        named = self.byday or self.bymonthday or self.byyearday or self.byweekno
        if self.freq == "WEEKLY":
            weeks = (_week_start(day, self.wkst) - _week_start(start, self.wkst)).days // 7
            return weeks % self.interval == 0 and (bool(named) or day.weekday() == start.weekday())
        months = (day.year - start.year) * 12 + day.month - start.month
        return months % self.interval == 0 and (bool(named) or day.day == start.day)


@lru_cache(maxsize=4096)
def _last_counted(schedule: Schedule) -> date | None:
    """The day of the last session of a run that is counted."""
    if schedule.dtstart is None or schedule.count is None:
        return None
    left = schedule.count
    for days in range(LONGEST_RUN):
        day = schedule.dtstart + timedelta(days)
        left -= schedule._recurs_on(day)
        if left == 0:
            return day
    return None


def _nths(day: date) -> tuple[int, int]:
    """Which one of its month a weekday is, from the front and from the back: (1, -5)."""
    days = monthrange(day.year, day.month)[1]
    return (day.day - 1) // 7 + 1, -((days - day.day) // 7 + 1)


def _month_days(day: date) -> tuple[int, int]:
    return day.day, day.day - monthrange(day.year, day.month)[1] - 1


def _year_days(day: date) -> tuple[int, int]:
    number = day.timetuple().tm_yday
    return number, number - date(day.year, 12, 31).timetuple().tm_yday - 1


def _week_numbers(day: date, first_weekday: int) -> tuple[int, int]:
    """A week belongs to the year that has most of its days, as in ISO 8601, whichever day it begins on."""
    middle = _week_start(day, first_weekday) + timedelta(3)
    from_front, from_back = _year_days(middle)
    return (from_front - 1) // 7 + 1, -((-from_back - 1) // 7 + 1)


def _week_start(day: date, first_weekday: int) -> date:
    return day - timedelta((day.weekday() - first_weekday) % 7)
