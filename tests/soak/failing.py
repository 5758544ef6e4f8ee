"""A Bot API that fails in part or for a while, and what a long queue looks like when it is back."""

from __future__ import annotations

from dataclasses import dataclass

from tests.fakes.bot_api import Faults, Limits
from tests.soak.bots import until
from tests.soak.ground import Ground
from tests.soak.talks import FIRST_CHAT, SAYINGS, Talks, Tally

NEIGHBOURS = 64
"""So many messages are under way at once: within that many, the order between chats is chance."""


@dataclass(frozen=True, slots=True)
class Failed:
    faults: dict[str, int]
    tally: Tally


def faulty(ground: Ground, updates: int, share: float = 0.2, patience: float = 180) -> Failed:
    """A share of all calls fails, in every way that there is."""
    ground.unlimited = True
    ground.opens()
    talks = Talks(ground).listens()
    ground.api.faults = faults = Faults(share, hang=0.5)
    talks.say(updates)
    tally = talks.finishes(patience)
    return Failed(dict(faults.happened), tally)


@dataclass(frozen=True, slots=True)
class Drained:
    """`displaced`: by how many places the least patient chat was overtaken."""

    tally: Tally
    seconds: float
    displaced: int
    refused: int
    inside_a_wait: int


def outage(ground: Ground, updates: int, patience: float = 120) -> Drained:
    """Updates that came while no bot was there, and Telegram's limits in force when it is back."""
    life = ground.opens()
    talks = Talks(ground).listens()
    life.kill()
    talks.say(updates)
    limits = ground.api.limits = Limits()
    ground.starts()
    tally = talks.finishes(patience)
    after = ground.api.journal.messages[len(SAYINGS) :]
    return Drained(
        tally,
        after[-1].at - after[0].at,
        displaced([each.chat for each in after]),
        limits.refused,
        limits.inside_a_wait,
    )


def displaced(chats: list[int]) -> int:
    """Chats in the order in which each was first answered, against the order in which they wrote."""
    first = list(dict.fromkeys(chats))
    return max((place - (chat - first[0]) for place, chat in enumerate(first)), default=0)


def late(ground: Ground, chats: int) -> list[str]:
    """First answers of chats whose answers could not be sent for twenty minutes."""
    life = ground.opens()
    ground.api.refuse = lambda method, _given: (500, {}) if method == "sendMessage" else None
    for chat in range(FIRST_CHAT, FIRST_CHAT + chats):
        ground.api.says(chat, "/privacy")
    until(lambda: ground.decided == chats, "they were not decided", every=0.1)
    life.kill()
    ground.changes(
        "UPDATE outbox SET put_at = :then, not_before = :then, claimed_until = NULL, claimed_by = NULL",
        minutes=20,
    )
    ground.api.refuse = lambda _method, _given: None
    ground.starts()
    ground.waits_until_all_is_sent()
    heard: dict[int, str] = {}
    for each in ground.api.journal.messages:
        heard.setdefault(each.chat, each.text)
    return list(heard.values())
