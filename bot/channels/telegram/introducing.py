"""What a resident sees of a bot before they write: its command list and its descriptions."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from telegram import Bot, BotCommand
from telegram.error import TelegramError

from bot.app import App

log = logging.getLogger(__name__)


async def introduce(bot: Bot, app: App, name: str = "") -> None:
    """Sets them as the pack of that name has them. A refusal is not fatal. A pack without branding leaves the name as it is."""
    if app.knowledge is None:
        return
    site = app.knowledge.spoken_by(name).site
    place = app.knowledge.library.places.get(name)
    commands = [BotCommand(command.name, command.description) for command in site.commands]
    calls: list[Callable[[], Awaitable[object]]] = [
        lambda: bot.set_my_commands(commands),
        lambda: bot.set_my_description(site.description),
        lambda: bot.set_my_short_description(site.short_description),
    ]
    if place is not None and place.branding is not None:
        calls.append(lambda: bot.set_my_name(site.name))
    for call in calls:
        try:
            await call()
        except TelegramError as error:
            log.warning("telegram: an introduction was refused: %s", type(error).__name__)
