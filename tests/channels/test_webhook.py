"""Deliveries: who may make them, in what form, and when they are acknowledged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import Engine, select

from bot.app import App
from bot.channels.telegram.bots import WEBHOOK, webhook_path
from bot.channels.telegram.webhook import MOST_BYTES
from bot.cli.serving import site_for
from bot.settings import Settings
from bot.storage.database import open_database
from bot.storage.tables import HandledUpdate
from tests.channels.conftest import served
from tests.conftest import CONTENT, another_app
from tests.fakes.bot_api import TOKEN, BotApi, message
from tests.resident import Clock

SECRET = {"x-telegram-bot-api-secret-token": "the-secret"}
JSON = {**SECRET, "content-type": "application/json"}
HELLO = {"update_id": 1, "message": message(7, text="hello")}


@pytest.fixture
def settings() -> Iterator[Settings]:
    for url in served(BotApi().site):
        yield Settings(
            _env_file=None,
            content_dir=CONTENT,
            telegram_token=SecretStr(TOKEN),
            telegram_tokens={"sefton": SecretStr("654321:another-token-for-tests")},
            telegram_api_url=url,
            telegram_mode="webhook",
            telegram_webhook_secret=SecretStr("the-secret"),
        )


@pytest.fixture
def webhook_app(learnt: App, sqlite: Engine, clock: Clock, settings: Settings) -> App:
    return another_app(learnt, sqlite, clock, settings)


@pytest.fixture
def client(webhook_app: App) -> Iterator[TestClient]:
    with TestClient(site_for(webhook_app)) as opened:
        yield opened


def test_nobody_without_the_secret_is_heard(client: TestClient, webhook_app: App) -> None:
    for headers in ({}, {"x-telegram-bot-api-secret-token": "the-secreT"}):
        assert client.post(WEBHOOK, json=HELLO, headers=headers).status_code == 403
    assert handled(webhook_app) == set()


@pytest.mark.parametrize(
    ("method", "content", "headers", "status"),
    [
        ("GET", b"", JSON, 405),
        ("PUT", b"{}", JSON, 405),
        ("POST", b"{}", SECRET, 415),
        ("POST", b"a=1", {**SECRET, "content-type": "application/x-www-form-urlencoded"}, 415),
        ("POST", b"[", JSON, 400),
        ("POST", b"[]", JSON, 400),
        ("POST", b"[" * 100_000, JSON, 400),
        ("POST", b"\xff", JSON, 400),
        ("POST", b" " * (MOST_BYTES + 1), JSON, 413),
        ("POST", b"{}", {**JSON, "content-type": "application/json; charset=utf-8"}, 200),
    ],
)
def test_only_a_small_json_post_is_read(
    method: str, content: bytes, headers: dict[str, str], status: int, client: TestClient
) -> None:
    assert client.request(method, WEBHOOK, content=content, headers=headers).status_code == status


def test_a_body_without_a_length_is_cut_off_too(client: TestClient) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(10):
            yield b" " * (MOST_BYTES // 4)

    assert client.post(WEBHOOK, content=endless(), headers=JSON).status_code == 413


def test_a_large_update_passes_where_a_form_of_that_size_would_not(client: TestClient) -> None:
    update = {**HELLO, "padding": "x" * 100_000}
    assert client.post(WEBHOOK, json=update, headers=SECRET).status_code == 200


def test_every_bot_has_a_path_of_its_own_that_cannot_be_guessed(
    client: TestClient, webhook_app: App
) -> None:
    paths = {name: webhook_path(webhook_app.seal, name) for name in ("", "sefton")}
    assert len(set(paths.values())) == 2
    for path in (WEBHOOK, *paths.values()):
        assert client.post(path, json=HELLO, headers=SECRET).status_code == 200
    assert handled(webhook_app) == {("telegram", "1"), ("telegram:sefton", "1")}
    assert client.post(f"{WEBHOOK}/sefton", json=HELLO, headers=SECRET).status_code in {404, 405}


def test_what_could_not_be_kept_is_asked_for_again(
    learnt: App, clock: Clock, settings: Settings
) -> None:
    down = open_database("postgresql://nobody@127.0.0.1:1/none")
    with TestClient(site_for(another_app(learnt, down, clock, settings))) as client:
        assert client.post(WEBHOOK, json=HELLO, headers=SECRET).status_code == 503


def test_without_webhook_mode_there_is_no_such_path(
    learnt: App, sqlite: Engine, clock: Clock
) -> None:
    plain = Settings(_env_file=None, content_dir=CONTENT)
    with TestClient(site_for(another_app(learnt, sqlite, clock, plain))) as client:
        assert client.post(WEBHOOK, json=HELLO, headers=SECRET).status_code in {404, 405}


def handled(app: App) -> set[tuple[Any, ...]]:
    with app.engine.connect() as connection:
        found = connection.execute(select(HandledUpdate.channel, HandledUpdate.update_id))
        return {tuple(row) for row in found}
