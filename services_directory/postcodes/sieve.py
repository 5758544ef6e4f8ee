"""Blocks of rows as a CSV has them → the rows that can be kept, and the reasons for refusing the others."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from services_directory.postcodes.blocks import Block
from services_directory.postcodes.cells import Column, months, numbers, texts
from services_directory.postcodes.grid import Axes, from_degrees, from_grid, nowhere
from services_directory.postcodes.layouts import Layout
from services_directory.postcodes.rows import Mask, Postcodes, Rows, Text, faults
from services_directory.postcodes.source import MOST_PLACES, Refusals

WIDTH = "not as many columns as the first row"
NO_MONTH = "an end date that is not a year and a month (YYYYMM)"
NO_PLACE = "coordinates that are not in the British Isles"

LATITUDES, LONGITUDES = (48.5, 61.5), (-9.5, 2.5)
"""Jersey to Shetland, Fermanagh to Lowestoft, in degrees."""

EASTINGS, NORTHINGS = (0, 700_000), (0, 1_300_000)
"""The extent of the British National Grid in metres; the Irish Grid is smaller."""

AGREE = 0.99
"""A district lies in a board when this share of its live postcodes say so; the rest stand on its border."""


class Sieve:
    """Lets through what can be kept. Counts what it reads and refuses, and which board each district is in."""

    def __init__(self, layout: Layout, northern_ireland: bool) -> None:
        self.read = 0
        self.refusals = Refusals()
        self._layout, self._northern_ireland = layout, northern_ireland
        self._boards: Counter[tuple[bytes, bytes]] = Counter()

    def kept(self, block: Block) -> Rows:
        lines, cells = self._cells(block)
        postcodes, district = (
            Postcodes.of(texts(cells["postcode"], 24)),
            texts(cells["district"], 10),
        )
        ended, no_month = months(cells["ended"])
        (lat, lon), no_place = _axes(self._layout, cells, postcodes.irish)
        keep = np.ones(len(lines), dtype=bool)
        for reason, wrong in (
            *faults(postcodes, district, self._northern_ireland),
            (NO_MONTH, no_month),
            (NO_PLACE, no_place),
        ):
            self._refuse(reason, lines[wrong & keep], block.file)
            keep &= ~wrong
        self._count_boards(district[keep], texts(cells["board"], 9)[keep], ended[keep])
        halves = postcodes.only(keep).halves()
        return Rows(*halves, district[keep].astype("S9"), ended[keep], lat[keep], lon[keep])

    def boards(self) -> dict[str, str]:
        """The code of the integrated care board of each district whose live postcodes agree."""
        live: Counter[bytes] = Counter()
        for (district, _), count in self._boards.items():
            live[district] += count
        return {
            district.decode(): board.decode()
            for (district, board), count in self._boards.items()
            if board.startswith(b"E54") and count >= AGREE * live[district]
        }

    def _cells(self, block: Block) -> tuple[NDArray[np.int_], dict[str, Column]]:
        """The lines and columns of the rows that are whole. A column that the layout has not is empty cells."""
        rows = [row for row in block.rows if row]
        whole = [row for row in rows if len(row) == self._layout.width]
        lines = np.arange(block.first, block.first + len(block.rows))
        if len(whole) < len(block.rows):
            widths = np.array([len(row) for row in block.rows])
            self._refuse(WIDTH, lines[(widths != self._layout.width) & (widths > 0)], block.file)
            lines = lines[widths == self._layout.width]
        self.read += len(rows)
        columns = list(zip(*whole, strict=True))
        empty = ("",) * len(whole)
        return lines, {
            name: empty if place is None or not whole else columns[place]
            for name, place in self._layout.places
        }

    def _refuse(self, reason: str, lines: NDArray[np.int_], file: str) -> None:
        self.refusals.add(reason, len(lines), file, lines[:MOST_PLACES].tolist())

    def _count_boards(self, district: Text, board: Text, ended: NDArray[np.uint16]) -> None:
        if not self._layout.has("board"):
            return
        live = ended == 0
        pairs, counts = np.unique(
            np.stack([district[live].astype("S9"), board[live]]), axis=1, return_counts=True
        )
        for place, count in enumerate(counts.tolist()):
            self._boards[pairs[0, place], pairs[1, place]] += count


def _axes(layout: Layout, cells: dict[str, Column], irish: Mask) -> tuple[Axes, Mask]:
    """Where each row is, and the rows whose coordinates make no sense."""
    if layout.has("lat", "lon"):
        lat, wrong_lat = numbers(cells["lat"])
        lon, wrong_lon = numbers(cells["lon"])
        lat[np.abs(lat) > 90] = np.nan  # ONS writes 99.999999 for "no grid reference"
        wrong = wrong_lat | wrong_lon | _outside(lat, LATITUDES) | _outside(lon, LONGITUDES)
        return from_degrees(_without(wrong, lat), lon), wrong
    if layout.has("east", "north"):
        east, wrong_east = numbers(cells["east"])
        north, wrong_north = numbers(cells["north"])
        wrong = wrong_east | wrong_north | _outside(east, EASTINGS) | _outside(north, NORTHINGS)
        return from_grid(_without(wrong, east), north, irish), wrong
    return nowhere(len(irish)), np.zeros(len(irish), dtype=bool)


def _outside(values: NDArray[np.float64], limits: tuple[float, float]) -> Mask:
    lowest, highest = limits
    return (values < lowest) | (values > highest)


def _without(wrong: Mask, values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(wrong, np.nan, values)
