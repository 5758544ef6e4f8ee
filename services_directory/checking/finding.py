"""Finding: one thing that is wrong or weak, how much it matters, and what to do about it. A value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "note"]

LEVELS: tuple[Level, ...] = ("error", "warning", "note")
"""An error is false or unsafe; a warning leaves somebody without help; a note is to be looked at some day."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`check` is what was looked at ("phone"). It is about a service, a gap or a council; `keys` say where in the entry."""

    level: Level
    check: str
    fault: str
    remedy: str
    service: str | None = None
    gap: str | None = None
    council: str | None = None
    keys: tuple[str, ...] = ()

    def __str__(self) -> str:
        about = self.service or self.gap
        return f"{about}: {self.fault} {self.remedy}" if about else f"{self.fault} {self.remedy}"


def counted(findings: Iterable[Finding]) -> str:
    """ "3 errors, 12 warnings, 1 note"."""
    levels = [finding.level for finding in findings]
    return ", ".join(_number(levels.count(level), level) for level in LEVELS)


def _number(count: int, level: Level) -> str:
    return f"{count:,} {level}{'' if count == 1 else 's'}"
