"""Echoes through our Telegram client, and through python-telegram-bot as it comes, against the same stand-in for the Bot API.

`python -m tests.benchmarks.sending serve COUNT MILLISECONDS` is a Bot API that holds COUNT messages and takes so long to
accept each answer; `… ours|whole|stock ADDRESS COUNT AT_ONCE` answers them all and prints what it took. `ours` and `stock`
echo: they differ in HTTP and in what stands around it. `whole` is the bot as it is served, which decides, keeps and settles.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web
from pydantic import SecretStr
from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from bot.app import build
from bot.channels.telegram.bots import CHANNEL, InstalledBot
from bot.channels.telegram.client import Client, make_bot
from bot.channels.telegram.reading import read
from bot.channels.telegram.running import Running
from bot.metrics import REGISTRY
from bot.settings import Settings
from bot.storage.database import open_database
from bot.storage.migrating import migrate
from tests.pace import UNLIMITED
from tests.soak.ground import prepared

ROOT = Path(__file__).parents[2]
TOKEN = "123456:a-token-for-benchmarks"
MANY, SOME = 3000, 300
SLOW, AT_ONCE = 50, 64
ACCEPTED = {"channel": CHANNEL, "result": "accepted"}
Figure = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Took:
    """One run: messages answered a second, and microseconds of processor for each."""

    rate: float
    cpu: float


def figures() -> Iterator[Figure]:
    ours = measured("ours", MANY, SLOW, AT_ONCE)
    in_turn, at_once = (
        measured("stock", SOME, SLOW, 1),
        measured("stock", 2 * SOME, SLOW, 256),
    )
    stock = max(in_turn.rate, at_once.rate)
    yield "Sends a second, a Bot API that takes 50 ms", f"{ours.rate:,.0f}", "≥ 500"
    yield (
        "The same, an echo on stock python-telegram-bot, in turn and 256 at once",
        f"{in_turn.rate:.0f} and {at_once.rate:.0f}, {ours.rate / stock:.1f} times fewer",
        "≥ 5 times fewer",
    )
    ours, bare = measured("ours", MANY, 0, AT_ONCE), measured("stock", MANY, 0, 1)
    yield (
        "Processor for an acknowledged message, nothing decided or kept",
        f"{ours.cpu:.0f} µs; stock {bare.cpu:.0f} µs; {ours.cpu / bare.cpu:.2f} times",
        "≤ 0.75 times",
    )
    bot = measured("whole", MANY, 0, AT_ONCE)
    yield (
        "Processor for a message, the whole path: read, decided and kept on SQLite, sent and settled; matching aside",
        f"{bot.cpu:.0f} µs; stock echo {bare.cpu:.0f} µs; {bot.cpu / bare.cpu:.2f} times",
        "≤ 0.75 times",
    )


def measured(who: str, count: int, milliseconds: int, at_once: int) -> Took:
    with _served(count, milliseconds) as address:
        ran = _child(who, address, str(count), str(at_once))
        told, _ = ran.communicate()
        return Took(**json.loads(told))


async def ours(address: str, count: int, at_once: int) -> Took:
    """Received by polls; answered by as many senders as there may be sends at once."""
    bot = make_bot(SecretStr(TOKEN), Settings(_env_file=None, telegram_api_url=address))
    await bot.initialize()
    took = await _timed(count, lambda answered: _poll_and_send(bot, at_once, answered))
    await bot.shutdown()
    return took


async def _poll_and_send(bot: Client, at_once: int, answered: Callable[[], None]) -> None:
    texts: asyncio.Queue[tuple[int, str]] = asyncio.Queue()

    async def send() -> None:
        while True:
            chat, text = await texts.get()
            await bot.say(chat, text)
            answered()

    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(send())
        offset = 0
        while True:
            for raw in await bot.raw_updates(offset):
                arrived = read(Update.de_json(raw, bot))
                if arrived is not None:
                    texts.put_nowait((int(arrived.chat), arrived.message.text))
                offset = raw["update_id"] + 1


async def whole(address: str, count: int, at_once: int) -> Took:
    """The bot, with Telegram's limits lifted. What residents say needs no matching."""
    with tempfile.TemporaryDirectory(prefix="signpost-bench-") as folder:
        content, data = prepared(Path(folder))
        settings = Settings(
            _env_file=None,
            content_dir=content,
            data_dir=data,
            telegram_token=SecretStr(TOKEN),
            telegram_api_url=address,
        )
        migrate(open_database(settings.database_address))
        running = Running(build(settings), InstalledBot("", SecretStr(TOKEN)), UNLIMITED)
        return await _timed(count, lambda answered: _serve(running, answered))


async def _serve(running: Running, answered: Callable[[], None]) -> None:
    told = 0
    async with asyncio.TaskGroup() as group:
        group.create_task(running.run(asyncio.Event()))
        while True:
            await asyncio.sleep(0.02)
            sent = int(REGISTRY.get_sample_value("signpost_sent_total", ACCEPTED) or 0)
            for _ in range(sent - told):
                answered()
            told = sent


async def stock(address: str, count: int, at_once: int) -> Took:
    """The echo of python-telegram-bot's own examples; `at_once` above 1 is its `concurrent_updates`."""
    application = (
        Application.builder()
        .token(TOKEN)
        .base_url(f"{address}/bot")
        .concurrent_updates(at_once if at_once > 1 else False)
        .build()
    )
    assert application.updater is not None
    async with application:
        took = await _timed(count, lambda answered: _poll_and_echo(application, answered))
        await application.updater.stop()
        await application.stop()
    return took


async def _poll_and_echo(
    application: Application[Any, Any, Any, Any, Any, Any], answered: Callable[[], None]
) -> None:
    async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_text(update.message.text or "")
        answered()

    application.add_handler(MessageHandler(filters.TEXT, echo))
    assert application.updater is not None
    await application.start()
    await application.updater.start_polling()
    await asyncio.Event().wait()


async def _timed(count: int, answering: Callable[[Callable[[], None]], Awaitable[None]]) -> Took:
    all_answered, left = asyncio.Event(), iter(range(count - 1, -1, -1))

    def answered() -> None:
        if next(left) == 0:
            all_answered.set()

    began, busy = time.perf_counter(), time.process_time()
    work = asyncio.ensure_future(answering(answered))
    await all_answered.wait()
    seconds, busy = time.perf_counter() - began, time.process_time() - busy
    work.cancel()
    await asyncio.wait([work])
    return Took(count / seconds, busy / count * 1e6)


class HeldMessages:
    """A Bot API with messages to hand over, and no limits."""

    def __init__(self, count: int, milliseconds: int) -> None:
        self._updates = [_update(number) for number in range(1, count + 1)]
        self._seconds = milliseconds / 1000

    async def answer(self, request: web.Request) -> web.Response:
        given = await (request.json() if request.content_type.endswith("json") else request.post())
        match request.match_info["method"]:
            case "getUpdates":
                return _result(await self._due(int(given.get("offset", 0))))
            case "sendMessage":
                await asyncio.sleep(self._seconds)
                return _result(_message(int(given["chat_id"]), str(given["text"])))
            case "getMe":
                return _result(
                    {"id": 123456, "is_bot": True, "first_name": "A", "username": "a_bot"}
                )
        return _result(True)

    async def _due(self, offset: int) -> list[dict[str, Any]]:
        due = self._updates[max(offset - 1, 0) :][:100]
        await asyncio.sleep(0 if due else 1)
        return due


def _update(number: int) -> dict[str, Any]:
    return {"update_id": number, "message": _message(1000 + number, "/start")}


def _message(chat: int, text: str) -> dict[str, Any]:
    person = {"id": chat, "is_bot": False, "first_name": "Somebody", "language_code": "en"}
    place = {"id": chat, "type": "private", "first_name": "Somebody"}
    return {"message_id": chat, "date": 1700000000, "chat": place, "from": person, "text": text}


def _result(found: object) -> web.Response:
    return web.json_response({"ok": True, "result": found})


async def serve(count: int, milliseconds: int) -> None:
    site = web.Application()
    site.router.add_post("/bot{token}/{method}", HeldMessages(count, milliseconds).answer)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    print(f"http://{host}:{port}", flush=True)
    await asyncio.Event().wait()


@contextmanager
def _served(count: int, milliseconds: int) -> Iterator[str]:
    server = _child("serve", str(count), str(milliseconds))
    try:
        yield (server.stdout.readline() if server.stdout else "").strip()
    finally:
        server.terminate()
        server.communicate()


def _child(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.benchmarks.sending", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)


if __name__ == "__main__":
    what, *more = sys.argv[1:]
    if what == "serve":
        asyncio.run(serve(int(more[0]), int(more[1])))
    elif what == "figures":
        for figure in figures():
            print(*figure, sep=" | ", flush=True)
    else:
        run = {"ours": ours, "whole": whole, "stock": stock}[what]
        took = asyncio.run(run(more[0], int(more[1]), int(more[2])))
        print(json.dumps({"rate": took.rate, "cpu": took.cpu}))
