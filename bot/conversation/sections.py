"""Which part of a topic a question is about: "can i sleep with baby on the sofa" is about bed sharing and sofas. Pure."""

from __future__ import annotations

import numpy as np

from bot.conversation.matching import Matcher
from bot.library.library import Library
from bot.library.models import Section

CLOSE_ENOUGH = 0.16
"""Cosine of shared words and concepts, weighted by how scarce they are; below it the summary alone answers."""

CLEARLY_AHEAD = 1.15
"""How many times closer than the next section it must be."""

FAIRLY_CLOSE, FAR_AHEAD = 0.085, 1.4
"""A long message holds much besides: it may be less close to a section that is far ahead of all others."""

SAYS_NOTHING = frozenset(["help", "helping", "need", "want", "can", "get", "someone", "people"])
"""Words of every question, which would draw it to a section about helping someone."""

Weights = dict[int, float]


class Sections:
    """The words of every section, counted once."""

    def __init__(self, library: Library, matcher: Matcher) -> None:
        self._matcher = matcher
        self._held = {
            topic.id: [(each.id, self._weights(self._read(each))) for each in topic.sections]
            for topic in library.topics.values()
        }

    def about(self, topic_id: str, text: str) -> str | None:
        """The id of the one section that a message is clearly about."""
        asked = self._weights(text)
        closeness = sorted(
            ((_cosine(asked, held), section) for section, held in self._held.get(topic_id, ())),
            reverse=True,
        )
        if not closeness:
            return None
        (best, section), *others = closeness
        next_best = others[0][0] if others else 0.0
        close = best >= CLOSE_ENOUGH and best >= CLEARLY_AHEAD * next_best
        ahead = best >= FAIRLY_CLOSE and best >= FAR_AHEAD * next_best
        return section if close or ahead else None

    def _read(self, section: Section) -> str:
        """The label says most, so it counts twice."""
        return f"{section.label} . {section.label} . {section.text}"

    def _weights(self, text: str) -> Weights:
        evidence = self._matcher.evidence
        words = [word for word in self._matcher.words(text) if word not in SAYS_NOTHING]
        held = np.array(evidence.whole_words(words), dtype=np.intp)
        places, times = np.unique(held, return_counts=True)
        weights = (1 + np.log(times)) * evidence.rarity[places]
        return dict(zip(places.tolist(), weights.tolist(), strict=True))


def _cosine(one: Weights, other: Weights) -> float:
    shared = sum(weight * other[place] for place, weight in one.items() if place in other)
    return float(shared / max(_length(one) * _length(other), 1e-9))


def _length(weights: Weights) -> float:
    return float(np.sqrt(sum(weight * weight for weight in weights.values())))
