"""Asked: what a request to the feed wants, read from its parameters. Pure; what is not understood is said in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from services_directory.opening import DAYS
from services_directory.places import Locality, Located
from services_directory.publishing.entry import words_in

PER_PAGE = 50
MOST_PER_PAGE = 1000
"""A page of this many takes a few hundredths of a second, so that a client that wants all of a county asks a few times."""

LONGEST = 200
"""Characters of one parameter."""

Locate = Callable[[str], Located]
"""A postcode as typed → what is known of it."""


class NotUnderstood(ValueError):
    """A parameter that is unknown or makes no sense. The message says what to write."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Empty fields filter nothing. `page` counts from 1; `metres` are from the middle of the postcode in `near`."""

    page: int = 1
    per_page: int | None = None
    search: tuple[str, ...] = ()
    taxonomy_term_id: str | None = None
    taxonomy_id: str | None = None
    organization_id: str | None = None
    modified_after: datetime | None = None
    minimum_age: float | None = None
    maximum_age: float | None = None
    start_time: str | None = None
    end_time: str | None = None
    day: str | None = None
    near: Locality | None = None
    metres: float | None = None
    minimal: bool = False
    full: bool = False
    full_service: bool = False


def read_asked(parameters: Mapping[str, str], known: Collection[str], locate: Locate) -> Asked:
    """Raises NotUnderstood."""
    for name, text in parameters.items():
        if name not in known:
            raise NotUnderstood(f'"{name[:40]}" is not a parameter here; use {_told(known)}.')
        if len(text) > LONGEST:
            raise NotUnderstood(f"{name}: at most {LONGEST} characters.")
    given = {name: text.strip() for name, text in parameters.items() if text.strip()}
    read = {name: READERS[name](name, text) for name, text in given.items() if name in READERS}
    return Asked(**read, **_near(given, locate))


def _near(given: Mapping[str, str], locate: Locate) -> dict[str, Any]:
    if "postcode" not in given:
        if "proximity" in given:
            raise NotUnderstood("proximity: give a postcode too, from which to measure.")
        return {}
    place = locate(given["postcode"]).locality
    if place is None:
        raise NotUnderstood("postcode: write a whole postcode that exists, as ST16 2LH.")
    if "proximity" not in given:
        return {"near": place}
    metres = _number("proximity", given["proximity"])
    if metres <= 0:
        raise NotUnderstood("proximity: write a number of metres above 0, as 5000.")
    if place.point is None:
        raise NotUnderstood("postcode: we do not know where it lies, so leave proximity out.")
    return {"near": place, "metres": metres}


def _text(_: str, text: str) -> str:
    return text


def _words(_: str, text: str) -> tuple[str, ...]:
    return tuple(words_in(text))


def _page(name: str, text: str) -> int:
    if not (text.isdecimal() and len(text) < 10 and int(text) > 0):
        raise NotUnderstood(f"{name}: write a whole number from 1.")
    return int(text)


def _per_page(name: str, text: str) -> int:
    number = _page(name, text)
    if number > MOST_PER_PAGE:
        raise NotUnderstood(f"{name}: at most {MOST_PER_PAGE}.")
    return number


def _number(name: str, text: str) -> float:
    if not text.replace(".", "", 1).isdigit() or not text.isascii():
        raise NotUnderstood(f"{name}: write a number, as 18.")
    return float(text)


def _flag(name: str, text: str) -> bool:
    if text.casefold() not in {"true", "false", "1", "0"}:
        raise NotUnderstood(f"{name}: write true or false.")
    return text.casefold() in {"true", "1"}


def _moment(name: str, text: str) -> datetime:
    """A "+" in an address that was not escaped arrives as a space."""
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
    except ValueError:
        raise NotUnderstood(f"{name}: write a day or a moment, as 2026-11-20T09:00:00Z.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _time(name: str, text: str) -> str:
    """As schedules have it, "09:30"."""
    try:
        return time.fromisoformat(text.removesuffix("Z")).isoformat("minutes")[:5]
    except ValueError:
        raise NotUnderstood(f"{name}: write a time of day, as 09:30.") from None


def _day(name: str, text: str) -> str:
    """ "MO", "mon", "Monday" → "MO"."""
    word = text.casefold()
    for each in DAYS:
        if word in {each[:2], each} or (word.startswith(each) and word.endswith("day")):
            return each[:2].upper()
    raise NotUnderstood(f"{name}: write a day of the week, as MO.")


READERS: Mapping[str, Callable[[str, str], Any]] = {
    "page": _page,
    "per_page": _per_page,
    "search": _words,
    "taxonomy_term_id": _text,
    "taxonomy_id": _text,
    "organization_id": _text,
    "modified_after": _moment,
    "minimum_age": _number,
    "maximum_age": _number,
    "start_time": _time,
    "end_time": _time,
    "day": _day,
    "minimal": _flag,
    "full": _flag,
    "full_service": _flag,
}
"""Parameter → its reader. `postcode` and `proximity` are read together."""


def _told(known: Collection[str]) -> str:
    return ", ".join(sorted(known)) if known else "none"
