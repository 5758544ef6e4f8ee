"""`signpost db rotate-keys`: what waits to be sent is sealed with today's secret."""

from __future__ import annotations

import json
from dataclasses import asdict

import typer

from bot.cli.starting import messages
from bot.settings import Settings
from bot.storage.database import open_database
from bot.storage.migrating import migrate
from bot.storage.rotation import Resealed, reseal
from bot.storage.sealing import open_seal


def rotate_keys() -> None:
    """Seal the addresses of waiting replies with SIGNPOST_SECRET_KEY. Exits with 1 where a secret is missing.

    Conversations move by themselves when their resident writes: keep the old secret for a day.
    """
    settings = Settings()
    seal = open_seal(settings.secret, settings.older_secrets, settings.data_dir)
    engine = open_database(settings.database_address)
    migrate(engine)
    with engine.begin() as connection:
        done = reseal(connection, seal)
    engine.dispose()
    typer.echo(json.dumps(asdict(done)))
    messages.print(_in_words(done))
    if done.unknown:
        raise typer.Exit(1)


def _in_words(done: Resealed) -> str:
    if done.unknown:
        return (
            f"{done.unknown} replies are sealed with a secret that was not given. "
            "Add it to SIGNPOST_SECRET_KEYS_OLD and run this again."
        )
    return (
        f"{done.resealed} replies sealed anew. "
        "Keep the old secret in SIGNPOST_SECRET_KEYS_OLD for 24 hours more, then take it out."
    )
