"""Entry: one thing that the feed publishes, with what it can be found by. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from services_directory.places import Point
from services_directory.publishing.identifiers import identifier
from services_directory.publishing.places import codes_of, point_of
from services_directory.publishing.vocabulary import Json
from services_directory.record import Document

_WORD = re.compile(r"\w+")


class Hours(NamedTuple):
    """When a schedule is, as it is written: "MO,TU", "09:30", "11:00"; empty where it does not say."""

    days: str
    opens: str
    closes: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A document, whole. `areas` are ONS codes; none means that it says nothing of areas."""

    document: Document
    words: str = ""
    modified: datetime | None = None
    terms: frozenset[str] = frozenset()
    taxonomies: frozenset[str] = frozenset()
    organization: str | None = None
    areas: frozenset[str] = frozenset()
    points: tuple[Point, ...] = ()
    hours: tuple[Hours, ...] = ()


def service_entry(document: Document) -> Entry:
    terms = list(terms_in(document))
    return Entry(
        document=document,
        words=words_of(document.get("name"), document.get("description")),
        modified=modified_of(document),
        terms=frozenset(term["id"] for term in terms),
        taxonomies=frozenset(term["taxonomy_id"] for term in terms),
        organization=(document.get("organization") or {}).get("id"),
        areas=codes_of(document),
        points=tuple(points_in(document)),
        hours=tuple(hours_in(document)),
    )


def words_of(*texts: object) -> str:
    """ " stop smoking in leicester": each word after a space, so that the beginning of one can be looked for."""
    return "".join(f" {word}" for text in texts if text for word in words_in(str(text)))


def words_in(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def terms_in(document: Document) -> Iterator[Json]:
    """Every taxonomy term below a document, once for each place where it stands, with the id of its taxonomy."""
    for term in _below(document, "taxonomy_term"):
        if "id" in term:
            taxonomy = term.get("taxonomy") or "Terms without a taxonomy"
            yield {
                **term,
                "taxonomy_id": term.get("taxonomy_id") or identifier("taxonomy", taxonomy),
            }


def points_in(document: Document) -> Iterator[Point]:
    for at in document.get("service_at_locations") or ():
        if (point := point_of(at.get("location") or {})) is not None:
            yield point


def hours_in(document: Document) -> Iterator[Hours]:
    """Of a service and all its places, or of one place."""
    for at in (document, *(document.get("service_at_locations") or ())):
        for holder in (at, at.get("location") or {}):
            for schedule in holder.get("schedules") or ():
                opens, closes = schedule.get("opens_at") or "", schedule.get("closes_at") or ""
                yield Hours(schedule.get("byday") or "", opens[:5], closes[:5])


def modified_of(document: Document) -> datetime | None:
    """Without an offset it is taken to be UTC; what is no date says nothing."""
    try:
        moment = datetime.fromisoformat(str(document.get("last_modified")))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def one_to_one(document: Mapping[str, Any]) -> Json:
    """A document as lists show it: single values and single things, without lists of things below."""
    return {
        key: one_to_one(value) if isinstance(value, Mapping) else value
        for key, value in document.items()
        if not isinstance(value, list)
    }


def _below(value: object, key: str) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list):
        for each in value:
            yield from _below(each, key)
    elif isinstance(value, Mapping):
        for name, each in value.items():
            if name == key and isinstance(each, Mapping):
                yield each
            elif isinstance(each, list | Mapping):
                yield from _below(each, key)
