"""Finds many phrases in a text at once, whole words only. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_WORD = re.compile(r"[a-z0-9]+")
_LEFT_OUT = re.compile(r"['’‘`\u0300-\u036f]")
"""Apostrophes, and accents once they stand by themselves."""


class Phrases:
    """Phrases by their first word, so that a text is read once however many there are."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for phrase in dict.fromkeys(phrases):
            words = words_of(phrase)
            if words:
                self._by_first.setdefault(words[0], []).append((words, phrase))

    def within(self, text: str) -> frozenset[str]:
        """The phrases that stand in a text."""
        words = words_of(text)
        return frozenset(
            phrase
            for place, word in enumerate(words)
            for wanted, phrase in self._by_first.get(word, ())
            if words[place : place + len(wanted)] == wanted
        )


def words_of(text: str) -> tuple[str, ...]:
    """Lower case without apostrophes and accents; one form for "group", "groups" and "group's"."""
    plain = _LEFT_OUT.sub("", unicodedata.normalize("NFKD", text).casefold())
    return tuple(_singular(word) for word in _WORD.findall(plain))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
