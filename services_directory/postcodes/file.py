"""The compiled postcode file: one read-only, memory-mapped file that every process on a machine shares.

    8 bytes   magic and version
    8 bytes   length of the header
    header    JSON: source, made, districts, their centres and boards, outwards and where the postcodes of each begin
    arrays    inward (u16, sorted within an outward), district (u16), ended (u16), lat, lon (i32, millionths of a degree)

An inward half is a digit and two letters, so 6,760 values; within one outward they sort as numbers, and
ST1 4AA can never be found in ST14.
"""

from __future__ import annotations

import json
import mmap
import struct
import tempfile
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress
from operator import not_
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from services_directory.authorities import Authorities
from services_directory.places import Locality, Located, Point, Share
from services_directory.postcode import NotAPostcode, PartPostcode, Postcode
from services_directory.postcodes.elsewhere import elsewhere

MAGIC = b"SIGNPC01"
NOWHERE = -(2**31)
"""Stands for "no grid reference", as a latitude and as a longitude."""

_FIELDS = (("inward", "H"), ("district", "H"), ("ended", "H"), ("lat", "i"), ("lon", "i"))


class PostcodeFileMissing(Exception):
    """There is no compiled postcode file: run `signpost postcodes build`."""


class PostcodeFileBroken(Exception):
    """The file is not one of ours, or is cut short: run `signpost postcodes build`."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """Columns of equal length, sorted by outward, then inward. `ended` is months since 1970, 0 for live.

    `boards` is the code of the integrated care board of each district that lies in one, where the source has it.
    """

    source: str
    outwards: Sequence[str]
    starts: NDArray[np.uint32]
    districts: Sequence[str]
    centres: Mapping[str, tuple[float, float]]
    inward: NDArray[np.uint16]
    district: NDArray[np.uint16]
    ended: NDArray[np.uint16]
    lat: NDArray[np.int32]
    lon: NDArray[np.int32]
    boards: Mapping[str, str] = field(default_factory=dict)


def inward_number(inward: str) -> int:
    """ "2LH" → 0 to 6,759."""
    return (ord(inward[0]) - 48) * 676 + (ord(inward[1]) - 65) * 26 + ord(inward[2]) - 65


def write(compiled: Compiled, path: Path, made: str) -> None:
    """Swaps the finished file in at once: a reader sees the old one or the new one, never half of one."""
    header = json.dumps(
        {
            "source": compiled.source,
            "made": made,
            "outwards": list(compiled.outwards),
            "starts": compiled.starts.tolist(),
            "districts": list(compiled.districts),
            "centres": compiled.centres,
            "boards": dict(compiled.boards),
            "postcodes": len(compiled.inward),
        }
    ).encode()
    header += b" " * (-len(header) % 8)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as unfinished:
        try:
            unfinished.write(MAGIC + struct.pack("<Q", len(header)) + header)
            for name, _ in _FIELDS:
                column = getattr(compiled, name).tobytes()
                unfinished.write(column + b"\0" * (-len(column) % 8))
        except BaseException:  # a full disk, an impatient operator: nothing unfinished stays
            Path(unfinished.name).unlink()
            raise
    Path(unfinished.name).chmod(0o644)
    Path(unfinished.name).replace(path)


class PostcodeFile:
    """Looks postcodes up. About a microsecond each; safe to share between threads."""

    def __init__(self, path: Path, authorities: Authorities) -> None:
        """Raises PostcodeFileMissing or PostcodeFileBroken."""
        self._authorities = authorities
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (FileNotFoundError, NotADirectoryError, ValueError) as error:
            raise PostcodeFileMissing(f"{path}: run `signpost postcodes build`") from error
        try:
            self._open()
        except (ValueError, KeyError, TypeError, struct.error) as error:
            raise PostcodeFileBroken(f"{path}: run `signpost postcodes build`") from error

    def _open(self) -> None:
        if self._map[:8] != MAGIC:
            raise ValueError
        (length,) = struct.unpack("<Q", self._map[8:16])
        header = json.loads(self._map[16 : 16 + length])
        self.source: str = header["source"]
        self.made: str = header["made"]
        self._count: int = header["postcodes"]
        boards: dict[str, str] = header.get("boards", {})
        self._districts = [
            self._authorities.locality(code, told_board=boards.get(code))
            for code in header["districts"]
        ]
        self._centres: dict[str, tuple[float, float]] = header["centres"]
        starts = [*header["starts"], self._count]
        self._ranges = {
            outward: (starts[place], starts[place + 1])
            for place, outward in enumerate(header["outwards"])
        }
        at = 16 + length
        columns = []
        for _, kind in _FIELDS:
            size = struct.calcsize(kind) * self._count
            columns.append(memoryview(self._map)[at : at + size].cast(kind))  # type: ignore[call-overload]  # the kinds are H and i
            at += size + (-size % 8)
        if at != len(self._map):
            raise ValueError
        self._inward, self._district, self._ended, self._lat, self._lon = columns

    def __len__(self) -> int:
        return self._count

    def locate(self, postcode: Postcode) -> Located:
        """`live`, `ended` or `unlisted`."""
        first, last = self._ranges.get(postcode.outward, (0, 0))
        number = inward_number(postcode.inward)
        place = bisect_left(self._inward, number, first, last)
        if place == last or self._inward[place] != number:
            return Located("unlisted", elsewhere(postcode.outward))
        locality = self._at(place)
        ended = self._ended[place]
        return Located(
            "ended" if ended else "live", locality, ended=_month(ended) if ended else None
        )

    def locate_part(self, part: PartPostcode) -> Located:
        """`partial` with the share of each district, largest first; `unlisted` where there is no such part.

        Live postcodes are counted, because people live there; where all have ended, those.
        """
        first, last = self._ranges.get(part.outward, (0, 0))
        if part.sector:
            lowest = inward_number(f"{part.sector}AA")
            first, last = (
                bisect_left(self._inward, number, first, last) for number in (lowest, lowest + 676)
            )
        districts = self._district[first:last].tolist()
        ended = self._ended[first:last].tolist()
        counted = Counter(compress(districts, map(not_, ended))) or Counter(districts)
        if not counted:
            return _part_elsewhere(part)
        shares = tuple(
            Share(self._districts[index], count / counted.total())
            for index, count in counted.most_common()
        )
        return Located("partial", shares=shares, typed=str(part))

    def locate_text(self, text: str) -> tuple[Postcode | PartPostcode | None, Located]:
        """A postcode as typed, whole or in part."""
        try:
            whole = Postcode.parse(text)
            return whole, self.locate(whole)
        except NotAPostcode:
            pass
        try:
            part = PartPostcode.parse(text)
            return part, self.locate_part(part)
        except NotAPostcode:
            return None, Located("not_a_postcode")

    def centre(self, district: str) -> Point | None:
        """The mean of a district's postcodes, which is where its people are."""
        return Point(*self._centres[district]) if district in self._centres else None

    def live_within(
        self, south: float, north: float, west: float, east: float
    ) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.float64]]:
        """Live postcodes in a box of degrees: places in the file's order, latitudes, longitudes. Looks at each once."""
        lat, lon = np.asarray(self._lat), np.asarray(self._lon)
        there = (lat > south * 1e6) & (lat < north * 1e6)
        rows = np.flatnonzero(there)
        inside = (lon[rows] > west * 1e6) & (lon[rows] < east * 1e6)
        rows = rows[inside & (np.asarray(self._ended)[rows] == 0)]
        return rows, lat[rows] / 1e6, lon[rows] / 1e6

    def point_of(self, place: int) -> Point | None:
        """Where the postcode at a place in the file's order is; None where that is not known."""
        return self._at(place).point

    def locality_of(self, place: int, point: Point) -> Locality:
        """Where the postcode at a place in the file's order is, for someone who stands at `point`."""
        return replace(self._at(place), point=point)

    def _at(self, place: int) -> Locality:
        district: Locality = self._districts[self._district[place]]
        lat = self._lat[place]
        if lat == NOWHERE:
            return district
        point = Point(lat / 1e6, self._lon[place] / 1e6)
        return Locality(district.district, district.council, point, district.icb)


def _part_elsewhere(part: PartPostcode) -> Located:
    whole = elsewhere(part.outward)
    if whole is None:
        return Located("unlisted")
    return Located("partial", shares=(Share(whole, 1.0),), typed=str(part))


def _month(months: int) -> str:
    return f"{1970 + months // 12}-{months % 12 + 1:02}"
