"""England's districts with invented doors in each: what the services of one district share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from services_directory.authorities import Authorities
from services_directory.places import Locality, Point
from services_directory.service import Bound, Venue

Centre = Callable[[str], Point | None]
"""A district's ONS code → the middle of its people, as `PostcodeFile.centre` gives it."""

DOORS = 250
"""Venues in a district: several services share a building."""

ORGANISATIONS = ("Council", "NHS Trust", "Citizens Centre", "Carers' Trust", "Families Together")
STREETS = ("High Street", "Church Lane", "Station Road", "Mill Lane", "Market Place", "The Green")


@dataclass(frozen=True, slots=True)
class Spot:
    """What the services of one district share."""

    place: Locality
    serves: dict[Bound, frozenset[str]]
    venues: tuple[Venue, ...]
    organisations: tuple[str, ...]


def spots_of_england(chance: Random, centre: Centre) -> list[Spot]:
    authorities = Authorities.load()
    codes = sorted(code for code in authorities.by_district if code.startswith("E"))
    return [
        _spot(authorities.locality(code), number, chance, centre)
        for number, code in enumerate(codes)
    ]


def _spot(place: Locality, number: int, chance: Random, centre: Centre) -> Spot:
    middle = centre(place.district.code) or _somewhere(chance)
    serves: dict[Bound, frozenset[str]] = {
        "council": frozenset({place.council.code}),
        "district": frozenset({place.district.code}),
        "nearest": frozenset(),
        "anywhere": frozenset(),
    }
    if boards := place.codes - {place.council.code, place.district.code}:
        serves["icb"] = boards
    spread = 0.02 + 0.05 * chance.random()
    doors = (_venue(place, middle, spread, number * DOORS + door, chance) for door in range(DOORS))
    organisations = tuple(f"{place.council.name} {each}" for each in ORGANISATIONS)
    return Spot(place, serves, tuple(doors), organisations)


def _somewhere(chance: Random) -> Point:
    """In the box that holds most of England."""
    return Point(50.8 + 4 * chance.random(), -3 + 3.8 * chance.random())


def _venue(place: Locality, middle: Point, spread: float, number: int, chance: Random) -> Venue:
    there = Point(
        round(chance.gauss(middle.lat, spread), 6), round(chance.gauss(middle.lon, 1.6 * spread), 6)
    )
    return Venue(
        address=f"{number % 90 + 1} {STREETS[number % len(STREETS)]}, {place.district.name}",
        postcode=_postcode(number),
        point=there,
        district=place.district.code,
    )


def _postcode(number: int) -> str:
    """One for each number up to 360,000."""
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    number, last = divmod(number, 20)
    number, first = divmod(number, 20)
    outward, sector = divmod(number, 10)
    return f"ZZ{outward + 1} {sector}{letters[first]}{letters[last]}"
