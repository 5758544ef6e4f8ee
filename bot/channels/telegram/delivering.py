"""One reply, or the next message of a long one, to Telegram: what became of it. Never raises what Telegram answers."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from cryptography.fernet import InvalidToken as Unsealable
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.app import App, bot_of
from bot.channels.telegram.client import Client
from bot.channels.telegram.writing import LONGEST_TEXT, Keyboard, write
from bot.conversation.wording import Wording
from bot.storage.outbox import DANGER, Waiting, read_reply
from bot.storage.settling import Settled

SEND_SECONDS = 20.0
"""When a send is given up: well within the lease, so that nobody else sends the same reply meanwhile."""

LONGEST_PAUSE = 600.0
"""Ten minutes: when Telegram is back, nobody waits longer than that for what they asked."""

MOST_TRIES = 12
"""Some 40 minutes of pauses. Only failures while others get through count, so that an outage gives nothing up: a reply that
fails as often as that is at fault itself, and holds back what comes after it in its chat."""

LATE = timedelta(minutes=10)
"""After these a resident may have stopped looking: a reply says that it is late."""

TOO_LATE = timedelta(hours=24)
"""A conversation is forgotten after a day, and an answer to a forgotten question confuses."""

DANGER_TOO_LATE = timedelta(days=3)
"""Words for danger still help the day after; but no address is kept for ever."""

Part = tuple[str, Keyboard | None]


class Delivery:
    """Sends for one bot."""

    def __init__(self, app: App, bot: Client, channel: str) -> None:
        self._app, self._bot, self._speaks_as = app, bot, bot_of(channel)

    async def deliver(self, waiting: Waiting, chance: float, *, down: bool) -> Settled:
        """`chance`, from 0 to 1, keeps tries apart. `down`: nobody gets through at the moment."""
        age = self._app.clock() - waiting.put_at
        if age > (DANGER_TOO_LATE if waiting.priority == DANGER else TOO_LATE):
            return Settled(waiting, "set_aside", reason="too_late")
        try:
            address = self._app.seal.open(waiting.address)
        except Unsealable:
            return Settled(waiting, "set_aside", reason="sealed")
        try:
            parts = list(write(read_reply(waiting.body)))
        except (ValueError, KeyError, TypeError, AttributeError):
            return Settled(waiting, "set_aside", reason="unreadable")
        late = age > LATE and not waiting.apologised and not waiting.parts_sent
        if late:
            parts = _with_apology(self._apology(waiting.language), parts)
        settled = await self._send(waiting, address, parts, late=late)
        return settled or failed(waiting, chance, down=down)

    async def send(self, address: str, part: Part) -> bool:
        """False when Telegram takes it in no form. Raises TelegramError, or TimeoutError, for anything else that fails."""
        text, keyboard = part
        async with asyncio.timeout(SEND_SECONDS):
            try:
                await self._bot.say(int(address), text, keyboard)
            except BadRequest:
                return await self._send_plain(address, text)
            except ChatMigrated:
                return False
        return True

    async def _send_plain(self, address: str, text: str) -> bool:
        """The words alone: what is refused with buttons is still better than silence."""
        try:
            await self._bot.say(int(address), text)
        except (BadRequest, ChatMigrated):
            return False
        return True

    async def _send(
        self, waiting: Waiting, address: str, parts: list[Part], *, late: bool
    ) -> Settled | None:
        """None when it failed for a reason that may pass."""
        try:
            if waiting.parts_sent < len(parts):
                taken = await self.send(address, parts[waiting.parts_sent])
                if not taken:
                    return Settled(waiting, "set_aside", reason="refused")
        except RetryAfter as error:
            return Settled(waiting, "retry_after", pause_of(error))
        except Forbidden:
            return Settled(waiting, "blocked")
        except (TelegramError, TimeoutError):
            return None
        more = waiting.parts_sent + 1 < len(parts)
        return Settled(waiting, "part" if more else "accepted", apologised=late)

    def _apology(self, language: str) -> str:
        knowledge = self._app.knowledge
        if knowledge is None:
            return ""
        return Wording(knowledge.spoken_by(self._speaks_as), language).say("late")


def failed(waiting: Waiting, chance: float, *, down: bool) -> Settled:
    """It waits for another try, unless it alone failed too often."""
    if not down and waiting.tries + 1 >= MOST_TRIES:
        return Settled(waiting, "set_aside", reason="failing")
    return Settled(waiting, "later", pause_after(waiting.tries, chance), counts_as_try=not down)


def pause_after(tries: int, chance: float) -> timedelta:
    """Doubles from one second to ten minutes; a part of it by chance, so that those that failed together come back apart."""
    whole = min(2.0 ** min(tries, 30), LONGEST_PAUSE)
    return timedelta(seconds=whole * (0.5 + chance / 2))


def pause_of(error: RetryAfter) -> timedelta:
    """How long Telegram asks us to wait."""
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)


def _with_apology(apology: str, parts: list[Part]) -> list[Part]:
    """In front of the first message where it fits, so that the number of messages stays the same for the next try."""
    text, keyboard = parts[0]
    longer = f"{apology}\n\n{text}".strip()
    return [(longer, keyboard), *parts[1:]] if len(longer) <= LONGEST_TEXT else parts
