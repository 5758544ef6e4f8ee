"""One sender's line to the outbox: a transaction that settles and claims, and now and then a look at the other senders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import Connection, Engine

from bot.storage import budgets, claims, settling
from bot.storage.budgets import Pace
from bot.storage.claims import Claimed
from bot.storage.leases import lease
from bot.storage.settling import Settled

LOOK_ROUND_EVERY = timedelta(seconds=1)


class Line:
    """Used by one thread at a time. `name` is this sender's own, never used before."""

    def __init__(self, engine: Engine, channel: str, pace: Pace, name: str) -> None:
        self._engine, self._channel, self._pace, self._name = engine, channel, pace, name
        self._many = engine.dialect.name == "postgresql"
        self._alive = lease(engine, _lease_name(name if self._many else channel))
        self._numbers = count(1)
        self._unsure: list[str] = []
        self._looked_at: datetime | None = None
        self._alone = False

    def exchange(
        self, done: Sequence[Settled], room: int, now: datetime
    ) -> tuple[Claimed, Counter[str]]:
        """Raises what the database raises; then nothing is settled, and `done` is to be given again."""
        looks = (
            self._looked_at is None or not timedelta() <= now - self._looked_at < LOOK_ROUND_EVERY
        )
        if looks:
            self._look_round()
        if not (self._many or self._alone or done):
            return Claimed(), Counter()
        by = f"{self._name}:{next(self._numbers)}"
        self._unsure.append(by)
        with self._engine.begin() as connection:
            self._give_back_unsure(connection, by)
            if looks:
                self._tidy(connection, now)
            budget = budgets.hold(connection, self._channel, self._pace, now)
            budget, counts = settling.settle(connection, budget, done)
            if any(each.result == "retry_after" for each in done):
                budgets.keep(connection, budget)
            claimed = claims.claim(connection, budget, by, room)
        self._unsure.clear()
        self._looked_at = now if looks else self._looked_at
        return claimed, counts

    def close(self) -> None:
        """Gives back what is still claimed, and says that this sender is gone."""
        try:
            with self._engine.begin() as connection:
                claims.release_sender(connection, self._channel, self._name)
        finally:
            self._alive.give()

    def _look_round(self) -> None:
        """On SQLite one process sends, by a lock that ends with it; what its dead forerunner held is free at once."""
        before, standing = self._alone, self._alive.take()
        self._alone = standing == "mine"
        if self._alone and not before and not self._many:
            with self._engine.begin() as connection:
                claims.release_sender(connection, self._channel, "")

    def _tidy(self, connection: Connection, now: datetime) -> None:
        settling.tidy(connection, now, self._channel)
        if not self._many:
            return
        for other in claims.senders(connection, self._channel, now) - {self._name}:
            theirs = lease(self._engine, _lease_name(other))
            if theirs.take() == "mine":
                claims.release_sender(connection, self._channel, other)
                theirs.give()

    def _give_back_unsure(self, connection: Connection, by: str) -> None:
        """Claims whose transaction may have been kept although its end was never heard of."""
        unsure = [each for each in self._unsure if each != by]
        if unsure:
            claims.release(connection, unsure)


def _lease_name(sender: str) -> str:
    return f"sender {sender}"
