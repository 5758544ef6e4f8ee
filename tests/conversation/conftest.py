"""The real content's knowledge, and short ways to ask it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.app import App
from bot.conversation.understanding import Understanding
from bot.conversation.wording import Wording
from bot.library.library import Library
from bot.packs import Knowledge


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
