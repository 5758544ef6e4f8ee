"""However it is typed, the same words come out."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from bot.conversation.words import BREAK, LONGEST, spoken, tidy, words_of
from tests.services_directory.builders import given

SPEAK = {"u": "you", "cant": "can not", "2moro": "tomorrow"}
EMOJI = {"👶": "baby", "🤰🏽": "pregnant"}


@pytest.mark.parametrize(
    ("typed", "tidied"),
    [
        ("Hello THERE", " hello there "),
        ("  a   b  ", " a b "),
        ("I'm don’t canʼt `quoted´", " im dont cant quoted "),
        ("tired. very tired!! really?", " tired | very tired | really | "),
        ("one\ntwo\r\nthree", " one | two | three "),
        ("help: now; please", " help | now | please "),
        ("a, b (c) d", " a , b , c , d "),
        ("one – two — three - four", " one , two , three , four "),
        ("co-sleeping", " co sleeping "),
        ("38.5 or 38,5 degrees", " 38point5 or 38point5 degrees "),
        ("£5 20% 38°", " £5 20% 38° "),
        ("sooooo tireddddd, heeelp", " soo tiredd , heelp "),
        ("Zażółć gęślą jaźń, Łódź", " zazolc gesla jazn , lodz "),
        ("ÉCOLE naïve Straße ﬁne", " ecole naive strasse fine "),
        ("x_y/z*!", " x y z | "),
        ("", "  "),
        ("🙂🙂", "  "),
        ("نص", "  "),
    ],
)
def test_words_are_tidied(typed: str, tidied: str) -> None:
    assert " ".join(tidy(typed, {}, {}).split()) == tidied.strip()
    assert tidy(typed, {}, {})[0] == tidy(typed, {}, {})[-1] == " "


@pytest.mark.parametrize(
    ("typed", "tidied"),
    [
        ("can u come 2moro", " can you come tomorrow "),
        ("U!", " you | "),
        ("can't", " can not "),
        ("us", " us "),
    ],
)
def test_text_speak_is_written_out_word_by_word(typed: str, tidied: str) -> None:
    assert tidy(typed, SPEAK, {}) == tidied


@pytest.mark.parametrize(
    ("typed", "tidied"),
    [("my 👶cries", " my baby cries "), ("🤰🏽", " pregnant "), ("👶👶", " baby baby ")],
)
def test_emoji_are_said_as_words(typed: str, tidied: str) -> None:
    assert tidy(typed, {}, EMOJI) == tidied


def test_emoji_stay_where_nobody_said_what_they_mean() -> None:
    assert spoken("👶", {}) == "👶"


def test_what_is_longer_than_a_message_can_be_is_cut_first() -> None:
    assert "end" in tidy("a " * (LONGEST // 2 - 2) + "end", {}, {})
    assert "end" not in tidy("a " * (LONGEST // 2) + "end", {}, {})


def test_the_words_alone_have_no_commas_or_sentence_ends() -> None:
    assert words_of(tidy("tired, very tired. really", {}, {})) == [
        "tired",
        "very",
        "tired",
        "really",
    ]


@given(st.text())
def test_any_text_is_single_words_with_a_space_at_either_end(text: str) -> None:
    tidied = tidy(text, SPEAK, EMOJI)
    assert tidied.startswith(" ")
    assert tidied.endswith(" ")
    assert tidied.strip() == " ".join(tidied.split())
    assert all(letter.isascii() or letter in "£°" for letter in tidied)


@given(st.text())
def test_tidying_what_is_tidy_changes_nothing(text: str) -> None:
    words = words_of(tidy(text, {}, {}))
    assert words_of(tidy(" ".join(words), {}, {})) == words
    assert BREAK not in words
