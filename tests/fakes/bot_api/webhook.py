"""Delivery to a webhook: those of one chat in order, different chats side by side, again with back-off until a 2xx."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.fakes.bot_api.inbox import Inbox
from tests.fakes.bot_api.updates import Update, chat_of, is_wanted

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
LONGEST_PAUSE = 60.0
LOOK_SECONDS = 0.01

Perform = Callable[[str, dict[str, Any]], Awaitable[object]]
"""A bot may answer an update with a call of its own inside the response."""


@dataclass(slots=True)
class Webhook:
    """One `setWebhook`. `run` delivers until it is cancelled."""

    url: str
    secret: str = ""
    most: int = 40
    allowed: frozenset[str] = frozenset()
    first_pause: float = 1.0
    longest_pause: float = LONGEST_PAUSE
    last_error: tuple[int, str] | None = None
    deliveries: int = 0
    _queues: dict[object, dict[int, Update]] = field(default_factory=dict)
    _busy: set[object] = field(default_factory=set)
    _workers: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self, inbox: Inbox, perform: Perform) -> None:
        self._hold(inbox.all())
        inbox.news()
        free = asyncio.Semaphore(self.most)
        try:
            async with ClientSession(timeout=ClientTimeout(60)) as session:
                while True:
                    self._hold(inbox.news())
                    for chat in self._queues.keys() - self._busy:
                        self._busy.add(chat)
                        self._start(self._deliver_chat(chat, session, free, inbox, perform))
                    await asyncio.sleep(LOOK_SECONDS)
        finally:
            for worker in [*self._workers]:
                worker.cancel()

    def told(self, pending: int) -> dict[str, Any]:
        """What `getWebhookInfo` says."""
        told: dict[str, Any] = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": pending,
            "max_connections": self.most,
        }
        if self.last_error:
            told["last_error_date"], told["last_error_message"] = self.last_error
        if self.allowed:
            told["allowed_updates"] = sorted(self.allowed)
        return told

    def _hold(self, updates: Iterable[Update]) -> None:
        for update in updates:
            chat = chat_of(update)
            queue = self._queues.setdefault(update["update_id"] if chat is None else chat, {})
            queue[update["update_id"]] = update

    def _start(self, work: Any) -> None:
        worker = asyncio.create_task(work)
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def _deliver_chat(
        self,
        chat: object,
        session: ClientSession,
        free: asyncio.Semaphore,
        inbox: Inbox,
        perform: Perform,
    ) -> None:
        pause = self.first_pause
        while waiting := self._queues[chat]:
            number, update = next(iter(waiting.items()))
            answer: dict[str, Any] | None = {}
            if is_wanted(update, self.allowed):
                async with free:
                    answer = await self._post(session, update)
            if answer is None:
                await asyncio.sleep(pause)
                pause = min(pause * 2, self.longest_pause)
                continue
            pause = self.first_pause
            del waiting[number]
            inbox.delivered(number)
            if "method" in answer:
                await perform(str(answer.pop("method")), answer)
        del self._queues[chat]
        self._busy.discard(chat)

    async def _post(self, session: ClientSession, update: Update) -> dict[str, Any] | None:
        """None: it is to be delivered again."""
        headers = {SECRET_HEADER: self.secret} if self.secret else {}
        self.deliveries += 1
        try:
            async with session.post(self.url, json=update, headers=headers) as response:
                body = await response.read()
        except (ClientError, TimeoutError, OSError) as error:
            self._failed(f"Connection failed: {type(error).__name__}")
            return None
        if not 200 <= response.status < 300:
            self._failed(f"Wrong response from the webhook: {response.status} {response.reason}")
            return None
        return _object(body)

    def _failed(self, why: str) -> None:
        self.last_error = (int(time.time()), why)


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
