"""What the commands share: settings, a ready App, and logs that hold nothing about anyone."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime

import typer
from rich.console import Console
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from bot.app import App, build
from bot.logs import set_up_logs
from bot.settings import Settings
from bot.storage.database import open_database
from bot.storage.migrating import NewerTables, migrate
from bot.storage.tables import Table
from services_directory.tables import METADATA

log = logging.getLogger(__name__)

messages = Console(stderr=True)
"""Human words, progress and logs go to standard error; standard output is for answers."""


def open_app(settings: Settings, clock: Callable[[], datetime] | None = None) -> App:
    """An App with its tables in their newest form. A database that is down is said, and the App still answers."""
    set_up_logs(settings)
    _bring_up_to_date(settings)
    return build(settings, clock)


def _bring_up_to_date(settings: Settings) -> None:
    engine = open_database(settings.database_address)
    try:
        migrate(engine)
    except NewerTables as error:
        log.error("%s", error)
    except Exception as error:
        log.error(
            "the database cannot be reached: %s. Check SIGNPOST_DATABASE_URL.", type(error).__name__
        )
    finally:
        engine.dispose()


def open_app_for_one_talk(now: datetime | None) -> App:
    """For staff who try a conversation: kept in memory, so that nothing of it is counted as a resident's."""
    settings = Settings()
    clock = (lambda: now) if now else (lambda: datetime.now(UTC))
    if settings.database_url is not None:
        return open_app(settings, clock)
    app = open_app(settings, clock)
    app.engine = create_engine(
        "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
    )
    Table.metadata.create_all(app.engine)
    METADATA.create_all(app.engine)
    return app


def pipe_in_utf_8() -> None:
    """UTF-8 both ways, whatever the locale. What is not UTF-8 is replaced, and the pipe goes on."""
    for stream in (sys.stdin, sys.stdout):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]  # a pipe is a TextIOWrapper


def moment(typed: str | None) -> datetime | None:
    """An ISO moment with its offset. Exits with 2 for anything else."""
    if typed is None:
        return None
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        typer.echo("--now: write the moment as 2026-11-20T03:10:00+00:00", err=True)
        raise typer.Exit(2)
    return found


def run_id() -> str:
    return os.urandom(8).hex()
