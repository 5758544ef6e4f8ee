"""python-telegram-bot's client over our own HTTP, which never prints its token, and hands over updates as Telegram sent them."""

from __future__ import annotations

import logging
from typing import Any

from pydantic import SecretStr
from telegram import Bot
from telegram.error import InvalidToken

from bot.channels.telegram.patience import Patience
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.writing import Keyboard
from bot.settings import Settings

POLL_SECONDS = 25
"""How long Telegram holds an empty poll open."""

ALLOWED = ["message", "edited_message", "callback_query"]
"""The kinds of update that are answered; Telegram keeps the others to itself."""

SENDS_AT_ONCE = 128
"""Connections for everything but polls: twice what the sender has in flight, so that a tap's spinner never waits for one."""

_SILENT = logging.getLogger("telegram.Bot.silenced")
_SILENT.disabled = True


class Client(Bot):
    """Call `initialize` before, and `shutdown` after."""

    _LOGGER = (
        _SILENT  # Bot logs its token, and at DEBUG every text and chat id that it sends or gets.
    )

    def __repr__(self) -> str:
        return f"<Client of bot {self.token.partition(':')[0]}>"

    async def initialize(self) -> None:
        """Raises InvalidToken in words that do not hold the token."""
        refused = False
        try:
            await super().initialize()
        except InvalidToken:
            refused = True
        if refused:
            raise InvalidToken("Telegram does not accept the token. Copy it from BotFather again.")

    async def say(self, chat: int, text: str, keyboard: Keyboard | None = None) -> None:
        """`send_message` without its objects: making them of the keyboard and of Telegram's answer, which nobody reads,
        takes as much time as the call. Raises as it does.
        """
        asked = {
            "chat_id": chat,
            "text": text,
            "reply_markup": keyboard,
            "link_preview_options": {"is_disabled": True},
        }
        await self._post("sendMessage", asked)

    async def raw_updates(self, offset: int) -> list[dict[str, Any]]:
        """Unread, so that a malformed update cannot take its neighbours with it."""
        wanted = {"offset": offset, "timeout": POLL_SECONDS, "allowed_updates": ALLOWED}
        found = await self._post("getUpdates", wanted)
        return [raw for raw in found if isinstance(raw, dict)] if isinstance(found, list) else []


def make_bot(token: SecretStr, settings: Settings) -> Client:
    """A client for one bot of this install. Polls have connections of their own: they hold one for 25 seconds.

    Raises telegram.error.InvalidToken for an empty token.
    """
    return Client(
        token.get_secret_value(),
        base_url=f"{settings.telegram_api_url.rstrip('/')}/bot",
        request=AiohttpRequest(Patience(), SENDS_AT_ONCE),
        get_updates_request=AiohttpRequest(Patience(read=POLL_SECONDS + 10), pool_size=2),
    )
