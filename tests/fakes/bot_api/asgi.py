"""The stand-in as an ASGI application, for a server that a test already has."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from tests.fakes.bot_api.answers import Answer, refused
from tests.fakes.bot_api.reading import called, given

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Call = Callable[[str, str, dict[str, Any]], Awaitable[Answer | None]]


class Site:
    def __init__(self, call: Call) -> None:
        self._call = call

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        body = await _whole(receive)
        answer = await self._answer(scope, body)
        status, content, kind = as_http(answer) if answer else (200, b"", "application/json")
        # A length that is not kept to makes the server end the connection.
        length = len(content) if answer else 1
        headers = [(b"content-type", kind.encode()), (b"content-length", str(length).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        if answer:
            await send({"type": "http.response.body", "body": content})

    async def _answer(self, scope: Scope, body: bytes) -> Answer | None:
        found = called(scope["path"])
        if found is None:
            return refused(404)
        headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
        try:
            held = given(headers.get("content-type", ""), scope["query_string"].decode(), body)
        except ValueError:
            return refused(400, "can't parse request JSON object")
        return await self._call(*found, held)


def as_http(answer: Answer) -> tuple[int, bytes, str]:
    """Status, body and its kind."""
    if answer.page is not None:
        return answer.status, answer.page.encode(), "text/html"
    return answer.status, json.dumps(answer.body).encode(), "application/json"


async def _whole(receive: Receive) -> bytes:
    body = b""
    while True:
        part = await receive()
        body += part.get("body", b"")
        if not part.get("more_body"):
            return body
