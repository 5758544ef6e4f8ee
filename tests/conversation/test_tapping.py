"""Every value that a button of ours can have, and values that nobody of us made."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from bot.conversation.intents import (
    AnswersFact,
    AsksMore,
    AsksTopic,
    AsksWhy,
    GivesPlace,
    GoesBack,
    Intent,
    NamedPlace,
    Says,
    Wanted,
    WantsHelp,
    WantsUrgentHelp,
)
from bot.conversation.model import State
from bot.conversation.tapping import PLAIN_TAPS, Taps
from bot.library.library import Library
from tests.services_directory.builders import given

FEEDING = ("infant-feeding", "health-visiting")
STAFFORD = "E07000197"
SOMEWHERE = State(place=STAFFORD)
ON_SMOKING = State(needs=("stop-smoking",), topic="stop-smoking", place=STAFFORD)


@pytest.fixture(scope="module")
def taps(library: Library) -> Taps:
    return Taps(library)


@pytest.mark.parametrize(
    ("value", "state", "meaning"),
    [
        ("topic:sore-nipples", State(), AsksTopic("sore-nipples")),
        ("more:sore-nipples:try-now", State(), AsksMore("sore-nipples", "try-now")),
        ("near:sore-nipples", State(), WantsHelp(FEEDING, "sore-nipples")),
        (
            "near:sore-nipples",
            SOMEWHERE,
            WantsHelp(FEEDING, "sore-nipples", search=Wanted(FEEDING, "same")),
        ),
        ("need:library", State(), WantsHelp(("library",))),
        ("place:E06000016", State(), GivesPlace(search=Wanted((), NamedPlace("E06000016")))),
        (
            "place:E06000016",
            ON_SMOKING,
            WantsHelp(
                ("stop-smoking",),
                "stop-smoking",
                search=Wanted(("stop-smoking",), NamedPlace("E06000016")),
            ),
        ),
        (
            "fact:pregnant:yes",
            ON_SMOKING,
            AnswersFact(
                "pregnant", search=Wanted(("stop-smoking",), "same"), facts={"pregnant": True}
            ),
        ),
        (
            "fact:pregnant:no",
            ON_SMOKING,
            AnswersFact(
                "pregnant", search=Wanted(("stop-smoking",), "same"), facts={"pregnant": False}
            ),
        ),
        (
            "fact:age:yes",
            ON_SMOKING,
            AnswersFact("age", search=Wanted(("stop-smoking",), "same"), facts={"age": 18.0}),
        ),
        (
            "fact:pregnant:skip",
            ON_SMOKING,
            AnswersFact("pregnant", search=Wanted(("stop-smoking",), "same")),
        ),
        ("why", State(), AsksWhy()),
        ("back", State(), GoesBack()),
        ("urgent", State(), WantsUrgentHelp()),
        ("urgent:", State(), WantsUrgentHelp()),
        ("urgent:baby_unwell", State(), WantsUrgentHelp("baby_unwell")),
        ("menu", State(), Says("menu")),
        ("menu:0", State(), Says("menu:0")),
        ("again", State(), Says("menu")),
        ("again", State(trail=("menu", "topic:weaning")), AsksTopic("weaning")),
        ("again", State(trail=("near:no-such-topic",)), Says("menu")),
    ],
)
def test_a_tap_has_one_meaning(value: str, state: State, meaning: Intent, taps: Taps) -> None:
    assert taps.read(value, state) == meaning


@pytest.mark.parametrize("word", sorted(PLAIN_TAPS))
def test_some_taps_say_all_in_one_word(word: str, taps: Taps) -> None:
    assert taps.read(word, State()) == Says(word)


@pytest.mark.parametrize(
    "forged",
    [
        "",
        ":",
        "topic",
        "topic:",
        "topic:no-such-topic",
        "topic:weaning:more",
        "more:weaning",
        "more:weaning:no-such-section",
        "more:no-such-topic:a",
        "near:no-such-topic",
        "need:no-such-need",
        "fact:no-such-fact:yes",
        "fact",
        "urgent:no-such-class",
        "drop table",
        "__class__:x",
        "Menu",
        " menu",
        "\x00",
    ],
)
def test_a_value_that_we_never_made_means_nothing(forged: str, taps: Taps) -> None:
    assert taps.read(forged, State()) is None


@pytest.mark.parametrize("page", ["99", "-1", "²", "٣", "1e3", "9" * 5000, "x", "0 "])
def test_a_page_of_the_menu_that_is_not_there_is_the_menu(page: str, taps: Taps) -> None:
    assert taps.read(f"menu:{page}", State()) == Says("menu")


def test_a_topic_without_needs_has_no_help_near(taps: Taps, library: Library) -> None:
    without = next((each.id for each in library.topics.values() if not each.needs), None)
    assert without is None or taps.read(f"near:{without}", State()) is None


@pytest.mark.parametrize(
    ("payload", "meaning"),
    [
        ("sore-nipples", AsksTopic("sore-nipples")),
        ("", Says("greeting")),
        ("no-such-topic", Says("greeting")),
        ("topic:weaning", Says("greeting")),
    ],
)
def test_a_start_link_opens_a_topic_or_greets(payload: str, meaning: Intent, taps: Taps) -> None:
    assert taps.start(payload) == meaning


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        ("urgent", WantsUrgentHelp()),
        ("back", GoesBack()),
        ("loss", AsksTopic("baby-loss")),
        ("thanks", Says("thanks")),
        ("anything", Says("anything")),
    ],
)
def test_a_command_means_what_its_button_means(said: str, meaning: Intent, taps: Taps) -> None:
    assert taps.said(said) == meaning


@given(st.text(), st.lists(st.text(), max_size=3))
def test_no_value_whatever_breaks_it(taps: Taps, value: str, trail: list[str]) -> None:
    for prefix in ("", "topic:", "more:", "near:", "need:", "fact:", "menu:", "urgent:", "place:"):
        taps.read(prefix + value, State(trail=tuple(trail)))
    taps.start(value)
