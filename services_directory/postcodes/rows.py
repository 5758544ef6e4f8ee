"""Rows of a source as columns of numbers: what a postcode and a district must look like, and the halves of a postcode. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NOT_A_POSTCODE = "not the shape of a postcode"
NO_DISTRICT = "no district"
NOT_A_DISTRICT = "a district that is not an ONS code"
NORTHERN_IRELAND = "in Northern Ireland, which has other terms: --northern-ireland keeps it"
TWICE = "the same postcode twice"

Text = NDArray[np.bytes_]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that are kept. `ended` is months since 1970, 0 for live; `lat` and `lon` are millionths of a degree."""

    outward: Text
    inward: NDArray[np.uint16]
    district: Text
    ended: NDArray[np.uint16]
    lat: NDArray[np.int32]
    lon: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Postcodes:
    """Postcodes without their spaces, and the length of each."""

    squeezed: Text
    length: NDArray[np.int_]

    @classmethod
    def of(cls, typed: Text) -> Postcodes:
        squeezed = np.char.replace(typed, b" ", b"") if len(typed) else typed
        return cls(squeezed, np.char.str_len(squeezed))

    def only(self, kept: Mask) -> Postcodes:
        return Postcodes(self.squeezed[kept], self.length[kept])

    @property
    def irish(self) -> Mask:
        found: Mask = np.char.startswith(self.squeezed, b"BT")
        return found

    @property
    def well_formed(self) -> Mask:
        """A letter first, a digit and two letters last, letters and digits between; five to seven in all."""
        first = self._letters[:, 0]
        digit, *pair = self._ending()
        plain = _is_digit(self._letters) | _is_letter(self._letters) | (self._letters == 0)
        shape = _is_letter(first) & _is_digit(digit) & _is_letter(pair[0]) & _is_letter(pair[1])
        found: Mask = plain.all(axis=1) & shape & (self.length >= 5) & (self.length <= 7)
        return found

    def halves(self) -> tuple[Text, NDArray[np.uint16]]:
        """Outward halves, and inward halves as numbers: see `file.inward_number`."""
        digit, first, second = self._ending()
        inward = (digit - 48) * 676 + (first - 65) * 26 + (second - 65)
        kept = np.where(np.arange(7) < (self.length - 3)[:, None], self._letters, 0)
        outward = np.ascontiguousarray(kept.astype(np.uint8)[:, :4]).view("S4").ravel()
        return outward, inward.astype(np.uint16)

    @property
    def _letters(self) -> NDArray[np.uint8]:
        return self.squeezed.astype("S7").view(np.uint8).reshape(-1, 7)

    def _ending(self) -> list[NDArray[np.uint16]]:
        """The last three characters, as they would stand in a postcode."""
        letters = self._letters
        rows, end = np.arange(len(letters)), np.clip(self.length, 3, 7)
        return [letters[rows, end - back].astype(np.uint16) for back in (3, 2, 1)]


def faults(
    postcodes: Postcodes, district: Text, northern_ireland: bool
) -> Iterator[tuple[str, Mask]]:
    """Each reason for refusing rows with the rows that it refuses. A row is refused for its first reason alone."""
    well_formed = postcodes.well_formed
    yield NOT_A_POSTCODE, ~well_formed
    wanted = well_formed if northern_ireland else well_formed & ~postcodes.irish
    yield NORTHERN_IRELAND, well_formed & ~wanted
    placed = district != b""
    yield NO_DISTRICT, wanted & ~placed
    yield NOT_A_DISTRICT, wanted & placed & ~_is_code(district)


def _is_code(district: Text) -> Mask:
    """A letter and eight digits: "E07000197"."""
    letters = district.astype("S9").view(np.uint8).reshape(-1, 9)
    shape = _is_letter(letters[:, 0]) & _is_digit(letters[:, 1:]).all(axis=1)
    found: Mask = shape & (np.char.str_len(district) == 9)
    return found


def _is_digit(letter: NDArray[np.integer]) -> Mask:
    return (letter >= ord("0")) & (letter <= ord("9"))


def _is_letter(letter: NDArray[np.integer]) -> Mask:
    return (letter >= ord("A")) & (letter <= ord("Z"))
