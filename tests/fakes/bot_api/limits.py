"""Telegram's limits on sending: thirty messages a second in all, one a second to a chat."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.fakes.bot_api.answers import Answer, too_many

GRACE_SECONDS = 0.25
"""What was on its way when a wait was asked for is not held against the sender."""


@dataclass(slots=True)
class Bucket:
    """Fills at `rate` a second up to `size`; every message takes one."""

    rate: float
    size: float
    held: float
    at: float

    def takes(self, now: float) -> bool:
        self.held = min(self.size, self.held + (now - self.at) * self.rate)
        self.at = now
        if self.held < 1:
            return False
        self.held -= 1
        return True


@dataclass(slots=True)
class Limits:
    """`slack` forgives the unevenness of a network, as a share of each limit.

    `inside_a_wait` counts what was sent although a `retry_after` was not yet over; `refused` what was over a limit.
    """

    overall: float = 30.0
    per_chat: float = 1.0
    wait: int = 2
    slack: float = 1.15
    refused: int = 0
    inside_a_wait: int = 0
    _all: Bucket | None = None
    _chats: dict[str, Bucket] = field(default_factory=dict)
    _closed: tuple[float, float] = (0.0, 0.0)

    def refusal(self, chat: str, now: float) -> Answer | None:
        began, ends = self._closed
        if now < ends:
            self.inside_a_wait += now > began + GRACE_SECONDS
            return too_many(max(1, round(ends - now)))
        if self._all is None:
            self._all = Bucket(self.overall * self.slack, self.overall, self.overall, now)
        mine = self._chats.setdefault(chat, Bucket(self.per_chat * self.slack, 1.0, 1.0, now))
        if mine.takes(now) and self._all.takes(now):
            return None
        self.refused += 1
        return self.close(now)

    def close(self, now: float) -> Answer:
        """Asks everybody to wait."""
        self._closed = (now, now + self.wait)
        return too_many(self.wait)
