"""The library as one council's own bot speaks it: the same words under that council's name. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.library.library import Library
from bot.library.models import Phrases, Place, Site

ASKS_FOR_PLACE = ("ask_place", "ask_place_short")
"""Phrases that say which council this bot is of. Where the resident lives is still asked."""


def voices(library: Library) -> dict[str, Library]:
    """The library of every pack's own bot, by the id of the pack."""
    return {place.id: spoken_for(library, place) for place in library.places.values()}


def spoken_for(library: Library, place: Place) -> Library:
    """Phrases and the introduction under the name in `branding`, or the usual name where a pack has none."""
    name = place.branding.name if place.branding else library.site.name
    translations = {
        code: _renamed(library, phrases, name, place)
        for code, phrases in library.translations.items()
    }
    return replace(
        library,
        site=_site(library.site, place),
        phrases=_renamed(library, library.phrases, name, place),
        translations=translations,
    )


def _site(site: Site, place: Place) -> Site:
    given = place.branding.model_dump(exclude_none=True) if place.branding else {}
    called = given.get("name", site.name)
    words = {
        field: _called(getattr(site, field), site.name, called)
        for field in ("description", "short_description")
    }
    return site.model_copy(update={**words, **given})


def _renamed(library: Library, phrases: Phrases, name: str, place: Place) -> Phrases:
    escaped = name.replace("{", "{{").replace("}", "}}")
    words = {
        phrase: _called(text, library.site.name, escaped)
        for phrase, text in phrases.phrases.items()
    }
    return phrases.model_copy(update={"phrases": {**words, **_asking(words, place)}})


def _asking(words: Mapping[str, str], place: Place) -> dict[str, str]:
    home = words.get("ask_place_home")
    if home is None:
        return {}
    said = home.format(council=place.name)
    return {phrase: f"{words[phrase]} {said}" for phrase in ASKS_FOR_PLACE if phrase in words}


def _called(text: str, usual: str, name: str) -> str:
    return re.sub(rf"\b{re.escape(usual)}\b", lambda _: name, text)
