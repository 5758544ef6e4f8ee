"""The sources of a council's pack, as staff write them in `sources.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, model_validator

from services_directory.service import Bound
from services_directory.sources.faults import EntryFault
from services_directory.sources.written import (
    Area,
    SourceName,
    check_bound,
    read_entries,
    read_header,
    unknown_areas,
)
from services_directory.sources.written_hours import Strict

Show = Literal["curated", "all"]
Format = Literal["open-referral", "csv"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where services come from, and how far residents may see them.

    `address` is a web address, or a path that starts at the pack. `bound` and `serves` stand where a service does not
    say whom it serves. `show`: only services that staff curated, or all that can be placed.
    """

    name: str
    title: str
    address: str
    kind: Format
    bound: Bound
    serves: frozenset[str] = frozenset()
    show: Show = "curated"
    licence: str | None = None
    licence_url: str | None = None


class WrittenSource(Strict):
    """One entry of `sources.yaml`."""

    name: SourceName
    title: Annotated[str, Field(max_length=60)]
    address: Annotated[str, Field(min_length=1, max_length=500)]
    kind: Format
    licence: str | None = None
    licence_url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None
    bound: Bound
    serves: tuple[Area, ...] = ()
    show: Show = "curated"

    @model_validator(mode="after")
    def _says_whom_it_serves(self) -> WrittenSource:
        check_bound(None if self.bound == "nearest" else self.bound, self.serves)
        return self

    @model_validator(mode="after")
    def _can_be_opened(self) -> WrittenSource:
        if self.kind == "csv" and "://" in self.address:
            raise ValueError("a csv source is a file in the pack; download it there first")
        if "://" in self.address and not re.fullmatch(r"https?://\S+", self.address):
            raise ValueError("a web address begins with https:// and has no spaces in it")
        return self


def read_sources(
    written: Mapping[str, object], areas: Mapping[str, str] | None = None
) -> tuple[list[Source], list[EntryFault]]:
    """A pack's sources. A broken entry is a fault and is left out; the others stand.

    `areas` are the ONS codes that a source may serve, with their names; None: they are not checked.
    """
    faults: list[EntryFault] = []
    read_header(written, ("sources",), faults)
    found: dict[str, Source] = {}
    for place, entry in read_entries(written, "sources", WrittenSource, faults):
        if wrong := list(unknown_areas(entry.serves, areas, ("sources", place))):
            faults += wrong
        elif entry.name in found:
            keys = ("sources", place, "name")
            fault = f'Two sources are called "{entry.name}".'
            faults.append(EntryFault(keys, fault, "Give one of them another name."))
        else:
            found[entry.name] = _source(entry)
    return list(found.values()), faults


def _source(entry: WrittenSource) -> Source:
    return Source(
        name=entry.name,
        title=entry.title,
        address=entry.address,
        kind=entry.kind,
        bound=entry.bound,
        serves=frozenset(area.code for area in entry.serves),
        show=entry.show,
        licence=entry.licence,
        licence_url=entry.licence_url,
    )
