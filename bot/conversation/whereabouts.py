"""Where a resident says they are, and what else the message says. Pure: it looks nothing up."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.conversation.gazetteer import Gazetteer
from bot.conversation.intents import NamedPlace, PlaceSaid
from bot.conversation.words import tidy, words_of
from services_directory.postcode import (
    FoundInSentence,
    NotAPostcode,
    Postcode,
    find_part,
    find_whole,
)

_PLACE_WORDS = frozenset(
    "near in at from around live lives living postcode is my im i its it the for to we were are am our "  # noqa: SIM905
    "actually ok okay then what about now instead sorry mean meant moved moving house new been staying "
    "stay try how and oh no yes wait here there ive weve a town area please pls thanks ta hi hello place "
    "change changed different another other one code address by of just not".split()
)
"""Words that stand around a place and say nothing more."""

_LEADS_TO_PART = frozenset({"near", "in", "at", "from", "around", "postcode", "live", "about"})


class Whereabouts:
    """Reads postcodes, parts of them, and the names of towns and districts."""

    def __init__(self, gazetteer: Gazetteer, means_the_same: Callable[[str], bool]) -> None:
        """`means_the_same` knows "same place as before" in all its wordings."""
        self._gazetteer, self._means_the_same = gazetteer, means_the_same

    def find(self, text: str, asked: bool) -> tuple[PlaceSaid | None, str]:
        """A place in a message, and what the message says besides it."""
        if self._means_the_same(text):
            return "same", ""
        if found := find_whole(text) or _part_in(text, asked):
            return found.postcode, without_lead(found.rest)
        if postcode := _whole_postcode(text):
            return postcode, ""
        if named := self._gazetteer.find(text, asked):
            plain = " ".join(words_of(tidy(text, {}, {})))
            return NamedPlace(named.district), without_lead(plain.replace(named.name, " ", 1))
        return None, text


def without_lead(rest: str) -> str:
    """ "library near …" without the "near" that stood before the place."""
    return re.sub(r"(?i)\b(?:near|in|at|from|around|to|by|of)\s*$", "", rest.rstrip())


def _whole_postcode(text: str) -> Postcode | None:
    try:
        return (
            Postcode.parse(text)
            if len(text) <= 12 and any(letter.isdigit() for letter in text)
            else None
        )
    except NotAPostcode:
        return None


def _part_in(text: str, asked: bool) -> FoundInSentence | None:
    """Half a postcode counts alone, when a place was asked for, or after a word like "near": not in "vitamin B12"."""
    found = find_part(text)
    if found is None:
        return None
    alone = not says_something(found.rest)
    return found if alone or asked or found.before in _LEADS_TO_PART else None


def says_something(rest: str) -> bool:
    """Whether more is said than "actually im in … now"."""
    return any(word not in _PLACE_WORDS for word in words_of(tidy(rest, {}, {})))
