"""A venue as an Open Referral location with its address, and back; and the areas that a service serves. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from services_directory.places import Point
from services_directory.publishing.identifiers import identifier
from services_directory.publishing.names import Names
from services_directory.publishing.rules import plain
from services_directory.publishing.vocabulary import Json
from services_directory.service import Venue

AREA_URI = "http://statistics.data.gov.uk/id/statistical-geography/"
"""Office for National Statistics: the address of an area, which ends in its code."""


def service_areas(service: str, serves: Iterable[str], names: Names) -> list[Json]:
    """Open Referral `service_areas`: the ONS code as extent, and in the address that ONS gives the area."""
    return [
        {
            "id": identifier("service_area", service, code),
            "service_id": service,
            "name": names.area(code),
            "extent": code,
            "extent_type": "text",
            "uri": AREA_URI + code,
        }
        for code in sorted(serves)
    ]


def codes_of(document: Mapping[str, Any]) -> frozenset[str]:
    """ONS codes of the areas that a document serves, where they are written as codes."""
    areas = document.get("service_areas") or ()
    return frozenset(code for area in areas if (code := _code(area)))


def service_at_location(service: str, venue: Venue, state: str) -> Json:
    """An Open Referral `service_at_location`. `state` is the council's name, which the standard wants in an address."""
    location = _location(venue, state)
    return {
        "id": identifier("service_at_location", service, location["id"]),
        "service_id": service,
        "location_id": location["id"],
        "location": location,
    }


def venue_of(document: Mapping[str, Any], written: str | None = None) -> Venue | None:
    """The first location of a document as a venue. `written` is its address where the parts do not show it."""
    for at in document.get("service_at_locations") or ():
        if location := at.get("location"):
            return _venue(location, written)
    return None


def shows_address(venue: Venue) -> bool:
    """Whether the address comes back whole from the parts that the standard wants."""
    return not venue.postcode or _joined(*_parts(venue.address)) == venue.address


def point_of(location: Mapping[str, Any]) -> Point | None:
    lat, lon = location.get("latitude"), location.get("longitude")
    return Point(lat, lon) if lat is not None and lon is not None else None


def _location(venue: Venue, state: str) -> Json:
    location: Json = {
        "id": identifier("location", venue.name or "", venue.address, venue.postcode or ""),
        "location_type": "physical",
    }
    if venue.name:
        location["name"] = venue.name
    if venue.point:
        location |= {"latitude": plain(venue.point.lat), "longitude": plain(venue.point.lon)}
    if venue.postcode:
        location["addresses"] = [_address(location["id"], venue.address, venue.postcode, state)]
    else:
        location["description"] = venue.address
    if venue.accessibility:
        location["accessibility"] = [_access(location["id"], each) for each in venue.accessibility]
    return location


def _address(location: str, address: str, postcode: str, state: str) -> Json:
    first, city = _parts(address)
    return {
        "id": identifier("address", location),
        "location_id": location,
        "address_1": first,
        "city": city,
        "state_province": state,
        "postal_code": postcode,
        "country": "GB",
        "address_type": "physical",
    }


def _access(location: str, sentence: str) -> Json:
    return {
        "id": identifier("accessibility", location, sentence),
        "location_id": location,
        "description": sentence,
    }


def _venue(location: Mapping[str, Any], written: str | None) -> Venue:
    address = next(iter(location.get("addresses") or ()), None)
    shown = _joined(address["address_1"], address["city"]) if address else None
    return Venue(
        address=written or shown or location.get("description", ""),
        postcode=address["postal_code"] if address else None,
        name=location.get("name"),
        point=point_of(location),
        accessibility=tuple(
            each["description"]
            for each in location.get("accessibility") or ()
            if each.get("description")
        ),
    )


def _parts(address: str) -> tuple[str, str]:
    """The town is what stands after the last comma; an address without one is its own town."""
    first, comma, city = address.rpartition(", ")
    return (first, city) if comma and first and city else (address, address)


def _joined(first: str, city: str) -> str:
    return first if first == city else f"{first}, {city}"


def _code(area: Mapping[str, Any]) -> str | None:
    """From the extent, or from the end of the address."""
    ends = str(area.get("uri") or "").rpartition("/")[2]
    written = (str(area.get("extent") or ""), ends, str(area.get("name") or ""))
    return next((text for text in written if _is_code(text)), None)


def _is_code(text: str) -> bool:
    return len(text) == 9 and text[0] in "EWSN" and text[1:].isdigit() and text.isascii()
