"""A copy of the real content, which a test may break in one place."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from bot.library.checking import check
from bot.library.loading import Loaded, load
from bot.library.reading import ContentFault
from tests.conftest import CONTENT

TODAY = date(2026, 11, 20)


@cache
def known(today: date) -> set[tuple[str, str]]:
    """What is wrong in the real content, by file and fault."""
    return {(fault.path.name, fault.fault) for fault in check(load(CONTENT), today)}


@dataclass(frozen=True)
class Copy:
    """Content on disk that may be changed."""

    content: Path

    def path(self, name: str) -> Path:
        return self.content / name

    def read(self, name: str) -> str:
        return self.path(name).read_text(encoding="utf-8")

    def write(self, name: str, text: str) -> None:
        self.path(name).parent.mkdir(parents=True, exist_ok=True)
        self.path(name).write_text(text, encoding="utf-8")

    def change(self, name: str, pattern: str, becomes: str) -> int:
        """Changes the first place where `pattern` (which spans lines) stands. Returns the line of it."""
        text = self.read(name)
        match = re.search(pattern, text, re.MULTILINE)
        assert match, f"{pattern} is not in {name}"
        self.write(name, text[: match.start()] + match.expand(becomes) + text[match.end() :])
        return text[: match.start()].count("\n") + 1

    def load(self) -> Loaded:
        return load(self.content)

    def new_faults(self, today: date = TODAY) -> list[ContentFault]:
        """What is wrong here and not in the real content."""
        found = check(self.load(), today)
        return [fault for fault in found if (fault.path.name, fault.fault) not in known(today)]

    def new_fault(self, today: date = TODAY) -> ContentFault:
        (fault,) = self.new_faults(today)
        return fault


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    shutil.copytree(CONTENT, tmp_path / "content")
    return Copy(tmp_path / "content")
