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

Change = Callable[[Connection, datetime], None]
"""What becomes of a reply's row, once it was tried."""

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
        """Never raises: whatever happens to one reply, the next one is sent."""
        try:
            result, change = await self._try(waiting)
            await asyncio.to_thread(self._keep, change)
        except Exception as error:
            log.error("telegram: the outbox cannot be written: %s", type(error).__name__)
            result = "unknown"
        SENT.labels(channel=CHANNEL, result=result).inc()

    async def _try(self, waiting: outbox.Waiting) -> tuple[str, Change]:
        """Sends one reply: what came of it, and what is to become of its row."""
        try:
            await self._deliver(self._app.seal.open(waiting.address), waiting.reply)
        except RetryAfter as error:
            wait = pause_of(error)
            return "retry_after", lambda connection, now: outbox.later(
                connection, waiting, now, wait
            )
        except (Forbidden, InvalidToken):
            return "blocked", lambda connection, _now: outbox.forget(connection, waiting.key)
        except BadRequest:
            return "refused", lambda connection, _now: outbox.accepted(connection, waiting.id)
        except TelegramError:
            return "later", lambda connection, now: outbox.later(connection, waiting, now)
        return "accepted", lambda connection, _now: outbox.accepted(connection, waiting.id)

    async def _deliver(self, address: str, reply: Reply) -> None:
        for text, keyboard in write(reply):
            await self._bot.send_message(
                int(address), text, reply_markup=keyboard, disable_web_page_preview=True
            )

    def _keep(self, change: Change) -> None:
        with self._app.engine.begin() as connection:
            change(connection, self._app.clock().astimezone(UTC))

    def _due(self) -> list[outbox.Waiting]:
        with self._app.engine.begin() as connection:
            return outbox.due(connection, CHANNEL, self._app.clock().astimezone(UTC))

    async def _rest(self) -> None:
        self._woken.clear()
        try:
            await asyncio.wait_for(self._woken.wait(), IDLE_SECONDS)
        except TimeoutError:
            return


def pause_of(error: RetryAfter) -> timedelta:
    """How long Telegram asks us to wait."""
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
