"""When a service is open: in words, now, and next. Times are local to Europe/London. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Opening:
    """One stretch of one day, 0 for Monday. `closes` is later than `opens`."""

    day: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Nothing listed and not always open means that we do not know."""

    openings: tuple[Opening, ...] = ()
    always: bool = False

    @property
    def known(self) -> bool:
        return self.always or bool(self.openings)

    def open_at(self, now: datetime) -> bool | None:
        """True or False at an aware `now`, or None where the hours are not known."""
        if not self.known:
            return None
        local = now.astimezone(LONDON)
        here = (opening for opening in self.openings if opening.day == local.weekday())
        return self.always or any(
            opening.opens <= local.time() < opening.closes for opening in here
        )

    def next_open(self, now: datetime) -> datetime | None:
        """When it opens next, after an aware `now`; None where it is always open or not known."""
        if self.always or not self.openings:
            return None
        today = now.astimezone(LONDON).date()
        ahead = (
            moment
            for days in range(8)
            for opening in self.openings
            if opening.day == (today.weekday() + days) % 7
            for moment in _moments(today + timedelta(days=days), opening.opens)
            if moment.timestamp() > now.timestamp() and self.open_at(moment)
        )
        return min(ahead, key=datetime.timestamp, default=None)

    def in_words(self) -> str:
        """ "Monday to Thursday, 9am to 5pm; Friday, 9am to 4pm"."""
        if self.always:
            return "24 hours, every day"
        by_hours: dict[tuple[tuple[time, time], ...], list[int]] = {}
        for day, openings in groupby(
            sorted(self.openings, key=lambda each: (each.day, each.opens)), lambda each: each.day
        ):
            by_hours.setdefault(tuple((each.opens, each.closes) for each in openings), []).append(
                day
            )
        return "; ".join(f"{_days(days)}, {_hours(hours)}" for hours, days in by_hours.items())


NOT_KNOWN = OpeningHours()
"""No hours are listed."""


def moment_in_words(moment: datetime, now: datetime) -> str:
    """ "today 9.30am", "tomorrow 9am", "Tuesday 9.30am"."""
    moment = moment.astimezone(LONDON)
    days = (moment.date() - now.astimezone(LONDON).date()).days
    day = {0: "today", 1: "tomorrow"}.get(days, _NAMES[moment.weekday()])
    return f"{day} {clock(moment.time())}"


def clock(moment: time) -> str:
    """ "9am", "9.30am", "midday", "midnight"."""
    if moment.minute == 0 and moment.hour in {0, 12}:
        return "midnight" if moment.hour == 0 else "midday"
    minutes = f".{moment.minute:02}" if moment.minute else ""
    return f"{(moment.hour - 1) % 12 + 1}{minutes}{'am' if moment.hour < 12 else 'pm'}"


def _moments(day: date, opens: time) -> Iterator[datetime]:
    """When clocks in London show `opens`: twice in the hour that comes twice; an hour later in the one they skip."""
    shown = datetime.combine(day, opens, LONDON)
    return (shown.replace(fold=fold).astimezone(UTC).astimezone(LONDON) for fold in (0, 1))


def _days(days: list[int]) -> str:
    runs = [
        [day for _, day in run]
        for _, run in groupby(enumerate(days), key=lambda pair: pair[1] - pair[0])
    ]
    return ", ".join(
        f"{_NAMES[run[0]]} to {_NAMES[run[-1]]}"
        if len(run) > 2
        else ", ".join(_NAMES[day] for day in run)
        for run in runs
    )


def _hours(hours: tuple[tuple[time, time], ...]) -> str:
    return " and ".join(f"{clock(opens)} to {clock(closes)}" for opens, closes in hours)
