"""How much all senders of one bot together may still send: a token bucket in the database, closed while a 429 lasts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from bot.storage.database import upsert
from bot.storage.outbox import as_utc
from bot.storage.tables import OutboxBudget


@dataclass(frozen=True, slots=True)
class Pace:
    """Messages a second in all, how many of them may leave at once after a rest, and seconds between two to one chat."""

    a_second: float
    burst: float
    chat_seconds: float


TELEGRAM = Pace(a_second=29.4, burst=1.5, chat_seconds=1.0)
"""Telegram: 30 messages a second, one a second to a chat. In no second do more than 29.4 + 1.5 leave, which is 30 whole ones:
a budget that once goes over is closed for seconds by a 429. The half over one forgives a claim that comes 17 ms late."""

UNEVEN_CLOCKS = timedelta(milliseconds=250)
"""Added to every wait that a channel asks for, because the clocks of two senders differ a little."""


@dataclass(frozen=True, slots=True)
class Budget:
    channel: str
    pace: Pace
    tokens: float
    now: datetime
    closed_until: datetime | None = None

    def filled(self, since: datetime) -> Budget:
        """With what came in since it was last looked at. A clock that went back brings nothing, and takes nothing."""
        seconds = max(0.0, (self.now - since).total_seconds())
        return replace(
            self, tokens=min(self.pace.burst, self.tokens + seconds * self.pace.a_second)
        )

    def closed(self, wait: timedelta) -> Budget:
        """Nothing leaves for so long. Never opens earlier than was said before."""
        until = self.now + wait + UNEVEN_CLOCKS
        known = self.closed_until
        return replace(self, closed_until=max(until, known) if known else until)

    def spent(self, messages: int) -> Budget:
        return replace(self, tokens=self.tokens - messages)

    @property
    def grants(self) -> int:
        """How many messages may leave now."""
        return 0 if self.seconds_closed > 0 else int(self.tokens)

    @property
    def seconds_closed(self) -> float:
        return max(0.0, (self.closed_until - self.now).total_seconds()) if self.closed_until else 0

    @property
    def seconds_to_next(self) -> float:
        """Until one more message may leave."""
        missing = max(0.0, 1 - self.tokens) / self.pace.a_second
        return max(missing, self.seconds_closed)


def hold(connection: Connection, channel: str, pace: Pace, now: datetime) -> Budget:
    """The budget as it stands. Whoever has it keeps every other sender of this bot waiting until its transaction ends."""
    query = (
        select(OutboxBudget.tokens, OutboxBudget.filled_at, OutboxBudget.closed_until)
        .where(OutboxBudget.channel == channel)
        .with_for_update()
    )
    found = connection.execute(query).one_or_none()
    if found is None:
        row = {"channel": channel, "tokens": pace.burst, "filled_at": now}
        upsert(connection, OutboxBudget, row, None)
        found = connection.execute(query).one()
    budget = Budget(channel, pace, found.tokens, now, as_utc(found.closed_until))
    return budget.filled(as_utc(found.filled_at) or now)


def keep(connection: Connection, budget: Budget) -> None:
    connection.execute(
        update(OutboxBudget)
        .where(OutboxBudget.channel == budget.channel)
        .values(tokens=budget.tokens, filled_at=budget.now, closed_until=budget.closed_until)
    )
