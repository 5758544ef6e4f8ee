"""The directory in memory: a search → what this resident may use. Reads no clock and no file.

"Nearest" is the wrong answer for a commissioned service: the resident's own council decides first, distance second.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property, partial
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from services_directory.columns import FAR_MILES, Columns, Rows
from services_directory.council_calendar import ENGLAND, Calendar
from services_directory.eligibility import YES, Facts, Rule, Verdict, most_telling
from services_directory.open_now import OpenNow
from services_directory.opening import LONDON
from services_directory.places import Locality, Point, miles_between
from services_directory.ranking import best, keys_of
from services_directory.service import Found, Gap, Need, Refusal, Service, ServiceSearch, Signpost
from services_directory.shelf import Shelf
from services_directory.week import Week, week_of

MOST_NEIGHBOURS = 3

MOST_LOOKED_AT = 200
"""Doors, nearest first, whose week is looked at: more than anybody could visit."""

Centre = Callable[[str], Point | None]
"""An ONS code → the middle of that area, where it is known."""


@dataclass(frozen=True, slots=True)
class _Judged:
    """Rows that a search could offer, what each rule among them says of this resident, and how many rows it stands for."""

    rows: Rows
    rules: tuple[Rule | None, ...]
    verdicts: Mapping[int, Verdict]
    weights: tuple[int, ...]
    answers: NDArray[np.int8]
    """1 for yes, 0 for ask, -1 for no: one for each row."""


_ANSWERS = {"yes": 1, "ask": 0, "no": -1}


class Directory:
    """Services, gaps and needs, indexed by need. `calendars` are the days of each council, by its ONS code."""

    def __init__(
        self,
        services: Iterable[Service],
        gaps: Iterable[Gap] = (),
        needs: Iterable[Need] = (),
        *,
        centre: Centre = lambda _: None,
        calendars: Mapping[str, Calendar] = {},
    ) -> None:
        self.services = tuple(services)
        self.gaps = tuple(gaps)
        self.needs = {need.id: need for need in needs}
        self._by_id = {service.id: row for row, service in enumerate(self.services)}
        self._columns = Columns.of(self.services)
        self._shelves = _shelves(self.services, self._columns)
        self._centre, self._calendars = centre, calendars
        self._open_now = OpenNow(self._columns.hours)
        self._doubted = np.zeros(len(self.services), dtype=bool)

    def service(self, service_id: str) -> Service | None:
        row = self._by_id.get(service_id)
        return None if row is None else self.services[row]

    def find(self, search: ServiceSearch) -> Found:
        """Services for the first need that has any here; gaps for the first need asked about."""
        gaps = tuple(
            gap for gap in self.gaps if gap.need in search.needs[:1] and _stands(gap, search)
        )
        refused: tuple[Refusal, ...] = ()
        judge = cache(partial(self._judged, search=search))
        for place, need in enumerate(search.needs):
            judged = judge(need)
            if judged is None:
                continue
            later = map(judge, search.needs[place + 1 :])
            found = self._found(judged, search, gaps, _instead(judged, later))
            refused = tuple(dict.fromkeys((*refused, *found.refused)))
            if found.signposts:
                return replace(found, refused=refused)
        return Found(search.place, gaps=gaps, refused=refused, neighbours=self._neighbours(search))

    def whats_on(self, search: ServiceSearch) -> Week:
        """Sessions this week that the resident may go to, for these needs, or for any need where none is given."""
        named = [self._shelves[need] for need in search.needs if need in self._shelves]
        shelves = named if search.needs else [self._everything]
        found = [shelf.on_foot(search.place) for shelf in shelves]
        rows = np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)
        rows = self._columns.running(rows, _today(search))
        miles = self._columns.miles(rows, search.place.point)
        near, facts = ~(miles > FAR_MILES), facts_at(search)
        order = np.argsort(np.where(np.isnan(miles), np.inf, miles)[near], kind="stable")
        open_to_them = (
            (self.services[row], None if np.isnan(far) else float(far))
            for row, far in zip(rows[near][order], miles[near][order], strict=True)
            if self._is_a_door_for(self.services[row], facts)
        )
        near_first = islice(open_to_them, MOST_LOOKED_AT)
        return week_of(search.place, near_first, search.now, self._calendar(search.place))

    @cached_property
    def _everything(self) -> Shelf:
        return Shelf(range(len(self.services)), self.services, self._columns)

    def _is_a_door_for(self, service: Service, facts: Facts) -> bool:
        """A place to go to at a time, that does not turn this resident away."""
        known = service.venue is not None and service.hours.known
        stands_open = any(
            self.needs[need].stands_open for need in service.needs if need in self.needs
        )
        return known and not stands_open and _verdict(service.eligible, facts).answer != "no"

    def doubting(self, service_ids: Collection[str]) -> Directory:
        """The same directory, where residents called these services wrong."""
        doubted = copy(self)
        doubted._doubted = np.array([each.id in service_ids for each in self.services], dtype=bool)
        return doubted

    def _judged(self, need: str, search: ServiceSearch) -> _Judged | None:
        """None where nothing runs here."""
        shelf = self._shelves.get(need)
        if shelf is None:
            return None
        rows = self._columns.running(shelf.open_to(search.place), _today(search))
        if not len(rows):
            return None
        rule = self._columns.rule[rows]
        times = np.bincount(rule, minlength=len(self._columns.rules))
        numbers = np.flatnonzero(times)
        rules = tuple(self._columns.rules[number] for number in numbers)
        facts = facts_at(search)
        verdicts = {
            int(number): _verdict(each, facts) for number, each in zip(numbers, rules, strict=True)
        }
        answers = np.zeros(len(times), dtype=np.int8)
        answers[numbers] = [_ANSWERS[verdict.answer] for verdict in verdicts.values()]
        return _Judged(rows, rules, verdicts, tuple(times[numbers].tolist()), answers[rule])

    def _found(
        self, judged: _Judged, search: ServiceSearch, gaps: tuple[Gap, ...], instead: bool
    ) -> Found:
        possible = judged.answers != _ANSWERS["no"]
        first = self._first(judged.rows[possible], judged.answers[possible], search)
        no = judged.rows[~possible]
        return Found(
            place=search.place,
            signposts=tuple(self._signpost(row, judged.verdicts, search) for row in first),
            gaps=gaps,
            refused=tuple(
                Refusal(self.services[row], judged.verdicts[int(self._columns.rule[row])].facts)
                for row in best(no, self._columns.by_name[no], search.limit)
            ),
            asks=_telling(judged, search, instead),
            more=len(judged.rows) - len(no) > len(first),
        )

    def _first(self, rows: Rows, answers: NDArray[np.int8], search: ServiceSearch) -> Rows:
        hours, calendar = self._columns.hours_of[rows], self._calendar(search.place)
        keys = keys_of(
            self._columns,
            rows,
            doubted=self._doubted[rows],
            sure=answers == _ANSWERS["yes"],
            is_open=self._open_now.of(hours, search.now, calendar),
            miles=self._columns.miles(rows, search.place.point),
        )
        return best(rows, keys, search.limit)

    def _calendar(self, place: Locality) -> Calendar:
        return self._calendars.get(place.council.code, ENGLAND)

    def _signpost(
        self, row: int, verdicts: Mapping[int, Verdict], search: ServiceSearch
    ) -> Signpost:
        service = self.services[row]
        return Signpost(
            service=service,
            verdict=verdicts[int(self._columns.rule[row])],
            miles=_miles(service, search.place),
            open_now=service.hours.open_at(search.now, self._calendar(search.place)),
            next_open=service.hours.next_open(search.now, self._calendar(search.place)),
        )

    def _neighbours(self, search: ServiceSearch) -> tuple[Service, ...]:
        """What exists for this need elsewhere, nearest area first: named so that nobody goes there by mistake."""
        shelf = self._shelves.get(search.needs[0]) if search.needs else None
        if shelf is None:
            return ()
        here = search.place.point or self._centre(search.place.district.code)
        by_area = sorted(
            shelf.next_door(search.place), key=lambda pair: self._distance(here, pair[0])
        )
        rows = (
            int(row)
            for _, few in by_area
            for row in self._columns.running(few, _today(search))
            if not self.services[row].serves & search.place.codes
        )
        return tuple(self.services[row] for row in _first_few(rows, MOST_NEIGHBOURS))

    def _distance(self, here: Point | None, code: str) -> float:
        there = self._centre(code)
        return miles_between(here, there) if here and there else np.inf


def facts_at(search: ServiceSearch) -> Facts:
    """What is known of the resident, and of where they live."""
    place = search.place
    return {**search.facts, "district": place.district.code, "council": place.council.code}


def _instead(judged: _Judged, later: Iterable[_Judged | None]) -> bool:
    """Whether a later need has something else for somebody whom all of these refuse."""
    answers = {verdict.answer for verdict in judged.verdicts.values()}
    if "yes" in answers or "ask" not in answers:
        return False
    return any(
        len(np.setdiff1d(other.rows[other.answers != _ANSWERS["no"]], judged.rows))
        for other in later
        if other is not None
    )


def _telling(judged: _Judged, search: ServiceSearch, instead: bool) -> tuple[str, ...]:
    """What there is instead stands beside these as something that everyone may use."""
    rules = (*judged.rules, None) if instead else judged.rules
    weights = (*judged.weights, 1) if instead else judged.weights
    return most_telling(rules, weights, facts_at(search), search.answers)


def _shelves(services: Sequence[Service], columns: Columns) -> dict[str, Shelf]:
    rows: dict[str, list[int]] = defaultdict(list)
    for row, service in enumerate(services):
        for need in service.needs:
            rows[need].append(row)
    return {need: Shelf(there, services, columns) for need, there in rows.items()}


def _stands(gap: Gap, search: ServiceSearch) -> bool:
    return gap.reviewed <= _today(search) <= gap.until and bool(gap.serves & search.place.codes)


def _today(search: ServiceSearch) -> date:
    """The day that residents have: in summer it begins an hour before UTC's."""
    return search.now.astimezone(LONDON).date()


def _verdict(rule: Rule | None, facts: Facts) -> Verdict:
    return rule.check(facts) if rule else YES


def _first_few(rows: Iterable[int], count: int) -> list[int]:
    found: dict[int, None] = {}
    for row in rows:
        found.setdefault(row)
        if len(found) == count:
            break
    return list(found)


def _miles(service: Service, place: Locality) -> float | None:
    if place.point is None or service.venue is None or service.venue.point is None:
        return None
    return miles_between(place.point, service.venue.point)
