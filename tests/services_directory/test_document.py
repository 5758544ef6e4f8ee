"""What a document of a feed says, as our values. Documents come as brief and as untidy as feeds have them."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from services_directory import document as said
from services_directory.document import Area
from services_directory.opening import NOT_KNOWN, Opening
from services_directory.places import Locality, Point
from services_directory.postcode import Postcode
from services_directory.service import Contact, Venue
from tests.services_directory.builders import STAFFORD

ADDRESS = {"address_1": "1 Street", "city": "Stafford", "postal_code": "st162lh"}


def locate(postcode: Postcode) -> Locality | None:
    return STAFFORD if postcode.outward == "ST16" else None


def at(**location: Any) -> dict[str, Any]:
    return {"service_at_locations": [{"location": {"location_type": "physical", **location}}]}


def phone(number: str, kind: str | None = None) -> dict[str, Any]:
    return {"number": number, **({"type": kind} if kind else {})}


@pytest.mark.parametrize(
    ("document", "contact"),
    [
        ({}, Contact()),
        ({"phones": [phone("01785 000000")]}, Contact(phone="01785 000000")),
        ({"phones": [phone("Tel: 01785 000000 (Jo)")]}, Contact(phone="01785 000000")),
        ({"phones": [phone("+44 (0)1785 000000")]}, Contact(phone="+44 (0)1785 000000")),
        ({"phones": [phone("see website"), phone("111")]}, Contact(phone="111")),
        ({"phones": [phone("1", "fax"), phone("01785 1", "fax")]}, Contact()),
        (
            {"phones": [phone("07700 900000", "sms"), phone("01785 000000", "voice")]},
            Contact(phone="01785 000000", text="07700 900000"),
        ),
        ({"contacts": [{"phones": [phone("01785 000000")]}]}, Contact(phone="01785 000000")),
        (at(phones=[phone("01785 000000")]), Contact(phone="01785 000000")),
        (
            {"organization": {"phones": [phone("01785 1111")], "website": "https://example.org"}},
            Contact(phone="01785 1111", url="https://example.org"),
        ),
        ({"url": "www.example.org", "email": "n/a"}, Contact()),
        (
            {"url": "https://example.org/a", "email": "a@example.org"},
            Contact(url="https://example.org/a", email="a@example.org"),
        ),
    ],
)
def test_contacts_are_taken_from_wherever_feeds_put_them(
    document: dict[str, Any], contact: Contact
) -> None:
    assert said.contact_of(document) == contact


def test_the_service_s_own_number_comes_before_its_organisation_s() -> None:
    document = {
        "organization": {"phones": [phone("01785 999999")]},
        "phones": [phone("01785 000000")],
    }
    assert said.contact_of(document).phone == "01785 000000"


def test_a_venue_has_the_point_and_the_district_of_its_postcode() -> None:
    location = at(
        name="The hall",
        latitude=1.0,
        longitude=1.0,
        addresses=[ADDRESS],
        accessibility=[
            {"description": "Ramp"},
            {"description": "Ramp"},
            {"description": "x" * 101},
        ],
    )
    assert said.venue_of(location, locate) == Venue(
        "1 Street, Stafford", "ST16 2LH", "The hall", STAFFORD.point, "E07000197", ("Ramp",)
    )


def test_where_we_hold_no_such_postcode_the_feed_s_own_point_stands() -> None:
    document = at(
        latitude="52.8", longitude="-2.1", addresses=[{**ADDRESS, "postal_code": "ST1 1AA"}]
    )
    venue = said.venue_of(document, locate)
    assert venue is not None
    assert (venue.postcode, venue.point, venue.district) == ("ST1 1AA", Point(52.8, -2.1), None)


@pytest.mark.parametrize(
    "point",
    [
        {},
        {"latitude": 0, "longitude": 0},
        {"latitude": -2.1, "longitude": 52.8},
        {"latitude": "n", "longitude": None},
    ],
)
def test_a_point_outside_the_country_is_none(point: dict[str, Any]) -> None:
    venue = said.venue_of(at(addresses=[{**ADDRESS, "postal_code": "unknown"}], **point), locate)
    assert venue is not None
    assert (venue.postcode, venue.point) == (None, None)


@pytest.mark.parametrize(
    "document",
    [
        {},
        at(),
        at(addresses=[{**ADDRESS, "address_type": "postal"}]),
        at(location_type="virtual", addresses=[ADDRESS]),
        {"service_at_locations": ["x", {}, {"location": None}]},
    ],
)
def test_what_nobody_can_go_to_is_no_venue(document: dict[str, Any]) -> None:
    assert said.venue_of(document, locate) is None


def test_the_first_place_that_someone_can_go_to_is_the_venue() -> None:
    places = [
        {"location": {"location_type": "virtual"}},
        *at(addresses=[ADDRESS])["service_at_locations"],
    ]
    assert said.venue_of({"service_at_locations": places}, locate) is not None


def test_hours_are_read_from_the_service_and_from_its_places_without_the_feed_s_notes() -> None:
    monday = {"freq": "WEEKLY", "byday": "MO", "opens_at": "09:00", "closes_at": "17:00"}
    first = {
        "freq": "MONTHLY",
        "byday": "1TU",
        "opens_at": "10:00",
        "closes_at": "11:00",
        "description": "Bring cake",
    }
    hours = said.hours_of({"schedules": [monday], **at(schedules=[first])})
    assert hours.openings == (Opening(0, time(9), time(17)),)
    (monthly,) = hours.schedules
    assert monthly.note is None
    assert not hours.term_time


@pytest.mark.parametrize("words", ["Term time only", "Runs in term-time", "termtime"])
def test_term_time_is_kept_as_a_fact(words: str) -> None:
    schedule = {"byday": "MO", "opens_at": "09:00", "closes_at": "10:00", "description": words}
    assert said.hours_of({"schedules": [schedule]}).term_time


def test_without_schedules_no_hours_are_known() -> None:
    assert said.hours_of({"schedules": "any day"}) == NOT_KNOWN


@pytest.mark.parametrize(
    ("document", "remote"),
    [
        ({}, None),
        ({"attending_type": "Online"}, True),
        ({"attending_type": "Venue"}, None),
        ({"attending_type": "Venue", **at()}, False),
        ({"schedules": [{"attending_type": "By phone or in person"}], **at()}, True),
        (at(location_type="virtual"), True),
    ],
)
def test_help_from_home_is_told_where_the_feed_says_so(
    document: dict[str, Any], remote: bool | None
) -> None:
    assert said.remote_of(document) is remote


@pytest.mark.parametrize(
    ("access", "answer"),
    [
        ("Self referral", "yes"),
        ("Drop-in", "yes"),
        ("Professional referral", "no"),
        ("Membership", "unknown"),
        (None, "unknown"),
    ],
)
def test_self_referral_is_told_where_the_feed_says_so(access: str | None, answer: str) -> None:
    assert said.self_referral_of({"attending_access": access}) == answer


@pytest.mark.parametrize(
    ("areas", "area"),
    [
        ([], Area()),
        ([{"name": "Staffordshire"}], Area()),
        ([{"extent": "E10000028"}], Area("council", frozenset({"E10000028"}))),
        ([{"uri": "http://example.org/id/E07000197"}], Area("district", frozenset({"E07000197"}))),
        ([{"name": "E54000010"}], Area("icb", frozenset({"E54000010"}))),
        (
            [{"extent": "E07000197"}, {"extent": "E10000028"}],
            Area("council", frozenset({"E07000197", "E10000028"})),
        ),
        ([{"extent": "E92000001"}, {"extent": "E07000197"}], Area("anywhere")),
        ([{"extent": "E05000001"}], Area()),
        ([{"extent": "XE100000289"}, "x"], Area()),
    ],
)
def test_areas_are_told_by_their_ons_codes(areas: list[object], area: Area) -> None:
    assert said.area_of({"service_areas": areas}) == area


def test_dates_are_read_whole_or_with_a_time_behind_them() -> None:
    document = {
        "valid_from": "2026-11-20",
        "valid_to": "soon",
        "last_modified": "2026-11-01T09:00:00Z",
    }
    assert said.dates_of(document) == (date(2026, 11, 20), None)
    assert said.checked_on(document) == date(2026, 11, 1)
    assert said.checked_on({**document, "assured_date": "2026-10-01"}) == date(2026, 10, 1)
    assert said.checked_on({}) is None
