"""Updates that come again, out of order, broken, or all at once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from aiohttp import ClientSession, TCPConnector

from tests.fakes.bot_api import message
from tests.fakes.bot_api.webhook import SECRET_HEADER
from tests.soak.bots import Life
from tests.soak.ground import SECRET, Ground
from tests.soak.talks import SAYINGS, Talks, Tally

AT_ONCE = 32

BROKEN: tuple[dict[str, Any], ...] = (
    {"message": 7},
    {"message": "hello"},
    {"message": {"text": "no chat"}},
    {"message": {"message_id": "x", "date": "never", "chat": [], "text": {}}},
    {"callback_query": {"id": []}},
    {"edited_message": [1, 2]},
)
"""What has been seen, and what could be, where an update should stand. An update of no kind at all is not broken."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """`handled` are the updates of which the database knows; `decided` what was counted with them."""

    updates: int
    deliveries: int
    handled: int
    decided: int
    refused: int


def duplicates(ground: Ground, updates: int, times: int, seed: int = 1) -> Delivered:
    """Every update `times` times, shuffled, to two receivers, until each was acknowledged every time."""
    for replica in (0, 1):
        ground.starts(replica)
    lives = [Life(0, port).wait_for() for port in ground.ports]
    made = [
        {"update_id": number, "message": message(2000 + number // 4, text=SAYINGS[number % 4])}
        for number in range(updates)
    ]
    deliveries = [update for update in made for _ in range(times)]
    Random(seed).shuffle(deliveries)
    refused = asyncio.run(_post_all([life.port for life in lives], deliveries))
    return Delivered(updates, len(deliveries), ground.handled, ground.decided, refused)


async def _post_all(ports: Sequence[int], updates: Sequence[dict[str, Any]]) -> int:
    """Returns how many were not acknowledged at first, and came again."""
    waiting = asyncio.Queue[tuple[int, dict[str, Any]]]()
    for number, update in enumerate(updates):
        waiting.put_nowait((ports[number % len(ports)], update))
    refused = 0

    async def post(session: ClientSession) -> None:
        nonlocal refused
        while not waiting.empty():
            port, update = waiting.get_nowait()
            url = f"http://127.0.0.1:{port}/telegram/webhook"
            async with session.post(url, json=update) as response:
                if response.status != 200:
                    refused += 1
                    waiting.put_nowait((port, update))

    headers = {SECRET_HEADER: SECRET}
    async with ClientSession(connector=TCPConnector(limit=AT_ONCE), headers=headers) as session:
        await asyncio.gather(*(post(session) for _ in range(AT_ONCE)))
    return refused


@dataclass(frozen=True, slots=True)
class Passed:
    """`quarantined` as the bot counts it; `polls` shows whether it ran hot."""

    tally: Tally
    broken: int
    quarantined: int
    polls: int


def malformed(ground: Ground, updates: int, broken: int, seed: int = 1) -> Passed:
    """`broken` updates, spread among `updates` in all."""
    ground.unlimited = True
    life = ground.opens()
    talks = Talks(ground).listens()
    dice = Random(seed)
    places = sorted(dice.sample(range(updates), broken))
    for number in range(0, updates - broken, len(SAYINGS)):
        while places and places[0] <= number:
            places.pop(0)
            ground.api.puts(dict(dice.choice(BROKEN)))
        talks.say(len(SAYINGS))
    for _ in places:
        ground.api.puts(dict(dice.choice(BROKEN)))
    tally = talks.finishes(updates)
    return Passed(tally, broken, counted(life, "signpost_quarantined_total"), _polls(ground))


def _polls(ground: Ground) -> int:
    return ground.api.called["getUpdates"]


def counted(life: Life, metric: str) -> int:
    """The sum of a metric over its labels."""
    page = life.get("metrics") or ""
    rows = (line for line in page.splitlines() if line.startswith((f"{metric}{{", f"{metric} ")))
    return int(sum(float(line.rpartition(" ")[2]) for line in rows))
