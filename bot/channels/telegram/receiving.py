"""Telegram by polling: one process of an install asks for updates. Telegram is our inbox.

The offset moves past an update only when it is settled, so that a crash before that loses nothing; python-telegram-bot's
own loop acknowledges first.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Iterable
from typing import Any

from telegram.error import RetryAfter, TelegramError

from bot.channels.telegram.bots import CHANNEL
from bot.channels.telegram.client import Client
from bot.channels.telegram.deciding import Batch, Deciding
from bot.channels.telegram.delivering import pause_of
from bot.metrics import FAULTS, LAST_POLL
from bot.storage.leases import Lease

log = logging.getLogger(__name__)

LONGEST_PAUSE = 30.0
"""Seconds between two tries when Telegram or the database does not answer. A danger is not noticed any later than this."""

ELECTION_EVERY = 2.0
"""Seconds after which a process that does not poll asks whether the one that did is gone."""


class Polling:
    """One poller of one bot. `run` ends when `stop` is set, after what is in hand is decided."""

    def __init__(
        self,
        bot: Client,
        deciding: Deciding,
        lease: Lease,
        stop: asyncio.Event,
        channel: str = CHANNEL,
    ) -> None:
        self._bot, self._deciding, self._lease, self._stop = bot, deciding, lease, stop
        self._channel = channel
        self._offset = 0
        self._pause = 1.0

    async def run(self) -> None:
        try:
            while not self._stop.is_set():
                standing = await asyncio.to_thread(self._lease.take)
                # With the database gone nobody can be elected. Telegram lets in one at a time, and danger must be answered.
                if standing == "another's":
                    await wait(self._stop, ELECTION_EVERY)
                else:
                    await self._poll()
        finally:
            await asyncio.to_thread(self._lease.give)

    async def _poll(self) -> None:
        found = await unless(self._stop, self._receive())
        if found is None:
            return
        if not found:
            # All before is acknowledged. Telegram may start again at a lower number after a week without updates.
            self._offset = 0
            return
        batch = Batch()
        settled = await asyncio.gather(*(self._deciding.decide(raw, batch) for raw in found))
        before = self._offset
        self._offset = next_offset(before, zip(found, settled, strict=True))
        if all(settled) and self._offset != before:
            self._pause = 1.0
        else:
            await self._hold_back()

    async def _receive(self) -> list[dict[str, Any]] | None:
        """None when Telegram did not answer."""
        try:
            found = await self._bot.raw_updates(self._offset)
            LAST_POLL.labels(channel=self._channel).set_to_current_time()
            return found
        except RetryAfter as error:
            await wait(self._stop, pause_of(error).total_seconds())
        except TelegramError as error:
            FAULTS.labels(kind="telegram").inc()
            log.warning("telegram: polling failed: %s", type(error).__name__)
            await self._hold_back()
        return None

    async def _hold_back(self) -> None:
        await wait(self._stop, self._pause)
        self._pause = min(self._pause * 2, LONGEST_PAUSE)


def next_offset(offset: int, decided: Iterable[tuple[dict[str, Any], bool]]) -> int:
    """The number after the last update before which all are settled. An update without a number is not counted."""
    numbered = ((raw.get("update_id"), settled) for raw, settled in decided)
    known = sorted((number, settled) for number, settled in numbered if isinstance(number, int))
    for number, settled in known:
        if not settled:
            return min(number, offset)
        offset = max(offset, number + 1)
    return offset


async def unless(stop: asyncio.Event, work: Coroutine[Any, Any, Any]) -> Any:
    """What `work` gives, or None once `stop` is set."""
    doing, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({doing, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return doing.result() if doing.done() else None
    finally:
        doing.cancel()
        stopping.cancel()


async def wait(stop: asyncio.Event, seconds: float) -> None:
    """Until then, or until `stop` is set."""
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
