"""Telegram by webhook: one POST an update, acknowledged when its decision is committed."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from typing import Any

from fastapi import FastAPI, Request, Response

from bot.app import App
from bot.channels.telegram.receiving import decide, introduce, make_bot
from bot.channels.telegram.sending import Sender

log = logging.getLogger(__name__)

HEADER = "x-telegram-bot-api-secret-token"
MOST_BYTES = 256 * 1024


class Webhook:
    """The endpoint and the sender behind it. Settings refuse to load without a secret."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._bot = make_bot(app)
        self._sender = Sender(app, self._bot)

    def add_to(self, site: FastAPI) -> None:
        site.add_api_route(
            "/telegram/webhook", self.receive, methods=["POST"], include_in_schema=False
        )

    async def run(self, stop: asyncio.Event) -> None:
        await self._bot.initialize()
        await introduce(self._bot, self._app)
        await self._sender.run(stop)
        await self._bot.shutdown()

    async def receive(self, request: Request) -> Response:
        """403 without the secret; 200 for anything that need not come again."""
        secret = self._app.settings.telegram_webhook_secret
        given = request.headers.get(HEADER, "")
        if secret is None or not hmac.compare_digest(
            given.encode(), secret.get_secret_value().encode()
        ):
            return Response(status_code=403)
        raw = _object(await request.body())
        if raw is None:
            return Response(status_code=400)
        await decide(self._app, self._bot, self._sender, raw)
        return Response(status_code=200)


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(body) if len(body) <= MOST_BYTES else None
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
