"""One process at a time, and another as soon as it is gone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from bot.storage.database import open_database
from bot.storage.leases import lease, lock_number

HOLDS = """
import sys
from bot.storage.database import open_database
from bot.storage.leases import lease
held = lease(open_database(sys.argv[1]), "polling")
print(held.take(), flush=True)
sys.stdin.read()
"""


def same_database(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def test_only_one_holds_it_and_it_can_be_given(engine: Engine) -> None:
    ours = lease(engine, "polling")
    other = open_database(same_database(engine))
    theirs = lease(other, "polling")
    assert ours.take() == "mine"
    assert theirs.take() == "another's"
    assert ours.take() == "mine"
    ours.give()
    assert theirs.take() == "mine"
    assert ours.take() == "another's"
    theirs.give()
    other.dispose()


def test_leases_of_two_bots_do_not_meet(engine: Engine) -> None:
    first, second = lease(engine, "polling telegram"), lease(engine, "polling telegram:sefton")
    assert (first.take(), second.take()) == ("mine", "mine")
    first.give()
    second.give()


def test_a_process_that_is_killed_hands_over(engine: Engine) -> None:
    killed = subprocess.Popen(
        [sys.executable, "-c", HOLDS, same_database(engine)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert killed.stdout is not None
    assert killed.stdin is not None
    assert killed.stdout.readline().strip() == "mine"
    ours = lease(engine, "polling")
    assert ours.take() == "another's"
    killed.kill()
    killed.wait()
    killed.stdout.close()
    killed.stdin.close()
    while (standing := ours.take()) == "another's":
        pass
    assert standing == "mine"
    ours.give()


@pytest.mark.postgresql
def test_a_lock_whose_connection_broke_is_lost_and_can_be_taken_again(postgresql_url: str) -> None:
    engine = open_database(postgresql_url)
    ours = lease(engine, "polling")
    assert ours.take() == "mine"
    with engine.connect() as connection:
        others = "pid <> pg_backend_pid() AND datname = current_database()"
        ended = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"
        connection.execute(text(ended))
    assert ours.take() == "unknown"
    assert ours.take() == "mine"
    ours.give()
    engine.dispose()


def test_without_a_database_nobody_can_be_elected(tmp_path: Path) -> None:
    down = open_database("postgresql://nobody@127.0.0.1:1/none")
    assert lease(down, "polling").take() == "unknown"
    (tmp_path / "folder").write_text("a file")
    assert lease(open_database(f"sqlite:///{tmp_path}/folder/a.db"), "polling").take() == "unknown"


def test_a_database_in_memory_is_ones_own() -> None:
    alone = lease(open_database("sqlite://"), "polling")
    assert alone.take() == "mine"
    alone.give()
    assert alone.take() == "mine"


def test_a_lock_number_fits_postgresql_and_is_always_the_same() -> None:
    assert lock_number("a") == lock_number("a") != lock_number("b")
    assert -(2**63) <= lock_number("a") < 2**63
