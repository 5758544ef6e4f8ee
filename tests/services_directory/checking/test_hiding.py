"""A refuge whose address is held is an error, whoever listed it."""

from __future__ import annotations

from datetime import date

from services_directory.checking.hiding import hiding
from tests.services_directory.builders import service
from tests.services_directory.checking.builders import at, listed, survey

REFUGE = {"name": "Women's Refuge", "summary": "A safe place to stay."}


def test_a_refuge_with_an_address_is_an_error_that_does_not_repeat_it() -> None:
    refuge = service("refuge", "domestic-abuse", venue=at("ST16 2LH"), **REFUGE)
    (finding,) = hiding(survey(refuge))
    assert finding.level == "error"
    assert "ST16" not in str(finding)
    assert "Invented" not in str(finding)


def test_it_is_an_error_also_when_it_has_ended() -> None:
    ended = service("refuge", venue=at("ST16 2LH"), valid_to=date(2020, 1, 1), **REFUGE)
    assert len(listed(hiding(survey(ended)))) == 1


def test_a_place_said_to_be_hidden_may_hold_no_venue() -> None:
    named_otherwise = service("house", venue=at("ST16 2LH"), address_hidden=True)
    assert len(listed(hiding(survey(named_otherwise)))) == 1


def test_a_refuge_without_an_address_and_a_library_with_one_are_sound() -> None:
    refuge = service("refuge", address_hidden=True, **REFUGE)
    assert listed(hiding(survey(refuge, service("library", venue=at("ST16 2LH"))))) == []
