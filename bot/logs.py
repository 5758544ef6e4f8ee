"""Logs that hold nothing about anyone: what looks like a secret, a place or a person is taken out of every line."""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from bot.settings import Settings

OURS = ("bot", "services_directory")
"""Packages whose messages are written by us. Of anybody else's errors only the type and the place are logged."""

NOISY = ("httpx", "httpcore", "aiohttp", "telegram", "uvicorn.access", "alembic", "asyncio")
"""Loggers that would print addresses with the bot token in them, every request, or what a task was doing."""

OWN_HANDLERS = ("uvicorn", "uvicorn.error", "uvicorn.access")
"""Loggers that their library may give handlers of its own."""

TEXT = "%(asctime)s %(levelname)s %(name)s %(message)s"

_SCRUBS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE | re.DOTALL), shown)
    for pattern, shown in (
        (r"(exception=[\w.]+)\(.*\)", r"\1(…)"),
        (r"/bot\d+(?::|%3a)[^/\s\"']*", "/bot[token]"),
        (r"(?:bot|\b)\d{5,}(?::|%3a)[\w-]{20,}", "[token]"),
        (r"://[^/\s@]+@", "://[secret]@"),
        (r"/telegram/webhook/[\w-]+", "/telegram/webhook/[path]"),
        (r"((?:chat|user)_?id[\"']?(?:\s*[=:]\s*|%3d)[\"']?)-?\d+", r"\1[chat]"),
        (r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", "[email]"),
        (r"\b[a-z]{1,2}\d[a-z\d]?(?:\s|%20|[+_-])*\d[a-z]{2}(?![a-z\d])", "[postcode]"),
        (r"(?<![\w.:-])(?:\+44|0044|0)(?:[\s().-]*\d){9,10}(?!\d)", "[phone]"),
        (r"(?<![\w.])-?\d{9,}(?!\w)", "[number]"),
    )
)
"""In this order: an address with a token in it is not to be taken for a number first."""


def set_up_logs(settings: Settings) -> None:
    """To standard error, once. `log_level` is for our own packages: others never say more than INFO."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(AsJson() if settings.log_format == "json" else logging.Formatter(TEXT))
    handler.addFilter(SCRUB)
    quietest = max(logging.INFO, logging.getLevelNamesMapping()[settings.log_level])
    logging.basicConfig(level=quietest, handlers=[handler])
    for name in OURS:
        logging.getLogger(name).setLevel(settings.log_level)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in OWN_HANDLERS:
        logging.getLogger(name).addFilter(SCRUB)


def scrubbed(text: str) -> str:
    """The text without tokens, passwords in addresses, chat ids, e-mail addresses, postcodes and long numbers."""
    for pattern, shown in _SCRUBS:
        text = pattern.sub(shown, text)
    return text


def fault_in_words(error: BaseException) -> str:
    """Types and places of an error and of what caused it. Their messages may hold what somebody wrote."""
    return "\n".join(_told(error, set()))


class Scrub(logging.Filter):
    """Lets every record pass, rewritten. Never raises, and never prints what it could not write."""

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            record.args = _safe_args(record.args)
            message = record.getMessage()
        except Exception:
            message = f"a log line could not be written ({record.module}, line {record.lineno})"
        record.msg, record.args = scrubbed(message), ()
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = fault_in_words(record.exc_info[1])
        record.exc_info = None
        return True


class AsJson(logging.Formatter):
    """One JSON object a line: `at` (UTC), `level`, `logger`, `message`, and `fault` where there was an error."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told: dict[str, Any] = {
            "at": at,
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_text:
            told["fault"] = record.exc_text
        return json.dumps(told, ensure_ascii=False)


SCRUB = Scrub()


def _safe_args(args: Any) -> Any:
    if isinstance(args, dict):
        return {name: _safe(each) for name, each in args.items()}
    return tuple(_safe(each) for each in args) if isinstance(args, tuple) else args


def _safe(value: object) -> object:
    """An error of ours is a sentence that we wrote; of any other only its type may be said."""
    if isinstance(value, BaseException) and type(value).__module__.split(".")[0] not in OURS:
        return type(value).__name__
    return value


def _told(error: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and id(cause) not in seen:
        yield from _told(cause, seen)
        yield "which led to"
    yield type(error).__name__
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} in {frame.name}"
    for inner in getattr(error, "exceptions", ()):
        yield from _told(inner, seen)
