"""How old is what we know, and does it still run? Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from services_directory.checking.finding import Finding, Level
from services_directory.checking.survey import Survey, day_in_words
from services_directory.service import Gap, Service

AGEING = timedelta(days=90)
"""A quarter: packs are reviewed once in each, so an entry that is older was missed in the last round."""

STALE = timedelta(days=180)
"""Two rounds missed. By then numbers and hours of small groups are often wrong."""

SOON = timedelta(days=60)
"""Time enough to ask what follows and to have the words approved before it ends."""


def dates(survey: Survey) -> Iterator[Finding]:
    """When entries were checked, when services begin and end, and when gaps are to be looked at again."""
    for service in survey.services:
        yield from _running(service, survey)
    for service in survey.standing():
        yield from _checked(service, survey)
        yield from _unconfirmed(service)
    for gap in survey.gaps:
        yield from _gap(gap, survey)


def _running(service: Service, survey: Survey) -> Iterator[Finding]:
    first, last, today = service.valid_from, service.valid_to, survey.today
    if first and last and last < first:
        fault = f"It ends on {day_in_words(last)}, before it begins on {day_in_words(first)}."
        yield Finding(
            "error", "dates", fault, "Put the dates right.", service.id, keys=("valid_to",)
        )
    elif last and last < today:
        fault = f"It ended on {day_in_words(last)}, so nobody is sent there."
        remedy = "Take it out when its dates are no longer needed; move valid_to if it still runs."
        yield Finding("note", "dates", fault, remedy, service.id, keys=("valid_to",))
    elif last and last <= today + SOON:
        fault = f"It ends on {day_in_words(last)}."
        remedy = "Ask what follows it: add that service, or tell a gap from the day after."
        yield Finding("warning", "dates", fault, remedy, service.id, keys=("valid_to",))
    elif first and first > today:
        fault = f"It begins on {day_in_words(first)}; until then nobody is sent there."
        yield Finding(
            "note",
            "dates",
            fault,
            "Check that it opens as planned.",
            service.id,
            keys=("valid_from",),
        )


def _checked(service: Service, survey: Survey) -> Iterator[Finding]:
    day = service.provenance.checked_on
    age = survey.today - day
    if age < timedelta(0):
        fault = f"It says that it was checked on {day_in_words(day)}, which is yet to come."
        yield _old(service, "warning", fault, "Write the day on which somebody checked it.")
    elif age > AGEING:
        fault = f"It was last checked on {day_in_words(day)}, {age.days} days ago."
        yield _old(
            service,
            "warning" if age > STALE else "note",
            fault,
            "Check it with the service, then move checked_on.",
        )


def _old(service: Service, level: Level, fault: str, remedy: str) -> Finding:
    return Finding(level, "checked", fault, remedy, service.id, keys=("checked_on",))


def _unconfirmed(service: Service) -> Iterator[Finding]:
    """Entries of a feed are confirmed one by one in curation, where anybody wants to; to say so of each would drown the rest."""
    if service.provenance.confirmed or service.listed_by is not None:
        return
    fault = "Nobody has confirmed it with the service."
    remedy = "Ask them, then set confirmed: yes and checked_on."
    yield Finding("note", "confirmed", fault, remedy, service.id, keys=("confirmed",))


def _gap(gap: Gap, survey: Survey) -> Iterator[Finding]:
    if gap.until < survey.today:
        fault = f"This gap stood until {day_in_words(gap.until)}, so it is told no more."
        remedy = f"Ask its owner ({gap.owner}) if it stands: move until, or take it out."
        yield Finding("warning", "dates", fault, remedy, gap=gap.id, keys=("until",))
    elif gap.until <= survey.today + SOON:
        fault = f"This gap is told until {day_in_words(gap.until)}."
        remedy = f"Ask its owner ({gap.owner}) what follows."
        yield Finding("note", "dates", fault, remedy, gap=gap.id, keys=("until",))
