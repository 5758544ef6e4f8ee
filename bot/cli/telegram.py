"""`signpost telegram webhook …`: tells Telegram where to deliver, and asks it how that goes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict
from typing import Annotated, NoReturn, TypeVar

import typer
from telegram.error import TelegramError

from bot.channels.telegram.bots import InstalledBot, installed_bots, webhook_path
from bot.channels.telegram.client import ALLOWED, Client, make_bot
from bot.channels.telegram.registering import (
    CONNECTIONS,
    CannotBeRegistered,
    Delivery,
    Registration,
    why,
    without_secret,
)
from bot.cli.starting import messages
from bot.settings import Settings
from bot.storage.sealing import open_seal

group = typer.Typer(help="The bots on Telegram.", no_args_is_help=True)
webhook = typer.Typer(help="Where Telegram delivers what residents write.", no_args_is_help=True)
group.add_typer(webhook, name="webhook")

OneBot = Annotated[
    str | None,
    typer.Option("--bot", metavar="PLACE", help="Only the bot of this place pack; all without it."),
]
T = TypeVar("T")


@group.callback()
def _group() -> None:
    """The bots on Telegram."""


@webhook.command("set")
def set_(name: OneBot = None) -> None:
    """Tell Telegram to deliver to this install. What waits there is delivered."""
    settings = Settings()
    if settings.telegram_mode != "webhook":
        _misused(
            "Set SIGNPOST_TELEGRAM_MODE=webhook first: while a webhook is set, no poll is answered."
        )
    try:
        wanted = {each: _registration(each, settings) for each in _chosen(settings, name)}
    except CannotBeRegistered as fault:
        _misused(str(fault))

    async def tell(client: Client, bot: InstalledBot) -> None:
        await client.set_webhook(
            wanted[bot].url,
            max_connections=CONNECTIONS,
            allowed_updates=ALLOWED,
            secret_token=wanted[bot].secret.get_secret_value(),
        )

    for bot, _ in _answers(wanted, settings, tell):
        address = without_secret(wanted[bot].url)
        messages.print(f"{_named(bot)}: Telegram delivers to {address} from now on.")


@webhook.command()
def remove(name: OneBot = None) -> None:
    """Tell Telegram to deliver no more. What waits there stays, for polling or the next webhook."""
    settings = Settings()

    async def tell(client: Client, _bot: InstalledBot) -> None:
        await client.delete_webhook(drop_pending_updates=False)

    for bot, _ in _answers(_chosen(settings, name), settings, tell):
        messages.print(f"{_named(bot)}: Telegram delivers no more. What waits there stays.")
    if settings.telegram_mode == "webhook":
        messages.print(
            "Nobody is answered until you poll (SIGNPOST_TELEGRAM_MODE=polling) or set it again."
        )


@webhook.command()
def show(
    name: OneBot = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say where Telegram delivers, how much waits there, and what went wrong last."""
    settings = Settings()

    async def ask(client: Client, bot: InstalledBot) -> Delivery:
        told = await client.get_webhook_info()
        return Delivery.of(bot.name, told, _expected(bot, settings))

    answers = _answers(_chosen(settings, name), settings, ask)
    for bot, delivery in answers:
        if as_json:
            typer.echo(json.dumps(asdict(delivery), default=str))
        else:
            typer.echo("\n".join([f"{_named(bot)}:", *delivery.in_words()]))


def _answers(
    chosen: Iterable[InstalledBot],
    settings: Settings,
    asked: Callable[[Client, InstalledBot], Awaitable[T]],
) -> Iterator[tuple[InstalledBot, T]]:
    """Every bot's answer. What Telegram refuses is said, the next bot is asked, and the exit code is 1 at the end."""
    refused = False
    for bot in chosen:
        try:
            answer = asyncio.run(_ask(bot, settings, asked))
        except TelegramError as error:
            messages.print(f"{_named(bot)}: {why(error)}")
            refused = True
        else:
            yield bot, answer
    if refused:
        raise typer.Exit(1)


async def _ask(
    bot: InstalledBot, settings: Settings, asked: Callable[[Client, InstalledBot], Awaitable[T]]
) -> T:
    async with make_bot(bot.token, settings) as client:
        return await asked(client, bot)


def _chosen(settings: Settings, name: str | None) -> tuple[InstalledBot, ...]:
    """Exits with 2 where there is none."""
    known = installed_bots(settings)
    if not known:
        _misused("Set SIGNPOST_TELEGRAM_TOKEN first: @BotFather gives you one.")
    chosen = tuple(each for each in known if name is None or each.name == name)
    if not chosen:
        names = ", ".join(each.name for each in known if each.name) or "none"
        _misused(f'SIGNPOST_TELEGRAM_TOKENS has no bot for "{name}". It has: {names}.')
    return chosen


def _registration(bot: InstalledBot, settings: Settings) -> Registration:
    seal = open_seal(settings.secret, settings.older_secrets, settings.data_dir)
    path = webhook_path(seal, bot.name)
    return Registration.of(settings.public_url, path, settings.telegram_webhook_secret)


def _expected(bot: InstalledBot, settings: Settings) -> str | None:
    with suppress(CannotBeRegistered):
        return _registration(bot, settings).url
    return None


def _named(bot: InstalledBot) -> str:
    return f"The bot of {bot.name}" if bot.name else "The bot"


def _misused(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(2)
