"""Words that everyone knows are left alone by the speller."""

from __future__ import annotations

import pytest

from bot.library.english import common_words


@pytest.mark.parametrize("word", ["drying", "string", "dont", "didnt", "breathing", "the"])
def test_a_common_word_is_known_without_its_apostrophe(word: str) -> None:
    assert word in common_words()


@pytest.mark.parametrize("word", ["breething", "don't", "brestfeeding", ""])
def test_a_mistyped_word_is_not(word: str) -> None:
    assert word not in common_words()


def test_there_are_as_many_as_a_reader_knows() -> None:
    assert 20_000 < len(common_words()) < 60_000


def test_they_are_read_once() -> None:
    assert common_words() is common_words()
