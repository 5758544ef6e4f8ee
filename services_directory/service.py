"""Service, Gap, ServiceSearch, Found, Signpost: the question, the services, and what was found. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from services_directory.eligibility import Fact, Facts, Rule, Verdict
from services_directory.opening import NOT_KNOWN, OpeningHours
from services_directory.places import Locality, Point

Bound = Literal["anywhere", "nearest", "district", "council", "icb"]
"""Who decides: nobody, the distance, or the resident's district, council or integrated care board (ICB)."""

BUS_MILES = 5.0
"""Further than this, help by phone or online comes before a door: strategies ask it for places with poor transport."""

Confidence = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True)
class Need:
    """The directory's word that ties a topic to services. `stands_open`: its places are not on at a time, as groups are."""

    id: str
    title: str
    stands_open: bool = False


@dataclass(frozen=True, slots=True)
class Venue:
    """Where a service is, as far as residents may know it."""

    address: str
    postcode: str | None = None
    name: str | None = None
    point: Point | None = None
    district: str | None = None
    accessibility: tuple[str, ...] = ()
    """What is known of getting in and about, each a short sentence: "Step-free entrance"."""


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach a service. A weak number is held for staff and hidden from residents until they confirm it."""

    phone: str | None = None
    phone_note: str | None = None
    text: str | None = None
    email: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where an entry comes from, and how far it can be trusted."""

    source: str
    source_date: str
    confidence: Confidence
    confirmed: bool
    checked_on: date
    staff_note: str | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """One service, whom it is for, and how it is bound to places."""

    id: str
    name: str
    organisation: str
    needs: tuple[str, ...]
    summary: str
    who_for: str
    bound: Bound
    serves: frozenset[str]
    provenance: Provenance
    contact: Contact = Contact()
    how: str | None = None
    venue: Venue | None = None
    eligible: Rule | None = None
    self_referral: Literal["yes", "no", "unknown"] = "unknown"
    hours: OpeningHours = NOT_KNOWN
    hours_note: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    listed_by: str | None = None
    """The directory that lists it, as residents know it ("Staffordshire Connects"); None for an entry that staff wrote."""
    address_hidden: bool = False
    """A place that must not be found, such as a refuge. Its address is held nowhere: there is no `venue`."""
    remote: bool | None = None
    """Whether help is given by phone, text or online, so that nobody need travel. None: not said."""

    @property
    def shown_contact(self) -> Contact:
        """What residents may see: a low-confidence phone or text number waits for staff."""
        if self.provenance.confirmed or self.provenance.confidence != "low":
            return self.contact
        return Contact(email=self.contact.email, url=self.contact.url)

    @property
    def works_from_home(self) -> bool:
        """Nobody need travel. Where a service does not say so, having no door says it."""
        return self.venue is None if self.remote is None else self.remote

    def runs_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    def serves_place(self, place: Locality) -> bool:
        """True where the bound lets residents of `place` in. Distance decides `nearest` elsewhere."""
        return self.bound in {"anywhere", "nearest"} or bool(self.serves & place.codes)


@dataclass(frozen=True, slots=True)
class Gap:
    """An honest "there is none here": whose word it is, what exists instead, and until when it stands."""

    id: str
    need: str
    serves: frozenset[str]
    says: str
    instead: str
    instead_needs: tuple[str, ...]
    owner: str
    source: str
    reviewed: date
    until: date


@dataclass(frozen=True, slots=True)
class ServiceSearch:
    """The question. `place` holds a district and, for this one search, a point; never a postcode."""

    needs: tuple[str, ...]
    place: Locality
    now: datetime
    facts: Facts = field(default_factory=dict)
    limit: int = 3
    answers: Mapping[str, tuple[Fact, ...]] | None = None
    """What a resident can be asked, and the values that the answers give. None: anything may be asked."""


@dataclass(frozen=True, slots=True)
class Signpost:
    """One service as this resident sees it."""

    service: Service
    verdict: Verdict
    miles: float | None
    open_now: bool | None
    next_open: datetime | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A service here that this resident may not use, and the facts that decided it."""

    service: Service
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a search. `asks` are the facts that would change it, the most telling first."""

    place: Locality
    signposts: tuple[Signpost, ...] = ()
    gaps: tuple[Gap, ...] = ()
    refused: tuple[Refusal, ...] = ()
    neighbours: tuple[Service, ...] = ()
    asks: tuple[str, ...] = ()
    more: bool = False
    """More may be used than the search's limit lets show."""
