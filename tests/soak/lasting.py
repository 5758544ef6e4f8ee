"""A bot that answers for a long time: what memory it holds after it is warm, and after the last message."""

from __future__ import annotations

import time
from dataclasses import dataclass

from tests.soak.bots import until
from tests.soak.ground import Ground
from tests.soak.talks import FIRST_CHAT, SAYINGS

MOST_WAITING = 500
CHATS = 5_000
WARM = 0.1
"""The share of messages after which everything that is made once has been made."""


@dataclass(frozen=True, slots=True)
class Lasted:
    messages: int
    seconds: float
    warm_megabytes: float
    last_megabytes: float
    decided: int

    @property
    def growth(self) -> float:
        return self.last_megabytes / self.warm_megabytes - 1


def lasting(ground: Ground, messages: int) -> Lasted:
    """As fast as the bot takes them. The stand-in remembers nothing, so that it does not grow itself."""
    ground.unlimited = True
    ground.api.journal.remembers = False
    life = ground.opens()
    began, warm = time.monotonic(), 0.0
    for number in range(messages):
        if number % MOST_WAITING == 0:
            until(lambda: ground.api.waiting < MOST_WAITING, "the bot does not keep up", 600)
        if number == int(messages * WARM):
            warm = life.memory()
        ground.api.says(FIRST_CHAT + number % CHATS, SAYINGS[number // CHATS % len(SAYINGS)])
    ground.waits_until_all_is_sent(600)
    took = time.monotonic() - began
    return Lasted(messages, took, warm, life.memory(), ground.decided)
