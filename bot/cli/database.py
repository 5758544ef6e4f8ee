"""`signpost db …`"""

from __future__ import annotations

import typer

from bot.cli.starting import messages
from bot.settings import Settings
from bot.storage.database import migrate, open_database

group = typer.Typer(help="The database.", no_args_is_help=True)


@group.callback()
def _group() -> None:
    """The database."""


@group.command()
def upgrade() -> None:
    """Bring the tables to their newest form."""
    migrate(open_database(Settings().database_address))
    messages.print("The database is up to date.")
