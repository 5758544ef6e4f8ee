"""The stand-in itself: what each method does, and what tests ask of it. It knows nothing of HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.fakes.bot_api.answers import Answer, accepted, refused, too_many
from tests.fakes.bot_api.asgi import Site
from tests.fakes.bot_api.faults import Fault, Faults
from tests.fakes.bot_api.inbox import Inbox
from tests.fakes.bot_api.journal import Journal
from tests.fakes.bot_api.limits import Limits
from tests.fakes.bot_api.reading import parsed, whole
from tests.fakes.bot_api.rules import read_markup, refusal_of
from tests.fakes.bot_api.updates import Update, message, tap
from tests.fakes.bot_api.webhook import Webhook

TOKEN = "123456:a-token-for-tests"
BOT = {"id": 123456, "is_bot": True, "first_name": "Signpost", "username": "signpost_test_bot"}

Refusal = tuple[int, dict[str, Any]]

LOOK_SECONDS = 0.02
MOST_CONNECTIONS = 100

TERMINATED = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
HOOKED = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class BotApi:
    """`says`, `taps` and the like put an update in; `sent` is what the bot tried to send, `accepted` what was taken.

    refuse       a function that makes a call fail: (method, what was given) → (status, more of the body), or None
    faults       a share of calls fails (None: none does)
    limits       Telegram's limits on sending (None: there are none)
    latency      seconds that every call takes
    blocked      chats that blocked the bot; `unknown`: chats that are not there
    longest_poll how long an empty getUpdates is held at most, whatever it asks for
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        journal: Path | None = None,
        remembers: bool = True,
        longest_poll: float = 1.0,
    ) -> None:
        self.token, self.longest_poll = token, longest_poll
        self.site = Site(self.answer)
        self.calls: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.called: Counter[str] = Counter()
        self.refuse: Callable[[str, dict[str, Any]], Refusal | None] = lambda _method, _given: None
        self.faults: Faults | None = None
        self.limits: Limits | None = None
        self.latency = 0.0
        self.blocked: set[int] = set()
        self.unknown: set[int] = set()
        self.inbox = Inbox()
        self.journal = Journal(journal, remembers)
        self.webhook: Webhook | None = None
        self._delivery: asyncio.Task[None] | None = None
        self._poller = object()
        self.conflicts = 0
        self._repeated: list[Update] = []

    @property
    def sent(self) -> list[dict[str, Any]]:
        """Every call of sendMessage, refused ones too."""
        return self.calls["sendMessage"]

    @property
    def acknowledged(self) -> int:
        """The highest update id that the bot has acknowledged."""
        return self.inbox.acknowledged

    @property
    def waiting(self) -> int:
        return len(self.inbox) + len(self._repeated)

    def texts(self, chat: int) -> str:
        return "\n\n".join(str(each["text"]) for each in self.sent if int(each["chat_id"]) == chat)

    def buttons(self, chat: int) -> dict[str, str]:
        """Label → data of the last keyboard in a chat."""
        markups = [
            each["reply_markup"]
            for each in self.sent
            if int(each["chat_id"]) == chat and "reply_markup" in each
        ]
        rows = read_markup(markups[-1])["inline_keyboard"] if markups else []
        return {button["text"]: button["callback_data"] for row in rows for button in row}

    def puts(self, update: Update, again: bool = False) -> int:
        """Returns its number. `again` hands an update over once more although it was acknowledged."""
        if again:
            self._repeated.append(update)
            return int(update["update_id"])
        return int(self.inbox.put(update)["update_id"])

    def says(self, chat: int, text: str) -> int:
        return self.puts({"message": message(chat, text=text)})

    def taps(self, chat: int, data: str) -> int:
        return self.puts(tap(chat, data))

    async def answer(self, token: str, method: str, given: dict[str, Any]) -> Answer | None:
        """None ends the connection without an answer."""
        self.called[method] += 1
        if self.journal.remembers:
            self.calls[method].append(given)
        if token != self.token:
            return refused(401)
        if self.latency:
            await asyncio.sleep(self.latency)
        if (refusal := self.refuse(method, given)) is not None:
            status, more = refusal
            return refused(status, **more)
        if self.faults is not None and (fault := self.faults.next(method)) is not None:
            return await self._fail(fault, self.faults.hang, method, given)
        return await self.perform(method, given)

    async def perform(self, method: str, given: dict[str, Any]) -> Answer:
        """What Telegram does when nothing is wrong. Methods that need no more than a yes get one."""
        if method == "getUpdates":
            return await self._hand_over(given)
        if method == "sendMessage":
            return self._take(given)
        if method == "setWebhook":
            return await self._set_webhook(given)
        if method == "deleteWebhook":
            return await self._delete_webhook(given)
        results: dict[str, Any] = {"getMe": BOT, "getWebhookInfo": self._webhook_info()}
        return accepted(results.get(method, True))

    async def _fail(
        self, fault: Fault, hang: float, method: str, given: dict[str, Any]
    ) -> Answer | None:
        if fault == "429":
            return self.limits.close(time.monotonic()) if self.limits else too_many(1)
        if fault == "500":
            return refused(500)
        if fault == "502":
            return Answer(502, {}, page="<html><h1>502 Bad Gateway</h1></html>")
        if fault == "timeout":
            await asyncio.sleep(hang)
        if fault == "silent":
            await self.perform(method, given)
        return None

    def _take(self, given: dict[str, Any]) -> Answer:
        refusal = refusal_of(given, self.blocked, self.unknown)
        if refusal is None and self.limits is not None:
            refusal = self.limits.refusal(str(given["chat_id"]), time.monotonic())
        if refusal is not None:
            return refusal
        taken = self.journal.write(given)
        held = message(taken.chat, text=taken.text)
        return accepted({**held, "message_id": taken.number, "date": int(taken.at)})

    async def _hand_over(self, given: dict[str, Any]) -> Answer:
        """One poller at a time: a newer one ends the older one's call, as Telegram does."""
        if self.webhook is not None:
            return refused(409, HOOKED)
        self._poller = mine = object()
        if offset := whole(given, "offset", 0):
            self.inbox.acknowledge(offset)
        most = min(max(whole(given, "limit", 100), 1), 100)
        allowed = frozenset(str(each) for each in parsed(given, "allowed_updates", []))
        ends = time.monotonic() + min(whole(given, "timeout", 0), self.longest_poll)
        while not (found := self.inbox.first(most, allowed)) and not self._repeated:
            if self._poller is not mine:
                self.conflicts += 1
                return refused(409, TERMINATED)
            if time.monotonic() >= ends:
                return accepted([])
            await asyncio.sleep(LOOK_SECONDS)
        repeated, self._repeated = self._repeated, []
        return accepted(repeated + found)

    async def _set_webhook(self, given: dict[str, Any]) -> Answer:
        """HTTP is taken for this machine alone, as a Bot API server of one's own does."""
        url = str(given.get("url", ""))
        if not url:
            return await self._delete_webhook(given)
        if not url.startswith(("https://", "http://127.0.0.1")):
            return refused(400, "bad webhook: An HTTPS URL must be provided for webhook")
        most = whole(given, "max_connections", 40)
        if not 1 <= most <= MOST_CONNECTIONS:
            return refused(400, "bad webhook: max_connections must be between 1 and 100")
        await self._end_delivery(given)
        allowed = frozenset(str(each) for each in parsed(given, "allowed_updates", []))
        self.webhook = Webhook(url, str(given.get("secret_token", "")), most, allowed)
        self._delivery = asyncio.create_task(self.webhook.run(self.inbox, self.perform))
        return accepted(True)

    async def _delete_webhook(self, given: dict[str, Any]) -> Answer:
        await self._end_delivery(given)
        self.webhook = None
        return accepted(True)

    async def _end_delivery(self, given: dict[str, Any]) -> None:
        if parsed(given, "drop_pending_updates", False):
            self.inbox.clear()
        if self._delivery is not None:
            self._delivery.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._delivery
            self._delivery = None

    def _webhook_info(self) -> dict[str, Any]:
        return (self.webhook or Webhook("")).told(len(self.inbox))
