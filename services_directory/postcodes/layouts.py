"""Which column of a postcode file holds what, found by its name, because the names change with every release. Pure.

ONS calls the district `oslaua`, `laua`, `lad25cd` or `ladcd`, by product and year; the number in a name is the year of the
codes. Code-Point Open files have no heading: their ten columns stand in a separate file and have not changed since 2014.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

PATTERNS = {
    "postcode": (r"pcds", r"pcd7?", r"postcode( \(.*\))?"),
    "district": (r"(os)?laua", r"lad(\d\d)?cd", r"local authority district code( \(\d{4}\))?"),
    "ended": (r"doterm", r"date of termination"),
    "lat": (r"lat(itude)?",),
    "lon": (r"long(itude)?",),
    "east": (r"(os)?east1m", r"eastings?"),
    "north": (r"(os)?nrth1m", r"north1m", r"northings?"),
    "board": (r"(icb|stp)(\d\dcd)?", r"integrated care board code( \(\d{4}\))?"),
}
"""What we read → what its column may be called, in small letters, the likeliest first.

Boards were called sustainability and transformation partnerships (STP) before July 2022, with the same codes."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How many columns there are, and the place of each that we read, counted from 0. None where there is none."""

    width: int
    places: tuple[tuple[str, int | None], ...]
    headed: bool = True

    def place(self, name: str) -> int | None:
        return dict(self.places)[name]

    def has(self, *names: str) -> bool:
        return all(self.place(name) is not None for name in names)


class NoLayout(ValueError):
    """The first row is of no postcode file that we know; the text says what is missing."""


def read_layout(first_row: Sequence[str]) -> Layout:
    """The heading of an ONS file, or the first row of a Code-Point Open one. Raises NoLayout."""
    if len(first_row) == CODE_POINT.width and _A_POSTCODE.fullmatch(first_row[0].strip()):
        return CODE_POINT
    names = [name.strip().lower() for name in first_row]
    layout = Layout(len(names), tuple((what, _find(names, what)) for what in PATTERNS))
    if not layout.has("postcode"):
        raise NoLayout("no column for the postcode (pcds, pcd7 or pcd).")
    if not layout.has("district"):
        raise NoLayout("no column for the district (oslaua, laua, or lad, a year and cd).")
    return layout


def _find(names: Sequence[str], what: str) -> int | None:
    return next(
        (
            place
            for pattern in PATTERNS[what]
            for place, name in enumerate(names)
            if re.fullmatch(pattern, name)
        ),
        None,
    )


_A_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]? *[0-9][A-Z]{2}")
_CODE_POINT_PLACES = {"postcode": 0, "east": 2, "north": 3, "district": 8}

CODE_POINT = Layout(
    10, tuple((what, _CODE_POINT_PLACES.get(what)) for what in PATTERNS), headed=False
)
"""Postcode, quality, easting, northing, country, two NHS codes, county, district, ward."""
