"""Why a message is understood as it is: CONTRACT section 4."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st

from bot.conversation.explaining import (
    FEWEST,
    explain,
    nearest_phrases,
    what_would_change_it,
)
from bot.conversation.understanding import Understanding
from tests.services_directory.builders import given

INTENTS = {
    "topic",
    "find_service",
    "greeting",
    "thanks",
    "human",
    "stop",
    "erase",
    "my_data",
    "privacy",
    "menu",
    "loss",
    "out_of_scope",
    "not_understood",
    "safety",
}
DECISIONS = {"answer", "clarify", "fallback", "safety"}


def fits_the_contract(found: dict[str, Any], text: str) -> None:
    assert found["text"] == text
    assert found["intent"] in INTENTS
    assert found["decision"] in DECISIONS
    assert found["safety"] is None or isinstance(found["safety"], str)
    assert isinstance(found["danger_check"], bool)
    for topic in found["topics"]:
        assert {"id", "score", "because"} <= set(topic) <= {"id", "score", "because", "core"}
        assert 0 <= topic["score"] <= 1
        assert topic.get("core") != topic["id"]
    assert found["advice"].endswith(".")


@pytest.mark.parametrize(
    ("text", "intent", "decision"),
    [
        ("my nipples are killing me", "topic", "answer"),
        ("i lost my baby", "loss", "answer"),
        ("library near st16 2lh", "find_service", "answer"),
        ("st16 2lh", "find_service", "answer"),
        ("hello", "greeting", "answer"),
        ("thank you", "thanks", "answer"),
        ("talk to a person", "human", "answer"),
        ("urgent", "human", "answer"),
        ("stop", "stop", "answer"),
        ("delete my data", "erase", "answer"),
        ("my data", "my_data", "answer"),
        ("privacy", "privacy", "answer"),
        ("menu", "menu", "answer"),
        ("help", "menu", "answer"),
        ("back", "menu", "answer"),
        ("council tax", "out_of_scope", "answer"),
        ("my baby isnt breathing", "safety", "safety"),
        ("xyzzy plugh", "not_understood", "fallback"),
        ("", "not_understood", "fallback"),
        ("🦕", "not_understood", "fallback"),
    ],
)
def test_intent_and_decision(
    text: str, intent: str, decision: str, understanding: Understanding
) -> None:
    found = explain(understanding, text)
    fits_the_contract(found, text)
    assert (found["intent"], found["decision"]) == (intent, decision)


def test_the_chosen_topic_stands_first_with_why_and_its_core(
    understanding: Understanding,
) -> None:
    first, *others = explain(understanding, "my nipples are killing me")["topics"]
    assert (first["id"], first["core"]) == ("sore-nipples", "breastfeeding")
    assert "nipples" in " ".join(first["because"])
    assert len(others) >= FEWEST - 1


@pytest.mark.parametrize("text", ["hello", "thank you", "library near st16 2lh", "sore", "stop"])
def test_there_are_always_runners_up_where_anything_is_known(
    text: str, understanding: Understanding
) -> None:
    topics = explain(understanding, text)["topics"]
    assert len(topics) >= FEWEST
    assert len({topic["id"] for topic in topics}) == len(topics)


def test_runners_up_come_best_first(understanding: Understanding) -> None:
    _, *others = explain(understanding, "baby food and sleep")["topics"]
    scores = [topic["score"] for topic in others]
    assert scores == sorted(scores, reverse=True)


def test_a_danger_names_its_class_and_the_words_that_it_saw(
    understanding: Understanding,
) -> None:
    found = explain(understanding, "help my baby isnt breathing")
    assert found["safety"] == "baby_emergency"
    assert "breathing" in found["safety_because"]
    assert "harmless.yaml" in found["advice"]


def test_what_almost_fired_names_its_guard(understanding: Understanding) -> None:
    found = explain(understanding, "i dont want to die")
    assert found["safety"] is None
    assert {"class", "rule", "because", "guard"} == set(found["almost"][0])


def test_what_is_not_understood_says_what_an_editor_can_do(understanding: Understanding) -> None:
    advice = explain(understanding, "xyzzy plugh nipples")["advice"]
    assert "messages" in advice


def test_a_place_and_facts_are_told_but_not_the_place_itself(
    understanding: Understanding,
) -> None:
    found = explain(understanding, "im pregnant and want to stop smoking near st16 2lh")
    assert found["place"] is True
    assert found["facts"]["pregnant"] is True
    told = {name: value for name, value in found.items() if name != "text"}
    assert "2lh" not in str(told).casefold()


def test_each_line_stands_alone(understanding: Understanding) -> None:
    text = "sore nipples"
    explain(understanding, "my baby isnt breathing")
    assert explain(understanding, text) == explain(understanding, text)


@given(st.text())
def test_every_text_is_explained(understanding: Understanding, text: str) -> None:
    fits_the_contract(explain(understanding, text), text)


def test_the_nearest_phrases_are_those_of_the_best_topics(understanding: Understanding) -> None:
    near = nearest_phrases(understanding, "my nipples are cracked and bleeding")
    assert len(near) == 3
    assert {each["topic"] for each in near} <= {"sore-nipples", "breastfeeding", "mastitis"}
    assert any("nipples" in each["phrase"] for each in near)


def test_it_says_how_much_a_message_sounds_like_danger(understanding: Understanding) -> None:
    beliefs = [
        explain(understanding, text)["danger_belief"]
        for text in ("how do i start weaning", "she has gone blue and will not wake up")
    ]
    assert beliefs[0] < 0.1 < 0.9 < beliefs[1]


def test_a_danger_that_no_rule_saw_says_so(understanding: Understanding) -> None:
    by_rule = explain(understanding, "she is not breathing")
    assert by_rule["safety_rule"] not in {None, "Sounds like danger"}


def test_an_editor_sees_what_would_come_first_without_each_word(
    understanding: Understanding,
) -> None:
    lines = what_would_change_it(understanding, "where do i get patches to stop smoking")
    assert lines
    assert all(line.startswith("Without “") for line in lines)
    assert what_would_change_it(understanding, "") == []
