"""Survey: all that the checks look at, gathered once. A value; the clock and the postcode file come in from outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services_directory.places import Council, Locality, Located
from services_directory.postcode import Postcode
from services_directory.service import Gap, Need, Service


@dataclass(frozen=True, slots=True)
class CouncilArea:
    """A council that we serve, and each of its districts."""

    council: Council
    districts: tuple[Locality, ...]


@dataclass(frozen=True, slots=True)
class Survey:
    """`areas` names every ONS code that a service may serve. `locate` says what is known of a whole postcode."""

    services: Sequence[Service]
    gaps: Sequence[Gap]
    needs: Sequence[Need]
    councils: Sequence[CouncilArea]
    areas: Mapping[str, str]
    locate: Callable[[Postcode], Located]
    today: date

    def standing(self) -> Iterator[Service]:
        """Services that run today or will. What has ended is kept for its dates, and owes residents nothing more."""
        return (each for each in self.services if not each.valid_to or each.valid_to >= self.today)

    def by_feed(self) -> dict[str, set[str]]:
        """Ids of services by the feed that lists them: by its short name, which begins each id, and by its title."""
        found: dict[str, set[str]] = {}
        for service in self.services:
            if service.listed_by is not None:
                for name in (service.id.rpartition("-")[0], service.listed_by):
                    found.setdefault(name, set()).add(service.id)
        return found

    def standing_gaps(self) -> Iterator[Gap]:
        return (each for each in self.gaps if each.reviewed <= self.today <= each.until)


def day_in_words(day: date) -> str:
    """ "20 November 2026"."""
    return f"{day.day} {day:%B %Y}"
