"""Opening hours as Open Referral schedules, and back from our own. Pure.

What schedules have no word for, such as a closure, goes beside them as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from typing import Any

from services_directory.closure import Closure, SpecialHours
from services_directory.opening import Opening, OpeningHours
from services_directory.opening_words import closure_in_words, special_in_words
from services_directory.publishing.identifiers import identifier
from services_directory.publishing.schedules import (
    DAYS,
    clock,
    days_from,
    schedule_as_json,
    schedule_from_json,
)
from services_directory.publishing.vocabulary import Json

_EVERY_DAY = {
    "freq": "WEEKLY",
    "byday": ",".join(DAYS),
    "opens_at": "00:00",
    "closes_at": "23:59",
    "description": "24 hours, every day",
}
_OURS_ALONE = {"id", "service_id", "notes", "valid_from", "valid_to"}
_WEEKLY = {"freq", "byday", "opens_at", "closes_at"}
_BANK_HOLIDAYS = {"open": "Open on bank holidays too.", "closed": "Closed on bank holidays."}


def schedules_of(service: str, hours: OpeningHours, note: str | None) -> list[Json]:
    """Always open, or one for each stretch of the day; then each that has rules of its own; then the note."""
    written: list[Json] = [_EVERY_DAY] if hours.always else []
    written += [each | _run(hours) for each in _weekly(hours.openings)]
    written += [schedule_as_json(each) for each in hours.schedules]
    if conditions := _conditions(hours):
        written = [each | {"notes": conditions} for each in written]
    if note:
        written.append({"description": note})
    return [
        {"id": identifier("schedule", service, str(number)), "service_id": service, **each}
        for number, each in enumerate(written)
    ]


def more_of(hours: OpeningHours) -> str | None:
    """What schedules cannot say, as JSON. None where there is nothing more."""
    more = {
        "special": [_special(each) for each in hours.special],
        "closures": [_closure(each) for each in hours.closures],
        "term_time": hours.term_time,
        "bank_holidays": hours.bank_holidays if hours.bank_holidays != "unknown" else None,
        "first_session": hours.first_session and hours.first_session.isoformat(),
        "last_session": hours.last_session and hours.last_session.isoformat(),
    }
    told = {name: value for name, value in more.items() if value}
    return json.dumps(told, ensure_ascii=False, sort_keys=True) if told else None


def changes_in_words(hours: OpeningHours) -> list[str]:
    """Closures and other hours, each a sentence with its dates, whatever the day on which it is read."""
    closed = [closure_in_words(each, date.min) for each in hours.closures]
    return [*closed, *(special_in_words(each) for each in hours.special)]


def hours_of(document: Mapping[str, Any], always: bool, more: str | None) -> OpeningHours:
    """The hours in a document of ours, with what stood beside them. Raises ValueError or KeyError for another's."""
    told: Json = json.loads(more) if more else {}
    written = [each for each in document.get("schedules") or () if "freq" in each]
    run = {
        "valid_from": told.get("first_session"),
        "valid_to": told.get("last_session"),
    }
    weekly = [each for each in written if _is_weekly(each, run)]
    others = [] if always else [each for each in written if each not in weekly]
    return OpeningHours(
        openings=() if always else tuple(sorted(_openings(weekly), key=_in_order)),
        always=always,
        schedules=tuple(schedule_from_json(each) for each in others),
        special=tuple(_special_from(each) for each in told.get("special", ())),
        closures=tuple(_closure_from(each) for each in told.get("closures", ())),
        term_time=told.get("term_time", False),
        bank_holidays=told.get("bank_holidays", "unknown"),
        first_session=_day(told.get("first_session")),
        last_session=_day(told.get("last_session")),
    )


def note_of(document: Mapping[str, Any]) -> str | None:
    """The note on hours: a schedule that has words and no times."""
    notes = (each for each in document.get("schedules") or () if "freq" not in each)
    return next((each["description"] for each in notes if each.get("description")), None)


def _weekly(openings: Iterable[Opening]) -> list[Json]:
    """Days with the same stretch go together, as the standard has them."""
    by_stretch: dict[tuple[time, time], list[int]] = {}
    for each in sorted(openings, key=_in_order):
        by_stretch.setdefault((each.opens, each.closes), []).append(each.day)
    return [
        {
            "freq": "WEEKLY",
            "byday": ",".join(DAYS[day] for day in days),
            "opens_at": clock(opens),
            "closes_at": clock(closes),
        }
        for (opens, closes), days in by_stretch.items()
    ]


def _run(hours: OpeningHours) -> Json:
    days = {"valid_from": hours.first_session, "valid_to": hours.last_session}
    return {name: day.isoformat() for name, day in days.items() if day}


def _conditions(hours: OpeningHours) -> str:
    term = "In term time." if hours.term_time else ""
    return " ".join(filter(None, [term, _BANK_HOLIDAYS.get(hours.bank_holidays, "")]))


def _is_weekly(written: Mapping[str, Any], run: Mapping[str, Any]) -> bool:
    """A plain week of the service's own run; a schedule with more to it has rules of its own."""
    plain = written.keys() - _OURS_ALONE == _WEEKLY
    same_run = all(written.get(name) == day for name, day in run.items())
    return plain and same_run and written["freq"] == "WEEKLY" and not _has_nth(written["byday"])


def _has_nth(byday: str) -> bool:
    return any(each.nth for each in days_from(byday))


def _openings(weekly: Iterable[Mapping[str, Any]]) -> Iterator[Opening]:
    for each in weekly:
        opens, closes = (time.fromisoformat(each[name]) for name in ("opens_at", "closes_at"))
        yield from (Opening(day.day, opens, closes) for day in days_from(each["byday"]))


def _in_order(opening: Opening) -> tuple[int, time, time]:
    return opening.day, opening.opens, opening.closes


def _special(special: SpecialHours) -> Json:
    return {
        "first": special.first.isoformat(),
        "last": special.last.isoformat(),
        "opens": clock(special.opens),
        "closes": clock(special.closes),
    }


def _special_from(written: Mapping[str, Any]) -> SpecialHours:
    first, last = (date.fromisoformat(written[name]) for name in ("first", "last"))
    opens, closes = (time.fromisoformat(written[name]) for name in ("opens", "closes"))
    return SpecialHours(first, last, opens, closes)


def _closure(closure: Closure) -> Json:
    last = closure.last and closure.last.isoformat()
    told = {"first": closure.first.isoformat(), "last": last, "why": closure.why}
    return {name: value for name, value in told.items() if value}


def _closure_from(written: Mapping[str, Any]) -> Closure:
    return Closure(
        date.fromisoformat(written["first"]), _day(written.get("last")), written.get("why")
    )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
