"""Phrases and values become text, in the resident's language."""

from __future__ import annotations

from typing import Any

import pytest

from bot.conversation.model import Choice, Link, Reply
from bot.conversation.wording import (
    Wording,
    as_text,
    fields_of,
    fit,
    helpline_text,
    lines,
    paragraphs,
)
from bot.library.library import Library
from bot.library.models import Helpline


def test_a_phrase_is_said_with_its_values(wording: Wording) -> None:
    assert "Stafford" in wording.say("place_said_back", place="Stafford")


def test_a_value_stands_as_it_is_even_with_braces_in_it(wording: Wording) -> None:
    assert "{held}" in wording.say("place_said_back", place="{held}")


def test_a_phrase_is_said_in_the_language_or_in_english_where_it_is_not_translated(
    in_polish: Library,
) -> None:
    english = Wording(in_polish)
    polish = Wording(in_polish, "pl")
    assert polish.say("thanked") == "Proszę bardzo."
    assert english.say("thanked") != polish.say("thanked")
    assert polish.say("menu") == english.say("menu")
    assert Wording(in_polish, "xx").say("thanked") == english.say("thanked")


def test_a_choice_has_the_words_of_its_phrase(wording: Wording) -> None:
    assert wording.choice("label_menu", "menu") == Choice("Menu", "menu")


@pytest.mark.parametrize(
    ("label", "fitted"),
    [
        ("", ""),
        ("Menu", "Menu"),
        ("a" * 20, "a" * 20),
        ("a" * 21, "a" * 19 + "…"),
        ("Newcastle-under-Lyme", "Newcastle-under-Lyme"),
        ("Staffordshire Moorlands", "Staffordshire Moorl…"),
        ("Somewhere very nice indeed", "Somewhere very nice…"),
        ("Somewhere verry nice indeed", "Somewhere verry nic…"),
    ],
)
def test_a_label_is_cut_to_the_smallest_button(label: str, fitted: str) -> None:
    assert fit(label) == fitted
    assert len(fit(label)) <= 20


@pytest.mark.parametrize(
    ("phrase", "fields"),
    [("", set()), ("Hello.", set()), ("In {place}: {council}, {place}", {"place", "council"})],
)
def test_a_phrase_names_what_it_wants_filled_in(phrase: str, fields: set[str]) -> None:
    assert fields_of(phrase) == fields


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ((), ""),
        (("a", "b"), "a\n\nb"),
        ((None, " a \n", "", "  ", "b"), "a\n\nb"),
        (("a\nb", None), "a\nb"),
    ],
)
def test_paragraphs_have_a_blank_line_between_them(
    parts: tuple[str | None, ...], text: str
) -> None:
    assert paragraphs(*parts) == text
    assert lines(*parts) == text.replace("\n\n", "\n")


def a_helpline(**reached: Any) -> Helpline:
    return Helpline(
        id="line", name="The Line", offers="Listens.", confidence="high", source="x", **reached
    )


@pytest.mark.parametrize(
    ("reached", "shown"),
    [
        ({"phone": "116 123"}, "The Line: 116 123\nListens."),
        ({"phone": "116 123", "url": "https://line.org"}, "The Line: 116 123\nListens."),
        ({"text": "85258"}, "The Line: text 85258\nListens."),
        ({"phone": "1", "text": "2"}, "The Line: 1 · text 2\nListens."),
        ({"url": "https://line.org"}, "The Line: https://line.org\nListens."),
        ({"email": "a@b.org"}, "The Line: a@b.org\nListens."),
        ({"url": "https://l.org", "email": "a@b.org"}, "The Line: https://l.org\nListens."),
        ({"phone": "1", "hours": "all day"}, "The Line: 1\nListens.\nOpen: all day"),
    ],
)
def test_a_helpline_is_who_how_and_when(
    reached: dict[str, str], shown: str, wording: Wording
) -> None:
    assert helpline_text(a_helpline(**reached), wording) == shown


def test_links_stand_under_the_words_where_only_text_can_be_shown() -> None:
    reply = Reply("Hello.", links=(Link("A page", "https://a.org"), Link("B", "https://b.org")))
    assert as_text(reply) == "Hello.\n\nA page: https://a.org\nB: https://b.org"
    assert as_text(Reply("Hello.")) == "Hello."
