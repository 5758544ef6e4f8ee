"""The coverage table: for each need and council, how many services there are, a gap that is told, or nothing. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from services_directory.checking.finding import Finding
from services_directory.checking.survey import CouncilArea, Survey
from services_directory.places import District
from services_directory.service import Service

State = Literal["services", "partly", "gap", "nothing"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What a council's residents get for a need. `without` are the districts that get neither a service nor a gap."""

    services: int
    gaps: tuple[str, ...]
    without: tuple[District, ...]

    @property
    def state(self) -> State:
        if self.services:
            return "partly" if self.without else "services"
        return "gap" if self.gaps and not self.without else "nothing"


Table = Mapping[str, Mapping[str, Cell]]
"""Need → council's ONS code → cell."""


def coverage_table(survey: Survey) -> Table:
    """Of what runs today. A service for whoever lives near counts for the council in whose area its venue is."""
    reach = _Reach(survey.councils)
    services: dict[str, list[frozenset[str]]] = {need.id: [] for need in survey.needs}
    gaps: dict[str, list[tuple[str, frozenset[str]]]] = {need.id: [] for need in survey.needs}
    for service in survey.services:
        for need in service.needs if service.runs_on(survey.today) else ():
            services.setdefault(need, []).append(reach.of(service))
    for gap in survey.standing_gaps():
        gaps.setdefault(gap.need, []).append((gap.id, reach.of_codes(gap.serves)))
    return {
        need.id: _row(survey.councils, services[need.id], gaps[need.id]) for need in survey.needs
    }


def coverage(survey: Survey, table: Table) -> Iterator[Finding]:
    """A warning for every need for which residents of an area, or of a part of it, get no local answer."""
    titles = {need.id: need.title for need in survey.needs}
    for need, row in table.items():
        for area in survey.councils:
            yield from _missing(area, need, titles[need], row[area.council.code])


class _Reach:
    """Codes → the districts of ours that they cover. Many services cover the same, so each answer is kept."""

    def __init__(self, councils: Sequence[CouncilArea]) -> None:
        self._by_code: dict[str, set[str]] = {}
        self._together: dict[str, frozenset[str]] = {}
        for area in councils:
            together = frozenset(place.district.code for place in area.districts)
            for place in area.districts:
                self._together[place.district.code] = together
                for code in place.codes:
                    self._by_code.setdefault(code, set()).add(place.district.code)
        self._everywhere = frozenset(self._together)
        self._kept: dict[frozenset[str], frozenset[str]] = {}

    def of(self, service: Service) -> frozenset[str]:
        if service.bound == "anywhere":
            return self._everywhere
        if service.bound == "nearest":
            there = service.venue.district if service.venue else None
            return self._together.get(there or "", frozenset())
        return self.of_codes(service.serves)

    def of_codes(self, codes: frozenset[str]) -> frozenset[str]:
        if codes not in self._kept:
            self._kept[codes] = frozenset().union(*(self._by_code.get(code, ()) for code in codes))
        return self._kept[codes]


def _row(
    councils: Sequence[CouncilArea],
    services: Sequence[frozenset[str]],
    gaps: Sequence[tuple[str, frozenset[str]]],
) -> dict[str, Cell]:
    reached = Counter(services)
    answered = frozenset().union(*reached, *(districts for _, districts in gaps))
    return {area.council.code: _cell(area, reached, gaps, answered) for area in councils}


def _cell(
    area: CouncilArea,
    reached: Mapping[frozenset[str], int],
    gaps: Sequence[tuple[str, frozenset[str]]],
    answered: frozenset[str],
) -> Cell:
    here = {place.district.code for place in area.districts}
    return Cell(
        services=sum(count for districts, count in reached.items() if districts & here),
        gaps=tuple(gap for gap, districts in gaps if districts & here),
        without=tuple(
            place.district for place in area.districts if place.district.code not in answered
        ),
    )


def _missing(area: CouncilArea, need: str, title: str, cell: Cell) -> Iterator[Finding]:
    council = area.council.name
    if cell.without:
        names = ", ".join(district.name for district in cell.without)
        part = f"these parts of {council}: {names}" if cell.services or cell.gaps else council
        fault = f"There is no service and no gap for {need} ({title}) in {part}."
        remedy = "Add a service that serves it; or say that there is none, in gaps.yaml."
        yield Finding("warning", "coverage", fault, remedy, council=area.council.code)
    if cell.services and cell.gaps:
        fault = (
            f"{council}: the gap {cell.gaps[0]} is told for {need}, and residents see services too."
        )
        remedy = "Read the two together. If a service has opened, set the gap's until to that day."
        yield Finding("note", "coverage", fault, remedy, gap=cell.gaps[0])
