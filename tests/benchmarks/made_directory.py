"""Invented services over England's districts, as many as a benchmark needs: the same for the same seed, made in seconds.

Nothing in it can reach anybody: numbers are of the ranges that Ofcom keeps for drama, addresses are at example.org, and
postcodes begin with ZZ, which no place has. What may be shared is shared, so that a million services fit into memory.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from functools import lru_cache
from itertools import accumulate, pairwise
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import yaml

from services_directory.eligibility import Rule, read_rule
from services_directory.opening import NOT_KNOWN, Opening, OpeningHours
from services_directory.service import Bound, Contact, Need, Provenance, Service, Venue
from tests.benchmarks.made_spots import Centre, spots_of_england

NEEDS_YAML = Path(__file__).parents[2] / "content" / "base" / "needs.yaml"

SHARES: dict[Bound, int] = {"council": 45, "nearest": 30, "district": 15, "anywhere": 5, "icb": 5}
"""Of a hundred services."""

SETTINGS = ("group", "drop-in", "clinic", "team", "café", "course", "club", "class", "advice line")
FEEDS = (None, "Invented Connects", "Invented Live Well", "Invented Family Directory")

FIRST_DAY = date(2026, 6, 1)

_PREGNANT = {"any": ["pregnant", "pregnant_in_last_6_months", "lives_with_someone_pregnant"]}

RULES: tuple[Rule, ...] = tuple(
    read_rule(written)
    for written in (
        *({"at_least": {"age": years}} for years in (11, 13, 16, 18, 25, 50, 55, 60, 65)),
        *({"at_most": {"age": years}} for years in (17, 18, 19, 25)),
        *({"at_most": {"baby_age_months": months}} for months in (6, 12, 18, 24, 60)),
        *(
            {"all": [{"at_least": {"age": youngest}}, {"at_most": {"age": oldest}}]}
            for youngest, oldest in ((11, 18), (13, 19), (16, 25), (18, 64))
        ),
        "pregnant",
        "smokes_tobacco",
        {"not": "vapes_only"},
        _PREGNANT,
        {"all": ["smokes_tobacco", _PREGNANT]},
        {"all": ["smokes_tobacco", {"at_least": {"age": 18}}]},
        {"all": ["smokes_tobacco", {"not": "vapes_only"}]},
        {"any": ["pregnant", {"at_most": {"baby_age_months": 12}}]},
    )
)
"""Thirty distinct rules, in the kinds that real services have."""


def make_services(count: int, seed: int, centre: Centre = lambda _: None) -> Iterator[Service]:
    """Services in no order, about ten seconds for a million. Without `centre` districts stand at points of their own."""
    chance = Random(seed)
    spots, needs = spots_of_england(chance, centre), _needs()
    pairs = [(one.id, other.id) for one, other in pairwise(needs)]
    together: list[tuple[str, ...]] = [*pairs, *((each.id,) for each in needs * 4)]
    titles = {need.id: need.title for need in needs}
    contacts, provenances, hours = _contacts(), _provenances(), _hours(chance)
    bounds, edges = tuple(SHARES), list(accumulate(SHARES.values()))
    for number in range(count):
        spot = _any(chance, spots)
        own = _any(chance, together)
        bound = bounds[bisect(edges, chance.random() * 100)]
        if bound not in spot.serves:
            bound = "council"
        setting = _any(chance, SETTINGS)
        yield Service(
            id=f"made-{number}",
            name=_name(titles[own[0]], setting, spot.place.district.name),
            organisation=_any(chance, spot.organisations),
            needs=own,
            summary=_summary(titles[own[0]], setting),
            who_for="Anyone who lives there.",
            bound=bound,
            serves=spot.serves[bound],
            provenance=_any(chance, provenances),
            contact=_any(chance, contacts),
            venue=_any(chance, spot.venues) if _has_venue(bound, chance) else None,
            eligible=_any(chance, RULES) if chance.random() < 0.4 else None,
            hours=_any(chance, hours),
            listed_by=_any(chance, FEEDS),
        )


def make_documents(
    count: int, seed: int, centre: Centre = lambda _: None
) -> Iterator[dict[str, Any]]:
    """Open Referral UK 3.0 services of about 2 kB each, with one location, weekly sessions and an ONS service area."""
    chance = Random(seed)
    for service in make_services(count, seed, centre):
        yield _document(service, chance)


def _any(chance: Random, choices: Sequence[Any]) -> Any:
    """As `chance.choice`, in a third of its time."""
    return choices[int(chance.random() * len(choices))]


def _has_venue(bound: Bound, chance: Random) -> bool:
    return bound == "nearest" or (bound != "anywhere" and chance.random() < 0.6)


def _needs() -> list[Need]:
    written = yaml.load(NEEDS_YAML.read_text(encoding="utf-8"), yaml.CBaseLoader)
    return [Need(each["id"], each["title"]) for each in written["needs"]]


@lru_cache(maxsize=100_000)
def _name(title: str, setting: str, district: str) -> str:
    return f"{title.capitalize()} {setting}, {district}"


@lru_cache(maxsize=1_000)
def _summary(title: str, setting: str) -> str:
    return f"An invented {setting} that helps with {title}, in person and by phone."


def _contacts() -> list[Contact]:
    return [
        Contact(
            phone=f"01632 960{number:03}",
            email=f"help-{number}@example.org",
            url=f"https://example.org/{number}",
        )
        for number in range(1_000)
    ]


def _provenances() -> list[Provenance]:
    return [
        Provenance("An invented list", "2026", confidence, confirmed, FIRST_DAY + timedelta(days))
        for confidence in ("high", "medium", "low")
        for confirmed in (True, False)
        for days in range(0, 180, 15)
    ]


def _hours(chance: Random) -> list[OpeningHours]:
    """Two hundred distinct weeks; a quarter of services say none, and a few are always open."""
    weeks = {_week(chance) for _ in range(220)}
    known = sorted(weeks, key=repr)[:200]
    return [*known, *[NOT_KNOWN] * 60, *[OpeningHours(always=True)] * 10]


def _week(chance: Random) -> OpeningHours:
    days = sorted(chance.sample(range(7), chance.choice((1, 1, 2, 3, 5, 5, 6))))
    opens = time(chance.choice((8, 9, 9, 10, 13)), chance.choice((0, 30)))
    closes = time(opens.hour + chance.randint(1, 8), opens.minute)
    return OpeningHours(tuple(Opening(day, opens, closes) for day in days))


def _document(service: Service, chance: Random) -> dict[str, Any]:
    area = next(iter(service.serves), None)
    document = {
        "id": _uuid(chance),
        "organization": _organization(service.organisation),
        "name": service.name,
        "description": " ".join([service.summary, *_SENTENCES[: 1 + int(chance.random() * 5)]]),
        "url": service.contact.url,
        "email": service.contact.email,
        "status": "active",
        "fees": "Free",
        "assured_date": service.provenance.checked_on.isoformat(),
        "last_modified": f"{service.provenance.checked_on.isoformat()}T09:00:00Z",
        "phones": [{"id": _uuid(chance), "number": service.contact.phone}],
        "schedules": [_schedule(each, chance) for each in service.hours.openings],
        "attributes": [_attribute(need, chance) for need in service.needs],
    }
    if area:
        document["service_areas"] = [_service_area(area, chance)]
    if service.venue:
        document["service_at_locations"] = [_at_location(service.venue, chance)]
    return document


_SENTENCES = (
    "Come along on your own, with a partner or a friend, and bring the baby.",
    "We keep what you tell us to ourselves, unless somebody is in danger.",
    "You need no letter from your doctor: ring us, send an email or knock at the door.",
    "There is a ramp, a lift and a room to feed or change your baby, and tea is on us.",
    "If English is not your first language, say so when you ring and we will find somebody.",
)


def _uuid(chance: Random) -> str:
    return str(UUID(int=chance.getrandbits(128), version=4))


@lru_cache(maxsize=10_000)
def _organization(name: str) -> dict[str, Any]:
    return {
        "id": _uuid(Random(name)),
        "name": name,
        "description": f"{name} is invented.",
        "website": "https://example.org/",
    }


def _schedule(opening: Opening, chance: Random) -> dict[str, Any]:
    return {
        "id": _uuid(chance),
        "freq": "WEEKLY",
        "interval": 1,
        "byday": ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[opening.day],
        "opens_at": opening.opens.isoformat("minutes"),
        "closes_at": opening.closes.isoformat("minutes"),
    }


def _attribute(need: str, chance: Random) -> dict[str, Any]:
    term = {
        "id": _uuid(Random(need)),
        "name": need.replace("-", " ").capitalize(),
        "description": "A term of an invented vocabulary.",
        "taxonomy": "Invented terms",
    }
    return {"id": _uuid(chance), "link_type": "service_type", "taxonomy_term": term}


def _service_area(code: str, chance: Random) -> dict[str, Any]:
    return {
        "id": _uuid(chance),
        "name": code,
        "extent": code,
        "extent_type": "text",
        "uri": f"https://example.org/areas/{code}",
    }


def _at_location(venue: Venue, chance: Random) -> dict[str, Any]:
    assert venue.point is not None
    street, _, town = venue.address.partition(", ")
    address = {
        "id": _uuid(chance),
        "address_1": street,
        "city": town,
        "state_province": town,
        "postal_code": venue.postcode,
        "country": "GB",
        "address_type": "physical",
    }
    location = {
        "id": _uuid(chance),
        "location_type": "physical",
        "name": venue.address,
        "latitude": venue.point.lat,
        "longitude": venue.point.lon,
        "addresses": [address],
    }
    return {"id": _uuid(chance), "location": location}
