"""The reader that runs first, with small invented rules. What the real rules catch is proved by their own examples."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st

from bot.conversation.safety import Almost, SafetyRules
from bot.library.models import SafetyClass, SafetyRule, SafetyWords
from tests.conversation.builders import WORDS, a_class, a_rule
from tests.services_directory.builders import given

SPEAK = {"bby": "baby", "2": "to"}
EMOJI = {"💊": "tablets"}
MISSPELT = {"breething": "breathing", "tablits": "tablets", "dyeing": "dying"}


def rules(*classes: SafetyClass, words: SafetyWords = WORDS) -> SafetyRules:
    return SafetyRules(classes, words, lambda word: MISSPELT.get(word, word), SPEAK, EMOJI)


BREATHING = a_class("baby_emergency", a_rule("<child> .. <not> breath*", name="Breathing"))
DYING = a_class("suicide_self_harm", a_rule("want to die", "kill myself", name="Dying"), order=2)
UNWELL = a_class("baby_unwell", a_rule("temperature", name="Hot"), order=3)


def seen(text: str, *classes: SafetyClass) -> str | None:
    """The class that fired."""
    danger = rules(*(classes or (BREATHING, DYING, UNWELL))).look(text).danger
    return danger.kind if danger else None


def held_back_by(text: str, *written: SafetyRule) -> str | None:
    """The guard that held the only rule back."""
    found = rules(a_class("suicide_self_harm", *written)).look(text)
    assert found.danger is None
    return found.almost[0].guard if found.almost else None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("my baby is not breathing", "baby_emergency"),
        ("MY BABY ISN’T BREATHING!!!", "baby_emergency"),
        ("help. the little one has stopped breathing", "baby_emergency"),
        ("i want to die", "suicide_self_harm"),
        ("hello, sorry to bother you. i want to die. thank you", "suicide_self_harm"),
        ("he has a temperature", "baby_unwell"),
        ("my baby is fine. not breathing exercises", None),
        ("hello", None),
        ("", None),
        ("🙂", None),
    ],
)
def test_a_rule_sees_danger_anywhere_in_a_message(text: str, kind: str | None) -> None:
    assert seen(text) == kind


def test_what_fired_says_its_rule_and_the_words_that_it_saw() -> None:
    danger = rules(BREATHING).look("please, my little one is not breathing").danger
    assert danger is not None
    assert (danger.kind, danger.rule) == ("baby_emergency", "Breathing")
    assert danger.because == "little one is not breathing"


@pytest.mark.parametrize("certain", [False, True])
def test_what_fired_says_whether_its_rule_was_ever_wrong(certain: bool) -> None:
    found = rules(a_class("suicide_self_harm", a_rule("want to die", certain=certain)))
    danger = found.look("i want to die").danger
    assert danger is not None
    assert danger.certain is certain


@pytest.mark.parametrize("text", ["i want to die", "i do not want to die", "hello"])
def test_rules_say_what_they_see_and_believe_nothing(text: str) -> None:
    """Belief is for the alarm to weigh."""
    assert rules(DYING).look(text).belief == 0.0


@pytest.mark.parametrize(
    "text",
    [
        "my bby is not breathing",
        "my baby is not breething",
        "my bby is not breething",
        "my baby is like not literally breathing",
        "mý bàby is nót breathing",
    ],
)
def test_text_speak_spelling_and_filler_words_hide_nothing(text: str) -> None:
    assert seen(text) == "baby_emergency"


def test_an_emoji_is_read_as_its_words() -> None:
    assert seen("took 20 💊", a_class("overdose_poisoning", a_rule("took .. <pills>")))


def test_a_repair_may_add_a_danger_but_never_hides_one() -> None:
    """Here the speller would turn the dangerous word into a harmless one."""
    repairing = SafetyRules((DYING,), WORDS, lambda word: {"die": "diet"}.get(word, word), {}, {})
    assert repairing.look("i want to die").danger is not None


@pytest.mark.parametrize(
    "text",
    [
        "he has a temperature and my baby is not breathing",
        "he has a temperature and my baby is not breething",
        "temperature. my bby is not breathing",
        "my baby is not breathing and has a temperature",
    ],
)
def test_the_gravest_danger_wins_however_it_is_spelt(text: str) -> None:
    assert seen(text) == "baby_emergency"


@pytest.mark.parametrize(("orders", "first"), [((1, 2), "baby_unwell"), ((2, 1), "baby_emergency")])
def test_gravity_is_the_order_that_is_written_not_the_order_of_files(
    orders: tuple[int, int], first: str
) -> None:
    unwell = a_class("baby_unwell", a_rule("floppy"), order=orders[0])
    emergency = a_class("baby_emergency", a_rule("floppy"), order=orders[1])
    assert seen("he is floppy", unwell, emergency) == first
    assert seen("he is floppy", emergency, unwell) == first


@pytest.mark.parametrize(
    ("text", "guard"),
    [
        ("what if i want to die", "asking"),
        ("last year i did want to die", "past"),
        ("i did want to die last year", "past"),
        ("i do not really want to die", "negated"),
        ("never want to die", "negated"),
        ("this queue makes me want to die", "idiom"),
        ("i want to die, only joking", "reassured"),
        ("only joking. i want to die", "reassured"),
    ],
)
def test_a_guard_holds_a_rule_back_and_says_its_name(text: str, guard: str) -> None:
    assert held_back_by(text, a_rule("want to die")) == guard


@pytest.mark.parametrize(
    "text",
    [
        "i want to die. what if nobody comes",
        "last year was bad. i want to die",
        "im not ok i want to die",
        "not sleeping and i want to die",
        "i am not well, i want to die",
        "this queue is long. i want to die",
        "never mind. i want to die",
    ],
)
def test_a_guard_in_another_sentence_or_clause_holds_nothing_back(text: str) -> None:
    assert seen(text) == "suicide_self_harm"


@pytest.mark.parametrize("guard", ["asking", "past", "negated", "idiom", "reassured"])
def test_a_rule_may_say_that_a_guard_does_not_apply_to_it(guard: str) -> None:
    text = {
        "asking": "what if i want to die",
        "past": "last year i did want to die",
        "negated": "not really want to die",
        "idiom": "this queue makes me want to die",
        "reassured": "want to die, only joking",
    }[guard]
    assert held_back_by(text, a_rule("want to die")) == guard
    assert seen(text, a_class("suicide_self_harm", a_rule("want to die", even_if=(guard,))))


def test_a_rule_has_exceptions_of_its_own() -> None:
    dying = a_rule("want to die", unless=("(film|book)",))
    assert held_back_by("in the film they want to die", dying) == "unless"
    assert seen("i want to die", a_class("suicide_self_harm", dying))


@pytest.mark.parametrize(
    "text",
    [
        "i do not want to die. i want to die",
        "this queue makes me want to die but really i want to die",
        "last year i did want to die. now i want to die again",
        "what if i want to die? i want to die",
    ],
)
def test_one_occurrence_that_is_held_back_does_not_hide_the_next(text: str) -> None:
    assert seen(text, a_class("suicide_self_harm", a_rule("want to die"))) == "suicide_self_harm"


def test_a_rule_that_is_held_back_does_not_hide_another() -> None:
    found = rules(BREATHING, DYING).look("i dont want to die, my baby is not breathing")
    assert found.danger is not None
    assert found.danger.kind == "baby_emergency"


def test_what_almost_fired_is_told_to_staff_once() -> None:
    found = rules(DYING).look("i do not want to die")
    assert found.almost == (Almost("suicide_self_harm", "Dying", "want to die", "negated"),)


BROKEN = a_rule("(took|swallowed tablets", "<nosuchset> fell", "blue lips", name="Half broken")


def test_a_broken_wording_is_said_and_silences_nobody() -> None:
    found = rules(a_class("baby_emergency", BROKEN), DYING)
    assert [(each.kind, each.rule, each.wording) for each in found.broken] == [
        ("baby_emergency", "Half broken", "(took|swallowed tablets"),
        ("baby_emergency", "Half broken", "<nosuchset> fell"),
    ]
    assert "not closed" in found.broken[0].why
    assert "<nosuchset>" in found.broken[1].why
    assert found.look("he has blue lips").danger
    assert found.look("i want to die").danger


@pytest.mark.parametrize("guard", ["asking", "past", "negated", "idiom", "reassured"])
def test_a_broken_wording_of_a_guard_is_said_too(guard: str) -> None:
    words = WORDS.model_copy(update={guard: ("(open", *getattr(WORDS, guard))})
    found = rules(DYING, words=words)
    assert [(each.kind, each.rule) for each in found.broken] == [("words", guard)]
    assert found.look("i want to die").danger


def test_rules_with_nothing_in_them_see_nothing() -> None:
    assert rules().look("i want to die").danger is None


@given(st.text())
def test_no_text_whatever_breaks_the_engine(text: str) -> None:
    rules(BREATHING, DYING, UNWELL).look(text)


ANYTHING = st.lists(
    st.sampled_from(
        [
            "i",
            "want",
            "to",
            "die",
            "not",
            "baby",
            "he",
            "breathing",
            "queue",
            ".",
            ",",
            "what if",
            "💊",
        ]
    ),
    max_size=30,
)


@given(ANYTHING, ANYTHING)
def test_danger_in_a_sentence_of_its_own_is_seen_whatever_stands_around_it(
    before: list[str], after: list[str]
) -> None:
    """No guard here reaches across the end of a sentence."""
    text = f"{' '.join(before)}. i want to die. {' '.join(after)}"
    assert rules(DYING).look(text).danger is not None


@given(st.text())
def test_the_real_rules_are_never_broken_by_any_text(real: SafetyRules, text: str) -> None:
    real.look(text)


@pytest.fixture(scope="module")
def real(understanding: Any) -> SafetyRules:
    return understanding.safety


@given(ANYTHING)
def test_the_same_text_is_always_seen_the_same(words: list[str]) -> None:
    text = " ".join(words)
    found = rules(BREATHING, DYING)
    assert found.look(text) == found.look(text)
