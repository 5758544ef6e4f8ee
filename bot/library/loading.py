"""Loads `content/`: every file read, every fault collected, and a Library from all that is sound.

One broken topic or pack never takes the rest down with it: it is left out and said. Only what the bot cannot speak
without (its phrases, its safety files, its site file) keeps a library from loading.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from bot.library.library import Library
from bot.library.models import (
    SAFETY_CLASSES,
    Concepts,
    Helplines,
    Intents,
    Messages,
    Needs,
    Pages,
    Phrases,
    Place,
    Questions,
    SafetyClass,
    SafetyWords,
    Site,
    Thresholds,
    Topic,
)
from bot.library.parsing import parse
from bot.library.reading import ContentFault, Document, Value, read_document

Model = TypeVar("Model", bound=BaseModel)

PACK_FILES = ("services.yaml", "gaps.yaml", "terms.yaml", "sources.yaml", "curation.yaml")
"""What a council's pack may hold beside its place and its topics."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading came to. `documents` are all files that could be read, for whoever else reads them."""

    library: Library | None
    faults: tuple[ContentFault, ...]
    documents: Mapping[Path, Document] = field(default_factory=dict)


class _Shelf:
    """Collects documents and faults while files are read."""

    def __init__(self, content: Path) -> None:
        self.content = content
        self.faults: list[ContentFault] = []
        self.documents: dict[Path, Document] = {}

    def document(self, path: Path) -> Document | None:
        try:
            self.documents[path] = read_document(path)
        except ContentFault as fault:
            self.faults.append(fault)
        return self.documents.get(path)

    def item(self, path: Path, model: type[Model]) -> Model | None:
        document = self.document(path)
        return self.parsed(document, model) if document else None

    def parsed(self, document: Document, model: type[Model]) -> Model | None:
        value, faults = parse(document, model)
        self.faults.extend(faults)
        return value

    def items(self, folder: Path, model: type[Model]) -> Iterator[tuple[Path, Model]]:
        for path in sorted(folder.glob("*.yaml")):
            if (value := self.item(path, model)) is not None:
                yield path, value


def load(content: Path) -> Loaded:
    """Never raises for what staff wrote: a fault says file, line and remedy."""
    shelf = _Shelf(content)
    base = content / "base"
    topics = {
        topic.id: topic
        for path, topic in shelf.items(base / "topics", Topic)
        if _named_after_itself(shelf, path, topic.id)
    }
    safety_files = sorted(path for path in (base / "safety").glob("*.yaml") if path.stem != "words")
    safety = {
        found.id: found
        for path in safety_files
        if (found := shelf.item(path, SafetyClass)) is not None
    }
    helplines = shelf.item(base / "helplines.yaml", Helplines)
    places = {
        place.id: place
        for folder in _packs(content)
        if (place := shelf.item(folder / "place.yaml", Place))
    }
    library = _library(
        shelf,
        site=shelf.item(base / "site.yaml", Site),
        phrases=shelf.item(base / "phrases.yaml", Phrases),
        concepts=shelf.item(base / "concepts.yaml", Concepts),
        intents=shelf.item(base / "intents.yaml", Intents),
        questions=shelf.item(base / "questions.yaml", Questions),
        needs=shelf.item(base / "needs.yaml", Needs),
        pages=shelf.item(base / "pages.yaml", Pages),
        thresholds=shelf.item(base / "thresholds.yaml", Thresholds),
        helplines={line.id: line for line in helplines.helplines} if helplines else {},
        topics=topics,
        safety=safety,
        safety_words=shelf.item(base / "safety" / "words.yaml", SafetyWords),
        messages={
            found.id: found
            for path, found in shelf.items(base / "messages", Messages)
            if _named_after_itself(shelf, path, found.id)
        },
        places=places,
        overrides=_overrides(shelf, places),
        translations=_translations(shelf),
        version=_fingerprint(content),
    )
    for path in _read_elsewhere(content):
        if path.exists():
            shelf.document(path)
    return Loaded(library, tuple(shelf.faults), shelf.documents)


def _read_elsewhere(content: Path) -> Iterator[Path]:
    """Files of the directory: only their lines are kept here, and whoever knows their form reads them."""
    yield content / "base" / "feed-words.yaml"
    for folder in _packs(content):
        yield from (folder / name for name in PACK_FILES)


def _library(shelf: _Shelf, **parts: object) -> Library | None:
    """None when something that the bot cannot speak without is missing."""
    missing = [name for name, part in parts.items() if part is None]
    safety = parts["safety"] if isinstance(parts["safety"], dict) else {}
    missing += [f"safety/{kind}.yaml" for kind in SAFETY_CLASSES if kind not in safety]
    if missing:
        what = ", ".join(missing)
        shelf.faults.append(
            ContentFault(
                shelf.content,
                1,
                f"The bot cannot speak without {what}.",
                "Put right the faults in those files.",
            )
        )
        return None
    return Library(**parts)  # type: ignore[arg-type]  # each part was just checked not to be None


def _packs(content: Path) -> list[Path]:
    return sorted(folder for folder in (content / "places").glob("*") if folder.is_dir())


def _named_after_itself(shelf: _Shelf, path: Path, item_id: str) -> bool:
    if path.stem == item_id:
        return True
    fault = f'The file is called {path.name}, but its id is "{item_id}".'
    shelf.faults.append(shelf.documents[path].fault(("id",), fault, "Make the two the same."))
    return False


def _overrides(shelf: _Shelf, places: Mapping[str, Place]) -> dict[str, dict[str, Topic]]:
    """A council's topic holds only the lines that differ; the rest comes from the base."""
    found: dict[str, dict[str, Topic]] = {}
    for place in places.values():
        for path in sorted((shelf.content / "places" / place.id / "topics").glob("*.yaml")):
            local = shelf.document(path)
            base = shelf.documents.get(shelf.content / "base" / "topics" / path.name)
            if local is None:
                continue
            if base is None:
                fault = f"There is no base topic called {path.stem}."
                shelf.faults.append(
                    local.fault((), fault, "Name the file after the topic that it changes.")
                )
                continue
            merged: dict[str, Value] = {**base.value, **local.value}
            if (topic := shelf.parsed(Document(path, merged, local.lines), Topic)) is not None:
                found.setdefault(place.council, {})[topic.id] = topic
    return found


def _translations(shelf: _Shelf) -> dict[str, Phrases]:
    folders = sorted((shelf.content / "translations").glob("*"))
    read = (
        (folder.name, shelf.item(folder / "phrases.yaml", Phrases))
        for folder in folders
        if folder.is_dir()
    )
    return {code: phrases for code, phrases in read if phrases is not None}


def _fingerprint(content: Path) -> str:
    """Changes when any content file does: the content version that staff and metrics see."""
    digest = hashlib.sha256()
    for path in sorted(content.rglob("*.yaml")):
        digest.update(str(path.relative_to(content)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
