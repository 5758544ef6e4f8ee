"""What the Bot API answers, in its own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

PHRASES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A body in JSON, or `page`: what a broken proxy says."""

    status: int
    body: dict[str, Any]
    page: str | None = None


def accepted(result: object) -> Answer:
    return Answer(200, {"ok": True, "result": result})


def refused(status: int, why: str = "", **more: Any) -> Answer:
    description = ": ".join(part for part in (PHRASES.get(status, ""), why) if part)
    return Answer(status, {"ok": False, "error_code": status, "description": description, **more})


def too_many(seconds: int) -> Answer:
    return refused(429, f"retry after {seconds}", parameters={"retry_after": seconds})
