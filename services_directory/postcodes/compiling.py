"""Rows from any source → the columns of the compiled file: sorted, each postcode once, the centre of each district. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from services_directory.postcodes.file import NOWHERE, Compiled
from services_directory.postcodes.rows import Rows


def compile_rows(
    blocks: Sequence[Rows], source: str, boards: Mapping[str, str] | None = None
) -> tuple[Compiled, int]:
    """The compiled columns, and how many rows were left out as a postcode that stood before."""
    outwards, outward = _numbered([rows.outward for rows in blocks])
    codes, district = _numbered([rows.district for rows in blocks])
    place = outward.astype(np.int64) * 6760 + np.concatenate([rows.inward for rows in blocks])
    order, first = _in_order(place)
    outward, district = outward[order], district[order]
    lat = np.concatenate([rows.lat for rows in blocks])[order]
    lon = np.concatenate([rows.lon for rows in blocks])[order]
    compiled = Compiled(
        source=source,
        outwards=outwards,
        starts=np.searchsorted(outward, np.arange(len(outwards))).astype(np.uint32),
        districts=codes,
        centres=_centres(codes, district, lat, lon),
        inward=np.concatenate([rows.inward for rows in blocks])[order],
        district=district.astype(np.uint16),
        ended=np.concatenate([rows.ended for rows in blocks])[order],
        lat=lat,
        lon=lon,
        boards=boards or {},
    )
    return compiled, len(place) - first


def _numbered(columns: Sequence[NDArray[np.bytes_]]) -> tuple[list[str], NDArray[np.intp]]:
    """The different values in order, and the number of each row's value."""
    values, number = np.unique(np.concatenate(columns), return_inverse=True)
    return [value.decode() for value in values], number


def _in_order(place: NDArray[np.int64]) -> tuple[NDArray[np.intp], int]:
    """Rows sorted by place, each place once (its first row), and how many those are."""
    order = np.argsort(place, kind="stable")
    stands = place[order]
    first = np.concatenate([np.ones(min(len(stands), 1), dtype=bool), stands[1:] != stands[:-1]])
    return order[first], int(first.sum())


def _centres(
    codes: Sequence[str],
    district: NDArray[np.intp],
    lat: NDArray[np.int32],
    lon: NDArray[np.int32],
) -> dict[str, tuple[float, float]]:
    located = lat != NOWHERE
    times = np.bincount(district[located], minlength=len(codes))
    sums = [
        np.bincount(district[located], weights=axis[located], minlength=len(codes))
        for axis in (lat, lon)
    ]
    return {
        code: (
            round(sums[0][place] / times[place] / 1e6, 5),
            round(sums[1][place] / times[place] / 1e6, 5),
        )
        for place, code in enumerate(codes)
        if times[place]
    }
