"""A bot that answers for a long time: what memory it holds after it is warm, and after the last message."""

from __future__ import annotations

import time
from collections.abc import Callable
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
    """`course`: the megabytes held after each tenth of the messages; after the first, the bot is warm."""

    messages: int
    seconds: float
    course: tuple[float, ...]
    decided: int

    @property
    def growth(self) -> float:
        return self.course[-1] / self.course[0] - 1


def lasting(ground: Ground, messages: int, say: Callable[[str], None]) -> Lasted:
    """As fast as the bot takes them. The stand-in remembers nothing, so that it does not grow itself."""
    ground.unlimited = True
    ground.api.journal.remembers = False
    life = ground.opens()
    began = time.monotonic()
    course: list[float] = []
    for number in range(1, messages + 1):
        if number % MOST_WAITING == 0:
            until(lambda: ground.api.waiting < MOST_WAITING, "the bot does not keep up", 600)
        if number % int(messages * WARM) == 0:
            course.append(life.memory())
            say(f"{number:,} said, {course[-1]:.0f} MB")
        ground.api.says(FIRST_CHAT + number % CHATS, SAYINGS[number // CHATS % len(SAYINGS)])
    ground.waits_until_all_is_sent(600)
    course.append(life.memory())
    took = time.monotonic() - began
    return Lasted(messages, took, tuple(course), ground.decided)
