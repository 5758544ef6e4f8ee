"""The directory's rules written out service by service: slow, plain, and what the columns must agree with."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from services_directory.columns import FAR_MILES, OWN, TYPICAL_MILES
from services_directory.eligibility import YES, Verdict
from services_directory.opening import LONDON
from services_directory.places import Locality, Point, miles_between
from services_directory.service import BUS_MILES, Service, ServiceSearch


def by_hand(
    services: Sequence[Service], asked: ServiceSearch, doubted: Collection[str] = ()
) -> list[str]:
    """Ids of what is found for the first need, one service at a time, sorted by what `ranking.py` promises."""
    here = [each for each in services if _open_to(each, asked)]
    if asked.place.point is None:
        here = [each for each in here if each.bound != "nearest"] or here
    possible = [each for each in here if _verdict(each, asked).answer != "no"]
    ranked = sorted(possible, key=lambda each: (*_rank(each, asked, each.id in doubted), each.name))
    return [each.id for each in ranked[: asked.limit]]


def _open_to(each: Service, asked: ServiceSearch) -> bool:
    if asked.needs[0] not in each.needs or not each.runs_on(asked.now.astimezone(LONDON).date()):
        return False
    if each.bound != "nearest":
        return each.bound == "anywhere" or bool(each.serves & asked.place.codes)
    if asked.place.point is None:
        return each.venue is not None and each.venue.district == asked.place.district.code
    miles = _miles(each, asked.place)
    return miles is not None and miles <= FAR_MILES


def _verdict(each: Service, asked: ServiceSearch) -> Verdict:
    return each.eligible.check(asked.facts) if each.eligible else YES


def _miles(each: Service, place: Locality) -> float | None:
    there: Point | None = each.venue.point if each.venue else None
    return miles_between(place.point, there) if place.point and there else None


def _rank(each: Service, asked: ServiceSearch, doubted: bool) -> tuple[object, ...]:
    miles = _miles(each, asked.place)
    stands = TYPICAL_MILES if miles is None else miles
    contact = each.shown_contact
    return (
        each.bound in {"nearest", "anywhere"},
        doubted,
        _verdict(each, asked).answer != "yes",
        not (contact.phone or contact.text or contact.url or each.venue),
        each.bound not in OWN and not each.works_from_home and stands > BUS_MILES,
        each.hours.open_at(asked.now) is not True,
        round(stands, 3),
    )
