"""What a source of postcodes owes whoever compiles it: what was read and kept, and what was refused, where and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

MOST_PLACES = 5
"""Rows named for each reason: enough to find what is wrong; their number says how much of it there is."""


class SourceUnreadable(Exception):
    """The source is missing or has another form; the text names each file, with its line, and what to do."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was read, kept and refused, and why. `places` names the first few rows of each reason by file and line."""

    read: int
    kept: int
    refused: Mapping[str, int]
    files: int = 0
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Refusals:
    """Counts refused rows by reason, and remembers where the first few stand. Holds nothing of the rows themselves."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._places: dict[str, list[str]] = {}

    def add(self, reason: str, count: int, file: str = "", lines: Iterable[int] = ()) -> None:
        """`lines` are the lines of the refused rows, or the first of them."""
        if not count:
            return
        self.counts[reason] += count
        places = self._places.setdefault(reason, [])
        for line in lines:
            if len(places) == MOST_PLACES:
                break
            places.append(f"{file}, line {line}")

    def report(self, read: int, kept: int, files: int) -> Report:
        places = {reason: tuple(places) for reason, places in self._places.items() if places}
        return Report(read, kept, dict(self.counts), files, places)


def in_words(report: Report) -> list[str]:
    """Each reason with its number and where the first rows stand, the commonest first."""
    reasons = sorted(report.refused.items(), key=lambda each: -each[1])
    return [f"{count:,} {reason}{_where(report.places.get(reason))}" for reason, count in reasons]


def _where(places: tuple[str, ...] | None) -> str:
    return f" ({'; '.join(places)})" if places else ""
