"""One service as it arrives from a source, before anybody has decided what to do with it. Values only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

Document = Mapping[str, Any]
"""An Open Referral UK 3.0 `service`, whole, as plain JSON values."""


@dataclass(frozen=True, slots=True)
class ServiceRecord:
    """A service of a source. `id` is the source's own, of any form; together with `source` it never changes.

    The document is tidied: no HTML, no empty text except where 3.0 insists on one, no age of -1. What the source says and
    3.0 has no word for stays in it.
    """

    source: str
    id: str
    document: Document

    @property
    def fingerprint(self) -> str:
        """The same for the same document, in whatever order its keys came."""
        return sha256(canonical(self.document).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Quarantined:
    """An entry that could not be read, kept out with its reason. `where` is "page 3, entry 12" or "row 7, column phone"."""

    source: str
    id: str | None
    where: str
    reason: str
    remedy: str


def canonical(document: Document) -> str:
    """JSON with sorted keys and no spare space."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
