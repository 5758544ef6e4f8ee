"""Replies on their way to a stand-in for Telegram, over HTTP: what it answers, and what becomes of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from prometheus_client import generate_latest
from pydantic import SecretStr
from sqlalchemy import Engine

from bot.app import App
from bot.channels.telegram.client import Client, make_bot
from bot.channels.telegram.delivering import (
    DANGER_TOO_LATE,
    LATE,
    LONGEST_PAUSE,
    MOST_TRIES,
    TOO_LATE,
    failed,
    pause_after,
)
from bot.channels.telegram.sending import Sender
from bot.channels.telegram.writing import LONGEST_TEXT
from bot.conversation.model import Choice, Reply
from bot.conversation.wording import Wording
from bot.metrics import REGISTRY
from bot.settings import Settings
from bot.storage import outbox, settling
from bot.storage.budgets import TELEGRAM, Pace
from bot.storage.database import open_database
from bot.storage.outbox import DANGER, REPLY, SCHEDULED, Waiting
from bot.storage.sealing import Seal
from tests.conftest import CONTENT, EVENING, another_app
from tests.fakes.bot_api import TOKEN, BotApi
from tests.pace import UNLIMITED
from tests.resident import Clock

WAIT_SECONDS = 20.0

Work = Callable[[Sender], Awaitable[None]]


@pytest.fixture
def settings(api_url: str) -> Settings:
    return Settings(_env_file=None, content_dir=CONTENT, telegram_api_url=api_url)


@pytest.fixture
def app(learnt: App, engine: Engine, clock: Clock, settings: Settings) -> App:
    return another_app(learnt, engine, clock, settings)


def put(app: App, chat: int, *texts: str, priority: int = REPLY, seal: Seal | None = None) -> None:
    replies = tuple(Reply(text, (Choice("Menu", "menu"),)) for text in texts)
    key = app.seal.conversation_key("telegram", str(chat))
    sealed = (seal or app.seal).seal(str(chat))
    with app.engine.begin() as connection:
        outbox.put(connection, "telegram", key, sealed, replies, EVENING, priority)


def with_sender(app: App, work: Work, pace: Pace = UNLIMITED, most: int = 64) -> None:
    async def sending() -> None:
        bot: Client = make_bot(SecretStr(TOKEN), app.settings)
        await bot.initialize()
        sender = Sender(app, bot, pace=pace, most=most)
        try:
            await asyncio.wait_for(work(sender), WAIT_SECONDS)
        finally:
            await sender.close()
            await bot.shutdown()

    asyncio.run(sending())


def drain(app: App, rounds: int = 1, pace: Pace = UNLIMITED) -> None:
    async def work(sender: Sender) -> None:
        for _ in range(rounds):
            await sender.drain()

    with_sender(app, work, pace)


def until_sent(app: App, holds: Callable[[], bool], pace: Pace = TELEGRAM) -> None:
    """Runs a sender until so much was sent, and stops it as a process that ends does."""

    async def work(sender: Sender) -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(sender.run(stop))
        while not holds():
            await asyncio.sleep(0.01)
        stop.set()
        await running

    with_sender(app, work, pace)


def waiting(app: App) -> dict[int, int]:
    with app.engine.begin() as connection:
        return outbox.waiting(connection)


def set_aside(app: App) -> dict[str, int]:
    with app.engine.begin() as connection:
        return settling.set_aside(connection)


def refusing(status: int, times: int = 10**6, **more: Any) -> Callable[..., Any]:
    """A Bot API that refuses the first `times` messages."""
    left = [times]

    def refuse(method: str, _given: dict[str, Any]) -> tuple[int, dict[str, Any]] | None:
        if method != "sendMessage" or not left[0]:
            return None
        left[0] -= 1
        return status, more

    return refuse


def counted(result: str) -> float:
    labels = {"channel": "telegram", "result": result}
    return REGISTRY.get_sample_value("signpost_sent_total", labels) or 0.0


def test_what_is_accepted_is_gone_and_counted(app: App, api: BotApi) -> None:
    before = counted("accepted")
    put(app, 7, "one", "two")
    drain(app, rounds=2)
    assert api.texts(7) == "one\n\ntwo"
    assert waiting(app) == {}
    assert counted("accepted") == before + 2


def test_a_chat_that_blocked_us_loses_its_queue_and_nobody_else_does(app: App, api: BotApi) -> None:
    before = counted("blocked")
    api.refuse = lambda method, given: (
        (403, {}) if method == "sendMessage" and str(given["chat_id"]) == "7" else None
    )
    put(app, 7, "one", "two")
    put(app, 8, "other")
    drain(app)
    assert waiting(app) == {}
    assert api.texts(8) == "other"
    assert counted("blocked") == before + 2


def test_what_is_refused_with_buttons_goes_out_as_words_alone(app: App, api: BotApi) -> None:
    api.refuse = refusing(400, times=1)
    put(app, 7, "one")
    drain(app)
    first, second = api.sent
    assert "reply_markup" in first
    assert "reply_markup" not in second
    assert (waiting(app), set_aside(app)) == ({}, {})


def test_what_is_refused_in_any_form_is_set_aside_and_the_next_one_goes_out(
    app: App, api: BotApi
) -> None:
    before = counted("refused")
    api.refuse = refusing(400, times=2)
    put(app, 7, "one", "two")
    drain(app, rounds=2)
    assert set_aside(app) == {"refused": 1}
    assert api.texts(7).endswith("two")
    assert counted("refused") == before + 1


def test_an_address_that_another_secret_sealed_is_set_aside(app: App, api: BotApi) -> None:
    put(app, 7, "one", seal=Seal("a secret of somebody else, of 32 chars"))
    drain(app)
    assert (set_aside(app), api.sent) == ({"sealed": 1}, [])


def test_a_reply_in_a_form_that_nobody_knows_is_set_aside(app: App, api: BotApi) -> None:
    put(app, 7, "one")
    with app.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE outbox SET body = '[7]'")
    drain(app)
    assert (set_aside(app), api.sent) == ({"unreadable": 1}, [])


@pytest.mark.parametrize("status", [500, 502, 401])
def test_what_fails_for_another_reason_is_tried_again(app: App, api: BotApi, status: int) -> None:
    api.refuse = refusing(status, times=1)
    put(app, 7, "one", "two")
    until_sent(app, lambda: len(api.sent) == 3, UNLIMITED)
    assert [each["text"] for each in api.sent] == ["one", "one", "two"]
    assert waiting(app) == {}


def test_nothing_is_sent_inside_a_retry_after_by_whoever_shares_the_budget(
    app: App, api: BotApi
) -> None:
    api.refuse = refusing(429, times=1, parameters={"retry_after": 3600})
    put(app, 7, "one")
    drain(app)
    put(app, 8, "call 999", priority=DANGER)
    drain(app, rounds=2)
    assert len(api.sent) == 1
    assert waiting(app) == {DANGER: 1, REPLY: 1}


def test_after_a_retry_after_everything_goes_out_in_order(app: App, api: BotApi) -> None:
    api.refuse = refusing(429, times=1, parameters={"retry_after": 1})
    put(app, 7, "one", "two")
    until_sent(app, lambda: not waiting(app), UNLIMITED)
    assert [each["text"] for each in api.sent] == ["one", "one", "two"]


def test_a_long_reply_goes_on_where_it_was_broken_off(app: App, api: BotApi) -> None:
    put(app, 7, "x" * (2 * LONGEST_TEXT + 5))
    drain(app)
    api.refuse = refusing(500, times=1)
    until_sent(app, lambda: not waiting(app), UNLIMITED)
    assert [len(each["text"]) for each in api.sent] == [LONGEST_TEXT] * 3 + [5]
    assert ["reply_markup" in each for each in api.sent] == [False, False, False, True]


def test_a_late_reply_says_so_once_to_each_chat(app: App, api: BotApi, clock: Clock) -> None:
    assert app.knowledge is not None
    sorry = Wording(app.knowledge.library).say("late")
    put(app, 7, "one", "two")
    clock.later(LATE + timedelta(seconds=1))
    drain(app, rounds=2)
    assert [each["text"] for each in api.sent] == [f"{sorry}\n\none", "two"]


def test_a_reply_in_time_says_nothing_about_it(app: App, api: BotApi, clock: Clock) -> None:
    put(app, 7, "one")
    clock.later(LATE)
    drain(app)
    assert api.texts(7) == "one"


def test_a_day_later_only_danger_is_still_told(app: App, api: BotApi, clock: Clock) -> None:
    put(app, 7, "ordinary")
    put(app, 8, "call 999", priority=DANGER)
    clock.later(TOO_LATE + timedelta(seconds=1))
    drain(app)
    assert set_aside(app) == {"too_late": 1}
    assert [each["text"].split()[-2:] for each in api.sent] == [["call", "999"]]


def test_no_address_is_kept_for_ever(app: App, api: BotApi, clock: Clock) -> None:
    put(app, 8, "call 999", priority=DANGER)
    clock.later(DANGER_TOO_LATE + timedelta(seconds=1))
    drain(app)
    assert (waiting(app), set_aside(app), api.sent) == ({}, {"too_late": 1}, [])


ONE = Waiting(1, "a", b"", "", "en", REPLY, EVENING, 0, 0, False, "me:1")


def test_a_reply_that_alone_fails_again_and_again_is_set_aside() -> None:
    assert failed(replace(ONE, tries=MOST_TRIES - 2), 1.0, down=False).result == "later"
    given_up = failed(replace(ONE, tries=MOST_TRIES - 1), 1.0, down=False)
    assert (given_up.result, given_up.reason) == ("set_aside", "failing")


def test_an_outage_gives_nothing_up() -> None:
    kept = failed(replace(ONE, tries=MOST_TRIES + 50), 1.0, down=True)
    assert (kept.result, kept.counts_as_try) == ("later", False)


@pytest.mark.parametrize(("tries", "seconds"), [(0, 1), (1, 2), (5, 32), (9, 512), (10, 600)])
def test_the_pause_doubles_up_to_ten_minutes_and_half_of_it_is_chance(
    tries: int, seconds: int
) -> None:
    assert pause_after(tries, 1.0) == timedelta(seconds=seconds)
    assert pause_after(tries, 0.0) == timedelta(seconds=seconds / 2)
    assert pause_after(2000, 1.0) == timedelta(seconds=LONGEST_PAUSE)


def test_a_residents_reply_does_not_wait_behind_what_is_scheduled(app: App, api: BotApi) -> None:
    for chat in range(100, 400):
        put(app, chat, "reminder", priority=SCHEDULED)
    seen: list[int] = []

    def holds() -> bool:
        if len(api.sent) >= 10 and not seen:
            seen.append(len(api.sent))
            put(app, 7, "an answer")
        return "an answer" in api.texts(7)

    until_sent(app, holds)
    assert len(api.sent) <= seen[0] + 10
    assert waiting(app)[SCHEDULED] > 0


def test_a_sender_that_stops_ends_what_is_in_flight_and_the_next_one_goes_on(
    app: App, api: BotApi
) -> None:
    api.latency = 0.2
    for chat in range(100, 110):
        put(app, chat, "one")
    until_sent(app, lambda: len(api.sent) >= 1, replace(UNLIMITED, burst=3.0, a_second=5.0))
    assert len(api.sent) + waiting(app).get(REPLY, 0) == 10, "nothing twice, and nothing lost"
    until_sent(app, lambda: not waiting(app), UNLIMITED)
    assert len({str(each["chat_id"]) for each in api.sent}) == len(api.sent) == 10


def test_waking_it_sends_at_once(app: App, api: BotApi) -> None:
    async def work(sender: Sender) -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(sender.run(stop))
        for chat in (7, 8, 9):
            await asyncio.to_thread(put, app, chat, "hello")
            await asyncio.to_thread(sender.wake)
            while not api.texts(chat):
                await asyncio.sleep(0.01)
        stop.set()
        await running

    with_sender(app, work, UNLIMITED)
    assert waiting(app) == {}


def test_with_the_database_gone_a_reply_still_goes_out_after_a_few_tries(
    learnt: App, clock: Clock, settings: Settings, api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    down = another_app(
        learnt, open_database("postgresql://nobody@127.0.0.1:1/none"), clock, settings
    )
    api.refuse = refusing(502, times=1)

    async def work(sender: Sender) -> None:
        await sender.send_now("7", (Reply("Call 999 now."), Reply("Then open the door.")))

    with_sender(down, work)
    assert api.texts(7).split("\n\n") == ["Call 999 now."] * 2 + ["Then open the door."]
    assert "999" not in caplog.text


def test_a_sender_outlives_a_database_that_is_gone_for_a_while(
    app: App, api: BotApi, clock: Clock
) -> None:
    put(app, 7, "one")

    async def work(sender: Sender) -> None:
        with app.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE outbox RENAME TO gone")
        assert await sender.drain() == 0
        with app.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE gone RENAME TO outbox")
        assert await sender.drain() == 1

    with_sender(app, work)
    assert api.texts(7) == "one"


def test_what_was_accepted_while_the_database_was_gone_is_not_sent_again(
    app: App, api: BotApi
) -> None:
    put(app, 7, "one")

    async def work(sender: Sender) -> None:
        taken = asyncio.create_task(sender.drain())
        while not api.sent:
            await asyncio.sleep(0.005)
        with app.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE outbox RENAME TO gone")
        await taken
        with app.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE gone RENAME TO outbox")
        await sender.drain()

    api.latency = 0.3
    with_sender(app, work)
    assert len(api.sent) == 1
    assert waiting(app) == {}


def test_the_metrics_name_no_chat(app: App, api: BotApi) -> None:
    put(app, 987654321, "one")
    drain(app)
    assert b"987654321" not in generate_latest(REGISTRY)
