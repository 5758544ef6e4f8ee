"""Tables brought to their newest form, and what form they have. Alembic does it, and is only loaded where there is work."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect

MIGRATIONS = Path(__file__).with_name("migrations")

MIGRATING = 20261120
"""The number of the PostgreSQL lock that whoever migrates holds; SQLite locks its file."""


class NewerTables(Exception):
    """The tables were made by a newer version of Signpost, which this one cannot know."""

    def __init__(self, version: str) -> None:
        super().__init__(
            f"The database is in form {version}, newer than this version of Signpost knows: run the newer version."
        )


def newest() -> str:
    """The form that this version needs. Migrations are numbered in their order."""
    return max(path.name[:4] for path in MIGRATIONS.glob("versions/[0-9]*.py"))


def version(connection: Connection) -> str | None:
    """The form that the tables have; None where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)


def migrate(engine: Engine) -> None:
    """Brings the tables to the newest form. Replicas that start together do it one after the other. Raises NewerTables."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATING})")
        at = version(connection)
        if at is not None and at > newest():
            raise NewerTables(at)
        if at != newest():
            _upgrade(connection)


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
