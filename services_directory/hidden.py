"""Refuges and safe houses: which services must not be found, and a document without anything that says where they are. Pure.

Leaning to caution: an ordinary service that loses its address is a nuisance, a refuge that keeps it is a danger.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from services_directory.record import Document

MARK = "address_hidden"
"""The key of a document whose place is held nowhere. It survives export and import."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PEOPLE = (
    r"(?:wom[ae]n|m[ae]n|people|persons?|famil(?:y|ies)|mothers?|children|girls|survivors?|victims?"
    r"|those|anyone|single|adults|up to|\d+)"
)
ABUSE = r"domestic (?:abuse|violence)|abusive (?:partners?|relationships?)|gender[- ]based violence"

_SAYS_SO = re.compile(
    rf"""\b(?:
        safe[ -]?houses?\b
      | (?:wom[ae]n[’']?s?[’']?|men[’']?s[’']?|famil(?:y|ies)|(?:{ABUSE})|crisis|emergency|local|our|specialist)\ refuges?\b
      | refuge\ (?:accom+odation|places?\b|spaces?\b|beds?\b|rooms?\b|provision|hostel|house|flats?|project|service)
      | refuges?\ (?:for|to|housing|accommodating)\ (?:\w+\ ){{0,3}}{PEOPLE}\b
      | (?:run|runs|provides?|providing|offers?|offering|manages?|have|has|is)\ (?:\w+\ ){{0,3}}refuges?\b
      | (?:address|location|whereabouts)\ (?:is|are|must\ be)\ (?:kept\ |strictly\ )?(?:confidential|secret)
      | (?:confidential|secret|undisclosed)\ (?:address|location)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
"""A text that says that the service is, or runs, a place that must not be found."""

_REFUGE = re.compile(r"\brefuges?\b|\bsafe[ -]?houses?\b", re.IGNORECASE)
_SAFE_ACCOMMODATION = re.compile(
    r"\bsafe (?:emergency |temporary |supported )?(?:accom+odation|housing)", re.IGNORECASE
)
_ABUSE = re.compile(ABUSE, re.IGNORECASE)

_ANOTHER_REFUGE = re.compile(
    r"""\b(?:
        (?:wild\s?life|animal|cat|dog|horse|donkey|bird|hedgehog|bat|nature|pet|rural|mountain|moth)s?\ refuges?
      | refuges?\ (?:for|from)\ (?:\w+\ ){0,2}
        (?:wild\s?life|animals?|cats?|dogs?|horses?|donkeys?|birds?|hedgehogs?|pets?|insects?|the\ (?:cold|rain|heat|storm))
      | (?:seek|seeks|seeking|sought|take|takes|taking|took|find|finding)\ (?:\w+\ )?refuge
      | refuge\ (?:points?|areas?|alarms?)
      | (?:refer|referral|signpost|signposts|introduce)\w*\ (?:\w+\ ){0,2}to\ (?:\w+\ )?refuges?
      | refuge[’']?s?,?\ (?:the\ |a\ )?(?:national|helpline|phone|telephone|charity|on\ 0)
      | helplines?[ (,:–-]+refuge\b
      | (?:run|provided|operated|managed|delivered)\ by\ refuge\b
      | (?:call|phone|ring|contact)\ (?:the\ charity\ )?refuge\b
      | (?:pet|dog|cat)s?[ -](?:safe[ -]?house|foster\w*)s?
      | safe[ -]?houses?\ (?:wildlife|for\ (?:cats|dogs|animals))
    )""",
    re.IGNORECASE | re.VERBOSE,
)
"""The same words where they mean animals, a fire point, shelter from the cold, or the national charity's telephone."""

_HINTS = ("refuge", "safe", "confidential", "secret", "undisclosed")
"""Without one of these no pattern above can match, and most texts have none."""

_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?[\s+-]*\d[A-Z]{2}\b", re.IGNORECASE)
_STREET = re.compile(
    r"\b[A-Z][\w’'.-]*\s+(?:Road|Rd|Street|Lane|Avenue|Crescent|Terrace)\b"
    r"|\b\d+[a-z]?,?\s+(?:[A-Z][\w’'.-]*\s+){1,4}"
    r"(?:St|Ln|Ave|Close|Drive|Way|Place|Square|Court|Gardens|Grove|Hill|Row|Walk|Parade|Mews|Park)\b"
)
_MAP = re.compile(
    r"(?:maps\.|/maps|goo\.gl|what3words|w3w\.co|streetmap|///\w)|\b\d{1,2}\.\d{4,}", re.IGNORECASE
)
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")

_KEPT = _words(
    """
    id name alternate_name description url additional_urls email status interpretation_services application_process
    fees_description wait_time fees accreditations eligibility_description minimum_age maximum_age assured_date
    assurer_email licenses alert last_modified phones schedules holiday_schedules service_areas languages organization
    organization_id funding cost_options contacts attributes eligibilitys required_documents attending_type
    attending_access deliverable_type capacities address_hidden
    """
)
"""Fields of a service that cannot hold a place, or hold it in a form that is looked through. Any other goes."""

_PLACES = re.compile(
    r"addr|lat(?:itude)?$|lon(?:gitude)?$|lng|post_?code|postal|geo|coord|uprn|location|easting|northing|map"
    r"|what3|w3w|transport|venue|street|extent$|as_published",
    re.IGNORECASE,
)
"""Names of fields, anywhere below, that hold a place."""

_EMPTY: tuple[object, ...] = ("", [], {})

_MOVED_UP = ("schedules", "phones", "contacts")
"""What stands at a location and is needed without it."""


def must_be_hidden(document: Document) -> bool:
    """True for a service whose place must never be found: its mark, its name, its words or its taxonomy terms say so."""
    return (
        document.get(MARK) is True
        or any(_names_one(text) for text in _titles(document))
        or any(_describes_one(text) for text in _descriptions(document))
    )


def without_place(document: Document) -> dict[str, Any]:
    """The document, marked, with no address, coordinate, location or sentence that gives one. Twice is as good as once.

    Opening hours and phone numbers that stood at a location are the service's own from now on.
    """
    kept = {key: value for key, value in document.items() if key in _KEPT}
    for key in _MOVED_UP:
        if both := [*_objects(kept.get(key)), *_at_locations(document, key)]:
            kept[key] = both
    name = _STREET.sub(" ", _POSTCODE.sub(" ", _text(document.get("name"))))
    return {**_unplaced(kept), "name": " ".join(name.split()) or "A safe place", MARK: True}


def _names_one(title: str) -> bool:
    """A short text, such as a name: the bare word is enough, unless it means something else."""
    rest = _ANOTHER_REFUGE.sub(" ", title)
    return bool(_REFUGE.search(rest)) or _describes_one(title)


def _describes_one(text: str) -> bool:
    lower = text.lower()
    if not any(hint in lower for hint in _HINTS):
        return False
    rest = _ANOTHER_REFUGE.sub(" ", text)
    if _SAYS_SO.search(rest):
        return True
    return bool(_SAFE_ACCOMMODATION.search(rest) and _ABUSE.search(rest))


def _titles(document: Document) -> Iterator[str]:
    yield _text(document.get("name"))
    yield _text(document.get("alternate_name"))
    for attribute in _objects(document.get("attributes")):
        for term in _objects([attribute.get("taxonomy_term")]):
            yield _text(term.get("name"))
    for place in _objects(document.get("service_at_locations")):
        for location in _objects([place.get("location")]):
            yield _text(location.get("name"))


def _descriptions(document: Document) -> Iterator[str]:
    yield _text(document.get("description"))
    for organization in _objects([document.get("organization")]):
        yield _text(organization.get("name"))


def _at_locations(document: Document, key: str) -> Iterator[Mapping[str, Any]]:
    for place in _objects(document.get("service_at_locations")):
        for holder in (place, *_objects([place.get("location")])):
            yield from _objects(holder.get(key))


def _unplaced(value: Any) -> Any:
    """The same value with no field that is named for a place, and no text that gives one."""
    if isinstance(value, Mapping):
        left = {key: (each, _unplaced(each)) for key, each in value.items() if _may_stay(key, each)}
        return {key: after for key, (before, after) in left.items() if _stays(key, before, after)}
    if isinstance(value, list):
        return [each for each in map(_unplaced, value) if each not in _EMPTY]
    return _untold(value) if isinstance(value, str) else value


def _may_stay(key: str, value: object) -> bool:
    return key == MARK or not _PLACES.search(key) or _is_area_code(key, value)


def _stays(key: str, before: object, after: object) -> bool:
    """What became empty goes, but for the texts that the standard insists on."""
    return after not in _EMPTY or before == after or key in {"name", "description"}


def _is_area_code(key: str, value: object) -> bool:
    """ONS codes say which district a service serves, not where it is."""
    return key == "extent" and bool(re.fullmatch(r"[EWSN]\d{8}", _text(value)))


def _untold(text: str) -> str:
    """Without the sentences that hold a postcode, a street with its number, coordinates or a map."""
    if not _tells(text):
        return text
    lines = (
        [each for each in _SENTENCES.split(line) if not _tells(each)] for line in text.split("\n")
    )
    return "\n".join(" ".join(line) for line in lines).strip()


def _tells(text: str) -> bool:
    return bool(_POSTCODE.search(text) or _STREET.search(text) or _MAP.search(text))


def _objects(value: object) -> Iterator[Mapping[str, Any]]:
    yield from (
        (each for each in value if isinstance(each, Mapping)) if isinstance(value, list) else ()
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
