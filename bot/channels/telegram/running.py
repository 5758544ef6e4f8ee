"""One bot of this install, from its start to its graceful stop: stop receiving, finish deciding, send what waits, close."""

from __future__ import annotations

import asyncio
import logging
import time

from telegram.error import InvalidToken, TelegramError

from bot.app import App
from bot.channels.telegram.bots import InstalledBot
from bot.channels.telegram.client import make_bot
from bot.channels.telegram.deciding import Deciding
from bot.channels.telegram.introducing import introduce
from bot.channels.telegram.receiving import LONGEST_PAUSE, Polling, wait
from bot.channels.telegram.sending import Sender
from bot.storage.budgets import TELEGRAM, Pace
from bot.storage.draining import has_untried
from bot.storage.leases import lease

log = logging.getLogger(__name__)

DRAIN_SECONDS = 20.0
"""How long a stopping process goes on sending. What waits longer is sent by whoever starts next."""


class Running:
    """Everything of one bot in one process."""

    def __init__(self, app: App, installed: InstalledBot, pace: Pace = TELEGRAM) -> None:
        """Raises telegram.error.InvalidToken for an empty token."""
        self._app, self.installed = app, installed
        self._client = make_bot(installed.token, app.settings)
        self.sender = Sender(app, self._client, installed.channel, pace)
        self.deciding = Deciding(app, self._client, self.sender, installed.channel)

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set and all is sent; or until Telegram says that there is no such bot."""
        if not self.installed.has_pack(self._app.settings):
            log.warning(
                "telegram: %s names no pack, so this bot speaks for no council. See `signpost doctor`.",
                self.installed.setting,
            )
        try:
            if await self._reach_telegram(stop):
                await self._receive_and_send(stop)
        finally:
            await self._client.shutdown()

    async def _receive_and_send(self, stop: asyncio.Event) -> None:
        stop_sending = asyncio.Event()
        sending = asyncio.create_task(self.sender.run(stop_sending))
        introducing = asyncio.create_task(introduce(self._client, self._app, self.installed.name))
        try:
            await self._receive(stop)
        finally:
            await self.deciding.close()
            await self._drain()
            stop_sending.set()
            introducing.cancel()
            await asyncio.gather(sending, introducing, return_exceptions=True)

    async def _reach_telegram(self, stop: asyncio.Event) -> bool:
        pause = 1.0
        while not stop.is_set():
            try:
                await self._client.initialize()
                return True
            except InvalidToken:
                log.error(
                    "telegram: the token is not accepted. Check %s; the web chat goes on without this bot.",
                    self.installed.setting,
                )
                return False
            except TelegramError as error:
                log.warning("telegram: not reached yet: %s", type(error).__name__)
            await wait(stop, pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        return False

    async def _receive(self, stop: asyncio.Event) -> None:
        """By webhook updates come through the web site, which has ended before this one is told to stop."""
        if self._app.settings.telegram_mode == "webhook":
            await stop.wait()
            return
        elected = lease(self._app.engine, f"polling {self.installed.channel}")
        polling = Polling(self._client, self.deciding, elected, stop, self.installed.channel)
        while not stop.is_set():
            try:
                await polling.run()
            except Exception as error:
                log.error("telegram: polling ended and begins again: %s", type(error).__name__)
                await wait(stop, LONGEST_PAUSE)

    async def _drain(self) -> None:
        ends = time.monotonic() + DRAIN_SECONDS
        while time.monotonic() < ends and await asyncio.to_thread(self._has_untried):
            self.sender.wake()
            await asyncio.sleep(0.1)

    def _has_untried(self) -> bool:
        try:
            with self._app.engine.connect() as connection:
                return has_untried(connection, self.installed.channel)
        except Exception as error:
            log.warning("telegram: the outbox cannot be looked at: %s", type(error).__name__)
            return False
