"""All that an answer is made from, and the turn that it becomes. Pure: the clock comes in as an argument."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.conversation.model import Asks, Choice, Outcome, Reply, State, Turn
from bot.conversation.signposting import Signposter
from bot.conversation.wording import Wording, helpline_text, paragraphs
from bot.library.library import Library
from bot.library.models import Topic
from services_directory.opening import LONDON
from services_directory.places import Locality, Located
from services_directory.service import Found
from services_directory.week import Week


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What the directory said to an intent's search. `place` is where the resident is, if that is known."""

    located: Located | None = None
    place: Locality | None = None
    found: Found | None = None
    week: Week | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    """Names of the services that were shown last, by id."""

    waiting: int = 0
    """Replies that the channel has not taken yet."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One message's moment: the words, what is remembered, what was found, and the time."""

    library: Library
    state: State
    looked_up: LookedUp
    now: datetime
    wording: Wording
    signposter: Signposter

    @classmethod
    def of(cls, library: Library, state: State, looked_up: LookedUp, now: datetime) -> Scene:
        wording = Wording(library, state.language)
        return cls(library, state, looked_up, now, wording, Signposter(library, wording, now))

    @property
    def topic(self) -> Topic | None:
        """What they asked about last."""
        return self.library.topics.get(self.state.topic or "")

    @property
    def today(self) -> date:
        """The day that residents have."""
        return self.now.astimezone(LONDON).date()

    def say(self, phrase: str, **values: str) -> str:
        return self.wording.say(phrase, **values)

    def choice(self, phrase: str, value: str) -> Choice:
        return self.wording.choice(phrase, value)

    def helplines(self, ids: tuple[str, ...]) -> str:
        shown = self.library.shown_helplines(ids)
        return paragraphs(*(helpline_text(line, self.wording) for line in shown))

    def turn(
        self, outcome: Outcome, *replies: Reply, asks: Asks | None = None, step: str | None = None
    ) -> Turn:
        """These replies, and the state that follows from them."""
        place = self.looked_up.place
        state = replace(
            self.state.at(step),
            expecting=asks,
            missed=0,
            place=place.district.code if place else self.state.place,
            wants_person=False,
        )
        return Turn(replies, state, outcome, asks=asks)


def topped(turn: Turn, words: str) -> Turn:
    """The same turn with these words above it."""
    first = replace(turn.replies[0], text=paragraphs(words, turn.replies[0].text))
    return replace(turn, replies=(first, *turn.replies[1:]))


def ending_with(choices: tuple[Choice, ...], replies: tuple[Reply, ...]) -> tuple[Reply, ...]:
    """The same replies, and these buttons under the last."""
    return (*replies[:-1], replace(replies[-1], choices=choices))


def counted_as(topic: Topic | None) -> tuple[str, ...]:
    """A topic, and the core topic that it belongs to."""
    if topic is None:
        return ()
    return (topic.id, topic.core) if topic.core else (topic.id,)
