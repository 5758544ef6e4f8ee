from __future__ import annotations

import pytest

from services_directory.phrases import Phrases, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Baby Café", ("baby", "cafe")),
        ("Children's Centres", ("children", "centre")),
        ("Dads’ group & toddlers", ("dad", "group", "toddler")),
        ("Stress-free class", ("stress", "free", "class")),
        ("0-19 service", ("0", "19", "service")),
        ("  …  ", ()),
    ],
)
def test_words_have_one_form(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words


def test_a_phrase_is_found_whole_wherever_it_stands() -> None:
    phrases = Phrases(["food bank", "foodbank", "bank", "stay and play"])
    assert phrases.within("The Food Banks of Leek") == {"food bank", "bank"}
    assert phrases.within("Stay and Play, and stay") == {"stay and play"}
    assert phrases.within("riverbank food") == frozenset()
    assert phrases.within("") == frozenset()


def test_an_empty_phrase_is_found_nowhere() -> None:
    assert Phrases(["", "…"]).within("anything") == frozenset()
