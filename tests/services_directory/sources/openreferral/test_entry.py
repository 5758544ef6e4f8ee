"""Whole services of both versions → records of 3.0: valid, tidy, nothing lost, and the same every time."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import strategies as st

from services_directory.hidden import MARK
from services_directory.record import Quarantined, ServiceRecord
from services_directory.sources.openreferral.entry import read_entry
from tests.services_directory.builders import given
from tests.services_directory.sources.openreferral.builders import (
    SOURCE,
    document,
    loose_ends,
    read,
    service_one,
    service_three,
)

BOTH = pytest.mark.parametrize("service", [service_three(), service_one()], ids=["3.0", "1.0"])


@BOTH
def test_every_object_has_a_uuid_and_what_the_newer_version_insists_on(
    service: dict[str, Any],
) -> None:
    assert list(loose_ends("service", document(service))) == []


@BOTH
def test_a_record_read_again_is_the_same(service: dict[str, Any]) -> None:
    once = read(service)
    assert document(once.document) == once.document
    assert read(service).fingerprint == once.fingerprint
    assert json.loads(json.dumps(once.document)) == once.document


def test_a_record_keeps_the_id_of_its_source_in_whatever_form() -> None:
    for service_id in (12, "urn:x:1/2", "00000000-0000-4000-8000-000000000012"):
        record = read(service_three(id=service_id))
        assert record.id == str(service_id)
    assert document(service_three(id="urn:x:1/2"))["as_published"] == {"id": "urn:x:1/2"}


def test_the_fields_of_the_older_version_have_their_new_names() -> None:
    found = document(service_one())
    assert found["organization"]["website"] == "https://example.org/trust"
    assert found["funding"][0]["source"] == "The council"
    assert found["schedules"][0]["byday"] == "MO"
    assert found["schedules"][0]["freq"] == "WEEKLY"
    assert found["languages"][0]["name"] == "Polish"
    assert found["service_areas"][0]["name"] == "Stafford"
    assert found["cost_options"][0]["amount"] == 2.5
    assert found["eligibility_description"] == "Adults\nYoung people"
    assert found["assured_date"] == "2026-11-02"
    place = found["service_at_locations"][0]
    assert place["schedules"][0]["byday"] == "TU"
    assert place["location"]["addresses"][0]["postal_code"] == "ST16 2LH"
    assert place["location"]["addresses"][0]["address_type"] == "physical"
    assert place["location"]["accessibility"][0]["description"] == "Ramp"
    term = found["attributes"][0]["taxonomy_term"]
    assert (term["name"], term["code"], term["taxonomy"]) == (
        "Smoking",
        "esdServiceTypes:225",
        "esdServiceTypes",
    )


def test_what_the_newer_version_has_no_word_for_stays() -> None:
    found = document(service_one())
    assert found["pc_targetAudience"] == [{"id": "Carers", "audienceType": "Carers"}]
    assert found["holiday_schedules"][0]["closed"] is True
    assert found["holiday_schedules"][0]["start_date"] == "2026-12-25"
    assert found["reviews"][0]["title"] == "Good"
    assert found["attending_access"] == "drop-in"
    assert len(found["eligibilitys"]) == 2


def test_what_a_field_cannot_hold_moves_beside_it() -> None:
    found = document(
        service_three(
            url="see <b>Facebook</b>", email=False, assured_date="soon", phones="none yet"
        )
    )
    assert found["as_published"] == {"url": "see Facebook", "email": False, "assured_date": "soon"}
    assert found["phones"][0]["number"] == "none yet"
    assert list(loose_ends("service", found)) == []


def test_a_list_that_holds_something_else_keeps_both() -> None:
    found = document(service_three(schedules=[{"id": "1", "byday": "MO"}, ["?"], None]))
    assert [each["byday"] for each in found["schedules"]] == ["MO"]
    assert found["as_published"]["schedules"] == [["?"]]


def test_what_should_have_stood_in_a_list_is_put_there() -> None:
    found = document(service_three(contacts={"name": "Jo"}, languages=["Polish", "English"]))
    assert found["contacts"][0]["name"] == "Jo"
    assert [each["name"] for each in found["languages"]] == ["Polish", "English"]


@pytest.mark.parametrize(
    ("published", "status", "kept"),
    [
        ("Active", "active", None),
        (None, "active", None),
        ("temporarily-closed", "temporarily closed", None),
        ("defunct", "defunct", None),
        ("archived", "inactive", "archived"),
    ],
)
def test_a_state_that_nobody_knows_is_not_an_open_one(
    published: Any, status: str, kept: str | None
) -> None:
    found = document(service_three(status=published))
    assert found["status"] == status
    assert found.get("as_published", {}).get("status") == kept


def test_locations_without_a_tie_to_the_service_are_tied() -> None:
    place = {"id": 1, "name": "The hall", "postal_addresses": [{"address_1": "PO Box 1"}]}
    found = document(service_three(service_at_locations=None, locations=[place]))
    location = found["service_at_locations"][0]["location"]
    assert location["addresses"][0]["address_type"] == "postal"
    assert "locations" not in found


@pytest.mark.parametrize(
    "tied",
    [
        {
            "service_taxonomys": [
                {"id": 1, "taxonomy": {"id": "http://id.example.org/t/2", "name": "Yoga"}}
            ]
        },
        {
            "link_taxonomies": [
                {"id": 1, "link_type": "service", "taxonomy": {"id": 2, "name": "Yoga"}}
            ]
        },
        {"taxonomys": [{"id": 2, "name": "Yoga", "vocabulary": "Ours"}]},
        {"attributes": [{"id": 1, "taxonomy_term": {"id": 2, "name": "Yoga"}}]},
        {"attributes": ["?"], "taxonomys": [{"id": 2, "name": "Yoga"}]},
    ],
)
def test_terms_are_found_in_every_list_that_ties_them(tied: dict[str, Any]) -> None:
    found = document({"id": 1, "name": "A", **tied})
    assert [each["taxonomy_term"]["name"] for each in found["attributes"]] == ["Yoga"]
    assert list(loose_ends("service", found)) == []


def test_what_is_linked_stays_linked() -> None:
    found = document(
        service_three(
            id=1,
            organization_id=13,
            service_areas=[{"service_id": 1, "name": "x"}],
            attributes=[
                {"link_id": 8, "link_type": "location", "taxonomy_term": {"id": "z", "name": "q"}}
            ],
            service_at_locations=[{"location_id": 8, "location": {"id": 8, "name": "The hall"}}],
        )
    )
    assert found["organization_id"] == found["organization"]["id"]
    assert found["service_areas"][0]["service_id"] == found["id"]
    place = found["service_at_locations"][0]
    assert place["location_id"] == place["location"]["id"] == found["attributes"][0]["link_id"]


def test_a_refuge_has_no_place_once_it_is_read() -> None:
    found = document(service_three(name="Invented women’s refuge"))
    assert found[MARK] is True
    assert "ST16" not in json.dumps(found)
    assert document(found) == found
    assert list(loose_ends("service", found)) == []


def test_a_description_of_any_length_is_kept_whole() -> None:
    long = "<p>" + "Help for families. " * 8_000 + "</p>"
    assert len(long) > 145_000
    assert document(service_three(description=long))["description"] == long[3:-4].strip()


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("text", "It is no service: it is not a JSON object."),
        (None, "It is no service: it is not a JSON object."),
        ({"name": "No id"}, "It has no id."),
        ({"id": " ", "name": "White id"}, "It has no id."),
        ({"id": "1"}, "It has no name."),
        ({"id": "1", "name": "<p> </p>"}, "It has no name."),
    ],
)
def test_what_cannot_be_read_is_kept_out_with_its_reason(entry: object, reason: str) -> None:
    found = read_entry(entry, SOURCE, "page 3, entry 12")
    assert isinstance(found, Quarantined)
    assert (found.where, found.reason) == ("page 3, entry 12", reason)
    assert found.remedy


def test_a_service_that_is_nested_without_end_is_kept_out() -> None:
    deep: dict[str, Any] = {}
    for _ in range(5_000):
        deep = {"a": deep}
    found = read_entry(service_three(extra=deep), SOURCE, "entry 1")
    assert isinstance(found, Quarantined)


WORDS = st.text(max_size=6) | st.sampled_from(
    ["<p>x</p>", "-1", "2026-11-20", "www.example.org", "&lt;"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(WORDS, below, max_size=3),
    max_leaves=6,
)
FIELDS = [*service_one(), *service_three(), "locations", "as_published", "last_modified", "link_id"]


@given(st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=6))
def test_whatever_a_publisher_writes_is_read_valid_and_the_same_again_or_kept_out(
    changes: dict[str, Any],
) -> None:
    found = read_entry({**service_one(), **changes}, SOURCE, "entry 1")
    if isinstance(found, ServiceRecord):
        again = read(found.document)
        assert again.document == found.document
        assert again.fingerprint == found.fingerprint
        assert list(loose_ends("service", found.document)) == []
