"""Postcode: read it as residents type it, print it, and never leak it. Pure.

"Not a postcode", "a postcode that we do not hold" and "a postcode outside our area" are three different things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

_OUTWARD = re.compile(r"[A-Z]{1,2}(?:[1-9][0-9]|[0-9][A-HJKPMNR-Y]?)")
_INWARD = re.compile(r"[0-9][ABD-HJLNP-UW-Z]{2}")
_FULL = re.compile(rf"({_OUTWARD.pattern})({_INWARD.pattern})")
_SECTOR = re.compile(rf"({_OUTWARD.pattern})\s+([0-9])[A-Z]?")
_LOOKALIKE = {"O": "0", "0": "O", "I": "1", "1": "I"}
"""The only two that are repaired, and only where the other one cannot stand."""

_CANDIDATE = re.compile(
    r"(?<![A-Z0-9])([A-Z0]{1,2}[0-9IO][0-9A-Z]?)[\s-]*([0-9IO][A-Z01]{2})(?![A-Z0-9])"
)
_PART = re.compile(rf"(?<![A-Z0-9])({_OUTWARD.pattern})(?:\s+([0-9])[A-Z]?)?(?![A-Z0-9])")


class NotAPostcode(ValueError):
    """The text is not the shape of a United Kingdom postcode."""


@dataclass(frozen=True, slots=True)
class Postcode:
    """A whole postcode. `str` prints it; `repr` hides the inward half, so that no log line can hold it."""

    outward: str
    inward: str

    @classmethod
    def parse(cls, text: str) -> Postcode:
        """Any case and spacing; O/0 and I/1 repaired where only one of them can stand. Raises NotAPostcode."""
        squeezed = re.sub(r"[^A-Za-z0-9]", "", text).upper()
        if whole := _FULL.fullmatch(squeezed):
            return cls(*whole.groups())
        repaired = {match.groups() for match in _repairs(squeezed)}
        if len(repaired) != 1:
            raise NotAPostcode
        return cls(*repaired.pop())

    def __str__(self) -> str:
        return f"{self.outward} {self.inward}"

    def __repr__(self) -> str:
        return f"<Postcode {self.outward} ***>"


@dataclass(frozen=True, slots=True)
class PartPostcode:
    """The first half of a postcode (`ST16`), perhaps with the digit of its sector (`ST16 2`)."""

    outward: str
    sector: str | None = None

    @classmethod
    def parse(cls, text: str) -> PartPostcode:
        """Raises NotAPostcode."""
        typed = " ".join(text.upper().split())
        if sector := _SECTOR.fullmatch(typed):
            return cls(*sector.groups())
        for candidate in (typed, *_variants(typed)):
            if _OUTWARD.fullmatch(candidate):
                return cls(candidate)
        raise NotAPostcode

    def __str__(self) -> str:
        return f"{self.outward} {self.sector}" if self.sector else self.outward


@dataclass(frozen=True, slots=True)
class FoundInSentence:
    """A postcode or a part of one, the word before it ("near" ST16; "vitamin" B12), and the sentence without it."""

    postcode: Postcode | PartPostcode
    before: str
    rest: str


def find_postcode(sentence: str) -> Postcode | None:
    """The postcode inside a sentence. Both halves must hold a real digit: "so it" is not SO1 1T…"""
    found = find_whole(sentence)
    return found.postcode if found and isinstance(found.postcode, Postcode) else None


def find_whole(sentence: str) -> FoundInSentence | None:
    """As `find_postcode`, with what stands around it."""
    for match in _CANDIDATE.finditer(sentence.upper()):
        outward, inward = match.groups()
        if not all(re.search(r"\d", half) for half in (outward, inward)):
            continue
        try:
            return _around(sentence, match, Postcode.parse(outward + inward))
        except NotAPostcode:
            continue
    return None


def find_part(sentence: str) -> FoundInSentence | None:
    """The first half of a postcode inside a sentence, with what stands around it."""
    match = _PART.search(sentence.upper())
    return _around(sentence, match, PartPostcode(match.group(1), match.group(2))) if match else None


def _around(
    sentence: str, match: re.Match[str], postcode: Postcode | PartPostcode
) -> FoundInSentence:
    before = sentence[: match.start()].split()
    rest = f"{sentence[: match.start()]} {sentence[match.end() :]}"
    return FoundInSentence(postcode, before[-1].lower() if before else "", rest)


def _repairs(squeezed: str) -> Iterator[re.Match[str]]:
    return (match for variant in _variants(squeezed) if (match := _FULL.fullmatch(variant)))


def _variants(text: str) -> Iterator[str]:
    """Every reading of the look-alikes: at most 128, for at most seven characters. A word or a number alone has none."""
    if len(text) > 7 or text.isalpha() or text.isdigit():
        return
    choices = [
        (letter, _LOOKALIKE[letter]) if letter in _LOOKALIKE else (letter,) for letter in text
    ]
    yield from ("".join(reading) for reading in product(*choices))
