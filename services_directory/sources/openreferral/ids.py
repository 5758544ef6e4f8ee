"""Ids of any form → the UUIDs that 3.0 asks for, always the same ones, so that what was linked stays linked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid5

from services_directory.record import canonical
from services_directory.sources.openreferral.text import whole

SPACE = UUID("6f1d3e0a-7c0f-5d57-9a6e-2b1f6c1f0c4e")
"""The name space of every id made here. Another one would make every service a new one at the next sync."""

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids of one source. What another source calls "12" is another thing."""

    source: str

    def of(self, kind: str, published: str) -> str:
        """The published id where it is a UUID, or the UUID that stands for it: service 12 is not organisation 12."""
        return published if is_uuid(published) else _uuid(f"{self.source}\n{kind}\n{published}")

    def made(self, owner: str, kind: str, content: Mapping[str, Any]) -> str:
        """For a thing that the source gives no id: the same as long as its content is the same."""
        return _uuid(f"{self.source}\n{owner}\n{kind}\n{canonical(content)}")


@lru_cache(maxsize=4096)
def _uuid(name: str) -> str:
    """Organisations, places and terms come again with every service that they belong to."""
    return str(uuid5(SPACE, name))


def is_uuid(text: str) -> bool:
    return _UUID.fullmatch(text) is not None


def published_id(value: object) -> str | None:
    """A number or a text; None for anything else, and for white space."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return whole(text) or None
