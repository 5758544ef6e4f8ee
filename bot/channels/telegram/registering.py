"""Where Telegram delivers a bot's updates: what an address must be, and what Telegram says of it, in words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from pydantic import SecretStr
from telegram import WebhookInfo
from telegram.error import InvalidToken, RetryAfter, TelegramError, TimedOut

from bot.channels.telegram.bots import WEBHOOK
from services_directory.opening import LONDON

PORTS = frozenset({443, 80, 88, 8443})
"""Bot API, setWebhook: "Ports currently supported for webhooks"."""

SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
"""Bot API, setWebhook: what `secret_token` may be."""

CONNECTIONS = 40
"""Deliveries at once: Telegram's own choice. One chat's are decided in order however many come."""

CURES = (
    ("403", "The secret differs: run `signpost telegram webhook set`."),
    ("404", "The path is not served: is SIGNPOST_TELEGRAM_MODE=webhook where the bot runs?"),
    ("503", "A decision could not be kept, so Telegram sends it again. Is the database up?"),
    ("502", "The reverse proxy is up and the bot behind it is not. Run `signpost doctor` there."),
    ("ssl", "The certificate of SIGNPOST_PUBLIC_URL is not accepted. Renew it."),
    ("certificate", "The certificate of SIGNPOST_PUBLIC_URL is not accepted. Renew it."),
    ("resolve", "The name in SIGNPOST_PUBLIC_URL is not in the DNS."),
    ("refused", "Nothing listens there: is the reverse proxy up, and its port open to Telegram?"),
    ("timed out", "The answer took too long: is the port open to Telegram, and the bot well?"),
)
"""Words in Telegram's last error → what to do next."""


class CannotBeRegistered(ValueError):
    """A setting that Telegram would refuse, in a sentence that says what to change."""


@dataclass(frozen=True, slots=True)
class Registration:
    """Where a bot's updates are to go, and what they show on arrival."""

    url: str = field(repr=False)
    secret: SecretStr

    @classmethod
    def of(cls, public_url: str | None, path: str, secret: SecretStr | None) -> Registration:
        """Raises CannotBeRegistered."""
        if secret is None:
            raise CannotBeRegistered(
                "Set SIGNPOST_TELEGRAM_WEBHOOK_SECRET first: `openssl rand -hex 32` makes one."
            )
        if SECRET.fullmatch(secret.get_secret_value()) is None:
            raise CannotBeRegistered(
                "SIGNPOST_TELEGRAM_WEBHOOK_SECRET: Telegram takes letters, digits, _ and - only, at most 256."
            )
        return cls(f"{_reachable(public_url)}{path}", secret)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What Telegram says of a bot's webhook. `address` is without what nobody may guess; None where none is set."""

    name: str
    address: str | None
    is_ours: bool
    waiting: int
    error: str | None = None
    failed_at: datetime | None = None

    @classmethod
    def of(cls, name: str, told: WebhookInfo, expected: str | None) -> Delivery:
        """`expected` is the address that `set` would set, where the settings are complete."""
        message = told.last_error_message
        return cls(
            name,
            without_secret(told.url) if told.url else None,
            bool(told.url) and told.url == expected,
            told.pending_update_count,
            _without_addresses(message) if message else None,
            told.last_error_date,
        )

    def in_words(self) -> Iterator[str]:
        if self.address is None:
            yield "No webhook is set: updates come by polling, or wait."
        else:
            yield f"Telegram delivers to {self.address}"
            if not self.is_ours:
                yield "That is not what these settings would set. To set it: signpost telegram webhook set"
        yield f"{self.waiting} {'update waits' if self.waiting == 1 else 'updates wait'} there."
        yield from self._error_in_words()

    def _error_in_words(self) -> Iterator[str]:
        if self.error is None or self.failed_at is None:
            return
        when = self.failed_at.astimezone(LONDON)
        yield f"The last delivery that failed was on {when.day} {when:%B %Y} at {when:%H:%M}: {self.error}"
        cure = cure_for(self.error)
        if cure is not None:
            yield cure


def without_secret(url: str) -> str:
    """Host and well-known path: what follows is unguessable, and stays so."""
    parts = urlsplit(url)
    place = f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
    before, known, after = parts.path.partition(WEBHOOK)
    if not known:
        return f"{place}/…" if before.strip("/") else f"{place}/"
    return f"{place}{WEBHOOK}" + ("/…" if after.strip("/") else "")


def cure_for(error: str) -> str | None:
    """What to do about Telegram's last error, where we know."""
    return next((cure for word, cure in CURES if word in error.casefold()), None)


def why(error: TelegramError) -> str:
    """A refusal as a sentence. Telegram's own words are kept, without an address that they may repeat."""
    if isinstance(error, InvalidToken):
        return "Telegram does not accept the token. Copy it from @BotFather again."
    if isinstance(error, RetryAfter):
        return "Telegram asks us to wait. Try again in a minute."
    if type(error) is TelegramError or isinstance(error, TimedOut):
        return f"{error.message}. Try again in a minute."
    return f"Telegram did not do it: {_without_addresses(error.message)}."


def _without_addresses(said: str) -> str:
    return re.sub(r"https?://\S+", lambda found: without_secret(found[0]), said)


def _reachable(public_url: str | None) -> str:
    """The address without a slash at its end. Raises CannotBeRegistered for one that Telegram cannot deliver to."""
    if not public_url:
        raise CannotBeRegistered(
            "Set SIGNPOST_PUBLIC_URL first: Telegram delivers to an https:// address of yours."
        )
    parts = urlsplit(public_url)
    if parts.scheme != "https" or not parts.hostname:
        raise CannotBeRegistered(
            "SIGNPOST_PUBLIC_URL must begin with https:// — Telegram delivers nowhere else."
        )
    if (_port(public_url) or 443) not in PORTS:
        raise CannotBeRegistered(
            "SIGNPOST_PUBLIC_URL: Telegram delivers to port 443, 80, 88 or 8443 only."
        )
    return public_url.rstrip("/")


def _port(url: str) -> int | None:
    try:
        return urlsplit(url).port
    except ValueError:
        return -1
