"""What a library teaches: labelled phrases, the words that spelling is repaired towards, and the weights learnt from them. Pure.

One learner knows every topic, need and intent, each kind of danger, and what only looks like danger: a message is pulled
between all of them at once, so that "this teething is killing me" can be about teething.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bot.conversation.evidence import Concepts, Evidence, gather
from bot.conversation.learning import Learnt, learn
from bot.conversation.likeness import Likeness, Sense, learn_likeness
from bot.conversation.spelling import Speller
from bot.conversation.words import tidy, words_of
from bot.library.library import Library

TOPIC, NEED, INTENT, DANGER = "topic:", "need:", "intent:", "danger:"
"""What a label starts with."""

HARMLESS = "harmless"
"""The label of what shares words with a danger and is none; `messages/harmless.yaml` is called after it."""

LEAST_SEEN = 3
"""Phrases that must hold a pair or a piece of a word. With 2 nothing is understood better, and a third more is held."""

SEVERAL = 4
"""Messages that must hold a word before we take it for one that residents use."""

_LETTERS = re.compile(r"[a-z]+")

TAUGHT_THIS_WAY = "7"
"""Raised whenever the same content would teach something else, so that nobody goes on with old weights."""


@dataclass(frozen=True, slots=True)
class Taught:
    """All that was learnt from a library's phrases. It can be kept and read again: see `bot/learnt_file.py`."""

    evidence: Evidence
    learnt: Learnt
    likeness: Likeness | None = None


def concepts_of(library: Library) -> Concepts:
    return Concepts({concept.id: concept.words for concept in library.concepts.concepts})


def speller_of(library: Library, concepts: Concepts, common: frozenset[str]) -> Speller:
    asked = {word for _, phrase in asked_as(library) for word in words_of(tidy(phrase, {}, {}))}
    patterns = (
        says for kind in library.safety.values() for rule in kind.rules for says in rule.says
    )
    sets = (item for items in library.safety_words.sets.values() for item in items)
    ours = concepts.words() | _words_in(*patterns, *sets)
    known = common | _words_that_hold_back(library) | _words_often_written(library)
    return Speller(ours | (asked & common), known)


def _words_often_written(library: Library) -> set[str]:
    """Words that several messages hold: no slips, but dialect ("scran"), brands and other languages. None is repaired."""
    times = Counter(
        word
        for _, text in _messages(library)
        for word in set(_LETTERS.findall(text.lower().replace("'", "").replace("’", "")))
    )
    return {word for word, often in times.items() if often >= SEVERAL}


def _words_that_hold_back(library: Library) -> set[str]:
    """Words of `unless` and of the guards: known, so that none is repaired into something dangerous."""
    words = library.safety_words
    guards = (*words.asking, *words.past, *words.negated, *words.idiom, *words.reassured)
    rules = (rule for kind in library.safety.values() for rule in kind.rules)
    return _words_in(*guards, *(unless for rule in rules for unless in rule.unless))


def _words_in(*wordings: str) -> set[str]:
    found = (re.findall(r"[a-z]+(?![a-z*])", wording.lower()) for wording in wordings)
    return {word for words in found for word in words}


def asked_as(library: Library) -> list[tuple[str, str]]:
    """The short phrases that stand beside what they ask for."""
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


def examples_of(library: Library) -> list[tuple[str, str]]:
    """Every phrase and message with its label."""
    return [*asked_as(library), *_dangers(library), *_messages(library)]


def _dangers(library: Library) -> Iterator[tuple[str, str]]:
    for kind in library.safety.values():
        yield from ((f"{DANGER}{kind.id}", text) for text in kind.must_match)
        yield from ((HARMLESS, text) for text in kind.must_not_match)


def _messages(library: Library) -> Iterator[tuple[str, str]]:
    """A file that belongs to nothing teaches nothing; `content check` says so."""
    labels = labels_by_id(library)
    for each in library.messages.values():
        if label := labels.get(each.id):
            yield from ((label, text) for text in each.messages)


def labels_by_id(library: Library) -> dict[str, str]:
    """What a file in `messages/` may be called, and the label that it teaches."""
    return {
        **{topic: f"{TOPIC}{topic}" for topic in library.topics},
        **{intent.id: f"{INTENT}{intent.id}" for intent in library.intents.intents},
        **{kind: f"{DANGER}{kind}" for kind in library.safety},
        **{name: HARMLESS for name, found in library.messages.items() if found.harmless},
    }


def teach(
    library: Library, concepts: Concepts, speller: Speller, sense: Sense | None = None
) -> Taught:
    """Takes some seconds: reads every phrase and message, and learns what each word speaks for."""
    written_out, emoji = library.concepts.text_speak, library.concepts.emoji
    examples = examples_of(library)
    phrases = [
        [speller.repair(word) for word in words_of(tidy(text, written_out, emoji))]
        for _, text in examples
    ]
    evidence, vectors = gather(concepts, phrases, LEAST_SEEN)
    labels = [label for label, _ in examples]
    learnt = learn(list(zip(labels, vectors, strict=True)), len(evidence))
    if sense is None:
        return Taught(evidence, learnt)
    column = {label: place for place, label in enumerate(learnt.labels)}
    points = sense([" ".join(words) for words in phrases])
    likeness = learn_likeness(points, [column[label] for label in labels], len(column))
    return Taught(evidence, learnt, likeness)


def fingerprint(library: Library, common: frozenset[str], sense: str) -> str:
    """Changes when anything does that `teach` learns from, and with nothing else: a mended summary teaches nothing.

    `sense` names the sentence encoder, or is empty.
    """
    digest = hashlib.sha256(f"{TAUGHT_THIS_WAY} {sense}".encode())
    for part in (
        examples_of(library),
        library.concepts.model_dump_json(),
        library.safety_words.model_dump_json(),
        [rule for kind in library.safety.values() for rule in kind.rules],
        sorted(common),
    ):
        digest.update(repr(part).encode())
    return digest.hexdigest()[:24]


def topics_of_needs(library: Library) -> dict[str, str]:
    """ "stop smoking service" is about stopping smoking: `needs.yaml` says which topic a need belongs to."""
    return {need.id: f"{TOPIC}{need.topic}" for need in library.needs.needs if need.topic}


def contained(library: Library, name: str) -> tuple[str, ...]:
    """Words of an intent that counts wherever a message holds them: "near me", "do they"."""
    found = next((intent for intent in library.intents.intents if intent.id == name), None)
    return found.exactly if found else ()
