"""Asks a publisher's server for JSON, politely: one request at a time, not too many a second, and patiently when it is busy."""

from __future__ import annotations

import ipaddress
import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type

RATE = 4.0
"""Requests a second to other people's servers. Councils' feeds run on small machines. Our own machine may be asked at will."""

OUR_OWN = frozenset({"127.0.0.1", "::1", "localhost"})

LARGEST = 50_000_000
"""Bytes of one answer. The largest page that a feed of 819 services sends is 3 MB."""

TRIES_WHEN_BUSY, TRIES_WHEN_ABSENT = 6, 3
"""A busy server is waited for, half a minute in all; one that is not there is soon told to staff."""

LONGEST_WAIT = 120.0
"""Seconds. A server that asks for more is left alone, and staff try again later."""

MOST_REDIRECTS = 5
BUSY = frozenset({429, 500, 502, 503, 504})

TIMEOUT = httpx.Timeout(60.0, connect=10.0)
"""Seconds. Some feeds take most of a minute to put a page together."""


class FeedUnreadable(Exception):
    """A feed or a file that cannot be read. The text says why, and what to do next."""


class Refused(FeedUnreadable):
    """The server answered, and will not give this. `status` is its HTTP status."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


class NotJson(FeedUnreadable):
    """The server answered with something else, such as a web page."""


class _TryAgain(Exception):
    """Worth another try. `wait` is what the server asked for, in seconds."""

    def __init__(self, error: FeedUnreadable, tries: int, wait: float | None = None) -> None:
        super().__init__(str(error))
        self.error, self.tries, self.wait = error, tries, wait


@dataclass(slots=True)
class Fetcher:
    """A visitor to one server. `rate` is in requests a second; `clock` and `sleep` count seconds, and tests give their own."""

    rate: float | None = None
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    _client: httpx.Client | None = None
    _next: float = 0.0

    def __enter__(self) -> Fetcher:
        agent = f"Signpost/{version('signpost')} (reads Open Referral UK feeds for councils)"
        headers = {"User-Agent": agent, "Accept": "application/json"}
        self._client = httpx.Client(timeout=TIMEOUT, headers=headers)
        return self

    def __exit__(self, *_: object) -> None:
        if self._client is not None:
            self._client.close()

    def json(self, url: str) -> object:
        """The answer at an address. Raises FeedUnreadable, or Refused, or NotJson."""
        again = Retrying(
            retry=retry_if_exception_type(_TryAgain),
            stop=_tried_enough,
            wait=_patience,
            sleep=self.sleep,
            reraise=True,
        )
        try:
            return read_json(again(self._once, url))
        except _TryAgain as given_up:
            raise given_up.error from given_up

    def _once(self, url: str) -> bytes:
        target = httpx.URL(url)
        for _ in range(MOST_REDIRECTS + 1):
            self._wait_for_turn(target.host)
            with _in_our_words(), self._open(target) as answer:
                if answer.next_request is None:
                    return self._content(answer)
                target = _followed(target, answer.next_request.url)
        raise FeedUnreadable(f"{url} sends on from page to page without end: check the address.")

    def _wait_for_turn(self, host: str) -> None:
        rate = self.rate or (None if host in OUR_OWN else RATE)
        wait = self._next - self.clock()
        if wait > 0:
            self.sleep(wait)
        self._next = max(self.clock(), self._next) + (1 / rate if rate else 0)

    @contextmanager
    def _open(self, url: httpx.URL) -> Iterator[httpx.Response]:
        if self._client is None:
            raise RuntimeError("a Fetcher is used inside `with`")
        with self._client.stream("GET", url) as answer:
            yield answer

    def _content(self, answer: httpx.Response) -> bytes:
        if answer.status_code in BUSY:
            raise self._busy(answer)
        if answer.status_code != 200:
            raise Refused(answer.status_code, _refusal(answer.status_code, answer.url))
        parts, size = [], 0
        for part in answer.iter_bytes():
            parts.append(part)
            size += len(part)
            if size > LARGEST:
                raise FeedUnreadable(
                    f"{answer.url} sends more than {LARGEST // 1_000_000} MB at once:"
                    " ask the publisher for pages, or save it as a file and import that."
                )
        return b"".join(parts)

    def _busy(self, answer: httpx.Response) -> Exception:
        wait = _asked_wait(answer.headers.get("Retry-After", ""), self.now())
        if wait is not None and wait > LONGEST_WAIT:
            minutes = round(wait / 60)
            return Refused(
                answer.status_code,
                f"{answer.url.host} is busy and asks us to come back in {minutes} minutes: sync it again then.",
            )
        error = Refused(answer.status_code, _refusal(answer.status_code, answer.url))
        return _TryAgain(error, TRIES_WHEN_BUSY, wait)


def read_json(content: bytes) -> object:
    """JSON in UTF-8, or in the Windows alphabet that some servers still send. Raises NotJson."""
    start = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise NotJson("It is empty: check the address, or ask the publisher.")
    if start.startswith(b"<"):
        raise NotJson(
            "It is a web page, not a feed: ask the publisher for the address of the Open Referral UK API."
        )
    try:
        return _parsed(content)
    except UnicodeDecodeError:
        return _parsed(content.decode("cp1252", "replace").encode())


def _parsed(content: bytes) -> object:
    try:
        return json.loads(content, parse_constant=lambda _: None)
    except UnicodeDecodeError:
        raise
    except (ValueError, RecursionError) as error:
        raise NotJson(
            "It is not whole JSON, so it may have been cut short: try again, then ask the publisher."
        ) from error


def _tried_enough(state: RetryCallState) -> bool:
    error = state.outcome.exception() if state.outcome else None
    return not isinstance(error, _TryAgain) or state.attempt_number >= error.tries


def _patience(state: RetryCallState) -> float:
    """What the server asked for, else 1, 2, 4, 8, 16 seconds."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.wait if isinstance(error, _TryAgain) else None
    return asked if asked is not None else float(2 ** (state.attempt_number - 1))


def _asked_wait(retry_after: str, now: datetime) -> float | None:
    """The Retry-After header, which holds seconds or a date. RFC 9110, section 10.2.3."""
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds())


def _followed(before: httpx.URL, after: httpx.URL) -> httpx.URL:
    """A redirect that may be followed: to the web, never from https to http, never from the web into our own network."""
    if after.scheme not in {"http", "https"} or (before.scheme, after.scheme) == ("https", "http"):
        raise FeedUnreadable(
            f"{before} sends on to {after}, which is not secure: ask the publisher for an https address."
        )
    if after.host != before.host and _is_inside(after.host) and not _is_inside(before.host):
        raise FeedUnreadable(
            f"{before} sends on to {after.host}, inside our own network. It was not followed: tell the publisher."
        )
    return after


def _is_inside(host: str) -> bool:
    """Loopback, private and link-local addresses. A name that leads nowhere is left for the request to fail on."""
    try:
        found = {each[4][0] for each in socket.getaddrinfo(host, None)}
    except OSError:
        return False
    return any(not ipaddress.ip_address(each).is_global for each in found)


@contextmanager
def _in_our_words() -> Iterator[None]:
    """What goes wrong on the way, said so that staff can act on it."""
    try:
        yield
    except httpx.ConnectError as error:
        raise _unreached(error) from error
    except httpx.TransportError as error:
        host = error.request.url.host
        slow = isinstance(error, httpx.TimeoutException)
        said = "does not answer in time" if slow else "breaks off its answer"
        raise _TryAgain(
            FeedUnreadable(f"{host} {said}: try again later, then ask the publisher."),
            TRIES_WHEN_BUSY,
        ) from error
    except (httpx.InvalidURL, httpx.DecodingError) as error:
        raise FeedUnreadable(f"This is no address that can be read: {error}.") from error


def _unreached(error: httpx.ConnectError) -> Exception:
    host = error.request.url.host
    if "CERTIFICATE" in str(error).upper():
        return FeedUnreadable(
            f"The security certificate of {host} is not valid, so nothing was read: tell the publisher."
        )
    return _TryAgain(
        FeedUnreadable(f"{host} cannot be reached: check the address, and that the site is up."),
        TRIES_WHEN_ABSENT,
    )


def _refusal(status: int, url: httpx.URL) -> str:
    where = f"{url.scheme}://{url.host}{url.path}"
    if status in {401, 403}:
        return f"{where} does not let us in ({status}): a feed must be open to all, so ask the publisher."
    if status in {404, 410}:
        return f"There is nothing at {where} ({status}): check the address."
    if status == 429:
        return f"{url.host} says that we ask too often (429): sync it again in an hour."
    if status >= 500:
        return f"{url.host} is out of order ({status}): try again later, then tell the publisher."
    return f"{where} does not give what was asked ({status}): check the address."
