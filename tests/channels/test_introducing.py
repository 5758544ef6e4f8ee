"""The command list and descriptions that Telegram shows before a resident writes."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest
from pydantic import SecretStr

from bot.app import App
from bot.channels.telegram.client import make_bot
from bot.channels.telegram.introducing import introduce
from bot.library.branding import spoken_for
from bot.library.models import Branding
from bot.settings import Settings
from tests.conftest import CONTENT
from tests.fakes.bot_api import TOKEN, BotApi


@pytest.fixture
def settings(api_url: str) -> Settings:
    return Settings(_env_file=None, content_dir=CONTENT, telegram_api_url=api_url)


def introduced(app: App, settings: Settings, name: str = "") -> None:
    async def work() -> None:
        bot = make_bot(SecretStr(TOKEN), settings)
        await bot.initialize()
        try:
            await introduce(bot, app, name)
        finally:
            await bot.shutdown()

    asyncio.run(work())


def test_the_installs_own_bot_keeps_the_name_that_its_owner_gave_it(
    app: App, api: BotApi, settings: Settings
) -> None:
    introduced(app, settings)
    assert app.knowledge is not None
    site = app.knowledge.library.site
    shown = json.loads(api.calls["setMyCommands"][0]["commands"])
    assert [each["command"] for each in shown] == [each.name for each in site.commands]
    assert api.calls["setMyDescription"][0]["description"] == site.description
    assert not api.calls["setMyName"]


def test_a_councils_own_bot_is_named_as_its_pack_says(
    app: App, api: BotApi, settings: Settings
) -> None:
    assert app.knowledge is not None
    library = app.knowledge.library
    branding = Branding(name="Sefton Family Line", short_description="Advice at any hour.")
    sefton = library.places["sefton"].model_copy(update={"branding": branding})
    library = replace(library, places={**library.places, "sefton": sefton})
    voices = {"sefton": spoken_for(library, sefton)}
    app.knowledge = replace(app.knowledge, library=library, voices=voices)
    introduced(app, settings, "sefton")
    assert api.calls["setMyName"][0]["name"] == "Sefton Family Line"
    assert api.calls["setMyShortDescription"][0]["short_description"] == "Advice at any hour."
    assert "Signpost" not in api.calls["setMyDescription"][0]["description"]


def test_a_refusal_ends_nothing(app: App, api: BotApi, settings: Settings) -> None:
    api.refuse = lambda method, _: (
        (400, {"ok": False, "error_code": 400, "description": "Bad Request"})
        if method == "setMyCommands"
        else None
    )
    introduced(app, settings)
    assert api.calls["setMyShortDescription"]


def test_without_content_nothing_is_said(app: App, api: BotApi, settings: Settings) -> None:
    app.knowledge = None
    introduced(app, settings)
    assert not api.calls["setMyDescription"]
