"""Whole files: out, in by the reader of feeds, and out again, to the byte."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import strategies as st

from services_directory.curation import Curated
from services_directory.publishing.catalogue import documents
from services_directory.publishing.exporting import as_oruk, for_the_sheet
from services_directory.publishing.names import Listing
from services_directory.publishing.republished import NOT_STATED, listing_of, listings, republished
from services_directory.record import ServiceRecord
from services_directory.service import Service
from services_directory.showing import Rules, resident_id
from services_directory.sources.listing import Source
from services_directory.sources.openreferral import read_file
from tests.services_directory.builders import given
from tests.services_directory.publishing.made import (
    CAFE,
    LIBRARY,
    LINE,
    LISTING,
    NAMES,
    TODAY,
    services,
)
from tests.services_directory.publishing.test_feed import OTHERS, record

RUNNING = services.map(lambda each: replace(each, valid_from=None, valid_to=None))


def exported(own: Iterable[Service], records: Iterable[ServiceRecord] = ()) -> str:
    found = list(documents(own, records, NAMES, LISTING, {}, TODAY))
    return as_oruk(found, LISTING)


def imported(text: str, folder: Path, source: str = "again") -> list[ServiceRecord]:
    path = folder / "feed.json"
    path.write_text(text, encoding="utf-8")
    read = list(read_file(path, source))
    records = [each for each in read if isinstance(each, ServiceRecord)]
    assert len(records) == len(read)
    return records


def test_an_exported_directory_is_the_same_after_import(tmp_path: Path) -> None:
    hidden = replace(LINE, id="hidden", address_hidden=True)
    first = exported([CAFE, LIBRARY, LINE, hidden])
    assert exported([], imported(first, tmp_path)) == first


@given(st.lists(RUNNING, min_size=1, max_size=3, unique_by=lambda each: each.id))
def test_any_directory_is_the_same_after_import(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[Service]
) -> None:
    first = exported(drawn)
    assert exported([], imported(first, tmp_path_factory.mktemp("feed"))) == first


def test_what_is_in_the_directory_already_is_not_doubled_by_importing_it(tmp_path: Path) -> None:
    first = exported([CAFE, LINE])
    assert exported([CAFE, LINE], imported(first, tmp_path)) == first


def test_a_file_says_its_version_its_licence_and_how_much_it_holds() -> None:
    page = json.loads(exported([CAFE, LINE]))
    assert (page["version"], page["licence"]) == ("3.0", LISTING.licence)
    assert (page["total_items"], page["size"], page["empty"]) == (2, 2, False)
    assert json.loads(exported([]))["empty"] is True


def test_the_sheet_has_staff_s_entries_and_what_others_wrote_in_one(tmp_path: Path) -> None:
    spreadsheet = imported(exported([LINE]), tmp_path, "sheet")
    shown = replace(LINE, id=resident_id("sheet", spreadsheet[0].id), listed_by="A sheet")
    feed = replace(LIBRARY, id="walkers-1", listed_by="Walkers")
    rows = list(for_the_sheet([CAFE, shown, feed], [*spreadsheet, record()], NAMES, LISTING))
    assert [row.id for row in rows] == ["baby-cafe", "invented-line", "walkers-1"]


def test_an_entry_of_another_install_that_was_changed_is_left_to_what_residents_see(
    tmp_path: Path,
) -> None:
    (kept,) = imported(exported([LINE]), tmp_path, "sheet")
    broken = replace(kept, document={**kept.document, "assured_date": "soon"})
    assert list(for_the_sheet([], [broken], NAMES, LISTING)) == []


def test_the_sheet_has_no_place_of_a_refuge_that_nobody_marked() -> None:
    (row,) = for_the_sheet([replace(CAFE, name="Women's refuge")], [], NAMES, LISTING)
    assert row.venue is None
    assert row.address_hidden


def test_what_staff_hid_is_not_published_again() -> None:
    hidden = Rules(curation={("walkers", "7"): Curated("walkers", "7", 0, hide=True)})
    assert list(republished([record()], hidden)) == []
    assert list(republished([record()], Rules())) == [record()]


def test_a_place_that_staff_marked_as_hidden_is_not_published_again() -> None:
    at = [
        {"id": "1", "location": {"id": "2", "location_type": "physical", "name": "1 Secret Street"}}
    ]
    marked = Rules(
        curation={
            ("walkers", "7"): Curated(
                "walkers", "7", 0, address_hidden=True, checked_on=date(2026, 1, 1)
            )
        }
    )
    (found,) = republished([record(service_at_locations=at)], marked)
    assert "Secret Street" not in json.dumps(dict(found.document))
    assert found.document["name"] == OTHERS["name"]


def test_each_source_is_listed_on_its_own_terms() -> None:
    source = Source(
        "walkers",
        "Walkers of Leek",
        "https://example.org",
        "open-referral",
        "nearest",
        licence="CC BY 4.0",
    )
    known = listings(Rules(sources={"walkers": source}))
    assert listing_of("walkers", known) == Listing("Walkers of Leek", "CC BY 4.0")
    assert listing_of("another", known) == Listing("another", NOT_STATED)
