"""The next question worth asking: at most four, none twice, and only what splits the services."""

from __future__ import annotations

from datetime import date

import pytest

from bot.conversation.asking import (
    MOST_QUESTIONS,
    FactWords,
    choices_for,
    next_question,
    possible_answers,
    question_for,
    question_reply,
)
from bot.conversation.model import State
from bot.conversation.remembered import LOSS_TOLD
from bot.conversation.wording import Wording
from bot.conversation.words import tidy
from bot.library.library import Library
from bot.library.models import FactQuestion
from services_directory.service import Found
from tests.services_directory.builders import STAFFORD

TODAY = date(2026, 11, 27)
ALL = ("pregnant", "age", "smokes_tobacco", "vapes_only", "lives_with_someone_pregnant")


def asked_next(library: Library, asks: tuple[str, ...], asked: tuple[str, ...]) -> str | None:
    question = next_question(Found(STAFFORD, asks=asks), State(asked=asked), library)
    return question.fact if question else None


@pytest.mark.parametrize(
    ("asks", "asked", "fact"),
    [
        ((), (), None),
        (("age", "pregnant"), (), "age"),
        (("age", "pregnant"), ("age",), "pregnant"),
        (("age",), ("age",), None),
        (("shoe_size", "age"), (), "age"),
        (("shoe_size",), (), None),
        (ALL, ALL[:3], "vapes_only"),
        (ALL, ALL[:4], None),
    ],
)
def test_the_most_telling_question_that_was_not_asked_comes_next(
    asks: tuple[str, ...], asked: tuple[str, ...], fact: str | None, library: Library
) -> None:
    assert asked_next(library, asks, asked) == fact


def test_nobody_is_asked_more_than_four_questions(library: Library) -> None:
    asked: tuple[str, ...] = ()
    while (fact := asked_next(library, ALL, asked)) is not None:
        asked = (*asked, fact)
    assert len(asked) == MOST_QUESTIONS == 4


@pytest.mark.parametrize("fact", ALL)
def test_every_question_can_be_skipped_and_says_why(
    fact: str, library: Library, wording: Wording
) -> None:
    question = question_for(fact, library)
    assert question is not None
    assert question.why
    values = [choice.value for choice in choices_for(question, wording)]
    assert values == [f"fact:{fact}:yes", f"fact:{fact}:no", f"fact:{fact}:skip", "why"]
    assert all(len(value.encode()) <= 64 for value in values)


def test_a_question_that_is_not_there_is_none(library: Library) -> None:
    assert question_for("shoe_size", library) is None
    assert question_for(None, library) is None


def tender(library: Library) -> set[str]:
    return {each.fact for each in library.questions.questions if each.tender}


def test_every_question_about_a_pregnancy_is_tender(library: Library) -> None:
    assert tender(library) == {each for each in possible_answers(library) if "pregnant" in each}


def test_after_a_loss_no_question_about_a_pregnancy_is_asked(library: Library) -> None:
    state = State(facts={LOSS_TOLD: True})
    asks = (*sorted(tender(library)), "age")
    question = next_question(Found(STAFFORD, asks=asks), state, library)
    assert question is not None
    assert question.fact == "age"
    assert next_question(Found(STAFFORD, asks=asks[:-1]), state, library) is None


def test_whoever_left_one_question_about_a_pregnancy_unanswered_is_asked_none(
    library: Library,
) -> None:
    found = Found(STAFFORD, asks=("lives_with_someone_pregnant",))
    skipped = State(asked=("pregnant",))
    answered = State(asked=("pregnant",), facts={"pregnant": False})
    other = State(asked=("smokes_tobacco",))
    assert next_question(found, skipped, library) is None
    assert next_question(found, answered, library) is not None
    assert next_question(found, other, library) is not None


def test_a_question_that_looks_back_names_the_first_day_that_counts(
    library: Library, wording: Wording
) -> None:
    question = question_for("pregnant_in_last_6_months", library)
    assert question is not None
    assert "on 27 May 2026 or later" in question_reply(question, None, wording, TODAY).text


def test_the_second_question_thanks_for_the_first(library: Library, wording: Wording) -> None:
    question = question_for("age", library)
    assert question is not None
    assert question_reply(question, None, wording, TODAY, first=False).text.startswith("Thank you.")


def test_the_lead_comes_before_the_question(library: Library, wording: Wording) -> None:
    question = question_for("age", library)
    assert question is not None
    reply = question_reply(question, "That is in Stafford.", wording, TODAY)
    assert reply.text.startswith("That is in Stafford.")
    assert reply.text.endswith(question.question)
    assert question_reply(question, None, wording, TODAY).text.endswith(question.question)


def test_what_a_question_can_be_answered_with(library: Library) -> None:
    answers = possible_answers(library)
    assert answers["pregnant"] == (True, False)
    assert answers["age"] == (18, 16)


# What is said in passing.

PREGNANT = FactQuestion(
    fact="pregnant",
    question="Are you pregnant?",
    why="Because.",
    said_yes=("(im|i am) .. pregnant", "weeks pregnant"),
    said_no=("not .. pregnant",),
    said_of_others=("my (wife|friend)",),
    said_surely=("and im pregnant",),
)
AGE = FactQuestion(
    fact="age",
    question="18?",
    why="x",
    said_yes=("im 40",),
    said_no=("im 15",),
    yes_is=18,
    no_is=16,
)
BROKEN = FactQuestion(fact="broken", question="A?", why="B.", said_yes=("(open", "i am broken"))


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("im pregnant", {"pregnant": True}),
        ("I'm only just pregnant", {"pregnant": True}),
        ("12 weeks pregnant", {"pregnant": True}),
        ("im not pregnant", {"pregnant": False}),
        ("my wife is 12 weeks pregnant", {}),
        ("my wife and i are glad and im pregnant", {"pregnant": True}),
        ("are you pregnant", {}),
        ("im 40", {"age": 18}),
        ("im 15 and im pregnant", {"age": 16, "pregnant": True}),
        ("im tired. pregnant again", {}),
        ("i am broken", {"broken": True}),
        ("", {}),
    ],
)
def test_a_fact_is_heard_in_passing_and_never_somebody_elses(
    text: str, facts: dict[str, object]
) -> None:
    assert FactWords([PREGNANT, AGE, BROKEN]).find(tidy(text, {}, {})) == facts


def test_wordings_share_words_by_name() -> None:
    shared = FactQuestion(fact="shared", question="A?", why="B.", said_yes=("i <verb>",))
    words = FactWords([shared], {"verb": ("smoke", "vape")})
    assert words.find(tidy("i vape", {}, {})) == {"shared": True}
