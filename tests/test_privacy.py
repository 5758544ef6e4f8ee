"""What is not kept cannot leak: no words, postcode, name or chat id in the database, the logs or the metrics.

A resident with unmistakable words talks through every kind of turn; then every byte that was written is read.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from prometheus_client import generate_latest
from sqlalchemy import Engine, select

from bot.app import App, Arrived
from bot.channels.jsonlines import converse
from bot.channels.web.site import make_site
from bot.cli.serving import FORGET_EVERY
from bot.conversation.model import Message
from bot.metrics import REGISTRY
from bot.storage import outbox
from bot.storage.conversations import EXPIRES_AFTER
from bot.storage.database import open_database
from bot.storage.retention import SWEEPS
from bot.storage.sealing import Seal
from bot.storage.tables import OutboxReply
from services_directory.places import Point
from services_directory.postcode import Postcode
from tests.conftest import another_app, emptied
from tests.resident import Clock, Resident

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


TALKS = (
    "sore nipples near st16 2lh",
    "im pregnant and cant stop smoking",
    f"{NAME} wants a baby group {WORD}",
    "yes",
    "my data",
)


def test_within_a_minute_of_erasing_no_file_holds_anything_of_the_resident(
    learnt: App, clock: Clock, tmp_path: Path, every_log_line: Path
) -> None:
    engine = emptied(open_database(f"sqlite:///{tmp_path / 'signpost.db'}"))
    app = another_app(learnt, engine, clock)
    sealed = talks(app, CHAT)
    others = [talks(app, f"{number}{CHAT}") for number in range(40)]
    app.handle(Arrived("test", CHAT, "erase", Message("choice", choice="erase"), address=CHAT))
    last = addresses(app, CHAT)
    with engine.begin() as connection:
        outbox.forget(connection, app.seal.conversation_key("test", CHAT))  # as when it was sent
    app.forget_expired()
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    engine.dispose()
    key = app.seal.conversation_key("test", CHAT).encode()
    assert [each for each in (key, *sealed, *last) if each in kept] == []
    assert all(address in kept for address in others[0])
    assert key.decode() not in every_log_line.read_text(encoding="utf-8")


def test_erasing_twice_as_often_as_is_looked_is_within_the_minute() -> None:
    assert timedelta(minutes=1) >= FORGET_EVERY * (SWEEPS + 1)


def talks(app: App, chat: str) -> list[bytes]:
    """Somebody's whole conversation. Returns their sealed addresses as they stand in the outbox."""
    for number, text in enumerate(TALKS):
        app.handle(Arrived("test", chat, f"{chat}-{number}", Message(text=text), address=chat))
    return addresses(app, chat)


def addresses(app: App, chat: str) -> list[bytes]:
    query = select(OutboxReply.address).where(
        OutboxReply.key == app.seal.conversation_key("test", chat)
    )
    with app.engine.begin() as connection:
        return list(connection.execute(query).scalars())


def test_a_new_secret_ends_no_conversation(app: App) -> None:
    newer = another_app(app, app.engine, app.clock)
    newer.seal = Seal("a new one", ("tests",))
    before = Resident(app, chat=CHAT).says("sore nipples near st16 2lh")
    resident = Resident(newer, chat=CHAT)
    resident.turns.extend(before.turns)
    resident.says("my data").sees("area: Stafford")
    resident.says("delete").is_told("erased")
    resident.says("my data").sees("Nothing is held")


def test_the_privacy_reply_and_the_web_page_agree(app: App, resident: Resident) -> None:
    assert app.knowledge is not None
    said = resident.says("privacy").turn.replies[0].text
    page = app.knowledge.library.pages.pages["privacy"]
    shown = "\n".join(f"{section.heading}\n{section.text}" for section in page.sections)
    councils = [place.contact.name for place in app.knowledge.library.places.values()]
    hours = f"{EXPIRES_AFTER // timedelta(hours=1)} hours after your last message"
    facts = (
        *councils,
        hours,
        "This service is run for",
        "under a code",
        "until it is sent",
        "MY DATA",
        "DELETE",
        "STOP",
        "data protection officer",
        "Information Commissioner",
        "0303 123 1113",
    )
    assert [fact for fact in facts if fact not in said] == []
    assert [fact for fact in facts if fact not in shown] == []


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
