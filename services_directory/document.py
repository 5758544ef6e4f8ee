"""What an Open Referral UK document says, as our values: how to reach a service, where, when, and for which area. Pure.

Only facts are taken. Sentences that a source wrote are its own, and nobody here has reviewed them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from services_directory.opening import OpeningHours
from services_directory.places import Point
from services_directory.postcode import NotAPostcode, Postcode
from services_directory.record import Document
from services_directory.service import Bound, Contact, Venue
from services_directory.sources.packs import Locate
from services_directory.sources.schedules import read_hours

_PHONE = re.compile(r"\+?\(?\d[\d\s().-]{1,18}\d")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
_CODE = re.compile(r"(?<![A-Za-z0-9])[EWSNK]\d{8}(?![A-Za-z0-9])")
_TERM_TIME = re.compile(r"\bterm[\s-]?time\b", re.IGNORECASE)
_BY_VOICE = frozenset({"", "voice", "cell", "mobile", "landline", "telephone", "phone", "hotline"})
_BY_TEXT = frozenset({"text", "sms"})
_FROM_HOME = re.compile(r"\b(online|phone|telephone|virtual|video|webchat|text|email)\b", re.I)

EVERYWHERE = frozenset({"E92000001", "K02000001", "K03000001", "K04000001"})
"""ONS codes of England, the United Kingdom, Great Britain, and England and Wales."""

BOUND_BY: Mapping[str, Bound] = {
    "E06": "council",
    "E07": "district",
    "E08": "council",
    "E09": "council",
    "E10": "council",
    "E54": "icb",
    "W06": "council",
    "S12": "council",
    "N09": "council",
}
"""First letters of an ONS code → which of a resident's areas it is. A ward or a region is none of them."""

LONGEST_FACT = 100
"""Characters of an accessibility fact; what is longer is an essay."""

_SOUTH, _NORTH, _WEST, _EAST = 49.0, 61.0, -9.0, 2.0
"""A point outside the United Kingdom is a mistake, often with the two numbers the wrong way round."""


@dataclass(frozen=True, slots=True)
class Area:
    """Whom a document says that it serves. `bound` is None where it says nothing that we can use."""

    bound: Bound | None = None
    serves: frozenset[str] = frozenset()


def name_of(document: Document) -> str:
    return _text(document, "name")


def organisation_of(document: Document) -> str:
    return _text(_object(document.get("organization")), "name")


def contact_of(document: Document) -> Contact:
    """The service's own numbers first, then its contacts', places' and organisation's. No person's name."""
    organisation = _object(document.get("organization"))
    phones = list(_phones(document))
    return Contact(
        phone=next((number for number, kind in phones if kind in _BY_VOICE), None),
        text=next((number for number, kind in phones if kind in _BY_TEXT), None),
        email=_email(document) or _email(organisation),
        url=_web(document, "url") or _web(organisation, "website") or _web(organisation, "url"),
    )


def venue_of(document: Document, locate: Locate) -> Venue | None:
    """The first place where someone can go. A postal address is none. The postcode says the point, where we hold it."""
    for location in _locations(document):
        for address in _objects(location.get("addresses")):
            if _text(address, "address_type").casefold() != "postal":
                return _venue(location, address, locate)
    return None


def hours_of(document: Document) -> OpeningHours:
    """Without the notes that stand at schedules, which are the source's own words; what says "term time" is kept as a fact."""
    holders = [document, *_objects(document.get("service_at_locations")), *_locations(document)]
    written = [
        schedule
        for holder in holders
        for name in ("schedules", "holiday_schedules")
        for schedule in _objects(holder.get(name))
    ]
    hours = read_hours(written).hours
    said = (_text(each, name) for each in written for name in ("description", "notes"))
    return replace(
        hours,
        schedules=tuple(replace(each, note=None) for each in hours.schedules),
        closures=tuple(dict.fromkeys(hours.closures)),
        term_time=hours.term_time or any(_TERM_TIME.search(each) for each in said),
    )


def remote_of(document: Document) -> bool | None:
    """True where help comes by phone or online; False where there are only places to go to; None where nothing says."""
    kinds = [_text(each, "location_type").casefold() for each in _all_locations(document)]
    ways = [_text(document, "attending_type")]
    ways += [_text(each, "attending_type") for each in _objects(document.get("schedules"))]
    if "virtual" in kinds or any(_FROM_HOME.search(way) for way in ways):
        return True
    return False if any(ways) and "physical" in kinds else None


def self_referral_of(document: Document) -> Literal["yes", "no", "unknown"]:
    """From 1.0's `attending_access`."""
    said = _text(document, "attending_access").casefold().replace("-", " ")
    if said in {"self referral", "drop in"}:
        return "yes"
    return "no" if said in {"professional referral", "referral"} else "unknown"


def area_of(document: Document) -> Area:
    """ONS codes wherever a service area holds them."""
    written = (
        _text(area, name)
        for area in _objects(document.get("service_areas"))
        for name in ("extent", "uri", "name", "service_area")
    )
    codes = {code for text in written for code in _CODE.findall(text)}
    if codes & EVERYWHERE:
        return Area("anywhere")
    known = {code: BOUND_BY[code[:3]] for code in codes if code[:3] in BOUND_BY}
    if not known:
        return Area()
    bounds = set(known.values())
    return Area(bounds.pop() if len(bounds) == 1 else "council", frozenset(known))


def dates_of(document: Document) -> tuple[date | None, date | None]:
    """From when to when a service runs, where it says so."""
    return _date(document, "valid_from"), _date(document, "valid_to")


def checked_on(document: Document) -> date | None:
    """When its source last stood by it."""
    return _date(document, "assured_date") or _date(document, "last_modified")


def _phones(document: Document) -> Iterator[tuple[str, str]]:
    holders: list[Mapping[str, Any]] = [
        document,
        *_objects(document.get("contacts")),
        *_objects(document.get("service_at_locations")),
        *_locations(document),
        _object(document.get("organization")),
    ]
    for holder in holders:
        for phone in _objects(holder.get("phones")):
            if number := _PHONE.search(_text(phone, "number")):
                yield " ".join(number.group().split()), _text(phone, "type").casefold()


def _email(holder: Mapping[str, Any]) -> str | None:
    found = _EMAIL.fullmatch(_text(holder, "email"))
    return found.group() if found else None


def _web(holder: Mapping[str, Any], name: str) -> str | None:
    address = _text(holder, name)
    return address if re.fullmatch(r"https?://\S+\.\S+", address) else None


def _all_locations(document: Document) -> list[Mapping[str, Any]]:
    at = _objects(document.get("service_at_locations"))
    return [_object(each.get("location")) for each in at]


def _locations(document: Document) -> list[Mapping[str, Any]]:
    """Those that someone can go to."""
    return [
        each
        for each in _all_locations(document)
        if _text(each, "location_type").casefold() in {"", "physical"}
    ]


def _venue(location: Mapping[str, Any], address: Mapping[str, Any], locate: Locate) -> Venue:
    lines = [_text(address, name) for name in ("address_1", "address_2", "city", "region")]
    postcode = _postcode(_text(address, "postal_code"))
    locality = locate(postcode) if postcode else None
    return Venue(
        address=", ".join(dict.fromkeys(filter(None, lines))),
        postcode=str(postcode) if postcode else None,
        name=_text(location, "name") or None,
        point=locality.point if locality and locality.point else _point(location),
        district=locality.district.code if locality else None,
        accessibility=tuple(dict.fromkeys(_accessibility(location))),
    )


def _accessibility(location: Mapping[str, Any]) -> Iterator[str]:
    for each in _objects(location.get("accessibility")):
        said = _text(each, "description") or _text(each, "accessibility")
        if said and len(said) <= LONGEST_FACT:
            yield said


def _postcode(text: str) -> Postcode | None:
    try:
        return Postcode.parse(text)
    except NotAPostcode:
        return None


def _point(location: Mapping[str, Any]) -> Point | None:
    try:
        point = Point(float(location["latitude"]), float(location["longitude"]))
    except (KeyError, TypeError, ValueError):
        return None
    inside = _SOUTH <= point.lat <= _NORTH and _WEST <= point.lon <= _EAST
    return point if inside else None


def _date(holder: Mapping[str, Any], name: str) -> date | None:
    try:
        return date.fromisoformat(_text(holder, name)[:10])
    except ValueError:
        return None


def _text(holder: Mapping[str, Any], name: str) -> str:
    value = holder.get(name)
    return value.strip() if isinstance(value, str) else ""


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
