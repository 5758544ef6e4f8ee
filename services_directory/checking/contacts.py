"""Can residents reach the service? Numbers, email and web addresses, and what is hidden until staff confirm it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from services_directory.checking.finding import Finding, Level
from services_directory.checking.phone_numbers import number_fault
from services_directory.checking.survey import Survey
from services_directory.service import Contact, Service

_DOMAIN = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"
_EMAIL = re.compile(rf"[a-z0-9!#$%&'*+/=?^_`{{|}}~.-]{{1,64}}@{_DOMAIN}", re.I)
_WEB = re.compile(rf"https?://{_DOMAIN}(?::\d{{1,5}})?(?:[/?#]\S*)?", re.I)


def contacts(survey: Survey) -> Iterator[Finding]:
    """Every contact of every service that stands."""
    for service in survey.standing():
        yield from _numbers(service)
        yield from _addresses(service)
        yield from _hidden(service)
        yield from _no_way(service)


def _numbers(service: Service) -> Iterator[Finding]:
    written = {"phone": service.contact.phone, "text": service.contact.text}
    for key, number in written.items():
        if number and (wrong := number_fault(number, texted=key == "text")):
            yield Finding(wrong.level, "phone", wrong.fault, wrong.remedy, service.id, keys=(key,))


def _addresses(service: Service) -> Iterator[Finding]:
    email, url = service.contact.email, service.contact.url
    if email and (not _EMAIL.fullmatch(email) or ".." in email):
        fault = f'"{email}" is not the shape of an email address.'
        yield _error(service, "email", fault, "Write it as name@example.org.")
    if url and not _WEB.fullmatch(url):
        fault = f'"{url}" is not the shape of a web address.'
        yield _error(service, "url", fault, "Write it as https://example.org/page.")


def _error(service: Service, key: str, fault: str, remedy: str) -> Finding:
    return Finding("error", key, fault, remedy, service.id, keys=(key,))


def _hidden(service: Service) -> Iterator[Finding]:
    held, shown = service.contact, service.shown_contact
    if (held.phone, held.text) == (shown.phone, shown.text):
        return
    otherwise = _reachable(service) or service.how
    level: Level = "note" if otherwise else "warning"
    no_other = "" if otherwise else ", and they see no other way to reach it"
    fault = f"Its number is hidden from residents until somebody confirms it{no_other}."
    key = "phone" if held.phone else "text"
    remedy = "Ring it, then set confirmed: yes."
    yield Finding(level, "confidence", fault, remedy, service.id, keys=(key,))


def _no_way(service: Service) -> Iterator[Finding]:
    if _reachable(service) or service.how or service.contact.phone or service.contact.text:
        return
    remedy = (
        "Add a phone number, an email or a web address; or say in how: who can put them in touch."
    )
    yield Finding("warning", "contact", "There is no way to reach it.", remedy, service.id)


def _reachable(service: Service) -> bool:
    return service.shown_contact != Contact() or service.venue is not None
