"""One chat that writes without a pause, beside others that write as people do."""

from __future__ import annotations

import time
from dataclasses import dataclass

from tests.soak.bots import until
from tests.soak.ground import Ground

LOUD, FIRST_QUIET = 7, 3001


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds that each of the others waited for an answer, the shortest first."""

    seconds: tuple[float, ...]

    @property
    def p95(self) -> float:
        return self.seconds[int(len(self.seconds) * 0.95)]


def flooding(ground: Ground, loud: int, quiet: int, seconds: float) -> Waits:
    """`loud` messages of one chat and one message each of `quiet` others, spread over `seconds`."""
    ground.opens()
    asked: dict[int, float] = {}
    for number in range(loud):
        ground.api.says(LOUD, "/menu")
        if number * quiet // loud == len(asked):
            chat = FIRST_QUIET + len(asked)
            asked[chat] = time.time()
            ground.api.says(chat, "/privacy")
        time.sleep(seconds / loud)

    def all_are_answered() -> bool:
        return asked.keys() <= {each.chat for each in ground.api.journal.messages}

    until(all_are_answered, "some of the others were not answered", every=0.1)
    heard: dict[int, float] = {}
    for each in ground.api.journal.messages:
        heard.setdefault(each.chat, each.at)
    return Waits(tuple(sorted(heard[chat] - began for chat, began in asked.items())))
