"""What someone in danger is told, and what follows for a while."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.dangers import GENTLE_TURNS
from bot.conversation.intents import (
    AsksTopic,
    InDanger,
    Says,
    StillInDanger,
    WantsUrgentHelp,
)
from bot.conversation.model import State
from bot.library.library import Library
from bot.library.models import SAFETY_CLASSES
from tests.conversation.conftest import MET, Answers, text_of, values_of
from tests.resident import Resident

JUST_NOW = State(greeted=True, gentle=GENTLE_TURNS, danger="baby_emergency")


@pytest.mark.parametrize("kind", SAFETY_CLASSES)
@pytest.mark.parametrize("asked", [InDanger, WantsUrgentHelp])
def test_the_reviewed_words_come_first_and_are_not_changed(
    asked: type[InDanger], kind: str, answers: Answers, library: Library
) -> None:
    turn = answers.to(asked(kind), State())
    assert turn.replies[0].text == library.safety[kind].reply
    assert (turn.outcome, turn.safety) == ("safety", kind)
    assert (turn.state.danger, turn.state.gentle) == (kind, GENTLE_TURNS)
    assert turn.state.expecting is None


@pytest.mark.parametrize("kind", sorted(set(SAFETY_CLASSES) - {"baby_unwell"}))
def test_every_emergency_names_999(kind: str, answers: Answers) -> None:
    assert "999" in answers.to(InDanger(kind)).replies[0].text


def test_a_baby_that_is_unwell_is_sent_to_111(answers: Answers) -> None:
    assert "111" in answers.to(InDanger("baby_unwell")).replies[0].text


def test_the_lines_for_this_danger_follow(answers: Answers, library: Library) -> None:
    kind = library.safety["suicide_self_harm"]
    shown = library.shown_helplines(kind.helplines)
    assert shown
    told = text_of(answers.to(InDanger(kind.id)))
    assert all(line.name in told for line in shown)


def test_a_danger_without_lines_still_has_its_words_and_buttons(library: Library) -> None:
    kind = library.safety["baby_unwell"].model_copy(update={"helplines": ()})
    alone = replace(library, safety={**library.safety, kind.id: kind})
    turn = Answers(alone).to(InDanger(kind.id))
    assert len(turn.replies) == 1
    assert "human" in values_of(turn)


def test_urgent_help_lists_what_may_be_happening(answers: Answers, library: Library) -> None:
    turn = answers.to(WantsUrgentHelp())
    assert turn.safety is None
    assert values_of(turn)[: len(library.site.urgent)] == [
        f"urgent:{kind}" for kind in library.site.urgent
    ]
    assert "999" in text_of(turn)


@pytest.mark.parametrize("missing", ["baby_emergency", "overdose_poisoning"])
def test_urgent_help_leaves_out_what_is_not_there(missing: str, library: Library) -> None:
    safety = {kind: each for kind, each in library.safety.items() if kind != missing}
    turn = Answers(replace(library, safety=safety)).to(WantsUrgentHelp())
    assert f"urgent:{missing}" not in values_of(turn)


def test_a_few_words_later_the_way_to_help_comes_again_in_other_words(answers: Answers) -> None:
    first = answers.to(InDanger("baby_emergency"))
    again = answers.to(StillInDanger("baby_emergency"), first.state)
    assert again.replies[0].text != first.replies[0].text
    assert "999" in again.replies[0].text
    assert again.safety == "baby_emergency"
    assert again.state.gentle == GENTLE_TURNS - 1


def test_a_danger_that_is_not_known_any_more_gets_the_urgent_page(answers: Answers) -> None:
    turn = answers.to(StillInDanger("None"), replace(JUST_NOW, danger=None))
    assert "urgent:baby_emergency" in values_of(turn)


def test_gentle_words_stand_first_for_some_turns_and_then_no_more(
    answers: Answers, library: Library
) -> None:
    state = JUST_NOW
    tops = []
    for _ in range(GENTLE_TURNS + 1):
        turn = answers.to(AsksTopic("weaning"), state)
        tops.append(turn.replies[0].text.split("\n")[0])
        state = turn.state
    after = library.safety["baby_emergency"].after.split("\n")[0]
    gentle = library.phrases.phrases["after_danger"]
    summary = library.topics["weaning"].summary
    assert tops == [after, *[gentle] * (GENTLE_TURNS - 1), summary]


def test_no_danger_ends_the_danger_but_not_the_care(answers: Answers) -> None:
    turn = answers.to(Says("not_danger"), JUST_NOW)
    assert turn.outcome == "menu"
    assert turn.state.danger is None
    assert turn.state.gentle == GENTLE_TURNS - 1


def test_goodbye_after_a_danger_is_not_held_up(answers: Answers) -> None:
    assert answers.to(Says("stop"), JUST_NOW).replies == answers.to(Says("stop"), MET).replies


def test_the_check_stands_on_top_of_the_ordinary_answer(answers: Answers, library: Library) -> None:
    turn = answers.to(AsksTopic("weaning"), danger_check=True)
    assert turn.danger_check
    assert turn.outcome == "answered"
    assert turn.replies[0].text.startswith(library.phrases.phrases["danger_check"])
    assert library.topics["weaning"].summary in turn.replies[0].text
    assert values_of(turn)[:2] == ["urgent:", "not_danger"]


@pytest.mark.parametrize("intent", [InDanger("baby_emergency"), Says("stop"), WantsUrgentHelp()])
def test_the_check_never_stands_on_top_of_danger_or_goodbye(
    intent: InDanger, answers: Answers
) -> None:
    turn = answers.to(intent, danger_check=True)
    assert not turn.danger_check
    assert turn == answers.to(intent)


def test_danger_in_the_middle_of_a_question_does_not_lose_the_place(resident: Resident) -> None:
    resident.says("sore nipples near st16 2lh").says("my baby isnt breathing").is_told("safety")
    resident.taps("No, not right now").sees("111")
    resident.says("my data").sees("Stafford")


def test_not_understood_just_after_a_danger_is_never_a_guess(resident: Resident) -> None:
    resident.says("my baby isnt breathing").says("xyzzy").is_told("safety").sees("999")
    assert not any(choice.value.startswith("topic:") for choice in resident.choices)
