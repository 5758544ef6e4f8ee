"""A resident's words → what they may mean, by counted evidence, and why. Pure; trained once at load from content.

Multinomial logistic regression over words, pairs of words, concepts that staff edit, and character 3- to 5-grams, TF-IDF
weighted (docs/decisions/0003 compares it with complement naive Bayes). Every weight belongs to a word that we can name, and
its beliefs behave like chances. String distance is never used to choose: it repairs spelling only.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.conversation.words import tidy, words_of

Vector = tuple[NDArray[np.intp], NDArray[np.float32]]
"""Places of features and their values."""

GRAMS = range(3, 6)
EPOCHS = 20
RATE = 4.0
"""Passes over the phrases and the first step size, which falls to nothing; 5 to 20 passes differ by a point or two."""

EXPLAINED = 5
"""How many of the best labels say why."""

SEED = 20261120
"""The order in which phrases are learnt is mixed, and always the same."""

STOP_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "been",
        "but",
        "by",
        "do",
        "for",
        "from",
        "had",
        "has",
        "have",
        "i",
        "im",
        "in",
        "is",
        "it",
        "its",
        "me",
        "my",
        "of",
        "on",
        "or",
        "so",
        "that",
        "the",
        "there",
        "this",
        "to",
        "was",
        "we",
        "were",
        "with",
        "you",
        "your",
    ]
)
"""Words too common to be evidence on their own. They still count inside pairs and n-grams."""


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
        if word not in self._repairs:
            if len(self._repairs) > 20_000:
                self._repairs.clear()
            self._repairs[word] = self._nearest(word)
        return self._repairs[word]

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


class Concepts:
    """Words and phrases that mean the same: each found in a message adds its concept as evidence."""

    def __init__(self, concepts: Mapping[str, Sequence[str]]) -> None:
        self._single: dict[str, list[str]] = {}
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name, phrases in concepts.items():
            for phrase in phrases:
                words = tuple(words_of(tidy(phrase, {}, {})))
                if len(words) == 1:
                    self._single.setdefault(words[0], []).append(name)
                elif words:
                    self._phrases.setdefault(words[0], []).append((words, name))

    def words(self) -> set[str]:
        spoken = {
            word for phrases in self._phrases.values() for words, _ in phrases for word in words
        }
        return spoken | set(self._single)

    def find(self, words: Sequence[str]) -> list[tuple[int, int, str]]:
        """Where each concept stands: first word, one past the last, and its name."""
        found = [
            (at, at + 1, name)
            for at, word in enumerate(words)
            for name in self._single.get(word, ())
        ]
        for at, word in enumerate(words):
            for phrase, name in self._phrases.get(word, ()):
                if tuple(words[at : at + len(phrase)]) == phrase:
                    found.append((at, at + len(phrase), name))
        return found


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Features of a message; each belongs to a stretch of its words, so that we can say why."""

    features: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


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
        self._concepts, self._written_out, self._emoji, self.speller = (
            concepts,
            written_out,
            emoji,
            speller,
        )
        self.labels = sorted({label for label, _ in examples})
        self._index: dict[str, int] = {}
        counted = [
            (label, Counter(self._evidence(self.words(phrase)).features))
            for label, phrase in examples
        ]
        self._weigh(counted)

    def words(self, text: str) -> list[str]:
        """A message as the matcher sees it: tidied, with spelling repaired."""
        return [
            self.speller.repair(word)
            for word in words_of(tidy(text, self._written_out, self._emoji))
        ]

    def read(self, text: str, most: int = 6) -> Reading:
        words = self.words(text)
        evidence = self._evidence(words)
        places, values = self._vector(Counter(evidence.features))
        if not len(places):
            return Reading((), 0.0)
        beliefs = _shares(values @ self._weights[places])
        best = np.argsort(-beliefs, kind="stable")[:most]
        content = [word for word in words if word not in STOP_WORDS]
        known = sum(f"w:{word}" in self._index for word in content) / max(len(content), 1)
        return Reading(
            tuple(
                Match(
                    self.labels[place],
                    float(beliefs[place]),
                    self._because(words, evidence, int(place)) if rank < EXPLAINED else (),
                )
                for rank, place in enumerate(best)
            ),
            known,
        )

    def _evidence(self, words: Sequence[str]) -> _Evidence:
        features: list[str] = []
        spans: list[tuple[int, int]] = []
        for at, word in enumerate(words):
            own = [f"w:{word}"] if word not in STOP_WORDS else []
            padded = f"_{word}_"
            own += [
                padded[start : start + size]
                for size in GRAMS
                for start in range(len(padded) - size + 1)
            ]
            if at:
                own.append(f"p:{words[at - 1]} {word}")
            features += own
            spans += [(at, at + 1)] * len(own)
        for first, last, name in self._concepts.find(words):
            features += [f"c:{name}"] * 3
            spans += [(first, last)] * 3
        return _Evidence(tuple(features), tuple(spans))

    def _weigh(self, counted: Sequence[tuple[str, Counter[str]]]) -> None:
        seen_in: Counter[str] = Counter(feature for _, features in counted for feature in features)
        self._index = {feature: place for place, feature in enumerate(sorted(seen_in))}
        phrases = len(counted)
        self._idf = np.array(
            [math.log((1 + phrases) / (1 + seen_in[each])) + 1 for each in self._index],
            dtype=np.float32,
        )
        column = {label: place for place, label in enumerate(self.labels)}
        vectors = [(self._vector(features), column[label]) for label, features in counted]
        self._weights: NDArray[np.float32] = np.zeros(
            (len(self._index), len(self.labels)), dtype=np.float32
        )
        mixed = np.random.default_rng(SEED)
        for epoch in range(EPOCHS):
            rate = RATE * (1 - epoch / EPOCHS)
            for place in mixed.permutation(len(vectors)):
                self._learn(vectors[place][0], vectors[place][1], rate)

    def _learn(self, vector: Vector, label: int, rate: float) -> None:
        """One step of gradient descent on one phrase."""
        places, values = vector
        error = _shares(values @ self._weights[places])
        error[label] -= 1
        self._weights[places] -= rate * np.outer(values, error)

    def _vector(self, features: Counter[str]) -> Vector:
        """Places and TF-IDF values, scaled to length 1."""
        pairs = [
            (self._index[feature], count)
            for feature, count in features.items()
            if feature in self._index
        ]
        places = np.fromiter((place for place, _ in pairs), dtype=np.intp, count=len(pairs))
        values = 1 + np.log(
            np.fromiter((count for _, count in pairs), dtype=np.float32, count=len(pairs))
        )
        values = (values * self._idf[places]).astype(np.float32)
        length = np.float32(max(float(np.linalg.norm(values)), 1e-9))
        return places, (values / length).astype(np.float32)

    def _because(self, words: Sequence[str], evidence: _Evidence, label: int) -> tuple[str, ...]:
        """The three stretches of words that spoke most for this label, against the average label."""
        pull: defaultdict[tuple[int, int], float] = defaultdict(float)
        for feature, span in zip(evidence.features, evidence.spans, strict=True):
            if (place := self._index.get(feature)) is not None:
                row = self._weights[place]
                pull[span] += float(self._idf[place] * (row[label] - row.mean()))
        strongest = sorted(pull, key=lambda span: -pull[span])[:3]
        strong = [span for span in strongest if pull[span] > 0]
        return tuple(" ".join(words[first:last]) for first, last in strong)


def _shares(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scores → shares that add up to 1."""
    powers: NDArray[np.float32] = np.exp(scores - scores.max())
    shares: NDArray[np.float32] = powers / powers.sum()
    return shares
