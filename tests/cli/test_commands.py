"""The command tree, its exit codes, and what happens to a wrong setting."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.conftest import ROOT


@pytest.mark.parametrize("group", [(), ("content",), ("directory",), ("postcodes",), ("db",)])
def test_a_group_alone_shows_its_commands(group: tuple[str, ...], signpost: Run) -> None:
    result = signpost(*group)
    assert "Usage:" in result.output
    assert "Commands" in result.output


@pytest.mark.parametrize(
    "command", ["serve", "chat", "explain", "find", "postcode", "content", "directory", "db"]
)
def test_every_command_says_what_it_does(command: str, signpost: Run) -> None:
    result = signpost(command, "--help")
    assert result.exit_code == 0
    assert command in result.stdout


def test_a_command_that_is_not_there_is_misuse(signpost: Run) -> None:
    assert signpost("frobnicate").exit_code == 2


def test_the_database_is_brought_up_to_date(signpost: Run, tmp_path: Path) -> None:
    for _ in range(2):
        result = signpost("db", "upgrade", database_url=f"sqlite:///{tmp_path / 'new.db'}")
        assert result.exit_code == 0
        assert "up to date" in result.stderr
    assert (tmp_path / "new.db").exists()


def python_m_bot(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {f"SIGNPOST_{name.upper()}": value for name, value in settings.items()}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **environment},
        check=False,
    )


def test_a_wrong_setting_is_misuse_and_is_named_without_its_value(tmp_path: Path) -> None:
    result = python_m_bot(
        "db", "upgrade", port="hunter2", log_level="shout", data_dir=str(tmp_path)
    )
    assert result.returncode == 2
    assert "SIGNPOST_PORT" in result.stderr
    assert "SIGNPOST_LOG_LEVEL" in result.stderr
    assert "hunter2" not in result.stderr
    assert "Traceback" not in result.stderr


def test_postgresql_without_a_secret_key_is_misuse(tmp_path: Path) -> None:
    result = python_m_bot(
        "db",
        "upgrade",
        database_url="postgresql://bot:hunter2@127.0.0.1:1/x",
        data_dir=str(tmp_path),
    )
    assert result.returncode == 2
    assert "SIGNPOST_SECRET_KEY is required" in result.stderr
    assert "hunter2" not in result.stderr


def test_a_database_that_a_newer_version_made_is_said_in_one_sentence(tmp_path: Path) -> None:
    assert python_m_bot("db", "upgrade", data_dir=str(tmp_path)).returncode == 0
    with closing(sqlite3.connect(tmp_path / "signpost.db")) as made:
        made.execute("UPDATE alembic_version SET version_num = '9999'")
        made.commit()
    result = python_m_bot("db", "upgrade", data_dir=str(tmp_path))
    assert result.returncode == 1
    assert "run the newer version" in result.stderr
    assert "Traceback" not in result.stderr
