"""The real content with few phrases, rules and examples: quick to learn, for tests that do not need to understand much."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

CONTENT = Path(__file__).parents[1] / "content"

MOST = {
    "asked_as": 15,
    "must_match": 0,
    "must_not_match": 0,
    "messages": 4,
    "rules": 4,
    "says": 6,
    "unless": 4,
    "words": 6,
}
"""How many of each list are kept, from its beginning."""

IN_FILE = {"needs.yaml": {"asked_as": 4}, "intents.yaml": {"asked_as": 4}}
"""Where fewer are enough: a topic needs fifteen phrases."""

WHOLE = {"feed-words.yaml"}
"""What teaches nothing stays as it is."""


def write_lean(folder: Path) -> Path:
    """Files as staff write them, at `folder`."""
    shutil.copytree(CONTENT, folder)
    for path in folder.glob("base/**/*.yaml"):
        if path.name in WHOLE:
            continue
        written = yaml.load(path.read_text(encoding="utf-8"), yaml.CBaseLoader)
        most = {**MOST, **IN_FILE.get(path.name, {})}
        text = yaml.safe_dump(_cut(written, most), allow_unicode=True, sort_keys=False, width=1000)
        path.write_text(text, encoding="utf-8")
    return folder


def _cut(written: Any, most: Mapping[str, int]) -> Any:
    if isinstance(written, dict):
        return {
            name: _cut(value[: most[name]] if name in most else value, most)
            for name, value in written.items()
        }
    return [_cut(each, most) for each in written] if isinstance(written, list) else written
