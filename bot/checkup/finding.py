"""One thing that `signpost doctor` looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "look", "wrong"]
"""`look`: it works, and somebody should look at it. `wrong`: residents notice, or soon will."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`said` is what was found, `todo` what to do about it. Neither holds a secret."""

    what: str
    level: Level
    said: str
    todo: str = ""


def ok(what: str, said: str) -> Finding:
    return Finding(what, "ok", said)


def look(what: str, said: str, todo: str) -> Finding:
    return Finding(what, "look", said, todo)


def wrong(what: str, said: str, todo: str) -> Finding:
    return Finding(what, "wrong", said, todo)
