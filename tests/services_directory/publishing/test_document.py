"""A service as everybody may see it, in the form of Open Referral UK 3.0."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services_directory.eligibility import AllOf, AnyOf, AtLeast, AtMost
from services_directory.opening import OpeningHours
from services_directory.publishing.document import (
    age_limit,
    document_of,
    published,
    whole_document,
)
from services_directory.publishing.names import Listing
from services_directory.publishing.returning import service_of
from services_directory.publishing.vocabulary import needs_in, recorded_in
from services_directory.record import canonical
from services_directory.service import Contact, Provenance, Service, Venue
from tests.services_directory.builders import given, service
from tests.services_directory.publishing.made import (
    CAFE,
    FIRST_TUESDAY,
    LIBRARY,
    LINE,
    LISTING,
    NAMES,
    services,
)
from tests.services_directory.publishing.official import faults_of, lacks, needs_official


def written(of: Service) -> dict[str, Any]:
    return dict(document_of(of, NAMES, LISTING))


def test_a_service_is_named_described_and_dated() -> None:
    told = written(CAFE)
    assert (told["name"], told["status"]) == ("Baby Café Stafford", "active")
    assert told["description"] == "Help with feeding your baby, over a cup of tea."
    assert told["eligibility_description"] == "Parents who live in Staffordshire."
    assert told["application_process"] == "Just turn up."
    assert told["assured_date"] == "2026-11-20"
    assert told["last_modified"] == "2026-11-20T00:00:00Z"
    assert (told["email"], told["url"]) == ("cafe@example.org", "https://example.org/")


def test_numbers_stand_at_the_service_and_at_its_contact() -> None:
    told = written(CAFE)
    assert [(each["number"], each["type"]) for each in told["phones"]] == [
        ("01785 000000", "voice"),
        ("07700 900000", "text"),
    ]
    assert told["phones"][0]["description"] == "option 2"
    (contact,) = told["contacts"]
    assert [each["number"] for each in contact["phones"]] == ["01785 000000", "07700 900000"]


def test_a_week_is_one_schedule_for_each_stretch_of_the_day() -> None:
    weekly = [
        (each["byday"], each["opens_at"], each["closes_at"])
        for each in written(CAFE)["schedules"]
        if "freq" in each
    ]
    assert weekly == [("TU,TH", "09:30", "11:00"), ("TH", "13:00", "15:00")]


def test_a_monthly_session_keeps_its_rule_and_its_note() -> None:
    told = written(replace(LIBRARY, hours=OpeningHours(schedules=(FIRST_TUESDAY,))))
    (schedule,) = told["schedules"]
    assert (schedule["freq"], schedule["byday"]) == ("MONTHLY", "1TU")
    assert schedule["description"] == "Bring a towel"


def test_areas_have_their_codes_names_and_addresses() -> None:
    (area,) = written(CAFE)["service_areas"]
    assert (area["name"], area["extent"]) == ("Staffordshire", "E10000028")
    assert area["uri"].endswith("/E10000028")


def test_a_place_has_its_address_its_point_and_how_to_get_in() -> None:
    location = written(CAFE)["service_at_locations"][0]["location"]
    (address,) = location["addresses"]
    assert (address["address_1"], address["city"]) == ("1 Invented Street", "Stafford")
    assert (address["state_province"], address["postal_code"]) == ("Staffordshire", "ST16 2LH")
    assert location["latitude"] == 52.80306
    assert location["accessibility"][0]["description"] == "Step-free entrance"


def test_a_place_without_a_postcode_is_described_and_not_invented() -> None:
    told = written(replace(LIBRARY, venue=Venue("Bentilee, Stoke-on-Trent")))
    location = told["service_at_locations"][0]["location"]
    assert location["description"] == "Bentilee, Stoke-on-Trent"
    assert "addresses" not in location


def test_needs_are_terms_of_a_taxonomy_by_their_titles() -> None:
    told = written(CAFE)
    assert needs_in(told) == ("stop-smoking",)
    assert told["attributes"][0]["taxonomy_term"]["name"] == "Stop smoking"


def test_who_lists_it_and_on_what_terms_stands_in_every_document() -> None:
    recorded = recorded_in(written(LINE))
    assert recorded["listed_by"] == "Signpost"
    assert recorded["licence"] == "Open Government Licence v3.0"
    assert recorded["source"] == "https://example.org/"


def test_terms_that_a_document_states_are_left_as_they_are() -> None:
    once = document_of(CAFE, NAMES, LISTING)
    assert published(once, Listing("Another directory", "Another licence")) == once


@pytest.mark.parametrize(
    ("rule", "least", "most"),
    [
        (AtLeast("age", 18.0), 18, None),
        (AllOf((AtLeast("age", 10.0), AtMost("age", 25.0))), 10, 25),
        (AnyOf((AtLeast("age", 18.0), AtMost("age", 5.0))), None, None),
        (AtLeast("baby_age_months", 3.0), None, None),
    ],
)
def test_an_age_that_holds_for_everybody_is_said_in_the_standard_s_fields(
    rule: Any, least: float | None, most: float | None
) -> None:
    assert (age_limit(rule, "least"), age_limit(rule, "most")) == (least, most)


def test_the_days_on_which_it_starts_and_ends_are_said_to_readers() -> None:
    told = written(replace(LINE, valid_from=date(2026, 1, 5), valid_to=date(2027, 3, 31)))
    assert told["alert"] == "Starts on 5 January 2026. Ends on 31 March 2027."


def test_an_unconfirmed_number_of_low_confidence_is_in_no_document() -> None:
    weak = Provenance("a leaflet", "2019", "low", False, date(2026, 11, 20), "ring them first")
    contact = Contact("01785 999999", "ask for Jo", "07700 999999", "jo@example.org")
    told = json.dumps(written(service("weak", provenance=weak, contact=contact)))
    for secret in ("999999", "ask for Jo", "ring them first"):
        assert secret not in told
    assert "jo@example.org" in told


def test_what_is_kept_for_a_spreadsheet_has_the_number_so_that_nothing_is_lost() -> None:
    weak = Provenance("a leaflet", "2019", "low", False, date(2026, 11, 20), "ring them first")
    told = json.dumps(
        whole_document(service("weak", provenance=weak, contact=Contact("01785 999999")), NAMES)
    )
    assert "01785 999999" in told
    assert "ring them first" not in told


def test_a_kept_number_that_waits_for_staff_is_not_published_again() -> None:
    weak = Provenance("a leaflet", "2019", "low", False, date(2026, 11, 20))
    kept = whole_document(
        service("weak", provenance=weak, contact=Contact("01785 999999", text="07700 999999")),
        NAMES,
    )
    assert "999999" not in json.dumps(published(kept, LISTING))


def test_a_hidden_place_is_in_no_document_whatever_is_held() -> None:
    told = json.dumps(written(replace(CAFE, address_hidden=True)))
    for secret in ("Invented Street", "ST16 2LH", "52.80306", "The Invented Hall"):
        assert secret not in told


def test_a_refuge_that_nobody_marked_loses_its_place_by_its_name() -> None:
    told = json.dumps(written(replace(CAFE, name="Stafford women's refuge")))
    assert "ST16 2LH" not in told
    assert "Invented Street" not in told


@given(services)
def test_a_document_becomes_the_same_service_and_the_same_document_again(drawn: Service) -> None:
    told = written(drawn)
    back = replace(service_of(told), listed_by=None)
    assert canonical(written(back)) == canonical(told)


@given(services)
def test_nothing_that_a_service_says_is_lost_on_the_way(drawn: Service) -> None:
    whole = whole_document(drawn, NAMES)
    back = service_of(whole)
    assert back == drawn


@given(services)
def test_a_document_has_all_that_the_standard_requires(drawn: Service) -> None:
    told = written(drawn)
    assert not lacks(told, "service")
    assert not lacks(told["organization"], "organization")
    for at in told.get("service_at_locations", ()):
        assert not lacks(at["location"], "location")
        for address in at["location"].get("addresses", ()):
            assert not lacks(address, "address")


@needs_official
@given(services)
def test_every_document_is_valid_by_the_official_schema(drawn: Service) -> None:
    assert faults_of(written(drawn), "compiled/service.json") == []
