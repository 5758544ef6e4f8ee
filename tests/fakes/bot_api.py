"""A stand-in for Telegram's Bot API, over HTTP: holds updates until they are acknowledged, and keeps what was sent."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable
from itertools import count
from typing import Any
from urllib.parse import parse_qs

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

TOKEN = "123456:a-token-for-tests"
BOT = {"id": 123456, "is_bot": True, "first_name": "Signpost", "username": "signpost_test_bot"}

Refusal = tuple[int, dict[str, Any]]


class BotApi:
    """`says`, `taps` and the like put an update in; `sent` is what the bot sent; `refuse` makes a call fail."""

    def __init__(self) -> None:
        self.site = FastAPI()
        self.site.add_api_route("/bot{token}/{method}", self._call, methods=["GET", "POST"])
        self.calls: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.refuse: Callable[[str, dict[str, Any]], Refusal | None] = lambda _method, _given: None
        self._updates: list[dict[str, Any]] = []
        self._repeated: list[dict[str, Any]] = []
        self._numbers = count(1000)
        self.acknowledged = 0

    @property
    def sent(self) -> list[dict[str, Any]]:
        return self.calls["sendMessage"]

    def texts(self, chat: int) -> str:
        return "\n\n".join(str(each["text"]) for each in self.sent if int(each["chat_id"]) == chat)

    def buttons(self, chat: int) -> dict[str, str]:
        """Label → data of the last keyboard in a chat."""
        markups = [
            each["reply_markup"]
            for each in self.sent
            if int(each["chat_id"]) == chat and "reply_markup" in each
        ]
        rows = json.loads(markups[-1])["inline_keyboard"] if markups else []
        return {button["text"]: button["callback_data"] for row in rows for button in row}

    def puts(self, update: dict[str, Any], again: bool = False) -> int:
        """`again` hands an update over once more although it was acknowledged."""
        update = {"update_id": next(self._numbers), **update}
        (self._repeated if again else self._updates).append(update)
        return int(update["update_id"])

    def says(self, chat: int, text: str) -> int:
        return self.puts({"message": message(chat, text=text)})

    def taps(self, chat: int, data: str) -> int:
        query = {
            "id": "1",
            "from": person(chat),
            "chat_instance": "1",
            "data": data,
            "message": message(chat, text="…"),
        }
        return self.puts({"callback_query": query})

    @property
    def waiting(self) -> int:
        return len(self._updates) + len(self._repeated)

    async def _call(self, token: str, method: str, request: Request) -> JSONResponse:
        given = await _given(request)
        self.calls[method].append(given)
        if token != TOKEN:
            return _refused(401, {"description": "Unauthorized"})
        if (refusal := self.refuse(method, given)) is not None:
            return _refused(*refusal)
        if method == "getUpdates":
            return JSONResponse({"ok": True, "result": await self._hand_over(given)})
        results: dict[str, Any] = {
            "getMe": BOT,
            "sendMessage": message(int(given.get("chat_id", 0)), text="sent"),
        }
        return JSONResponse({"ok": True, "result": results.get(method, True)})

    async def _hand_over(self, given: dict[str, Any]) -> list[dict[str, Any]]:
        offset = int(given.get("offset", 0))
        self.acknowledged = max(self.acknowledged, offset - 1)
        self._updates = [each for each in self._updates if each["update_id"] >= offset]
        for _ in range(20):
            if self.waiting:
                break
            await asyncio.sleep(0.05)
        repeated, self._repeated = self._repeated, []
        return repeated + self._updates[:100]


def message(chat: int, **parts: Any) -> dict[str, Any]:
    place = (
        {"id": chat, "type": "private"}
        if chat > 0
        else {"id": chat, "type": "group", "title": "A group"}
    )
    return {"message_id": 1, "date": 1700000000, "chat": place, "from": person(abs(chat)), **parts}


def person(number: int) -> dict[str, Any]:
    return {"id": number, "is_bot": False, "first_name": "Somebody"}


async def _given(request: Request) -> dict[str, Any]:
    body = (await request.body()).decode()
    if request.headers.get("content-type", "").startswith("application/json"):
        return dict(json.loads(body))
    form = {name: values[0] for name, values in parse_qs(body).items()}
    return {**dict(request.query_params), **form}


def _refused(status: int, more: dict[str, Any]) -> JSONResponse:
    return JSONResponse(
        {"ok": False, "error_code": status, "description": "refused", **more}, status
    )
