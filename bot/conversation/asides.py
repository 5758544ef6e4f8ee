"""Words inside a message that are about what was just shown, about this week, or about the language. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.conversation.intents import (
    AsksTopic,
    AsksWhatsOn,
    CallsWrong,
    Intent,
    Says,
    Wanted,
    WantsHelp,
)
from bot.conversation.meaning import Meaning
from bot.conversation.model import Message, State
from bot.conversation.teaching import contained
from bot.conversation.whereabouts import Whereabouts
from bot.library.library import Library

CONTAINED = frozenset(
    ["near_me", "about_these", "what_about", "language", "whats_on", "wrong_details"]
)
"""Intents whose `exactly` counts inside a message, and not only as the whole of it."""

MOST_WORDS = 9
"""A longer message says more than "do they do evenings" or "in polish please"."""


class Asides:
    """Readers for `Understanding`: each gives a meaning, or None to let the next one look."""

    def __init__(
        self,
        library: Library,
        tidied: Callable[[str], str],
        whereabouts: Whereabouts,
        meaning: Meaning,
    ) -> None:
        self._library, self._tidied = library, tidied
        self._whereabouts, self._meaning = whereabouts, meaning
        self._words = {name: contained(library, name) for name in CONTAINED}

    def wrong(self, message: Message, state: State) -> Intent | None:
        """ "that number doesnt work", just after services were shown."""
        said = self._said(message)
        wrong = state.shown and _is_short(said) and self._holds(said, "wrong_details")
        return CallsWrong() if wrong else None

    def week(self, message: Message, state: State) -> Intent | None:
        """ "whats on near me this week", with or without a place and a subject."""
        if message.kind != "text" or not self._holds(self._said(message), "whats_on"):
            return None
        place, rest = self._whereabouts.find(message.text, asked=False)
        needs = self._needs_of(self._meaning.of(rest, state))
        if place is None and state.place is not None:
            place = "same"
        return AsksWhatsOn(needs, search=Wanted(needs, place, week=True) if place else None)

    def about_these(self, message: Message, state: State) -> Intent | None:
        """ "do they do evenings", just after services were shown, is about those services."""
        shown = state.trail[-1:] and state.trail[-1].startswith(("near:", "need:"))
        said = self._said(message)
        if not (shown and state.place and state.needs and _is_short(said)):
            return None
        if not self._holds(said, "about_these"):
            return None
        return WantsHelp(state.needs, state.topic, search=Wanted(state.needs, "same"), again=True)

    def language(self, message: Message, _state: State) -> Intent | None:
        """ "in polish please": the language, where we speak it, or that we do not."""
        said = self._said(message)
        if not (_is_short(said) and self._holds(said, "language")):
            return None
        spoken = self._library.site.languages.items()
        code = next((code for code, name in spoken if f" {name.lower()} " in said), "")
        return Says(f"language:{code}")

    def _said(self, message: Message) -> str:
        return f" {self._tidied(message.text)} "

    def _holds(self, said: str, name: str) -> bool:
        return _any_in(self._words[name], said)

    def _needs_of(self, intent: Intent | None) -> tuple[str, ...]:
        if isinstance(intent, AsksTopic):
            return self._library.topics[intent.topic].needs
        return intent.needs if isinstance(intent, WantsHelp) else ()


def _any_in(wordings: Iterable[str], said: str) -> bool:
    return any(f" {words} " in said for words in wordings)


def _is_short(said: str) -> bool:
    return len(said.split()) <= MOST_WORDS
