"""Rules and evidence are weighed together, on small invented ones: what takes over, what is worth a check, what is silent."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import strategies as st

from bot.conversation.alarm import BY_EAR, LONG, PART, STEP, UNLIKELY, Alarm
from bot.conversation.matching import Matcher
from bot.conversation.safety import Almost, SafetyRules, Seen
from bot.conversation.spelling import Speller
from bot.conversation.understanding import Understanding
from bot.library.models import SafetyClass, Thresholds
from tests.conversation.builders import WORDS, a_class, a_rule, taught_by
from tests.services_directory.builders import given

AT = Thresholds.model_construct(takes_over=0.8, worth_a_check=0.4)

ORDINARY = [
    ("topic:teething", "teething baby is chewing everything"),
    ("topic:teething", "what helps with teething pain"),
    ("topic:teething", "new teeth and dribble all night"),
    ("topic:feeding", "my nipples are sore from feeding"),
    ("topic:feeding", "breastfeeding hurts what helps"),
    ("topic:feeding", "how often should i be feeding my baby"),
    ("need:warm", "my house is cold and damp"),
    ("need:warm", "heating bill too high this winter"),
]

DANGERS = [
    ("danger:baby_emergency", "my baby is not breathing"),
    ("danger:baby_emergency", "baby has gone blue and floppy"),
    ("danger:baby_emergency", "he is limp and wont wake up"),
    ("danger:suicide_self_harm", "i want to die"),
    ("danger:suicide_self_harm", "nobody would miss me if i was gone"),
    ("danger:suicide_self_harm", "going to end my life tonight"),
    ("harmless", "this teething is killing me"),
    ("harmless", "i could kill for a coffee this queue is killing me"),
    ("harmless", "killing time until the film starts"),
]

KILLING = a_rule("killing me", name="Killing")
CERTAIN = a_rule("killing me", name="Killing", certain=True)
DIE = a_rule("want to die", name="Dying")
BY_RULES = (a_class("suicide_self_harm", DIE, KILLING),)

TEETHING = "this teething is killing me"


def alarm(*written: SafetyClass, examples: Sequence[tuple[str, str]] = ()) -> Alarm:
    """Over the given rules and everything above, unless other examples are given."""
    speller = Speller(())
    rules = SafetyRules(written, WORDS, speller.repair, {}, {})
    return Alarm(rules, Matcher(taught_by(examples or LEARNT), {}, {}, speller), AT)


LEARNT = [*ORDINARY, *DANGERS]
NO_RULES, WITH_RULES = alarm(), alarm(*BY_RULES)


# A rule that fired.


def test_a_rule_in_a_message_that_sounds_like_danger_takes_over() -> None:
    seen = WITH_RULES.look("i want to die")
    assert seen.danger is not None
    assert (seen.danger.kind, seen.danger.rule) == ("suicide_self_harm", "Dying")
    assert seen.belief >= AT.takes_over
    assert seen.almost == ()


def test_a_rule_in_a_message_that_otherwise_sounds_harmless_is_lowered_and_told_to_staff() -> None:
    seen = WITH_RULES.look(TEETHING)
    assert seen.danger is None
    assert seen.belief < AT.takes_over
    assert seen.almost == (Almost("suicide_self_harm", "Killing", "killing me", UNLIKELY),)


def test_what_a_guard_held_back_is_still_told_beside_what_was_lowered() -> None:
    seen = WITH_RULES.look(f"i do not want to die. {TEETHING}")
    assert [(almost.rule, almost.guard) for almost in seen.almost] == [
        ("Dying", "negated"),
        ("Killing", UNLIKELY),
    ]


def test_a_rule_that_was_never_wrong_is_not_lowered() -> None:
    seen = alarm(a_class("suicide_self_harm", CERTAIN)).look(TEETHING)
    assert seen.danger is not None
    assert seen.danger.rule == "Killing"
    assert seen.danger.certain
    assert seen.belief < AT.takes_over, "and what it sounds like is told all the same"


def test_a_rule_makes_danger_likelier_than_the_words_alone() -> None:
    for text in (TEETHING, "i want to die", "killing me"):
        assert WITH_RULES.look(text).belief > NO_RULES.look(text).belief


@pytest.mark.parametrize("text", ["killing me", "xyzzy plugh killing me zzz"])
def test_a_rule_is_weighed_however_few_words_are_known(text: str) -> None:
    """Unknown words keep the evidence silent, never a rule."""
    seen = alarm(a_class("suicide_self_harm", CERTAIN)).look(text)
    assert seen.danger is not None


def test_where_no_word_at_all_is_known_the_rules_alone_speak() -> None:
    seen = alarm(a_class("medical_emergency", a_rule("xyzzy plugh"))).look("xyzzy plugh")
    assert seen.danger is not None
    assert seen.belief == 0


# What no rule knows.


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("baby gone blue and floppy wont wake up", "baby_emergency"),
        ("going to end my life nobody would miss me", "suicide_self_harm"),
    ],
)
def test_what_no_rule_knows_but_sounds_like_danger_takes_over_and_names_its_kind_and_words(
    text: str, kind: str
) -> None:
    seen = NO_RULES.look(text)
    assert seen.danger is not None
    assert (seen.danger.kind, seen.danger.rule) == (kind, BY_EAR)
    assert all(f" {words} " in f" {text} " for words in seen.danger.because.split(", "))
    assert not seen.danger.certain
    assert seen.belief >= AT.takes_over


def test_where_a_guard_held_a_rule_back_what_it_sounds_like_asks_and_does_not_take_over() -> None:
    """ "i do not want to die" sounds just like its opposite."""
    seen = WITH_RULES.look("i do not want to die. baby gone blue and floppy wont wake up")
    assert seen.danger is None
    assert seen.belief >= AT.takes_over
    assert [almost.guard for almost in seen.almost] == ["negated"]


@pytest.mark.parametrize(
    "text", ["sore nipples from feeding", "heating bill too high", TEETHING, "teething pain"]
)
def test_an_ordinary_message_is_neither_danger_nor_worth_a_check(text: str) -> None:
    seen = NO_RULES.look(text)
    assert seen.danger is None
    assert seen.belief < AT.worth_a_check


def test_between_the_two_it_takes_over_nothing_and_says_how_likely_it_is() -> None:
    """From `worth_a_check` on there is one short question on top of the answer."""
    seen = NO_RULES.look("baby wont wake up what helps")
    assert seen.danger is None
    assert AT.worth_a_check <= seen.belief < AT.takes_over


@pytest.mark.parametrize(
    "text",
    [
        "",
        "🙂",
        "xyzzy",
        "yuor dum",
        "plugh xyzzy floppy zzz",
        "wolny pracuje floppy dzisiaj wieczorem",
    ],
)
def test_a_message_of_mostly_unknown_words_is_silent(text: str) -> None:
    assert NO_RULES.look(text) == Seen(None)


def test_a_clear_ordinary_meaning_speaks_against_danger() -> None:
    """Both messages hold the same words of danger."""
    alone, beside = "my floppy baby", "my floppy baby teething what helps with teething pain"
    assert NO_RULES.look(beside).belief < NO_RULES.look(alone).belief


# A long story.

STORY = (
    "my house is cold and damp and the heating bill too high this winter and how often should i be "
    "feeding my baby and what helps with teething pain and my nipples are sore from feeding and "
)
DANGER = "baby has gone blue and floppy he is limp and wont wake up "


@pytest.mark.parametrize(
    "story",
    [DANGER + STORY * 3, STORY + DANGER + STORY * 2, STORY * 3 + DANGER],
    ids=["at the beginning", "in the middle", "at the end"],
)
def test_a_danger_inside_a_long_story_is_heard(story: str) -> None:
    assert len(story.split()) > 2 * LONG
    seen = NO_RULES.look(story)
    assert seen.danger is not None
    assert (seen.danger.kind, seen.danger.rule) == ("baby_emergency", BY_EAR)


def test_a_long_story_without_danger_is_none() -> None:
    seen = NO_RULES.look(STORY * 4)
    assert seen.danger is None
    assert seen.belief < AT.worth_a_check


def test_parts_of_a_story_overlap_so_that_no_sentence_is_cut_in_every_one() -> None:
    assert STEP * 2 <= PART < LONG


@pytest.mark.parametrize("before", range(0, 3 * STEP, 5))
def test_wherever_in_a_story_the_danger_stands_it_is_worth_a_check(before: int) -> None:
    words = (STORY * 4).split()
    story = " ".join([*words[:before], *DANGER.split(), *words[before : 3 * LONG]])
    assert NO_RULES.look(story).belief >= AT.worth_a_check


# Content that teaches no danger.


@pytest.mark.parametrize(
    ("text", "kind"),
    [(TEETHING, "suicide_self_harm"), ("i want to die", "suicide_self_harm"), ("floppy", None)],
)
def test_where_nothing_was_taught_about_danger_the_rules_alone_speak(
    text: str, kind: str | None
) -> None:
    """Nothing lowers them, and nothing is heard beside them."""
    seen = alarm(*BY_RULES, examples=ORDINARY).look(text)
    assert (seen.danger.kind if seen.danger else None) == kind
    assert seen.belief == 0


# Any text.

ANYTHING = st.lists(
    st.sampled_from(
        ["i", "want", "to", "die", "not", "teething", "killing me", "blue", "zzz", "."]
    ),
    max_size=2 * LONG,
)


@given(ANYTHING)
def test_the_same_text_is_always_heard_the_same(words: list[str]) -> None:
    text = " ".join(words)
    first, second = (WITH_RULES.look(text) for _ in range(2))
    assert first == second


@given(ANYTHING)
def test_belief_is_a_share_and_danger_is_certain_or_likely_enough(words: list[str]) -> None:
    seen = WITH_RULES.look(" ".join(words))
    assert 0 <= seen.belief <= 1
    assert seen.danger is None or seen.belief >= AT.takes_over


@given(st.text())
def test_no_text_whatever_breaks_the_real_alarm(understanding: Understanding, text: str) -> None:
    assert 0 <= understanding.alarm.look(text).belief <= 1
