"""Whether a bot still has replies that nobody has tried to send."""

from __future__ import annotations

from sqlalchemy import Connection, exists, select

from bot.storage.outbox import SCHEDULED
from bot.storage.tables import OutboxReply


def has_untried(connection: Connection, channel: str) -> bool:
    """What was tried and put off is no reason to stay: whoever starts next goes on with it."""
    waiting = exists().where(
        OutboxReply.channel == channel, OutboxReply.tries == 0, OutboxReply.priority < SCHEDULED
    )
    return bool(connection.execute(select(waiting)).scalar_one())
