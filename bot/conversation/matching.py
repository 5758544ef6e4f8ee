"""A resident's words → what they may mean, by counted evidence, and why. Pure.

docs/decisions/0003 and 0011 compare the designs. Every weight belongs to a word that we can name. String distance is never
used to choose: it repairs spelling only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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

LIKENESS_OF_MEANING, LIKENESS_OF_DANGER = 8.0, 4.0
"""How much likeness counts beside the words, for what a message means and for danger: measured in docs/decisions/0011."""

MOST_WORDS = 200
"""Words of a message that the encoder reads; longer ones are read in parts where it matters."""

Shares = NDArray[np.float32]


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
    because: tuple[str, ...]


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
        like = self._like([words], LIKENESS_OF_MEANING)[0]
        shares = shares_of(self._learnt.scores(self.evidence.vector(counted.places)) + like)
        meant = shares[self._meanings] / max(float(shares[self._meanings].sum()), 1e-9)
        best = np.argsort(-meant, kind="stable")[:most]
        matches = (
            Match(
                self.labels[place],
                float(meant[place]),
                self._because(words, counted, self._meanings[[place]]) if rank < EXPLAINED else (),
            )
            for rank, place in enumerate(best)
        )
        return Reading(tuple(matches), self.known(words))

    def listen(self, parts: Sequence[Sequence[str]]) -> list[Sounds | None]:
        """How much each part sounds like danger; None where we know too few of its words, or know nothing about danger."""
        if not len(self._dangers) or not len(self._meanings):
            return [None] * len(parts)
        counted = [self.evidence.count(words) for words in parts]
        like = self._like(parts, LIKENESS_OF_DANGER)
        return [
            self._sounds(words, each, near)
            for words, each, near in zip(parts, counted, like, strict=True)
        ]

    def _sounds(self, words: Sequence[str], counted: Counted, like: Shares) -> Sounds | None:
        if not len(counted.places):
            return None
        shares = shares_of(self._learnt.scores(self.evidence.vector(counted.places)) + like)
        return Sounds(
            danger=float(shares[self._dangers].sum()),
            other=float(shares[self._meanings].max()),
            kind=self._worst(shares),
            because=self._because(words, counted, self._dangers),
        )

    def _worst(self, shares: Shares) -> str:
        worst = self._dangers[int(np.argmax(shares[self._dangers]))]
        return str(self._learnt.labels[worst]).removeprefix(DANGER)

    def known(self, words: Sequence[str]) -> float:
        """The share of a message's content words that our content knows at all."""
        content = [word for word in words if word not in STOP_WORDS]
        return sum(self.evidence.knows(word) for word in content) / max(len(content), 1)

    def _like(self, parts: Sequence[Sequence[str]], counts: float) -> Shares:
        """What the meaning of each part adds for every label; nothing where there is no encoder."""
        if self._sense is None or self._likeness is None:
            return np.zeros((len(parts), len(self._learnt.labels)), np.float32)
        points = self._sense([" ".join(words[:MOST_WORDS]) for words in parts])
        like: Shares = counts * self._likeness.scores(points)
        return like

    def _because(
        self, words: Sequence[str], counted: Counted, labels: NDArray[np.intp]
    ) -> tuple[str, ...]:
        """The three stretches of words that spoke most for these labels, against the average label."""
        pull = self.evidence.rarity[counted.places] * self._learnt.pull(counted.places, labels)
        by_span = np.bincount(counted.spans, weights=pull, minlength=len(counted.stretches))
        strongest = np.argsort(-by_span, kind="stable")[:3]
        stretches = (counted.stretches[span] for span in strongest if by_span[span] > 0)
        return tuple(" ".join(words[first:last]) for first, last in stretches)


def _places(wanted: Iterable[bool]) -> NDArray[np.intp]:
    return np.flatnonzero(np.fromiter(wanted, bool))
