"""Names of places as residents say them → district codes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.conversation.words import tidy, words_of
from bot.library.models import Place

CLOSE_ENOUGH = 88
"""rapidfuzz ratio at which a mistyped name counts, once we have asked for a place: "staford" is 93, "station" 67."""

_LEADS = frozenset({"in", "near", "at", "from", "around", "live", "to", "is", "by", "of", "about"})


@dataclass(frozen=True, slots=True)
class NamedDistrict:
    """A name found in a sentence, the words that it stood on, and its district."""

    name: str
    district: str


class Gazetteer:
    """Towns and districts of the packs."""

    def __init__(self, places: Iterable[Place], district_names: Mapping[str, str]) -> None:
        """Outside the packs a name counts only after "in" or when we asked: Reading is also a verb."""
        self._anywhere: dict[str, str] = {}
        self._when_asked = {_plain(name): code for code, name in district_names.items()}
        for place in places:
            for code, name in place.districts.items():
                self._when_asked[_plain(name)] = code
                self._anywhere[_plain(name)] = code
            for town in place.towns:
                for name in (town.name, *town.also):
                    self._when_asked[_plain(name)] = town.district
                    if not town.only_when_asked:
                        self._anywhere[_plain(name)] = town.district
        self._longest = max((len(name.split()) for name in self._when_asked), default=1)

    def find(self, text: str, asked: bool) -> NamedDistrict | None:
        """The longest name in the text. When we have just asked for a place, everyday words and typos count too."""
        words = words_of(tidy(text, {}, {}))
        for size in range(min(self._longest, len(words)), 0, -1):
            for start in range(len(words) - size + 1):
                name = " ".join(words[start : start + size])
                led = start > 0 and words[start - 1] in _LEADS
                known = self._when_asked if asked or led or size == len(words) else self._anywhere
                if name in known:
                    return NamedDistrict(name, known[name])
        return self._nearly(" ".join(words)) if asked and len(words) <= 4 else None

    def _nearly(self, name: str) -> NamedDistrict | None:
        found = process.extractOne(
            name, self._when_asked.keys(), scorer=fuzz.ratio, score_cutoff=CLOSE_ENOUGH
        )
        return NamedDistrict(found[0], self._when_asked[found[0]]) if found else None


def _plain(name: str) -> str:
    return " ".join(words_of(tidy(name, {}, {})))
