"""From an older secret to today's: conversations when their resident writes again, sealed addresses by command."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.fernet import InvalidToken
from sqlalchemy import Connection, delete, select, update

from bot.storage.sealing import Seal
from bot.storage.tables import Conversation, OutboxReply


@dataclass(frozen=True, slots=True)
class Resealed:
    """What became of the sealed addresses. `unknown` were sealed with a secret that was not given."""

    resealed: int
    already: int
    unknown: int


def take_over(connection: Connection, older: Iterable[str], key: str) -> None:
    """Moves a conversation, and what waits for it, from its older keys to today's.

    A hash cannot be turned back, so this waits until the resident writes: for as long as a conversation can live.
    """
    for old in older:
        if _held(connection, key):
            connection.execute(delete(Conversation).where(Conversation.key == old))
        else:
            moved = update(Conversation).where(Conversation.key == old).values(key=key)
            connection.execute(moved)
        connection.execute(update(OutboxReply).where(OutboxReply.key == old).values(key=key))


def reseal(connection: Connection, seal: Seal) -> Resealed:
    """Seals the address of every reply that waits with today's secret."""
    resealed = already = unknown = 0
    query = select(OutboxReply.id, OutboxReply.address).where(OutboxReply.address.is_not(None))
    for reply_id, sealed in connection.execute(query).all():
        if not sealed or seal.is_newest(sealed):
            already += bool(sealed)
            continue
        try:
            fresh = seal.seal(seal.open(sealed))
        except InvalidToken:
            unknown += 1
            continue
        changed = update(OutboxReply).where(OutboxReply.id == reply_id).values(address=fresh)
        resealed += connection.execute(changed).rowcount
    return Resealed(resealed, already, unknown)


def _held(connection: Connection, key: str) -> bool:
    query = select(Conversation.key).where(Conversation.key == key)
    return connection.execute(query).scalar_one_or_none() is not None
