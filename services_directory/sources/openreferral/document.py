"""A publisher's JSON object → the same in the form of Open Referral UK 3.0: tidy, and nothing lost.

What a field of 3.0 may not hold ("see website" for a web address) moves to `as_published` beside it. What 3.0 has no word for
stays where it stood, tidied. Where 3.0 insists on a text and the source says nothing, the text is empty.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from services_directory.sources.openreferral import ages, points
from services_directory.sources.openreferral.extras import KEPT, extra, is_nothing, key_of
from services_directory.sources.openreferral.fields import Unreadable
from services_directory.sources.openreferral.ids import Ids, is_uuid, published_id
from services_directory.sources.openreferral.older import as_three
from services_directory.sources.openreferral.shape import EVERY_LINK, EVERY_LIST, SHAPES
from services_directory.sources.openreferral.text import plain

SETTLED: Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "service": ages.settle,
    "eligibility": ages.settle,
    "location": points.settle,
}
"""What is looked at once a whole object is read: it takes out what makes no sense together, and gives it back."""


def tidied(kind: str, raw: Mapping[str, Any], ids: Ids, owner: str = "") -> dict[str, Any]:
    """`owner` is the id of what holds it: a thing without an id is given one that holds within its owner. {} for nothing."""
    reading = _Reading(kind, ids, owner or _owner(raw), str(raw.get("link_type")))
    for key, value in as_three(kind, raw).items():
        reading.read(key_of(key), value)
    return reading.finished()


def _owner(raw: Mapping[str, Any]) -> str:
    return published_id(raw.get("id")) or ""


class _Reading:
    """One object, while its fields are read."""

    __slots__ = ("_ids", "_kind", "_linked", "_owner", "_shape", "kept", "tidy")

    def __init__(self, kind: str, ids: Ids, owner: str, linked: str) -> None:
        """`linked` is the kind of thing that its `link_id` means, where the source says so."""
        self._kind, self._ids, self._owner, self._linked = kind, ids, owner, linked
        self._shape = SHAPES[kind]
        self.tidy: dict[str, Any] = {}
        self.kept: dict[str, Any] = {}

    def read(self, key: str, value: Any) -> None:
        try:
            where, said = self.tidy, self._said(key, value)
        except Unreadable:
            where, said = self.kept, extra(value)
        if not is_nothing(said):
            where[key] = said

    def _said(self, key: str, value: Any) -> Any:
        shape = self._shape
        if key == KEPT and not isinstance(value, Mapping):
            raise Unreadable
        if key in EVERY_LINK:
            return self._link(key, value)
        if (kind := shape.lists.get(key) or EVERY_LIST.get(key)) is not None:
            return self._things(key, kind, value)
        if (kind := shape.objects.get(key)) is not None:
            return self._thing(
                kind, value[0] if isinstance(value, list) and len(value) == 1 else value
            )
        if (reader := shape.fields.get(key)) is not None:
            return reader(value)
        return extra(value)

    def _link(self, key: str, value: Any) -> str | None:
        published = published_id(value)
        if published is None:
            if is_nothing(extra(value)):
                return None
            raise Unreadable
        if not is_uuid(published):
            self.kept[key] = plain(published)
        kind = EVERY_LINK[key] or self._kind
        if key == "link_id" and self._linked in SHAPES:
            kind = self._linked
        return self._ids.of(kind, published)

    def _things(self, key: str, kind: str, value: Any) -> list[dict[str, Any]]:
        """A list, or the one thing that should have stood in a list. What is no thing of that kind is kept as it was."""
        things, others = [], []
        for each in value if isinstance(value, list) else [value]:
            try:
                things.append(self._thing(kind, each))
            except Unreadable:
                others.append(extra(each))
        if kept := [each for each in others if not is_nothing(each)]:
            self.kept[key] = kept
        return [each for each in things if each]

    def _thing(self, kind: str, value: Any) -> dict[str, Any]:
        word = SHAPES[kind].word
        if isinstance(value, str | int) and not isinstance(value, bool) and word:
            value = {word: value} if str(value).strip() else {}
        if value is None or value in ("", []):
            value = {}
        if not isinstance(value, Mapping):
            raise Unreadable
        return tidied(kind, value, self._ids, self._owner)

    def finished(self) -> dict[str, Any]:
        """With what 3.0 insists on, and with what was refused. {} where nothing was said."""
        if self._kind == "service":
            self._join_groups()
        if (settle := SETTLED.get(self._kind)) is not None:
            self.kept.update(settle(self.tidy))
        kept = {**self.kept, **self.tidy.pop(KEPT, {})}
        if not self.tidy and not kept:
            return {}
        needs = self._needs(kept)
        if "id" not in self.tidy:
            self.tidy["id"] = self._ids.made(self._owner, self._kind, self.tidy)
        return {**needs, **self.tidy, **({KEPT: kept} if kept else {})}

    def _join_groups(self) -> None:
        """In 1.0 whom a service is for stands in groups (`eligibilitys`); in 3.0 the service itself says it."""
        if not (groups := self.tidy.get("eligibilitys")):
            return
        said = self.tidy.keys() | self.kept.keys() | dict(self.tidy.get(KEPT, {})).keys()
        if not said & {"minimum_age", "maximum_age"}:
            self.tidy.update(ages.widest(groups))
        words = [each["eligibility"] for each in groups if "eligibility" in each]
        if words and "eligibility_description" not in said:
            self.tidy["eligibility_description"] = "\n".join(words)

    def _needs(self, kept: Mapping[str, Any]) -> dict[str, Any]:
        """A state that nobody knows ("archived") is not shown to residents as if it were open."""
        needs = dict(self._shape.needs)
        if self._kind == "service" and "status" in kept:
            needs["status"] = "inactive"
        return needs
