"""How well labelled messages are understood, and which thresholds serve residents best. Pure.

A label is a topic's id (hyphens or underscores) or one of the intents; a second one may be right as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from bot.conversation.intents import (
    AsksTopic,
    InDanger,
    Intent,
    Says,
    StillInDanger,
    WantsHelp,
)
from bot.conversation.meaning import Beliefs, decision, worth_asking
from bot.conversation.model import Message, State
from bot.conversation.teaching import INTENT, TOPIC
from bot.conversation.understanding import Understanding
from bot.library.library import Library
from bot.library.models import Thresholds

RENAMED = {
    "five_ways": "five-ways",
    "family_hub": "family-hubs",
    "healthy_start_money_food": "healthy-start",
    "healthy_ageing_falls": "healthy-ageing",
    "human_handover": "human",
    "opt_out": "stop",
    "delete_my_data": "erase",
}
"""Labels of other collections → ours."""

INTENTS = frozenset(
    ["find_service", "human", "stop", "erase", "my_data", "privacy", "menu", "greeting", "thanks"]
)
OUT_OF_SCOPE, FIND_SERVICE, SAFETY = "out_of_scope", "find_service", "safety"


@dataclass(frozen=True, slots=True)
class Labelled:
    text: str
    right: frozenset[str]


@dataclass(frozen=True, slots=True)
class Heard:
    """What a message was taken for. `fixed` is set where no threshold had a say: a command, a bare place, a danger.

    `otherwise` is what it is taken for where nothing fits: a message that names a place looks for help there.
    """

    wanted: frozenset[str]
    ranked: tuple[tuple[str, float], ...]
    known: float
    fixed: str | None = None
    otherwise: str | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of all messages, but for `outside_as_topic`, which is of those that are out of scope."""

    count: int
    right: float
    helped: float
    wrong: float
    top_three: float
    macro_f1: float
    outside_as_topic: float
    confused: tuple[tuple[tuple[str, str], int], ...] = ()


def label(written: str) -> str:
    """As our topics and intents are called."""
    written = RENAMED.get(written.strip(), written.strip())
    return written if written in INTENTS or written == OUT_OF_SCOPE else written.replace("_", "-")


def hear(understanding: Understanding, rows: Iterable[Labelled]) -> list[Heard]:
    """Reads every message once; thresholds can then be tried on what was heard."""
    return [_heard(understanding, row) for row in rows]


def score(heard: Sequence[Heard], at: Thresholds) -> Figures:
    """All figures at one set of thresholds."""
    right = helped = wrong = top_three = outside = outside_as_topic = 0
    pairs: Counter[tuple[str, str]] = Counter()
    for each in heard:
        told, offered = _verdict(each, at)
        is_right = told in each.wanted or (told is None and OUT_OF_SCOPE in each.wanted)
        right += is_right
        helped += is_right or bool(offered & each.wanted)
        wrong += told is not None and not is_right
        top_three += each.fixed in each.wanted or bool(
            each.wanted & {name for name, _ in each.ranked[:3]}
        )
        if OUT_OF_SCOPE in each.wanted:
            outside += 1
            outside_as_topic += told is not None and told not in INTENTS | {OUT_OF_SCOPE}
        if told is not None and not is_right:
            pairs[min(each.wanted), told] += 1
    count = max(len(heard), 1)
    return Figures(
        count=len(heard),
        right=right / count,
        helped=helped / count,
        wrong=wrong / count,
        top_three=top_three / count,
        macro_f1=_macro_f1(heard),
        outside_as_topic=outside_as_topic / max(outside, 1),
        confused=tuple(pairs.most_common(12)),
    )


def calibrate(heard: Sequence[Heard], now: Thresholds) -> Thresholds:
    """The thresholds at which residents are best served, by what a right page, a wrong one and a question are worth."""
    grid = product(STEPS_SURE, STEPS_LIKELY, STEPS_UNSURE, STEPS_KNOWN)
    tried = (
        now.model_copy(update={"sure": sure, "likely": likely, "unsure": unsure, "known": known})
        for sure, likely, unsure, known in grid
        if unsure <= likely <= sure
    )
    return max(tried, key=lambda at: _worth(score(heard, at)))


STEPS_SURE = (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)
STEPS_LIKELY = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6)
STEPS_UNSURE = (0.12, 0.16, 0.2)
STEPS_KNOWN = (0.25, 0.34, 0.5)


def _worth(figures: Figures) -> tuple[float, float]:
    """A wrong page costs eight times what a right one at once is worth; a question back costs little."""
    wrong = figures.wrong + figures.outside_as_topic / 10
    return figures.helped + figures.right - 8 * wrong, figures.right


def _heard(understanding: Understanding, row: Labelled) -> Heard:
    message = Message(text=row.text)
    decides = understanding.decided_by_belief(message)
    seen = understanding.look_for_danger(message)
    intent = understanding.understand(message, State(), seen)
    reading = understanding.matcher.read(decides or row.text, len(understanding.matcher.labels))
    ranked = tuple((_plain(name), share) for name, share in understanding.meaning.beliefs(reading))
    right = frozenset(understanding.library.core_of(each) for each in row.right)
    if decides is None:
        return Heard(right, ranked, reading.known, _name(intent, understanding.library))
    otherwise = FIND_SERVICE if decides != row.text else None
    return Heard(right, ranked, reading.known, otherwise=otherwise)


def _verdict(each: Heard, at: Thresholds) -> tuple[str | None, frozenset[str]]:
    """What is answered (None for a question back), and what stands on the buttons."""
    if each.fixed is not None:
        return each.fixed, frozenset()
    beliefs: Beliefs = [
        (f"{INTENT}{name}" if name in INTENTS | {OUT_OF_SCOPE} else f"{TOPIC}{name}", share)
        for name, share in each.ranked
    ]
    decided = decision(beliefs, each.known, at)
    if decided == "answer":
        return each.ranked[0][0], frozenset()
    if decided == "clarify":
        return None, frozenset(worth_asking(beliefs))
    topics = [name for name, _ in each.ranked if name not in INTENTS | {OUT_OF_SCOPE}]
    return each.otherwise, frozenset() if each.otherwise else frozenset(topics[:3])


def _plain(core: str) -> str:
    """A matcher's label → ours; a need that no topic leads to is a search for a service."""
    if core.startswith(TOPIC):
        return core.removeprefix(TOPIC)
    return core.removeprefix(INTENT) if core.startswith(INTENT) else FIND_SERVICE


def _name(intent: Intent, library: Library) -> str:
    if isinstance(intent, InDanger | StillInDanger):
        return SAFETY
    if isinstance(intent, AsksTopic):
        return library.core_of(intent.topic)
    if isinstance(intent, WantsHelp) and intent.topic:
        return library.core_of(intent.topic)
    return intent.what if isinstance(intent, Says) else FIND_SERVICE


def _macro_f1(heard: Sequence[Heard]) -> float:
    """The mean over labels of F1 of the first guess; a second right label counts as the first."""
    hit: Counter[str] = Counter()
    guessed: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for each in heard:
        guess = each.fixed or (each.ranked[0][0] if each.ranked else "")
        truth = guess if guess in each.wanted else min(each.wanted)
        guessed[guess] += 1
        wanted[truth] += 1
        hit[truth] += guess == truth
    scores = [2 * hit[name] / (guessed[name] + wanted[name]) for name in wanted]
    return sum(scores) / max(len(scores), 1)
