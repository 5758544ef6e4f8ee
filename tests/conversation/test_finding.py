"""Help near a resident: what was found, and the questions about them that would change it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation.intents import AnswersFact, AsksTopic, AsksWhy, KeepsPlace, WantsHelp
from bot.conversation.model import State
from services_directory.eligibility import YES, Fact, Holds, Verdict
from services_directory.service import Found, Refusal, Signpost
from tests.conversation.conftest import MET, Answers, text_of, values_of
from tests.resident import Clock, Resident
from tests.services_directory.builders import STAFFORD, gap, service

NEED = ("infant-feeding",)
ASKS = WantsHelp(NEED, "sore-nipples")
HELPER = service("feeding-team", NEED[0])
MUMS = service("mums-group", NEED[0], eligible=Holds("pregnant"))
THERE = Signpost(HELPER, YES, None, None, None)
PERHAPS = Signpost(MUMS, Verdict("ask", ("pregnant",)), None, None, None)
REFUSED = Refusal(MUMS, ("pregnant",))


@pytest.mark.parametrize(
    ("found", "outcome"),
    [
        (Found(STAFFORD, signposts=(THERE,)), "signposted"),
        (Found(STAFFORD, signposts=(THERE,), gaps=(gap("g", STAFFORD),)), "gap_told"),
        (Found(STAFFORD, gaps=(gap("g", STAFFORD),)), "gap_told"),
        (Found(STAFFORD, refused=(REFUSED,)), "not_eligible"),
        (Found(STAFFORD), "gap_told"),
        (Found(STAFFORD, signposts=(THERE, PERHAPS), asks=("pregnant",)), "asked_eligibility"),
    ],
)
def test_what_was_found_decides_the_outcome(found: Found, outcome: str, answers: Answers) -> None:
    turn = answers.to(ASKS, found=found)
    assert turn.outcome == outcome
    assert "That is in Stafford" in text_of(turn)
    assert turn.state.place == "E07000197"
    assert (turn.state.topic, turn.state.needs) == ("sore-nipples", NEED)
    assert turn.topics == ("sore-nipples", "breastfeeding")


def test_after_help_there_is_the_page_another_place_and_a_person(answers: Answers) -> None:
    turn = answers.to(ASKS, found=Found(STAFFORD, signposts=(THERE,)))
    assert values_of(turn)[:4] == ["topic:sore-nipples", "another_place", "wrong", "human"]
    assert turn.state.trail == ("near:sore-nipples",)


def test_a_search_without_a_topic_can_be_gone_back_to(answers: Answers) -> None:
    turn = answers.to(WantsHelp(NEED), found=Found(STAFFORD, signposts=(THERE,)))
    assert turn.state.trail == ("need:infant-feeding",)
    assert turn.topics == ()


def test_help_with_nothing_in_particular_asks_with_what(answers: Answers) -> None:
    turn = answers.to(WantsHelp(()))
    assert (turn.outcome, turn.asks) == ("clarified", "clarify")
    assert values_of(turn)[0] == "menu:0"


# Questions.

ASKING = Found(STAFFORD, signposts=(THERE, PERHAPS), asks=("pregnant",))


def test_a_question_that_changes_the_services_is_asked_before_they_are_shown(
    answers: Answers,
) -> None:
    turn = answers.to(ASKS, found=ASKING)
    assert turn.asks == "eligibility"
    assert "Are you pregnant now?" in text_of(turn)
    assert (turn.state.fact, turn.state.asked) == ("pregnant", ("pregnant",))
    assert values_of(turn)[:4] == [
        "fact:pregnant:yes",
        "fact:pregnant:no",
        "fact:pregnant:skip",
        "why",
    ]


def test_a_question_that_was_asked_is_not_asked_again(answers: Answers) -> None:
    turn = answers.to(ASKS, replace(MET, asked=("pregnant",)), found=ASKING)
    assert turn.outcome == "signposted"


def test_nobody_is_questioned_after_a_loss(answers: Answers) -> None:
    assert answers.to(WantsHelp(NEED, "baby-loss"), found=ASKING).outcome == "signposted"


ASKED = State(
    greeted=True,
    expecting="eligibility",
    fact="pregnant",
    asked=("pregnant",),
    needs=NEED,
    topic="sore-nipples",
    place="E07000197",
)


def test_an_answer_shows_what_is_left(answers: Answers) -> None:
    turn = answers.to(
        AnswersFact("pregnant", facts={"pregnant": False}),
        ASKED,
        found=Found(STAFFORD, signposts=(THERE,), refused=(REFUSED,)),
    )
    assert turn.outcome == "signposted"
    assert "That's fine" not in text_of(turn)


def test_a_skipped_question_shows_all_that_may_fit_and_says_so(answers: Answers) -> None:
    turn = answers.to(AnswersFact("pregnant"), ASKED, found=ASKING)
    assert turn.outcome == "signposted"
    assert text_of(turn).startswith("That's fine")
    assert "Mums Group" in text_of(turn)


def test_an_answer_without_a_place_asks_for_one(answers: Answers) -> None:
    assert answers.to(AnswersFact("pregnant"), ASKED).outcome == "asked_place"


def test_why_is_answered_and_the_question_comes_again(answers: Answers) -> None:
    turn = answers.to(AsksWhy(), ASKED)
    assert (turn.outcome, turn.asks) == ("asked_eligibility", "eligibility")
    assert "Some services are only for people who are pregnant" in text_of(turn)
    assert "fact:pregnant:yes" in values_of(turn)
    assert turn.state.fact == "pregnant"


def test_why_with_no_question_is_privacy(answers: Answers) -> None:
    assert answers.to(AsksWhy()).outcome == "privacy"


# Without a place.


@pytest.mark.parametrize(
    ("state", "said"),
    [(ASKED, "Breastfeeding Helpline"), (MET, "People you can talk to now")],
)
def test_who_keeps_their_place_gets_what_works_anywhere(
    state: State, said: str, answers: Answers
) -> None:
    turn = answers.to(KeepsPlace(), state)
    assert turn.outcome == "answered"
    assert said in text_of(turn)
    assert "human" in values_of(turn)


# All the way through.


def test_yes_and_no_lead_to_different_services(resident: Resident) -> None:
    resident.says("quit smoking in pregnancy").says("sefton").is_told("asked_eligibility")
    resident.says("why").is_told("asked_eligibility").sees("Why I ask")
    resident.taps("No").does_not_see("your midwife's clinic")
    resident.is_told("signposted")
    assert "ormskirk-smoking-midwife" not in resident.services


def test_yes_offers_the_service_that_no_would_have_hidden(resident: Resident) -> None:
    resident.says("quit smoking in pregnancy").says("sefton").says("yes").is_told("signposted")
    assert "ormskirk-smoking-midwife" in resident.services


def test_what_was_said_in_passing_is_not_asked(resident: Resident) -> None:
    resident.says("im pregnant and want to stop smoking").says("sefton").is_told("signposted")
    assert resident.turn.state.asked == ()


def test_a_topic_answers_first_and_then_with_help(answers: Answers) -> None:
    turn = answers.to(AsksTopic("sore-nipples"), found=Found(STAFFORD, signposts=(THERE,)))
    assert turn.outcome == "signposted"
    assert text_of(turn).startswith("Pain at every feed")
    assert "Feeding Team" in text_of(turn)


# What is told is read as the answer, and can be put right.


def test_a_skipped_question_leads_to_the_next_without_a_word_of_what_may_fit(
    answers: Answers,
) -> None:
    found = Found(STAFFORD, signposts=(THERE, PERHAPS), asks=("pregnant", "age"))
    turn = answers.to(AnswersFact("pregnant"), ASKED, found=found)
    assert turn.asks == "eligibility"
    assert "Are you 18 or over?" in text_of(turn)
    assert "That's fine" not in text_of(turn)
    assert "That is in Stafford" not in text_of(turn)


def test_what_was_not_about_them_is_looked_for_again_and_said(answers: Answers) -> None:
    turn = answers.to(WantsHelp(NEED, "sore-nipples", afresh=True), found=Found(STAFFORD))
    assert "I have forgotten what I held about you" in text_of(turn)


def test_a_refusal_says_whom_it_is_for_and_what_can_be_used_instead(answers: Answers) -> None:
    vapes: dict[str, Fact] = {"vapes_only": True}
    found = Found(STAFFORD, signposts=(THERE,), refused=(REFUSED,))
    turn = answers.to(ASKS, replace(MET, facts=vapes), found=found)
    told = text_of(turn)
    assert "Mums Group is for" in told
    assert told.index("not the right one for you") < told.index("a pharmacist or your GP")
    assert told.index("a pharmacist or your GP") < told.index("Here is what you can use instead.")


def test_facts_go_with_the_conversation(resident: Resident) -> None:
    resident.says("im 17, i had my baby 3 months ago and i want to stop smoking")
    assert resident.turn.state.facts["pregnant_in_last_6_months"] is True
    resident.says("delete")
    assert resident.turn.state.facts == {}
    resident.says("my data").does_not_see("pregnant", "17")


def test_a_conversation_that_has_expired_knows_nothing_of_them(
    resident: Resident, clock: Clock
) -> None:
    resident.says("im 20 weeks pregnant and want to stop smoking")
    clock.later(timedelta(hours=25))
    resident.says("my data").does_not_see("pregnant")
