"""Places that must not be found, such as refuges: an address held of one is an error in any source. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from services_directory.checking.finding import Finding
from services_directory.checking.survey import Survey
from services_directory.hidden import must_be_hidden
from services_directory.service import Service


def hiding(survey: Survey) -> Iterator[Finding]:
    """Of every service, ended or not: what is held can leak. The finding itself says nothing of the address."""
    for service in survey.services:
        if service.venue is not None and (service.address_hidden or _reads_as_a_refuge(service)):
            fault = "It reads as a place that must not be found, and its address is held."
            remedy = "Take the venue out and say address_hidden: yes, today."
            yield Finding("error", "hidden", fault, remedy, service.id, keys=("venue",))


def _reads_as_a_refuge(service: Service) -> bool:
    written = {"name": service.name, "description": f"{service.summary} {service.who_for}"}
    return must_be_hidden(written)
