"""Every path ends in a sentence, an Urgent help choice and a way on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args

import pytest

from bot.conversation import intents
from bot.conversation.answering import ANSWERS, MOST_CHOICES
from bot.conversation.intents import (
    AnswersFact,
    AsksMore,
    AsksTopic,
    AsksWhy,
    GivesPlace,
    GoesBack,
    InDanger,
    Intent,
    KeepsPlace,
    MayMean,
    NotUnderstood,
    NotWords,
    Says,
    StillInDanger,
    WantsHelp,
    WantsUrgentHelp,
)
from bot.conversation.model import URGENT, MessageKind, State
from bot.conversation.sayings import SAYINGS
from bot.library.library import Library
from tests.conversation.conftest import MET, Answers, text_of, values_of

UNREADABLE = sorted(set(get_args(MessageKind)) - {"text", "choice", "start", "pin"})

INTENTS: list[Intent] = [
    InDanger("baby_emergency"),
    StillInDanger("baby_emergency"),
    StillInDanger("None"),
    WantsUrgentHelp(),
    WantsUrgentHelp("baby_unwell"),
    KeepsPlace(),
    AsksTopic("weaning"),
    AsksTopic("weaning", second="sore-nipples", wants_help=True, section="allergies"),
    AsksTopic("domestic-abuse"),
    AsksMore("sore-nipples", "try-now"),
    AsksMore("sore-nipples", "gone"),
    WantsHelp(()),
    WantsHelp(("infant-feeding",), "sore-nipples"),
    WantsHelp(("no-such-need",)),
    GivesPlace(),
    AnswersFact("age"),
    AsksWhy(),
    MayMean(("weaning", "breastfeeding")),
    MayMean(()),
    NotUnderstood(),
    NotUnderstood(("weaning", "gone", "breastfeeding")),
    *(NotWords(kind) for kind in (*UNREADABLE, "empty")),
    *(Says(word) for word in (*SAYINGS, "menu", "menu:0", "menu:99", "no such word")),
]

STATES = [
    State(),
    MET,
    State(greeted=True, missed=2, trail=("menu", "topic:weaning")),
    State(greeted=True, gentle=4, danger="baby_emergency", place="E07000197", topic="gone"),
    State(expecting="eligibility", fact="age", needs=("stop-smoking",), topic="stop-smoking"),
]


def test_every_intent_has_an_answer_but_back_which_is_resolved_before() -> None:
    """BACK becomes the step before it, in `App.decide`."""
    written = {
        each
        for each in vars(intents).values()
        if isinstance(each, type) and issubclass(each, Intent) and each is not Intent
    }
    assert set(ANSWERS) == written - {GoesBack}


@pytest.mark.parametrize("danger_check", [False, True])
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("intent", INTENTS, ids=str)
def test_every_answer_has_words_a_way_on_and_urgent_help(
    intent: Intent, state: State, danger_check: bool, answers: Answers
) -> None:
    turn = answers.to(intent, state, danger_check=danger_check)
    assert all(reply.text.strip() for reply in turn.replies)
    assert all(not reply.choices for reply in turn.replies[:-1]), "buttons stand under the last"
    values = values_of(turn)
    assert values[-1] == URGENT
    assert values.count(URGENT) == 1
    assert any(value.startswith("menu") for value in values)
    assert len(values) == len(set(values)) <= MOST_CHOICES
    assert all(len(choice.label) <= 20 for choice in turn.replies[-1].choices)
    assert turn.state.offered == turn.replies[-1].choices, "so that a number can choose one"
    assert "{" not in text_of(turn)


def test_the_first_reply_says_what_this_is_and_the_second_does_not(answers: Answers) -> None:
    first = answers.to(AsksTopic("weaning"), State())
    again = answers.to(AsksTopic("weaning"), first.state)
    assert "automatic service, not a person" in text_of(first)
    assert "automatic service, not a person" not in text_of(again)
    assert first.state.greeted


@pytest.mark.parametrize(
    "intent", [Says("greeting"), InDanger("baby_emergency"), NotUnderstood(), Says("stop")]
)
def test_some_first_replies_need_no_introduction(intent: Intent, answers: Answers) -> None:
    assert len(answers.to(intent, State()).replies) == len(answers.to(intent, MET).replies)


def test_who_was_not_understood_at_first_is_still_told_what_this_is(answers: Answers) -> None:
    lost = answers.to(NotUnderstood(), State())
    assert "automatic service" in text_of(answers.to(AsksTopic("weaning"), lost.state))


@pytest.mark.parametrize(("trail", "back"), [((), False), (("menu",), False), (("a", "b"), True)])
def test_back_is_offered_where_there_is_somewhere_to_go_back_to(
    trail: tuple[str, ...], back: bool, answers: Answers
) -> None:
    turn = answers.to(Says("privacy"), State(greeted=True, trail=trail))
    assert ("back" in values_of(turn)) is back


def test_many_buttons_leave_room_for_the_way_on(answers: Answers, library: Library) -> None:
    turn = answers.to(NotUnderstood(tuple(library.topics)), State(greeted=True, trail=("a", "b")))
    menu = answers.to(MayMean(tuple(library.topics)), State(greeted=True, trail=("a", "b")))
    for each in (turn, menu):
        assert values_of(each)[-2:] == ["back", URGENT]
        assert len(values_of(each)) <= MOST_CHOICES


def test_the_words_are_in_the_residents_language(in_polish: Library) -> None:
    turn = Answers(in_polish).to(Says("thanks"), State(greeted=True, language="pl"))
    assert text_of(turn) == "Proszę bardzo."


def test_the_same_question_at_another_time_may_have_another_answer(answers: Answers) -> None:
    """A page that is overdue says so."""
    later = datetime(2030, 1, 1, tzinfo=UTC)
    assert text_of(answers.to(AsksTopic("weaning"))) != text_of(
        answers.to(AsksTopic("weaning"), now=later)
    )
