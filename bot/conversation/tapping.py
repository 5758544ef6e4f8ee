"""The value of a choice → its meaning. A value that we never made means nothing. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.conversation.intents import (
    AnswersFact,
    AsksMore,
    AsksTopic,
    AsksWhy,
    CallsWrong,
    GivesPlace,
    GoesBack,
    Intent,
    NamedPlace,
    Says,
    Wanted,
    WantsHelp,
    WantsUrgentHelp,
)
from bot.conversation.model import LOSS, REASONS, State
from bot.library.library import Library
from services_directory.eligibility import Fact

PLAIN_TAPS = frozenset(
    [
        "human",
        "stop",
        "erase",
        "privacy",
        "my_data",
        "help",
        "not_danger",
        "another_place",
        "thanks",
    ]
)
"""Choices that say all in one word."""


class Taps:
    """Every value that our replies hold, and what commands and links mean alike."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def read(self, value: str, state: State) -> Intent | None:
        """A choice's value → its meaning; None for one that we never made."""
        word, _, rest = value.partition(":")
        if word in PLAIN_TAPS:
            return Says(word)
        taps: Mapping[str, Callable[[str, State], Intent | None]] = {
            "topic": lambda rest, _: AsksTopic(rest) if rest in self._library.topics else None,
            "more": self._tapped_more,
            "near": self._tapped_near,
            "need": self._tapped_need,
            "place": self._tapped_place,
            "fact": self._tapped_fact,
            "urgent": self._tapped_urgent,
            "menu": self._tapped_menu,
            "back": lambda _rest, _: GoesBack(),
            "why": lambda _rest, _: AsksWhy(),
            "wrong": self._tapped_wrong,
            "again": lambda _rest, state: self._again(state),
        }
        return taps[word](rest, state) if word in taps else None

    def _tapped_more(self, rest: str, _state: State) -> Intent | None:
        topic_id, _, section = rest.partition(":")
        topic = self._library.topics.get(topic_id)
        return AsksMore(topic_id, section) if topic and topic.section(section) else None

    def _tapped_near(self, rest: str, state: State) -> Intent | None:
        topic = self._library.topics.get(rest)
        return self.near(topic.needs, rest, state) if topic and topic.needs else None

    def _tapped_need(self, rest: str, state: State) -> Intent | None:
        known = any(need.id == rest for need in self._library.needs.needs)
        return self.near((rest,), None, state) if known else None

    def _tapped_place(self, rest: str, state: State) -> Intent | None:
        wanted = Wanted(state.needs, NamedPlace(rest))
        if state.needs:
            return WantsHelp(state.needs, state.topic, search=wanted)
        return GivesPlace(search=wanted)

    def _tapped_fact(self, rest: str, state: State) -> Intent | None:
        fact, _, answer = rest.partition(":")
        if not any(question.fact == fact for question in self._library.questions.questions):
            return None
        return self.answers(state, fact, {"yes": True, "no": False}.get(answer))

    def _tapped_urgent(self, rest: str, _state: State) -> Intent | None:
        return WantsUrgentHelp(rest or None) if not rest or rest in self._library.safety else None

    def _tapped_menu(self, rest: str, _state: State) -> Intent:
        known = rest in {str(page) for page in range(len(self._library.site.menu))}
        return Says(f"menu:{rest}" if known else "menu")

    def _tapped_wrong(self, rest: str, _state: State) -> Intent | None:
        service, _, reason = rest.partition(":")
        known = not reason or reason in REASONS
        return CallsWrong(service or None, reason or None) if known else None

    def _again(self, state: State) -> Intent:
        """Where they stand, once more: the last step of the trail."""
        last = self.read(state.trail[-1], state) if state.trail else None
        return last or Says("menu")

    def near(self, needs: tuple[str, ...], topic: str | None, state: State) -> Intent:
        return WantsHelp(needs, topic, search=Wanted(needs, "same") if state.place else None)

    def answers(self, state: State, fact: str, yes: bool | None) -> Intent:
        question = next(
            question for question in self._library.questions.questions if question.fact == fact
        )
        facts: dict[str, Fact] = {} if yes is None else {fact: question.means(yes)}
        return AnswersFact(fact, search=Wanted(state.needs, "same"), facts=facts)

    def start(self, payload: str) -> Intent:
        """A deep link chooses a topic that we know; anything else is a greeting."""
        if payload in self._library.topics:
            return AsksTopic(payload)
        return Says("greeting")

    def said(self, what: str) -> Intent:
        if what == "urgent":
            return WantsUrgentHelp()
        if what == "back":
            return GoesBack()
        if what == "loss" and LOSS in self._library.topics:
            return AsksTopic(LOSS)
        return Says(what)
