"""The stand-in over HTTP on a port of its own: in a thread for a test, or for as long as a process lives."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from aiohttp import web

from tests.fakes.bot_api.answers import Answer, refused
from tests.fakes.bot_api.api import BotApi
from tests.fakes.bot_api.asgi import as_http
from tests.fakes.bot_api.control import add_control
from tests.fakes.bot_api.reading import called, given


def make_app(api: BotApi) -> web.Application:
    app = web.Application(client_max_size=1 << 20)
    add_control(app, api)
    app.router.add_route("*", "/{call:bot.+}", _handler(api))
    return app


def _handler(api: BotApi) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        answer = await _answer(api, request)
        if answer is None:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        status, body, kind = as_http(answer)
        return web.Response(status=status, body=body, content_type=kind)

    return handle


async def _answer(api: BotApi, request: web.Request) -> Answer | None:
    found = called(request.path)
    if found is None:
        return refused(404)
    try:
        held = given(request.content_type, request.query_string, await request.read())
    except ValueError:
        return refused(400, "can't parse request JSON object")
    return await api.answer(*found, held)


@contextmanager
def serving(api: BotApi, port: int = 0) -> Iterator[str]:
    """Its address, until the block ends."""
    loop = asyncio.new_event_loop()
    listening = socket.create_server(("127.0.0.1", port), backlog=1024)
    runner = web.AppRunner(make_app(api), access_log=None, shutdown_timeout=0.1)
    loop.run_until_complete(runner.setup())
    loop.run_until_complete(web.SockSite(runner, listening).start())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        asyncio.run_coroutine_threadsafe(_end(api, runner), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _end(api: BotApi, runner: web.AppRunner) -> None:
    await api.perform("deleteWebhook", {})
    await runner.cleanup()
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    api.journal.close()


def serve_for_ever(api: BotApi, port: int) -> None:
    web.run_app(make_app(api), host="127.0.0.1", port=port, access_log=None, print=None)
