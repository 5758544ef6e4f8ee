"""Message and state → one meaning. The order of the readers is the priority."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import strategies as st

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
    NamedPlace,
    NotAPlace,
    NotUnderstood,
    NotWords,
    Says,
    StillInDanger,
    Wanted,
    WantsHelp,
    WantsUrgentHelp,
)
from bot.conversation.model import Choice, Message, State
from bot.conversation.safety import Almost, Danger, Seen
from bot.conversation.understanding import Understanding
from services_directory.postcode import PartPostcode, Postcode
from tests.services_directory.builders import given

FEEDING = ("infant-feeding", "health-visiting")
STAFFORD, LEICESTER = "E07000197", "E06000016"
HERE = Postcode("ST16", "2LH")

OFFERED = State(
    offered=(
        Choice("Breastfeeding", "topic:breastfeeding"),
        Choice("Weaning", "topic:weaning"),
        Choice("Menu", "menu"),
        Choice("Urgent help", "urgent"),
    )
)
ASKED_PLACE = State(expecting="place", needs=FEEDING, topic="sore-nipples")
ASKED_AGE = State(
    expecting="eligibility",
    fact="age",
    needs=("stop-smoking",),
    topic="stop-smoking",
    place=STAFFORD,
)
AFTER_DANGER = State(gentle=3, danger="baby_emergency", greeted=True)


def meant(understanding: Understanding, text: str, state: State | None = None) -> Intent:
    message = Message(text=text)
    seen = understanding.look_for_danger(message)
    intent = understanding.understand(message, state or State(), seen)
    return replace(intent, facts={}) if not isinstance(intent, AnswersFact) else intent


# Danger comes first.


@pytest.mark.parametrize("state", [State(), OFFERED, ASKED_PLACE, ASKED_AGE, AFTER_DANGER])
@pytest.mark.parametrize("text", ["my baby isnt breathing", "2. my baby isnt breathing st16 2lh"])
def test_danger_outranks_everything_in_every_state(
    text: str, state: State, understanding: Understanding
) -> None:
    assert meant(understanding, text, state) == InDanger("baby_emergency")


def test_danger_in_a_start_link_is_seen(understanding: Understanding) -> None:
    seen = understanding.look_for_danger(Message("start", text="my baby isnt breathing"))
    assert seen.danger is not None


@pytest.mark.parametrize("kind", ["choice", "photo", "edited", "sticker"])
def test_what_is_not_words_holds_no_danger(kind: str, understanding: Understanding) -> None:
    message = Message(kind, text="my baby isnt breathing", choice="menu")
    assert understanding.look_for_danger(message) == Seen(None)


ASKING = Seen(None, (Almost("baby_emergency", "Breathing", "stops breathing", "asking"),))


def test_a_question_about_an_emergency_that_fits_no_page_gets_the_urgent_page(
    understanding: Understanding,
) -> None:
    message = Message(text="xyzzy plugh")
    assert understanding.understand(message, State(), ASKING) == WantsUrgentHelp()


def test_a_question_about_an_emergency_that_fits_a_page_gets_that_page_and_a_check(
    understanding: Understanding,
) -> None:
    message = Message(text="sore nipples")
    intent = understanding.understand(message, State(), ASKING)
    assert isinstance(intent, AsksTopic)
    assert understanding.sounds_like_danger(message, ASKING, intent)


# The soft tier.


@pytest.mark.parametrize(
    ("message", "seen", "intent"),
    [
        (Message("choice", choice="menu"), ASKING, AsksTopic("weaning")),
        (Message(text="menu"), ASKING, Says("menu")),
        (Message(text="st16 2lh"), ASKING, WantsHelp(FEEDING, search=Wanted(FEEDING, HERE))),
        (Message(text="zzz"), Seen(Danger("baby_emergency", "a", "b")), InDanger("baby_emergency")),
        (Message(text="when to start weaning"), Seen(None), AsksTopic("weaning")),
        (Message(text=""), Seen(None), NotUnderstood()),
    ],
)
def test_a_tap_a_command_or_a_bare_place_sounds_no_alarm(
    message: Message, seen: Seen, intent: Intent, understanding: Understanding
) -> None:
    assert not understanding.sounds_like_danger(message, seen, intent)


def test_words_like_those_of_people_in_danger_sound_the_alarm(
    understanding: Understanding,
) -> None:
    """Every message about danger is what the alarm learnt from."""
    messages = [
        Message(text=text) for text in understanding.library.messages["baby_emergency"].messages
    ]
    seen = [(message, understanding.look_for_danger(message)) for message in messages]
    sounding = [
        message
        for message, each in seen
        if each.danger or understanding.sounds_like_danger(message, each, NotUnderstood())
    ]
    assert len(sounding) > 0.9 * len(messages)


@pytest.mark.parametrize(("share", "sounds"), [(1.0, True), (1.2, True), (0.99, False), (0, False)])
def test_the_check_is_worth_it_from_the_threshold_on(
    share: float, sounds: bool, understanding: Understanding
) -> None:
    seen = Seen(None, belief=share * understanding.library.thresholds.worth_a_check)
    message = Message(text="sore nipples")
    assert understanding.sounds_like_danger(message, seen, AsksTopic("weaning")) is sounds


# Just after a danger.


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("what should i do", StillInDanger("baby_emergency")),
        ("hello", StillInDanger("baby_emergency")),
        ("xyzzy", StillInDanger("baby_emergency")),
        ("yes", StillInDanger("baby_emergency")),
        ("", StillInDanger("baby_emergency")),
        ("no", Says("not_danger")),
        ("false alarm", Says("not_danger")),
        ("thank you", Says("thanks")),
        ("stop", Says("stop")),
        ("menu", Says("menu")),
    ],
)
def test_a_few_plain_words_after_a_danger_are_about_that_danger(
    text: str, meaning: Intent, understanding: Understanding
) -> None:
    assert meant(understanding, text, AFTER_DANGER) == meaning


def test_a_clear_new_subject_after_a_danger_is_heard(understanding: Understanding) -> None:
    intent = meant(understanding, "my nipples are cracked and bleeding", AFTER_DANGER)
    assert isinstance(intent, AsksTopic)


def test_a_tap_after_a_danger_is_a_tap(understanding: Understanding) -> None:
    tap = Message("choice", choice="topic:weaning")
    assert understanding.understand(tap, AFTER_DANGER, Seen(None)) == AsksTopic("weaning")


# What is not words.


@pytest.mark.parametrize("kind", ["edited", "photo", "voice", "sticker", "group", "other"])
def test_what_cannot_be_read_says_its_kind(kind: str, understanding: Understanding) -> None:
    assert understanding.understand(Message(kind), State(), Seen(None)) == NotWords(kind)


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_nothing_is_nothing(text: str, understanding: Understanding) -> None:
    assert meant(understanding, text) == NotWords("empty")


@pytest.mark.parametrize("text", ["?", "...", "🦕", "مرحبا", "привет"])
def test_signs_and_other_alphabets_are_not_understood_rather_than_empty(
    text: str, understanding: Understanding
) -> None:
    assert isinstance(meant(understanding, text), NotUnderstood)


# Taps and links.


def test_a_forged_tap_is_not_understood(understanding: Understanding) -> None:
    for forged in (None, "", "drop:all"):
        message = Message("choice", choice=forged)
        assert understanding.understand(message, State(), Seen(None)) == NotUnderstood()


@pytest.mark.parametrize(
    ("payload", "meaning"),
    [("weaning", AsksTopic("weaning")), ("", Says("greeting")), ("xyz", Says("greeting"))],
)
def test_a_start_link(payload: str, meaning: Intent, understanding: Understanding) -> None:
    message = Message("start", text=payload)
    assert understanding.understand(message, State(), Seen(None)) == meaning


# Commands.


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("hello", Says("greeting")),
        ("HELLO!!", Says("greeting")),
        ("/menu", Says("menu")),
        ("Menu", Says("menu")),
        ("/help", Says("help")),
        ("stop", Says("stop")),
        ("STOP.", Says("stop")),
        ("my data", Says("my_data")),
        ("delete my data", Says("erase")),
        ("privacy", Says("privacy")),
        ("thank you", Says("thanks")),
        ("talk to a person", Says("human")),
        ("back", GoesBack()),
        ("urgent", WantsUrgentHelp()),
    ],
)
def test_a_command_is_a_whole_message(
    text: str, meaning: Intent, understanding: Understanding
) -> None:
    assert meant(understanding, text) == meaning


def test_a_command_inside_a_sentence_is_no_command(understanding: Understanding) -> None:
    intent = meant(understanding, "how do i stop smoking at home")
    assert isinstance(intent, AsksTopic)


# What was just offered.


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("1", AsksTopic("breastfeeding")),
        ("2", AsksTopic("weaning")),
        ("the second one", AsksTopic("weaning")),
        ("second please", AsksTopic("weaning")),
        ("2nd", AsksTopic("weaning")),
        ("option 2", AsksTopic("weaning")),
        ("number 3", Says("menu")),
        ("last", WantsUrgentHelp()),
        ("the last one", WantsUrgentHelp()),
        ("weaning", AsksTopic("weaning")),
        ("WEANING!", AsksTopic("weaning")),
        ("urgent help", WantsUrgentHelp()),
    ],
)
def test_a_number_or_a_buttons_own_words_choose_it(
    text: str, meaning: Intent, understanding: Understanding
) -> None:
    assert meant(understanding, text, OFFERED) == meaning


@pytest.mark.parametrize("text", ["0", "5", "99", "1000", "the first or the second"])
def test_a_number_that_was_not_offered_chooses_nothing(
    text: str, understanding: Understanding
) -> None:
    assert meant(understanding, text, OFFERED) not in (
        AsksTopic("breastfeeding"),
        AsksTopic("weaning"),
        WantsUrgentHelp(),
    )


def test_a_number_with_nothing_offered_chooses_nothing(understanding: Understanding) -> None:
    assert isinstance(meant(understanding, "1"), NotUnderstood)


def test_more_is_the_first_section_of_what_they_are_reading(understanding: Understanding) -> None:
    reading = State(topic="sore-nipples")
    assert meant(understanding, "tell me more", reading) == AsksMore("sore-nipples", "try-now")


@pytest.mark.parametrize("state", [State(), State(topic="no-such-topic")])
def test_more_of_nothing_opens_no_section(state: State, understanding: Understanding) -> None:
    assert not isinstance(meant(understanding, "tell me more", state), AsksMore)


# Answers.


@pytest.mark.parametrize(
    ("text", "answer"),
    [("yes", {"age": 18.0}), ("yeah", {"age": 18.0}), ("no", {"age": 16.0}), ("skip", {})],
)
def test_yes_no_and_skip_answer_the_question_that_was_asked(
    text: str, answer: dict[str, float], understanding: Understanding
) -> None:
    wanted = Wanted(("stop-smoking",), "same")
    expected = AnswersFact("age", search=wanted, facts=answer)
    assert meant(understanding, text, ASKED_AGE) == expected


def test_why_while_a_place_is_asked_for_is_no_answer(understanding: Understanding) -> None:
    """Neither a refusal nor an eligibility answer: it is read as words."""
    assert not isinstance(meant(understanding, "why", ASKED_PLACE), KeepsPlace | AsksWhy)


def test_why_do_you_ask(understanding: Understanding) -> None:
    assert meant(understanding, "why do you ask", ASKED_AGE) == AsksWhy()


@pytest.mark.parametrize(
    ("text", "state", "meaning"),
    [
        ("no", ASKED_PLACE, KeepsPlace()),
        ("rather not say", ASKED_PLACE, KeepsPlace()),
        ("yes", State(), Says("thanks")),
        ("no", State(), Says("thanks")),
        ("ok", State(trail=("thanks",)), Says("menu")),
        ("no", State(trail=("thanks",)), Says("thanks")),
        ("yes", replace(OFFERED, expecting="confirm"), AsksTopic("breastfeeding")),
    ],
)
def test_yes_and_no_mean_what_the_last_reply_makes_of_them(
    text: str, state: State, meaning: Intent, understanding: Understanding
) -> None:
    assert meant(understanding, text, state) == meaning


# Places.


@pytest.mark.parametrize(
    ("text", "state", "meaning"),
    [
        ("st16 2lh", State(), GivesPlace(search=Wanted((), HERE))),
        ("im in stafford", State(), GivesPlace(search=Wanted((), NamedPlace(STAFFORD)))),
        (
            "ST16 2LH",
            ASKED_PLACE,
            WantsHelp(FEEDING, "sore-nipples", search=Wanted(FEEDING, HERE)),
        ),
        (
            "leicester",
            ASKED_PLACE,
            WantsHelp(FEEDING, "sore-nipples", search=Wanted(FEEDING, NamedPlace(LEICESTER))),
        ),
        (
            "st16",
            ASKED_PLACE,
            WantsHelp(FEEDING, "sore-nipples", search=Wanted(FEEDING, PartPostcode("ST16"))),
        ),
        (
            "not telling a bot that",
            ASKED_PLACE,
            WantsHelp(FEEDING, "sore-nipples", search=Wanted(FEEDING, NotAPlace())),
        ),
        (
            "same place",
            replace(ASKED_PLACE, place=STAFFORD),
            WantsHelp(FEEDING, "sore-nipples", search=Wanted(FEEDING, "same")),
        ),
        ("same place", ASKED_PLACE, WantsHelp(FEEDING, "sore-nipples")),
        ("same place", State(), Says("another_place")),
        (
            "st16 2lh",
            State(wants_person=True, expecting="place"),
            Says("human", search=Wanted((), HERE)),
        ),
        (
            "library near st16 2lh",
            State(),
            WantsHelp(("library",), search=Wanted(("library",), HERE)),
        ),
        (
            "talk to a person in stafford",
            State(),
            Says("human", search=Wanted((), NamedPlace(STAFFORD))),
        ),
        (
            "stop smoking near st16 2lh",
            State(),
            AsksTopic("stop-smoking", wants_help=True, search=Wanted(("stop-smoking",), HERE)),
        ),
    ],
)
def test_a_place_in_any_words(
    text: str, state: State, meaning: Intent, understanding: Understanding
) -> None:
    found = meant(understanding, text, state)
    assert (replace(found, section=None) if isinstance(found, AsksTopic) else found) == meaning


def test_a_new_subject_while_a_place_is_asked_for_is_heard(understanding: Understanding) -> None:
    intent = meant(understanding, "actually my house is freezing cold", ASKED_PLACE)
    assert isinstance(intent, AsksTopic)
    assert intent.topic == "warm-homes"


# Facts in passing.


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("im 12 weeks pregnant and cant stop smoking", {"pregnant": True, "smokes_tobacco": True}),
        ("im not pregnant but i smoke", {"pregnant": False, "smokes_tobacco": True}),
        ("my wife is pregnant", {"lives_with_someone_pregnant": True}),
        ("i dont smoke", {"smokes_tobacco": False}),
        ("sore nipples", {}),
        ("", {}),
    ],
)
def test_what_is_said_in_passing_is_remembered(
    text: str, facts: dict[str, bool], understanding: Understanding
) -> None:
    assert understanding.facts_in(text) == facts


NEEDED = ("stop-smoking",)
ASKED_PREGNANT = State(
    expecting="eligibility",
    fact="pregnant",
    asked=("pregnant",),
    needs=NEEDED,
    place="E07000197",
)
ASKED_LATELY = replace(ASKED_PREGNANT, fact="pregnant_in_last_6_months")
TODAY = date(2026, 11, 27)
HELPED = State(facts={"pregnant": True}, needs=NEEDED, place="E07000197")


def answered(understanding: Understanding, text: str, state: State) -> Intent:
    message = Message(text=text)
    seen = understanding.look_for_danger(message)
    return understanding.understand(message, state, seen, TODAY)


@pytest.mark.parametrize(
    ("text", "state", "fact", "facts"),
    [
        ("yes i am", ASKED_PREGNANT, "pregnant", {"pregnant": True}),
        ("no not any more", ASKED_PREGNANT, "pregnant", {"pregnant": False}),
        ("im 20 weeks pregnant", ASKED_PREGNANT, "pregnant", {"pregnant": True}),
        (
            "no, had him 4 months ago",
            ASKED_PREGNANT,
            "pregnant",
            {"pregnant": False, "pregnant_in_last_6_months": True, "baby_age_months": 4.0},
        ),
        (
            "had him 5 months 29 days ago",
            ASKED_LATELY,
            "pregnant_in_last_6_months",
            {
                "pregnant_in_last_6_months": True,
                "months_since_pregnancy": 6.0,
                "baby_age_months": 5.0,
            },
        ),
        ("actually im not pregnant", HELPED, "pregnant", {"pregnant": False}),
    ],
)
def test_an_answer_in_their_own_words_is_read(
    text: str, state: State, fact: str, facts: dict[str, object], understanding: Understanding
) -> None:
    intent = answered(understanding, text, state)
    assert isinstance(intent, AnswersFact)
    assert (intent.fact, intent.facts) == (fact, facts)


def test_a_time_that_settles_nothing_is_asked_about_again(understanding: Understanding) -> None:
    assert answered(understanding, "about six months ago", ASKED_LATELY) == AsksWhy()


def test_that_is_not_me_looks_again_without_what_was_held(understanding: Understanding) -> None:
    intent = answered(understanding, "thats not me its for my sister", HELPED)
    assert intent == WantsHelp(NEEDED, search=Wanted(NEEDED, "same"), afresh=True)
    assert answered(understanding, "thats not me", State()) != intent


def test_danger_outranks_an_answer(understanding: Understanding) -> None:
    intent = answered(understanding, "had him 5 days ago and im bleeding loads", ASKED_LATELY)
    assert isinstance(intent, InDanger)


def test_another_subject_is_heard_while_a_question_stands(understanding: Understanding) -> None:
    intent = answered(understanding, "how do i sterilise bottles", ASKED_PREGNANT)
    assert isinstance(intent, AsksTopic)


def test_when_a_baby_came_is_no_danger_by_ear(understanding: Understanding) -> None:
    assert not isinstance(answered(understanding, "5 months 29 days ago", State()), InDanger)


def test_an_answer_outranks_what_was_said_in_passing(understanding: Understanding) -> None:
    tap = Message("choice", text="im pregnant", choice="fact:pregnant:no")
    state = State(expecting="eligibility", fact="pregnant")
    assert understanding.understand(tap, state, Seen(None)).facts["pregnant"] is False


# Always something.


STATES = st.sampled_from([State(), OFFERED, ASKED_PLACE, ASKED_AGE, AFTER_DANGER])


@given(st.text(), STATES)
def test_every_text_means_something_in_every_state(
    understanding: Understanding, text: str, state: State
) -> None:
    assert isinstance(meant(understanding, text, state), Intent)


@pytest.mark.parametrize(
    ("text", "decides"),
    [
        ("sore nipples", "sore nipples"),
        ("hello", None),
        ("st16 2lh", None),
        ("my baby isnt breathing", None),
    ],
)
def test_it_knows_the_words_that_the_matcher_decides_on(
    text: str, decides: str | None, understanding: Understanding
) -> None:
    assert understanding.decided_by_belief(Message(text=text)) == decides


def test_what_stands_beside_a_place_is_for_the_matcher_to_decide(
    understanding: Understanding,
) -> None:
    decides = understanding.decided_by_belief(Message(text="sore nipples near st16 2lh"))
    assert decides is not None
    assert "sore nipples" in decides
    assert "st16" not in decides
