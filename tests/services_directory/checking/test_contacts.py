"""Whether residents can reach a service, and what is hidden from them."""

from __future__ import annotations

from datetime import date

import pytest

from services_directory.checking.contacts import contacts
from services_directory.service import Contact
from tests.services_directory.builders import provenance, service
from tests.services_directory.checking.builders import at, listed, survey, told


def test_a_service_with_a_sound_contact_is_not_spoken_of() -> None:
    contact = Contact(
        phone="01785 223121", text="85258", email="help@example.org", url="https://example.org/a?b"
    )
    assert listed(contacts(survey(service("sound", contact=contact)))) == []


def test_a_service_that_nobody_can_reach_is_a_warning() -> None:
    (finding,) = contacts(survey(service("silent")))
    assert (finding.level, finding.check) == ("warning", "contact")
    assert "no way to reach it" in finding.fault


def test_a_door_or_a_person_who_puts_you_in_touch_is_a_way() -> None:
    services = (
        service("a-door", venue=at("ST16 2LH")),
        service("through-a-midwife", how="Ask your midwife."),
    )
    assert listed(contacts(survey(*services))) == []


def test_a_number_that_waits_for_staff_is_noted() -> None:
    contact = Contact(phone="01785 223121", email="help@example.org")
    weak = service("weak", contact=contact, provenance=provenance("low"))
    (finding,) = contacts(survey(weak))
    assert (finding.level, finding.keys) == ("note", ("phone",))
    assert "hidden from residents" in finding.fault


def test_a_hidden_number_is_a_warning_where_there_is_no_other_way() -> None:
    weak = service("weak", contact=Contact(text="85258"), provenance=provenance("low"))
    (finding,) = contacts(survey(weak))
    assert (finding.level, finding.keys) == ("warning", ("text",))


def test_a_hidden_number_is_a_note_where_somebody_puts_residents_in_touch() -> None:
    contact = Contact(phone="01785 223121")
    weak = service("weak", contact=contact, how="Ask a nurse.", provenance=provenance("low"))
    (finding,) = contacts(survey(weak))
    assert finding.level == "note"


def test_a_weak_number_that_staff_confirmed_is_shown_and_not_spoken_of() -> None:
    confirmed = provenance("low", confirmed=True)
    sure = service("sure", contact=Contact(phone="01785 223121"), provenance=confirmed)
    assert listed(contacts(survey(sure))) == []


@pytest.mark.parametrize(
    ("contact", "key"),
    [
        (Contact(phone="01785 22312"), "phone"),
        (Contact(text="12"), "text"),
        (Contact(email="help@example"), "email"),
        (Contact(email="help@example..org"), "email"),
        (Contact(email="help example.org"), "email"),
        (Contact(email="help@-example.org"), "email"),
        (Contact(url="https://example"), "url"),
        (Contact(url="example.org"), "url"),
        (Contact(url="https://example.org/a page"), "url"),
        (Contact(url="ftp://example.org"), "url"),
    ],
)
def test_a_contact_that_cannot_be_used_is_an_error_at_its_line(contact: Contact, key: str) -> None:
    (finding,) = contacts(survey(service("wrong", contact=contact)))
    assert (finding.level, finding.keys) == ("error", (key,))


def test_what_has_ended_is_not_looked_at() -> None:
    ended = service("ended", contact=Contact(phone="1"), valid_to=date(2023, 3, 31))
    assert told(contacts(survey(ended))) == []
