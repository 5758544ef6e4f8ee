"""Spelling is repaired towards the words of our own content, by little, and nothing more."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from bot.conversation.spelling import MOST_REPAIRS, Speller
from tests.services_directory.builders import given

SPELLER = Speller(
    {"smoking", "nipples", "sore", "baby", "breastfeeding", "fag", "50mg"}, {"string", "socking"}
)


@pytest.mark.parametrize(
    ("typed", "repaired"),
    [
        ("smokign", "smoking"),
        ("smking", "smoking"),
        ("nippels", "nipples"),
        ("brestfeding", "breastfeeding"),
        ("braestfeedding", "breastfeeding"),
        # Known words and common English words stay.
        ("sore", "sore"),
        ("string", "string"),
        ("socking", "socking"),
        # Too short, too far, another first letter, not a word.
        ("sor", "sor"),
        ("bab", "bab"),
        ("smkg", "smkg"),
        ("mipples", "mipples"),
        ("xyzzy", "xyzzy"),
        ("40mg", "40mg"),
        ("", ""),
    ],
)
def test_a_mistyped_word_is_repaired_to_the_one_that_is_near(typed: str, repaired: str) -> None:
    assert SPELLER.repair(typed) == repaired


def test_the_speller_knows_its_own_and_common_words() -> None:
    assert SPELLER.knows("smoking")
    assert SPELLER.knows("string")
    assert not SPELLER.knows("smokign")


def test_the_speller_still_repairs_after_more_words_than_it_remembers() -> None:
    speller = Speller({"smoking"})
    for number in range(MOST_REPAIRS + 200):
        speller.repair("q" + "".join(chr(97 + int(digit)) for digit in str(number)) + "z")
    assert speller.repair("smokign") == "smoking"


@given(st.text(alphabet="abcdefgsmokin", max_size=12))
def test_a_repair_changes_a_word_by_two_letters_at_the_most(word: str) -> None:
    repaired = SPELLER.repair(word)
    assert repaired[:1] == word[:1]
    assert abs(len(repaired) - len(word)) <= 2
    assert SPELLER.repair(repaired) == repaired


@pytest.mark.parametrize(
    ("typed", "repaired"), [("scran", "scran"), ("scram", "scram"), ("scarn", "scarn")]
)
def test_a_word_that_is_only_known_is_no_word_to_repair_towards(typed: str, repaired: str) -> None:
    assert Speller({"smoking"}, {"scran"}).repair(typed) == repaired


def test_the_nearest_of_several_words_is_taken_and_always_the_same() -> None:
    """Of two that are as near, the first in the alphabet."""
    spellers = [Speller(words) for words in (["bleed", "breed"], ["breed", "bleed"])]
    assert {speller.repair("bweed") for speller in spellers} == {"bleed"}
    assert Speller(["medicines", "medicine"]).repair("medicins") == "medicine"


def test_a_speller_without_words_repairs_nothing() -> None:
    assert Speller(()).repair("smokign") == "smokign"
