"""Words → counted evidence. Pure.

Evidence is words, pairs of words that stand together or up to two words apart, concepts that staff edit, and character
3- to 5-grams of each word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from bot.conversation.words import tidy, words_of

Places = NDArray[np.intp]
Vector = tuple[Places, NDArray[np.float32]]
"""Places of features, each once, and their values, scaled to length 1."""

GRAMS = range(3, 6)

CONCEPT_WEIGHT = 3
"""A concept counts as often as three words: right concept, right topic nine times in ten."""

APART = (2, 3)
"""Two words that far apart are evidence as well: "cant ... breathe" survives a word in between."""

STOP_WORDS = frozenset(
    "a an and are as at be been but by do for from had has have i im in is it its me my of on or so "  # noqa: SIM905
    "that the there this to was we were with you your".split()
)
"""Words too common to be evidence on their own. They still count inside pairs and n-grams."""


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
class Counted:
    """What one message holds. `spans` says on which of `stretches` (first word, one past the last) each of `places` stood."""

    places: Places
    spans: NDArray[np.intp]
    stretches: NDArray[np.intp]

    def parts(self, bounds: Sequence[tuple[int, int]]) -> list[Counted]:
        """What stands on the words from each first to before each end."""
        if len(bounds) == 1:
            return [self]
        first, end = self.stretches[self.spans].T
        within = ((first >= start) & (end <= stop) for start, stop in bounds)
        return [Counted(self.places[each], self.spans[each], self.stretches) for each in within]


class Evidence:
    """The features that our phrases hold. A feature that no phrase holds is no evidence."""

    def __init__(
        self, concepts: Concepts, features: Sequence[str], rarity: NDArray[np.float32]
    ) -> None:
        """`rarity` is the inverse document frequency of each feature."""
        self._concepts = concepts
        self.features, self.rarity = features, rarity
        self._index = {feature: place for place, feature in enumerate(features)}
        self._of_word: dict[str, tuple[int, ...]] = {}

    def __len__(self) -> int:
        return len(self._index)

    def knows(self, word: str) -> bool:
        return f"w:{word}" in self._index

    def count(self, words: Sequence[str]) -> Counted:
        """The evidence in a message, by the stretch of words that it stands on."""
        stretches: dict[tuple[int, int], int] = {}
        places: list[int] = []
        spans: list[int] = []
        for at, word in enumerate(words):
            pairs = (self._index.get(pair) for pair in _pairs(words, at))
            own = [*self._places_of(word), *(pair for pair in pairs if pair is not None)]
            places += own
            spans += [stretches.setdefault((at, at + 1), len(stretches))] * len(own)
        for first, last, name in self._concepts.find(words):
            if (place := self._index.get(f"c:{name}")) is not None:
                places += [place] * CONCEPT_WEIGHT
                span = stretches.setdefault((first, last), len(stretches))
                spans += [span] * CONCEPT_WEIGHT
        bounds = np.array(list(stretches), np.intp).reshape(-1, 2)
        return Counted(np.array(places, np.intp), np.array(spans, np.intp), bounds)

    def whole_words(self, words: Sequence[str]) -> list[int]:
        """Places of the words and concepts in a text, without pieces of words."""
        concepts = [f"c:{name}" for _, _, name in self._concepts.find(words)]
        features = [*(f"w:{word}" for word in words), *concepts]
        return [place for each in features if (place := self._index.get(each)) is not None]

    def vector(self, places: Places) -> Vector:
        """TF-IDF, with the logarithm of how often."""
        once, times = np.unique(places, return_counts=True)
        values = (1 + np.log(times)).astype(np.float32) * self.rarity[once]
        length = np.float32(max(float(np.linalg.norm(values)), 1e-9))
        return once, (values / length).astype(np.float32)

    def _places_of(self, word: str) -> tuple[int, ...]:
        if (known := self._of_word.get(word)) is not None:
            return known
        found = (self._index.get(feature) for feature in _own(word))
        places = tuple(place for place in found if place is not None)
        if len(self._of_word) < MOST_REMEMBERED:
            self._of_word[word] = places
        return places


MOST_REMEMBERED = 50_000
"""Words whose places are kept ready; about 20 MB at the most."""


def gather(
    concepts: Concepts, phrases: Iterable[Sequence[str]], least: int = 2
) -> tuple[Evidence, tuple[Vector, ...]]:
    """What a set of phrases holds, and each of them as a vector over it.

    A pair or a piece of a word that stands in fewer than `least` phrases is chance. Words and concepts count from the first.
    """
    numbers: defaultdict[str, int] = defaultdict(lambda: len(numbers))
    of_word: dict[str, list[int]] = {}
    held = [_numbered(concepts, words, numbers, of_word) for words in phrases]
    features = tuple(numbers)
    seen = np.bincount(
        np.fromiter(chain.from_iterable(np.unique(each) for each in held), np.intp),
        minlength=len(features),
    )
    certain = np.fromiter((feature[:2] in {"w:", "c:"} for feature in features), bool)
    kept = np.flatnonzero((seen >= least) | certain)
    rarity = (np.log((1 + len(held)) / (1 + seen[kept])) + 1).astype(np.float32)
    evidence = Evidence(concepts, [features[place] for place in kept], rarity)
    moved = np.full(len(features), -1, np.intp)
    moved[kept] = np.arange(len(kept))
    vectors = (evidence.vector(there[there >= 0]) for each in held for there in [moved[each]])
    return evidence, tuple(vectors)


def _numbered(
    concepts: Concepts,
    words: Sequence[str],
    numbers: defaultdict[str, int],
    of_word: dict[str, list[int]],
) -> Places:
    """The numbers of a phrase's features; a feature that is new gets the next one."""
    found: list[int] = []
    for at, word in enumerate(words):
        if word not in of_word:
            of_word[word] = [numbers[feature] for feature in _own(word)]
        found += of_word[word]
        found += [numbers[pair] for pair in _pairs(words, at)]
    for _, _, name in concepts.find(words):
        found += [numbers[f"c:{name}"]] * CONCEPT_WEIGHT
    return np.array(found, np.intp)


def _own(word: str) -> tuple[str, ...]:
    padded = f"_{word}_"
    grams = (
        padded[start : start + size] for size in GRAMS for start in range(len(padded) - size + 1)
    )
    whole = () if word in STOP_WORDS else (f"w:{word}",)
    return (*whole, *grams)


def _pairs(words: Sequence[str], at: int) -> list[str]:
    """A word with the one before it, and with those a little further back."""
    together = [f"p:{words[at - 1]} {words[at]}"] if at else []
    return together + [f"s:{words[at - far]} {words[at]}" for far in APART if at >= far]
