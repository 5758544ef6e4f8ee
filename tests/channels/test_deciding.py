"""From raw updates to committed decisions: once, in order, and never acknowledged before."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import DeclarativeBase

from bot.app import App
from bot.channels.telegram.client import make_bot
from bot.channels.telegram.deciding import Batch, Deciding
from bot.channels.telegram.receiving import next_offset
from bot.channels.telegram.sending import Sender
from bot.conversation.model import Reply
from bot.conversation.wording import Wording
from bot.flood import BURST, Flood
from bot.settings import Settings
from bot.storage.database import open_database
from bot.storage.outbox import read_reply
from bot.storage.tables import Conversation, HandledUpdate, OutboxReply, OutcomeCount
from tests.conftest import EVENING, another_app, emptied
from tests.fakes.bot_api import TOKEN, message
from tests.resident import Clock

NOT_BREATHING = "my baby isnt breathing"


class Told(Sender):
    """A sender that keeps what it is told to send at once, where a real one would speak to Telegram."""

    def __init__(self, app: App) -> None:
        super().__init__(app, make_bot(SecretStr(TOKEN), Settings(_env_file=None)))
        self.at_once: list[tuple[str, str]] = []

    async def send_now(self, address: str, replies: tuple[Reply, ...]) -> None:
        self.at_once += [(address, reply.text) for reply in replies]


@asynccontextmanager
async def deciding(app: App, flood: Flood | None = None) -> AsyncIterator[tuple[Deciding, Told]]:
    sender = Told(app)
    client = make_bot(SecretStr(TOKEN), Settings(_env_file=None))
    opened = Deciding(app, client, sender, flood=flood)
    yield opened, sender
    await opened.close()


def says(number: int, chat: int, text: str, fresh: bool = True) -> dict[str, Any]:
    date = int(EVENING.timestamp()) if fresh else 1700000000
    return {"update_id": number, "message": {**message(chat, text=text), "date": date}}


def rows(engine: Engine, table: type[DeclarativeBase]) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def run(work: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(work())


def test_duplicates_in_any_order_to_two_receivers_are_decided_once(
    learnt: App, engine: Engine, clock: Clock
) -> None:
    """Two Apps with engines of their own, as two replicas have."""
    other = open_database(engine.url.render_as_string(hide_password=False))
    replicas = [another_app(learnt, each, clock) for each in (engine, other)]
    updates = [says(number, number % 10 + 1, "hello", fresh=False) for number in range(100)]
    shuffled = updates * 5
    random.Random(4).shuffle(shuffled)

    async def work() -> None:
        async with deciding(replicas[0]) as (first, _), deciding(replicas[1]) as (second, _):
            both = (first, second)
            settled = await asyncio.gather(
                *(both[place % 2].decide(raw, Batch()) for place, raw in enumerate(shuffled))
            )
        assert all(settled)

    run(work)
    assert rows(engine, HandledUpdate) == 100
    assert rows(engine, Conversation) == 10
    with engine.connect() as connection:
        assert connection.execute(select(func.sum(OutcomeCount.times))).scalar_one() == 100
    other.dispose()


def test_messages_of_one_chat_are_decided_in_order(app: App) -> None:
    async def work() -> None:
        async with deciding(app) as (opened, _):
            talk = ["hello", "sore nipples", "help near me", "st16 2lh"]
            batch = Batch()
            updates = [says(number, 7, text) for number, text in enumerate(talk)]
            assert all(await asyncio.gather(*(opened.decide(raw, batch) for raw in updates)))

    run(work)
    with app.engine.connect() as connection:
        outcomes = set(connection.execute(select(OutcomeCount.outcome)).scalars())
    assert outcomes == {"greeted", "answered", "asked_place", "signposted"}


@pytest.fixture
def down(learnt: App, clock: Clock, tmp_path_factory: pytest.TempPathFactory) -> App:
    folder = tmp_path_factory.mktemp("down") / "folder"
    folder.write_text("a file")
    return another_app(learnt, open_database(f"sqlite:///{folder / 'signpost.db'}"), clock)


def test_what_cannot_be_kept_is_not_settled_and_is_said_once_for_each_chat(down: App) -> None:
    async def work() -> None:
        async with deciding(down) as (opened, sender):
            updates = [says(1, 7, "hello"), says(2, 7, "are you there"), says(3, 8, NOT_BREATHING)]
            for _ in range(3):
                batch = Batch()
                settled = [await opened.decide(raw, batch) for raw in updates]
                assert settled == [False, False, False]
        said = [(chat, "Call 999 now" in text) for chat, text in sender.at_once]
        assert said.count(("7", False)) == 1
        assert said.count(("8", True)) == 1

    run(work)


def test_when_the_database_is_back_all_is_decided(down: App) -> None:
    async def work() -> None:
        async with deciding(down) as (opened, _):
            update = says(1, 7, "hello")
            assert not await opened.decide(update, Batch())
            folder = Path(str(down.engine.url.database)).parent
            folder.unlink()
            folder.mkdir()
            emptied(down.engine)
            assert await opened.decide(update, Batch())

    run(work)
    assert rows(down.engine, HandledUpdate) == 1


def test_a_flood_is_passed_over_with_one_notice_and_danger_is_still_answered(app: App) -> None:
    async def work() -> None:
        async with deciding(app) as (opened, sender):
            for number in range(BURST + 5):
                assert await opened.decide(says(number, 7, "menu"), Batch())
            assert rows(app.engine, HandledUpdate) == BURST
            for number in (100, 101):
                assert await opened.decide(says(number, 7, NOT_BREATHING), Batch())
            assert await opened.decide(says(102, 8, "hello"), Batch())
        assert sender.at_once == []

    run(work)
    assert app.knowledge is not None
    notice = Wording(app.knowledge.library).say("slow_down")
    assert "999" in notice
    with app.engine.connect() as connection:
        bodies = connection.execute(select(OutboxReply.body)).scalars().all()
    assert [read_reply(body).text for body in bodies].count(notice) == 1
    assert rows(app.engine, HandledUpdate) == BURST + 2
    with app.engine.connect() as connection:
        urgent = select(func.count()).where(OutboxReply.priority == 0)
        assert connection.execute(urgent).scalar_one() >= 1


def test_a_notice_that_cannot_be_kept_is_sent_at_once(learnt: App, clock: Clock) -> None:
    down = open_database("postgresql://nobody@127.0.0.1:1/none")
    app, flood = another_app(learnt, down, clock), Flood()
    for _ in range(BURST):
        flood.spend("7", app.clock(), None)

    async def work() -> None:
        async with deciding(app, flood) as (opened, sender):
            assert await opened.decide(says(1, 7, "menu"), Batch())
        assert app.knowledge is not None
        assert sender.at_once == [("7", Wording(app.knowledge.library).say("slow_down"))]

    run(work)


def test_a_very_long_text_is_cut_before_it_is_read(app: App) -> None:
    async def work() -> None:
        async with deciding(app) as (opened, _):
            text = f"{'word ' * 2000}{NOT_BREATHING}"
            assert await opened.decide(says(1, 7, text), Batch())

    run(work)
    with app.engine.connect() as connection:
        assert "safety" not in set(connection.execute(select(OutcomeCount.outcome)).scalars())


@pytest.mark.parametrize(
    ("before", "decided", "after"),
    [
        (0, [], 0),
        (0, [(5, True), (6, True)], 7),
        (0, [(6, True), (5, True)], 7),
        (5, [(5, False), (6, True)], 5),
        (5, [(5, True), (6, False), (7, True)], 6),
        (0, [(5, False)], 0),
        (9, [(5, True)], 9),
        (9, [(5, False)], 5),
        (5, [("x", True), (None, False)], 5),
    ],
)
def test_the_offset_never_passes_what_is_not_settled(
    before: int, decided: list[tuple[Any, bool]], after: int
) -> None:
    raw = [({"update_id": number}, settled) for number, settled in decided]
    assert next_offset(before, raw) == after
