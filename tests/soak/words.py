"""What residents write, as content itself knows it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

CONTENT = Path(__file__).parents[2] / "content" / "base"
PHRASES = {"asked_as", "must_match", "must_not_match", "says", "messages"}


def residents_words() -> tuple[str, ...]:
    """Every phrase that content gives as an example of what somebody says."""
    found = (
        phrase
        for path in sorted(CONTENT.rglob("*.yaml"))
        for phrase in _phrases(yaml.load(path.read_text(encoding="utf-8"), yaml.CBaseLoader))
    )
    return tuple(dict.fromkeys(found))


def _phrases(written: Any) -> Iterator[str]:
    if isinstance(written, list):
        for each in written:
            yield from _phrases(each)
    if isinstance(written, dict):
        for name, value in written.items():
            if name in PHRASES and isinstance(value, list):
                yield from (each for each in value if isinstance(each, str))
            else:
                yield from _phrases(value)
