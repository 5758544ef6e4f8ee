"""One HTTP call to the Bot API, on aiohttp. No fault that leaves here holds an address: the bot token is part of it."""

from __future__ import annotations

import json
from collections.abc import Mapping

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.telegram.patience import Patience

HEADERS = {"Content-Type": "application/json", "User-Agent": BaseRequest.USER_AGENT}

UNSENT = "Telegram could not be reached in time; nothing was sent"
UNSURE = "Telegram did not answer in time; what was sent may have been accepted"


class AiohttpRequest(BaseRequest):
    """A pool of connections that are used again. python-telegram-bot's own client, on httpx, sends 61 to 79 messages a
    second where a call takes 50 ms; this one sends several hundred.
    """

    __slots__ = ("_patience", "_pool_size", "_session")

    def __init__(self, patience: Patience, pool_size: int = 64) -> None:
        """`pool_size` is the most calls at once; further ones wait for `patience.pool` seconds."""
        self._patience, self._pool_size = patience, pool_size
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return self._patience.read

    async def initialize(self) -> None:
        if self._session is None:
            # No cookies and no redirects: what Telegram's address is told goes nowhere else.
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._pool_size),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers=HEADERS,
            )

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body. Raises TimedOut, or NetworkError with the kind of fault and no more."""
        asked = {
            "read": read_timeout,
            "write": write_timeout,
            "connect": connect_timeout,
            "pool": pool_timeout,
        }
        limits = self._patience.changed(_given(asked)).limits
        status, body = await self._call(method, url, _body(request_data), limits)
        return status, _legible(status, body)

    async def _call(
        self, method: str, url: str, body: bytes | None, limits: aiohttp.ClientTimeout
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise NetworkError("The connection to Telegram is not open: call initialize() first")
        try:
            async with self._session.request(
                method, url, data=body, timeout=limits, allow_redirects=False
            ) as answer:
                return answer.status, await answer.read()
        except aiohttp.ConnectionTimeoutError:
            fault: TelegramError = TimedOut(UNSENT)
        except TimeoutError:
            fault = TimedOut(UNSURE)
        except Exception as error:
            fault = NetworkError(type(error).__name__)
        # Raised here, where aiohttp's fault is no longer its context: that one's words hold the address.
        raise fault

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, object]:
        """As python-telegram-bot's, which also logs what it could not read."""
        found = _object(payload)
        if found is None:
            raise NetworkError("Telegram's answer is not JSON")
        return found


def _given(asked: Mapping[str, object]) -> dict[str, float | None]:
    """Without what was left to us, which python-telegram-bot marks with an object of its own."""
    return {
        name: seconds
        for name, seconds in asked.items()
        if seconds is None or isinstance(seconds, int | float)
    }


def _body(request_data: RequestData | None) -> bytes | None:
    if request_data is None:
        return None
    if request_data.contains_files:
        raise TelegramError("Files cannot be sent: Signpost answers in words")
    return request_data.json_payload


def _legible(status: int, body: bytes) -> bytes:
    """A page of a proxy in between may repeat the address, and python-telegram-bot would put it in the fault's words."""
    if status >= 300:
        return body if _object(body) is not None else b"{}"
    if b'"result"' not in body:
        raise NetworkError("Telegram's answer holds no result")
    return body


def _object(body: bytes) -> dict[str, object] | None:
    try:
        found = json.loads(body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
