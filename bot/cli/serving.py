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
from watchfiles import awatch

from bot.app import App
from bot.channels.telegram.bots import installed_bots
from bot.channels.telegram.running import Running
from bot.channels.telegram.webhook import Webhook
from bot.channels.web.site import make_site
from bot.cli.starting import messages, open_app
from bot.settings import Settings
from bot.undisturbed import is_replaced, stays
from services_directory.council_calendar import ENGLAND

log = logging.getLogger(__name__)

FORGET_EVERY = timedelta(seconds=20)
"""Whoever erases is promised that nothing is left within a minute, and a sweep may have to be tried again."""

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
    stays()
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
    """The web site with everything that runs beside it. Work beside it ends after the last request is answered."""
    site = make_site(app)
    running = [Running(app, each) for each in installed_bots(app.settings)]
    if running and app.settings.telegram_mode == "webhook":
        site.add_middleware(Webhook, app=app, running=running)

    @contextlib.asynccontextmanager
    async def beside(_site: FastAPI) -> AsyncIterator[None]:
        stop = asyncio.Event()
        work = (_watch_content(app, stop), _watch_directory(app, stop), _forget(app, stop))
        tasks = [asyncio.create_task(each) for each in work]
        tasks += [asyncio.create_task(each.run(stop)) for each in running]
        yield
        stop.set()
        await asyncio.gather(*tasks, return_exceptions=True)

    site.router.lifespan_context = beside
    return site


async def _watch_content(app: App, stop: asyncio.Event) -> None:
    """An edit is live in under a second; a broken one is said, and the last good content goes on."""
    if not app.settings.content_dir.is_dir():
        return
    async for _changes in awatch(app.settings.content_dir, stop_event=stop, debounce=200):
        await asyncio.to_thread(app.reload)
        await asyncio.to_thread(is_replaced)
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
