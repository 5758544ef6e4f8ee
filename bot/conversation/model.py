"""The conversation: Message in, Turn out, State between. Values only."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Literal

from services_directory.eligibility import Fact
from services_directory.places import Point

STATE_VERSION = 2
"""Saved state of another version is dropped: a fresh start is safer than a misread one."""

FORGOTTEN_AFTER = timedelta(hours=24)
"""A conversation picks up after a broken night, and is gone the night after."""

TRAIL_LENGTH = 10
"""How many steps BACK can go."""

URGENT = "urgent"
"""The value of the choice that every reply holds."""

LOSS = "baby-loss"
"""The topic that a loss opens, in whatever words: nobody is questioned, and no pregnancy is remembered."""

REASONS = ("phone", "closed", "notme", "other")
"""What can be wrong with a service that was told. Short, because a button's value holds at most 64 bytes."""

MessageKind = Literal[
    "text", "choice", "start", "pin", "edited", "photo", "voice", "sticker", "group", "other"
]
Asks = Literal["place", "eligibility", "clarify", "confirm"]
Outcome = Literal[
    "greeted",
    "answered",
    "clarified",
    "asked_place",
    "asked_eligibility",
    "signposted",
    "gap_told",
    "not_eligible",
    "out_of_area",
    "place_unknown",
    "not_understood",
    "out_of_scope",
    "safety",
    "human_offered",
    "menu",
    "thanked",
    "privacy",
    "my_data",
    "erased",
    "stopped",
    "failed",
]


@dataclass(frozen=True, slots=True)
class Message:
    """One thing a resident did, in any channel. `text` is what they typed or the payload of a start link."""

    kind: MessageKind = "text"
    text: str = ""
    choice: str | None = None
    pin: Point | None = None
    """Where they are, when they shared it as a pin. It becomes a district at once."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: a label of at most 20 characters, a value of at most 64 bytes."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class ServiceCard:
    """One service as told to this resident. Everything in it is also in the reply's text."""

    id: str
    name: str
    serves: tuple[str, ...]
    why: str
    phone: str | None = None
    text: str | None = None
    email: str | None = None
    url: str | None = None
    postcode: str | None = None
    distance_miles: float | None = None
    open_now: bool | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """One bubble. Plain text; a channel decides how it looks."""

    text: str
    choices: tuple[Choice, ...] = ()
    links: tuple[Link, ...] = ()
    services: tuple[ServiceCard, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """What is remembered between two messages: no words of theirs, no postcode, only where they are in the conversation.

    `place` is a district code. `expecting` is what the last reply asked. `shown` are the services that were told last, and
    `reported` those called wrong. `trail` holds the values that led here, for BACK.
    """

    topic: str | None = None
    needs: tuple[str, ...] = ()
    place: str | None = None
    expecting: Asks | None = None
    fact: str | None = None
    facts: dict[str, Fact] = field(default_factory=dict)
    asked: tuple[str, ...] = ()
    offered: tuple[Choice, ...] = ()
    shown: tuple[str, ...] = ()
    reported: tuple[str, ...] = ()
    trail: tuple[str, ...] = ()
    missed: int = 0
    gentle: int = 0
    danger: str | None = None
    asked_week: bool = False
    asked_if_safe: bool = False
    wants_person: bool = False
    greeted: bool = False
    language: str = "en"

    def at(self, step: str | None) -> State:
        """With one more step on the trail, unless it is where they already are."""
        if step is None or (self.trail and self.trail[-1] == step):
            return self
        return replace(self, trail=(*self.trail, step)[-TRAIL_LENGTH:])


@dataclass(frozen=True, slots=True)
class Report:
    """Somebody says that what we told of a service is wrong. Nothing of who said it is kept."""

    service: str
    reason: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What the bot says next, and all that is remembered and counted of it."""

    replies: tuple[Reply, ...]
    state: State
    outcome: Outcome
    topics: tuple[str, ...] = ()
    safety: str | None = None
    danger_check: bool = False
    asks: Asks | None = None
    forget: bool = False
    report: Report | None = None
