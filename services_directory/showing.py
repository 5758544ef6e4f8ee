"""A source's record, the pack's rules and staff's curation → the service that residents see, or why they see none. Pure.

Only reviewed words are shown: a feed gives a name, a place, hours and contacts; sentences come from curation alone. A
spreadsheet that staff keep is as reviewed as `services.yaml`, so all of it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256

from services_directory import document as said
from services_directory.curation import Curated, Key
from services_directory.document import Area
from services_directory.feed_words import FeedWords
from services_directory.hidden import must_be_hidden
from services_directory.postcode import Postcode
from services_directory.publishing.returning import NotOurs, is_ours, service_of
from services_directory.publishing.vocabulary import needs_in
from services_directory.record import Document, ServiceRecord
from services_directory.service import Bound, Provenance, Service, Venue
from services_directory.sources.listing import Source
from services_directory.sources.packs import Locate
from services_directory.syncing import is_active

LONGEST_NAME = 100
"""As in `services.yaml`, so that every channel can show it."""


@dataclass(frozen=True)
class Rules:
    """What packs say of sources: their settings, the curation of their services, and what their words mean."""

    sources: Mapping[str, Source] = field(default_factory=dict)
    curation: Mapping[Key, Curated] = field(default_factory=dict)
    words: FeedWords = field(default_factory=FeedWords)

    def needs_of(self, record: ServiceRecord) -> tuple[str, ...]:
        """What staff say; else what another Signpost says of its own; else what the words say."""
        curated = self.curation.get((record.source, record.id))
        if curated is not None and curated.needs:
            return curated.needs
        return needs_in(record.document) or self.words.place(record.document).needs

    def hides(self, record: ServiceRecord) -> bool:
        curated = self.curation.get((record.source, record.id))
        return curated is not None and curated.hide


@dataclass(frozen=True, slots=True)
class NotShown:
    """Why residents do not see a service, in words for staff."""

    reason: str


NO_SOURCE = NotShown("its source is in no pack")
HIDDEN = NotShown("staff hid it")
NOT_ACTIVE = NotShown("its source says that it does not run now")
NOT_CURATED = NotShown("staff have not curated it, and its source shows only what they have")
UNPLACED = NotShown("no need could be told from its words")
NO_AREA = NotShown("it has no place to go to, and nothing says whom it serves")


def resident_id(source: str, service_id: str) -> str:
    """Short, the same for ever, and fit for an address, whatever form the source's own id has."""
    return f"{source}-{sha256(service_id.encode()).hexdigest()[:12]}"


def shown(record: ServiceRecord, rules: Rules, locate: Locate, synced: date) -> Service | NotShown:
    """`synced` is the day on which the record was last written: the best date there is, where the source gives none."""
    source = rules.sources.get(record.source)
    if source is None:
        return NO_SOURCE
    curated = rules.curation.get((record.source, record.id))
    if reason := _kept_back(record, source, curated):
        return reason
    service = _as_staff_wrote(record, locate) if source.kind == "csv" else None
    if service is None:
        service = _as_listed(record, source, rules.needs_of(record), locate, synced)
    service = replace(service, id=resident_id(record.source, record.id), listed_by=source.title)
    service = _overlaid(service, curated) if curated else service
    return _placed(_sheltered(service, record.document), source)


def why_unseen(record: ServiceRecord, rules: Rules) -> NotShown | None:
    """Why residents do not see a record, or None where they do: as `shown` says it, in a third of the time."""
    source = rules.sources.get(record.source)
    if source is None:
        return NO_SOURCE
    if reason := _kept_back(record, source, rules.curation.get((record.source, record.id))):
        return reason
    if not rules.needs_of(record):
        return UNPLACED
    found = None if source.serves else shown(record, rules, _nowhere, date.min)
    return found if isinstance(found, NotShown) else None


def all_shown(
    records: Iterable[tuple[ServiceRecord, date]], rules: Rules, locate: Locate
) -> Iterator[Service]:
    """The services that residents see, of records with the days on which they were last written."""
    for record, synced in records:
        found = shown(record, rules, locate, synced)
        if isinstance(found, Service):
            yield found


def _kept_back(record: ServiceRecord, source: Source, curated: Curated | None) -> NotShown | None:
    if curated is not None and curated.hide:
        return HIDDEN
    if not is_active(record):
        return NOT_ACTIVE
    return NOT_CURATED if source.show == "curated" and curated is None else None


def _placed(service: Service, source: Source) -> Service | NotShown:
    """A service needs a need, and either a place to go to or an area."""
    if not service.needs:
        return UNPLACED
    if service.bound != "nearest" or service.venue is not None:
        return service
    return replace(service, bound="council", serves=source.serves) if source.serves else NO_AREA


def _as_staff_wrote(record: ServiceRecord, locate: Locate) -> Service | None:
    if not is_ours(record.document):
        return None
    try:
        service = service_of(record.document)
    except NotOurs:
        return None
    found = said.venue_of(record.document, locate)
    if service.venue is None or found is None:
        return service
    return replace(
        service, venue=replace(service.venue, point=found.point, district=found.district)
    )


def _as_listed(
    record: ServiceRecord, source: Source, needs: tuple[str, ...], locate: Locate, synced: date
) -> Service:
    document = record.document
    venue = said.venue_of(document, locate)
    bound, serves = _area(said.area_of(document), source, venue)
    first, last = said.dates_of(document)
    return Service(
        id=record.id,
        name=_short(said.name_of(document)),
        organisation=said.organisation_of(document) or source.title,
        needs=needs,
        summary="",
        who_for="",
        bound=bound,
        serves=serves,
        provenance=Provenance(
            source=source.title,
            source_date=synced.isoformat(),
            confidence="medium",
            confirmed=False,
            checked_on=said.checked_on(document) or synced,
        ),
        contact=said.contact_of(document),
        venue=venue,
        self_referral=said.self_referral_of(document),
        hours=said.hours_of(document),
        valid_from=first,
        valid_to=last,
        remote=said.remote_of(document),
    )


def _area(area: Area, source: Source, venue: Venue | None) -> tuple[Bound, frozenset[str]]:
    """What the service says, or what stands for its source. A door that is open to all of England is for those near it."""
    if area.bound is None:
        return source.bound, source.serves if source.bound != "nearest" else frozenset()
    if area.bound == "anywhere" and venue is not None:
        return "nearest", frozenset()
    return area.bound, area.serves


def _overlaid(service: Service, curated: Curated) -> Service:
    """What staff say stands; where they say nothing, what the source says."""
    return replace(
        service,
        name=curated.name or service.name,
        needs=curated.needs or service.needs,
        summary=curated.summary or service.summary,
        who_for=curated.who_for or service.who_for,
        bound=curated.bound or service.bound,
        serves=curated.serves if curated.bound else service.serves,
        eligible=curated.eligible or service.eligible,
        self_referral=curated.self_referral or service.self_referral,
        how=curated.how or service.how,
        address_hidden=curated.address_hidden or service.address_hidden,
        provenance=replace(
            service.provenance,
            confirmed=curated.confirmed or service.provenance.confirmed,
            checked_on=curated.checked_on or service.provenance.checked_on,
            staff_note=curated.staff_note,
        ),
    )


def _sheltered(service: Service, document: Document) -> Service:
    """A place that must not be found is not in a value that could show it."""
    if service.address_hidden or must_be_hidden(document):
        return replace(service, address_hidden=True, venue=None)
    return service


def _short(name: str) -> str:
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[: LONGEST_NAME - 1].rsplit(' ', 1)[0]}…"


def _nowhere(_postcode: Postcode) -> None:
    return None
