"""The outbox → Telegram: in order for each chat, retried with back-off, removed when accepted."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from cryptography.fernet import InvalidToken
from sqlalchemy import Connection
from telegram import Bot
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot.app import App
from bot.channels.telegram.reading import CHANNEL
from bot.channels.telegram.writing import write
from bot.conversation.model import Reply
from bot.metrics import SENT
from bot.storage import outbox

log = logging.getLogger(__name__)

IDLE_SECONDS = 1.0
"""How often the outbox is looked at when nothing wakes the sender."""


class Sender:
    """Drains the outbox. One for each process."""

    def __init__(self, app: App, bot: Bot) -> None:
        self._app, self._bot = app, bot
        self._woken = asyncio.Event()

    def wake(self) -> None:
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            if not await self.drain():
                await self._rest()

    async def drain(self) -> int:
        """Sends what is due. Returns how many replies it tried."""
        try:
            due = await asyncio.to_thread(self._due)
        except Exception as error:
            log.error("telegram: the outbox cannot be read: %s", type(error).__name__)
            return 0
        await asyncio.gather(*(self._send(waiting) for waiting in due))
        return len(due)

    async def send_now(self, address: str, replies: tuple[Reply, ...]) -> None:
        """Straight to the chat, for when nothing can be kept."""
        for reply in replies:
            try:
                await self._deliver(address, reply)
            except TelegramError as error:
                log.error("telegram: a reply could not be sent: %s", type(error).__name__)

    async def _send(self, waiting: outbox.Waiting) -> None:
        try:
            address = self._app.seal.open(waiting.address)
            await self._deliver(address, waiting.reply)
            result = "accepted"
        except RetryAfter as error:
            pause = timedelta(seconds=seconds_of(error))
            await self._keep(lambda connection, now: outbox.later(connection, waiting, now, pause))
            result = "retry_after"
        except (Forbidden, InvalidToken):
            await self._keep(lambda connection, _now: outbox.forget(connection, waiting.key))
            result = "blocked"
        except BadRequest:
            await self._keep(lambda connection, _now: outbox.accepted(connection, waiting.id))
            result = "refused"
        except TelegramError:
            await self._keep(lambda connection, now: outbox.later(connection, waiting, now))
            result = "later"
        else:
            await self._keep(lambda connection, _now: outbox.accepted(connection, waiting.id))
        SENT.labels(channel=CHANNEL, result=result).inc()

    async def _deliver(self, address: str, reply: Reply) -> None:
        for text, keyboard in write(reply):
            await self._bot.send_message(
                int(address), text, reply_markup=keyboard, disable_web_page_preview=True
            )

    async def _keep(self, change: Callable[[Connection, datetime], None]) -> None:
        def in_transaction() -> None:
            with self._app.engine.begin() as connection:
                change(connection, self._app.clock().astimezone(UTC))

        await asyncio.to_thread(in_transaction)

    def _due(self) -> list[outbox.Waiting]:
        with self._app.engine.begin() as connection:
            return outbox.due(connection, CHANNEL, self._app.clock().astimezone(UTC))

    async def _rest(self) -> None:
        self._woken.clear()
        try:
            await asyncio.wait_for(self._woken.wait(), IDLE_SECONDS)
        except TimeoutError:
            return


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram asks us to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
