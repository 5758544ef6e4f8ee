"""The directory in memory: a search → what this resident may use. Reads no clock and no file.

"Nearest" is the wrong answer for a commissioned service: the resident's own council decides first, distance second.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from services_directory.eligibility import YES, Facts, Rule, Verdict, edges_of
from services_directory.opening import LONDON
from services_directory.places import miles_between
from services_directory.service import Found, Gap, Need, Refusal, Service, ServiceSearch, Signpost

FAR_MILES = 20.0
"""A drop-in place further than this is no help to someone with a pram on a bus."""

TYPICAL_MILES = 5.0
"""Where a service without a known point stands among those with one: neither first nor last."""

MOST_NEIGHBOURS = 3


@dataclass(frozen=True, slots=True)
class _Judged:
    service: Service
    verdict: Verdict


class Directory:
    """Services, gaps and needs, indexed by need."""

    def __init__(
        self, services: Iterable[Service], gaps: Iterable[Gap] = (), needs: Iterable[Need] = ()
    ) -> None:
        self.services = tuple(services)
        self.gaps = tuple(gaps)
        self.needs = {need.id: need for need in needs}
        self._by_id = {service.id: service for service in self.services}
        self._by_need: dict[str, list[Service]] = {}
        for service in self.services:
            for need in service.needs:
                self._by_need.setdefault(need, []).append(service)

    def service(self, service_id: str) -> Service | None:
        return self._by_id.get(service_id)

    def find(self, search: ServiceSearch) -> Found:
        """Services for the first need that has any here; gaps for the first need asked about."""
        today = _today(search)
        gaps = tuple(
            gap for gap in self.gaps if gap.need in search.needs[:1] and self._stands(gap, search)
        )
        for need in search.needs:
            running = [service for service in self._by_need.get(need, ()) if service.runs_on(today)]
            found = self._found_among(running, search, gaps)
            if found.signposts or found.refused:
                return found
        return Found(search.place, gaps=gaps, neighbours=self._neighbours(search))

    def _stands(self, gap: Gap, search: ServiceSearch) -> bool:
        return gap.reviewed <= _today(search) <= gap.until and bool(gap.serves & search.place.codes)

    def _found_among(
        self, running: list[Service], search: ServiceSearch, gaps: tuple[Gap, ...]
    ) -> Found:
        here = [
            service
            for service in running
            if service.serves_place(search.place) and _near_enough(service, search)
        ]
        if search.place.point is None:
            here = _without_arbitrary_doors(here)
        judged = [_Judged(service, _verdict(service.eligible, search.facts)) for service in here]
        possible = [each for each in judged if each.verdict.answer != "no"]
        signposts = sorted((_signpost(each, search) for each in possible), key=_rank)
        return Found(
            place=search.place,
            signposts=tuple(_with_next_opening(each, search) for each in signposts[: search.limit]),
            gaps=gaps,
            refused=tuple(
                Refusal(each.service, each.verdict.facts)
                for each in judged
                if each.verdict.answer == "no"
            ),
            neighbours=() if signposts else self._neighbours(search),
            asks=tuple(_telling(judged, search)),
        )

    def _neighbours(self, search: ServiceSearch) -> tuple[Service, ...]:
        """What exists for this need elsewhere: named so that nobody is sent there by mistake, never offered."""
        elsewhere = (
            service
            for service in self._by_need.get(search.needs[0], ())
            if not service.serves_place(search.place) and service.runs_on(_today(search))
        )
        return tuple(islice(elsewhere, MOST_NEIGHBOURS))


def _today(search: ServiceSearch) -> date:
    """The day that residents have: in summer it begins an hour before UTC's."""
    return search.now.astimezone(LONDON).date()


def _verdict(rule: Rule | None, facts: Facts) -> Verdict:
    return rule.check(facts) if rule else YES


def _near_enough(service: Service, search: ServiceSearch) -> bool:
    if service.bound != "nearest":
        return True
    if search.place.point is None:
        return service.venue is not None and service.venue.district == search.place.district.code
    miles = _miles(service, search)
    return miles is not None and miles <= FAR_MILES


def _without_arbitrary_doors(here: list[Service]) -> list[Service]:
    """Without a point we cannot say which door is nearest, so doors stand only where there is nothing else."""
    others = [service for service in here if service.bound != "nearest"]
    return others or here


def _miles(service: Service, search: ServiceSearch) -> float | None:
    if search.place.point is None or service.venue is None or service.venue.point is None:
        return None
    return miles_between(search.place.point, service.venue.point)


def _signpost(judged: _Judged, search: ServiceSearch) -> Signpost:
    service = judged.service
    return Signpost(
        service=service,
        verdict=judged.verdict,
        miles=_miles(service, search),
        open_now=service.hours.open_at(search.now),
        next_open=None,
    )


def _with_next_opening(signpost: Signpost, search: ServiceSearch) -> Signpost:
    """Worked out only for the few that are shown."""
    return replace(signpost, next_open=signpost.service.hours.next_open(search.now))


def _rank(signpost: Signpost) -> tuple[bool, bool, bool, bool, float, str]:
    """Their own council's service first, then what surely takes them, can be reached, is open now, and is nearest."""
    service = signpost.service
    contact = service.shown_contact
    return (
        service.bound in {"nearest", "anywhere"},
        signpost.verdict.answer != "yes",
        not (contact.phone or contact.text or contact.url or service.venue),
        signpost.open_now is not True,
        signpost.miles if signpost.miles is not None else TYPICAL_MILES,
        service.name,
    )


def _telling(judged: list[_Judged], search: ServiceSearch) -> Iterator[str]:
    """Facts that would split the services here. The one most services name comes first."""
    open_questions = Counter(
        fact for each in judged if each.verdict.answer == "ask" for fact in each.verdict.facts
    )
    rules = {each.service.eligible for each in judged}
    return (fact for fact, _ in open_questions.most_common() if _splits(fact, rules, search))


def _splits(fact: str, rules: set[Rule | None], search: ServiceSearch) -> bool:
    """Some answer would part the services. What all of them ask alike parts none, so it stays unasked."""
    edges = {value for rule in rules if rule for value in edges_of(rule, fact)}
    answers = edges if search.answers is None else search.answers.get(fact, ())
    return any(
        len({_verdict(rule, {**search.facts, fact: value}).answer for rule in rules}) > 1
        for value in answers
    )
