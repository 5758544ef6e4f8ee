"""How much danger is caught, and how often the alarm is false, on labelled messages; and the thresholds that serve best. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from bot.conversation.alarm import UNLIKELY
from bot.conversation.model import Message, State
from bot.conversation.understanding import Understanding, asks_about_danger
from bot.library.models import Thresholds

MOST_FALSE_REPLIES, MOST_FALSE_CHECKS = 0.03, 0.12
"""Shares of near misses that may get the safety reply, and the reply or the check."""

MOST_ORDINARY_REPLIES, MOST_ORDINARY_CHECKS = 0.0125, 0.05
"""The same of ordinary messages. Those of our calibration file are heavy on purpose; of everyday ones a third as many are."""


@dataclass(frozen=True, slots=True)
class Told:
    """A labelled message. `kind` is its class of danger, or empty for a near miss or an ordinary message."""

    text: str
    kind: str
    ordinary: bool = False
    voice: str = ""


@dataclass(frozen=True, slots=True)
class Listened:
    """What was made of one. `settled`: it gets the safety reply at any threshold. `held`: a guard keeps it from that.

    `asking`: it asks about an emergency.

    `askable`: it is a sentence on which the check may stand; a command or a bare place is none.
    """

    told: Told
    belief: float
    settled: bool
    held: bool
    asking: bool
    askable: bool


@dataclass(frozen=True, slots=True)
class Share:
    """Hits of a number of messages, with the 95% Wilson interval."""

    hits: int
    count: int

    @property
    def share(self) -> float:
        return self.hits / max(self.count, 1)

    def interval(self, z: float = 1.96) -> tuple[float, float]:
        if self.count == 0:
            return 0.0, 1.0
        middle = (self.share + z * z / (2 * self.count)) / (1 + z * z / self.count)
        spread = self.share * (1 - self.share) / self.count + z * z / (4 * self.count**2)
        half = z / (1 + z * z / self.count) * sqrt(spread)
        return max(middle - half, 0.0), min(middle + half, 1.0)

    def __str__(self) -> str:
        low, high = self.interval()
        return f"{self.share:.1%} ({low:.1%} to {high:.1%})"


def listen(understanding: Understanding, rows: Iterable[Told]) -> list[Listened]:
    """Looks at every message once; thresholds can then be tried on what was heard."""
    return [_listened(understanding, row) for row in rows]


def replied(heard: Iterable[Listened], at: Thresholds) -> Share:
    """How many get the safety reply."""
    found = [_replies(each, at) for each in heard]
    return Share(sum(found), len(found))


def noticed(heard: Iterable[Listened], at: Thresholds) -> Share:
    """How many get the safety reply or the check."""
    found = [_replies(each, at) or _is_checked(each, at) for each in heard]
    return Share(sum(found), len(found))


Counting = Callable[[Iterable[Listened], Thresholds], Share]


def calibrate_alarm(heard: Sequence[Listened], now: Thresholds) -> Thresholds:
    """The lowest thresholds at which no more are alarmed falsely than we promised."""
    near = [each for each in heard if not each.told.kind and not each.told.ordinary]
    ordinary = [each for each in heard if each.told.ordinary]

    def lowest(
        name: str, at: Thresholds, alarmed: Counting, most: float, ordinarily: float
    ) -> Thresholds:
        for step in range(60, 200):
            tried = at.model_copy(update={name: step / 200})
            if alarmed(near, tried).share <= most and alarmed(ordinary, tried).share <= ordinarily:
                return tried
        return at

    at = lowest("takes_over", now, replied, MOST_FALSE_REPLIES, MOST_ORDINARY_REPLIES)
    at = lowest("worth_a_check", at, noticed, MOST_FALSE_CHECKS, MOST_ORDINARY_CHECKS)
    return at.model_copy(update={"worth_a_check": min(at.worth_a_check, at.takes_over)})


def _listened(understanding: Understanding, row: Told) -> Listened:
    message = Message(text=row.text)
    seen = understanding.look_for_danger(message)
    intent = understanding.understand(message, State(), seen)
    at = understanding.library.thresholds
    settled = seen.danger is not None and (seen.danger.certain or seen.belief < at.takes_over)
    held = seen.danger is None and any(each.guard != UNLIKELY for each in seen.almost)
    askable = understanding.may_hide_danger(message, intent)
    return Listened(row, seen.belief, settled, held, asks_about_danger(seen), askable)


def _replies(each: Listened, at: Thresholds) -> bool:
    return each.settled or (not each.held and each.belief >= at.takes_over)


def _is_checked(each: Listened, at: Thresholds) -> bool:
    return each.askable and (each.asking or each.belief >= at.worth_a_check)
