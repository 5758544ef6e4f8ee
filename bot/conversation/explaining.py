"""Why a message is understood as it is, for staff. Pure and stateless."""

from __future__ import annotations

from typing import Any

from rapidfuzz import fuzz, process

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
from bot.library.library import Library

_TOPIC = "topic:"
MOST_COMPARED = 160
"""Letters of a message that are compared with our phrases: more takes long and tells an editor no more."""

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
        "safety_rule": seen.danger.rule if seen.danger else None,
        "danger_belief": round(seen.belief, 3),
        "almost": [
            {"class": each.kind, "rule": each.rule, "because": each.because, "guard": each.guard}
            for each in seen.almost
        ],
        "place": bool(intent.search and intent.search.place != "same"),
        "facts": intent.facts,
        "advice": _advice(intent, topics),
    }


def what_would_change_it(understanding: Understanding, text: str) -> list[str]:
    """For each word that counted for the best topic: what would come first without it. Slower, so only when asked."""
    best = understanding.explain(text)[:1]
    words = understanding.matcher.words(text)
    found = []
    for because in best[0].because if best else ():
        left = " ".join(word for word in words if word not in because.split())
        instead = understanding.explain(left)[:1]
        if instead and instead[0].label != best[0].label:
            found.append(f"Without “{because}”: {instead[0].label.partition(':')[2]}")
        elif instead:
            found.append(f"Without “{because}”: the same, at {instead[0].score:.2f}")
    return found


def nearest_phrases(understanding: Understanding, text: str) -> list[dict[str, str]]:
    """The phrases of the two best topics that hold most of the same words: for eyes, it never chooses. Only when asked."""
    library = understanding.library
    topics = [
        match.label for match in understanding.explain(text) if match.label.startswith(_TOPIC)
    ]
    taught = [
        (topic, phrase)
        for topic in (label.removeprefix(_TOPIC) for label in topics[:2])
        for phrase in (*library.topics[topic].asked_as, *_messages(library, topic))
    ]
    close = process.extract(
        understanding.matcher.tidied(text[:MOST_COMPARED]),
        [phrase.lower() for _, phrase in taught],
        scorer=fuzz.token_set_ratio,
        limit=3,
    )
    return [{"topic": taught[place][0], "phrase": taught[place][1]} for _, _, place in close]


def _messages(library: Library, topic: str) -> tuple[str, ...]:
    found = library.messages.get(topic)
    return found.messages if found else ()


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
        return (
            "The safety reply takes over. If that is wrong, add messages like it to "
            "messages/harmless.yaml; a rule that fired needs an unless."
        )
    if isinstance(intent, NotUnderstood | MayMean) and topics:
        return f"If it belongs to {topics[0]['id']}, add messages like it to messages/{topics[0]['id']}.yaml."
    return "If this is the wrong page, add messages like it to the right topic's file in messages/."
