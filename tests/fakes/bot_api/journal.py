"""What was accepted, in order: in memory, and in a file that outlives whoever is killed."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import IO, Any


@dataclass(frozen=True, slots=True)
class Accepted:
    """One message that Telegram took. `at` is in seconds since 1970."""

    number: int
    at: float
    chat: int
    text: str
    markup: Any = None


class Journal:
    """`remembers=False` keeps nothing in memory, for runs of millions; `seen` is called for each all the same."""

    def __init__(self, path: Path | None = None, remembers: bool = True) -> None:
        self.messages: list[Accepted] = []
        self.remembers = remembers
        self._numbers = count(1)
        self._file: IO[str] | None = path.open("a", encoding="utf-8") if path else None
        self.length = 0

    def write(self, given: dict[str, Any]) -> Accepted:
        taken = Accepted(
            next(self._numbers),
            time.time(),
            int(given["chat_id"]),
            str(given["text"]),
            given.get("reply_markup"),
        )
        self.length += 1
        if self.remembers:
            self.messages.append(taken)
        if self._file is not None:
            self._file.write(json.dumps(asdict(taken)) + "\n")
            self._file.flush()
        return taken

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
