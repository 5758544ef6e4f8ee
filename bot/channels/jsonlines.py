"""A pipe: one request a line in, exactly one answer a line out, in order, flushed. CONTRACT section 3."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from bot.app import App, Arrived
from bot.conversation.model import Message, Turn


def converse(
    app: App, requests: Iterable[str], run: str, language: str | None = None
) -> Iterator[str]:
    """`run` keeps the residents of one run apart from those of another."""
    for number, line in enumerate(requests):
        if line.strip():
            yield json.dumps(
                _answer(app, line, f"{run}.{number}", run, language), ensure_ascii=False
            )


def _answer(app: App, line: str, update_id: str, run: str, language: str | None) -> dict[str, Any]:
    try:
        request = json.loads(line)
    except (ValueError, RecursionError):
        return {"error": "This line is not JSON."}
    if not isinstance(request, dict) or not isinstance(request.get("from"), str):
        return {"error": 'This line has no "from" that is text.'}
    message = _message(request)
    if message is None:
        return {"error": 'Give either "text" or "choice", as text.'}
    answered = app.handle(
        Arrived("jsonlines", f"{run}:{request['from']}", update_id, message, language=language)
    )
    if answered.turn is None:
        return {"error": "This line was answered before."}
    return {"from": request["from"], **shown(answered.turn)}


def _message(request: dict[str, Any]) -> Message | None:
    if isinstance(request.get("choice"), str):
        return Message("choice", choice=request["choice"])
    if isinstance(request.get("text"), str):
        return Message("text", text=request["text"])
    return None


def shown(turn: Turn) -> dict[str, Any]:
    """A turn as outside checks read it."""
    return {
        "outcome": turn.outcome,
        "topics": list(turn.topics),
        "safety": turn.safety,
        "danger_check": turn.danger_check,
        "asks": turn.asks,
        "replies": [asdict(reply) for reply in turn.replies],
    }
