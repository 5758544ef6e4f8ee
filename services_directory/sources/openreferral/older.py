"""Open Referral UK 1.0 → the names of 3.0, one object at a time. An object of 3.0 comes out as it went in.

Follows the changelog of the UK profile 3.0: https://github.com/OpenReferralUK/uk-profile, docs/changelog.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any

from services_directory.sources.openreferral.extras import KEPT, extra, is_nothing
from services_directory.sources.openreferral.ids import is_uuid, published_id

Raw = Mapping[str, Any]

RENAMED: Mapping[str, Mapping[str, str]] = {
    "service": {
        "fundings": "funding",
        "regular_schedules": "schedules",
        "eligibilities": "eligibilitys",
    },
    "service_at_location": {"regular_schedules": "schedules"},
    "organization": {"url": "website", "fundings": "funding"},
    "location": {
        "accessibility_for_disabilities": "accessibility",
        "regular_schedules": "schedules",
    },
    "accessibility": {"accessibility": "description"},
    "service_area": {"service_area": "name"},
    "language": {"language": "name"},
    "phone": {"contact": "description"},
    "schedule": {"open_at": "opens_at", "close_at": "closes_at"},
    "holiday": {"open_at": "opens_at", "close_at": "closes_at"},
    "attribute": {"taxonomy": "taxonomy_term"},
    "taxonomy_term": {"vocabulary": "taxonomy"},
}

TERMS = ("service_taxonomys", "service_taxonomies", "link_taxonomies", "taxonomys")
"""Lists of 1.0 that tie a thing to taxonomy terms. In 3.0 they are all `attributes`."""

WEEKDAYS = {
    "monday": "MO",
    "tuesday": "TU",
    "wednesday": "WE",
    "thursday": "TH",
    "friday": "FR",
    "saturday": "SA",
    "sunday": "SU",
}


def as_three(kind: str, raw: Raw) -> dict[str, Any]:
    """The object under 3.0's names. Where a thing has the old name and the new one, both stay."""
    named = dict(raw)
    for old, new in RENAMED.get(kind, {}).items():
        if old in raw and _is_free(new, raw):
            named[new] = named.pop(old)
    _join_terms(named)
    if (changed := CHANGED.get(kind)) is not None:
        changed(named)
    return named


def _is_free(new: str, raw: Raw) -> bool:
    """The new name says nothing, and nothing that it said was set aside."""
    aside = raw.get(KEPT)
    return is_nothing(extra(raw.get(new))) and not (isinstance(aside, Mapping) and new in aside)


def _join_terms(named: dict[str, Any]) -> None:
    if lists := [named.pop(key) for key in TERMS if isinstance(named.get(key), list)]:
        named["attributes"] = list(chain(_list(named.get("attributes")), *lists))


def _service(named: dict[str, Any]) -> None:
    if (places := _list(named.get("locations"))) and _is_free("service_at_locations", named):
        named["service_at_locations"] = [{"location": each} for each in places]
        del named["locations"]


def _location(named: dict[str, Any]) -> None:
    found = _list(named.get("addresses"))
    for key in ("physical", "postal"):
        for address in _list(named.pop(f"{key}_addresses", None)):
            typed = isinstance(address, Mapping) and not address.get("address_type")
            found.append({**address, "address_type": key} if typed else address)
    if found:
        named["addresses"] = found


def _schedule(named: dict[str, Any]) -> None:
    """A weekly time of 1.0 may say its day in full, and its rule not at all."""
    weekday = str(named.get("weekday") or "").strip().lower()
    if weekday in WEEKDAYS and _is_free("byday", named):
        named["byday"] = WEEKDAYS[weekday]
        if _is_free("freq", named):
            named["freq"] = "WEEKLY"


def _attribute(named: dict[str, Any]) -> None:
    """Some lists hold the terms themselves, not the ties to them."""
    if _is_free("taxonomy_term", named) and published_id(named.get("name")):
        term = dict(named)
        named.clear()
        named["taxonomy_term"] = term


def _taxonomy_term(named: dict[str, Any]) -> None:
    """In 1.0 a term's id is its code in its vocabulary, or its address."""
    code = published_id(named.get("id"))
    if code is None or is_uuid(code):
        return
    key = "term_uri" if code.lower().startswith(("http://", "https://")) else "code"
    if _is_free(key, named):
        named[key] = code


CHANGED: Mapping[str, Callable[[dict[str, Any]], None]] = {
    "service": _service,
    "location": _location,
    "schedule": _schedule,
    "attribute": _attribute,
    "taxonomy_term": _taxonomy_term,
}


def _list(value: object) -> list[Any]:
    return list(value) if isinstance(value, list) else []
