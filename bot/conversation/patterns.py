"""The small language in which reviewed wordings of danger are written. Pure.

    <child> .. <not> breath*        a set of words; up to three words between; a beginning
    (kill|hurt) [all] myself        either word; a word that may be missing
    took ... tablets                up to seven words between

A pattern never reaches across the end of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bot.conversation.words import BREAK

_TOKEN = re.compile(r"<[a-z_]+>|\([^()]*\)|\[[^\[\]]*\]|\.{2,3}|[^\s<>()\[\]]+")
_GAPS = {"..": 3, "...": 7}


class NotAPattern(ValueError):
    """The wording cannot be read; the text says why."""


@dataclass(frozen=True)
class _Part:
    """One token: choices of words that must or may be there, or a gap of up to so many words."""

    choices: tuple[str, ...] = ()
    must: bool = False
    gap: int = 0

    @cached_property
    def firsts(self) -> frozenset[str]:
        return frozenset(choice.split()[0] for choice in self.choices)

    @cached_property
    def source(self) -> str:
        if self.gap:
            return rf"(?:[^{BREAK} ]+ ){{0,{self.gap}}}?"
        whole = "|".join(_words(choice) for choice in sorted(self.choices, key=len, reverse=True))
        return f"(?:{whole})" if self.must else f"(?:(?:{whole}))?"


@dataclass(frozen=True)
class Pattern:
    """One wording. Of each set in `needed` one word must be there, or no search is made."""

    written: str
    parts: tuple[_Part, ...]
    needed: tuple[frozenset[str], ...]

    @property
    def source(self) -> str:
        return "(?<= )" + "".join(part.source for part in self.parts)

    @cached_property
    def _search(self) -> re.Pattern[str]:
        """Made when it is first looked for: most of six thousand wordings never are."""
        return re.compile(self.source)

    def find(self, tidied: str, there: frozenset[str]) -> re.Match[str] | None:
        """The first of `find_all`."""
        return next(self.find_all(tidied, there), None)

    def find_all(self, tidied: str, there: frozenset[str]) -> Iterator[re.Match[str]]:
        """`there` are the `beginnings` of the words of `tidied`, which starts and ends with a space."""
        if any(there.isdisjoint(words) for words in self.needed):
            return iter(())
        first = self.parts[0]
        if not first.must:
            return self._search.finditer(tidied)
        return self._at(_starts(first.firsts & there, tidied), tidied)

    def _at(self, starts: Iterable[int], tidied: str) -> Iterator[re.Match[str]]:
        """What `finditer` finds, tried only where a first word stands: five times faster in a long message."""
        end = 0
        for start in starts:
            if start >= end and (match := self._search.match(tidied, start)):
                end = match.end()
                yield match


def compile_pattern(written: str, sets: Mapping[str, Sequence[str]]) -> Pattern:
    """Raises NotAPattern."""
    tokens = _TOKEN.findall(written)
    if not tokens or _without_spaces("".join(tokens)) != _without_spaces(written):
        raise NotAPattern(f'"{written}" has a bracket that is not closed')
    parts = tuple(_part(token, sets, written) for token in tokens)
    if not any(part.must for part in parts):
        raise NotAPattern(f'"{written}" holds no word of its own')
    firsts = {part.firsts for part in parts if part.must and not {",", BREAK} & set(part.choices)}
    return Pattern(written, parts, tuple(sorted(firsts, key=len)))


def beginnings(words: Iterable[str]) -> frozenset[str]:
    """The words of a message and every beginning of theirs (`brea*`), for `Pattern.find`."""
    there = set(words)
    return frozenset(
        there | {f"{word[:end]}*" for word in there for end in range(2, len(word) + 1)}
    )


def _starts(words: Iterable[str], tidied: str) -> list[int]:
    """Where words, or words that begin so (`brea*`), stand in a message that starts with a space."""
    found = set()
    for word in words:
        sought = f" {word[:-1]}" if word.endswith("*") else f" {word} "
        at = tidied.find(sought)
        while at >= 0:
            found.add(at + 1)
            at = tidied.find(sought, at + 1)
    return sorted(found)


def _without_spaces(text: str) -> str:
    return re.sub(r"\s", "", text)


def _part(token: str, sets: Mapping[str, Sequence[str]], written: str) -> _Part:
    if token in _GAPS:
        return _Part(gap=_GAPS[token])
    if token[0] == "<":
        name = token[1:-1]
        if name not in sets:
            raise NotAPattern(f'"{written}" names the set <{name}>, which words.yaml does not hold')
        return _either(tuple(sets[name]), must=True)
    if token[0] in "([":
        choices = tuple(choice.strip() for choice in token[1:-1].split("|"))
        return _either(choices, must=token[0] == "(")
    return _either((token,), must=True)


@lru_cache(maxsize=4000)
def _either(choices: tuple[str, ...], *, must: bool) -> _Part:
    """Remembered, because the long sets stand in a thousand wordings."""
    return _Part(tuple(choice.replace("'", "").lower() for choice in choices if choice), must)


def _words(choice: str) -> str:
    return "".join(re.escape(word).replace(r"\*", r"[a-z0-9]*") + " " for word in choice.split())
