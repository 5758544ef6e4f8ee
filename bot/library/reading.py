"""Reads one YAML file as text with line numbers. It gives no types: pydantic does that.

YAML 1.1 reads `0300` as 192, `9:30` as 570 and `no` as false, so every scalar stays the text that staff typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml

MAX_BYTES = 512 * 1024
"""No file that a person edits is larger; a larger one is a mistake or an attack."""

DEEPEST = 20
"""Levels of lists and names within each other. Ours have 7; some thousands would crash the parser and all of us with it."""

MOST_REMEMBERED = 512
"""Files; our content has some 120."""

SOMEWHERE = Path()
"""Where a fault stands is known once its file is."""

PLAIN = frozenset({"!", *(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))})
"""The tags that a value has when nobody wrote one."""

Keys = tuple[str | int, ...]
Value = str | None | list["Value"] | dict[str, "Value"]
Level = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class ContentFault(Exception):
    """Something staff can put right, said so that they can."""

    path: Path
    line: int
    fault: str
    remedy: str
    level: Level = "error"

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}: {self.fault} {self.remedy}"


@dataclass(frozen=True, slots=True)
class Document:
    """One file as it was written: plain values, and the line on which each one stands."""

    path: Path
    value: dict[str, Value]
    lines: Mapping[Keys, int]

    def line_of(self, keys: Sequence[str | int]) -> int:
        """The line of the value at `keys`, or of the nearest thing around it."""
        for end in range(len(keys), -1, -1):
            if (line := self.lines.get(tuple(keys[:end]))) is not None:
                return line
        return 1

    def fault(
        self, keys: Sequence[str | int], fault: str, remedy: str, level: Level = "error"
    ) -> ContentFault:
        return ContentFault(self.path, self.line_of(keys), fault, remedy, level)


def read_document(path: Path) -> Document:
    """Raises ContentFault when the file cannot be read as one plain YAML mapping."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ContentFault(
            path, 1, "The file cannot be opened.", f"Check that it is there ({error.strerror})."
        ) from error
    if len(raw) > MAX_BYTES:
        raise ContentFault(
            path, 1, "The file is over 512 KB.", "Split it, or take out what was pasted by mistake."
        )
    return _document(path, _text(path, raw))


def _text(path: Path, raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ContentFault(
            path, line, "A character here is not UTF-8.", "Save the file as UTF-8."
        ) from error


def _document(path: Path, text: str) -> Document:
    try:
        return replace(_read(text), path=path)
    except ContentFault as fault:
        raise replace(fault, path=path) from fault.__cause__


@lru_cache(maxsize=MOST_REMEMBERED)
def _read(text: str) -> Document:
    """Without its place: an edit changes one file, and the others are not read again. Nobody changes what it gives."""
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        _refuse_depth(yaml.parse(text, Loader=loader))
        root = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark.line + 1) if error.problem_mark else 1
        raise ContentFault(
            SOMEWHERE, line, f"This is not YAML: {error.problem}.", _remedy_for(error)
        ) from error
    except yaml.YAMLError as error:
        raise ContentFault(
            SOMEWHERE, 1, "This is not YAML.", "Look for stray control characters."
        ) from error
    walk = _Walk()
    value = walk.value_of(root, ()) if isinstance(root, yaml.MappingNode) else None
    if not isinstance(value, dict):
        raise ContentFault(
            SOMEWHERE,
            1,
            "The file is empty or is not a list of `name: value`.",
            "Start from a file beside it.",
        )
    return Document(SOMEWHERE, value, walk.lines)


def _refuse_depth(events: Iterable[yaml.Event]) -> None:
    depth = 0
    for event in events:
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise ContentFault(
                SOMEWHERE, line, "Lists are nested too deep.", "Look for stray brackets or dashes."
            )


def _remedy_for(error: yaml.MarkedYAMLError) -> str:
    if error.problem and "mapping values are not allowed" in error.problem:
        return "Put the text in quotes, because it holds a colon."
    return "Look at the indentation and quotes just above."


class _Walk:
    """Turns nodes into values, and remembers where each one stood."""

    def __init__(self) -> None:
        self.lines: dict[Keys, int] = {}
        self._seen: set[int] = set()

    def value_of(self, node: yaml.Node, keys: Keys) -> Value:
        line = self.lines.setdefault(keys, node.start_mark.line + 1)
        if id(node) in self._seen:
            raise ContentFault(
                SOMEWHERE, line, "An alias (`*name`) is used.", "Write the words out again."
            )
        self._seen.add(id(node))
        if node.tag not in PLAIN:
            raise ContentFault(SOMEWHERE, line, f"A tag ({node.tag}) is used.", "Write plain text.")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, keys)
        if isinstance(node, yaml.SequenceNode):
            return [self.value_of(item, (*keys, place)) for place, item in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, keys: Keys) -> Value:
        found: dict[str, Value] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            line = key_node.start_mark.line + 1
            if key in found:
                raise ContentFault(
                    SOMEWHERE, line, f'"{key}" stands here twice.', "Keep one of the two."
                )
            self.lines[(*keys, key)] = line
            found[key] = self.value_of(value_node, (*keys, key))
        return found

    def _scalar(self, node: yaml.Node) -> str | None:
        text = str(node.value)
        return text if text or getattr(node, "style", None) else None
