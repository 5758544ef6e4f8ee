"""Raw updates → committed decisions: those of one chat in order, those of different chats side by side.

An update is settled when it need not come again: its decision is committed, or there is nothing to decide.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from telegram import Update
from telegram.error import TelegramError

from bot.app import Answered, App, Arrived
from bot.channels.telegram.bots import CHANNEL
from bot.channels.telegram.client import Client
from bot.channels.telegram.reading import read
from bot.channels.telegram.sending import Sender
from bot.conversation.model import Reply, Turn
from bot.conversation.wording import Wording
from bot.flood import Flood
from bot.metrics import FLOODED, QUARANTINED, RECEIVED

log = logging.getLogger(__name__)

Made = TypeVar("Made")

AT_ONCE = 8
"""Decisions side by side. More gain nothing on one core, and each may hold a database connection."""

AT_ONCE_ON_SQLITE = 2
"""One decides while the other's commit reaches the disk. More would only wait for each other's transactions."""

MOST_CHATS_TOLD = 50_000


@dataclass(slots=True)
class Batch:
    """Updates that came together. After one could not be kept the others wait too, so that none overtakes another."""

    broken: bool = False


@dataclass(slots=True)
class Outage:
    """Who was told what while nothing could be kept, so that an update that comes again is not answered again."""

    _told: OrderedDict[str, set[str]] = field(default_factory=OrderedDict)

    def __bool__(self) -> bool:
        return bool(self._told)

    def first_time(self, arrived: Arrived, turn: Turn) -> bool:
        """A danger is answered once for each message; anything else once for each chat."""
        told = self._told.setdefault(arrived.chat, set())
        what = arrived.update_id if turn.outcome == "safety" else "failed"
        while len(self._told) > MOST_CHATS_TOLD:
            self._told.popitem(last=False)
        new = what not in told
        told.add(what)
        return new

    def is_over(self, chat: str) -> None:
        self._told.pop(chat, None)


class Deciding:
    """The decisions of one bot in one process."""

    def __init__(
        self,
        app: App,
        bot: Client,
        sender: Sender,
        channel: str = CHANNEL,
        flood: Flood | None = None,
    ) -> None:
        self._app, self._bot, self._sender, self._channel = app, bot, sender, channel
        self._flood = flood or Flood()
        most = AT_ONCE if app.settings.on_postgresql else AT_ONCE_ON_SQLITE
        self._workers = ThreadPoolExecutor(most, thread_name_prefix="deciding")
        self._lines: dict[str, tuple[asyncio.Lock, int]] = {}
        self._outage = Outage()
        self._beside: set[asyncio.Task[None]] = set()

    async def decide(self, raw: dict[str, Any], batch: Batch) -> bool:
        """Whether the update is settled. Never raises."""
        update = self._read(raw)
        if update is None:
            return True
        arrived, query_id = update
        async with self._line(arrived.chat):
            settled = await self._settle(arrived, batch)
        if settled and query_id is not None:
            self._do_beside(self._stop_the_spinner(query_id))
        return settled

    async def close(self) -> None:
        """Ends what goes on beside, and lets the workers go."""
        if self._beside:
            await asyncio.wait(self._beside, timeout=2)
        for task in self._beside:
            task.cancel()
        self._workers.shutdown(wait=False)

    def _read(self, raw: dict[str, Any]) -> tuple[Arrived, str | None] | None:
        """None for what nobody asked, and for what cannot be read: that is counted and passed over."""
        try:
            update = Update.de_json(raw, self._bot)
            arrived = read(update, self._channel)
        except Exception as error:
            QUARANTINED.labels(channel=self._channel).inc()
            log.warning("telegram: an update could not be read: %s", type(error).__name__)
            return None
        if arrived is None:
            return None
        RECEIVED.labels(channel=self._channel).inc()
        return arrived, update.callback_query.id if update.callback_query else None

    async def _settle(self, arrived: Arrived, batch: Batch) -> bool:
        if batch.broken:
            await self._meanwhile(
                arrived, await self._in_worker(self._app.without_storage, arrived)
            )
            return False
        if not await self._is_admitted(arrived):
            return True
        if self._outage:
            await self._warn_at_once(arrived)
        answered = await self._in_worker(self._app.handle, arrived)
        await self._take_note(arrived, answered, batch)
        return answered.committed

    async def _take_note(self, arrived: Arrived, answered: Answered, batch: Batch) -> None:
        if not answered.committed and answered.turn is not None:
            batch.broken = True
            await self._meanwhile(arrived, answered.turn)
            return
        self._outage.is_over(arrived.chat)
        if answered.turn is not None:
            self._flood.spend(arrived.chat, self._app.clock(), arrived.sent_at)
            self._sender.wake()

    async def _warn_at_once(self, arrived: Arrived) -> None:
        """While the database is known to be gone a danger reply does not wait until it has not answered once more."""
        turn = await self._in_worker(self._app.without_storage, arrived)
        if turn.outcome == "safety":
            await self._meanwhile(arrived, turn)

    async def _meanwhile(self, arrived: Arrived, turn: Turn) -> None:
        """What a resident hears while nothing can be kept. Their message comes again, and is answered then."""
        if self._outage.first_time(arrived, turn):
            self._do_beside(self._sender.send_now(str(arrived.address), turn.replies))

    async def _is_admitted(self, arrived: Arrived) -> bool:
        """False for a message of a flood. Danger is looked for all the same, and decided like any other message."""
        now = self._app.clock()
        verdict = self._flood.verdict(arrived.chat, now, arrived.sent_at)
        if verdict == "admitted":
            return True
        turn = await self._in_worker(self._app.without_storage, arrived)
        if turn.safety is not None and self._flood.may_answer_danger(
            arrived.chat, turn.safety, now
        ):
            return True
        FLOODED.labels(channel=self._channel).inc()
        if verdict == "flood_begins":
            await self._say_to_slow_down(arrived)
        return False

    async def _say_to_slow_down(self, arrived: Arrived) -> None:
        """Once, in its turn and within Telegram's limits: it must not make a flood worse. At once where nothing can be kept."""
        notice = self._slow_down(arrived)
        if await self._in_worker(lambda told: self._app.tell(told, notice), arrived):
            self._sender.wake()
        else:
            self._do_beside(self._sender.send_now(str(arrived.address), notice))

    def _slow_down(self, arrived: Arrived) -> tuple[Reply, ...]:
        knowledge = self._app.knowledge
        if knowledge is None:
            return ()
        return (Reply(Wording(knowledge.spoken_by(arrived.bot)).say("slow_down")),)

    @contextlib.asynccontextmanager
    async def _line(self, chat: str) -> AsyncIterator[None]:
        """First come, first served: a chat never has more than one worker."""
        lock, waiting = self._lines.get(chat, (asyncio.Lock(), 0))
        self._lines[chat] = lock, waiting + 1
        try:
            async with lock:
                yield
        finally:
            _, waiting = self._lines[chat]
            if waiting == 1:
                del self._lines[chat]
            else:
                self._lines[chat] = lock, waiting - 1

    async def _in_worker(self, work: Callable[[Arrived], Made], arrived: Arrived) -> Made:
        return await asyncio.get_running_loop().run_in_executor(self._workers, work, arrived)

    def _do_beside(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    async def _stop_the_spinner(self, query_id: str) -> None:
        try:
            await self._bot.answer_callback_query(query_id)
        except TelegramError as error:
            log.info("telegram: a tap could not be acknowledged: %s", type(error).__name__)
