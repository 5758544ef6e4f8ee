"""What staff say of a source's services in `curation.yaml`. It lies over each sync and is never changed by one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from services_directory.eligibility import Rule
from services_directory.fairness import Group, words_that_keep_out
from services_directory.service import Bound
from services_directory.sources.faults import EntryFault
from services_directory.sources.written import (
    Area,
    Keys,
    NeedSlug,
    SourceName,
    check_bound,
    check_rule,
    read_eligible,
    read_entries,
    read_header,
    unknown_areas,
    unknown_needs,
)
from services_directory.sources.written_hours import Strict

Key = tuple[str, str]
"""A source, and the id that it gives a service."""


@dataclass(frozen=True, slots=True)
class Curated:
    """Staff's words and corrections for one service. None, or nothing, leaves what the source says.

    `place` is where it stands in its file, so that a fault can say the line.
    """

    source: str
    id: str
    place: int
    hide: bool = False
    name: str | None = None
    summary: str | None = None
    who_for: str | None = None
    needs: tuple[str, ...] = ()
    bound: Bound | None = None
    serves: frozenset[str] = frozenset()
    eligible: Rule | None = None
    self_referral: Literal["yes", "no", "unknown"] | None = None
    how: str | None = None
    address_hidden: bool = False
    confirmed: bool = False
    checked_on: date | None = None
    reviewed_by: str | None = None
    staff_note: str | None = None


class WrittenCuration(Strict):
    """One entry of `curation.yaml`."""

    source: SourceName
    id: Annotated[str, Field(min_length=1)]
    hide: bool = False
    name: Annotated[str, Field(max_length=100)] | None = None
    summary: Annotated[str, Field(max_length=300)] | None = None
    who_for: Annotated[str, Field(max_length=200)] | None = None
    needs: tuple[NeedSlug, ...] = ()
    bound: Bound | None = None
    serves: tuple[Area, ...] = ()
    eligible: Annotated[Any, BeforeValidator(read_eligible)] = None
    for_group: tuple[Group, ...] = ()
    self_referral: Literal["yes", "no", "unknown"] | None = None
    how: Annotated[str, Field(max_length=200)] | None = None
    address_hidden: bool = False
    confirmed: bool = False
    checked_on: date | None = None
    reviewed_by: str | None = None
    staff_note: str | None = None

    @model_validator(mode="after")
    def _was_looked_at(self) -> WrittenCuration:
        if not self.hide and not (self.reviewed_by and self.checked_on):
            raise ValueError("say who read this and when (reviewed_by, checked_on), or hide: yes")
        return self

    @model_validator(mode="after")
    def _says_whom_it_serves(self) -> WrittenCuration:
        if self.serves and self.bound is None:
            raise ValueError("serves needs a bound beside it: district, council or icb")
        check_bound(self.bound, self.serves)
        check_rule(self.eligible, self.for_group)
        return self


def read_curation(
    written: Mapping[str, object],
    sources: Collection[str],
    needs: Collection[str] | None = None,
    areas: Mapping[str, str] | None = None,
) -> tuple[list[Curated], list[EntryFault]]:
    """A pack's curation, checked against the names of known sources, needs and ONS codes.

    The service of a broken entry is hidden until the entry is mended: whoever wrote it may have meant to hide it.
    """
    faults: list[EntryFault] = []
    read_header(written, ("services",), faults)
    found: dict[Key, Curated] = {}
    for place, entry in read_entries(written, "services", WrittenCuration, faults):
        keys = ("services", place)
        wrong = [
            *_unknown_source(entry, sources, keys),
            *unknown_needs(entry.needs, needs, keys),
            *unknown_areas(entry.serves, areas, keys),
        ]
        if (entry.source, entry.id) in found:
            fault = f'"{entry.id}" of {entry.source} is curated twice.'
            wrong.append(EntryFault((*keys, "id"), fault, "Make one entry of the two."))
        if not wrong:
            found[entry.source, entry.id] = _curated(entry, place)
        faults += [*wrong, *_unkind_words(entry, keys)]
    for broken in _broken(written, faults):
        found.setdefault((broken.source, broken.id), broken)
    return list(found.values()), faults


def faults_against(curated: Collection[Curated], listed: Mapping[Key, bool]) -> list[EntryFault]:
    """Ids that a source never listed (errors), and those that it no longer lists (notes).

    `listed`: every id ever synced → whether its source lists it still. A source that was never synced says nothing.
    """
    synced = {source for source, _ in listed}
    known = [each for each in curated if each.source in synced]
    return [
        _gone(each) if (each.source, each.id) in listed else _never_listed(each)
        for each in known
        if not listed.get((each.source, each.id))
    ]


def _broken(written: Mapping[str, object], faults: Collection[EntryFault]) -> Iterator[Curated]:
    """What can be told of entries with an error: which services they are about."""
    entries = written.get("services")
    places = {each.keys[1] for each in faults if each.level == "error" and len(each.keys) > 1}
    for place, entry in enumerate(entries if isinstance(entries, list) else ()):
        if place in places and isinstance(entry, Mapping):
            source, service_id = entry.get("source"), entry.get("id")
            if isinstance(source, str) and isinstance(service_id, str):
                yield Curated(source.strip(), service_id.strip(), place, hide=True)


def _never_listed(curated: Curated) -> EntryFault:
    return EntryFault(
        ("services", curated.place, "id"),
        f'{curated.source} lists no service with the id "{curated.id}".',
        "Copy the id from `signpost directory unplaced`, or from the source itself.",
    )


def _gone(curated: Curated) -> EntryFault:
    return EntryFault(
        ("services", curated.place, "id"),
        f'{curated.source} no longer lists "{curated.id}", so residents do not see it.',
        "Take the entry out if the service has ended.",
        "note",
    )


def _unknown_source(
    entry: WrittenCuration, sources: Collection[str], keys: Keys
) -> Iterator[EntryFault]:
    if entry.source not in sources:
        fault = f'There is no source called "{entry.source}".'
        yield EntryFault((*keys, "source"), fault, "Name it as sources.yaml does.")


def _unkind_words(entry: WrittenCuration, keys: Keys) -> Iterator[EntryFault]:
    for name in ("summary", "who_for", "how"):
        if words := words_that_keep_out(getattr(entry, name) or ""):
            fault = f'"{words}" turns people away for what the law protects.'
            yield EntryFault((*keys, name), fault, "Say whom it is for instead.", "warning")


def _curated(entry: WrittenCuration, place: int) -> Curated:
    same = {
        name: getattr(entry, name)
        for name in WrittenCuration.model_fields
        if name not in {"serves", "for_group"}
    }
    return Curated(place=place, serves=frozenset(area.code for area in entry.serves), **same)
