"""What the columns find, against the same rules written out service by service."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest

from services_directory.directory import Directory
from services_directory.eligibility import Facts, read_rule
from services_directory.places import Locality
from services_directory.service import Contact, Service
from tests.services_directory.builders import (
    LEEK,
    SEFTON,
    STAFFORD,
    STOKE,
    hours,
    search,
    service,
    venue,
)
from tests.services_directory.by_hand import by_hand

NEEDS = ("stop-smoking", "infant-feeding")
PLACES = (STAFFORD, LEEK, STOKE, SEFTON, replace(STAFFORD, point=None))
RULES = (
    None,
    read_rule("pregnant"),
    read_rule({"any": ["pregnant", "smokes_tobacco"]}),
    read_rule({"not": "vapes_only"}),
    read_rule({"at_least": {"age": 18}}),
)
HOURS = (hours(), hours("fri 09:00 17:00"), hours("sat 09:00 12:00"))
FACTS: tuple[Facts, ...] = ({}, {"pregnant": True}, {"smokes_tobacco": False, "age": 16.0})


def made(seed: int, count: int) -> list[Service]:
    """Services of every bound, near and far, some ended, some without a way to be reached."""
    chance = random.Random(seed)
    return [_service(chance, number) for number in range(count)]


def _service(chance: random.Random, number: int) -> Service:
    place = chance.choice(PLACES[:4])
    bound = chance.choice(["anywhere", "nearest", "district", "council"])
    code = place.district.code if bound == "district" else place.council.code
    there = venue(place, chance.uniform(-0.4, 0.4))
    return service(
        f"service-{number}",
        chance.choice(NEEDS),
        name=f"Service {chance.randrange(50)}",
        bound=bound,
        serves=frozenset({code}) if bound in {"district", "council"} else frozenset(),
        venue=chance.choice([None, there, replace(there, point=None)]),
        contact=chance.choice([Contact(), Contact(phone="01234 567890")]),
        eligible=chance.choice(RULES),
        hours=chance.choice(HOURS),
        remote=chance.choice([None, True, False]),
        valid_to=chance.choice([None, None, None, date(2023, 3, 31)]),
    )


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("facts", FACTS)
def test_what_is_found_and_its_order_are_what_a_search_by_hand_gives(
    seed: int, place: Locality, facts: Facts
) -> None:
    services = made(seed, 80)
    doubted = {each.id for each in services[::7]}
    asked = search(place, NEEDS[0], facts=facts, limit=5)
    found = Directory(services).doubting(doubted).find(asked)
    assert [each.service.id for each in found.signposts] == by_hand(services, asked, doubted)


def test_a_service_that_residents_called_wrong_comes_after_the_others() -> None:
    pair = [service("first"), service("second")]
    plain = Directory(pair)
    doubting = plain.doubting({"first"})
    assert [each.service.id for each in doubting.find(search(STAFFORD)).signposts] == [
        "second",
        "first",
    ]
    assert [each.service.id for each in plain.find(search(STAFFORD)).signposts] == [
        "first",
        "second",
    ]


def test_help_by_phone_comes_before_a_door_that_is_a_journey_away() -> None:
    door = service("a-door", bound="nearest", venue=venue(STAFFORD, 0.2))
    line = service("phone-line", contact=Contact(phone="01234 567890"))
    found = Directory([door, line]).find(search(STAFFORD))
    assert [each.service.id for each in found.signposts] == ["phone-line", "a-door"]


def test_a_door_in_reach_comes_in_its_place() -> None:
    door = service("a-door", bound="nearest", venue=venue(STAFFORD, 0.03))
    line = service("phone-line", contact=Contact(phone="01234 567890"))
    found = Directory([door, line]).find(search(STAFFORD))
    assert [each.service.id for each in found.signposts] == ["a-door", "phone-line"]


def test_that_more_could_be_used_than_is_shown_is_said() -> None:
    four = Directory([service(f"line-{number}") for number in range(4)])
    assert four.find(search(STAFFORD)).more
    assert not four.find(search(STAFFORD, limit=4)).more


def test_the_neighbour_that_is_named_is_the_nearest_one() -> None:
    centres = {
        each.district.code: each.point for each in (STAFFORD, STOKE, SEFTON) if each.point
    } | {"E10000028": STAFFORD.point}
    stoke = service("in-stoke", bound="council", serves=STOKE)
    sefton = service("in-sefton", bound="council", serves=SEFTON)
    directory = Directory([sefton, stoke], centre=centres.get)
    found = directory.find(search(replace(STAFFORD, point=None)))
    assert [each.id for each in found.neighbours] == ["in-stoke", "in-sefton"]
