"""Whom services serve: ONS codes that are none, and services that serve nobody. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from services_directory.checking.finding import Finding
from services_directory.checking.survey import Survey
from services_directory.service import Service


def areas(survey: Survey) -> Iterator[Finding]:
    """Every code that a service or a gap serves."""
    for service in survey.standing():
        yield from _unknown(survey, service.serves, service=service.id)
        yield from _serves_nobody(service)
    for gap in survey.standing_gaps():
        yield from _unknown(survey, gap.serves, gap=gap.id)


def _unknown(
    survey: Survey, codes: frozenset[str], service: str | None = None, gap: str | None = None
) -> Iterator[Finding]:
    for code in sorted(codes - survey.areas.keys()):
        fault = f"{code} is the code of no area that we know: it is mistyped, or areas were merged."
        remedy = "See what `signpost postcode` says of a postcode there, and write that code."
        yield Finding("error", "area", fault, remedy, service, gap, keys=("serves",))


def _serves_nobody(service: Service) -> Iterator[Finding]:
    if service.bound in {"anywhere", "nearest"} or service.serves:
        return
    fault = f"It is bound by {service.bound} and names no area, so nobody is sent there."
    yield Finding(
        "error",
        "area",
        fault,
        "Name the ONS codes that it serves.",
        service.id,
        keys=("serves",),
    )
