"""A conversation just held, as a file that can be replayed."""

from __future__ import annotations

import yaml

from bot.app import App
from bot.conversation.model import Reply, State, Turn
from bot.conversation.transcript import as_transcript
from tests.resident import Resident

SAID = ("sore nipples", 'she said: "no" — and żółw', "my baby isnt breathing")


def test_a_conversation_is_yaml_that_says_what_was_said_and_what_came(app: App) -> None:
    person = Resident(app)
    for text in SAID:
        person.says(text)
    transcript = yaml.safe_load(as_transcript(list(zip(SAID, person.turns, strict=True))))
    steps = transcript["steps"]
    assert [step["says"] for step in steps] == list(SAID)
    assert [step["outcome"] for step in steps] == [turn.outcome for turn in person.turns]
    assert steps[0]["topics"] == ["sore-nipples", "breastfeeding"]
    assert steps[2]["safety"] == "baby_emergency"
    assert "safety" not in steps[0]


def test_what_it_says_to_look_for_can_be_seen_when_it_is_replayed(app: App) -> None:
    held = [(text, Resident(app).says(text).turn) for text in SAID]
    for step in yaml.safe_load(as_transcript(held))["steps"]:
        Resident(app).says(step["says"]).sees(*step["sees"])


def test_only_the_beginning_of_a_long_reply_is_looked_for() -> None:
    turn = Turn((Reply("a" * 300 + "\nmore"),), State(), "answered")
    (step,) = yaml.safe_load(as_transcript([("hello", turn)]))["steps"]
    assert step["sees"] == ["a" * 80]


def test_a_turn_without_a_reply_can_still_be_written() -> None:
    turn = Turn((), State(), "answered", topics=("weaning",))
    (step,) = yaml.safe_load(as_transcript([("hello", turn)]))["steps"]
    assert step["topics"] == ["weaning"]
