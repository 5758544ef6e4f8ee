"""A conversation as a file that a health visitor can read, write and replay. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bot.conversation.model import Turn


def as_transcript(held: Sequence[tuple[str, Turn]]) -> str:
    """YAML in the form of `tests/transcripts/`: what was said, what came, and what to look for."""
    steps = [_step(said, turn) for said, turn in held]
    return "\n".join(["title: A conversation just held", "steps:", *steps])


def _step(said: str, turn: Turn) -> str:
    first = turn.replies[0].text.split("\n")[0] if turn.replies else ""
    rows = [
        f"  - says: {json.dumps(said, ensure_ascii=False)}",
        f"    outcome: {turn.outcome}",
        f"    topics: [{', '.join(turn.topics)}]",
        f"    sees: [{json.dumps(first[:80], ensure_ascii=False)}]",
    ]
    return "\n".join([*rows, f"    safety: {turn.safety}"] if turn.safety else rows)
