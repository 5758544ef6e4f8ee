"""The tables on both databases, and how a SQLite file is kept."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, event, inspect, make_url, select
from sqlalchemy.exc import OperationalError

from bot.storage import database
from bot.storage.database import open_database, upsert
from bot.storage.migrating import migrate
from bot.storage.tables import Conversation, HandledUpdate, Table
from services_directory.tables import METADATA
from tests.conftest import EVENING, ROOT


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    with engine.begin() as connection:
        row = {"channel": "web", "update_id": "1", "handled": EVENING}
        upsert(connection, HandledUpdate, row, None)
    migrate(engine)
    with engine.begin() as connection:
        assert len(connection.execute(select(HandledUpdate.update_id)).all()) == 1


def test_the_migrations_make_the_tables_that_the_models_describe(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, [Table.metadata, METADATA]) == []


def test_there_are_no_tables_besides_ours(engine: Engine) -> None:
    ours = {*Table.metadata.tables, *METADATA.tables, "alembic_version"}
    assert set(inspect(engine).get_table_names()) == ours


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def new_address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that holds nothing yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new.db'}"
    address = make_url(request.getfixturevalue("postgresql_url"))
    server = open_database(address.render_as_string(hide_password=False))
    with server.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("DROP DATABASE IF EXISTS fresh")
        connection.exec_driver_sql("CREATE DATABASE fresh")
    server.dispose()
    return address.set(database="fresh").render_as_string(hide_password=False)


MIGRATES = """
import sys
from bot.storage.database import open_database
from bot.storage.migrating import migrate
migrate(open_database(sys.argv[1]))
"""


def test_replicas_that_start_at_the_same_moment_all_come_up(new_address: str) -> None:
    replicas = [
        subprocess.Popen([sys.executable, "-c", MIGRATES, new_address], cwd=ROOT) for _ in range(3)
    ]
    assert [replica.wait(60) for replica in replicas] == [0, 0, 0]
    engine = open_database(new_address)
    assert inspect(engine).has_table("outbox")
    engine.dispose()


def test_a_row_is_written_once(engine: Engine) -> None:
    row = {"channel": "web", "update_id": "1", "handled": EVENING}
    with engine.begin() as connection:
        written = [upsert(connection, HandledUpdate, row, None) for _ in range(3)]
    assert written == [True, False, False]


def test_a_row_whose_key_is_taken_is_changed(engine: Engine) -> None:
    row = {"key": "a", "state": "1 {}", "expires": EVENING}
    with engine.begin() as connection:
        upsert(connection, Conversation, row, {"state": "not this one"})
        assert upsert(connection, Conversation, row, {"state": "changed"})
        assert connection.execute(select(Conversation.state)).scalars().all() == ["changed"]


def test_the_folder_of_a_sqlite_file_is_made(tmp_path: Path) -> None:
    path = tmp_path / "not" / "there" / "signpost.db"
    engine = open_database(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    assert path.exists()


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("secure_delete", 1)]
)
def test_a_sqlite_file_survives_a_power_cut_and_wipes_what_is_deleted(
    pragma: str, value: object, sqlite: Engine
) -> None:
    with sqlite.connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_opening_connects_to_nothing() -> None:
    assert open_database("postgresql://nobody@127.0.0.1:1/nothing").pool.checkedin() == 0


def test_a_password_is_not_printed() -> None:
    assert "hunter2" not in repr(open_database("postgresql://bot:hunter2@127.0.0.1:1/nothing"))


def test_threads_that_write_to_sqlite_take_turns(tmp_path: Path) -> None:
    """Each fails at once where SQLite finds another writer, so that only our own turns keep them apart."""
    engine = open_database(f"sqlite:///{tmp_path / 'turns.db'}")
    migrate(engine)
    event.listen(engine, "checkout", _impatient)

    def write(writer: int) -> None:
        for number in range(20):
            with engine.begin() as connection:
                row = {"channel": str(writer), "update_id": str(number), "handled": EVENING}
                upsert(connection, HandledUpdate, row, None)

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(write, writer) for writer in range(8)]:
            done.result()
    with engine.connect() as connection:
        assert len(connection.execute(select(HandledUpdate.update_id)).all()) == 160
    engine.dispose()


def _impatient(connection: sqlite3.Connection, *_: object) -> None:
    connection.execute("PRAGMA busy_timeout=0")


def test_a_turn_ends_with_its_transaction_however_that_ends(tmp_path: Path) -> None:
    address = tmp_path / "turns.db"
    engine = open_database(f"sqlite:///{address}")
    migrate(engine)
    event.listen(engine, "checkout", _impatient)
    with pytest.raises(ZeroDivisionError), engine.begin():
        raise ZeroDivisionError
    with closing(sqlite3.connect(address, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"), engine.begin():
            pytest.fail("another process writes")
    with engine.begin():
        pass
    with engine.connect() as connection:
        connection.execute(select(HandledUpdate.update_id))
        connection.invalidate()
    with engine.begin():
        pass
    engine.dispose()


def test_whoever_waits_too_long_for_its_turn_is_told_as_sqlite_tells_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.01)
    engine = open_database(f"sqlite:///{tmp_path / 'turns.db'}")
    with (
        ThreadPoolExecutor(1) as pool,
        engine.begin(),
        pytest.raises(OperationalError, match="database is locked"),
    ):
        pool.submit(lambda: engine.begin().__enter__()).result()
    engine.dispose()
