"""The outbox → Telegram: danger first, in order for each chat, within the budget, many at once, until it is accepted.

A send that times out may have been accepted all the same. It is tried again: a reply twice is better than none.
"""

from __future__ import annotations

import asyncio
import logging
import random
import secrets
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from telegram.error import RetryAfter, TelegramError

from bot.app import App
from bot.channels.telegram.client import Client
from bot.channels.telegram.delivering import Delivery, Part, pause_of
from bot.channels.telegram.reading import CHANNEL
from bot.channels.telegram.writing import write
from bot.conversation.model import Reply
from bot.metrics import FAULTS, SENT
from bot.storage import budgets
from bot.storage.budgets import TELEGRAM, Pace
from bot.storage.claims import Claimed
from bot.storage.line import Line
from bot.storage.outbox import Waiting
from bot.storage.settling import Settled

log = logging.getLogger(__name__)

T = TypeVar("T")

MOST_AT_ONCE = 64
"""Sends in flight: 64 at 50 ms each are twice what one process needs for 500 a second, and leave time for the database."""

STOP_SECONDS = 20.0
"""How long a stopping process waits for what is in flight; `stop_grace_period` must be longer."""

BREATH_SECONDS = 0.01
"""Between two exchanges with the outbox, so that what is put or accepted at nearly the same time shares one transaction."""

DOWN_AFTER = 10
"""So many failures in a row, with nothing accepted between them, are Telegram's fault and no reply's."""

NOW_TRIES = (1.0, 2.0, 4.0)
"""Seconds between tries while the database is gone. More would keep too much in memory for too long."""


def wall_clock() -> datetime:
    """The moment outside, for leases and for Telegram's limits: also where a test stops the clock that decides."""
    return datetime.now(UTC)


class Sender:
    """Drains the outbox of one bot. Any number of them, in any number of processes, share the work on PostgreSQL."""

    def __init__(
        self,
        app: App,
        bot: Client,
        channel: str = CHANNEL,
        pace: Pace = TELEGRAM,
        most: int = MOST_AT_ONCE,
        clock: Callable[[], datetime] = wall_clock,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._delivery = Delivery(app, bot, channel)
        self._channel, self._most, self._clock = channel, most, clock
        self._chance = chance
        self._line = Line(app.engine, channel, pace, secrets.token_hex(8))
        self._thread = ThreadPoolExecutor(1, f"outbox {channel}")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._woken = asyncio.Event()
        self._flying: set[asyncio.Task[None]] = set()
        self._settled: list[Settled] = []
        self._failures = 0
        self._closed = False
        self._closed_until = datetime.min.replace(tzinfo=UTC)

    def wake(self) -> None:
        """From any thread: something was put."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._woken.set)

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`; then what is in flight ends, and what was claimed and not tried goes back."""
        self._loop = asyncio.get_running_loop()
        waking = asyncio.create_task(self._wake_when(stop))
        try:
            while not stop.is_set():
                self._woken.clear()
                claimed = await self._exchange(self._most)
                await asyncio.sleep(BREATH_SECONDS)
                await self._rest(claimed.wait)
        finally:
            waking.cancel()
            await self.close()

    async def drain(self) -> int:
        """Sends what may be sent now, and waits for what becomes of it. Returns how many it tried."""
        claimed = await self._exchange(self._most)
        await asyncio.gather(*self._flying)
        await self._exchange(0)
        return len(claimed.replies)

    async def send_now(self, address: str, replies: tuple[Reply, ...]) -> None:
        """Straight to the chat, for when nothing can be kept."""
        for reply in replies:
            for part in write(reply):
                SENT.labels(self._channel, await self._insist(address, part)).inc()

    async def close(self) -> None:
        """After it nothing more is sent. `run` does it by itself."""
        if self._closed:
            return
        self._closed = True
        if self._flying:
            _, still = await asyncio.wait(self._flying, timeout=STOP_SECONDS)
            for task in still:
                task.cancel()
        await self._exchange(0)
        try:
            await self._in_thread(self._line.close)
        except Exception as error:
            log.error("telegram: leases could not be given back: %s", type(error).__name__)
        self._thread.shutdown(wait=False)

    async def _insist(self, address: str, part: Part) -> str:
        for pause in (*NOW_TRIES, None):
            try:
                return "accepted" if await self._delivery.send(address, part) else "refused"
            except RetryAfter as error:
                wait = pause_of(error).total_seconds()
            except (TelegramError, TimeoutError) as error:
                log.error("telegram: a reply could not be sent: %s", type(error).__name__)
                wait = 0.0
            if pause is None:
                break
            await asyncio.sleep(max(wait, pause))
        return "later"

    async def _exchange(self, most: int) -> Claimed:
        """One transaction: writes down what became of replies, and claims as many as there is room for."""
        done, self._settled = self._settled, []
        room = max(0, most - len(self._flying))
        try:
            claimed, counts = await self._in_thread(
                partial(self._line.exchange, done, room, self._clock())
            )
        except Exception as error:
            self._settled = done + self._settled
            FAULTS.labels(kind="database").inc()
            log.error("telegram: the outbox cannot be reached: %s", type(error).__name__)
            return Claimed()
        self._count(counts)
        for waiting in claimed.replies:
            task = asyncio.create_task(self._send(waiting))
            self._flying.add(task)
            task.add_done_callback(self._landed)
        return claimed

    async def _send(self, waiting: Waiting) -> None:
        """Never raises: whatever happens to one reply, the next one is sent."""
        if self._clock() < self._closed_until:
            self._settled.append(Settled(waiting, "returned"))
            return
        settled = await self._delivery.deliver(
            waiting, self._chance(), down=self._failures >= DOWN_AFTER
        )
        self._settled.append(settled)
        if settled.result == "retry_after":
            until = self._clock() + settled.pause + budgets.UNEVEN_CLOCKS
            self._closed_until = max(self._closed_until, until)
        if settled.result == "later":
            FAULTS.labels(kind="telegram").inc()
            self._failures += 1
        elif settled.result in ("accepted", "part"):
            self._failures = 0

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._flying.discard(task)
        self._woken.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("telegram: a reply could not be tried: %s", type(error).__name__)

    def _count(self, counts: Counter[str]) -> None:
        for result, times in counts.items():
            SENT.labels(channel=self._channel, result=result).inc(times)

    async def _rest(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._woken.wait(), seconds)
        except TimeoutError:
            return

    async def _wake_when(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._woken.set()

    async def _in_thread(self, work: Callable[[], T]) -> T:
        """A thread of its own: deciding must not keep sending from the database."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
