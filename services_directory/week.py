"""What is on near a resident this week: sessions by day, not doors that stand open all day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from services_directory.council_calendar import Calendar
from services_directory.opening import LONDON, Session
from services_directory.places import Locality
from services_directory.service import Service

DAYS = 7

LONGEST_SESSION = timedelta(hours=4)
"""A group or a clinic is over in a morning; what stands open for longer is an office."""

MOST_SESSIONS = 10
"""As many as a phone shows in one reply."""


@dataclass(frozen=True, slots=True)
class OnDay:
    """One session of one service, and how far it is, if that is known."""

    service: Service
    session: Session
    miles: float | None = None

    @property
    def day(self) -> date:
        return self.session.opens.astimezone(LONDON).date()


@dataclass(frozen=True, slots=True)
class Week:
    """What is on, by day, from the day it is asked about. `more`: there is more than fits."""

    place: Locality
    days: tuple[tuple[date, tuple[OnDay, ...]], ...] = ()
    more: bool = False


def week_of(
    place: Locality, near: Iterable[tuple[Service, float | None]], now: datetime, calendar: Calendar
) -> Week:
    """Sessions of services, the nearest service first, that are not over yet: the first few of them, by day."""
    today = now.astimezone(LONDON).date()
    last = today + timedelta(days=DAYS - 1)
    found = [
        OnDay(service, session, miles)
        for service, miles in near
        for session in service.hours.sessions(today, last, calendar)
        if session.closes > now and session.closes - session.opens <= LONGEST_SESSION
    ]
    shown = sorted(found[:MOST_SESSIONS], key=lambda each: (each.session.opens, each.service.name))
    days = tuple((day, tuple(there)) for day, there in groupby(shown, lambda each: each.day))
    return Week(place, days, more=len(found) > len(shown))
