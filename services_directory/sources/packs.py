"""Services and gaps as staff write them in a council's pack → values. It gets plain values, and knows no files.

A fault names the keys at which it stands (`("services", 3, "phone")`), so that whoever read the file can say the line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from services_directory.eligibility import FACTS
from services_directory.fairness import Group, words_that_keep_out
from services_directory.places import Locality
from services_directory.postcode import NotAPostcode, Postcode, find_postcode
from services_directory.service import Bound, Contact, Gap, Provenance, Service, Venue
from services_directory.sources.areas import NamedArea, read_area
from services_directory.sources.faults import EntryFault
from services_directory.sources.written import (
    check_bound,
    check_rule,
    read_eligible,
    read_entries,
    read_header,
    unknown_areas,
)
from services_directory.sources.written_hours import Strict, WrittenTimes

__all__ = ["FACTS", "AreaCode", "EntryFault", "read_gaps", "read_services"]

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=50)]
AreaCode = Annotated[str, Field(pattern=r"^[EWSN]\d{8}$")]

Locate = Callable[[Postcode], Locality | None]
"""A whole postcode → where it is, or None where it is not held."""


def _postcode(text: object) -> object:
    try:
        return str(Postcode.parse(str(text)))
    except NotAPostcode:
        raise ValueError("this is not a postcode") from None


def _groups(written: object) -> object:
    return (written,) if isinstance(written, str) else written


class WrittenVenue(Strict):
    name: str | None = None
    address: str
    postcode: Annotated[str, BeforeValidator(_postcode)] | None = None
    accessibility: tuple[Annotated[str, Field(max_length=100)], ...] = ()


HTML = re.compile(r"&(?:[a-zA-Z]\w{1,31}|#\w{1,7});|<[a-zA-Z/!]")
"""A tag or an entity."""


class WrittenService(WrittenTimes):
    """One entry of `services.yaml`."""

    id: Slug
    name: Annotated[str, Field(max_length=100)]
    organisation: str
    needs: tuple[Slug, ...] = Field(min_length=1)
    summary: Annotated[str, Field(max_length=300)]
    who_for: Annotated[str, Field(max_length=200)]
    bound: Bound
    serves: tuple[Annotated[NamedArea, BeforeValidator(read_area)], ...] = ()
    eligible: Annotated[Any, BeforeValidator(read_eligible)] = None
    for_group: Annotated[tuple[Group, ...], BeforeValidator(_groups)] = ()
    self_referral: Literal["yes", "no", "unknown"] = "unknown"
    how: Annotated[str, Field(max_length=200)] | None = None
    phone: str | None = None
    phone_note: str | None = None
    text: str | None = None
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[a-z]+$")] | None = None
    url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None
    venue: WrittenVenue | None = None
    address_hidden: bool = False
    remote: bool | None = None
    hours_note: Annotated[str, Field(max_length=120)] | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    confirmed: bool = False
    confidence: Literal["high", "medium", "low"]
    checked_on: date
    source: str
    source_date: str = "not shown"
    staff_note: str | None = None

    @model_validator(mode="after")
    def _says_whom_it_serves(self) -> WrittenService:
        check_bound(self.bound, self.serves)
        check_rule(self.eligible, self.for_group)
        return self

    @model_validator(mode="after")
    def _is_in_plain_words(self) -> WrittenService:
        """Whoever reads our feed may take it for HTML, and show something else."""
        written = (
            self.name,
            self.organisation,
            self.summary,
            self.who_for,
            self.how,
            self.hours_note,
        )
        if found := next(
            (HTML.search(each) for each in written if each and HTML.search(each)), None
        ):
            raise ValueError(f'"{found[0]}" is HTML: write plain words, "and" for "&amp;"')
        return self

    @model_validator(mode="after")
    def _keeps_its_address(self) -> WrittenService:
        told = (self.summary, self.who_for, self.how, self.hours_note, self.staff_note)
        if self.address_hidden and (self.venue or any(find_postcode(each or "") for each in told)):
            raise ValueError("an address that must stay hidden is not written here")
        return self


class WrittenGap(Strict):
    """One entry of `gaps.yaml`."""

    id: Slug
    need: Slug
    serves: tuple[AreaCode, ...] = Field(min_length=1)
    says: Annotated[str, Field(max_length=300)]
    instead: Annotated[str, Field(max_length=500)]
    instead_needs: tuple[Slug, ...] = ()
    owner: str
    source: str
    reviewed: date
    until: date


def read_services(
    written: Mapping[str, object], locate: Locate, areas: Mapping[str, str] | None = None
) -> tuple[list[Service], list[EntryFault]]:
    """A pack's services. A broken entry is a fault and is left out; the others stand.

    `areas` are the ONS codes that a service may serve, with their names; None: they are not checked.
    """
    faults: list[EntryFault] = []
    read_header(written, ("services",), faults)
    services = []
    for place, entry in read_entries(written, "services", WrittenService, faults):
        if wrong := list(unknown_areas(entry.serves, areas, ("services", place))):
            faults += wrong
            continue
        service = _service(entry, locate)
        services.append(service)
        faults += _doubts(entry, service, ("services", place))
    return services, faults


def _doubts(
    entry: WrittenService, service: Service, keys: tuple[str | int, ...]
) -> Iterator[EntryFault]:
    """What lets an entry stand and still wants a person."""
    if service.venue and service.venue.postcode and service.venue.point is None:
        where = (*keys, "venue", "postcode")
        yield EntryFault(where, "We hold no such postcode.", "Check it with the venue.")
    for field in ("summary", "who_for", "how"):
        if words := words_that_keep_out(getattr(entry, field) or ""):
            fault = f'"{words}" turns people away for what the law protects.'
            remedy = "Say whom it is for instead; if the service does turn them away, tell its commissioner."
            yield EntryFault((*keys, field), fault, remedy, "warning")


def read_gaps(written: Mapping[str, object]) -> tuple[list[Gap], list[EntryFault]]:
    """A pack's gaps, in the same way."""
    faults: list[EntryFault] = []
    return [_gap(entry) for _, entry in read_entries(written, "gaps", WrittenGap, faults)], faults


def _service(entry: WrittenService, locate: Locate) -> Service:
    return Service(
        id=entry.id,
        name=entry.name,
        organisation=entry.organisation,
        needs=entry.needs,
        summary=entry.summary,
        who_for=entry.who_for,
        bound=entry.bound,
        serves=frozenset(area.code for area in entry.serves),
        provenance=Provenance(
            source=entry.source,
            source_date=entry.source_date,
            confidence=entry.confidence,
            confirmed=entry.confirmed,
            checked_on=entry.checked_on,
            staff_note=entry.staff_note,
        ),
        contact=Contact(entry.phone, entry.phone_note, entry.text, entry.email, entry.url),
        how=entry.how,
        venue=_venue(entry.venue, locate) if entry.venue else None,
        eligible=entry.eligible,
        self_referral=entry.self_referral,
        hours=entry.hours(),
        hours_note=entry.hours_note,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        address_hidden=entry.address_hidden,
        remote=entry.remote,
    )


def _venue(written: WrittenVenue, locate: Locate) -> Venue:
    locality = locate(Postcode.parse(written.postcode)) if written.postcode else None
    return Venue(
        address=written.address,
        postcode=written.postcode,
        name=written.name,
        point=locality.point if locality else None,
        district=locality.district.code if locality else None,
        accessibility=written.accessibility,
    )


def _gap(entry: WrittenGap) -> Gap:
    return Gap(
        id=entry.id,
        need=entry.need,
        serves=frozenset(entry.serves),
        says=entry.says,
        instead=entry.instead,
        instead_needs=entry.instead_needs,
        owner=entry.owner,
        source=entry.source,
        reviewed=entry.reviewed,
        until=entry.until,
    )
