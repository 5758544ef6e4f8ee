"""A resident's words → what they may mean, by counted evidence, and why. Pure; trained once at load from content.

docs/decisions/0003 compares the designs. Every weight belongs to a word that we can name. String distance is never used
to choose: it repairs spelling only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.conversation.evidence import STOP_WORDS, Concepts, Counted, Evidence, Vector
from bot.conversation.learning import Learnt
from bot.conversation.words import tidy, words_of

ALARM_EPOCHS = 6
"""Passes for the soft tier: it has twice the examples and two labels."""

MOST_REPAIRS = 20_000
"""Mistyped words whose repair is kept ready."""

KNOWN_ENOUGH = 0.5
"""Share of content words; "yuor dum" is no evidence of danger."""

EXPLAINED = 5
"""How many of the best labels say why."""


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


class Speller:
    """Repairs a mistyped word against the words of our own content, and never touches a word that is known."""

    def __init__(self, known: Iterable[str], common: Iterable[str] = ()) -> None:
        self._targets = sorted({word for word in known if len(word) >= 4 and word.isalpha()})
        self._known = frozenset(known) | frozenset(common)
        self._by_length: dict[int, list[str]] = {}
        for word in self._targets:
            self._by_length.setdefault(len(word), []).append(word)
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
            for candidate in self._by_length.get(length, ())
            if candidate[0] == word[0]
        ]
        found = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=reach)
        return str(found[0]) if found else word


class Matcher:
    """Trained once; `read` is deterministic and safe to share between threads."""

    def __init__(
        self,
        examples: Sequence[tuple[str, str]],
        concepts: Concepts,
        written_out: Mapping[str, str],
        emoji: Mapping[str, str],
        speller: Speller,
    ) -> None:
        """`examples` are (label, phrase) pairs."""
        self._written_out, self._emoji, self.speller = written_out, emoji, speller
        phrases = [self.words(phrase) for _, phrase in examples]
        self.evidence = Evidence(concepts, phrases)
        vectors = [self.evidence.vector(self.evidence.count(words)) for words in phrases]
        labels = (label for label, _ in examples)
        self._learnt = Learnt(list(zip(labels, vectors, strict=True)), len(self.evidence))
        self.labels = self._learnt.labels

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
        words = self.words(text)
        counted = self.evidence.count(words)
        if not len(counted.places):
            return Reading((), 0.0)
        beliefs = self._learnt.shares(self.evidence.vector(counted))
        best = np.argsort(-beliefs, kind="stable")[:most]
        matches = (
            Match(
                self.labels[place],
                float(beliefs[place]),
                self._because(words, counted, int(place)) if rank < EXPLAINED else (),
            )
            for rank, place in enumerate(best)
        )
        return Reading(tuple(matches), self.known(words))

    def known(self, words: Sequence[str]) -> float:
        """The share of a message's content words that our content knows at all."""
        content = [word for word in words if word not in STOP_WORDS]
        return sum(self.evidence.knows(word) for word in content) / max(len(content), 1)

    def learn_alarm(self, danger: Sequence[str], harmless: Sequence[str]) -> Alarm:
        """The soft tier of safety: the same evidence, two labels."""
        examples = [("danger", phrase) for phrase in danger] + [("", each) for each in harmless]
        return Alarm(self, examples)

    def vector(self, text: str) -> Vector | None:
        """The evidence of a message, or None where it holds none that we know."""
        counted = self.evidence.count(self.words(text))
        return self.evidence.vector(counted) if len(counted.places) else None

    def _because(self, words: Sequence[str], counted: Counted, label: int) -> tuple[str, ...]:
        """The three stretches of words that spoke most for this label, against the average label."""
        pull = self.evidence.rarity[counted.places] * self._learnt.pull(counted.places, label)
        by_span = np.bincount(counted.spans, weights=pull, minlength=len(counted.stretches))
        strongest = np.argsort(-by_span, kind="stable")[:3]
        stretches = (counted.stretches[span] for span in strongest if by_span[span] > 0)
        return tuple(" ".join(words[first:last]) for first, last in stretches)


class Alarm:
    """Does it sound like danger? Two labels over the matcher's evidence; words that it never saw say nothing."""

    def __init__(self, matcher: Matcher, examples: Sequence[tuple[str, str]]) -> None:
        self._matcher = matcher
        vectors = [(label, matcher.vector(phrase)) for label, phrase in examples]
        known = [(label, vector) for label, vector in vectors if vector is not None]
        self._learnt = Learnt(known, len(matcher.evidence), ALARM_EPOCHS)

    def sounds(self, text: str) -> float:
        """0 to 1: how much a message sounds like someone in danger. Mostly unknown words sound like nothing."""
        vector = self._matcher.vector(text)
        unknown = self._matcher.known(self._matcher.words(text)) < KNOWN_ENOUGH
        if vector is None or unknown or "danger" not in self._learnt.labels:
            return 0.0
        return float(self._learnt.shares(vector)[self._learnt.labels.index("danger")])
