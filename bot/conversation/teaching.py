"""What a library teaches the matcher: labelled phrases, and the words that spelling is repaired towards. Pure."""

from __future__ import annotations

import re

from bot.conversation.evidence import Concepts
from bot.conversation.matching import Speller
from bot.conversation.words import tidy, words_of
from bot.library.library import Library

TOPIC, NEED, INTENT = "topic:", "need:", "intent:"
"""What a label starts with."""


def speller_of(library: Library, concepts: Concepts, common: frozenset[str]) -> Speller:
    asked = {word for _, phrase in examples_of(library) for word in words_of(tidy(phrase, {}, {}))}
    patterns = (
        says for kind in library.safety.values() for rule in kind.rules for says in rule.says
    )
    sets = (item for items in library.safety_words.sets.values() for item in items)
    ours = concepts.words() | _words_in(*patterns, *sets)
    return Speller(ours | (asked & common), common | _words_that_hold_back(library))


def _words_that_hold_back(library: Library) -> set[str]:
    """Words of `unless` and of the guards: known, so that none is repaired into something dangerous."""
    words = library.safety_words
    guards = (*words.asking, *words.past, *words.negated, *words.idiom, *words.reassured)
    rules = (rule for kind in library.safety.values() for rule in kind.rules)
    return _words_in(*guards, *(unless for rule in rules for unless in rule.unless))


def _words_in(*wordings: str) -> set[str]:
    found = (re.findall(r"[a-z]+(?![a-z*])", wording.lower()) for wording in wordings)
    return {word for words in found for word in words}


def examples_of(library: Library) -> list[tuple[str, str]]:
    topics = [
        (f"{TOPIC}{topic.id}", phrase)
        for topic in library.topics.values()
        for phrase in topic.asked_as
    ]
    needs = [
        (f"{NEED}{need.id}", phrase) for need in library.needs.needs for phrase in need.asked_as
    ]
    intents = [
        (f"{INTENT}{intent.id}", phrase)
        for intent in library.intents.intents
        for phrase in intent.asked_as
    ]
    return topics + needs + intents


def topics_of_needs(library: Library) -> dict[str, str]:
    """ "stop smoking service" is about stopping smoking: `needs.yaml` says which topic a need belongs to."""
    return {need.id: f"{TOPIC}{need.topic}" for need in library.needs.needs if need.topic}


def near_me(library: Library) -> tuple[str, ...]:
    found = next((intent for intent in library.intents.intents if intent.id == "near_me"), None)
    return found.exactly if found else ()
