"""Postcodes that are none, that have ended or that lie elsewhere, and services that nobody is sent to."""

from __future__ import annotations

import pytest

from services_directory.checking.venues import venues
from services_directory.service import Venue
from tests.services_directory.builders import LEEK, STAFFORD, service
from tests.services_directory.checking.builders import at, listed, survey

IN_STAFFORD = frozenset({STAFFORD.district.code})


def test_a_venue_where_it_says_it_is_is_not_spoken_of() -> None:
    services = (
        service("district", bound="district", serves=IN_STAFFORD, venue=at("ST16 2LH")),
        service("nearest", bound="nearest", venue=at("ST16 2LH")),
        service("phone-only"),
    )
    assert listed(venues(survey(*services))) == []


@pytest.mark.parametrize(
    ("postcode", "level", "said"),
    [
        ("ST16 9ZZ", "error", "There is no postcode ST16 9ZZ."),
        ("Stafford", "error", '"Stafford" is not a postcode.'),
        ("ST16 1AA", "warning", "The postcode ST16 1AA ended in May 2019."),
        ("ST16 1AB", "warning", "The postcode ST16 1AB ended."),
    ],
)
def test_a_postcode_that_is_none_or_has_ended_is_said(postcode: str, level: str, said: str) -> None:
    (finding,) = venues(survey(service("moved", venue=at(postcode))))
    assert (finding.level, finding.fault) == (level, said)
    assert finding.keys == ("venue", "postcode")


def test_a_service_for_districts_that_stands_in_another_is_a_warning() -> None:
    strayed = service("strayed", bound="district", serves=IN_STAFFORD, venue=at("ST13 6DW"))
    (finding,) = venues(survey(strayed))
    assert finding.level == "warning"
    assert "in Staffordshire Moorlands, Staffordshire, which it does not serve" in finding.fault


def test_a_council_s_service_beyond_its_border_is_a_note() -> None:
    beyond = service("beyond", bound="council", serves=LEEK, venue=at("ST4 6QG"))
    (finding,) = venues(survey(beyond))
    assert finding.level == "note"
    assert "in Stoke-on-Trent, which it does not serve" in finding.fault


@pytest.mark.parametrize(
    ("venue", "why"),
    [(None, "there is no venue"), (Venue("The hall"), "its venue has no postcode")],
)
def test_a_service_for_whoever_lives_near_needs_a_place(venue: Venue | None, why: str) -> None:
    (finding,) = venues(survey(service("nowhere", bound="nearest", venue=venue)))
    assert finding.level == "warning"
    assert why in finding.fault


def test_a_place_that_must_stay_hidden_is_not_asked_for() -> None:
    hidden = service("hidden", bound="nearest", address_hidden=True)
    assert listed(venues(survey(hidden))) == []
