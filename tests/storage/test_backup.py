"""A copy of the database taken while it serves, and the way back: drilled as it would happen."""

from __future__ import annotations

import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from bot.app import App, Arrived
from bot.conversation.model import Message
from bot.storage.backup import InUse, NotABackup, back_up, restore
from bot.storage.database import open_database
from bot.storage.migrating import migrate
from bot.storage.tables import HandledUpdate, OutboxReply
from tests.cli.conftest import Run
from tests.cli.conftest import lean as lean  # fixtures of the commands, here too
from tests.cli.conftest import lean_data_dir as lean_data_dir
from tests.cli.conftest import signpost as signpost
from tests.conftest import EVENING, another_app
from tests.resident import Clock, Resident


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "signpost.db"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return tmp_path / "copy.db"


def opened(path: Path) -> Engine:
    engine = open_database(f"sqlite:///{path}")
    migrate(engine)
    return engine


def filled(database: Path, updates: int = 3) -> None:
    engine = opened(database)
    write(engine, 0, updates)
    engine.dispose()


def write(engine: Engine, first: int, updates: int) -> None:
    for number in range(first, first + updates):
        with engine.begin() as connection:
            row = {"channel": "test", "update_id": f"{number}", "handled": EVENING}
            connection.execute(HandledUpdate.__table__.insert(), [row])


def handled(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM handled_updates").fetchone()[0])


def test_the_conversation_goes_on_after_a_disaster_and_no_reply_is_lost(
    learnt: App, database: Path, copy: Path, clock: Clock
) -> None:
    app = another_app(learnt, opened(database), clock)
    resident = Resident(app).says("im 12 weeks pregnant and cant stop smoking").sees("postcode")
    asked = Message("text", text="safer sleep")
    assert app.handle(Arrived("telegram", "7", "1", asked, address="7")).committed
    stop = threading.Event()
    busy = threading.Thread(target=write_until, args=(app.engine, stop))
    busy.start()
    back_up(database, copy)
    stop.set()
    busy.join()
    app.engine.dispose()
    for path in database.parent.glob("signpost.db*"):
        path.write_bytes(b"\x00" * 5000)

    kept = restore(copy, database, EVENING)

    assert kept == database.with_name("signpost.db.before-20261120T190000")
    again = another_app(learnt, opened(database), clock)
    Resident(again, chat=resident.chat, turns=resident.turns).says("ST4 6QG").sees("Quit Smoking")
    with again.engine.connect() as connection:
        waiting = connection.execute(select(OutboxReply.address)).scalars().all()
    assert {again.seal.open(address) for address in waiting} == {"7"}
    assert again.handle(Arrived("telegram", "7", "1", asked, address="7")).turn is None
    again.engine.dispose()


def write_until(engine: Engine, stop: threading.Event) -> None:
    number = 0
    while not stop.is_set():
        write(engine, 1000 + number, 1)
        number += 1


def test_a_copy_is_one_moment_and_whole_while_others_write(database: Path, copy: Path) -> None:
    engine = opened(database)
    stop = threading.Event()
    busy = threading.Thread(target=write_until, args=(engine, stop))
    busy.start()
    for number in range(5):
        back_up(database, copy.with_name(f"copy-{number}.db"))
    stop.set()
    busy.join()
    engine.dispose()
    for number in range(5):
        path = copy.with_name(f"copy-{number}.db")
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert handled(path) <= handled(database)


def test_a_copy_is_one_file_that_its_owner_alone_may_read(database: Path, copy: Path) -> None:
    filled(database)
    back_up(database, copy)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert [path.name for path in copy.parent.glob("copy.db*")] == ["copy.db"]
    assert handled(copy) == 3


def test_what_is_only_in_the_write_ahead_log_is_in_the_copy(database: Path, copy: Path) -> None:
    engine = opened(database)
    write(engine, 0, 3)
    assert database.with_name("signpost.db-wal").stat().st_size > 0
    back_up(database, copy)
    engine.dispose()
    assert handled(copy) == 3


def test_a_copy_does_not_take_the_place_of_another_file(database: Path, copy: Path) -> None:
    filled(database)
    copy.write_text("something else")
    with pytest.raises(FileExistsError):
        back_up(database, copy)
    assert copy.read_text() == "something else"


def test_a_database_that_is_not_there_cannot_be_copied(database: Path, copy: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        back_up(database, copy)
    assert not copy.exists()
    assert not database.exists()


def test_nothing_is_restored_while_a_process_serves(database: Path, copy: Path) -> None:
    filled(database)
    back_up(database, copy)
    serving = opened(database)
    write(serving, 10, 1)
    with pytest.raises(InUse):
        restore(copy, database, EVENING)
    assert handled(database) == 4
    write(serving, 20, 1)
    serving.dispose()


def test_the_old_database_is_kept_beside_with_all_that_was_in_it(
    database: Path, copy: Path
) -> None:
    filled(database)
    back_up(database, copy)
    engine = opened(database)
    write(engine, 10, 2)
    engine.dispose()
    kept = restore(copy, database, EVENING)
    assert kept is not None
    assert handled(kept) == 5
    assert handled(database) == 3
    assert stat.S_IMODE(database.stat().st_mode) == 0o600


def test_the_log_of_a_broken_database_is_not_read_into_the_restored_one(
    database: Path, copy: Path
) -> None:
    filled(database)
    back_up(database, copy)
    database.write_bytes(b"broken")
    database.with_name("signpost.db-wal").write_bytes(b"left behind")
    kept = restore(copy, database, EVENING)
    assert kept is not None
    assert kept.with_name(f"{kept.name}-wal").read_bytes() == b"left behind"
    assert not database.with_name("signpost.db-wal").exists()
    assert handled(database) == 3


def test_where_there_was_no_database_there_is_one_now(database: Path, copy: Path) -> None:
    filled(database)
    back_up(database, copy)
    database.unlink()
    assert restore(copy, database, EVENING) is None
    assert handled(database) == 3


@pytest.mark.parametrize("held", [None, b"", b"not a database", b"SQLite format 3\x00" + b"x" * 99])
def test_what_is_not_a_copy_changes_nothing(database: Path, copy: Path, held: bytes | None) -> None:
    filled(database)
    if held is not None:
        copy.write_bytes(held)
    with pytest.raises(NotABackup, match=r"copy\.db"):
        restore(copy, database, EVENING)
    assert handled(database) == 3


def test_a_database_of_something_else_is_no_copy(database: Path, copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("CREATE TABLE conversations (key TEXT)")
    with pytest.raises(NotABackup):
        restore(copy, database, EVENING)


def test_the_commands_copy_and_put_back(lean: Run, database: Path, copy: Path) -> None:
    filled(database)
    url = f"sqlite:///{database}"
    assert lean("db", "backup", str(copy), database_url=url).exit_code == 0
    again = lean("db", "backup", str(copy), database_url=url)
    assert again.exit_code == 2
    assert "is there already" in again.stderr
    restored = lean("db", "restore", str(copy), database_url=url)
    assert restored.exit_code == 0
    assert ".before-" in restored.stderr
    assert handled(database) == 3


def test_the_commands_say_what_hinders_them(lean: Run, database: Path, copy: Path) -> None:
    url = f"sqlite:///{database}"
    missing = lean("db", "backup", str(copy), database_url=url)
    assert (missing.exit_code, "could not be copied" in missing.stderr) == (1, True)
    nothing = lean("db", "restore", str(copy), database_url=url)
    assert (nothing.exit_code, "Nothing was changed" in nothing.stderr) == (1, True)
    filled(database)
    back_up(database, copy)
    serving = opened(database)
    with serving.connect() as connection:
        connection.execute(select(func.count()).select_from(HandledUpdate))
    held = lean("db", "restore", str(copy), database_url=url)
    assert (held.exit_code, "Stop `signpost serve`" in held.stderr) == (1, True)
    serving.dispose()


@pytest.mark.parametrize(("command", "tool"), [("backup", "pg_dump"), ("restore", "pg_restore")])
def test_on_postgresql_its_own_tools_are_named(lean: Run, command: str, tool: str) -> None:
    secrets = {"secret_key": "q7Zk2Wm9Xp4Rt6Yb8Nc1Vd3Fg5Hj0Ls-"}
    url = "postgresql://bot:hunter2@127.0.0.1:1/signpost"
    told = lean("db", command, "copy.db", database_url=url, **secrets)
    assert told.exit_code == 2
    assert f"{tool} " in told.stderr
    assert "hunter2" not in told.stderr
