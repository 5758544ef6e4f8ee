"""What the standard has no word for, and what its fields cannot hold: kept, without markup and without what is empty."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from services_directory.sources.openreferral.text import plain, whole

KEPT = "as_published"
"""Beside an object's fields: what a field said, where it cannot say so in 3.0."""

_EMPTY: tuple[object, ...] = (None, "", [], {})

key_of = lru_cache(maxsize=4096)(whole)
"""Names of fields, of which feeds have few."""


def extra(value: Any) -> Any:
    """What the standard does not know: the same value, without markup and without what is empty."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list):
        return [each for each in map(extra, value) if not is_nothing(each)]
    if isinstance(value, Mapping):
        below = {key_of(key): extra(each) for key, each in value.items()}
        return {key: each for key, each in below.items() if not is_nothing(each)}
    return None if isinstance(value, float) and not math.isfinite(value) else value


def is_nothing(value: object) -> bool:
    return value in _EMPTY
