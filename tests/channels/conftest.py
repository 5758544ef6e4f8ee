"""A site that is really served, and a browser that really opens it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from shutil import which

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, sync_playwright

from bot.app import App
from bot.channels.web.site import make_site
from tests.fakes.bot_api import BotApi

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def served(site: FastAPI) -> Iterator[str]:
    """The address of a site on a free port, until the test is over."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(site, port=port, log_config=None, ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def api() -> BotApi:
    return BotApi()


@pytest.fixture
def api_url(api: BotApi) -> Iterator[str]:
    yield from served(api.site)


@pytest.fixture
def address(app: App) -> Iterator[str]:
    yield from served(make_site(app))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = which("chromium")
    assert path, "Chromium is missing: run `make browser`"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield opened
        opened.close()
