"""Every check of the directory, in one list, and the findings in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from services_directory.checking.areas import areas
from services_directory.checking.contacts import contacts
from services_directory.checking.coverage import Table, coverage
from services_directory.checking.dates import dates
from services_directory.checking.duplicates import duplicates
from services_directory.checking.finding import LEVELS, Finding, Level
from services_directory.checking.hiding import hiding
from services_directory.checking.survey import Survey
from services_directory.checking.venues import venues

CHECKS: tuple[Callable[[Survey], Iterator[Finding]], ...] = (
    hiding,
    contacts,
    venues,
    dates,
    areas,
    duplicates,
)


def check(survey: Survey, table: Table, more: Iterable[Finding] = ()) -> tuple[Finding, ...]:
    """Everything found, errors first. `table` is the survey's coverage; `more` was found elsewhere, such as dead links."""
    found = [finding for look in CHECKS for finding in look(survey)]
    listed_by = {each.id: each.listed_by for each in survey.services if each.listed_by}
    theirs = (_of_a_feed(finding, listed_by) for finding in (*found, *more))
    return tuple(sorted((*theirs, *coverage(survey, table)), key=_order))


def _of_a_feed(finding: Finding, listed_by: Mapping[str, str]) -> Finding:
    """What a feed gets wrong is not ours to correct, so it blocks nothing; a place that must stay hidden always does."""
    source = listed_by.get(finding.service or "")
    if source is None or finding.check in {"hidden", "duplicate"}:
        return finding
    level: Level = "warning" if finding.level == "error" else finding.level
    remedy = f"{source} keeps this entry: tell them, or change what we show in curation.yaml."
    return replace(finding, level=level, remedy=remedy)


def _order(finding: Finding) -> tuple[int, str, str, str]:
    about = finding.service or finding.gap or finding.council or ""
    return LEVELS.index(finding.level), finding.check, about, finding.fault
