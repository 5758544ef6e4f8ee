"""How often each outcome happened, by day, district and topic. Count; do not log."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from bot.storage.database import upsert
from bot.storage.tables import OutcomeCount


def add(
    connection: Connection, day: date, district: str | None, topic: str | None, outcome: str
) -> None:
    row = {"day": day, "district": district or "", "topic": topic or "", "outcome": outcome}
    upsert(connection, OutcomeCount, {**row, "times": 1}, {"times": OutcomeCount.times + 1})
