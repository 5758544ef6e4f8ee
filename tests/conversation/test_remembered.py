"""What is held for as long as a conversation lasts, and what it opens."""

from __future__ import annotations

import pytest

from bot.conversation.intents import AsksTopic
from bot.conversation.model import State
from bot.conversation.remembered import (
    LOSS_TOLD,
    after_loss,
    instead_of,
    needs_searched,
    needs_with_leads,
    remembering,
)
from bot.library.library import Library
from bot.storage.conversations import read_state, write_state
from services_directory.eligibility import Fact
from services_directory.service import Found, Refusal
from tests.services_directory.builders import STAFFORD, service

SMOKING, FINER = ("stop-smoking",), ("stop-smoking-pregnancy", "stop-smoking")


def told(held: dict[str, Fact], now: dict[str, Fact], afresh: bool = False) -> dict[str, Fact]:
    intent = AsksTopic("stop-smoking", facts=now, afresh=afresh)
    return remembering(State(facts=held), intent).facts


def test_what_is_told_later_counts() -> None:
    assert told({"pregnant": True, "age": 30.0}, {"pregnant": False}) == {
        "pregnant": False,
        "age": 30.0,
    }


def test_what_was_not_about_them_is_forgotten_and_may_be_asked_again() -> None:
    state = State(facts={"pregnant": True}, asked=("pregnant",))
    fresh = remembering(state, AsksTopic("stop-smoking", facts={"age": 17.0}, afresh=True))
    assert (fresh.facts, fresh.asked) == ({"age": 17.0}, ())


def test_a_loss_takes_the_pregnancy_with_it_and_keeps_what_is_told_with_it() -> None:
    held: dict[str, Fact] = {
        "pregnant": True,
        "lives_with_someone_pregnant": True,
        "pregnant_in_last_6_months": False,
        "baby_age_months": 8.0,
        "smokes_tobacco": True,
    }
    loss: dict[str, Fact] = {LOSS_TOLD: True, "pregnant_in_last_6_months": True}
    assert told(held, loss) == {**loss, "smokes_tobacco": True}
    assert after_loss(told(held, loss)) == {**loss, "smokes_tobacco": True}
    assert after_loss(held) == {"smokes_tobacco": True, LOSS_TOLD: True}


def test_a_loss_is_not_forgotten_with_the_rest() -> None:
    assert told({LOSS_TOLD: True, "age": 30.0}, {}, afresh=True) == {LOSS_TOLD: True}


@pytest.mark.parametrize(
    ("facts", "needs"),
    [
        ({}, SMOKING),
        ({"pregnant": True}, FINER),
        ({"pregnant_in_last_6_months": True}, FINER),
        ({"lives_with_someone_pregnant": True}, FINER),
        ({"pregnant": False}, SMOKING),
        ({"pregnant_in_last_6_months": False, "months_since_pregnancy": 7.0}, FINER),
        ({"pregnant_in_last_6_months": False, "baby_age_months": 7.0}, FINER),
        ({"months_since_pregnancy": 13.0}, SMOKING),
        ({"pregnant_in_last_6_months": True, LOSS_TOLD: True}, SMOKING),
    ],
)
def test_a_finer_need_is_searched_first_where_what_was_told_opens_it(
    facts: dict[str, Fact], needs: tuple[str, ...], library: Library
) -> None:
    assert needs_with_leads(SMOKING, facts, library) == needs
    assert needs_with_leads(("weaning",), facts, library) == ("weaning",)
    assert needs_with_leads((), facts, library) == ()


def test_the_finer_need_is_spoken_of_only_where_something_is_here_for_it(library: Library) -> None:
    finer, plain = service("finer", FINER[0]), service("plain", SMOKING[0])
    pregnant: dict[str, Fact] = {"pregnant": True}
    refused = Found(STAFFORD, refused=(Refusal(finer, ("pregnant",)),))
    other = Found(STAFFORD, refused=(Refusal(plain, ("age",)),))
    assert needs_searched(refused, SMOKING, pregnant, library) == FINER
    assert needs_searched(other, SMOKING, pregnant, library) == SMOKING


def test_whoever_only_vapes_is_told_what_there_is_instead_when_they_are_refused(
    library: Library,
) -> None:
    refused = Found(STAFFORD, refused=(Refusal(service("clinic"), ("smokes_tobacco",)),))
    vapes: dict[str, Fact] = {"vapes_only": True, "smokes_tobacco": False}
    assert "pharmacist" in str(instead_of(refused, vapes, library))
    assert instead_of(refused, {"smokes_tobacco": False}, library) is None
    assert instead_of(Found(STAFFORD), vapes, library) is None


def test_what_is_held_is_kept_as_whole_months_and_yes_or_no() -> None:
    facts: dict[str, Fact] = {"months_since_pregnancy": 6.0, "pregnant": False, LOSS_TOLD: True}
    assert read_state(write_state(State(facts=facts))).facts == facts
