"""What is not kept cannot leak: no words, postcode, name or chat id in the database, the logs or the metrics.

A resident with unmistakable words talks through every kind of turn; then every byte that was written is read.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from prometheus_client import generate_latest
from sqlalchemy import Engine

from bot.app import App, Arrived
from bot.channels.jsonlines import converse
from bot.channels.web.site import make_site
from bot.conversation.model import Message
from bot.metrics import REGISTRY
from bot.storage.database import open_database
from services_directory.places import Point
from services_directory.postcode import Postcode
from tests.conftest import another_app, emptied
from tests.resident import Clock

CHAT = "7766554433221100"
NAME = "Persephone"
WORD = "zanzibarquix"

SAYS = (
    f"hi my name is {NAME} and i am {WORD}",
    f"sore nipples {WORD}",
    "help near me",
    "ST16 2LH",
    f"{NAME} stop smoking in pregnancy near st16 2lh {WORD}",
    "yes",
    "why",
    "skip",
    f"st162lh {NAME}",
    "st7 4aa",
    "sl1 4pl",
    "near b1 1aa",
    "st16 9zz",
    f"my baby isnt breathing {NAME} {WORD}",
    f"thank you {NAME}",
    f"whats the bin day in {WORD} street",
    "my data",
    "talk to a person",
)

MARKERS = (CHAT, NAME, WORD, "2LH", "4AA", "4PL", "1AA", "9ZZ")
"""Inward halves are looked for after anything that is not a letter or digit has been taken out."""


@pytest.fixture
def talked(
    learnt: App, tmp_path: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> Iterator[App]:
    """An App to which the resident has said it all, with every logger at its most talkative."""
    caplog.set_level(logging.DEBUG)
    app = another_app(
        learnt, emptied(open_database(f"sqlite:///{tmp_path / 'signpost.db'}")), clock
    )
    for number, text in enumerate(SAYS):
        app.handle(Arrived("test", CHAT, str(number), Message(text=text), address=CHAT))
    forged = Message("choice", choice=f"place:{WORD}")
    app.handle(Arrived("test", CHAT, "forged", forged, address=CHAT))
    yield app
    app.engine.dispose()


def test_the_database_files_hold_nothing_that_they_wrote(talked: App, tmp_path: Path) -> None:
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("signpost.db*"))
    assert b"conversations" in kept
    assert found_in(kept.decode("utf-8", "replace")) == []


def test_the_rows_of_the_outbox_hold_only_our_own_words(talked: App) -> None:
    with talked.engine.begin() as connection:
        bodies = connection.exec_driver_sql("SELECT body FROM outbox").scalars().all()
    assert len(bodies) > len(SAYS)
    assert found_in("\n".join(json.loads(body)["text"] for body in bodies)) == []


def test_the_logs_hold_nothing_that_they_wrote(
    talked: App, every_log_line: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert found_in(caplog.text) == []
    assert found_in(every_log_line.read_text(encoding="utf-8")) == []


def test_the_logs_hold_nothing_when_the_database_is_down(
    learnt: App, every_log_line: Path, caplog: pytest.LogCaptureFixture, clock: Clock
) -> None:
    caplog.set_level(logging.DEBUG)
    down = open_database("postgresql://nobody@127.0.0.1:1/nothing")
    app = another_app(learnt, down, clock)
    for number, text in enumerate(SAYS):
        app.handle(Arrived("test", CHAT, str(number), Message(text=text), address=CHAT))
    assert "could not decide" in caplog.text
    assert found_in(every_log_line.read_text(encoding="utf-8")) == []


def test_the_metrics_hold_nothing_that_they_wrote(talked: App) -> None:
    shown = generate_latest(REGISTRY).decode()
    assert 'outcome="signposted"' in shown
    assert found_in(shown) == []


def test_the_web_and_the_pipe_keep_nothing_that_they_wrote(
    learnt: App, sqlite: Engine, clock: Clock, tmp_path: Path, every_log_line: Path
) -> None:
    app = another_app(learnt, sqlite, clock)
    browser = TestClient(make_site(app))
    for number, text in enumerate(SAYS):
        browser.post("/", data={"text": text, "update": f"update-{number}"})
    lines = [json.dumps({"from": CHAT, "text": text}) for text in SAYS]
    assert len(list(converse(app, lines, "run"))) == len(SAYS)
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("signpost.db*"))
    assert found_in(kept.decode("utf-8", "replace")) == []
    assert found_in(every_log_line.read_text(encoding="utf-8")) == []


def test_what_holds_a_postcode_or_a_point_does_not_print_it() -> None:
    assert repr(Postcode.parse("st16 2lh")) == "<Postcode ST16 ***>"
    assert repr(Point(52.8, -2.1)) == "<Point ***>"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (f"{NAME} wrote", [NAME]),
        ("at ST16 2LH", ["2LH"]),
        ("st16-2lh", ["2LH"]),
        (f"chat {CHAT}", [CHAT]),
        (f"a {WORD.upper()}", [WORD]),
        ("2lh", []),
        ("Stafford", []),
    ],
)
def test_the_search_itself_finds_what_it_should(written: str, found: list[str]) -> None:
    assert found_in(written) == found


def found_in(written: str) -> list[str]:
    folded = written.casefold()
    squeezed = "".join(letter for letter in folded if letter.isalnum())
    halves = {half: f"{outward}{half}" for outward, half in OUTWARDS}
    return [
        marker
        for marker in MARKERS
        if (halves.get(marker, marker).casefold() in (squeezed if marker in halves else folded))
    ]


OUTWARDS = (("ST16", "2LH"), ("ST7", "4AA"), ("SL1", "4PL"), ("B1", "1AA"), ("ST16", "9ZZ"))
