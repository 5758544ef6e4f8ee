"""When a service is open: in words, now, next, and session by session. Times are local to Europe/London. Pure.

What nobody told us stays unknown: a bank holiday of a service that says nothing of bank holidays, a term whose dates nobody
wrote down. A resident is sent only to what is surely open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from services_directory.closure import Closure, SpecialHours
from services_directory.council_calendar import ENGLAND, Calendar
from services_directory.opening_words import (
    DAY_NAMES,
    DAYS,
    WHOLE_DAY,
    Opening,
    clock,
    closure_in_words,
    day_in_words,
    run_in_words,
    schedules_in_words,
    special_in_words,
    weekly_in_words,
)
from services_directory.schedule import Schedule

__all__ = [
    "DAYS",
    "LONDON",
    "NOT_KNOWN",
    "Opening",
    "OpeningHours",
    "Session",
    "clock",
    "moment_in_words",
]

LONDON = ZoneInfo("Europe/London")

BankHolidays = Literal["open", "closed", "unknown"]

FURTHEST = 400
"""Days that are looked through for the next opening: a year, and the bank holidays after it."""

SOON = timedelta(days=28)
"""Whoever plans a visit wants to hear of a closure this far ahead; a later one would only confuse."""


class Stretch(NamedTuple):
    """Open from `opens` to `closes` on one day; `sure` or only perhaps; out of which schedule, or the weekly hours."""

    opens: time
    closes: time
    sure: bool
    schedule: Schedule | None = None

    def holds(self, moment: time) -> bool:
        """On the day it begins."""
        return self.opens <= moment and (moment < self.closes or self.closes <= self.opens)


@dataclass(frozen=True, slots=True)
class Session:
    """One opening on one day. `certain` is False where a bank holiday or an unknown term leaves it open to doubt."""

    opens: datetime
    closes: datetime
    is_first: bool = False
    is_last: bool = False
    certain: bool = True


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Nothing listed and not always open means that we do not know.

    `openings` recur every week, `schedules` in other ways; `special` hours stand in place of both. `first_session` and
    `last_session` are the days between which any of it holds.
    """

    openings: tuple[Opening, ...] = ()
    always: bool = False
    schedules: tuple[Schedule, ...] = ()
    special: tuple[SpecialHours, ...] = ()
    closures: tuple[Closure, ...] = ()
    term_time: bool = False
    bank_holidays: BankHolidays = "unknown"
    first_session: date | None = None
    last_session: date | None = None

    @property
    def known(self) -> bool:
        return self.always or bool(self.openings or self.schedules or self.special)

    def open_at(self, now: datetime, calendar: Calendar = ENGLAND) -> bool | None:
        """True or False at an aware `now`; None where the hours are not known, or not for such a day."""
        local = now.astimezone(LONDON)
        today, moment = local.date(), local.time()
        if not self.known:
            return False if any(each.holds(today) for each in self.closures) else None
        late = self.on(today - timedelta(1), calendar, overnight=True)
        sure = [
            *(each.sure for each in self.on(today, calendar) if each.holds(moment)),
            *(each.sure for each in late if moment < each.closes),
        ]
        return True if True in sure else None if sure else False

    def next_open(self, now: datetime, calendar: Calendar = ENGLAND) -> datetime | None:
        """When it surely opens next, after an aware `now`; None where it is always open, or not known within a year."""
        if not self.known or (self.always and self.open_at(now, calendar) is not False):
            return None
        today = now.astimezone(LONDON).date()
        days = (today + timedelta(ahead) for ahead in range(FURTHEST))
        return next((each for day in days if (each := self._opens_on(day, now, calendar))), None)

    def sessions(self, first: date, last: date, calendar: Calendar = ENGLAND) -> list[Session]:
        """What opens from day to day, both included, in order. What is always open has no sessions."""
        if self.always:
            return []
        days = [first + timedelta(ahead) for ahead in range((last - first).days + 1)]
        return [
            session
            for day in days
            for stretch in self.on(day, calendar)
            if (session := self._session(day, stretch, calendar)) is not None
        ]

    def on(self, day: date, calendar: Calendar = ENGLAND, overnight: bool = False) -> list[Stretch]:
        """Every stretch that begins on a day, in order; with `overnight` only those that end on the next one."""
        usual = self._usual(day, overnight)
        if not usual and not self.special:
            return usual
        if special := [each for each in self.special if each.holds(day)]:
            return sorted(Stretch(each.opens, each.closes, True) for each in special)
        runs = self._runs(day, calendar) if usual else False
        if runs is False:
            return []
        if runs is None:
            usual = [stretch._replace(sure=False) for stretch in usual]
        return sorted(usual, key=lambda each: each[:2]) if len(usual) > 1 else usual

    def in_words(self, today: date | None = None) -> str:
        """ "Monday to Thursday, 9am to 5pm; Friday, 9am to 4pm". With `today`, what is over is left out."""
        if self.always:
            said = ["24 hours, every day"]
        else:
            said = [*weekly_in_words(self.openings), *schedules_in_words(self.schedules, today)]
        if not said:
            return ""
        conditions = [
            "in term time" if self.term_time else "",
            {"closed": "closed on bank holidays", "open": "and on bank holidays"}.get(
                self.bank_holidays, ""
            ),
            run_in_words(self.first_session, self.last_session, today).removeprefix(", "),
        ]
        return ("; " if len(said) > 1 else ", ").join(filter(None, ["; ".join(said), *conditions]))

    def changes_in_words(self, today: date, calendar: Calendar = ENGLAND) -> str | None:
        """ "Closed until 3 January 2027: the hall is being painted.": what is not as usual, now and soon."""
        closed = (
            closure_in_words(each, today)
            for each in self.closures
            if each.first <= today + SOON and (each.last is None or today <= each.last)
        )
        special = (
            special_in_words(each)
            for each in self.special
            if each.first <= today + SOON and today <= each.last
        )
        return " ".join([*closed, *special, *self._bank_holiday_in_words(today, calendar)]) or None

    def _bank_holiday_in_words(self, today: date, calendar: Calendar) -> Iterator[str]:
        """Only on the day, and only where nobody told us."""
        perhaps = any(not each.sure for each in self.on(today, calendar))
        if perhaps and self.bank_holidays == "unknown" and calendar.is_bank_holiday(today):
            yield "Today is a bank holiday, so it may be closed: check before you go."

    def _usual(self, day: date, overnight: bool) -> list[Stretch]:
        if self.always:
            return [] if overnight else [Stretch(*WHOLE_DAY, True)]
        weekday = day.weekday()
        found = [
            Stretch(each.opens, each.closes, True)
            for each in self.openings
            if each.day == weekday and not (overnight and each.closes > each.opens)
        ]
        if self.schedules:
            found += self._scheduled(day, overnight)
        return found

    def _scheduled(self, day: date, overnight: bool) -> Iterator[Stretch]:
        for each in self.schedules:
            if overnight and each.closes > each.opens:
                continue
            if (falls := each.falls_on(day)) is not False:
                yield Stretch(each.opens, each.closes, falls is True, each)

    def _runs(self, day: date, calendar: Calendar) -> bool | None:
        """Whether the usual hours hold on a day. What surely keeps it shut outweighs what is not known."""
        if not self._stands_on(day) or any(closure.holds(day) for closure in self.closures):
            return False
        in_term = calendar.in_term(day) if self.term_time else True
        if in_term is False or self.bank_holidays == "open":
            return in_term
        if not calendar.is_bank_holiday(day):
            return in_term
        if self.bank_holidays == "closed":
            return False
        return in_term if self.always else None

    def _stands_on(self, day: date) -> bool:
        return (self.first_session is None or self.first_session <= day) and (
            self.last_session is None or day <= self.last_session
        )

    def _opens_on(self, day: date, now: datetime, calendar: Calendar) -> datetime | None:
        """The first sure opening of a day that is still to come."""
        moments = (
            moment
            for opens, _, sure, _ in self.on(day, calendar)
            if sure
            for moment in _moments(day, opens)
            if moment.timestamp() > now.timestamp() and self.open_at(moment, calendar)
        )
        return min(moments, key=datetime.timestamp, default=None)

    def _session(self, day: date, stretch: Stretch, calendar: Calendar) -> Session | None:
        """None for what lies wholly in the hour that clocks skip."""
        next_day = stretch.closes <= stretch.opens
        opens = next(_moments(day, stretch.opens))
        closes = _shut(day + timedelta(next_day), stretch.closes)
        if closes.timestamp() <= opens.timestamp():
            return None
        is_first = self._is_first(day, stretch.schedule, calendar)
        is_last = self._is_last(day, stretch.schedule, calendar)
        return Session(opens, closes, is_first, is_last, stretch.sure)

    def _is_first(self, day: date, schedule: Schedule | None, calendar: Calendar) -> bool:
        """The first of a run whose beginning is told: none of it comes before."""
        told = (self.first_session, schedule.dtstart if schedule else None)
        begins = max((each for each in told if each), default=None)
        return begins is not None and not self._any(schedule, begins, day - timedelta(1), calendar)

    def _is_last(self, day: date, schedule: Schedule | None, calendar: Calendar) -> bool:
        told = (self.last_session, schedule.last_day if schedule else None)
        ends = min((each for each in told if each), default=None)
        return ends is not None and not self._any(schedule, day + timedelta(1), ends, calendar)

    def _any(self, schedule: Schedule | None, first: date, last: date, calendar: Calendar) -> bool:
        days = (first + timedelta(ahead) for ahead in range((last - first).days + 1))
        return any(each.schedule == schedule for day in days for each in self.on(day, calendar))


NOT_KNOWN = OpeningHours()
"""No hours are listed."""

_NEAR_DAYS = {0: "today", 1: "tomorrow"}


def moment_in_words(moment: datetime, now: datetime) -> str:
    """ "today 9.30am", "tomorrow 9am", "Tuesday 9.30am"; from a week ahead with its date, "Tuesday 1 December 2026 9.30am"."""
    moment = moment.astimezone(LONDON)
    days = (moment.date() - now.astimezone(LONDON).date()).days
    name = DAY_NAMES[moment.weekday()]
    dated = name if days < len(DAYS) else f"{name} {day_in_words(moment.date())}"
    return f"{_NEAR_DAYS.get(days, dated)} {clock(moment.time())}"


def _moments(day: date, opens: time) -> Iterator[datetime]:
    """When clocks in London show `opens`: twice in the hour that comes twice; an hour later in the one they skip."""
    shown = datetime.combine(day, opens, LONDON)
    return (shown.replace(fold=fold).astimezone(UTC).astimezone(LONDON) for fold in (0, 1))


def _shut(day: date, closes: time) -> datetime:
    """When clocks in London show `closes`; in the hour that they skip, the moment at which they skip it."""
    moment = next(_moments(day, closes))
    return moment if moment.time() == closes else next(_moments(day, closes.replace(minute=0)))
