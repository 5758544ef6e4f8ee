"""One Schedule as an Open Referral schedule, by the names of HSDS, and back from our own. Pure.

Times are what clocks in London show, without an offset: one that is right in winter would be wrong in summer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from services_directory.publishing.vocabulary import Json
from services_directory.schedule import ByDay, Schedule

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DATES = ("dtstart", "until", "valid_from", "valid_to")


def schedule_as_json(schedule: Schedule) -> Json:
    """What is at its usual value is left out."""
    return {
        "freq": schedule.freq,
        "opens_at": clock(schedule.opens),
        "closes_at": clock(schedule.closes),
        **({"interval": schedule.interval} if schedule.interval != 1 else {}),
        **({"wkst": DAYS[schedule.wkst]} if schedule.wkst else {}),
        **({"count": schedule.count} if schedule.count is not None else {}),
        **({"description": schedule.note} if schedule.note else {}),
        **_lists(schedule),
        **_dates(schedule),
    }


def schedule_from_json(written: Mapping[str, Any]) -> Schedule:
    """Raises ValueError or KeyError for what we did not write."""
    return Schedule(
        opens=time.fromisoformat(written["opens_at"]),
        closes=time.fromisoformat(written["closes_at"]),
        freq=written["freq"],
        interval=int(written.get("interval", 1)),
        byday=days_from(written.get("byday", "")),
        bymonthday=_numbers(written, "bymonthday"),
        byyearday=_numbers(written, "byyearday"),
        byweekno=_numbers(written, "byweekno"),
        wkst=DAYS.index(written.get("wkst", "MO")),
        count=written.get("count"),
        note=written.get("description"),
        **{name: date.fromisoformat(written[name]) for name in DATES if name in written},
    )


def days_from(written: str) -> tuple[ByDay, ...]:
    """ "MO,TU", "1TU,-1FR"."""
    return tuple(
        ByDay(DAYS.index(each[-2:]), int(each[:-2] or 0)) for each in written.split(",") if each
    )


def clock(moment: time) -> str:
    return moment.isoformat("minutes")


def _lists(schedule: Schedule) -> Json:
    lists = {
        "byday": [f"{each.nth or ''}{DAYS[each.day]}" for each in schedule.byday],
        "bymonthday": [str(each) for each in schedule.bymonthday],
        "byyearday": [str(each) for each in schedule.byyearday],
        "byweekno": [str(each) for each in schedule.byweekno],
    }
    return {name: ",".join(each) for name, each in lists.items() if each}


def _dates(schedule: Schedule) -> Json:
    dates: dict[str, date | None] = {name: getattr(schedule, name) for name in DATES}
    return {name: day.isoformat() for name, day in dates.items() if day is not None}


def _numbers(written: Mapping[str, Any], name: str) -> tuple[int, ...]:
    return tuple(int(each) for each in str(written.get(name, "")).split(",") if each)
