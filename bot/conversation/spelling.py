"""Spelling repair against the words of our own content. Pure.

String distance is used here and nowhere else to read a resident: it never chooses a topic.
"""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

MOST_REPAIRS = 20_000
"""Mistyped words whose repair is kept ready."""


class Speller:
    """Repairs a mistyped word against the words of our own content, and never touches a word that is known."""

    def __init__(self, known: Iterable[str], common: Iterable[str] = ()) -> None:
        self._targets = sorted({word for word in known if len(word) >= 4 and word.isalpha()})
        self._known = frozenset(known) | frozenset(common)
        self._by_start: dict[tuple[str, int], list[str]] = {}
        for word in self._targets:
            self._by_start.setdefault((word[0], len(word)), []).append(word)
        self._repairs: dict[str, str] = {}

    def knows(self, word: str) -> bool:
        return word in self._known

    def repair(self, word: str) -> str:
        """The one known word at distance 1 (2 from eight letters on) with the same first letter, or the word itself."""
        if len(word) < 4 or word in self._known or not word.isalpha():
            return word
        repaired = self._repairs.get(word)
        if repaired is None:
            if len(self._repairs) > MOST_REPAIRS:
                self._repairs.clear()
            repaired = self._repairs[word] = self._nearest(word)
        return repaired

    def _nearest(self, word: str) -> str:
        reach = 2 if len(word) >= 8 else 1
        near = [
            candidate
            for length in range(len(word) - reach, len(word) + reach + 1)
            for candidate in self._by_start.get((word[0], length), ())
        ]
        found = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=reach)
        return str(found[0]) if found else word
