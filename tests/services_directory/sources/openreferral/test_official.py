"""The official schema, the validator's own mock feeds and two real lists: all of it is read, valid, and nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

import pytest

from services_directory.record import Quarantined, ServiceRecord
from services_directory.sources.openreferral.entry import read_entry
from services_directory.sources.openreferral.page import page_of
from tests.services_directory.sources.openreferral.builders import (
    SOURCE,
    document,
    faults,
    packed,
    real_list,
    service_one,
    service_three,
)

MOCKS = "oruk-validator_mock_feeds.zip"


def leaves(value: Any) -> Iterator[str]:
    """Every text and number in a document, as it stands."""
    if isinstance(value, Mapping):
        yield from (each for below in value.values() for each in leaves(below))
    elif isinstance(value, list):
        yield from (each for below in value for each in leaves(below))
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield str(value)


def letters(text: str) -> str:
    """Letters and digits alone: what stands between them may be the markup's."""
    bare = re.sub(r"(?s)<!--.*?-->|<(script|style).*?</\1>|</?[a-z][^>]*>", "", unescape(text))
    return re.sub(r"[\W_]+", "", unescape(bare))


def lost(before: Any, after: Any) -> list[str]:
    """Texts of the publisher that are found nowhere in what was read."""
    found = [letters(each) for each in leaves(after)]
    return [each for each in leaves(before) if not any(_holds(read, each) for read in found)]


def _holds(read: str, text: str) -> bool:
    """The whole text; or its letters in their order, where it has links, whose targets are read too."""
    wanted = letters(text)
    if "href" not in text:
        return wanted in read
    rest = iter(read)
    return len(read) < 2 * len(text) and all(letter in rest for letter in wanted)


CASES = pytest.mark.parametrize("service", [service_three(), service_one()], ids=["3.0", "1.0"])


@CASES
def test_a_service_of_either_version_is_valid_by_the_official_schema(service: Any) -> None:
    assert faults(document(service)) == []


def test_a_refuge_is_valid_by_the_official_schema_too() -> None:
    assert faults(document(service_one(name="Invented women’s refuge"))) == []


@pytest.mark.parametrize("feed", ["Default", "Warn", "Test"])
def test_the_validators_own_feeds_are_read_and_valid(feed: str) -> None:
    page = page_of(packed(MOCKS, f"V3.0-UK-{feed}/service_list.json"))
    assert page is not None
    for entry in [*page.entries, packed(MOCKS, f"V3.0-UK-{feed}/service_full.json")]:
        found = document(entry)
        assert faults(found) == []
        assert lost(entry, found) == []


def test_the_validators_feed_of_faults_is_kept_out_entry_by_entry() -> None:
    page = page_of(packed(MOCKS, "V3.0-UK-Fail/service_list.json"))
    assert page is not None
    entries = [read_entry(each, SOURCE, "entry") for each in page.entries]
    assert {each.reason for each in entries if isinstance(each, Quarantined)} == {"It has no name."}
    assert len(entries) == 4
    whole = document(packed(MOCKS, "V3.0-UK-Fail/service_full.json"))
    assert faults(whole) == []
    assert whole["as_published"].keys() == {"url", "email"}


@pytest.mark.parametrize(
    ("archive", "ending"),
    [
        (
            "mock-hsds-api_3.1_example_data.zip",
            "services/ac148810-d857-441c-9679-408f346de14b.json",
        ),
        ("oruk_3.0_uk-profile_schemas_examples.zip", "examples/service_full.json"),
    ],
)
def test_the_standards_own_examples_are_read_and_nothing_is_lost(archive: str, ending: str) -> None:
    service = packed(archive, ending)
    found = document(service)
    assert faults(found) == []
    assert lost(service, found) == []
    assert document(found) == found


@pytest.mark.parametrize(
    ("council", "services", "aside"), [("bristol", 819, 1), ("north_lincolnshire", 738, 0)]
)
def test_a_real_list_is_read_whole_or_kept_out_with_a_reason(
    council: str, services: int, aside: int
) -> None:
    entries = [
        read_entry(each, SOURCE, f"entry {place}") for place, each in enumerate(real_list(council))
    ]
    kept_out = [each for each in entries if isinstance(each, Quarantined)]
    assert (len(entries), len(kept_out)) == (services, aside)
    assert all(each.reason and each.remedy for each in kept_out)


@pytest.mark.parametrize("council", ["bristol", "north_lincolnshire"])
def test_of_a_real_list_nothing_is_lost_and_all_of_it_is_valid(council: str) -> None:
    for entry in real_list(council):
        found = read_entry(entry, SOURCE, "entry")
        if isinstance(found, ServiceRecord):
            assert found.document.get("address_hidden") or lost(entry, found.document) == []
            assert faults(dict(found.document)) == []
            again = read_entry(entry, SOURCE, "entry")
            assert isinstance(again, ServiceRecord)
            assert again.fingerprint == found.fingerprint
            assert document(found.document) == found.document


@CASES
def test_of_an_invented_service_nothing_is_lost(service: Any) -> None:
    rewritten = {"02/11/2026", "1 October 2026", "£2.50", "true", "-1", "weekly"}
    assert set(lost(service, document(service))) <= rewritten


def test_what_is_lost_is_noticed() -> None:
    service = service_one()
    assert "Nurse" in lost(service, document({**service, "contacts": []}))
