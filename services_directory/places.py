"""Where someone is: Point, District, Council, CareBoard, Locality. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Literal

EARTH_RADIUS_MILES = 3958.76
"""Mean radius, IUGG."""

COUNTRIES = {
    "E": "England",
    "W": "Wales",
    "S": "Scotland",
    "N": "Northern Ireland",
    "L": "the Channel Islands",
    "M": "the Isle of Man",
}
"""First letter of an ONS code → country."""


@dataclass(frozen=True, slots=True)
class Point:
    """WGS84, in degrees."""

    lat: float
    lon: float

    def __repr__(self) -> str:
        return "<Point ***>"


@dataclass(frozen=True, slots=True)
class District:
    """A lower-tier or unitary authority, by its ONS code."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Council:
    """The authority that commissions public health: a county or a unitary, by its ONS code."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class CareBoard:
    """The integrated care board (ICB) that plans a place's NHS services, by its ONS code."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Locality:
    """A place as far as a service needs to know it. The postcode itself is not kept.

    `icb` is None outside England, and in a district that more than one board shares.
    """

    district: District
    council: Council
    point: Point | None = None
    icb: CareBoard | None = None

    @property
    def country(self) -> str:
        return COUNTRIES.get(self.district.code[:1], "the United Kingdom")

    @property
    def codes(self) -> frozenset[str]:
        """Every code that a service may name to serve this place: its district, council and board."""
        own = {self.district.code, self.council.code}
        return frozenset(own | {self.icb.code} if self.icb else own)


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a part postcode (by postcodes) lies in a district: 0 to 1."""

    locality: Locality
    share: float


Kind = Literal["live", "ended", "unlisted", "partial", "not_a_postcode"]


@dataclass(frozen=True, slots=True)
class Located:
    """What is known of a postcode, whole or in part.

    `ended` is the month, as `2019-06`, where the source has it. `typed` is the first half, where only a part was given.
    One that is `unlisted` has a locality where its first letters alone say the country: BT is Northern Ireland.
    """

    kind: Kind
    locality: Locality | None = None
    shares: tuple[Share, ...] = ()
    ended: str | None = None
    typed: str = ""


def middle(points: Sequence[Point]) -> Point | None:
    """The mean of some points, near enough on an island; None of none."""
    if not points:
        return None
    count = len(points)
    return Point(sum(each.lat for each in points) / count, sum(each.lon for each in points) / count)


def miles_between(here: Point, there: Point) -> float:
    """Great-circle distance in miles, by the haversine formula; right to about 0.5%."""
    lat_1, lon_1, lat_2, lon_2 = map(radians, (here.lat, here.lon, there.lat, there.lon))
    half = sin((lat_2 - lat_1) / 2) ** 2 + cos(lat_1) * cos(lat_2) * sin((lon_2 - lon_1) / 2) ** 2
    return 2 * EARTH_RADIUS_MILES * asin(sqrt(half))
