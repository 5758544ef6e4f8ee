"""An Open Referral document that Signpost wrote → the Service it was. Pure; another's document is refused, not guessed at."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Literal, cast, get_args

from services_directory.eligibility import read_rule
from services_directory.hidden import MARK
from services_directory.places import Locality
from services_directory.postcode import NotAPostcode, Postcode
from services_directory.publishing.hours import hours_of, note_of
from services_directory.publishing.places import codes_of, venue_of
from services_directory.publishing.vocabulary import needs_in, recorded_in
from services_directory.record import Document
from services_directory.service import Bound, Confidence, Contact, Provenance, Service

NEEDED = ("entry", "bound", "confidence", "source", "source_date")
"""What every document of ours records. Without it a document is another's."""


Locate = Callable[[Postcode], Locality | None]
"""A whole postcode → where it is, or None where it is not held."""


class NotOurs(ValueError):
    """The document was not written by Signpost, or was changed since."""


def is_ours(document: Document) -> bool:
    """Whether `service_of` can read it."""
    return all(term in recorded_in(document) for term in NEEDED)


def service_of(document: Document, locate: Locate = lambda _: None) -> Service:
    """The service of a document that `whole_document` or `document_of` wrote. Raises NotOurs.

    A venue's district is not in a document: it comes from its postcode. Openings come back in order of the week.
    """
    recorded = recorded_in(document)
    if not is_ours(document):
        raise NotOurs("it records no entry, bound, confidence and source of Signpost's")
    try:
        return _in_its_district(_service(document, recorded), locate)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotOurs(f"what it records cannot be read ({type(error).__name__})") from error


def _service(document: Document, recorded: Mapping[str, str]) -> Service:
    always = recorded.get("always_open") == "yes"
    return Service(
        id=recorded["entry"],
        name=document["name"],
        organisation=document["organization"]["name"],
        needs=needs_in(document),
        summary=document.get("description", ""),
        who_for=document.get("eligibility_description", ""),
        bound=_bound(recorded["bound"]),
        serves=codes_of(document),
        provenance=_provenance(document, recorded),
        contact=_contact(document, recorded),
        how=document.get("application_process"),
        venue=venue_of(document, recorded.get("address")),
        eligible=read_rule(json.loads(recorded["eligible"])) if "eligible" in recorded else None,
        self_referral=_self_referral(recorded.get("self_referral", "unknown")),
        hours=hours_of(document, always, recorded.get("hours_more")),
        hours_note=note_of(document),
        valid_from=_day(recorded.get("valid_from")),
        valid_to=_day(recorded.get("valid_to")),
        listed_by=recorded.get("listed_by"),
        address_hidden=document.get(MARK) is True,
        remote=recorded["remote"] == "yes" if "remote" in recorded else None,
    )


def _in_its_district(service: Service, locate: Locate) -> Service:
    if service.venue is None or service.venue.postcode is None:
        return service
    try:
        place = locate(Postcode.parse(service.venue.postcode))
    except NotAPostcode:
        return service
    if place is None:
        return service
    point = service.venue.point or place.point
    return replace(service, venue=replace(service.venue, point=point, district=place.district.code))


def _provenance(document: Document, recorded: Mapping[str, str]) -> Provenance:
    return Provenance(
        source=recorded["source"],
        source_date=recorded["source_date"],
        confidence=_confidence(recorded["confidence"]),
        confirmed=recorded.get("confirmed") == "yes",
        checked_on=date.fromisoformat(document["assured_date"]),
    )


def _contact(document: Document, recorded: Mapping[str, str]) -> Contact:
    phones: list[Mapping[str, Any]] = document.get("phones") or []
    by_kind = {phone.get("type"): phone["number"] for phone in phones}
    notes = (phone["description"] for phone in phones if phone.get("description"))
    return Contact(
        phone=by_kind.get("voice"),
        phone_note=next(notes, recorded.get("phone_note")),
        text=by_kind.get("text"),
        email=document.get("email"),
        url=document.get("url"),
    )


def _bound(text: str) -> Bound:
    if text not in get_args(Bound):
        raise ValueError("no bound")
    return cast(Bound, text)


def _confidence(text: str) -> Confidence:
    if text not in get_args(Confidence):
        raise ValueError("no confidence")
    return cast(Confidence, text)


def _self_referral(text: str) -> Literal["yes", "no", "unknown"]:
    return cast(Literal["yes", "no", "unknown"], text if text in {"yes", "no"} else "unknown")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
