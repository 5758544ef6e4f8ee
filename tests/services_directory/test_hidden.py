"""Refuges and safe houses: who is one, who is not, and that nothing is left of where it is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import strategies as st

from services_directory.hidden import MARK, must_be_hidden, without_place
from tests.services_directory.builders import given

NAMES = [
    "Invented Women’s Refuge",
    "Women's refuge (Stafford)",
    "Domestic abuse refuge",
    "Refuge accommodation for families",
    "The Willow Safe House",
    "Asian women refuges",
]

OTHER_NAMES = [
    "Refuse collection",
    "Refugee welcome group",
    "Wildlife refuge",
    "Invented Cat Refuge",
    "Refuge for hedgehogs",
    "Refuge helpline",
    "National Domestic Abuse Helpline (Refuge)",
    "Safe Haven crisis café",
    "Safer sleep clinic",
    "Wildlife Refuges walk",
]

DESCRIPTIONS = [
    "We run a refuge in the county.",
    "A domestic abuse refuge for up to 17 women and their children.",
    "There are six refuge spaces and a garden.",
    "A dedicated safe house for women from minority communities.",
    "Safe accommodation for women who have left domestic abuse.",
    "Our address is kept confidential.",
    "We offer refuge accommodation and outreach.",
]

OTHER_DESCRIPTIONS = [
    "They signpost people to refuges and councils.",
    "For those seeking refuge from persecution.",
    "A warm refuge from the cold on winter mornings.",
    "Call Refuge on 0808 000 0000 at any time.",
    "The helpline is run by Refuge, the national charity.",
    "Safe accommodation to support recovery from addiction.",
    "A safe place to talk. All calls are confidential.",
    "The nature refuge has a bird hide.",
    "Wait at the refuge point on each floor.",
]


def refuge(**changes: Any) -> dict[str, Any]:
    location = {
        "id": "l1",
        "name": "Rose Cottage",
        "latitude": 52.80306,
        "longitude": -2.123012,
        "external_identifier": "100012345678",
        "addresses": [{"id": "a1", "address_1": "9 Rose Street", "postal_code": "ST16 2LH"}],
        "schedules": [{"id": "s2", "byday": "TU", "location_id": "l1"}],
    }
    return {
        "id": "1",
        "name": "Invented Women’s Refuge",
        "status": "active",
        "description": "Somewhere safe. We are at 9 Rose Street, ST16 2LH. Ring us first.\n\nDogs are welcome.",
        "url": "https://example.org/refuge?postcode=ST16+2LH",
        "phones": [{"id": "p1", "number": "01785 000000", "location_id": "l1"}],
        "schedules": [{"id": "s1", "byday": "MO"}],
        "service_areas": [
            {"id": "x", "name": "Stafford", "extent": "E07000197"},
            {"id": "y", "name": "Here", "extent": "POINT(-2.123012 52.80306)"},
        ],
        "service_at_locations": [
            {
                "id": "sal",
                "phones": [{"id": "p2", "number": "01785 000001"}],
                "contacts": [{"id": "c", "name": "Duty worker", "address": "9 Rose Street"}],
                "location": location,
            }
        ],
        "organization": {"id": "o", "name": "Invented Aid", "locations": [location]},
        "map_link": "https://maps.example.org/rose",
        "pc_place": {"note": "Rose Cottage"},
        "as_published": {"url": "9 Rose Street"},
        **changes,
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_refuge_is_known_by_its_name(name: str) -> None:
    assert must_be_hidden({"name": name})


@pytest.mark.parametrize("name", OTHER_NAMES)
def test_what_only_sounds_like_one_keeps_its_place(name: str) -> None:
    assert not must_be_hidden({"name": name})


@pytest.mark.parametrize("words", DESCRIPTIONS)
def test_a_refuge_is_known_by_its_description(words: str) -> None:
    assert must_be_hidden({"name": "Support", "description": words})


@pytest.mark.parametrize("words", OTHER_DESCRIPTIONS)
def test_who_only_speaks_of_refuges_keeps_its_place(words: str) -> None:
    assert not must_be_hidden({"name": "Support", "description": words})


@pytest.mark.parametrize(
    "more",
    [
        {"attributes": [{"taxonomy_term": {"name": "Refuges and safe houses"}}]},
        {"organization": {"name": "Invented Women’s Refuge"}},
        {"alternate_name": "The refuge"},
        {"service_at_locations": [{"location": {"name": "Rose Cottage Refuge"}}]},
        {MARK: True},
    ],
)
def test_a_refuge_is_known_by_its_terms_its_organisation_its_place_or_its_mark(more: Any) -> None:
    assert must_be_hidden({"name": "Support", **more})
    assert not must_be_hidden({"name": "Support"})


@pytest.mark.parametrize(
    "told", ["Rose", "ST16", "2LH", "52.80", "2.123", "100012345678", "POINT", "l1", "maps", "sal"]
)
def test_nothing_is_left_of_where_it_is(told: str) -> None:
    assert told in json.dumps(refuge())
    assert told not in json.dumps(without_place(refuge()))


def test_what_residents_need_is_left() -> None:
    kept = without_place(refuge())
    assert kept["description"] == "Somewhere safe. Ring us first.\n\nDogs are welcome."
    assert [each["number"] for each in kept["phones"]] == ["01785 000000", "01785 000001"]
    assert [each["byday"] for each in kept["schedules"]] == ["MO", "TU"]
    assert kept["contacts"] == [{"id": "c", "name": "Duty worker"}]
    assert kept["service_areas"][0]["extent"] == "E07000197"
    assert kept["organization"] == {"id": "o", "name": "Invented Aid"}
    assert kept[MARK] is True


def test_a_name_that_holds_the_address_is_told_without_it() -> None:
    assert without_place(refuge(name="Refuge, ST16 2LH"))["name"] == "Refuge,"
    assert without_place(refuge(name="ST16 2LH"))["name"] == "A safe place"


def test_taking_the_place_out_twice_is_as_good_as_once() -> None:
    once = without_place(refuge())
    assert without_place(once) == once


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda below: st.lists(below) | st.dictionaries(st.text(), below),
    max_leaves=12,
)


@given(
    st.dictionaries(
        st.sampled_from(["name", "description", "phones", "contacts", "service_at_locations", "x"]),
        JSON,
    )
)
def test_any_document_at_all_can_be_looked_at(document: dict[str, Any]) -> None:
    must_be_hidden(document)
    once = without_place(document)
    assert must_be_hidden(once)
    assert without_place(once) == once
