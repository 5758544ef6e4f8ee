"""What an update of a source would change, decided before anything is changed. Memory holds ids, never documents."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any, Literal, get_args

from services_directory.record import Quarantined, ServiceRecord, canonical

Kind = Literal["added", "changed", "returned", "retired", "unchanged", "kept", "quarantined"]
"""`kept`: the source lists it in a form that cannot be read, so what is held of it stays as it was."""

KINDS: tuple[Kind, ...] = get_args(Kind)

WRITTEN = frozenset({"added", "changed", "returned", "retired", "quarantined"})
"""Steps that change what is held."""

DRASTIC = 5
"""A source that loses one in so many of its active services is more likely broken than right."""

MOST_EXAMPLES = 5
"""Names that are shown of each kind."""


@dataclass(frozen=True, slots=True)
class Held:
    """A service that is kept already, as far as deciding needs it."""

    fingerprint: str
    active: bool
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: write a record, retire an id, or set an entry aside."""

    kind: Kind
    id: str
    record: ServiceRecord | None = None
    quarantined: Quarantined | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A step that waits in a spool to be carried out. `document` is canonical JSON, so that nothing is left to work out."""

    kind: Kind
    id: str
    document: str | None = None
    fingerprint: str | None = None
    active: bool = False
    quarantined: Quarantined | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sync would come to. `revision` is that of the source when it was decided."""

    source: str
    revision: int
    counts: Mapping[Kind, int]
    active_before: int
    active_after: int
    examples: Mapping[Kind, tuple[str, ...]] = field(default_factory=dict)
    reasons: tuple[Quarantined, ...] = ()

    @property
    def changes(self) -> int:
        """Services that would be written or retired."""
        return sum(self.counts[kind] for kind in ("added", "changed", "returned", "retired"))

    @property
    def suspicion(self) -> str | None:
        """Why nobody should apply this unasked, in words for staff; None where it looks sound."""
        if not self._read:
            return f'"{self.source}" lists no service that could be read.'
        if self.active_before and self.active_after * DRASTIC <= self.active_before * (DRASTIC - 1):
            return (
                f'"{self.source}" would shrink from {self.active_before:,}'
                f" to {self.active_after:,} active services."
            )
        return None

    @property
    def _read(self) -> int:
        return sum(self.counts[kind] for kind in ("added", "changed", "returned", "unchanged"))


def is_active(record: ServiceRecord) -> bool:
    """A source that says nothing of the status means a service that runs."""
    return str(record.document.get("status") or "active").casefold() == "active"


def decide(
    found: Iterable[ServiceRecord | Quarantined], held: Mapping[str, Held]
) -> Iterator[Step]:
    """Each entry of a source as it comes → what to do with it; then what the source no longer lists is retired.

    An entry that cannot be read leaves what is held of it as it was.
    """
    seen: dict[str, str] = {}
    unread: set[str] = set()
    for entry in found:
        if isinstance(entry, Quarantined):
            unread.update({entry.id} if entry.id else ())
            yield _aside(entry)
        elif entry.id not in seen:
            seen[entry.id] = entry.fingerprint
            yield _step(entry, seen[entry.id], held.get(entry.id))
        elif seen[entry.id] != entry.fingerprint:
            yield _aside(_listed_twice(entry))
    for each, kept in held.items():
        if not kept.retired and each not in seen:
            yield Step("kept" if each in unread else "retired", each)


def plan(
    source: str,
    revision: int,
    found: Iterable[ServiceRecord | Quarantined],
    held: Mapping[str, Held],
    spool: IO[str],
) -> Plan:
    """Counts what would change, and writes to `spool` all that `waiting` gives back."""
    counts: Counter[Kind] = Counter(dict.fromkeys(KINDS, 0))
    examples: dict[Kind, list[str]] = {}
    reasons: list[Quarantined] = []
    active_before = sum(kept.active and not kept.retired for kept in held.values())
    active_after = 0
    for step in decide(found, held):
        counts[step.kind] += 1
        active_after += _stays_active(step, held)
        if step.kind in WRITTEN:
            _write(step, spool)
            _remember(step, examples)
        if step.quarantined and len(reasons) < MOST_EXAMPLES:
            reasons.append(step.quarantined)
    return Plan(
        source=source,
        revision=revision,
        counts=dict(counts),
        active_before=active_before,
        active_after=active_after,
        examples={kind: tuple(names) for kind, names in examples.items()},
        reasons=tuple(reasons),
    )


def waiting(source: str, spool: IO[str]) -> Iterator[Waiting]:
    """What `plan` wrote, from the beginning."""
    spool.seek(0)
    return (_read(source, json.loads(line)) for line in spool)


def _step(record: ServiceRecord, fingerprint: str, kept: Held | None) -> Step:
    if kept is None:
        return Step("added", record.id, record)
    if kept.retired:
        return Step("returned", record.id, record)
    return Step("unchanged" if kept.fingerprint == fingerprint else "changed", record.id, record)


def _stays_active(step: Step, held: Mapping[str, Held]) -> bool:
    if step.record is not None:
        return is_active(step.record)
    return step.kind == "kept" and held[step.id].active


def _aside(entry: Quarantined) -> Step:
    return Step("quarantined", entry.id or "", quarantined=entry)


def _listed_twice(record: ServiceRecord) -> Quarantined:
    return Quarantined(
        record.source,
        record.id,
        f"id {record.id}",
        "The source lists this id twice, and not alike. The first one is kept.",
        "Ask whoever keeps the source to take one of them out.",
    )


def _remember(step: Step, examples: dict[Kind, list[str]]) -> None:
    names = examples.setdefault(step.kind, [])
    if len(names) < MOST_EXAMPLES:
        names.append(str(step.record.document.get("name", step.id)) if step.record else step.id)


def _write(step: Step, spool: IO[str]) -> None:
    record, aside = step.record, step.quarantined
    line = (
        step.kind,
        step.id,
        canonical(record.document) if record else None,
        record.fingerprint if record else None,
        bool(record and is_active(record)),
        (aside.id, aside.where, aside.reason, aside.remedy) if aside else None,
    )
    spool.write(json.dumps(line))
    spool.write("\n")


def _read(source: str, line: list[Any]) -> Waiting:
    kind, service_id, document, fingerprint, active, aside = line
    entry = Quarantined(source, *aside) if aside else None
    return Waiting(kind, service_id, document, fingerprint, active, entry)
