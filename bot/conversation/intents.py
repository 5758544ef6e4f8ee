"""Everything that a message can mean. Values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from services_directory.eligibility import Fact
from services_directory.places import Point
from services_directory.postcode import PartPostcode, Postcode


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A town or district that the resident named or tapped, by its district code."""

    district: str


@dataclass(frozen=True, slots=True)
class NotAPlace:
    """We asked for a place, and this is not one that we know."""


SamePlace = Literal["same"]
PlaceSaid = Postcode | PartPostcode | NamedPlace | NotAPlace | Point | SamePlace


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search that the directory is to make before there is an answer. `week`: what is on there, by day."""

    needs: tuple[str, ...]
    place: PlaceSaid
    week: bool = False


@dataclass(frozen=True, slots=True)
class Intent:
    """One meaning. `facts` are what the message told about the resident on the way.

    `afresh`: what was told before was not about them, and is forgotten.
    """

    search: Wanted | None = field(default=None, kw_only=True)
    facts: dict[str, Fact] = field(default_factory=dict, kw_only=True)
    afresh: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class InDanger(Intent):
    """A safety rule fired."""

    kind: str


@dataclass(frozen=True, slots=True)
class StillInDanger(Intent):
    """A few plain words just after a danger: about that danger, and not a new subject."""

    kind: str


@dataclass(frozen=True, slots=True)
class KeepsPlace(Intent):
    """They would rather not say where they live."""


@dataclass(frozen=True, slots=True)
class WantsUrgentHelp(Intent):
    """The Urgent help choice, or one of the kinds under it."""

    kind: str | None = None


@dataclass(frozen=True, slots=True)
class AsksTopic(Intent):
    """A topic, perhaps the section that it is clearly about, and perhaps a second topic in the same message.

    `wants_help`: they asked for help near them.
    """

    topic: str
    second: str | None = None
    wants_help: bool = False
    section: str | None = None


@dataclass(frozen=True, slots=True)
class FollowsUp(Intent):
    """ "what about twins": more about a topic, and nothing is written just for that."""

    topic: str


@dataclass(frozen=True, slots=True)
class AsksMore(Intent):
    """One section of a topic."""

    topic: str
    section: str


@dataclass(frozen=True, slots=True)
class WantsHelp(Intent):
    """Services for needs, with or without a topic; `search` is set once there is a place.

    `again`: a question about the services that were just shown ("do they do evenings").
    """

    needs: tuple[str, ...]
    topic: str | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class AsksWhatsOn(Intent):
    """What is on near them this week, for needs or for any; `search` is set once there is a place."""

    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CallsWrong(Intent):
    """ "this is wrong" of a service that was shown: which one, and what is wrong, as far as they have said."""

    service: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class GivesPlace(Intent):
    """A place and nothing else, while nothing was asked for."""


@dataclass(frozen=True, slots=True)
class AnswersFact(Intent):
    """Yes, no or skip to the eligibility question."""

    fact: str


@dataclass(frozen=True, slots=True)
class AsksWhy(Intent):
    """Why do you ask?"""


@dataclass(frozen=True, slots=True)
class MayMean(Intent):
    """Two to four topics that it could be: ask which."""

    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotUnderstood(Intent):
    """Nothing fits well; `nearest` are the three nearest topics."""

    nearest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotWords(Intent):
    """An edit, a photo, a voice note, a sticker, a group: something that we cannot read."""

    kind: str


@dataclass(frozen=True, slots=True)
class Says(Intent):
    """A meaning without any more to it: greeting, thanks, human, stop, erase, my_data, privacy, menu, help, …"""

    what: str


@dataclass(frozen=True, slots=True)
class GoesBack(Intent):
    """BACK."""
