"""Replies wait in order for each chat, danger first, and go when they are sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine

from bot.conversation.model import Choice, Link, Reply, ServiceCard
from bot.storage import outbox
from bot.storage.outbox import LONGEST_WAIT
from tests.conftest import EVENING

SOON = timedelta(seconds=1)


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.begin() as opened:
        yield opened


def put(connection: Connection, key: str, *texts: str, urgent: bool = False) -> None:
    replies = tuple(Reply(text) for text in texts)
    outbox.put(connection, "telegram", key, b"sealed", replies, EVENING, urgent)


def texts_due(connection: Connection, after: timedelta = timedelta(0)) -> list[str]:
    return [each.reply.text for each in outbox.due(connection, "telegram", EVENING + after)]


def test_a_reply_comes_out_as_it_went_in(connection: Connection) -> None:
    card = ServiceCard(
        "hub", "Hub", ("E1", "E2"), "near", "01", None, "a@b.c", None, "ST16", 1.2, True
    )
    reply = Reply("Zażółć 👶", (Choice("Yes", "yes"),), (Link("a", "https://b.c"),), (card,))
    outbox.put(connection, "telegram", "a", b"\x00sealed", (reply,), EVENING, urgent=False)
    (waiting,) = outbox.due(connection, "telegram", EVENING)
    assert waiting.reply == reply
    assert (waiting.key, waiting.address, waiting.tries) == ("a", b"\x00sealed", 0)


def test_a_chat_gets_its_replies_one_after_the_other(connection: Connection) -> None:
    put(connection, "a", "one", "two", "three")
    seen = []
    while due := outbox.due(connection, "telegram", EVENING):
        assert len(due) == 1, "the next one waits until this one is accepted"
        seen.append(due[0].reply.text)
        outbox.accepted(connection, due[0].id)
    assert seen == ["one", "two", "three"]


def test_chats_do_not_wait_for_each_other(connection: Connection) -> None:
    put(connection, "a", "a1", "a2")
    put(connection, "b", "b1")
    assert texts_due(connection) == ["a1", "b1"]


def test_danger_goes_first(connection: Connection) -> None:
    put(connection, "a", "ordinary")
    put(connection, "b", "call 999", "numbers", urgent=True)
    put(connection, "c", "ordinary too")
    assert texts_due(connection) == ["call 999", "ordinary", "ordinary too"]


def test_danger_goes_first_even_when_few_may_be_sent_at_once(connection: Connection) -> None:
    for chat in range(5):
        put(connection, f"chat {chat}", "ordinary")
    put(connection, "z", "call 999", urgent=True)
    (first,) = outbox.due(connection, "telegram", EVENING, most=1)
    assert first.reply.text == "call 999"


def test_another_channel_has_an_outbox_of_its_own(connection: Connection) -> None:
    put(connection, "a", "one")
    assert outbox.due(connection, "whatsapp", EVENING) == []


def test_a_reply_that_failed_holds_back_those_behind_it_in_its_chat_only(
    connection: Connection,
) -> None:
    put(connection, "a", "a1", "a2")
    put(connection, "b", "b1")
    outbox.later(connection, outbox.due(connection, "telegram", EVENING)[0], EVENING)
    assert texts_due(connection) == ["b1"]
    assert texts_due(connection, SOON) == ["a1", "b1"]


@pytest.mark.parametrize(
    ("tries", "pause"),
    [
        (0, timedelta(seconds=1)),
        (1, timedelta(seconds=2)),
        (5, timedelta(seconds=32)),
        (9, timedelta(seconds=512)),
        (10, LONGEST_WAIT),
        (40, LONGEST_WAIT),
        (2000, LONGEST_WAIT),
    ],
)
def test_the_pause_doubles_up_to_ten_minutes(
    tries: int, pause: timedelta, connection: Connection
) -> None:
    put(connection, "a", "one")
    connection.exec_driver_sql(f"UPDATE outbox SET tries = {tries}")
    outbox.later(connection, outbox.due(connection, "telegram", EVENING)[0], EVENING)
    assert texts_due(connection, pause - timedelta(milliseconds=1)) == []
    (again,) = outbox.due(connection, "telegram", EVENING + pause)
    assert again.tries == tries + 1


def test_a_channel_may_say_how_long_to_wait(connection: Connection) -> None:
    put(connection, "a", "one")
    (waiting,) = outbox.due(connection, "telegram", EVENING)
    outbox.later(connection, waiting, EVENING, timedelta(minutes=30))
    assert texts_due(connection, LONGEST_WAIT) == []
    assert texts_due(connection, timedelta(minutes=30)) == ["one"]


def test_all_that_waits_for_a_chat_that_blocked_us_is_dropped(connection: Connection) -> None:
    put(connection, "a", "a1", "a2")
    put(connection, "b", "b1")
    outbox.forget(connection, "a")
    assert texts_due(connection) == ["b1"]
    assert outbox.waiting(connection) == 1


def test_accepting_twice_does_no_harm(connection: Connection) -> None:
    put(connection, "a", "one", "two")
    (first,) = outbox.due(connection, "telegram", EVENING)
    for _ in range(2):
        outbox.accepted(connection, first.id)
    assert texts_due(connection) == ["two"]


def test_what_waits_is_counted(connection: Connection) -> None:
    assert outbox.waiting(connection) == 0
    put(connection, "a", "one", "two")
    assert outbox.waiting(connection) == 2
