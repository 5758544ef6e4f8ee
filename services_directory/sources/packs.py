"""Services and gaps as staff write them in a council's pack → values. It gets plain values, and knows no files.

A fault names the keys at which it stands (`("services", 3, "phone")`), so that whoever read the file can say the line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from services_directory.eligibility import Rule, facts_of, read_rule
from services_directory.opening import DAYS, Opening, OpeningHours
from services_directory.places import Locality
from services_directory.postcode import NotAPostcode, Postcode
from services_directory.service import Contact, Gap, Provenance, Service, Venue

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=50)]
AreaCode = Annotated[str, Field(pattern=r"^[EWSN]\d{8}$")]

FACTS = frozenset(
    {
        "pregnant",
        "pregnant_in_last_6_months",
        "lives_with_someone_pregnant",
        "smokes_tobacco",
        "vapes_only",
        "age",
        "baby_age_months",
    }
)
"""What a rule may turn on. Never a disability, a diagnosis or a protected characteristic (age limits are the service's own)."""

Locate = Callable[[Postcode], Locality | None]
"""A whole postcode → where it is, or None where it is not held."""

Entry = TypeVar("Entry", bound="_Written")


@dataclass(frozen=True, slots=True)
class EntryFault:
    """What is wrong with an entry, and at which keys."""

    keys: tuple[str | int, ...]
    fault: str
    remedy: str


class _Written(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, arbitrary_types_allowed=True
    )


def _postcode(text: object) -> object:
    try:
        return str(Postcode.parse(str(text)))
    except NotAPostcode:
        raise ValueError("this is not a postcode") from None


def _rule(written: object) -> Rule:
    rule = read_rule(written)
    if unknown := [fact for fact in facts_of(rule) if fact not in FACTS]:
        raise ValueError(
            f'"{unknown[0]}" is not a fact that a rule may turn on; use {", ".join(sorted(FACTS))}'
        )
    return rule


class WrittenVenue(_Written):
    name: str | None = None
    address: str
    postcode: Annotated[str, BeforeValidator(_postcode)] | None = None


class WrittenOpening(_Written):
    days: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = Field(min_length=1)
    opens: time
    closes: time

    @model_validator(mode="after")
    def _closes_later(self) -> WrittenOpening:
        if self.opens.tzinfo or self.closes.tzinfo:
            raise ValueError("a time is local, as 09:00, with nothing after it")
        if self.closes <= self.opens:
            raise ValueError("closes must be later than opens")
        return self


class WrittenService(_Written):
    """One entry of `services.yaml`."""

    id: Slug
    name: Annotated[str, Field(max_length=100)]
    organisation: str
    needs: tuple[Slug, ...] = Field(min_length=1)
    summary: Annotated[str, Field(max_length=300)]
    who_for: Annotated[str, Field(max_length=200)]
    bound: Literal["anywhere", "nearest", "district", "council"]
    serves: tuple[AreaCode, ...] = ()
    eligible: Annotated[Any, BeforeValidator(_rule)] = None
    self_referral: Literal["yes", "no", "unknown"] = "unknown"
    how: Annotated[str, Field(max_length=200)] | None = None
    phone: str | None = None
    phone_note: str | None = None
    text: str | None = None
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[a-z]+$")] | None = None
    url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None
    venue: WrittenVenue | None = None
    opening: tuple[WrittenOpening, ...] = ()
    always_open: bool = False
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
        if self.bound in {"district", "council"} and not self.serves:
            raise ValueError(
                f"a service bound by {self.bound} must name the ONS codes that it serves"
            )
        return self


class WrittenGap(_Written):
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


class _ServicesHeader(_Written):
    """What stands above the entries of `services.yaml`."""

    owner: str
    reviewed: date
    review_by: date


def read_services(
    written: Mapping[str, object], locate: Locate
) -> tuple[list[Service], list[EntryFault]]:
    """A pack's services. A broken entry is a fault and is left out; the others stand."""
    above = {key: value for key, value in written.items() if key != "services"}
    faults = _faults_of(_ServicesHeader, above, ())
    services = []
    for place, entry in _entries(written, "services", WrittenService, faults):
        service = _service(entry, locate)
        services.append(service)
        if service.venue and service.venue.postcode and service.venue.point is None:
            keys = ("services", place, "venue", "postcode")
            faults.append(EntryFault(keys, "We hold no such postcode.", "Check it with the venue."))
    return services, faults


def read_gaps(written: Mapping[str, object]) -> tuple[list[Gap], list[EntryFault]]:
    """A pack's gaps, in the same way."""
    faults: list[EntryFault] = []
    return [_gap(entry) for _, entry in _entries(written, "gaps", WrittenGap, faults)], faults


def _entries(
    written: Mapping[str, object], key: str, model: type[Entry], faults: list[EntryFault]
) -> Iterator[tuple[int, Entry]]:
    entries = written.get(key)
    if not isinstance(entries, list):
        faults.append(
            EntryFault((), f'There is no list of "{key}".', f'Start the list with "{key}:".')
        )
        return
    for place, entry in enumerate(entries):
        if found := _faults_of(model, entry, (key, place)):
            faults.extend(found)
        else:
            yield place, model.model_validate(entry)


def _faults_of(
    model: type[_Written], written: object, keys: tuple[str | int, ...]
) -> list[EntryFault]:
    try:
        model.model_validate(written)
    except ValidationError as error:
        return [
            EntryFault(
                (*keys, *detail["loc"]),
                f"{_where(detail['loc'])}: {detail['msg']}.",
                "Put it right and save.",
            )
            for detail in error.errors(include_url=False)
        ]
    return []


def _where(keys: tuple[str | int, ...]) -> str:
    return " → ".join(str(key) for key in keys) or "the entry"


def _service(entry: WrittenService, locate: Locate) -> Service:
    return Service(
        id=entry.id,
        name=entry.name,
        organisation=entry.organisation,
        needs=entry.needs,
        summary=entry.summary,
        who_for=entry.who_for,
        bound=entry.bound,
        serves=frozenset(entry.serves),
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
        hours=OpeningHours(tuple(_openings(entry.opening)), entry.always_open),
        hours_note=entry.hours_note,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
    )


def _venue(written: WrittenVenue, locate: Locate) -> Venue:
    locality = locate(Postcode.parse(written.postcode)) if written.postcode else None
    return Venue(
        address=written.address,
        postcode=written.postcode,
        name=written.name,
        point=locality.point if locality else None,
        district=locality.district.code if locality else None,
    )


def _openings(written: tuple[WrittenOpening, ...]) -> Iterator[Opening]:
    return (
        Opening(DAYS.index(day), each.opens, each.closes) for each in written for day in each.days
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
