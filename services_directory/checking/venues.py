"""Where services are: postcodes that are none, that have ended or that lie elsewhere, and places nobody is sent to. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from services_directory.checking.finding import Finding, Level
from services_directory.checking.survey import Survey
from services_directory.places import Locality, Located
from services_directory.postcode import NotAPostcode, Postcode
from services_directory.service import Service, Venue

_POSTCODE = ("venue", "postcode")


def venues(survey: Survey) -> Iterator[Finding]:
    """Every venue of every service that stands."""
    for service in survey.standing():
        if service.venue is not None:
            yield from _of_venue(service, service.venue, survey)
        elif service.bound == "nearest" and not service.address_hidden:
            yield _never_nearest(service, "there is no venue")


def _of_venue(service: Service, venue: Venue, survey: Survey) -> Iterator[Finding]:
    located = _located(venue.postcode, survey) if venue.postcode else None
    if located is not None:
        yield from _postcode(service, venue, located)
        if located.locality is not None:
            yield from _elsewhere(service, located.locality)
    elif service.bound == "nearest" and venue.point is None:
        yield _never_nearest(service, "its venue has no postcode")


def _located(written: str, survey: Survey) -> Located:
    try:
        return survey.locate(Postcode.parse(written))
    except NotAPostcode:
        return Located("not_a_postcode")


def _postcode(service: Service, venue: Venue, located: Located) -> Iterator[Finding]:
    faults = {
        "not_a_postcode": f'"{venue.postcode}" is not a postcode.',
        "unlisted": f"There is no postcode {venue.postcode}.",
    }
    if fault := faults.get(located.kind):
        remedy = "Ask the venue for its postcode."
        yield Finding("error", "postcode", fault, remedy, service.id, keys=_POSTCODE)
    elif located.kind == "ended":
        fault = f"The postcode {venue.postcode} ended{_when(located.ended)}."
        remedy = "Ask the venue for its new one: it may have moved."
        yield Finding("warning", "postcode", fault, remedy, service.id, keys=_POSTCODE)


def _when(month: str | None) -> str:
    return f" in {date.fromisoformat(f'{month}-01'):%B %Y}" if month else ""


def _elsewhere(service: Service, place: Locality) -> Iterator[Finding]:
    """A council may well run a service beyond its border; a service for districts that stands in another is more often a slip."""
    if service.serves_place(place):
        return
    fault = f"Its venue is in {_named(place)}, which it does not serve."
    remedy = "Check the postcode and the codes under serves. If both are right, leave it so."
    level: Level = "warning" if service.bound == "district" else "note"
    yield Finding(level, "venue", fault, remedy, service.id, keys=_POSTCODE)


def _named(place: Locality) -> str:
    district, council = place.district.name, place.council.name
    return district if district == council else f"{district}, {council}"


def _never_nearest(service: Service, why: str) -> Finding:
    fault = f"It is for whoever lives near, and {why}, so hardly anybody is sent there."
    remedy = "Give its venue a postcode, or choose another bound."
    return Finding("warning", "venue", fault, remedy, service.id, keys=("venue",))
