"""The real content's knowledge, and short ways to ask it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from bot.app import App
from bot.conversation.answering import Answering
from bot.conversation.intents import Intent
from bot.conversation.model import State, Turn
from bot.conversation.scene import LookedUp
from bot.conversation.understanding import Understanding
from bot.conversation.wording import Wording
from bot.library.library import Library
from bot.packs import Knowledge
from services_directory.places import Locality, Located
from services_directory.service import Found
from tests.conftest import EVENING

MET = State(greeted=True)
"""Someone who knows already what this is."""


@pytest.fixture(scope="session")
def knowledge(learnt: App) -> Knowledge:
    assert learnt.knowledge is not None
    return learnt.knowledge


@pytest.fixture(scope="session")
def library(knowledge: Knowledge) -> Library:
    return knowledge.library


@pytest.fixture(scope="session")
def understanding(knowledge: Knowledge) -> Understanding:
    return knowledge.understanding


@pytest.fixture(scope="session")
def wording(library: Library) -> Wording:
    return Wording(library)


@pytest.fixture(scope="session")
def in_polish(library: Library) -> Library:
    """The real content with one phrase translated."""
    polish = library.phrases.model_copy(update={"phrases": {"thanked": "Proszę bardzo."}})
    return replace(library, translations={"pl": polish})


@dataclass(frozen=True)
class Answers:
    """Answers an intent directly, without anything being understood or looked up."""

    library: Library

    def to(
        self,
        intent: Intent,
        state: State = MET,
        *,
        located: Located | None = None,
        place: Locality | None = None,
        found: Found | None = None,
        now: datetime = EVENING,
        danger_check: bool = False,
    ) -> Turn:
        looked_up = LookedUp(located, found.place if found else place, found)
        return Answering(self.library, state, looked_up, now).answer(intent, danger_check)


@pytest.fixture(scope="session")
def answers(library: Library) -> Answers:
    return Answers(library)


def text_of(turn: Turn) -> str:
    return "\n\n".join(reply.text for reply in turn.replies)


def values_of(turn: Turn) -> list[str]:
    return [choice.value for reply in turn.replies for choice in reply.choices]
