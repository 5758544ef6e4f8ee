"""`signpost db rotate-keys`: what waits is sealed anew, and a secret that is missing is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import insert
from typer.testing import CliRunner

from bot.cli.commands import app
from bot.storage.database import open_database
from bot.storage.migrating import migrate
from bot.storage.sealing import Seal
from bot.storage.tables import OutboxReply
from tests.storage.waiting import a_row

OLD, NEW = "abcdefghijklmnopqrstuvwxyz0123456789", "9876543210zyxwvutsrqponmlkjihgfedcba"


@pytest.fixture
def waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An install with one reply that waits, sealed with the secret of before."""
    url = f"sqlite:///{tmp_path / 'signpost.db'}"
    engine = open_database(url)
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(insert(OutboxReply), [a_row(address=Seal(OLD).seal("1"))])
    engine.dispose()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SIGNPOST_DATABASE_URL", url)
    monkeypatch.setenv("SIGNPOST_SECRET_KEY", NEW)


def test_what_waits_is_sealed_anew(waiting: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGNPOST_SECRET_KEYS_OLD", OLD)
    result = CliRunner().invoke(app, ["db", "rotate-keys"])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"resealed": 1, "already": 0, "unknown": 0}
    assert "24 hours" in " ".join(result.stderr.split())
    again = CliRunner().invoke(app, ["db", "rotate-keys"])
    assert json.loads(again.stdout) == {"resealed": 0, "already": 1, "unknown": 0}


def test_a_secret_that_is_missing_is_said(waiting: None) -> None:
    result = CliRunner().invoke(app, ["db", "rotate-keys"])
    assert result.exit_code == 1
    assert json.loads(result.stdout)["unknown"] == 1
    assert "SIGNPOST_SECRET_KEYS_OLD" in result.stderr
