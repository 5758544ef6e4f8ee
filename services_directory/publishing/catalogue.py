"""Catalogue: everything that the feed publishes, by kind and by identifier. Pure; made once for each state of the directory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from services_directory.publishing.document import document_of, published
from services_directory.publishing.entry import (
    Entry,
    hours_in,
    service_entry,
    terms_in,
    words_of,
)
from services_directory.publishing.identifiers import identifier
from services_directory.publishing.names import Listing, Names
from services_directory.publishing.places import point_of
from services_directory.publishing.republished import listing_of
from services_directory.publishing.vocabulary import (
    ENTRY,
    NEEDS,
    RECORDED,
    Json,
    recorded_in,
    recorded_term,
)
from services_directory.record import Document, ServiceRecord
from services_directory.service import Service

By = Mapping[str, Entry]
"""Identifier → entry, in the order of the lists."""

LISTED = frozenset({"active", "temporarily closed"})
"""What a service's status may be. One that has ended is not published."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """By the names of the feed's paths."""

    services: By
    service_at_locations: By
    organizations: By
    taxonomies: By
    taxonomy_terms: By

    def kind(self, name: str) -> By:
        by_kind: By = getattr(self, name)
        return by_kind


def documents(
    services: Iterable[Service],
    records: Iterable[ServiceRecord],
    names: Names,
    listing: Listing,
    sources: Mapping[str, Listing],
    today: date,
) -> Iterator[Document]:
    """What may be published on a day: staff's own entries first, then what sources list, each once.

    `records` are those that stand after staff's curation. `sources` says on what terms each source's entries stand; one that
    is not there says so. Services of the directory that a source lists (`listed_by`) come from their records.
    """
    own = (each for each in services if each.listed_by is None and each.runs_on(today))
    seen: set[str] = set()
    for document in (
        *(document_of(service, names, listing) for service in own),
        *(published(each.document, listing_of(each.source, sources)) for each in records),
    ):
        if document["id"] not in seen and _runs(document, today):
            seen.add(document["id"])
            yield document


def catalogue(of: Iterable[Document], names: Names) -> Catalogue:
    """Documents with whatever hangs on them: places, organisations, taxonomies and terms."""
    services = {document["id"]: service_entry(document) for document in map(_with_organization, of)}
    terms = _terms(services.values(), names)
    return Catalogue(
        services=services,
        service_at_locations=dict(_at_locations(services.values())),
        organizations=_organizations(services.values()),
        taxonomies=_taxonomies(terms.values()),
        taxonomy_terms=terms,
    )


def _runs(document: Document, today: date) -> bool:
    """By its status, and by the days that an entry of ours records."""
    recorded = recorded_in(document)
    starts, ends = (recorded.get(name, "") for name in ("valid_from", "valid_to"))
    day = today.isoformat()
    return document.get("status") in LISTED and starts <= day and (not ends or day <= ends)


def _with_organization(document: Document) -> Document:
    """An organisation that its source left without identifier gets one by its name, so that it can be asked for."""
    organization = document.get("organization")
    if not organization or "id" in organization:
        return document
    name = str(organization.get("name", ""))
    whole = {"id": identifier("organization", name.casefold()), "description": name, **organization}
    return {**document, "organization": whole, "organization_id": whole["id"]}


def _at_locations(services: Iterable[Entry]) -> Iterator[tuple[str, Entry]]:
    """Each place of each service. `name` and `status` are the service's: the published OpenAPI gives a service's schema here."""
    for entry in services:
        service = {
            key: value for key, value in entry.document.items() if key != "service_at_locations"
        }
        for at in entry.document.get("service_at_locations") or ():
            document = {**at, "name": service["name"], "status": service["status"]}
            point = point_of(at.get("location") or {})
            yield (
                at["id"],
                replace(
                    entry,
                    document={**document, "service": service},
                    points=(point,) if point else (),
                    hours=(*hours_in(service), *hours_in(at)),
                ),
            )


def _organizations(services: Iterable[Entry]) -> dict[str, Entry]:
    run: dict[str, list[Document]] = {}
    about: dict[str, Document] = {}
    for entry in services:
        if entry.organization is not None:
            about.setdefault(entry.organization, entry.document["organization"])
            run.setdefault(entry.organization, []).append(entry.document)
    return {
        key: Entry({**organization, "services": run[key]}, words_of(organization.get("name")))
        for key, organization in about.items()
    }


def _terms(services: Iterable[Entry], names: Names) -> dict[str, Entry]:
    """Our own first, whether or not a service has them, and then those that sources use."""
    ours = [
        *(NEEDS.term(need, title, title) for need, title in names.needs.items()),
        *(recorded_term(term) for term in RECORDED),
    ]
    used = (term for entry in services for term in terms_in(entry.document))
    found: dict[str, Entry] = {}
    for term in (*ours, *used):
        if term["id"] not in found:
            found[term["id"]] = Entry(
                {"description": term.get("name", ""), **term},
                words_of(term.get("name"), term.get("description")),
                terms=frozenset({term["id"]}),
                taxonomies=frozenset({term["taxonomy_id"]}),
            )
    return found


def _taxonomies(terms: Iterable[Entry]) -> dict[str, Entry]:
    by_taxonomy: dict[str, list[Document]] = {}
    for entry in terms:
        by_taxonomy.setdefault(entry.document["taxonomy_id"], []).append(entry.document)
    described = {ENTRY.id: ENTRY.description, NEEDS.id: NEEDS.description}
    return {key: _taxonomy(key, below, described) for key, below in by_taxonomy.items()}


def _taxonomy(key: str, terms: Sequence[Document], described: Mapping[str, str]) -> Entry:
    name = str(terms[0].get("taxonomy") or "Terms without a taxonomy")
    document: Json = {"id": key, "name": name, "description": described.get(key, name)}
    return Entry({**document, "taxonomy_terms": list(terms)}, words_of(name))
