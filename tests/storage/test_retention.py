"""What is kept goes when its time is over, and what was erased is in no file any more."""

from __future__ import annotations

import random
import secrets
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, insert, select

from bot.conversation.model import State
from bot.storage import conversations, outbox, reports
from bot.storage.retention import (
    CLOSED_REPORTS_KEPT,
    COUNTS_KEPT,
    SWEEPS,
    UNSERVED,
    Retention,
    forget_expired,
    waiting_replies,
)
from bot.storage.settling import SET_ASIDE_KEPT
from bot.storage.tables import Conversation, OutboxChat, OutboxReply, OutcomeCount, SetAside
from services_directory import tables
from tests.conftest import EVENING
from tests.storage.waiting import a_row

TODAY = EVENING.date()


def keys_in_files(folder: Path, keys: list[str]) -> list[str]:
    held = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return [key for key in keys if key.encode() in held]


def a_busy_evening(engine: Engine) -> list[str]:
    """Many conversations of all lengths, with replies, as pages fill and split. Returns keys that then erased."""
    dice = random.Random(5)
    keys = [secrets.token_hex(32) for _ in range(1500)]
    for some in (keys[start : start + 50] for start in range(0, len(keys), 50)):
        with engine.begin() as connection:
            for key in some:
                asked = tuple("s" * dice.randint(1, 40) for _ in range(dice.randint(0, 20)))
                conversations.save(connection, key, State(asked=asked), EVENING)
                connection.execute(insert(OutboxReply), [a_row(key=key, body="b" * 900)])
    erased = keys[::3]
    with engine.begin() as connection:
        for key in erased:
            conversations.forget(connection, key)
            outbox.forget(connection, key)
    return erased


def test_after_a_sweep_no_file_holds_the_key_of_who_erased(sqlite: Engine, tmp_path: Path) -> None:
    erased = a_busy_evening(sqlite)
    assert keys_in_files(tmp_path, erased)
    retention = Retention()
    retention.erased()
    retention.run(sqlite, EVENING)
    assert keys_in_files(tmp_path, erased) == []


def test_the_reply_that_said_so_is_swept_up_as_well(sqlite: Engine, tmp_path: Path) -> None:
    key = secrets.token_hex(32)
    retention = Retention()
    retention.erased()
    with sqlite.begin() as connection:
        connection.execute(insert(OutboxReply), [a_row(key=key)])
    retention.run(sqlite, EVENING)
    with sqlite.begin() as connection:
        outbox.forget(connection, key)
    retention.run(sqlite, EVENING)
    assert keys_in_files(tmp_path, [key]) == []


def test_a_sweep_that_a_reader_holds_up_is_tried_again(sqlite: Engine, tmp_path: Path) -> None:
    retention = Retention()
    for _ in range(SWEEPS):
        retention.run(sqlite, EVENING)
    erased = a_busy_evening(sqlite)
    retention.erased()
    reader = sqlite.raw_connection()
    reader.cursor().execute("PRAGMA busy_timeout=0")
    reading = reader.cursor()
    reading.execute("BEGIN")
    reading.execute("SELECT count(*) FROM outbox").fetchone()
    retention.run(sqlite, EVENING)
    reading.execute("ROLLBACK")
    reader.close()
    for _ in range(SWEEPS):
        retention.run(sqlite, EVENING)
    assert keys_in_files(tmp_path, erased) == []


@pytest.mark.parametrize(("age", "left"), [(COUNTS_KEPT, 1), (COUNTS_KEPT + timedelta(days=1), 0)])
def test_counts_are_kept_for_three_years(engine: Engine, age: timedelta, left: int) -> None:
    row = {"day": TODAY - age, "district": "", "topic": "", "outcome": "menu", "times": 1}
    with engine.begin() as connection:
        connection.execute(insert(OutcomeCount), [row])
        forget_expired(connection, EVENING)
        query = select(func.count()).select_from(OutcomeCount)
        assert connection.execute(query).scalar_one() == left


@pytest.mark.parametrize(
    ("closed_on", "left"),
    [
        (None, 1),
        (TODAY - CLOSED_REPORTS_KEPT, 1),
        (TODAY - CLOSED_REPORTS_KEPT - timedelta(days=1), 0),
    ],
)
def test_a_report_is_kept_for_a_year_after_staff_looked(
    engine: Engine, closed_on: date | None, left: int
) -> None:
    with engine.begin() as connection:
        reports.add(connection, "hub", "phone", TODAY - timedelta(days=2000))
        if closed_on:
            reports.close(connection, "hub", closed_on)
        forget_expired(connection, EVENING)
        query = select(func.count()).select_from(tables.reports)
        assert connection.execute(query).scalar_one() == left


def test_a_conversation_goes_after_a_day(engine: Engine) -> None:
    with engine.begin() as connection:
        conversations.save(connection, "a", State(), EVENING)
    Retention().run(engine, EVENING + timedelta(hours=24))
    with engine.begin() as connection:
        assert connection.execute(select(Conversation.key)).all() == []


def test_the_replies_that_wait_for_one_chat_are_counted(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert(OutboxReply), [a_row(key=key) for key in ("a", "a", "b")])
        assert [waiting_replies(connection, key) for key in ("a", "b", "c")] == [2, 1, 0]


@pytest.mark.parametrize(("age", "left"), [(SET_ASIDE_KEPT, 1), (SET_ASIDE_KEPT + UNSERVED, 0)])
def test_that_a_reply_was_set_aside_is_kept_for_a_month(
    engine: Engine, age: timedelta, left: int
) -> None:
    row = {"channel": "telegram", "reason": "refused", "at": EVENING - age}
    with engine.begin() as connection:
        connection.execute(insert(SetAside), [row])
        forget_expired(connection, EVENING)
        assert len(connection.execute(select(SetAside.id)).all()) == left


def test_a_chat_of_a_bot_that_no_longer_runs_is_not_remembered(engine: Engine) -> None:
    row = {"channel": "telegram", "key": "a", "open_at": EVENING - UNSERVED}
    with engine.begin() as connection:
        connection.execute(insert(OutboxChat), [row])
        forget_expired(connection, EVENING)
        assert connection.execute(select(OutboxChat.key)).all() == []
