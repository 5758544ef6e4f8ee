"""What is wrong with an entry that staff wrote, and at which keys. Whoever read the file can say the line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class EntryFault:
    """An error leaves the entry out. A warning or a note lets it stand, and asks a person to look."""

    keys: tuple[str | int, ...]
    fault: str
    remedy: str
    level: Literal["error", "warning", "note"] = "error"
