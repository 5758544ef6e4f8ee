"""What a library teaches: labelled phrases, and the words that spelling is repaired towards."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.evidence import Concepts
from bot.conversation.matching import Speller
from bot.conversation.teaching import examples_of, near_me, speller_of, topics_of_needs
from bot.library.library import Library


@pytest.fixture(scope="module")
def speller(library: Library) -> Speller:
    return speller_of(library, Concepts({"tobacco": ["ciggies"]}), frozenset({"drying", "tired"}))


@pytest.mark.parametrize(
    ("typed", "repaired"),
    [
        ("paracetmol", "paracetamol"),  # a word of the safety rules
        ("ciggeis", "ciggies"),  # a word of the concepts
        ("drying", "drying"),  # everyone's word
        ("xyzzyplugh", "xyzzyplugh"),
    ],
)
def test_spelling_is_repaired_towards_our_own_words(
    typed: str, repaired: str, speller: Speller
) -> None:
    assert speller.repair(typed) == repaired


def test_every_topic_need_and_saying_teaches_its_phrases(library: Library) -> None:
    taught = examples_of(library)
    labels = {label for label, _ in taught}
    assert {f"topic:{each}" for each in library.topics} <= labels
    assert {"need:library", "intent:thanks"} <= labels
    assert all(phrase.strip() for _, phrase in taught)


def test_a_need_leads_to_the_topic_that_needs_yaml_names(library: Library) -> None:
    leads = topics_of_needs(library)
    assert leads["stop-smoking"] == "topic:stop-smoking"
    assert "library" not in leads


def test_words_that_ask_for_help_nearby_are_content(library: Library) -> None:
    assert "near me" in near_me(library)
    silent = library.intents.model_copy(update={"intents": ()})
    assert near_me(replace(library, intents=silent)) == ()
