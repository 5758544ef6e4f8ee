"""How many messages one chat may send before some are passed over. In memory, for each process."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

BURST = 20
"""Messages at once. A frightened parent who sends one line at a time sends eight or ten; nobody types twenty in a second."""

A_SECOND = 1.0
"""Messages a second that may go on for ever: as fast as anyone reads the replies, and as Telegram lets us send them."""

FRESH = timedelta(minutes=1)
"""What was sent longer ago waited in a queue while we were away, and is no flood however fast it comes now."""

DANGER_EVERY = timedelta(minutes=1)
"""How often one class of danger is answered in the middle of a flood."""

MOST_CHATS = 50_000
"""Chats that are remembered, those that were heard longest ago forgotten first. A forgotten chat starts with a full bucket."""

Verdict = Literal["admitted", "flood_begins", "flooding"]


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled: datetime
    flooding: bool = False


class Flood:
    """A token bucket for each chat. Not for several threads at once."""

    def __init__(self, burst: int = BURST, a_second: float = A_SECOND) -> None:
        self._burst, self._a_second = burst, a_second
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._answered: dict[tuple[str, str], datetime] = {}

    def verdict(self, chat: str, now: datetime, sent_at: datetime | None) -> Verdict:
        """Whether a message is to be decided. Takes nothing from the bucket: see `spend`."""
        if sent_at is not None and now - sent_at > FRESH:
            return "admitted"
        bucket = self._bucket(chat, now)
        if bucket.tokens >= 1:
            bucket.flooding = False
            return "admitted"
        began, bucket.flooding = not bucket.flooding, True
        return "flood_begins" if began else "flooding"

    def spend(self, chat: str, now: datetime, sent_at: datetime | None) -> None:
        """One fresh message was decided. What comes again, and what could not be kept, costs nothing."""
        if sent_at is None or now - sent_at <= FRESH:
            self._bucket(chat, now).tokens -= 1

    def may_answer_danger(self, chat: str, kind: str, now: datetime) -> bool:
        """True once a minute for each class of danger of a chat; remembers that it was asked."""
        self._answered = {key: at for key, at in self._answered.items() if now - at < DANGER_EVERY}
        if (chat, kind) in self._answered:
            return False
        self._answered[chat, kind] = now
        return True

    def _bucket(self, chat: str, now: datetime) -> _Bucket:
        bucket = self._buckets.setdefault(chat, _Bucket(self._burst, now))
        gained = max((now - bucket.filled).total_seconds(), 0) * self._a_second
        bucket.tokens, bucket.filled = min(bucket.tokens + gained, self._burst), now
        self._buckets.move_to_end(chat)
        while len(self._buckets) > MOST_CHATS:
            self._buckets.popitem(last=False)
        return bucket
