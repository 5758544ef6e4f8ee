"""Telegram by polling: receive, decide, send. python-telegram-bot gives the types and the Bot client.

Telegram is our inbox. The offset moves past an update only when its decision is committed, so that a crash before that
loses nothing; python-telegram-bot's own loop acknowledges first. One malformed update is counted and passed over.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Bot, BotCommand, Update
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.app import App
from bot.channels.telegram.reading import CHANNEL, read
from bot.channels.telegram.sending import Sender, pause_of
from bot.metrics import QUARANTINED

log = logging.getLogger(__name__)

POLL_SECONDS = 25
"""How long Telegram holds an empty poll open."""

ALLOWED = ["message", "edited_message", "callback_query"]
LONGEST_PAUSE = 60.0


class Client(Bot):
    """python-telegram-bot's client, which can also hand over updates as Telegram sent them."""

    async def raw_updates(self, offset: int) -> list[dict[str, Any]]:
        """Unread, so that a malformed update cannot take its neighbours with it."""
        wanted = {"offset": offset, "timeout": POLL_SECONDS, "allowed_updates": ALLOWED}
        found = await self._post("getUpdates", wanted, read_timeout=POLL_SECONDS + 10)
        return [raw for raw in found if isinstance(raw, dict)] if isinstance(found, list) else []


def make_bot(app: App) -> Client:
    """Raises telegram.error.InvalidToken for a token that is not one."""
    token = app.settings.telegram_token
    if token is None:
        raise InvalidToken("SIGNPOST_TELEGRAM_TOKEN is not set")
    base = app.settings.telegram_api_url.rstrip("/")
    request = HTTPXRequest(connection_pool_size=16, read_timeout=POLL_SECONDS + 10)
    polling = HTTPXRequest(connection_pool_size=2, read_timeout=POLL_SECONDS + 10)
    return Client(
        token.get_secret_value(),
        base_url=f"{base}/bot",
        request=request,
        get_updates_request=polling,
    )


async def introduce(bot: Bot, app: App) -> None:
    """The command list and the descriptions that a resident sees before they write. A refusal is not fatal."""
    if app.knowledge is None:
        return
    site = app.knowledge.library.site
    commands = [BotCommand(command.name, command.description) for command in site.commands]
    calls: tuple[Callable[[], Awaitable[object]], ...] = (
        lambda: bot.set_my_commands(commands),
        lambda: bot.set_my_description(site.description),
        lambda: bot.set_my_short_description(site.short_description),
    )
    for call in calls:
        try:
            await call()
        except TelegramError as error:
            log.warning("telegram: an introduction was refused: %s", type(error).__name__)


class Polling:
    """One poller. `run` ends when `stop` is set, after what is in hand is decided."""

    def __init__(self, app: App, bot: Client, stop: asyncio.Event) -> None:
        self._app, self._bot, self._stop = app, bot, stop
        self._offset = 0
        self._pause = 1.0
        self.sender = Sender(app, bot)

    async def run(self) -> None:
        sending = asyncio.create_task(self.sender.run(self._stop))
        await self._bot.initialize()
        await introduce(self._bot, self._app)
        while not self._stop.is_set():
            await self._poll()
        await sending
        await self._bot.shutdown()

    async def _poll(self) -> None:
        receiving = asyncio.create_task(self._receive())
        stopping = asyncio.create_task(self._stop.wait())
        await asyncio.wait({receiving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not receiving.done():
            receiving.cancel()
            return
        for raw in receiving.result():
            await self._decide(raw)

    async def _receive(self) -> list[dict[str, Any]]:
        try:
            found = await self._bot.raw_updates(self._offset)
            self._pause = 1.0
            return found
        except RetryAfter as error:
            await self._wait(pause_of(error).total_seconds())
        except TelegramError as error:
            log.warning("telegram: polling failed: %s", type(error).__name__)
            await self._wait(self._pause)
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
        return []

    async def _decide(self, raw: dict[str, Any]) -> None:
        await decide(self._app, self._bot, self.sender, raw)
        update_id = raw.get("update_id")
        if isinstance(update_id, int):
            self._offset = max(self._offset, update_id + 1)

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stop.wait(), seconds)
        except TimeoutError:
            return


async def decide(app: App, bot: Bot, sender: Sender, raw: dict[str, Any]) -> None:
    """Decides one raw update and wakes the sender. Never raises."""
    try:
        update = Update.de_json(raw, bot)
        arrived = read(update)
    except Exception as error:
        QUARANTINED.labels(channel=CHANNEL).inc()
        log.warning("telegram: an update could not be read: %s", type(error).__name__)
        return
    if arrived is None:
        return
    answered = await asyncio.to_thread(app.handle, arrived)
    if not answered.committed and answered.turn is not None:
        await sender.send_now(str(arrived.address), answered.turn.replies)
    sender.wake()
    if update.callback_query is not None:
        await _stop_the_spinner(bot, update.callback_query.id)


async def _stop_the_spinner(bot: Bot, query_id: str) -> None:
    try:
        await bot.answer_callback_query(query_id)
    except TelegramError as error:
        log.info("telegram: a tap could not be acknowledged: %s", type(error).__name__)
