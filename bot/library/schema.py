"""JSON Schema files, so that an editor underlines a mistake while it is typed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from bot.library import models

SCHEMAS: Mapping[str, type[models.Written]] = {
    "topic": models.Topic,
    "safety": models.SafetyClass,
    "safety-words": models.SafetyWords,
    "messages": models.Messages,
    "helplines": models.Helplines,
    "needs": models.Needs,
    "phrases": models.Phrases,
    "pages": models.Pages,
    "concepts": models.Concepts,
    "intents": models.Intents,
    "questions": models.Questions,
    "thresholds": models.Thresholds,
    "site": models.Site,
    "place": models.Place,
}


def write_schemas(folder: Path) -> list[Path]:
    """One file for each kind of content file. Returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, model in SCHEMAS.items():
        path = folder / f"{name}.schema.json"
        path.write_text(json.dumps(model.model_json_schema(), indent=2) + "\n", encoding="utf-8")
        written.append(path)
    return written
