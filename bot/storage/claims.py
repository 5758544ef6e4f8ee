"""Who sends which reply: a lease of some seconds on the first reply of each chat, as many as the budget grants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Integer,
    and_,
    bindparam,
    exists,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from bot.storage import budgets
from bot.storage.budgets import Budget
from bot.storage.outbox import OUTBOX, Waiting, as_utc
from bot.storage.tables import OutboxChat, OutboxReply

LEASE = timedelta(seconds=30)
"""A send ends within 25 seconds; after these, whoever had the reply no longer knows of it."""

QUICK_HANDOVER = timedelta(seconds=5)
"""A sender whose lock is gone is dead, or the database restarted under it: by then a living one has its lock again."""

BUSY_SECONDS = 0.1
"""How soon to look again while something waits for its moment."""

IDLE_SECONDS = 1.0
"""How soon to look again when nothing waits: what this process puts wakes its sender anyway."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """What to send now, and in how many seconds it is worth asking again."""

    replies: tuple[Waiting, ...] = ()
    wait: float = IDLE_SECONDS


def claim(connection: Connection, budget: Budget, by: str, most: int) -> Claimed:
    """The first reply of each chat that has nothing in flight: danger, replies, scheduled ones; the oldest first.

    `by` is `sender:number`, another for every claim. `budget` is held, so that no other claim runs at the same time; the
    locks on rows are for whoever erases or finishes one just now.
    """
    room = min(most, budget.grants)
    replies = _take(connection, budget, by, room) if room > 0 else ()
    left = budget.spent(len(replies))
    if replies:
        budgets.keep(connection, left)
    return Claimed(replies, _wait(connection, left, len(replies), room, most))


def release(connection: Connection, claims: list[str]) -> None:
    """Gives back what was claimed and never tried."""
    _free(connection, OutboxReply.claimed_by.in_(claims))


def release_sender(connection: Connection, channel: str, sender: str) -> None:
    """Gives back all that a sender held that is dead; an empty name stands for every sender."""
    mine = OutboxReply.claimed_by.startswith(f"{sender}:" if sender else "")
    _free(connection, and_(OutboxReply.channel == channel, mine))


def senders(connection: Connection, channel: str, now: datetime) -> set[str]:
    """Those who have held a reply for so long that somebody should see whether they live."""
    query = (
        select(OutboxReply.claimed_by)
        .where(
            OutboxReply.channel == channel,
            OutboxReply.claimed_until <= now + LEASE - QUICK_HANDOVER,
        )
        .distinct()
    )
    return {str(claimed).partition(":")[0] for claimed in connection.execute(query).scalars()}


_MINE, _OTHER = OutboxReply, aliased(OutboxReply)
_CHANNEL = bindparam("of_channel", type_=OUTBOX.c.channel.type)
_NOW = bindparam("at", type_=OUTBOX.c.claimed_until.type)


def _due(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    return or_(OutboxReply.not_before.is_(None), OutboxReply.not_before <= now)


_BEFORE = or_(
    _OTHER.claimed_until > _NOW,
    _OTHER.priority < _MINE.priority,
    and_(_OTHER.priority == _MINE.priority, _OTHER.id < _MINE.id),
)

_RESTING = exists().where(
    OutboxChat.channel == _MINE.channel,
    OutboxChat.key == _MINE.key,
    OutboxChat.open_at > _NOW,
)

_FIRST_OF_EACH_CHAT = (
    select(
        _MINE.id,
        _MINE.key,
        _MINE.address,
        _MINE.body,
        _MINE.language,
        _MINE.priority,
        _MINE.put_at,
        _MINE.tries,
        _MINE.parts_sent,
        _MINE.apologised,
    )
    .where(
        _MINE.channel == _CHANNEL,
        _due(_NOW),
        or_(_MINE.claimed_until.is_(None), _MINE.claimed_until <= _NOW),
        ~exists().where(
            _OTHER.key == _MINE.key,
            _OTHER.channel == _MINE.channel,
            _OTHER.id != _MINE.id,
            _BEFORE,
        ),
        ~_RESTING,
    )
    .order_by(_MINE.priority, _MINE.id)
    .limit(bindparam("room", type_=Integer))
    .with_for_update(skip_locked=True, of=_MINE)
)
"""Built once: building it takes longer than asking it."""


def _take(connection: Connection, budget: Budget, by: str, room: int) -> tuple[Waiting, ...]:
    asked = {"of_channel": budget.channel, "at": budget.now, "room": room}
    rows = connection.execute(_FIRST_OF_EACH_CHAT, asked).all()
    if rows:
        connection.execute(
            update(OUTBOX)
            .where(OUTBOX.c.id.in_([row.id for row in rows]))
            .values(claimed_by=by, claimed_until=budget.now + LEASE)
        )
    return tuple(_read(row, by, budget.now) for row in rows)


def _wait(connection: Connection, left: Budget, taken: int, room: int, most: int) -> float:
    if taken == most:
        return IDLE_SECONDS  # the first send that ends makes room, and wakes the sender
    if taken == room:
        return max(left.seconds_to_next, 0.001)
    waits = select(OutboxReply.id).where(
        OutboxReply.channel == left.channel,
        OutboxReply.claimed_until.is_(None),
        _due(left.now + timedelta(seconds=IDLE_SECONDS)),
    )
    return BUSY_SECONDS if connection.execute(waits.limit(1)).first() else IDLE_SECONDS


def _free(connection: Connection, which: ColumnElement[bool]) -> None:
    connection.execute(update(OutboxReply).where(which).values(claimed_by=None, claimed_until=None))


def _read(row: Any, by: str, now: datetime) -> Waiting:
    return Waiting(
        row.id,
        row.key,
        row.address,
        row.body,
        row.language,
        row.priority,
        as_utc(row.put_at) or now,
        row.tries,
        row.parts_sent,
        row.apologised,
        by,
    )
