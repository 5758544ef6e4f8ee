"""The small things that the bot says."""

from __future__ import annotations

from dataclasses import fields

import pytest

from bot.conversation.answering import Answering, LookedUp
from bot.conversation.intents import MayMean, NotUnderstood, NotWords, Says
from bot.conversation.model import State
from bot.conversation.wording import Wording
from bot.library.library import Library
from tests.conftest import EVENING
from tests.conversation.conftest import MET, Answers, text_of, values_of
from tests.resident import Resident
from tests.services_directory.builders import SEFTON, STAFFORD


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        ("greeting", "greeted"),
        ("thanks", "thanked"),
        ("human", "human_offered"),
        ("help", "menu"),
        ("privacy", "privacy"),
        ("out_of_scope", "out_of_scope"),
        ("stop", "stopped"),
        ("erase", "erased"),
        ("my_data", "my_data"),
        ("another_place", "asked_place"),
        ("not_danger", "menu"),
        ("menu", "menu"),
        ("menu:1", "menu"),
        ("no such word", "menu"),
    ],
)
def test_every_saying_has_its_outcome(word: str, outcome: str, answers: Answers) -> None:
    assert answers.to(Says(word)).outcome == outcome


def test_hello_is_said_differently_to_someone_who_has_met_us(answers: Answers) -> None:
    assert text_of(answers.to(Says("greeting"), State())) != text_of(answers.to(Says("greeting")))


def test_the_menu_and_its_pages_lead_to_topics(answers: Answers, library: Library) -> None:
    assert values_of(answers.to(Says("menu")))[0] == "menu:0"
    for number, item in enumerate(library.site.menu):
        page = answers.to(Says(f"menu:{number}"))
        assert values_of(page)[: len(item.topics)] == [f"topic:{each}" for each in item.topics]
        assert item.label in text_of(page)


@pytest.mark.parametrize("missed", range(7))
def test_not_understood_is_said_in_three_ways_that_come_round(
    missed: int, answers: Answers, library: Library
) -> None:
    turn = answers.to(NotUnderstood(), State(greeted=True, missed=missed))
    assert text_of(turn) == library.phrases.phrases[f"not_understood_{missed % 3 + 1}"]
    assert turn.state.missed == missed + 1
    assert {"menu", "human"} <= set(values_of(turn))


def test_being_understood_starts_the_count_again(resident: Resident) -> None:
    resident.says("xyzzy").says("plugh")
    assert resident.turn.state.missed == 2
    resident.says("sore nipples")
    assert resident.turn.state.missed == 0


def test_the_nearest_topics_are_offered(answers: Answers) -> None:
    turn = answers.to(NotUnderstood(("weaning", "breastfeeding", "loneliness", "warm-homes")))
    assert values_of(turn)[:3] == ["topic:weaning", "topic:breastfeeding", "topic:loneliness"]
    assert "topic:warm-homes" not in values_of(turn)


def test_did_you_mean_offers_topics_and_something_else(answers: Answers) -> None:
    turn = answers.to(MayMean(("weaning", "breastfeeding")))
    assert (turn.outcome, turn.asks) == ("clarified", "clarify")
    assert values_of(turn)[:3] == ["topic:weaning", "topic:breastfeeding", "menu"]


@pytest.mark.parametrize("kind", ["edited", "photo", "voice", "sticker", "group", "other", "empty"])
def test_what_cannot_be_read_has_words_of_its_own(
    kind: str, answers: Answers, library: Library
) -> None:
    turn = answers.to(NotWords(kind))
    assert text_of(turn) == library.phrases.phrases[kind]
    assert turn.outcome == "not_understood"


# A person.


def test_a_person_is_offered_and_the_place_asked_for(answers: Answers) -> None:
    turn = answers.to(Says("human"))
    assert turn.asks == "place"
    assert turn.state.wants_person
    assert "111" in text_of(turn)


def test_where_the_place_is_known_the_councils_own_route_is_named(
    answers: Answers, library: Library
) -> None:
    turn = answers.to(Says("human"), place=STAFFORD)
    assert library.places["staffordshire"].human in text_of(turn)
    assert turn.asks is None
    assert not turn.state.wants_person


def test_where_there_is_no_pack_the_national_route_is_named(
    answers: Answers, resident: Resident
) -> None:
    resident.says("talk to a person").says("near b1 1aa")
    resident.is_told("human_offered").sees("111")
    assert resident.turn.asks is None


def test_asking_for_a_person_then_giving_a_place_gets_the_person(resident: Resident) -> None:
    resident.says("talk to a person").says("st16 2lh").is_told("human_offered")
    resident.sees("Staffordshire")


# Their data.


def test_nothing_held_is_said(answers: Answers) -> None:
    assert "Nothing is held" in text_of(answers.to(Says("my_data")))


def test_all_that_is_held_is_told_in_words(answers: Answers, library: Library) -> None:
    state = State(
        greeted=True,
        topic="sore-nipples",
        place="E08000014",
        facts={"pregnant": True, "smokes_tobacco": False, "age": 18.0},
        language="pl",
    )
    told = text_of(answers.to(Says("my_data"), state, place=SEFTON))
    for line in (
        f"- subject: {library.topics['sore-nipples'].title}",
        "- area: Sefton",
        "- you said: pregnant: yes",
        "- you said: smokes tobacco: no",
        "- you said: age: 18\n",
        "- language: pl",
    ):
        assert line in told


def test_steps_replies_that_wait_and_when_it_all_goes_are_told(
    library: Library, wording: Wording
) -> None:
    state = State(greeted=True, trail=("menu", "weaning"), reported=("hub",))
    turn = Answering(library, state, LookedUp(waiting=2), EVENING).answer(Says("my_data"))
    told = text_of(turn)
    for phrase in (wording.say("held_steps"), wording.say("held_services")):
        assert f"- {phrase}" in told
    assert wording.say("held_waiting", count="2") in told
    assert "Saturday 21 November 2026, 7pm" in told


def test_whatever_a_state_can_hold_is_told_or_says_nothing_of_the_resident() -> None:
    told = {"topic", "place", "facts", "shown", "reported", "danger", "language", "trail"}
    only_of_the_bot = {  # what it asked and offered, and how it last answered
        "needs",
        "expecting",
        "fact",
        "asked",
        "offered",
        "missed",
        "gentle",
        "asked_week",
        "asked_if_safe",
        "wants_person",
        "greeted",
    }
    assert {field.name for field in fields(State)} == told | only_of_the_bot


@pytest.mark.parametrize("word", ["stop", "erase"])
def test_goodbye_forgets_everything_but_the_language(word: str, answers: Answers) -> None:
    state = State(greeted=True, topic="weaning", place="E08000014", facts={"age": 1}, language="pl")
    turn = answers.to(Says(word), state)
    assert turn.forget
    assert (turn.state.topic, turn.state.place, turn.state.facts) == (None, None, {})
    assert turn.state.language == "pl"


def test_stopping_and_starting_again_is_a_fresh_start(resident: Resident) -> None:
    resident.says("sore nipples near st16 2lh").says("STOP").is_told("stopped")
    resident.says("my data").sees("Nothing is held")


def test_after_thanks_ok_is_the_menu_and_not_thanks_again(resident: Resident) -> None:
    resident.says("sore nipples").says("thank you").is_told("thanked").says("ok").is_told("menu")


def test_someone_met_is_not_told_the_first_words_again(answers: Answers) -> None:
    assert "automatic" not in text_of(answers.to(Says("thanks"), MET))
