"""A resident's words → what they may mean, by counted evidence, and why. Pure.

docs/decisions/0003 and 0011 compare the designs. Every weight belongs to a word that we can name. String distance is never
used to choose: it repairs spelling only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.conversation.evidence import STOP_WORDS, Counted
from bot.conversation.learning import shares_of
from bot.conversation.likeness import Sense
from bot.conversation.spelling import Speller
from bot.conversation.teaching import DANGER, HARMLESS, Taught
from bot.conversation.words import tidy, words_of

EXPLAINED = 5
"""How many of the best labels say why."""

LIKENESS_COUNTS = 8.0
"""How much likeness of meaning counts beside the words. 4 to 14 do about as well: docs/decisions/0011."""

MOST_WORDS = 120
"""Words of a message that the encoder reads; the counted evidence reads all of them."""

Shares = NDArray[np.float32]
Part = tuple[int, int]
"""The first word of a part of a message, and one past the last."""


@dataclass(frozen=True, slots=True)
class Match:
    """One label with its share of belief (all labels add up to 1) and the words that counted for it."""

    label: str
    score: float
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """Labels, best first. `known` is the share of the resident's words that our content knows at all."""

    matches: tuple[Match, ...]
    known: float


NOTHING = Reading((), 0.0)


@dataclass(frozen=True, slots=True)
class Sounds:
    """How much words sound like someone in danger, which kind that would be, and how much like their best other meaning."""

    danger: float
    other: float
    kind: str
    because: Callable[[], tuple[str, ...]]


class Matcher:
    """Taught once; `read` and `listen` are deterministic and safe to share between threads."""

    def __init__(
        self,
        taught: Taught,
        written_out: Mapping[str, str],
        emoji: Mapping[str, str],
        speller: Speller,
        sense: Sense | None = None,
    ) -> None:
        """`sense` is the encoder with which `taught.likeness` was learnt, if it was."""
        self._sense, self._likeness = sense, taught.likeness
        self._written_out, self._emoji, self.speller = written_out, emoji, speller
        self.evidence, self._learnt = taught.evidence, taught.learnt
        labels = self._learnt.labels
        self._dangers = _places(each.startswith(DANGER) for each in labels)
        self._meanings = _places(
            each != HARMLESS and not each.startswith(DANGER) for each in labels
        )
        self.labels = tuple(labels[place] for place in self._meanings)

    def words(self, text: str) -> list[str]:
        """A message as the matcher sees it: tidied, with spelling repaired."""
        return [
            self.speller.repair(word)
            for word in words_of(tidy(text, self._written_out, self._emoji))
        ]

    def tidied(self, text: str) -> str:
        """Words with single spaces, text-speak written out, spelling left alone."""
        return " ".join(words_of(tidy(text, self._written_out, self._emoji)))

    def read(self, text: str, most: int = 6) -> Reading:
        """What a message may mean. Danger is not among it: that is looked for first, by `listen`."""
        words = self.words(text)
        counted = self.evidence.count(words)
        if not len(counted.places):
            return NOTHING
        scores = self._learnt.scores(self.evidence.vector(counted.places))
        shares = shares_of(scores + self._like(words))
        meant = shares[self._meanings] / max(float(shares[self._meanings].sum()), 1e-9)
        best = np.argsort(-meant, kind="stable")[:most]
        why = self._because(words, counted, [self._meanings[[each]] for each in best[:EXPLAINED]])
        matches = (
            Match(self.labels[place], float(meant[place]), why[rank] if rank < EXPLAINED else ())
            for rank, place in enumerate(best)
        )
        return Reading(tuple(matches), self.known(words))

    def listen(self, words: Sequence[str], parts: Sequence[Part]) -> list[Sounds | None]:
        """How much each part of a message sounds like danger, by its words alone.

        None where we know too few of its words, or were taught nothing about danger.
        """
        if not len(self._dangers) or not len(self._meanings):
            return [None] * len(parts)
        counted = self.evidence.count(words)
        return [self._sounds(words, part) for part in counted.parts(parts)]

    def _sounds(self, words: Sequence[str], counted: Counted) -> Sounds | None:
        if not len(counted.places):
            return None
        shares = shares_of(self._learnt.scores(self.evidence.vector(counted.places)))
        return Sounds(
            danger=float(shares[self._dangers].sum()),
            other=float(shares[self._meanings].max()),
            kind=self._worst(shares),
            because=lambda: self._because(words, counted, [self._dangers])[0],
        )

    def _worst(self, shares: Shares) -> str:
        worst = self._dangers[int(np.argmax(shares[self._dangers]))]
        return str(self._learnt.labels[worst]).removeprefix(DANGER)

    def known(self, words: Sequence[str]) -> float:
        """The share of a message's content words that our content knows at all."""
        content = [word for word in words if word not in STOP_WORDS]
        return sum(self.evidence.knows(word) for word in content) / max(len(content), 1)

    def _like(self, words: Sequence[str]) -> Shares:
        """What the meaning of a message adds for every label; nothing where there is no encoder."""
        if self._sense is None or self._likeness is None:
            return np.zeros(len(self._learnt.labels), np.float32)
        points = self._sense([" ".join(words[:MOST_WORDS])])
        like: Shares = LIKENESS_COUNTS * self._likeness.scores(points)[0]
        return like

    def _because(
        self, words: Sequence[str], counted: Counted, labels: Sequence[NDArray[np.intp]]
    ) -> list[tuple[str, ...]]:
        """For each of some labels, the three stretches of words that spoke most for it, against the average label."""
        once, again = np.unique(counted.places, return_inverse=True)
        pulls = self._learnt.pulls(once, labels) * self.evidence.rarity[once]
        return [self._strongest(words, counted, pull[again]) for pull in pulls]

    def _strongest(
        self, words: Sequence[str], counted: Counted, pull: NDArray[np.float32]
    ) -> tuple[str, ...]:
        by_span = np.bincount(counted.spans, weights=pull, minlength=len(counted.stretches))
        strongest = np.argsort(-by_span, kind="stable")[:3]
        stretches = (counted.stretches[span] for span in strongest if by_span[span] > 0)
        return tuple(" ".join(words[first:last]) for first, last in stretches)


def _places(wanted: Iterable[bool]) -> NDArray[np.intp]:
    return np.flatnonzero(np.fromiter(wanted, bool))
