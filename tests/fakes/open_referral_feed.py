"""A stand-in for a publisher's Open Referral UK feed, over HTTP: either version, whole or shallow lists, and faults on demand."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any, Literal
from urllib.parse import parse_qs, unquote, urlsplit

Service = Mapping[str, Any]

OUTLINE = ("id", "name", "description", "url", "email", "status", "organization")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as the server saw it. `path` is still percent-encoded."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """`cut` ends the connection in the middle of the body; no `status` ends it before the first byte."""

    status: int | None = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False


Fault = Callable[[Asked, int], Answer | None]
"""Given a request and how many came before it for the same path and query. None: as usual."""


def web_page(status: int = 200) -> Answer:
    return Answer(status, b"<!DOCTYPE html><title>Sign in</title>", {"Content-Type": "text/html"})


def json_of(value: object, **headers: str) -> Answer:
    return Answer(200, json.dumps(value).encode(), {"Content-Type": "application/json", **headers})


def sends_to(url: str) -> Answer:
    return Answer(302, headers={"Location": url})


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A visitor who does not wait for the end of an answer is what some faults are for."""


class OpenReferralFeed:
    """`with OpenReferralFeed(services) as feed: …` serves `feed.url`; `feed.asked` is what was asked for.

    says            fields of a page that are other than the truth
    knows_full      whether `full=true` gives whole services; a shallow list gives outlines otherwise
    refuses         parameters that are answered with 400
    counts_from     the number of the first page
    always_first    every page asked for is the first one
    """

    def __init__(
        self,
        services: Sequence[Service],
        *,
        shape: Literal["3.0", "1.0", "list"] = "3.0",
        shallow: bool = False,
        knows_full: bool = False,
        refuses: Sequence[str] = (),
        counts_from: int = 1,
        always_first: bool = False,
        largest_page: int = 100,
        says: Mapping[str, object] | None = None,
        root: object = None,
        path: str = "/api/v3",
    ) -> None:
        self.services = list(services)
        self.shape, self.shallow, self.knows_full = shape, shallow, knows_full
        self.refuses, self.counts_from, self.always_first = refuses, counts_from, always_first
        self.largest_page, self.says, self.root, self.path = largest_page, says or {}, root, path
        self.asked: list[Asked] = []
        self.fault: Fault = lambda _asked, _before: None

    def __enter__(self) -> OpenReferralFeed:
        feed = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                feed._answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _at: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def host(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def url(self) -> str:
        return f"{self.host}{self.path}"

    def asked_for(self, path: str) -> list[Asked]:
        return [each for each in self.asked if each.path == f"{self.path}{path}"]

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        asked = Asked(parts.path, query, dict(handler.headers.items()))
        before = sum((each.path, each.query) == (asked.path, query) for each in self.asked)
        self.asked.append(asked)
        _send(handler, self.fault(asked, before) or self._usual(asked))

    def _usual(self, asked: Asked) -> Answer:
        below = asked.path.removeprefix(self.path).rstrip("/")
        if below == "" and self.root is not None:
            return json_of(self.root)
        if below == "/services":
            return self._list(asked.query)
        if below.startswith("/services/"):
            return self._one(unquote(below.removeprefix("/services/")))
        return Answer(404, b"{}")

    def _one(self, service_id: str) -> Answer:
        found = [each for each in self.services if str(each["id"]) == service_id]
        return json_of(found[0]) if found else Answer(404, b"{}")

    def _list(self, query: Mapping[str, str]) -> Answer:
        if any(name in query for name in self.refuses):
            return Answer(400, b'{"message": "unknown parameter"}')
        size = min(int(query.get("per_page", self.largest_page)), self.largest_page)
        number = (
            int(query.get("page", self.counts_from)) if not self.always_first else self.counts_from
        )
        start = (number - self.counts_from) * size
        shown = [self._shown(each, query) for each in self.services[max(0, start) : start + size]]
        if self.shape == "list":
            return json_of(shown)
        pages = -(-len(self.services) // size)
        return json_of({**self._page(number, pages, size, shown), **self.says})

    def _shown(self, service: Service, query: Mapping[str, str]) -> Service:
        if not self.shallow or (self.knows_full and query.get("full") == "true"):
            return service
        return {key: service[key] for key in OUTLINE if key in service}

    def _page(self, number: int, pages: int, size: int, shown: list[Service]) -> dict[str, Any]:
        first, last = number == self.counts_from, number - self.counts_from + 1 >= pages
        if self.shape == "1.0":
            return {
                "totalElements": len(self.services),
                "totalPages": pages,
                "number": number,
                "size": size,
                "first": first,
                "last": last,
                "empty": not shown,
                "content": shown,
            }
        return {
            "total_items": len(self.services),
            "total_pages": pages,
            "page_number": number,
            "size": len(shown),
            "first_page": first,
            "last_page": last,
            "empty": not shown,
            "contents": shown,
        }


def _send(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
    if answer.status is None or answer.cut:
        handler.close_connection = True
    if answer.status is None:
        return
    handler.send_response(answer.status)
    for name, value in answer.headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(answer.body) + (100 if answer.cut else 0)))
    handler.end_headers()
    handler.wfile.write(answer.body)
