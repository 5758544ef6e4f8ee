"""`signpost serve`: the web chat, and Telegram where a token is set."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Annotated

import typer
import uvicorn
from fastapi import FastAPI
from telegram.error import InvalidToken, TelegramError
from watchfiles import awatch

from bot.app import App
from bot.channels.telegram.receiving import Polling, make_bot
from bot.channels.telegram.webhook import Webhook
from bot.channels.web.site import make_site
from bot.cli.starting import messages, open_app
from bot.settings import Settings
from services_directory.council_calendar import ENGLAND

log = logging.getLogger(__name__)

FORGET_EVERY = timedelta(minutes=10)

DIRECTORY_EVERY = timedelta(seconds=5)
"""How soon a sync is live: one small question to the database each time."""


def serve(
    port: Annotated[
        int | None, typer.Option(help="The port of the web chat (SIGNPOST_PORT).")
    ] = None,
    host: Annotated[
        str | None, typer.Option(help="The address to listen on (SIGNPOST_HOST).")
    ] = None,
) -> None:
    """Serve the web chat, and Telegram where a token is set."""
    settings = Settings()
    changed = {name: value for name, value in (("port", port), ("host", host)) if value is not None}
    settings = settings.model_copy(update=changed)
    app = open_app(settings)
    if app.knowledge is None:
        messages.print(
            "[red]Content cannot be loaded: residents get the emergency sentence only. Run `signpost content check`.[/red]"
        )
    messages.print(f"Signpost is at http://{settings.host}:{settings.port}/  (Ctrl+C ends)")
    uvicorn.run(
        site_for(app),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=10,
    )


def site_for(app: App) -> FastAPI:
    """The web site with everything that runs beside it."""
    site = make_site(app)
    webhook = (
        Webhook(app)
        if app.settings.telegram_token and app.settings.telegram_mode == "webhook"
        else None
    )
    if webhook is not None:
        webhook.add_to(site)

    @contextlib.asynccontextmanager
    async def beside(_site: FastAPI) -> AsyncIterator[None]:
        stop = asyncio.Event()
        tasks = [
            asyncio.create_task(work)
            for work in (_watch_content(app, stop), _watch_directory(app, stop), _forget(app, stop))
        ]
        if webhook is not None:
            tasks.append(asyncio.create_task(webhook.run(stop)))
        elif app.settings.telegram_token is not None:
            tasks.append(asyncio.create_task(_poll(app, stop)))
        yield
        stop.set()
        await asyncio.gather(*tasks, return_exceptions=True)

    site.router.lifespan_context = beside
    return site


async def _poll(app: App, stop: asyncio.Event) -> None:
    try:
        await Polling(app, make_bot(app), stop).run()
    except InvalidToken:
        log.error(
            "telegram: the token is not accepted. Check SIGNPOST_TELEGRAM_TOKEN; the web chat goes on without Telegram."
        )
    except TelegramError as error:
        log.error("telegram: could not start: %s", type(error).__name__)


async def _watch_content(app: App, stop: asyncio.Event) -> None:
    """An edit is live in under a second; a broken one is said, and the last good content goes on."""
    if not app.settings.content_dir.is_dir():
        return
    async for _changes in awatch(app.settings.content_dir, stop_event=stop, debounce=200):
        await asyncio.to_thread(app.reload)
        log.info("content: read again, %d faults", len(app.faults))


async def _watch_directory(app: App, stop: asyncio.Event) -> None:
    """A sync, and what residents report to another replica, are live in some seconds."""
    await asyncio.to_thread(ENGLAND.is_bank_holiday, app.clock().date())
    while not stop.is_set():
        try:
            await asyncio.to_thread(app.refresh)
        except Exception as error:
            log.warning("the directory could not be looked at: %s", type(error).__name__)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), DIRECTORY_EVERY.total_seconds())


async def _forget(app: App, stop: asyncio.Event) -> None:
    while not stop.is_set():
        try:
            await asyncio.to_thread(app.forget_expired)
        except Exception as error:
            log.error("expired conversations could not be deleted: %s", type(error).__name__)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), FORGET_EVERY.total_seconds())
