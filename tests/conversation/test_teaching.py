"""What a library teaches: labelled phrases, and the words that spelling is repaired towards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from bot.conversation.evidence import Concepts
from bot.conversation.spelling import Speller
from bot.conversation.teaching import (
    HARMLESS,
    SEVERAL,
    asked_as,
    concepts_of,
    contained,
    examples_of,
    fingerprint,
    labels_by_id,
    speller_of,
    teach,
    topics_of_needs,
)
from bot.library.library import Library
from bot.library.loading import load
from bot.library.models import Messages

COMMON = frozenset({"drying", "tired"})


def messages(name: str, *texts: str) -> Messages:
    return Messages(
        id=name,
        owner="Content lead",
        source="Invented",
        reviewed=date(2026, 11, 20),
        review_by=date(2027, 11, 20),
        messages=texts,
    )


def with_messages(library: Library, name: str, *texts: str) -> Library:
    """The library with one more file in `messages/`, or another one in its place."""
    return replace(library, messages={**library.messages, name: messages(name, *texts)})


@pytest.fixture(scope="module")
def lean(lean_content: Path) -> Library:
    found = load(lean_content).library
    assert found is not None
    return found


# Spelling.


@pytest.fixture(scope="module")
def speller(lean: Library) -> Speller:
    return speller_of(lean, Concepts({"tobacco": ["ciggies"]}), COMMON)


@pytest.mark.parametrize(
    ("typed", "repaired"),
    [
        ("citalpram", "citalopram"),  # a word of the safety rules
        ("ciggeis", "ciggies"),  # a word of the concepts
        ("drying", "drying"),  # everyone's word
        ("xyzzyplugh", "xyzzyplugh"),
    ],
)
def test_spelling_is_repaired_towards_our_own_words(
    typed: str, repaired: str, speller: Speller
) -> None:
    assert speller.repair(typed) == repaired


@pytest.mark.parametrize(
    ("times", "repaired"), [(SEVERAL - 1, "ciggies"), (SEVERAL, "ciggeis"), (50, "ciggeis")]
)
def test_a_word_that_several_messages_hold_is_no_slip(
    times: int, repaired: str, lean: Library
) -> None:
    """Dialect, brands and other languages stay as they are written."""
    library = with_messages(lean, HARMLESS, *(f"ciggeis, number {n}" for n in range(times)))
    speller = speller_of(library, Concepts({"tobacco": ["ciggies"]}), COMMON)
    assert speller.repair("ciggeis") == repaired


def test_a_word_that_one_message_repeats_may_be_a_slip(lean: Library) -> None:
    library = with_messages(lean, HARMLESS, "ciggeis " * SEVERAL)
    speller = speller_of(library, Concepts({"tobacco": ["ciggies"]}), COMMON)
    assert speller.repair("ciggeis") == "ciggies"


@pytest.mark.parametrize("written", ["Can't-zz", "can’t-zz", "CANT-zz"])
def test_a_word_often_written_is_known_without_its_apostrophe_and_capitals(
    written: str, lean: Library
) -> None:
    library = with_messages(lean, HARMLESS, *(f"{written} {n}" for n in range(SEVERAL)))
    assert speller_of(library, Concepts({}), frozenset()).knows("cant")


# Examples.


def test_every_topic_need_and_saying_teaches_its_phrases(library: Library) -> None:
    taught = examples_of(library)
    labels = {label for label, _ in taught}
    assert {f"topic:{each}" for each in library.topics} <= labels
    assert {"need:library", "intent:thanks"} <= labels
    assert all(phrase.strip() for _, phrase in taught)


def test_every_kind_of_danger_teaches_its_examples_and_what_is_harmless(library: Library) -> None:
    taught = set(examples_of(library))
    for kind in library.safety.values():
        assert {(f"danger:{kind.id}", text) for text in kind.must_match} <= taught
        assert {(HARMLESS, text) for text in kind.must_not_match} <= taught


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("sore-nipples", "topic:sore-nipples"),
        ("near_me", "intent:near_me"),
        ("baby_unwell", "danger:baby_unwell"),
        ("harmless", "harmless"),
    ],
)
def test_messages_teach_what_their_file_is_called_after(
    name: str, label: str, lean: Library
) -> None:
    assert labels_by_id(lean)[name] == label
    taught = examples_of(with_messages(lean, name, "a pothole in our road"))
    assert (label, "a pothole in our road") in taught


def test_messages_that_belong_to_nothing_teach_nothing(lean: Library) -> None:
    assert "potholes" not in labels_by_id(lean)
    assert examples_of(with_messages(lean, "potholes", "a pothole")) == examples_of(lean)


def test_phrases_that_stand_beside_what_they_ask_for_hold_no_whole_messages(lean: Library) -> None:
    library = with_messages(lean, "near_me", "a pothole in our road")
    phrases = asked_as(library)
    assert ("intent:near_me", "a pothole in our road") not in phrases
    assert set(phrases) < set(examples_of(library))
    assert not any(label.startswith("danger:") or label == HARMLESS for label, _ in phrases)


# Teaching.


def no_repair(library: Library) -> Speller:
    return speller_of(library, concepts_of(library), frozenset())


def test_what_is_taught_knows_every_label_and_the_words_of_its_phrases(lean: Library) -> None:
    library = with_messages(lean, HARMLESS, "a humungous pothole", "🚬")
    taught = teach(library, concepts_of(library), no_repair(library))
    assert set(taught.learnt.labels) == {label for label, _ in examples_of(library)}
    assert taught.learnt.weights.shape == (len(taught.evidence), len(taught.learnt.labels))
    assert taught.evidence.knows("humungous")
    assert not taught.evidence.knows("xyzzy")
    assert taught.likeness is None, "no encoder was given"


def test_phrases_are_learnt_as_they_are_read_with_spelling_and_text_speak_mended(
    lean: Library,
) -> None:
    spoken = lean.concepts.model_copy(update={"text_speak": {"bcoz": "because"}})
    library = replace(with_messages(lean, HARMLESS, "bcoz of breathign"), concepts=spoken)
    evidence = teach(library, concepts_of(library), no_repair(library)).evidence
    assert evidence.knows("because")
    assert not evidence.knows("bcoz")
    assert not evidence.knows("breathign")


def test_the_same_library_teaches_the_same(lean: Library) -> None:
    first, second = (teach(lean, concepts_of(lean), no_repair(lean)) for _ in range(2))
    assert list(first.evidence.features) == list(second.evidence.features)
    assert np.array_equal(first.learnt.weights, second.learnt.weights)


def test_an_encoder_is_given_every_phrase_once_as_words_and_teaches_likeness(
    lean: Library,
) -> None:
    asked: list[str] = []

    def sense(texts: Sequence[str]) -> np.ndarray:
        """Stands in for the encoder: what begins with the same letter lies at the same point."""
        asked.extend(texts)
        points = np.eye(27, dtype=np.float32)
        return points[[max(ord(text[:1] or "`") - 96, 0) % 27 for text in texts]]

    library = with_messages(lean, HARMLESS, "A Pothole, in our ROAD!")
    taught = teach(library, concepts_of(library), no_repair(library), sense)
    assert len(asked) == len(examples_of(library))
    assert "a pothole in our road" in asked
    assert taught.likeness is not None
    assert taught.likeness.speaks_for.shape[1] == len(taught.learnt.labels)


# The fingerprint: is what was learnt before still what this content teaches?


def with_topic(library: Library, **fields: object) -> Library:
    topic = library.topics["weaning"].model_copy(update=fields)
    return replace(library, topics={**library.topics, "weaning": topic})


def with_danger(library: Library, **fields: object) -> Library:
    kind = library.safety["baby_unwell"].model_copy(update=fields)
    return replace(library, safety={**library.safety, "baby_unwell": kind})


def with_words(library: Library, field: str) -> Library:
    words = library.safety_words
    return replace(library, safety_words=words.model_copy(update={field: ("zzz",)}))


def with_concepts(library: Library, **fields: object) -> Library:
    return replace(library, concepts=library.concepts.model_copy(update=fields))


Edit = Callable[[Library], Library]

TEACHES: dict[str, Edit] = {
    "a phrase of a topic": lambda library: with_topic(library, asked_as=("pothole",)),
    "an example of danger": lambda library: with_danger(library, must_match=("pothole",)),
    "an example that is none": lambda library: with_danger(library, must_not_match=("pothole",)),
    "a wording of a rule": lambda library: with_danger(library, rules=()),
    "a guard of the rules": lambda library: with_words(library, "idiom"),
    "a message": lambda library: with_messages(library, HARMLESS, "a pothole"),
    "a concept": lambda library: with_concepts(library, concepts=()),
    "text-speak": lambda library: with_concepts(library, text_speak={"zz": "asleep"}),
    "an emoji": lambda library: with_concepts(library, emoji={"🕳️": "pothole"}),
}
TEACHES_NOTHING: dict[str, Edit] = {
    "nothing": lambda library: replace(library),
    "a summary": lambda library: with_topic(library, summary="At about six months."),
    "a title": lambda library: with_topic(library, title="Solid food"),
    "a safety reply": lambda library: with_danger(library, reply="Call 111."),
    "the version": lambda library: replace(library, version="another"),
    "a place": lambda library: replace(library, places={}),
    "messages of nothing": lambda library: with_messages(library, "potholes", "a pothole"),
}


@pytest.mark.parametrize("edit", TEACHES.values(), ids=TEACHES)
def test_an_edit_that_teaches_something_changes_the_fingerprint(edit: Edit, lean: Library) -> None:
    assert fingerprint(edit(lean), COMMON, "") != fingerprint(lean, COMMON, "")


@pytest.mark.parametrize("edit", TEACHES_NOTHING.values(), ids=TEACHES_NOTHING)
def test_an_edit_that_teaches_nothing_does_not(edit: Edit, lean: Library) -> None:
    assert fingerprint(edit(lean), COMMON, "") == fingerprint(lean, COMMON, "")


def test_other_common_words_and_another_encoder_change_the_fingerprint(lean: Library) -> None:
    ours = fingerprint(lean, COMMON, "")
    assert fingerprint(lean, COMMON | {"ciggeis"}, "") != ours
    assert fingerprint(lean, COMMON, "an encoder") != ours


def test_the_order_of_the_common_words_does_not(lean: Library) -> None:
    assert fingerprint(lean, frozenset("ab"), "") == fingerprint(lean, frozenset("ba"), "")


# Needs and nearby.


def test_a_need_leads_to_the_topic_that_needs_yaml_names(library: Library) -> None:
    leads = topics_of_needs(library)
    assert leads["stop-smoking"] == "topic:stop-smoking"
    assert "library" not in leads


def test_words_that_ask_for_help_nearby_are_content(library: Library) -> None:
    assert "near me" in contained(library, "near_me")
    silent = library.intents.model_copy(update={"intents": ()})
    assert contained(replace(library, intents=silent), "near_me") == ()
