"""What residents tell of themselves, in the words of our own content."""

from __future__ import annotations

from datetime import date

import pytest

from bot.conversation.model import State
from bot.conversation.patterns import compile_pattern
from bot.conversation.times import SETS
from bot.conversation.told import Told
from bot.library.library import Library
from bot.library.models import Questions
from services_directory.eligibility import Fact

TODAY = date(2026, 11, 27)
SHORT = {
    "P6": "pregnant_in_last_6_months",
    "since": "months_since_pregnancy",
    "baby": "baby_age_months",
    "home": "lives_with_someone_pregnant",
    "smokes": "smokes_tobacco",
    "vapes": "vapes_only",
    "preg": "pregnant",
}


@pytest.fixture(scope="module")
def told(library: Library) -> Told:
    return Told(library.questions, library.concepts)


def asked(fact: str, **facts: Fact) -> State:
    return State(expecting="eligibility", fact=fact, asked=(fact,), facts=facts)


def heard(told: Told, text: str, state: State | None = None) -> str:
    """Facts in short: "P6=yes baby=5"."""
    names = {fact: short for short, fact in SHORT.items()}
    facts = told.hear(text, TODAY, state or State())
    words = {True: "yes", False: "no"}
    return " ".join(
        sorted(
            f"{names.get(fact, fact)}={words[value] if isinstance(value, bool) else f'{value:g}'}"
            for fact, value in facts.items()
        )
    )


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("had my baby 5 months ago", "P6=yes baby=5"),
        ("my son is 7 months", "P6=no baby=7"),
        ("my son's 5 months", "P6=yes baby=5"),
        ("gave birth 28th may", "P6=yes baby=5 since=6"),
        ("gave birth 26th may", "P6=no baby=6 since=7"),
        ("baby is 26 weeks", ""),
        ("my baby is 12 weeks old", "P6=yes baby=2 since=3"),
        ("she was born in june", "P6=yes"),
        ("she was born in may", ""),
        ("i had him on 1/6/26", "P6=yes baby=5 since=6"),
        ("i had my son 5 months and 29 days ago", "P6=yes baby=5 since=6"),
        ("i had my son 6 months and 1 day ago", "P6=no baby=6 since=7"),
        ("my pregnancy ended 6 months 1 day ago", "P6=no since=7"),
        ("i was pregnant until 5 months 29 days ago", "P6=yes since=6"),
        ("i stopped being pregnant 7 months ago", "P6=no"),
        ("about six months ago i had my baby", ""),
        ("its been 6 months since i had my baby", "baby=6"),
        ("6 months to the day since i had my daughter", "P6=yes baby=6 since=6"),
        ("had a c section 5 weeks ago", "P6=yes baby=1 preg=no since=2"),
        ("im 4 months postpartum", "P6=yes baby=4"),
        ("i've got a 3 week old", "P6=yes baby=0 preg=no since=1"),
        ("5-month-old baby here", "P6=yes baby=5"),
        ("we had our little girl 4 months ago", "P6=yes baby=4"),
        ("i had my first 3 years ago and my second 2 months ago", "P6=yes baby=2"),
        ("got a 3 yr old", ""),
        ("dob 28/05/26", "P6=yes baby=5 since=6"),
        ("just had a baby", "P6=yes"),
    ],
)  # fmt: skip
def test_when_a_baby_came_is_heard_in_residents_words(text: str, facts: str, told: Told) -> None:
    assert heard(told, text) == facts


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("my wife had a baby 3 months ago", "baby=3 home=yes"),
        ("my girlfriend gave birth last week", "baby=0 home=yes"),
        ("me and my wife have a 5 month old", "baby=5 home=yes"),
        ("my partner is 20 weeks pregnant, im on 20 a day", "home=yes smokes=yes"),
        ("my nephew is 3 months", ""),
        ("my friends baby is 3 months", ""),
        ("my sister had a baby 2 months ago", ""),
        ("my daughter had a baby 2 months ago", ""),
        ("my ex had my baby 2 months ago", ""),
        ("her baby is 3 months", ""),
        ("my dog is 5 months old", ""),
        ("my baby was born at 28 weeks", ""),
        ("born 28 weeks, 4 months old now, 1 month corrected", "P6=yes baby=4"),
        ("my baby is 4 months corrected", ""),
        ("im 26 weeks pregnant", "preg=yes"),
        ("im a dad, my son is 5 months", "P6=no baby=5 preg=no"),
        ("im pregnant and my partner smokes", "preg=yes"),
        ("hes on 40 a day and im 12 weeks pregnant", "preg=yes"),
        ("my mum smokes 20 a day", ""),
        ("when i was pregnant i smoked", ""),
        ("im trying to get pregnant", ""),
        ("how do i know if im pregnant", ""),
        ("my daughter is 16 and pregnant", ""),
    ],
)  # fmt: skip
def test_what_is_somebody_elses_is_never_held_as_theirs(text: str, facts: str, told: Told) -> None:
    assert heard(told, text) == facts


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("i had a miscarriage 3 months ago", "P6=yes loss=yes"),
        ("we lost our baby in october", "P6=yes loss=yes preg=no"),
        ("my baby died in august", "P6=yes loss=yes"),
        ("i lost the baby", "loss=yes"),
        ("we lost one of the twins", "loss=yes"),
        ("no heartbeat at the scan", "loss=yes"),
        ("my sister lost her baby 2 weeks ago", "loss=yes"),
        ("i lost my job", ""),
        ("how do i stop cot death", ""),
        ("am i having a bleed or could it be a miscarriage", ""),
        ("lost weight since the baby", ""),
    ],
)
def test_a_loss_is_heard_and_no_baby_with_it(text: str, facts: str, told: Told) -> None:
    assert heard(told, text) == facts


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("i only vape", "smokes=no vapes=yes"),
        ("i vape but i dont smoke", "smokes=no vapes=yes"),
        ("swapped to vaping last year", "smokes=no vapes=yes"),
        ("i smoke and vape", "smokes=yes vapes=no"),
        ("can i just vape", ""),
        ("my 14 year old vapes", ""),
        ("actually i do smoke", "smokes=yes"),
        ("i gave up smoking 3 months ago", "smokes=no"),
        ("dying for a fag", "smokes=yes"),
        ("im 17 and smoke", "age=17 smokes=yes"),
    ],
)
def test_who_only_vapes_does_not_smoke(text: str, facts: str, told: Told) -> None:
    assert heard(told, text) == facts


def test_who_smokes_after_all_does_not_only_vape(told: Told) -> None:
    held = State(facts={"vapes_only": True, "smokes_tobacco": False})
    assert heard(told, "actually i do smoke", held) == "smokes=yes vapes=no"


def test_without_the_day_no_time_is_read(told: Told) -> None:
    assert told.hear("i had my baby 5 months ago and i smoke", None, State()) == {
        "smokes_tobacco": True
    }
    assert told.hear("", TODAY, State()) == {}


@pytest.mark.parametrize(
    ("fact", "text", "facts"),
    [
        ("pregnant_in_last_6_months", "5 months and 29 days", "P6=yes since=6"),
        ("pregnant_in_last_6_months", "6 months and 1 day ago", "P6=no since=7"),
        ("pregnant_in_last_6_months", "28th may", "P6=yes since=6"),
        ("pregnant_in_last_6_months", "about six months ago", ""),
        ("lives_with_someone_pregnant", "she had him 3 months ago", "home=yes"),
        ("pregnant", "12 weeks", "preg=yes"),
        ("pregnant", "12 weeks ago", ""),
        ("smokes_tobacco", "12 weeks ago", ""),
        ("age", "17", "age=17"),
    ],
)
def test_a_time_alone_answers_what_was_asked(fact: str, text: str, facts: str, told: Told) -> None:
    assert heard(told, text, asked(fact)) == facts


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("yes", True),
        ("yes i am", True),
        ("yeah i do mate", True),
        ("i do yeah", True),
        ("she is", True),
        ("yes 20 a day", True),
        ("rollies", True),
        ("no", False),
        ("no im not", False),
        ("not any more", False),
        ("no, i live alone", False),
        ("nah sorry", False),
        ("no my baby has a fever", None),
        ("yes but how do i get a midwife", None),
        ("stafford", None),
        ("yes " * 40, None),
    ],
)
def test_an_answer_may_have_more_words_than_one(text: str, answer: bool | None, told: Told) -> None:
    assert told.answer(text, tells=False) is answer


def test_the_first_word_answers_where_the_rest_tells_something(told: Told) -> None:
    assert told.answer("no, had him 3 months ago", tells=True) is False
    assert told.answer("yes since july", tells=True) is True
    assert told.answer("had him 3 months ago", tells=True) is None


@pytest.mark.parametrize(
    ("state", "told_now", "fact"),
    [
        (asked("pregnant"), {"pregnant": True}, "pregnant"),
        (asked("pregnant"), {"smokes_tobacco": True}, None),
        (State(facts={"pregnant": True}), {"pregnant": False}, "pregnant"),
        (State(facts={"pregnant": True}), {"pregnant": True}, None),
        (State(asked=("smokes_tobacco",)), {"smokes_tobacco": True}, "smokes_tobacco"),
        (State(), {"pregnant": True}, None),
    ],
)
def test_what_was_asked_is_settled_and_what_was_told_otherwise_put_right(
    state: State, told_now: dict[str, Fact], fact: str | None, told: Told
) -> None:
    assert told.settles("a few words", state, told_now) == fact
    assert told.settles("a long story " * 9, state, told_now) is None


@pytest.mark.parametrize(
    ("text", "not_them"),
    [
        ("thats not me", True),
        ("that's not me, it's for my sister", True),
        ("this isn't about me", True),
        ("its not for me", True),
        ("forget what i told you about me", True),
        ("why me", False),
        ("not me fault", False),
    ],
)
def test_that_is_not_me(text: str, not_them: bool, told: Told) -> None:
    assert told.is_not_me(text) is not_them


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("5 months 29 days ago", True),
        ("had him 5 months 29 days ago", True),
        ("yes, she was born 28th may", True),
        ("had him 5 days ago and im bleeding", False),
        ("had him yesterday", False),
        ("had her this week", False),
        ("she is not breathing", False),
        ("had him 3 weeks ago and her 2 years ago", False),
        ("", False),
    ],
)
def test_only_a_time_some_days_ago_is_a_plain_answer(text: str, plain: bool, told: Told) -> None:
    assert told.is_only_a_time(text, TODAY) is plain
    assert told.is_only_a_time(text, None) is False


def test_content_may_hold_no_words_of_births(library: Library) -> None:
    bare = Questions(owner="Lead", questions=library.questions.questions)
    assert Told(bare, library.concepts).hear("i had my baby 5 months ago", TODAY, State()) == {}


def test_every_wording_of_our_content_can_be_read(library: Library) -> None:
    sets = {**library.questions.sets, **SETS}
    wordings = [wording for _, wording in library.questions.wordings()]
    assert len(wordings) > 150
    for wording in wordings:
        compile_pattern(wording, sets)
