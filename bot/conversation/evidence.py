"""Words → counted evidence: words, pairs of words, concepts that staff edit, and character 3- to 5-grams. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.conversation.words import tidy, words_of

Places = NDArray[np.intp]
Vector = tuple[Places, NDArray[np.float32]]
"""Places of features, each once, and their values, scaled to length 1."""

GRAMS = range(3, 6)

CONCEPT_WEIGHT = 3
"""A concept counts as often as three words: right concept, right topic nine times in ten."""

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
    """What one message holds. `spans` gives the words on which each of `places` stood, so that we can say why."""

    places: Places
    spans: NDArray[np.intp]
    stretches: tuple[tuple[int, int], ...]


class Evidence:
    """The features that our phrases hold. A feature that no phrase holds is no evidence."""

    def __init__(self, concepts: Concepts, phrases: Iterable[Sequence[str]]) -> None:
        self._concepts = concepts
        self._of_word: dict[str, tuple[str, ...]] = {}
        held = [Counter(feature for feature, _ in self._features(words)) for words in phrases]
        seen_in: Counter[str] = Counter(feature for each in held for feature in each)
        self._index = {feature: place for place, feature in enumerate(sorted(seen_in))}
        self._places_of_word: dict[str, tuple[int, ...]] = {}
        self.rarity = np.array(
            [math.log((1 + len(held)) / (1 + seen_in[each])) + 1 for each in self._index],
            dtype=np.float32,
        )
        """Inverse document frequency of each feature."""

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
            own = self._known_places(word)
            if at and (pair := self._index.get(f"p:{words[at - 1]} {word}")) is not None:
                own = (*own, pair)
            places += own
            spans += [stretches.setdefault((at, at + 1), len(stretches))] * len(own)
        for first, last, name in self._concepts.find(words):
            if (place := self._index.get(f"c:{name}")) is not None:
                places += [place] * CONCEPT_WEIGHT
                span = stretches.setdefault((first, last), len(stretches))
                spans += [span] * CONCEPT_WEIGHT
        return Counted(np.array(places, np.intp), np.array(spans, np.intp), tuple(stretches))

    def whole_words(self, words: Sequence[str]) -> list[int]:
        """Places of the words and concepts in a text, without pieces of words."""
        concepts = [f"c:{name}" for _, _, name in self._concepts.find(words)]
        features = [*(f"w:{word}" for word in words), *concepts]
        return [place for each in features if (place := self._index.get(each)) is not None]

    def vector(self, counted: Counted) -> Vector:
        """TF-IDF, with the logarithm of how often."""
        places, times = np.unique(counted.places, return_counts=True)
        values = (1 + np.log(times)).astype(np.float32) * self.rarity[places]
        length = np.float32(max(float(np.linalg.norm(values)), 1e-9))
        return places, (values / length).astype(np.float32)

    def _features(self, words: Sequence[str]) -> Iterable[tuple[str, int]]:
        for at, word in enumerate(words):
            yield from ((feature, at) for feature in self._own(word))
            if at:
                yield f"p:{words[at - 1]} {word}", at
        for first, _, name in self._concepts.find(words):
            yield f"c:{name}", first

    def _own(self, word: str) -> tuple[str, ...]:
        if word not in self._of_word:
            padded = f"_{word}_"
            grams = (
                padded[start : start + size]
                for size in GRAMS
                for start in range(len(padded) - size + 1)
            )
            whole = () if word in STOP_WORDS else (f"w:{word}",)
            self._of_word[word] = (*whole, *grams)
        return self._of_word[word]

    def _known_places(self, word: str) -> tuple[int, ...]:
        if (known := self._places_of_word.get(word)) is not None:
            return known
        found = (self._index.get(feature) for feature in self._own(word))
        places = tuple(place for place in found if place is not None)
        if len(self._places_of_word) < MOST_REMEMBERED:
            self._places_of_word[word] = places
        else:
            self._of_word.pop(word, None)
        return places


MOST_REMEMBERED = 50_000
"""Words whose places are kept ready; about 20 MB at the most."""
