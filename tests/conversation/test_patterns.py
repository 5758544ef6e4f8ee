"""The small language in which wordings of danger are written."""

from __future__ import annotations

import re

import pytest
from hypothesis import strategies as st

from bot.conversation.patterns import NotAPattern, beginnings, compile_pattern
from bot.conversation.words import tidy, words_of
from tests.services_directory.builders import given

SETS = {
    "child": ("baby", "little one", "bab"),
    "not": ("not", "isnt", "stopped"),
    "not_used": ("x",),
}


def found(written: str, message: str) -> str | None:
    """What a pattern saw in a message, or None."""
    tidied = tidy(message, {}, {})
    match = compile_pattern(written, SETS).find(tidied, beginnings(words_of(tidied)))
    return match.group().strip() if match else None


@pytest.mark.parametrize(
    ("written", "message", "seen"),
    [
        # Plain words stand side by side.
        ("not breathing", "my baby is not breathing", "not breathing"),
        ("not breathing", "not really breathing", None),
        ("not breathing", "not breathingly", None),
        ("not breathing", "breathing not", None),
        ("Can't Breathe", "i can't breathe", "cant breathe"),
        # A set, with words of more than one word.
        ("<child> fell", "the baby fell", "baby fell"),
        ("<child> fell", "my little one fell", "little one fell"),
        ("<child> fell", "my little fell", None),
        ("<child> fell", "my babyish fell", None),
        # Either word.
        ("(kill|hurt) myself", "i will hurt myself", "hurt myself"),
        ("(kill|hurt) myself", "i will kill myself", "kill myself"),
        ("(kill|hurt) myself", "i will see myself", None),
        ("(end it|end my life)", "i want to end my life", "end my life"),
        ("( kill | hurt ) myself", "i will hurt myself", "hurt myself"),
        # A word that may be missing.
        ("hurt [all] myself", "hurt myself", "hurt myself"),
        ("hurt [all|just] myself", "hurt just myself", "hurt just myself"),
        ("hurt [all] myself", "hurt only myself", None),
        # Up to three words between.
        ("baby .. blue", "baby blue", "baby blue"),
        ("baby .. blue", "baby has gone very blue", "baby has gone very blue"),
        ("baby .. blue", "baby has now gone very blue", None),
        # Up to seven words between.
        ("took ... tablets", "took a b c d e f g tablets", "took a b c d e f g tablets"),
        ("took ... tablets", "took a b c d e f g h tablets", None),
        # A beginning.
        ("not breath*", "not breathing", "not breathing"),
        ("not breath*", "not breath", "not breath"),
        ("not breath*", "not bread", None),
        ("<child> .. <not> breath*", "baby has stopped breathing", "baby has stopped breathing"),
        # A comma counts as a word between, a sentence end is never crossed.
        ("baby .. blue", "baby, blue", "baby , blue"),
        ("baby .. blue", "baby. blue", None),
        ("baby ... blue", "the baby!\nblue", None),
        ("not breathing", "not. breathing", None),
        # Whole words, wherever they stand.
        ("die", "diet", None),
        ("die", "i want to die", "die"),
        ("die", "die", "die"),
        ("die", "", None),
    ],
)
def test_a_wording_finds_what_it_says_and_nothing_else(
    written: str, message: str, seen: str | None
) -> None:
    assert found(written, message) == seen


@pytest.mark.parametrize(
    "written",
    [
        "",
        "   ",
        "(kill|hurt myself",
        "kill] myself",
        "<chld> fell",
        "<child fell",
        "..",
        "[all]",
        "a ) b",
    ],
)
def test_a_wording_that_cannot_be_read_says_so(written: str) -> None:
    with pytest.raises(NotAPattern):
        compile_pattern(written, SETS)


def test_a_set_that_is_not_there_is_named() -> None:
    with pytest.raises(NotAPattern, match=r"<chld>, which words\.yaml does not hold"):
        compile_pattern("<chld> fell", SETS)


@given(st.lists(st.sampled_from(["baby", "little", "one", "breathing", "br", "b", "not", "|"])))
def test_the_quick_look_before_a_search_never_hides_a_match(words: list[str]) -> None:
    tidied = f" {' '.join(words)} "
    for written in ("<child> .. <not> breath*", "<child> [not] br*", "(not b|one) .. (baby|br)"):
        pattern = compile_pattern(written, SETS)
        quick = pattern.find(tidied, beginnings(words))
        slow = re.search(pattern.source, tidied)
        assert (quick and quick.span()) == (slow and slow.span())


def test_a_message_holds_its_words_and_their_beginnings() -> None:
    assert beginnings(["blue", "a"]) == {"blue", "a", "bl*", "blu*", "blue*"}


def test_marks_that_mean_something_to_a_search_are_only_letters_here() -> None:
    assert found("a+b", "aab") is None
    assert found("5% (£|p)", "5% £") == "5% £"
