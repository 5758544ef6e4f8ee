"""Tables are brought forward while residents write: expand first, and nobody is kept waiting for long or turned away."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, inspect, make_url, select

from bot.app import Answered, App, Arrived
from bot.conversation.model import Message
from bot.storage import migrating
from bot.storage.database import open_database
from bot.storage.migrating import NewerTables, migrate
from bot.storage.tables import HandledUpdate, OutboxReply
from tests.conftest import another_app
from tests.resident import Clock

RESIDENTS = 4
EXPANSION = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9001", "{head}", None, None

def upgrade():
    op.add_column("conversations", sa.Column("new", sa.String(20), nullable=True))
    op.add_column("outbox", sa.Column("new", sa.String(20), server_default="so far"))
    op.create_table("new_things", sa.Column("id", sa.Integer, primary_key=True))
"""
"""What a release may do while the one before it still decides: add what the old code need not know."""


@pytest.fixture
def address(postgresql_url: str) -> str:
    """A database of its own: what this test makes of it no other test may meet."""
    server = open_database(postgresql_url)
    with server.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("DROP DATABASE IF EXISTS forward WITH (FORCE)")
        connection.exec_driver_sql("CREATE DATABASE forward")
    server.dispose()
    return make_url(postgresql_url).set(database="forward").render_as_string(hide_password=False)


@pytest.fixture
def next_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Our migrations and one more. They are in force once they are asked for by `migrate`."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrating.MIGRATIONS, folder)
    newest = max(path.name[:4] for path in folder.glob("versions/[0-9]*.py"))
    (folder / "versions" / "9001_more.py").write_text(EXPANSION.format(head=newest))
    return folder


class Talkers:
    """Several residents who write one message after the other until they are told to stop."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._stop = threading.Event()
        self.answered: list[Answered] = []
        self._threads = [threading.Thread(target=self._talk, args=(n,)) for n in range(RESIDENTS)]

    def __enter__(self) -> Talkers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def have_written(self, more: int) -> None:
        """Waits until that many more messages are decided."""
        wanted = len(self.answered) + more
        while len(self.answered) < wanted and all(thread.is_alive() for thread in self._threads):
            self._stop.wait(0.01)

    def _talk(self, number: int) -> None:
        message = Message("text", text="safer sleep")
        update = 0
        while not self._stop.is_set():
            told = Arrived("telegram", f"{number}", f"{number}-{update}", message, address="7")
            self.answered.append(self._app.handle(told))
            update += 1


@pytest.mark.postgresql
def test_tables_go_forward_while_messages_are_being_decided(
    learnt: App,
    address: str,
    next_release: Path,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine = open_database(address)
    migrate(engine)
    with Talkers(another_app(learnt, engine, clock)) as talkers:
        talkers.have_written(20)
        monkeypatch.setattr(migrating, "MIGRATIONS", next_release)
        newer = open_database(address)
        migrate(newer)
        talkers.have_written(20)
    assert inspect(newer).has_table("new_things")
    assert {each.committed for each in talkers.answered} == {True}
    assert {each.turn.outcome for each in talkers.answered if each.turn} == {"answered"}
    with newer.connect() as connection:
        decided = connection.execute(select(func.count()).select_from(HandledUpdate)).scalar_one()
        queued = connection.execute(select(func.count()).select_from(OutboxReply)).scalar_one()
    assert decided == len(talkers.answered)
    assert queued == sum(len(each.turn.replies) for each in talkers.answered if each.turn)
    newer.dispose()
    engine.dispose()


@pytest.mark.postgresql
def test_an_older_release_that_starts_late_leaves_newer_tables_alone(
    address: str, next_release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = open_database(address)
    with monkeypatch.context() as patched:
        patched.setattr(migrating, "MIGRATIONS", next_release)
        migrate(newer)
    with pytest.raises(NewerTables, match="9001"):
        migrate(newer)
    assert inspect(newer).has_table("new_things")
    newer.dispose()
