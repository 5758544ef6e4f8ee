"""The whole directory in one file: as Open Referral UK, or as the rows of the spreadsheet. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from services_directory.publishing.document import document_of
from services_directory.publishing.feed import PROFILE
from services_directory.publishing.names import Listing, Names
from services_directory.publishing.returning import NotOurs, is_ours, service_of
from services_directory.record import Document, ServiceRecord
from services_directory.service import Service
from services_directory.showing import resident_id


def as_oruk(documents: Sequence[Document], listing: Listing) -> str:
    """One page of Open Referral UK 3.0 with every service whole. The same directory makes the same bytes."""
    page = {
        "version": "3.0",
        "profile": PROFILE,
        "name": listing.title,
        "licence": listing.licence,
        "licence_url": listing.licence_url,
        "total_items": len(documents),
        "total_pages": min(len(documents), 1),
        "page_number": 1,
        "size": len(documents),
        "first_page": True,
        "last_page": True,
        "empty": not documents,
        "contents": sorted(documents, key=lambda document: str(document["id"])),
    }
    return json.dumps(page, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def for_the_sheet(
    services: Iterable[Service], records: Iterable[ServiceRecord], names: Names, listing: Listing
) -> Iterator[Service]:
    """Staff's own entries first, then those of spreadsheets and of other installs, then what residents see of feeds."""
    directory = list(services)
    told: set[str] = set()
    for service in _entries(directory, records):
        if service.id not in told:
            told.add(service.id)
            yield _without_hidden_place(service, names, listing)


def _entries(directory: Sequence[Service], records: Iterable[ServiceRecord]) -> Iterator[Service]:
    yield from (service for service in directory if service.listed_by is None)
    seen: set[str] = set()
    for record in records:
        if (service := _written_by_us(record)) is not None:
            seen.add(resident_id(record.source, record.id))
            yield service
    yield from (each for each in directory if each.listed_by and each.id not in seen)


def _written_by_us(record: ServiceRecord) -> Service | None:
    if not is_ours(record.document):
        return None
    try:
        return service_of(record.document)
    except NotOurs:
        return None


def _without_hidden_place(service: Service, names: Names, listing: Listing) -> Service:
    """The feed's own rule says which place must not be found, so that file and feed never differ."""
    shown = service_of(document_of(service, names, listing))
    hidden = shown.address_hidden and not service.address_hidden
    return replace(service, address_hidden=True, venue=None) if hidden else service
