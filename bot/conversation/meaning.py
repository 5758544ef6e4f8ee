"""Words → one meaning: answer when sure, ask when not, and say so when nothing fits. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from bot.conversation.intents import (
    AsksMore,
    AsksTopic,
    FollowsUp,
    Intent,
    MayMean,
    NotUnderstood,
    Says,
    Wanted,
    WantsHelp,
)
from bot.conversation.matching import Match, Matcher, Reading
from bot.conversation.model import State
from bot.conversation.sections import Sections
from bot.conversation.tapping import Taps
from bot.conversation.teaching import (
    INTENT,
    NEED,
    TOPIC,
    asked_as,
    contained,
    topics_of_needs,
)
from bot.library.library import Library
from bot.library.models import Thresholds

SPOKEN_OF = 0.02
"""Belief that the whole message gives to a second need that its own part does not make sure of."""

SPOKEN_OF_SENSITIVE = 0.15
"""The same for a sensitive topic, which is not to be offered by mistake on a phone that somebody else may read."""

MOST_PARTS = 6
"""Parts of a message in which a second need is looked for."""

NAMED_A_SERVICE = 0.08
"""Belief in a need from which "phone number for a health visitor" is about that need, not about services at large."""

WORTH_ASKING = 0.08
"""Belief from which a topic stands among the buttons when we ask which."""

_LETTER = re.compile(r"[^\W\d_]")

_SPLIT = re.compile(r"\s(?:and also|also|plus|and|as well as)\s|[.;?!\n]+|,\s*and\s", re.IGNORECASE)


Beliefs = Sequence[tuple[str, float]]
"""Core labels with their shares of belief, best first."""

Decision = Literal["answer", "clarify", "fallback"]


def decision(by_core: Beliefs, known: float, at: Thresholds) -> Decision:
    """Answer when sure, ask when not, and say so when nothing fits. A wrong page is worse than a question."""
    if not by_core or known < at.known or by_core[0][1] < at.unsure:
        return "fallback"
    (best, belief), *others = by_core
    alone = not others or others[0][1] <= belief / 3
    if belief >= at.sure or (belief >= at.likely and alone):
        return "answer"
    return "fallback" if best.startswith(INTENT) or not worth_asking(by_core) else "clarify"


def worth_asking(by_core: Beliefs) -> tuple[str, ...]:
    """Two to four topics for the buttons, when we ask which."""
    topics = [
        (core.removeprefix(TOPIC), belief) for core, belief in by_core if core.startswith(TOPIC)
    ]
    likely = [topic for topic, belief in topics if belief >= WORTH_ASKING]
    return tuple(likely[:4] if len(likely) > 1 else [topic for topic, _ in topics[:2]])


class Meaning:
    """Decides from the matcher's beliefs, at thresholds that were measured."""

    def __init__(
        self,
        library: Library,
        matcher: Matcher,
        taps: Taps,
        command: Callable[[str], str | None],
    ) -> None:
        """`command` gives the intent that a whole message is word for word, if it is one."""
        self._library, self._matcher, self._taps, self._command = library, matcher, taps, command
        self._at = library.thresholds
        self._sections = Sections(library, matcher)
        self._taught = {matcher.tidied(phrase): label for label, phrase in asked_as(library)}
        self._near_me = contained(library, "near_me")
        self._leads = contained(library, "what_about")
        self._topic_of_need = topics_of_needs(library)

    def of(self, text: str, state: State) -> Intent | None:
        said = self._command(text)
        if said == "find_service":
            return self._help_for_current(state)
        reading = self._matcher.read(text, most=len(self._matcher.labels))
        if taught := self._taught.get(self._matcher.tidied(text)):
            reading = Reading((Match(taught, 1.0), *reading.matches), 1.0)
        intent = self.decide(reading, text, state)
        if not _LETTER.search(text):
            intent = self._without_words(intent, reading)
        if isinstance(intent, MayMean) and (first := self._first_of_two(text)):
            intent = self._topic(first, self._asks_for_help_near(text), state)
        if isinstance(intent, AsksTopic):
            second = self._second_need(text, intent.topic, dict(self.beliefs(reading)))
            near = self._asks_for_help_near(text)
            section = None if near else self._sections.about(intent.topic, text)
            return replace(intent, second=second, section=section)
        known = state.topic is not None and state.topic in self._library.topics
        unclear = isinstance(intent, MayMean | NotUnderstood) or (
            intent == Says("out_of_scope") and self._goes_on(text)
        )
        if unclear and state.topic and known:
            if section := self._sections.about(state.topic, text):
                return AsksMore(state.topic, section)
            return FollowsUp(state.topic) if self._goes_on(text) else intent
        return intent

    def _without_words(self, intent: Intent | None, reading: Reading) -> Intent:
        """A face that cries is a feeling, and may be no question about crying babies; and "1" is about nothing."""
        topics = worth_asking(self.beliefs(reading))
        return MayMean(topics) if isinstance(intent, AsksTopic | MayMean) else NotUnderstood(topics)

    def _goes_on(self, text: str) -> bool:
        """ "what about twins" is still about what was just answered."""
        said = f"{self._matcher.tidied(text)} "
        return any(said.startswith(f"{lead} ") for lead in self._leads)

    def decide(self, reading: Reading, text: str, state: State) -> Intent | None:
        """Answer when sure, ask when not, and say so when nothing fits. A wrong page is worse than a question."""
        by_core = self.beliefs(reading)
        if not by_core:
            return NotUnderstood()
        topics = [core for core, _ in by_core if core.startswith(TOPIC)]
        nearest = tuple(core.removeprefix(TOPIC) for core in topics[:3])
        decided = decision(by_core, reading.known, self._at)
        if decided == "answer":
            return self._means(by_core[0][0], reading, text, state)
        return MayMean(worth_asking(by_core)) if decided == "clarify" else NotUnderstood(nearest)

    def beliefs(self, reading: Reading) -> list[tuple[str, float]]:
        """Labels with finer topics added up under their core topic, best first."""
        total: dict[str, float] = {}
        for match in reading.matches:
            core = self._core_label(match.label)
            total[core] = total.get(core, 0.0) + match.score
        return sorted(total.items(), key=lambda pair: -pair[1])

    def _core_label(self, label: str) -> str:
        """A finer topic counts for its core; a need counts for the topic that leads to it."""
        if label.startswith(NEED):
            return self._topic_of_need.get(label.removeprefix(NEED), label)
        if label.startswith(TOPIC):
            return f"{TOPIC}{self._library.core_of(label.removeprefix(TOPIC))}"
        return label

    def _means(self, best: str, reading: Reading, text: str, state: State) -> Intent | None:
        if best.startswith(NEED):
            return self._taps.near((best.removeprefix(NEED),), None, state)
        if best == f"{INTENT}find_service":
            named = next((m for m in reading.matches if m.label.startswith(NEED)), None)
            if named and named.score >= NAMED_A_SERVICE:
                return self._means(self._core_label(named.label), reading, text, state)
            return self._help_for_current(state)
        if best.startswith(INTENT):
            return self._taps.said(best.removeprefix(INTENT))
        finest = next(match for match in reading.matches if self._core_label(match.label) == best)
        named_a_service = finest.label.startswith(NEED)
        topic_id = (best if named_a_service else finest.label).removeprefix(TOPIC)
        return self._topic(topic_id, named_a_service or self._asks_for_help_near(text), state)

    def _topic(self, topic_id: str, asks_for_help: bool, state: State) -> Intent:
        topic = self._library.topics[topic_id]
        wants_help = bool(topic.needs) and (topic.asks_place or asks_for_help)
        search = Wanted(topic.needs, "same") if wants_help and state.place else None
        return AsksTopic(topic_id, wants_help=wants_help, search=search)

    def _help_for_current(self, state: State) -> Intent:
        if state.needs:
            return self._taps.near(state.needs, state.topic, state)
        return WantsHelp(())

    def _asks_for_help_near(self, text: str) -> bool:
        said = f" {self._matcher.tidied(text)} "
        return any(f" {words} " in said for words in self._near_me)

    def _first_of_two(self, text: str) -> str | None:
        """The first of two topics, where each part of a message is surely about one of its own."""
        sure = [topic for topic, belief in self._of_parts(text) if belief >= self._at.sure]
        plain = [topic for topic in dict.fromkeys(sure) if not self._is_sensitive(topic)]
        return plain[0] if len(plain) > 1 else None

    def _second_need(self, text: str, first: str, whole: Mapping[str, float]) -> str | None:
        """Another core topic that a part is surely about, or likely about where the whole speaks of it as well."""
        topic_first = self._library.topics[first]
        if topic_first.sensitive:
            return None
        known = (first, self._library.core_of(first), *topic_first.related)
        others = (found for found in self._of_parts(text) if found[0] not in known)
        return next((topic for topic, belief in others if self._counts(topic, belief, whole)), None)

    def _counts(self, topic: str, belief: float, whole: Mapping[str, float]) -> bool:
        spoken_of = whole.get(f"{TOPIC}{topic}", 0.0)
        if self._is_sensitive(topic):
            return belief >= self._at.likely and spoken_of >= SPOKEN_OF_SENSITIVE
        return belief >= self._at.sure or (belief >= self._at.likely and spoken_of >= SPOKEN_OF)

    def _of_parts(self, text: str) -> list[tuple[str, float]]:
        """The best topic of each part of a message, with its belief; nothing where there is one part only."""
        parts = [part for part in _SPLIT.split(text[:600]) if len(part.split()) >= 2][:MOST_PARTS]
        if len(parts) < 2:
            return []
        best = (
            self.beliefs(self._matcher.read(part, len(self._matcher.labels)))[:1] for part in parts
        )
        return [
            (core.removeprefix(TOPIC), belief)
            for found in best
            for core, belief in found
            if core.startswith(TOPIC)
        ]

    def _is_sensitive(self, topic_id: str) -> bool:
        topic = self._library.topics.get(topic_id)
        return topic is not None and topic.sensitive
