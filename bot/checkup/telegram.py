"""What Telegram says of each bot: is its token accepted, and do updates arrive the way that the settings say?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from pydantic import SecretStr

from bot.channels.telegram.bots import InstalledBot, installed_bots
from bot.checkup.clock import clock
from bot.checkup.finding import Finding, look, ok, wrong
from bot.settings import Settings

PATIENCE = aiohttp.ClientTimeout(total=10)

MANY_WAITING = 100
"""Updates; one poll fetches as many."""

RECENT = timedelta(hours=1)
"""A refused delivery that is older has long been delivered again."""


@dataclass(frozen=True, slots=True)
class Told:
    """An answer of the Bot API. `status` 0: none came, and `result` says why."""

    status: int
    result: Any
    moment: datetime | None = None


def look_at_telegram(settings: Settings, now: Callable[[], datetime]) -> Iterator[Finding]:
    """Every bot that this install runs. `now` reads this machine's clock."""
    bots = installed_bots(settings)
    if not bots:
        yield look(
            "Telegram", "no token is set", "Set SIGNPOST_TELEGRAM_TOKEN, if Telegram is wanted."
        )
    moments = []
    for bot in bots:
        what = f"Telegram, {bot.name}" if bot.name else "Telegram"
        me, webhook = asyncio.run(
            _ask(settings.telegram_api_url, bot.token, ("getMe", "getWebhookInfo"))
        )
        yield account(what, me)
        if not bot.has_pack(settings):
            yield without_pack(what, bot, settings)
        if me.status == 200:
            yield delivery(f"{what}: delivery", webhook, settings, now())
        moments += [me.moment - now()] if me.moment else []
    if moments:
        yield clock("Telegram's", moments[0])


def account(what: str, me: Told) -> Finding:
    if me.status == 0:
        todo = (
            "Is there a way out to api.telegram.org on port 443? Check SIGNPOST_TELEGRAM_API_URL."
        )
        return wrong(what, f"cannot be reached ({me.result})", todo)
    if me.status in {401, 404}:
        return wrong(what, "the token is not accepted", "Copy it from @BotFather again.")
    if me.status != 200:
        return look(what, f"answers with {me.status}", "Try again in a minute.")
    return ok(what, f"is @{me.result.get('username')}")


def without_pack(what: str, bot: InstalledBot, settings: Settings) -> Finding:
    packs = sorted(each.name for each in (settings.content_dir / "places").glob("*/"))
    said = f"there is no pack of that name in {settings.content_dir / 'places'}"
    return wrong(f"{what}: pack", said, f"Name one of {', '.join(packs)} in {bot.setting}.")


def delivery(what: str, webhook: Told, settings: Settings, now: datetime) -> Finding:
    if webhook.status != 200:
        return look(what, f"getWebhookInfo answers with {webhook.status}", "Try again in a minute.")
    url = str(webhook.result.get("url", ""))
    if settings.telegram_mode == "polling":
        return _polled(what, url)
    ours = f"{(settings.public_url or 'https:/').rstrip('/')}/"
    if not url.startswith(ours):
        said = "another address is set" if url else "no webhook is set"
        return wrong(what, said, "signpost telegram webhook set")
    return _delivered(what, webhook.result, now)


def _polled(what: str, url: str) -> Finding:
    if url:
        return wrong(
            what, "a webhook is set, so no poll is answered", "signpost telegram webhook remove"
        )
    return ok(what, "by polling")


def _delivered(what: str, told: Mapping[str, Any], now: datetime) -> Finding:
    waiting = int(told.get("pending_update_count", 0))
    failed = datetime.fromtimestamp(int(told.get("last_error_date", 0)), UTC)
    if now - failed < RECENT:
        minutes = round((now - failed).total_seconds() / 60)
        said = f"refused {minutes} min ago: {told.get('last_error_message', 'no reason given')}"
        return look(what, said, "signpost telegram webhook show")
    if waiting > MANY_WAITING:
        return look(what, f"{waiting} updates wait", "Is every replica up, and /livez 200?")
    return ok(what, f"by webhook, {waiting} updates wait")


async def _ask(base: str, token: SecretStr, methods: tuple[str, ...]) -> tuple[Told, ...]:
    async with aiohttp.ClientSession(timeout=PATIENCE) as session:
        return tuple(
            [
                await _one(session, f"{base.rstrip('/')}/bot{token.get_secret_value()}/{method}")
                for method in methods
            ]
        )


async def _one(session: aiohttp.ClientSession, url: str) -> Told:
    """Never raises, and never repeats the address: it holds the token."""
    try:
        async with session.get(url) as answer:
            body = await answer.json()
            date = answer.headers.get("Date")
            moment = parsedate_to_datetime(date) if date else None
            return Told(answer.status, body.get("result"), moment)
    except Exception as error:
        return Told(0, type(error).__name__)
