"""A Service as an Open Referral UK 3.0 `service` document. Pure.

Field names are those of HSDS 3.0, of which the UK profile is a part. Where the profile has dropped a field that residents
need (`phones`, `eligibility_description`, `application_process`) we keep the HSDS one: the profile allows more than it names.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal
from urllib.parse import quote

from services_directory.eligibility import AllOf, AtLeast, AtMost, Rule
from services_directory.hidden import MARK, must_be_hidden, without_place
from services_directory.opening_words import day_in_words
from services_directory.publishing.hours import changes_in_words, more_of, schedules_of
from services_directory.publishing.identifiers import identifier
from services_directory.publishing.names import Listing, Names
from services_directory.publishing.places import service_areas, service_at_location, shows_address
from services_directory.publishing.rules import plain, rule_as_json
from services_directory.publishing.vocabulary import (
    Json,
    need_attribute,
    recorded_attribute,
    recorded_in,
    recorded_term,
)
from services_directory.record import Document
from services_directory.service import Contact, Service, Venue

_SAFE_IN_A_URI = ":/?#[]@!$&'()*+,;=%~"

OLDEST = 120
"""An age that nobody reaches."""


def document_of(service: Service, names: Names, listing: Listing) -> Document:
    """What everybody may see of a service: no number that waits for staff, no note of theirs, no place that is hidden."""
    shown = replace(service, contact=service.shown_contact)
    return published(whole_document(shown, names), listing)


def published(document: Document, listing: Listing) -> Document:
    """A document with who lists it and on what terms, unless it says so itself; and with no place that must stay hidden."""
    seen = _told(without_place(document)) if must_be_hidden(document) else document
    recorded = recorded_in(seen)
    if recorded.get("confidence") == "low" and recorded.get("confirmed") != "yes":
        seen = _without_numbers(seen)
    if "licence" in recorded:
        return seen
    told = {
        "listed_by": None if "listed_by" in recorded else listing.title,
        "licence": listing.licence,
        "licence_url": listing.licence_url,
    }
    own = str(seen["id"])
    more = [recorded_attribute(own, term, value) for term, value in told.items() if value]
    return {**seen, "attributes": [*(seen.get("attributes") or ()), *more]}


def _told(document: Json) -> Json:
    return {key: value for key, value in document.items() if value not in (None, "", [])}


def _without_numbers(document: Document) -> Document:
    """As `Service.shown_contact` has it: a number that may be wrong waits for staff, and its note with it."""
    note = recorded_term("phone_note")["id"]
    attributes = [each for each in document["attributes"] if each.get("taxonomy_term_id") != note]
    kept = {key: each for key, each in document.items() if key not in {"phones", "contacts"}}
    return {**kept, "attributes": attributes}


def whole_document(service: Service, names: Names) -> Json:
    """The service with all its numbers, for what is kept and not shown. Staff's notes are in no document."""
    own = identifier("service", service.id)
    organisation = identifier("organization", service.organisation.casefold())
    document: Json = {
        "id": own,
        "organization_id": organisation,
        "name": service.name,
        "description": service.summary,
        "url": service.contact.url and quote(service.contact.url, safe=_SAFE_IN_A_URI),
        "email": service.contact.email,
        "status": "active",
        "application_process": service.how,
        "eligibility_description": service.who_for,
        **_ages(service.eligible),
        "assured_date": service.provenance.checked_on.isoformat(),
        "last_modified": f"{service.provenance.checked_on.isoformat()}T00:00:00Z",
        "alert": " ".join(_alerts(service)),
        MARK: service.address_hidden or None,
        "organization": {
            "id": organisation,
            "name": service.organisation,
            "description": service.organisation,
        },
        "phones": _phones(own, service.contact),
        "contacts": _contacts(own, service),
        "schedules": schedules_of(own, service.hours, service.hours_note),
        "service_areas": service_areas(own, service.serves, names),
        "service_at_locations": _locations(own, service, names),
        "attributes": list(_attributes(own, service, names)),
    }
    return _told(document)


def age_limit(rule: Rule | None, end: Literal["least", "most"]) -> float | None:
    """An age below (or above) which nobody is taken, where the rule sets one for everybody."""
    if isinstance(rule, AllOf):
        limits = (age_limit(each, end) for each in rule.rules)
        return next((limit for limit in limits if limit is not None), None)
    if isinstance(rule, AtLeast) and rule.fact == "age" and end == "least":
        return plain(rule.least)
    if isinstance(rule, AtMost) and rule.fact == "age" and end == "most":
        return plain(rule.most)
    return None


def _ages(rule: Rule | None) -> Json:
    """Limits that shut somebody out, as readers of feeds take them: 0 and 120 are no limits, nor are two that contradict."""
    limits = {
        "minimum_age": age_limit(rule, "least"),
        "maximum_age": age_limit(rule, "most"),
    }
    told = {name: age for name, age in limits.items() if age is not None and 0 < age < OLDEST}
    return {} if told.get("minimum_age", 0) > told.get("maximum_age", OLDEST) else told


def _alerts(service: Service) -> Iterator[str]:
    yield from changes_in_words(service.hours)
    if service.valid_from:
        yield f"Starts on {day_in_words(service.valid_from)}."
    if service.valid_to:
        yield f"Ends on {day_in_words(service.valid_to)}."


def _phones(own: str, contact: Contact) -> list[Json]:
    """The note goes with the phone, or with the text number where there is no other."""
    numbers = (("voice", contact.phone), ("text", contact.text))
    phones: list[Json] = [
        {
            "id": identifier("phone", own, kind),
            "service_id": own,
            "number": number,
            "type": kind,
        }
        for kind, number in numbers
        if number
    ]
    if phones and contact.phone_note:
        phones[0]["description"] = contact.phone_note
    return phones


def _contacts(own: str, service: Service) -> list[Json]:
    """Numbers again: the UK profile has phones at a contact, HSDS at the service, and readers look in either."""
    contact = identifier("contact", own)
    phones = [
        {
            **{key: value for key, value in phone.items() if key != "service_id"},
            "contact_id": contact,
        }
        for phone in _phones(own, service.contact)
    ]
    written = {"id": contact, "service_id": own, "name": service.organisation, "phones": phones}
    return [written] if phones else []


def _locations(own: str, service: Service, names: Names) -> list[Json]:
    if service.venue is None or service.address_hidden:
        return []
    return [service_at_location(own, service.venue, _state(service, service.venue, names))]


def _state(service: Service, venue: Venue, names: Names) -> str:
    """The council that the venue is in, or the only area that is served."""
    if venue.district:
        return names.councils.get(venue.district, names.area(venue.district))
    return names.area(next(iter(service.serves))) if len(service.serves) == 1 else "England"


def _attributes(own: str, service: Service, names: Names) -> Iterator[Json]:
    for need in service.needs:
        yield need_attribute(own, need, names.need(need))
    for term, value in _recorded(service):
        if value:
            yield recorded_attribute(own, term, value)


def _recorded(service: Service) -> Iterator[tuple[str, str | None]]:
    """Every value that the standard has no field for."""
    contact, provenance = service.contact, service.provenance
    venue = None if service.address_hidden else service.venue
    yield "entry", service.id
    yield "bound", service.bound
    yield "eligible", json.dumps(rule_as_json(service.eligible)) if service.eligible else None
    yield "self_referral", service.self_referral
    yield "remote", _yes(service.remote)
    yield "always_open", _yes(service.hours.always or None)
    yield "hours_more", more_of(service.hours)
    yield "address", venue.address if venue and not shows_address(venue) else None
    yield "phone_note", None if contact.phone or contact.text else contact.phone_note
    yield "valid_from", str(service.valid_from or "")
    yield "valid_to", str(service.valid_to or "")
    yield "confidence", provenance.confidence
    yield "confirmed", _yes(provenance.confirmed)
    yield "source", provenance.source
    yield "source_date", provenance.source_date
    yield "listed_by", service.listed_by


def _yes(value: bool | None) -> str | None:
    return None if value is None else "yes" if value else "no"
