"""Replies that are decided and not yet accepted by their channel, in order for each chat."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, select, update

from bot.conversation.model import Choice, Link, Reply, ServiceCard
from bot.storage.tables import OutboxReply

LONGEST_WAIT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One reply to send. `address` is still sealed."""

    id: int
    key: str
    address: bytes
    reply: Reply
    tries: int


def put(
    connection: Connection,
    channel: str,
    key: str,
    address: bytes,
    replies: tuple[Reply, ...],
    now: datetime,
    urgent: bool,
) -> None:
    connection.execute(
        OutboxReply.__table__.insert(),  # type: ignore[attr-defined]  # a mapped class's table has insert
        [
            {
                "channel": channel,
                "key": key,
                "address": address,
                "body": json.dumps(asdict(reply)),
                "urgent": urgent,
                "tries": 0,
                "not_before": now,
            }
            for reply in replies
        ],
    )


def due(connection: Connection, channel: str, now: datetime, most: int = 50) -> list[Waiting]:
    """The first waiting reply of each chat whose time has come; danger replies first."""
    first = (
        select(func.min(OutboxReply.id))
        .where(OutboxReply.channel == channel)
        .group_by(OutboxReply.key)
    )
    query = (
        select(
            OutboxReply.id,
            OutboxReply.key,
            OutboxReply.address,
            OutboxReply.body,
            OutboxReply.tries,
        )
        .where(OutboxReply.id.in_(first), OutboxReply.not_before <= now)
        .order_by(OutboxReply.urgent.desc(), OutboxReply.id)
        .limit(most)
    )
    return [
        Waiting(id_, key, address, _read(body), tries)
        for id_, key, address, body, tries in connection.execute(query)
    ]


def accepted(connection: Connection, reply_id: int) -> None:
    connection.execute(delete(OutboxReply).where(OutboxReply.id == reply_id))


def later(
    connection: Connection, waiting: Waiting, now: datetime, wait: timedelta | None = None
) -> None:
    """Tries again after `wait`, or after a pause that doubles from one second to ten minutes."""
    pause = wait or min(timedelta(seconds=2 ** min(waiting.tries, 10)), LONGEST_WAIT)
    connection.execute(
        update(OutboxReply)
        .where(OutboxReply.id == waiting.id)
        .values(tries=waiting.tries + 1, not_before=now + pause)
    )


def forget(connection: Connection, key: str) -> None:
    """Drops all that waits for a chat: it was blocked, or the resident erased it."""
    connection.execute(delete(OutboxReply).where(OutboxReply.key == key))


def waiting(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(OutboxReply)).scalar_one()


def _read(body: str) -> Reply:
    held = json.loads(body)
    return Reply(
        text=held["text"],
        choices=tuple(Choice(**each) for each in held["choices"]),
        links=tuple(Link(**each) for each in held["links"]),
        services=tuple(
            ServiceCard(**{**each, "serves": tuple(each["serves"])}) for each in held["services"]
        ),
    )
