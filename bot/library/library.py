"""Library: everything in `content/`, loaded and valid. A value; it reads nothing itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.library.models import (
    Concepts,
    Helpline,
    Intents,
    MenuItem,
    Messages,
    Needs,
    Pages,
    Phrases,
    Place,
    Questions,
    SafetyClass,
    SafetyWords,
    Site,
    Thresholds,
    Topic,
)


@dataclass(frozen=True)
class Library:
    """Content by id. `overrides` holds a council's own version of a topic, by council code."""

    site: Site
    phrases: Phrases
    concepts: Concepts
    intents: Intents
    questions: Questions
    needs: Needs
    pages: Pages
    thresholds: Thresholds
    helplines: Mapping[str, Helpline]
    topics: Mapping[str, Topic]
    safety: Mapping[str, SafetyClass]
    safety_words: SafetyWords
    messages: Mapping[str, Messages]
    places: Mapping[str, Place]
    overrides: Mapping[str, Mapping[str, Topic]] = field(default_factory=dict)
    translations: Mapping[str, Phrases] = field(default_factory=dict)
    version: str = ""

    def topic(self, topic_id: str, council: str | None = None) -> Topic | None:
        """A topic as residents of a council (ONS code) read it."""
        local = self.overrides.get(council or "", {})
        return local.get(topic_id) or self.topics.get(topic_id)

    def core_of(self, topic_id: str) -> str:
        topic = self.topics.get(topic_id)
        return topic.core if topic and topic.core else topic_id

    def place_of_council(self, council: str) -> Place | None:
        return next((place for place in self.places.values() if place.council == council), None)

    def area_name(self, code: str) -> str | None:
        """A council or a district of our packs, by its ONS code."""
        councils = {place.council: place.name for place in self.places.values()}
        districts = {
            code: name for place in self.places.values() for code, name in place.districts.items()
        }
        return {**districts, **councils}.get(code)

    def shown_helplines(self, ids: tuple[str, ...]) -> tuple[Helpline, ...]:
        found = (self.helplines.get(each) for each in ids)
        return tuple(line for line in found if line and line.shown)

    def menu_page(self, number: int) -> MenuItem | None:
        return self.site.menu[number] if 0 <= number < len(self.site.menu) else None
