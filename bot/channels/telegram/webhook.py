"""Telegram by webhook: one POST an update, acknowledged when its decision is committed.

It stands before the web site, so that a delivery meets none of what guards forms.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Iterable
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.app import App
from bot.channels.telegram.bots import WEBHOOK, webhook_path
from bot.channels.telegram.deciding import Batch, Deciding
from bot.channels.telegram.running import Running

HEADER = "x-telegram-bot-api-secret-token"
MOST_BYTES = 256 * 1024
"""An update with a text of 4,096 characters and the one it replies to, every character escaped, is under this."""

READ_SECONDS = 10.0
"""How long a delivery may take to arrive: whoever sends a byte now and then holds a connection no longer."""


class Webhook:
    """ASGI. Deliveries to its paths end here; all else goes on to the site. Settings refuse to load without a secret."""

    def __init__(self, site: ASGIApp, app: App, running: Iterable[Running]) -> None:
        self._site, self._app = site, app
        self._deciding: dict[str, Deciding] = {}
        for each in running:
            self._deciding[webhook_path(app.seal, each.installed.name)] = each.deciding
            if not each.installed.name:
                self._deciding[WEBHOOK] = each.deciding

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        deciding = self._deciding.get(scope["path"]) if scope["type"] == "http" else None
        if deciding is None:
            await self._site(scope, receive, send)
            return
        request = Request(scope, receive)
        status = self._refusal(request) or await self._take(request, deciding)
        headers = {"Allow": "POST"} if status == 405 else {}
        await Response(status_code=status, headers=headers)(scope, receive, send)

    def _refusal(self, request: Request) -> int | None:
        """403 without the secret, before anything else is looked at."""
        secret = self._app.settings.telegram_webhook_secret
        given = request.headers.get(HEADER, "").encode()
        if secret is None or not hmac.compare_digest(given, secret.get_secret_value().encode()):
            return 403
        if request.method != "POST":
            return 405
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        return None if kind == "application/json" else 415

    async def _take(self, request: Request, deciding: Deciding) -> int:
        """200 for what need not come again; 503 for what could not be kept, so that Telegram sends it again."""
        try:
            body = await asyncio.wait_for(_body(request), READ_SECONDS)
        except TimeoutError:
            return 408
        except ClientDisconnect:
            return 400
        if body is None:
            return 413
        raw = _object(body)
        if raw is None:
            return 400
        return 200 if await deciding.decide(raw, Batch()) else 503


async def _body(request: Request) -> bytes | None:
    """None as soon as there is more than we read."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
