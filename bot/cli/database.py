"""`signpost db …`"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from sqlalchemy import make_url

from bot.cli.starting import messages
from bot.settings import Settings
from bot.storage.backup import InUse, NotABackup, back_up
from bot.storage.backup import restore as put_back
from bot.storage.database import open_database
from bot.storage.migrating import migrate

group = typer.Typer(help="The database.", no_args_is_help=True)


@group.callback()
def _group() -> None:
    """The database."""


@group.command()
def upgrade() -> None:
    """Bring the tables to their newest form."""
    migrate(open_database(Settings().database_address))
    messages.print("The database is up to date.")


@group.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Where to put the copy.", dir_okay=False)],
) -> None:
    """Copy the SQLite database while it serves. Anyone's copy is as private as the database."""
    database = _sqlite_file(f'pg_dump --format=custom --file={file} "$SIGNPOST_DATABASE_URL"')
    try:
        back_up(database, file)
    except FileExistsError:
        _end(f"{file} is there already. Name a new file.", 2)
    except (OSError, sqlite3.Error) as error:
        _end(f"{database} could not be copied to {file}: {error}.", 1)
    messages.print(
        f"Copied to {file}. Keep it no longer than a day, and apart from the secret key."
    )


@group.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A copy made by `signpost db backup`.")],
) -> None:
    """Put a copy in the database's place, while nothing serves. The old file is kept beside it."""
    database = _sqlite_file(
        f'pg_restore --clean --if-exists --single-transaction --dbname="$SIGNPOST_DATABASE_URL" {file}'
    )
    try:
        kept = put_back(file, database, datetime.now(UTC))
    except NotABackup as error:
        _end(f"{error} Nothing was changed.", 1)
    except InUse:
        _end(f"Something has {database} open. Stop `signpost serve`, then try again.", 1)
    except OSError as error:
        _end(f"{database} could not be written: {error.strerror}.", 1)
    messages.print(f"Restored from {file}. `signpost serve` brings it up to date as it starts.")
    if kept is not None:
        messages.print(f"The old database is {kept}: delete it when you have looked.")


def _sqlite_file(on_postgresql: str) -> Path:
    """Exits with 2, and the command that does it, where the database is PostgreSQL."""
    settings = Settings()
    if settings.on_postgresql:
        _end(f"This is for SQLite. On PostgreSQL: {on_postgresql}", 2)
    return Path(str(make_url(settings.database_address).database))


def _end(said: str, code: int) -> NoReturn:
    typer.echo(said, err=True)
    raise typer.Exit(code)
