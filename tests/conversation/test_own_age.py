"""How old residents say that they are."""

from __future__ import annotations

import pytest

from bot.conversation.own_age import own_age
from bot.conversation.words import tidy


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("im 17", 17),
        ("I'm 17 and want to stop smoking", 17),
        ("im 17 years old", 17),
        ("16 yr old here", 16),
        ("as a 15 year old", 15),
        ("im a 19 year old mum", 19),
        ("hi. im only 14", 14),
        ("aged 72", 72),
        ("i just turned 18", 18),
        ("im 18 actually", 18),
        ("im 40, feeling low", 40),
        ("im 21f", 21),
        ("im nearly 18", None),
        ("im 12 weeks pregnant", None),
        ("im 36 and 5 days", None),
        ("i am 30 and a half weeks", None),
        ("im 5 months gone", None),
        ("im 50 quid short", None),
        ("my son is 16", None),
        ("my son just turned 16", None),
        ("she is only 15", None),
        ("im 999", None),
        ("im 3", None),
        ("17", None),
        ("", None),
    ],
)
def test_only_their_own_age_in_years_is_heard(text: str, age: int | None) -> None:
    assert own_age(tidy(text, {}, {})) == ({} if age is None else {"age": age})


def test_a_number_alone_is_an_age_where_that_was_asked() -> None:
    assert own_age(" 17 ", asked=True) == {"age": 17}
    assert own_age(" about 17 ", asked=True) == {}
