"""Replies wait in order for each chat, danger first, within the budget, and go when they are sent."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, event, select

from bot.conversation.model import Choice, Link, Reply, ServiceCard
from bot.storage import budgets, claims, outbox, settling
from bot.storage.budgets import TELEGRAM, UNEVEN_CLOCKS, Pace
from bot.storage.claims import BUSY_SECONDS, IDLE_SECONDS, LEASE, Claimed
from bot.storage.database import open_database
from bot.storage.line import Line
from bot.storage.migrating import migrate
from bot.storage.outbox import DANGER, REPLY, SCHEDULED, Waiting
from bot.storage.settling import SET_ASIDE_KEPT, Reason, Result, Settled
from bot.storage.tables import OutboxChat, OutboxReply, SetAside
from tests.conftest import EVENING
from tests.services_directory.builders import given

UNLIMITED = Pace(a_second=1e6, burst=1e6, chat_seconds=0.0)
SOON = timedelta(seconds=1)
NUMBERS = count(1)


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.begin() as opened:
        yield opened


def put(connection: Connection, key: str, *texts: str, priority: int = REPLY) -> None:
    replies = tuple(Reply(text) for text in texts)
    outbox.put(connection, "telegram", key, b"sealed", replies, EVENING, priority)


def claim(
    connection: Connection,
    now: datetime = EVENING,
    most: int = 50,
    pace: Pace = UNLIMITED,
    channel: str = "telegram",
) -> Claimed:
    budget = budgets.hold(connection, channel, pace, now)
    return claims.claim(connection, budget, f"somebody:{next(NUMBERS)}", most)


def texts(claimed: Claimed) -> list[str]:
    return [outbox.read_reply(each.body).text for each in claimed.replies]


def settle(
    connection: Connection,
    *waiting: Waiting,
    result: Result = "accepted",
    pause: timedelta = timedelta(0),
    reason: Reason | None = None,
    now: datetime = EVENING,
    pace: Pace = UNLIMITED,
    counts_as_try: bool = False,
) -> dict[str, int]:
    budget = budgets.hold(connection, "telegram", pace, now)
    settled = [
        Settled(each, result, pause, reason, counts_as_try=counts_as_try) for each in waiting
    ]
    budget, counts = settling.settle(connection, budget, settled)
    budgets.keep(connection, budget)
    return dict(counts)


def sent_one_by_one(connection: Connection) -> list[str]:
    seen = []
    while (claimed := claim(connection, most=1)).replies:
        seen += texts(claimed)
        settle(connection, *claimed.replies)
    return seen


# What is put and how it comes out.


def test_a_reply_comes_out_as_it_went_in(connection: Connection) -> None:
    card = ServiceCard(
        "hub", "Hub", ("E1", "E2"), "near", "01", None, "a@b.c", None, "ST16", 1.2, True
    )
    reply = Reply("Zażółć 👶", (Choice("Yes", "yes"),), (Link("a", "https://b.c"),), (card,))
    outbox.put(connection, "telegram", "a", b"\x00sealed", (reply,), EVENING, language="pl")
    (waiting,) = claim(connection).replies
    assert outbox.read_reply(waiting.body) == reply
    assert (waiting.key, waiting.address, waiting.language) == ("a", b"\x00sealed", "pl")
    assert (waiting.tries, waiting.parts_sent, waiting.put_at) == (0, 0, EVENING)


def test_a_turn_without_replies_puts_nothing(connection: Connection) -> None:
    put(connection, "a")
    assert outbox.waiting(connection) == {}


def test_a_chat_gets_its_replies_one_after_the_other(connection: Connection) -> None:
    put(connection, "a", "one", "two", "three")
    assert len(claim(connection).replies) == 1
    assert claim(connection).replies == (), "the next one waits until this one is accepted"
    assert sent_one_by_one(connection) == []


def test_chats_do_not_wait_for_each_other(connection: Connection) -> None:
    put(connection, "a", "a1", "a2")
    put(connection, "b", "b1")
    assert texts(claim(connection)) == ["a1", "b1"]


def test_danger_goes_first_then_replies_then_what_is_scheduled(connection: Connection) -> None:
    put(connection, "a", "reminder", priority=SCHEDULED)
    put(connection, "b", "ordinary")
    put(connection, "c", "call 999", "numbers", priority=DANGER)
    assert sent_one_by_one(connection) == ["call 999", "numbers", "ordinary", "reminder"]


def test_danger_overtakes_what_waits_in_its_own_chat_but_not_what_is_in_flight(
    connection: Connection,
) -> None:
    put(connection, "a", "one", "two")
    first = claim(connection).replies
    put(connection, "a", "call 999", priority=DANGER)
    assert claim(connection).replies == ()
    settle(connection, *first)
    assert sent_one_by_one(connection) == ["call 999", "two"]


def test_what_is_scheduled_waits_for_its_moment(connection: Connection) -> None:
    tomorrow = EVENING + timedelta(days=1)
    replies = (Reply("reminder"),)
    outbox.put(connection, "telegram", "a", b"", replies, EVENING, SCHEDULED, not_before=tomorrow)
    assert claim(connection).replies == ()
    assert outbox.oldest(connection, EVENING) == {}
    (waiting,) = claim(connection, tomorrow).replies
    assert waiting.put_at == tomorrow, "it is not late on the day it was meant for"


def test_another_bot_has_an_outbox_of_its_own(connection: Connection) -> None:
    put(connection, "a", "one")
    assert claim(connection, channel="telegram:sefton").replies == ()


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from((DANGER, REPLY, SCHEDULED)))),
    st.integers(1, 4),
)
def test_whatever_is_put_leaves_by_priority_and_then_in_order(
    puts: list[tuple[str, int]], most: int
) -> None:
    with TemporaryDirectory() as folder:
        engine = open_database(f"sqlite:///{Path(folder) / 'outbox.db'}")
        migrate(engine)
        with engine.begin() as connection:
            for number, (key, priority) in enumerate(puts):
                put(connection, key, str(number), priority=priority)
            left: dict[str, list[int]] = defaultdict(list)
            while (claimed := claim(connection, most=most)).replies:
                keys = [each.key for each in claimed.replies]
                assert len(keys) == len(set(keys)), "one of each chat at a time"
                ranks = [(each.priority, each.id) for each in claimed.replies]
                assert ranks == sorted(ranks)
                for each, text in zip(claimed.replies, texts(claimed), strict=True):
                    left[each.key].append(int(text))
                settle(connection, *claimed.replies)
        engine.dispose()
    for key in "abc":
        mine = [number for number, (chat, _) in enumerate(puts) if chat == key]
        assert left[key] == sorted(mine, key=lambda number: (puts[number][1], number))


# What becomes of what was tried.


def test_a_reply_that_failed_holds_back_those_behind_it_in_its_chat_only(
    connection: Connection,
) -> None:
    put(connection, "a", "a1", "a2")
    put(connection, "b", "b1")
    first, _ = claim(connection).replies
    settle(connection, first, result="later", pause=SOON, counts_as_try=True)
    assert texts(claim(connection)) == []
    (again,) = claim(connection, EVENING + SOON).replies
    assert (again.id, again.tries) == (first.id, 1)


def test_a_part_that_was_accepted_is_not_sent_again(connection: Connection) -> None:
    put(connection, "a", "a long one", "the next")
    settle(connection, *claim(connection).replies, result="part")
    (rest,) = claim(connection).replies
    assert (outbox.read_reply(rest.body).text, rest.parts_sent) == ("a long one", 1)


def test_all_that_waits_for_a_chat_that_blocked_us_is_dropped_and_counted(
    connection: Connection,
) -> None:
    put(connection, "a", "a1", "a2")
    put(connection, "b", "b1")
    (first, _) = claim(connection).replies
    assert settle(connection, first, result="blocked") == {"blocked": 2}
    assert outbox.waiting(connection) == {REPLY: 1}


def test_what_a_resident_erases_is_dropped(connection: Connection) -> None:
    put(connection, "a", "a1", "a2")
    put(connection, "b", "b1")
    outbox.forget(connection, "a")
    assert texts(claim(connection)) == ["b1"]


def test_what_is_set_aside_leaves_a_reason_and_nothing_of_the_resident(
    connection: Connection,
) -> None:
    put(connection, "a", "one", "two")
    first = claim(connection).replies
    assert settle(connection, *first, result="set_aside", reason="refused") == {"refused": 1}
    (row,) = connection.execute(select(SetAside.__table__)).all()
    assert tuple(row)[1:3] == ("telegram", "refused")
    assert len(row) == 4
    assert texts(claim(connection)) == ["two"]
    assert settling.set_aside(connection) == {"refused": 1}


def test_what_was_set_aside_is_counted_for_thirty_days(connection: Connection) -> None:
    put(connection, "a", "one")
    settle(connection, *claim(connection).replies, result="set_aside", reason="failing")
    settling.tidy(connection, EVENING + SET_ASIDE_KEPT - SOON)
    assert settling.set_aside(connection) == {"failing": 1}
    settling.tidy(connection, EVENING + SET_ASIDE_KEPT)
    assert settling.set_aside(connection) == {}


def test_settling_twice_does_no_harm(connection: Connection) -> None:
    put(connection, "a", "one", "two")
    first = claim(connection).replies
    for _ in range(2):
        settle(connection, *first)
    assert texts(claim(connection)) == ["two"]


def test_a_reply_that_took_the_number_of_an_erased_one_is_not_taken_for_it(
    connection: Connection,
) -> None:
    put(connection, "a", "one")
    (first,) = claim(connection).replies
    outbox.forget(connection, "a")
    put(connection, "a", "erased")
    connection.execute(OutboxReply.__table__.update().values(id=first.id))  # type: ignore[attr-defined]
    settle(connection, first)
    assert texts(claim(connection)) == ["erased"]


def test_a_chat_that_heard_that_it_is_late_need_not_hear_it_again(connection: Connection) -> None:
    put(connection, "a", "one", "two")
    (first,) = claim(connection).replies
    budget = budgets.hold(connection, "telegram", UNLIMITED, EVENING)
    settling.settle(connection, budget, [Settled(first, "accepted", apologised=True)])
    assert claim(connection).replies[0].apologised


# Leases.


def test_what_a_sender_that_died_had_claimed_is_free_when_its_lease_ends(
    connection: Connection,
) -> None:
    put(connection, "a", "one", "two")
    claim(connection)
    assert texts(claim(connection, EVENING + LEASE - SOON)) == []
    assert texts(claim(connection, EVENING + LEASE)) == ["one"]


def test_who_lost_a_lease_changes_nothing_under_the_one_that_took_it_over(
    connection: Connection,
) -> None:
    put(connection, "a", "one")
    (slow,) = claim(connection).replies
    (taken,) = claim(connection, EVENING + LEASE).replies
    settle(connection, slow, result="later")
    assert claim(connection, EVENING + LEASE).replies == ()
    assert taken.claim != slow.claim


def test_a_sender_that_ends_gives_back_what_it_did_not_try(engine: Engine) -> None:
    with engine.begin() as connection:
        put(connection, "a", "one")
    ending = Line(engine, "telegram", UNLIMITED, "ending")
    assert ending.exchange((), 5, EVENING)[0].replies
    ending.close()
    taking = Line(engine, "telegram", UNLIMITED, "taking")
    assert texts(taking.exchange((), 5, EVENING)[0]) == ["one"]
    taking.close()


@pytest.mark.postgresql
def test_a_dead_sender_hands_over_long_before_its_lease_ends_and_a_living_one_does_not(
    postgresql_url: str,
) -> None:
    engine = open_database(postgresql_url)
    with engine.begin() as connection:
        for table in (OutboxReply, OutboxChat):
            connection.execute(table.__table__.delete())  # type: ignore[attr-defined]
        put(connection, "a", "one")
    first = Line(engine, "telegram", UNLIMITED, "first")
    second = Line(engine, "telegram", UNLIMITED, "second")
    assert first.exchange((), 5, EVENING)[0].replies
    after = EVENING + claims.QUICK_HANDOVER
    assert second.exchange((), 5, after)[0].replies == ()
    first._alive.give()  # as the end of its process does
    assert texts(second.exchange((), 5, after + SOON)[0]) == ["one"]
    second.close()
    engine.dispose()


def test_on_sqlite_one_sender_at_a_time_and_the_next_one_at_once(sqlite: Engine) -> None:
    with sqlite.begin() as connection:
        put(connection, "a", "one")
    first, second = (Line(sqlite, "telegram", UNLIMITED, name) for name in ("first", "second"))
    assert first.exchange((), 5, EVENING)[0].replies
    assert second.exchange((), 5, EVENING)[0].replies == ()
    first._alive.give()  # as the end of its process does
    assert texts(second.exchange((), 5, EVENING + SOON)[0]) == ["one"]
    second.close()


# The budget.


def test_a_second_brings_what_the_pace_says_and_a_rest_brings_no_more(
    connection: Connection,
) -> None:
    pace = Pace(a_second=10, burst=3, chat_seconds=0)
    put(connection, "z", "call 999", priority=DANGER)
    for chat in range(20):
        put(connection, f"chat {chat}", f"{chat}")
    first = claim(connection, pace=pace)
    assert texts(first) == ["call 999", "0", "1"], "danger first, also where few may leave"
    assert first.wait == pytest.approx(0.1)
    assert texts(claim(connection, pace=pace)) == []
    assert texts(claim(connection, EVENING + timedelta(seconds=0.1), pace=pace)) == ["2"]
    assert len(texts(claim(connection, EVENING + timedelta(minutes=5), pace=pace))) == 3


@given(st.lists(st.floats(0, 0.5), min_size=1, max_size=200))
def test_telegrams_thirty_a_second_are_kept_whenever_it_is_asked(pauses: list[float]) -> None:
    budget, now, left = budgets.Budget("telegram", TELEGRAM, 1.5, EVENING), EVENING, []
    for pause in pauses:
        before, now = now, now + timedelta(seconds=pause)
        budget = replace(budget, now=now).filled(before)
        left += [now] * budget.grants
        budget = budget.spent(budget.grants)
    for first in left:
        assert len([each for each in left if first <= each < first + SOON]) <= 30


def test_a_chat_rests_a_second_also_when_nothing_more_waited_for_it(
    connection: Connection,
) -> None:
    pace = Pace(1e6, 1e6, chat_seconds=1)
    put(connection, "a", "one")
    settle(connection, *claim(connection, pace=pace).replies, pace=pace)
    put(connection, "a", "two")
    put(connection, "b", "other")
    claimed = claim(connection, EVENING + timedelta(milliseconds=900), pace=pace)
    assert texts(claimed) == ["other"]
    assert claimed.wait == BUSY_SECONDS
    assert texts(claim(connection, EVENING + SOON, pace=pace)) == ["two"]


def test_nothing_says_for_long_to_whom_something_was_sent(connection: Connection) -> None:
    put(connection, "a", "one")
    settle(connection, *claim(connection).replies, pace=TELEGRAM)
    assert connection.execute(select(OutboxChat.key)).scalars().all() == ["a"]
    settling.tidy(connection, EVENING + SOON)
    assert connection.execute(select(OutboxChat.key)).scalars().all() == []


def test_nothing_leaves_inside_a_retry_after(connection: Connection) -> None:
    put(connection, "a", "one")
    put(connection, "b", "call 999", priority=DANGER)
    danger, one = claim(connection).replies
    wait = timedelta(seconds=7)
    assert settle(connection, one, result="retry_after", pause=wait) == {"retry_after": 1}
    settle(connection, danger, result="retry_after", pause=SOON)
    closed = claim(connection, EVENING + wait)
    assert closed.replies == ()
    assert closed.wait == pytest.approx(UNEVEN_CLOCKS.total_seconds())
    assert texts(claim(connection, EVENING + wait + UNEVEN_CLOCKS)) == ["call 999", "one"]


def test_an_empty_outbox_is_looked_at_seldom(connection: Connection) -> None:
    assert claim(connection).wait == IDLE_SECONDS


# What is said about it.


def test_what_waits_is_counted_by_priority(connection: Connection) -> None:
    assert outbox.waiting(connection) == {}
    put(connection, "a", "one", "two")
    put(connection, "a", "call 999", priority=DANGER)
    assert outbox.waiting(connection) == {DANGER: 1, REPLY: 2}


def test_the_age_of_the_oldest_is_known_by_priority(connection: Connection) -> None:
    put(connection, "a", "one")
    later = EVENING + timedelta(minutes=2)
    assert outbox.oldest(connection, later) == {REPLY: 120.0}


# Two senders.


@pytest.mark.postgresql
def test_two_senders_never_hold_two_replies_of_one_chat_nor_break_its_order(
    postgresql_url: str,
) -> None:
    engine = open_database(postgresql_url)
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(OutboxReply.__table__.delete())  # type: ignore[attr-defined]
        for number in range(240):
            put(connection, f"chat {number % 7}", str(number))
    sent: dict[str, list[int]] = defaultdict(list)
    guard, in_hand, broken = threading.Lock(), set[str](), list[str]()

    def send(name: str) -> None:
        line, done = Line(engine, "telegram", UNLIMITED, name), list[Settled]()
        while True:
            with guard:
                in_hand.difference_update(each.waiting.key for each in done)
            claimed = line.exchange(done, 3, EVENING)[0].replies
            if not claimed and not outbox_left(engine):
                break
            with guard:
                for each in claimed:
                    broken.extend([each.key] if each.key in in_hand else [])
                    in_hand.add(each.key)
                    sent[each.key].append(int(outbox.read_reply(each.body).text))
            done = [Settled(each, "accepted") for each in claimed]
        line.close()

    threads = [threading.Thread(target=send, args=(name,)) for name in ("one", "two", "three")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine.dispose()
    assert broken == []
    assert sorted(each for chat in sent.values() for each in chat) == list(range(240))
    assert all(chat == sorted(chat) for chat in sent.values())


def outbox_left(engine: Engine) -> bool:
    with engine.connect() as connection:
        return bool(outbox.waiting(connection))


def test_a_claim_looks_at_one_chat_at_a_time_however_much_waits(sqlite: Engine) -> None:
    """Without an index for it SQLite goes through all that waits for each reply that it considers."""
    plan: list[str] = []

    @event.listens_for(sqlite, "before_cursor_execute", retval=True)
    def explained(_c: Any, cursor: Any, statement: str, given: Any, *_: Any) -> tuple[str, Any]:
        if statement.startswith("SELECT") and "outbox_1" in statement:
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", given)
            plan.extend(row[3] for row in cursor.fetchall())
        return statement, given

    with sqlite.begin() as connection:
        put(connection, "a", "one")
        assert texts(claim(connection)) == ["one"]
    assert "SEARCH outbox_1 USING INDEX ix_outbox_chat (channel=? AND key=?)" in plan
