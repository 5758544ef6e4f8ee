"""One answer of a feed, in any of the shapes that feeds use: a page of 3.0 or 1.0, a bare list, or a single service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from services_directory.record import canonical

LISTS = {
    "contents": "3.0",
    "content": "1.0",
    "services": None,
    "items": None,
    "results": None,
    "data": None,
}
"""Where a page holds its services, and the version whose page has that name for it."""


@dataclass(frozen=True, slots=True)
class Page:
    """Entries as they came, and what the page says of itself. Feeds are often wrong in the latter."""

    entries: tuple[object, ...]
    version: str | None = None
    number: int | None = None
    total_pages: int | None = None
    total_items: int | None = None
    first: bool | None = None
    last: bool | None = None

    @property
    def digest(self) -> str:
        """The same for the same entries, so that a feed that sends one page for ever is found out."""
        return sha256(canonical({"entries": self.entries}).encode("utf-8", "replace")).hexdigest()


def page_of(answer: object) -> Page | None:
    """None for what holds no services, such as the root document of a feed."""
    if isinstance(answer, list):
        return Page(tuple(answer))
    if not isinstance(answer, Mapping):
        return None
    key = next((key for key in LISTS if isinstance(answer.get(key), list)), None)
    if key is not None:
        return _page(answer, tuple(answer[key]), LISTS[key])
    return Page((answer,), last=True) if _is_service(answer) else None


def version_of(answer: object) -> str | None:
    """What a root document says, without the standard's name: "HSDS-UK-3.0" is "3.0"."""
    said = answer.get("version") if isinstance(answer, Mapping) else None
    return str(said).strip().rpartition("-")[2][:20] or None if said else None


def _page(answer: Mapping[str, Any], entries: tuple[object, ...], version: str | None) -> Page:
    return Page(
        entries=entries,
        version=version,
        number=_count(answer, "page_number", "number", "page"),
        total_pages=_count(answer, "total_pages", "totalPages"),
        total_items=_count(answer, "total_items", "totalElements", "total"),
        first=_flag(answer, "first_page", "first"),
        last=_flag(answer, "last_page", "last"),
    )


def _is_service(answer: Mapping[str, Any]) -> bool:
    return "id" in answer and ("name" in answer or "organization" in answer)


def _count(answer: Mapping[str, Any], *names: str) -> int | None:
    for name in names:
        try:
            return int(answer[name])
        except (KeyError, TypeError, ValueError, OverflowError):
            continue
    return None


def _flag(answer: Mapping[str, Any], *names: str) -> bool | None:
    said = next((answer[name] for name in names if isinstance(answer.get(name), bool | str)), None)
    return str(said).lower() in {"true", "1", "yes"} if said is not None else None
