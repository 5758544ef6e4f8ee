"""The Telegram client over real HTTP: what it raises, what it uses again, and that its token is never told."""

from __future__ import annotations

import asyncio
import logging
import socket
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from pydantic import SecretStr
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.telegram.client import Client, make_bot
from bot.channels.telegram.patience import Patience
from bot.channels.telegram.request import UNSENT, UNSURE, AiohttpRequest
from bot.settings import Settings

TOKEN = "123456:a-token-that-nobody-may-see"
TEXT = "my baby will not sleep"
ME = {"id": 123456, "is_bot": True, "first_name": "Signpost", "username": "signpost_test_bot"}
SENT = {"message_id": 1, "date": 1700000000, "chat": {"id": 7, "type": "private"}, "text": TEXT}

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def answering(answer: Answer) -> AsyncIterator[str]:
    """The address of a server that gives this answer to everything."""
    site = web.Application()
    site.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def client(address: str) -> AsyncIterator[Client]:
    """As it is after `initialize`, without the call to getMe."""
    bot = make_bot(SecretStr(TOKEN), Settings(_env_file=None, telegram_api_url=address))
    for request in bot._request:
        await request.initialize()
    try:
        yield bot
    finally:
        for request in bot._request:
            await request.shutdown()


def always(status: int, body: str, **headers: str) -> Answer:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=status, text=body, headers=headers)

    return answer


async def good(request: web.Request) -> web.Response:
    """Telegram on a good day."""
    results = {"getMe": ME, "sendMessage": SENT, "getUpdates": [{"update_id": 1}, "broken", 7]}
    return web.json_response({"ok": True, "result": results[request.path.rpartition("/")[2]]})


def fault_of(answer: Answer) -> TelegramError:
    """What a send raises with this answer."""

    async def send() -> TelegramError:
        async with answering(answer) as address, client(address) as bot:
            with pytest.raises(TelegramError) as raised:
                await bot.send_message(7, TEXT)
            return raised.value

    return asyncio.run(send())


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, '{"ok": false, "description": "Bad Request: chat not found"}', BadRequest),
        (401, '{"ok": false, "description": "Unauthorized"}', InvalidToken),
        (403, '{"ok": false, "description": "Forbidden: bot was blocked"}', Forbidden),
        (409, '{"ok": false, "description": "Conflict"}', Conflict),
        (429, '{"ok": false, "parameters": {"retry_after": 5}}', RetryAfter),
        (500, '{"ok": false, "description": "Internal Server Error"}', NetworkError),
        (502, f"<h1>No gateway for /bot{TOKEN}/sendMessage</h1>", NetworkError),
        (403, f'"/bot{TOKEN}/sendMessage"', Forbidden),
        (200, f"<h1>Welcome to /bot{TOKEN}/sendMessage</h1>", NetworkError),
        (200, f'{{"result": /bot{TOKEN}', NetworkError),
        (200, '["result"]', NetworkError),
        (200, '{"ok": true}', NetworkError),
    ],
)
def test_every_answer_becomes_the_fault_that_the_sender_knows(
    status: int, body: str, kind: type[TelegramError]
) -> None:
    fault = fault_of(always(status, body))
    assert type(fault) is kind
    assert_untold(fault)


def test_a_redirect_is_not_followed() -> None:
    asked: list[str] = []

    async def redirect(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(status=302, headers={"Location": f"/elsewhere{request.path}"})

    assert type(fault_of(redirect)) is NetworkError
    assert len(asked) == 1


def test_a_connection_that_breaks_is_a_network_error_without_the_address() -> None:
    async def breaks(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    fault = fault_of(breaks)
    assert type(fault) is NetworkError
    assert str(fault) == "ServerDisconnectedError"
    assert_untold(fault)


def test_a_body_that_ends_early_is_a_network_error() -> None:
    async def ends_early(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b'{"ok": true, "result":')
        assert request.transport is not None
        request.transport.close()
        return response

    assert_untold(fault_of(ends_early))


@pytest.mark.parametrize("address", ["http://127.0.0.1:{port}", "http://not an address", "nothing"])
def test_where_nobody_answers_the_fault_says_no_address(address: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = address.format(port=taken.getsockname()[1])

        async def send() -> TelegramError:
            async with client(nobody) as bot:
                with pytest.raises(NetworkError) as raised:
                    await bot.send_message(7, TEXT)
                return raised.value

        assert_untold(asyncio.run(send()))


async def never(_request: web.Request) -> web.Response:
    await asyncio.Event().wait()
    return web.Response()


def test_an_answer_that_does_not_come_is_a_time_out_that_says_so() -> None:
    async def send() -> TelegramError:
        async with answering(never) as address, client(address) as bot:
            with pytest.raises(TimedOut) as raised:
                await bot.send_message(7, TEXT, read_timeout=0.05)
            return raised.value

    fault = asyncio.run(send())
    assert str(fault) == UNSURE
    assert_untold(fault)


def test_an_answer_that_drips_ends_too() -> None:
    async def drips(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b" ")
            await asyncio.sleep(0.01)

    async def send() -> None:
        async with answering(drips) as address, client(address) as bot:
            with pytest.raises(TimedOut):
                await bot.send_message(
                    7,
                    TEXT,
                    read_timeout=0.05,
                    write_timeout=0.05,
                    connect_timeout=0.05,
                    pool_timeout=0.05,
                )

    asyncio.run(send())


def test_a_call_that_finds_no_free_connection_was_not_sent() -> None:
    async def two_at_once() -> TelegramError:
        request = AiohttpRequest(Patience(), pool_size=1)
        async with answering(never) as address, request:
            held = asyncio.ensure_future(request.post(f"{address}/bot{TOKEN}/first"))
            await asyncio.sleep(0.05)
            with pytest.raises(TimedOut) as raised:
                await request.post(
                    f"{address}/bot{TOKEN}/second", pool_timeout=0.02, connect_timeout=0.02
                )
            held.cancel()
            await asyncio.wait([held])
            return raised.value

    fault = asyncio.run(two_at_once())
    assert str(fault) == UNSENT
    assert_untold(fault)


def test_connections_are_used_again() -> None:
    ports: set[int] = set()

    async def noting(request: web.Request) -> web.Response:
        assert request.transport is not None
        ports.add(request.transport.get_extra_info("peername")[1])
        return await good(request)

    async def send_ten_times() -> None:
        async with answering(noting) as address, client(address) as bot:
            for _ in range(10):
                await bot.send_message(7, TEXT)

    asyncio.run(send_ten_times())
    assert len(ports) == 1


def test_polls_never_wait_behind_sends() -> None:
    async def sends_hang(request: web.Request) -> web.Response:
        return await (never if request.path.endswith("sendMessage") else good)(request)

    async def poll_while_all_send() -> list[dict[str, object]]:
        async with answering(sends_hang) as address, client(address) as bot:
            sends = [asyncio.ensure_future(bot.send_message(7, TEXT)) for _ in range(100)]
            updates = await bot.raw_updates(0)
            for send in sends:
                send.cancel()
            await asyncio.wait(sends)
            return updates

    assert asyncio.run(poll_while_all_send()) == [{"update_id": 1}]


def test_a_session_is_opened_once_and_closed_once() -> None:
    async def open_and_close() -> None:
        request = AiohttpRequest(Patience(read=3.0))
        assert request.read_timeout == 3.0
        with pytest.raises(NetworkError, match="initialize"):
            await request.post("http://127.0.0.1:1/")
        for _ in range(2):
            await request.initialize()
        for _ in range(2):
            await request.shutdown()

    asyncio.run(open_and_close())


def test_files_are_refused_rather_than_dropped() -> None:
    async def send_a_file() -> None:
        async with answering(good) as address, client(address) as bot:
            with pytest.raises(TelegramError, match="answers in words"):
                await bot.send_document(7, b"a file")

    asyncio.run(send_a_file())


def test_a_send_ends_before_a_claim_of_thirty_seconds_does() -> None:
    assert Patience().limits.total == 25
    assert Patience(read=None).limits.total is None


def test_a_token_that_telegram_refuses_is_not_repeated() -> None:
    async def start() -> TelegramError:
        unauthorised = always(401, '{"ok": false, "description": "Unauthorized"}')
        async with answering(unauthorised) as address, client(address) as bot:
            with pytest.raises(InvalidToken, match="BotFather") as raised:
                await bot.initialize()
            return raised.value

    assert_untold(asyncio.run(start()))


def test_at_no_level_is_a_token_a_text_or_a_chat_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def talk() -> None:
        asyncio.get_running_loop().slow_callback_duration = 0
        async with answering(good) as address, client(address) as bot:
            await bot.initialize()
            await bot.raw_updates(0)
            await bot.send_message(987654321, TEXT)
            assert TOKEN not in f"{bot!r} {bot}"
        async with answering(always(200, f"/bot{TOKEN}")) as address, client(address) as bot:
            with pytest.raises(NetworkError):
                await bot.send_message(987654321, TEXT)

    for name in ("", "aiohttp.client", "telegram", "telegram.Bot", "asyncio"):
        caplog.set_level(logging.DEBUG, logger=name)
    asyncio.run(talk(), debug=True)
    assert "asyncio" in caplog.text
    for told in (TOKEN, TOKEN.partition(":")[2], TEXT, "987654321"):
        assert told not in caplog.text


def assert_untold(fault: BaseException) -> None:
    """Neither in its words nor in the whole of its traceback, nor in what it came from."""
    assert fault.__context__ is None or TOKEN not in repr(fault.__context__)
    assert TOKEN not in "".join(traceback.format_exception(fault)) + repr(fault)
