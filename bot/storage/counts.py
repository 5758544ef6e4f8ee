"""How often each outcome happened, by day, district and topic, and by bot where a council has its own. Count; do not log."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from bot.storage.database import upsert
from bot.storage.tables import BotOutcomeCount, OutcomeCount

ONE_MORE = {table: {"times": table.times + 1} for table in (OutcomeCount, BotOutcomeCount)}


def add(
    connection: Connection,
    day: date,
    district: str | None,
    topic: str | None,
    outcome: str,
    bot: str = "",
) -> None:
    """`bot` is the id of the pack whose own bot it was; empty for the install's own."""
    row = {"day": day, "district": district or "", "topic": topic or "", "outcome": outcome}
    if bot:
        row["bot"] = bot
    table = BotOutcomeCount if bot else OutcomeCount
    upsert(connection, table, {**row, "times": 1}, ONE_MORE[table])
