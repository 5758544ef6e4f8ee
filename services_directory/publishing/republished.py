"""Records of other directories as staff's curation leaves them: what may be published again, and on whose terms. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from services_directory.hidden import without_place
from services_directory.publishing.names import Listing
from services_directory.record import ServiceRecord
from services_directory.showing import Rules
from services_directory.sources.listing import Source

NOT_STATED = "Not stated by the source. Ask it before using."


def republished(records: Iterable[ServiceRecord], rules: Rules) -> Iterator[ServiceRecord]:
    """Without what staff hid, and without the place of what staff marked as a place that must not be found."""
    for record in records:
        curated = rules.curation.get((record.source, record.id))
        if curated is None:
            yield record
        elif not curated.hide:
            hidden = curated.address_hidden
            yield replace(record, document=without_place(record.document)) if hidden else record


def listings(rules: Rules) -> dict[str, Listing]:
    """Source → who lists its entries, and on what terms."""
    return {name: _listing(source) for name, source in rules.sources.items()}


def listing_of(source: str, known: Mapping[str, Listing]) -> Listing:
    """One that no pack names is called by its name."""
    return known.get(source) or Listing(source, NOT_STATED)


def _listing(source: Source) -> Listing:
    return Listing(source.title, source.licence or NOT_STATED, source.licence_url)
