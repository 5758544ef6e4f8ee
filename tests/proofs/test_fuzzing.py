"""Ten thousand messages that nobody would write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import App
from bot.conversation.model import Choice, Reply, State, Turn
from tests.conftest import another_app
from tests.resident import Clock
from tests.soak.fuzzing import fuzz, refusals
from tests.soak.ground import learn
from tests.soak.words import residents_words


@pytest.fixture
def lean_app(lean_content: Path, learnt_folder: Path, clock: Clock) -> Iterator[App]:
    """In memory: what a disk takes is no part of this."""
    learnt = learn(lean_content, learnt_folder)
    yield another_app(learnt, learnt.engine, clock)
    learnt.engine.dispose()


def test_whatever_is_written_the_answer_is_one_that_telegram_takes(lean_app: App) -> None:
    done = fuzz(lean_app, residents_words(), 10_000)
    assert done.errors == 0
    assert done.illegal == {}
    assert done.outcomes["failed"] == 0
    assert len(done.outcomes) > 5, "they are all taken for the same"


def test_an_answer_that_telegram_would_refuse_is_seen() -> None:
    wrong = Turn((Reply("x", (Choice("", "menu"),)),), State(), "answered")
    assert list(refusals(wrong))
    assert list(refusals(Turn((), State(), "answered"))) == ["nothing is said"]
