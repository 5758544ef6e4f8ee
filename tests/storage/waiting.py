"""Rows of the outbox as they stand there, for tests that do not send them."""

from __future__ import annotations

from typing import Any

from bot.storage.tables import OutboxReply
from tests.conftest import EVENING

KINDS: dict[type, Any] = {str: "", bytes: b"sealed", int: 0, bool: False}


def a_row(**values: Any) -> dict[str, Any]:
    """A row with something in every column that must have something."""
    columns = OutboxReply.__table__.columns
    needed = {
        column.name: KINDS.get(column.type.python_type, EVENING)
        for column in columns
        if not column.primary_key and not column.nullable
    }
    return {**needed, "body": "{}", **values}
