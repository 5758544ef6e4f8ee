"""State by conversation key, for a short while."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, bindparam, delete, select, text

from bot.conversation.model import FORGOTTEN_AFTER, STATE_VERSION, State
from bot.storage.database import upsert
from bot.storage.tables import Conversation, HandledUpdate

EXPIRES_AFTER = FORGOTTEN_AFTER

HANDLED_KEPT = timedelta(days=3)
"""Telegram redelivers for at most a day; three leave room for a long weekend's outage."""

_LOCK = text("SELECT pg_advisory_xact_lock(:number)")

_LOAD = select(Conversation.state).where(
    Conversation.key == bindparam("key"),
    Conversation.expires > bindparam("now", type_=Conversation.expires.type),
)

_STATE = TypeAdapter(State)


def write_state(state: State) -> str:
    """A version, then JSON of what differs from a fresh state."""
    return f"{STATE_VERSION} {_STATE.dump_json(state, exclude_defaults=True).decode()}"


def read_state(saved: str) -> State:
    """Another version, or anything that does not fit, is a fresh start: safer than a misread one."""
    version, _, held = saved.partition(" ")
    if version != str(STATE_VERSION):
        return State()
    try:
        return _STATE.validate_json(held)
    except ValidationError:
        return State()


def lock(connection: Connection, key: str) -> None:
    """First in a transaction: one conversation is decided by one replica at a time, a new one too, until the transaction ends.

    SQLite has one writer at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        number = int.from_bytes(bytes.fromhex(key[:16]), "big", signed=True)
        connection.execute(_LOCK, {"number": number})


def load(connection: Connection, key: str, now: datetime) -> State:
    """A fresh State where there is none, or it is too old, or it cannot be read."""
    saved = connection.execute(_LOAD, {"key": key, "now": now}).scalar_one_or_none()
    return read_state(saved) if saved else State()


def save(connection: Connection, key: str, state: State, now: datetime) -> None:
    held = {"state": write_state(state), "expires": now + EXPIRES_AFTER}
    upsert(connection, Conversation, {"key": key, **held}, held)


def forget(connection: Connection, key: str) -> None:
    connection.execute(delete(Conversation).where(Conversation.key == key))


def first_time(connection: Connection, channel: str, update_id: str, now: datetime) -> bool:
    """True once for each update: its row is written in the same transaction as the decision."""
    return upsert(
        connection,
        HandledUpdate,
        {"channel": channel, "update_id": update_id, "handled": now},
        None,
    )


def forget_expired(connection: Connection, now: datetime) -> int:
    """Deletes what has had its time. Returns how many conversations went."""
    connection.execute(delete(HandledUpdate).where(HandledUpdate.handled < now - HANDLED_KEPT))
    return connection.execute(delete(Conversation).where(Conversation.expires <= now)).rowcount
