"""Why a message is understood as it is, for staff. Pure and stateless."""

from __future__ import annotations

from typing import Any

from bot.conversation.intents import (
    AsksTopic,
    GoesBack,
    InDanger,
    Intent,
    MayMean,
    NotUnderstood,
    NotWords,
    Says,
    WantsHelp,
    WantsUrgentHelp,
)
from bot.conversation.matching import Match
from bot.conversation.model import LOSS, Message, State
from bot.conversation.understanding import Understanding

_TOPIC = "topic:"
FEWEST = 3
"""Runners-up that staff always see."""


def explain(understanding: Understanding, text: str) -> dict[str, Any]:
    """CONTRACT section 4, and what an editor can do about it."""
    message = Message(text=text)
    seen = understanding.look_for_danger(message)
    intent = understanding.understand(message, State(), seen)
    topics = _topics(understanding, intent, understanding.explain(text))
    return {
        "text": text,
        "intent": _name_of(intent),
        "topics": topics,
        "decision": _decision(intent),
        "safety": seen.danger.kind if seen.danger else None,
        "danger_check": understanding.sounds_like_danger(message, seen, intent),
        "safety_because": seen.danger.because if seen.danger else None,
        "almost": [
            {"class": each.kind, "rule": each.rule, "because": each.because, "guard": each.guard}
            for each in seen.almost
        ],
        "place": bool(intent.search and intent.search.place != "same"),
        "facts": intent.facts,
        "advice": _advice(intent, topics),
    }


def _topics(
    understanding: Understanding, intent: Intent, matches: tuple[Match, ...]
) -> list[dict[str, Any]]:
    ranked = [_topic(understanding, match) for match in matches if match.label.startswith(_TOPIC)]
    chosen = intent.topic if isinstance(intent, AsksTopic | WantsHelp) else None
    ranked.sort(key=lambda each: each["id"] != chosen)
    if chosen and not any(each["id"] == chosen for each in ranked):
        ranked.insert(0, _topic(understanding, Match(f"{_TOPIC}{chosen}", 1.0)))
    return ranked[: max(FEWEST, 5)]


def _topic(understanding: Understanding, match: Match) -> dict[str, Any]:
    topic_id = match.label.removeprefix(_TOPIC)
    core = understanding.library.core_of(topic_id)
    found: dict[str, Any] = {
        "id": topic_id,
        "score": round(match.score, 3),
        "because": list(match.because),
    }
    return {**found, "core": core} if core != topic_id else found


def _name_of(intent: Intent) -> str:
    if isinstance(intent, InDanger):
        return "safety"
    if isinstance(intent, AsksTopic):
        return "loss" if intent.topic == LOSS else "topic"
    if isinstance(intent, WantsHelp):
        return "topic" if intent.topic else "find_service"
    if isinstance(intent, MayMean):
        return "topic"
    if isinstance(intent, Says):
        return intent.what if intent.what in _PLAIN else "menu"
    if isinstance(intent, WantsUrgentHelp):
        return "human"
    if isinstance(intent, GoesBack):
        return "menu"
    return "not_understood" if isinstance(intent, NotUnderstood | NotWords) else "find_service"


_PLAIN = {
    "greeting",
    "thanks",
    "human",
    "stop",
    "erase",
    "my_data",
    "privacy",
    "menu",
    "out_of_scope",
}


def _decision(intent: Intent) -> str:
    if isinstance(intent, InDanger):
        return "safety"
    if isinstance(intent, MayMean):
        return "clarify"
    return "fallback" if isinstance(intent, NotUnderstood | NotWords) else "answer"


def _advice(intent: Intent, topics: list[dict[str, Any]]) -> str:
    if isinstance(intent, InDanger):
        return "The safety reply takes over. If that is wrong, add the message to must_not_match of that class."
    if isinstance(intent, NotUnderstood | MayMean) and topics:
        return f"If it belongs to {topics[0]['id']}, add a phrase like it to asked_as in topics/{topics[0]['id']}.yaml."
    return "If this is the wrong page, add a phrase like it to asked_as of the right topic."
