"""Replies that are decided and not yet accepted by their channel, in order for each chat."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import cast

from sqlalchemy import Connection, Table, delete, func, insert, select

from bot.conversation.model import Choice, Link, Reply, ServiceCard
from bot.storage.tables import OutboxReply

OUTBOX = cast(Table, OutboxReply.__table__)

DANGER, REPLY, SCHEDULED = range(3)
"""Priorities: what somebody in danger must hear, what a resident waits for, what can wait."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One reply to send, or the rest of it.

    `address` is still sealed, `body` is still to be read, `claim` says who sends. `put_at` is when it should have left.
    """

    id: int
    key: str
    address: bytes
    body: str
    language: str
    priority: int
    put_at: datetime
    tries: int
    parts_sent: int
    apologised: bool
    claim: str


def put(
    connection: Connection,
    channel: str,
    key: str,
    address: bytes,
    replies: tuple[Reply, ...],
    now: datetime,
    priority: int = REPLY,
    not_before: datetime | None = None,
    language: str = "en",
) -> None:
    """`channel` names the bot as well. Without `not_before` they leave as soon as their turn comes."""
    rows = [
        {
            "channel": channel,
            "key": key,
            "address": address,
            "body": json.dumps(reply, default=_fields),
            "language": language,
            "priority": priority,
            "put_at": max(now, not_before or now),
            "not_before": not_before,
        }
        for reply in replies
    ]
    if rows:
        connection.execute(insert(OUTBOX), rows)


def _fields(part: Reply | Choice | Link | ServiceCard) -> dict[str, object]:
    """As `dataclasses.asdict`, which copies what it finds."""
    return {each.name: getattr(part, each.name) for each in fields(part)}


def read_reply(body: str) -> Reply:
    """Raises ValueError, KeyError or TypeError for what another release wrote in another form."""
    held = json.loads(body)
    return Reply(
        text=held["text"],
        choices=tuple(Choice(**each) for each in held["choices"]),
        links=tuple(Link(**each) for each in held["links"]),
        services=tuple(
            ServiceCard(**{**each, "serves": tuple(each["serves"])}) for each in held["services"]
        ),
    )


def forget(connection: Connection, key: str) -> None:
    """Drops all that waits for a chat, because its resident erased it."""
    connection.execute(delete(OutboxReply).where(OutboxReply.key == key))


def waiting(connection: Connection) -> dict[int, int]:
    """How many replies wait, by priority. A priority with none is left out."""
    query = select(OutboxReply.priority, func.count()).group_by(OutboxReply.priority)
    return {priority: int(number) for priority, number in connection.execute(query)}


def oldest(connection: Connection, now: datetime) -> dict[int, float]:
    """Seconds since the oldest reply should have left, by priority. What is for a later moment does not count yet."""
    put = func.coalesce(OutboxReply.put_at, OutboxReply.not_before)
    query = (
        select(OutboxReply.priority, func.min(put)).where(put <= now).group_by(OutboxReply.priority)
    )
    found = ((priority, as_utc(moment)) for priority, moment in connection.execute(query))
    return {priority: (now - moment).total_seconds() for priority, moment in found if moment}


def as_utc(moment: datetime | str | None) -> datetime | None:
    """SQLite gives moments back without their zone, and as text where it worked them out."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=UTC)
