"""How long a call to the Bot API may take, step by step, in seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import aiohttp


@dataclass(frozen=True)
class Patience:
    """As python-telegram-bot names them; None waits for ever.

    A send ends within 25 seconds, so that whoever claimed a reply for 30 seconds knows what became of it.
    """

    pool: float | None = 5.0
    connect: float | None = 5.0
    write: float | None = 5.0
    read: float | None = 10.0

    def changed(self, asked: Mapping[str, float | None]) -> Patience:
        """With what one call asks for."""
        return replace(self, **asked) if asked else self

    @cached_property
    def limits(self) -> aiohttp.ClientTimeout:
        """aiohttp has no limit of its own on writing, and counts the wait for a free connection as connecting."""
        steps = (self.pool, self.connect, self.write, self.read)
        return aiohttp.ClientTimeout(
            total=_sum(*steps),
            connect=_sum(self.pool, self.connect),
            sock_connect=self.connect,
            sock_read=self.read,
        )


def _sum(*steps: float | None) -> float | None:
    known = [step for step in steps if step is not None]
    return sum(known) if len(known) == len(steps) else None
