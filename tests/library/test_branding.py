"""A council's own bot: the same reviewed words under its own name, and nothing else changed."""

from __future__ import annotations

from functools import cache

from bot.library.branding import ASKS_FOR_PLACE, spoken_for, voices
from bot.library.library import Library
from bot.library.loading import load
from bot.library.models import Branding, Place
from tests.conftest import CONTENT


@cache
def library() -> Library:
    found = load(CONTENT).library
    assert found is not None
    return found


def branded(**given: str) -> Place:
    return library().places["sefton"].model_copy(update={"branding": Branding(**given)})


def test_every_pack_has_a_voice() -> None:
    assert voices(library()).keys() == library().places.keys()


def test_without_branding_the_name_stays() -> None:
    spoken = spoken_for(library(), library().places["sefton"].model_copy(update={"branding": None}))
    assert spoken.site.name == library().site.name
    assert spoken.phrases.phrases["greeting"] == library().phrases.phrases["greeting"]


def test_the_name_changes_in_every_phrase_and_in_the_introduction() -> None:
    spoken = spoken_for(library(), branded(name="Sefton Family Line"))
    usual = library().site.name
    assert spoken.site.name == "Sefton Family Line"
    for text in (*spoken.phrases.phrases.values(), spoken.site.description):
        assert usual not in text
    assert "Sefton Family Line" in spoken.phrases.phrases["web_we_said"]


def test_an_introduction_of_its_own_is_taken_as_it_is_written() -> None:
    spoken = spoken_for(
        library(), branded(name="Line", description="Ask us. In an emergency call 999.")
    )
    assert spoken.site.description == "Ask us. In an emergency call 999."
    assert spoken.site.commands == library().site.commands


def test_a_name_with_braces_does_not_break_the_phrases() -> None:
    spoken = spoken_for(library(), branded(name="The {Line}"))
    assert spoken.phrases.phrases["web_we_said"].format() == "The {Line}:"


def test_where_a_place_is_asked_for_it_says_which_council_it_knows() -> None:
    spoken = spoken_for(library(), library().places["sefton"])
    for phrase in ASKS_FOR_PLACE:
        asked = spoken.phrases.phrases[phrase]
        assert asked.startswith(library().phrases.phrases[phrase])
        assert "Sefton" in asked.removeprefix(library().phrases.phrases[phrase])


def test_topics_and_safety_replies_are_the_very_same() -> None:
    """They were reviewed as they are."""
    spoken = spoken_for(library(), branded(name="Sefton Family Line"))
    assert spoken.topics is library().topics
    assert spoken.safety is library().safety
