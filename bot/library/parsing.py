"""A document and a model → the value, or every fault in it with its line and remedy."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.library.reading import ContentFault, Document, Keys

Model = TypeVar("Model", bound=BaseModel)

REMEDIES = {
    "missing": "Add it; the files beside this one show how.",
    "extra_forbidden": "Check the spelling of the name, or take the line out.",
    "string_too_long": "Shorten it, so that it fits on the smallest screen.",
    "string_too_short": "Write it out.",
    "string_pattern_mismatch": "Use the form that the files beside this one use.",
    "string_type": "Write it as text.",
    "date_from_datetime_parsing": "Write the date as 2026-11-20.",
    "date_parsing": "Write the date as 2026-11-20.",
    "too_short": "Add more.",
    "too_long": "Take some out.",
    "literal_error": "Use one of the words that are named.",
    "bool_parsing": "Write yes or no.",
}
"""pydantic's error type → what staff can do about it."""


def parse(document: Document, model: type[Model]) -> tuple[Model | None, tuple[ContentFault, ...]]:
    """All faults at once, never one per run."""
    try:
        return model.model_validate(document.value), ()
    except ValidationError as error:
        return None, tuple(_fault(document, detail) for detail in error.errors(include_url=False))


def _fault(document: Document, detail: ErrorDetails) -> ContentFault:
    keys: Keys = tuple(detail["loc"])
    where = " → ".join(str(key + 1) if isinstance(key, int) else key for key in keys) or "The file"
    message = detail["msg"].removeprefix("Value error, ")
    fault = f"{where}: {message[:1].lower()}{message[1:]}{_length_of(detail)}."
    return document.fault(keys, fault, REMEDIES.get(detail["type"], "Put it right and save."))


def _length_of(detail: ErrorDetails) -> str:
    typed = detail["input"]
    if detail["type"] != "string_too_long" or not isinstance(typed, str):
        return ""
    return f" (it has {len(typed)})"
