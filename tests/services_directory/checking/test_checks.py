"""All the checks together: errors first, and what a feed gets wrong blocks nothing."""

from __future__ import annotations

from services_directory.checking.checks import CHECKS, check
from services_directory.checking.coverage import coverage_table
from services_directory.checking.finding import LEVELS, Finding
from services_directory.service import Contact, Service
from tests.services_directory.builders import provenance, service
from tests.services_directory.checking.builders import at, survey

FEED = "Invented Connects"


def found(*services: Service, more: tuple[Finding, ...] = ()) -> tuple[Finding, ...]:
    one = survey(*services)
    return check(one, coverage_table(one), more)


def test_every_check_is_in_the_list_once() -> None:
    names = [look.__name__ for look in CHECKS]
    assert sorted(names) == ["areas", "contacts", "dates", "duplicates", "hiding", "venues"]


def test_errors_come_first_then_warnings_then_notes() -> None:
    findings = found(
        service("unconfirmed", "alcohol", contact=Contact(email="help@example.org")),
        service("wrong", contact=Contact(phone="1")),
        service("silent", "alcohol"),
    )
    order = [LEVELS.index(finding.level) for finding in findings]
    assert order == sorted(order)
    assert {0, 1, 2} <= set(order)


def test_what_was_found_elsewhere_stands_among_them() -> None:
    dead = Finding("error", "link", "It is gone.", "Ask.", service="sound")
    sound = service(
        "sound", contact=Contact(email="help@example.org"), provenance=provenance(confirmed=True)
    )
    assert found(sound, more=(dead,))[0] == dead


def test_what_a_feed_gets_wrong_is_a_warning_and_names_who_keeps_it() -> None:
    (finding, *_) = found(service("theirs", listed_by=FEED, contact=Contact(phone="1")))
    assert (finding.level, finding.check) == ("warning", "phone")
    assert FEED in finding.remedy
    assert "curation.yaml" in finding.remedy


def test_a_refuge_s_address_is_an_error_also_in_a_feed() -> None:
    refuge = service("theirs", listed_by=FEED, name="Women's refuge", venue=at("ST16 2LH"))
    assert found(refuge)[0].level == "error"


def test_areas_without_a_service_stand_among_the_findings() -> None:
    findings = found()
    assert [finding.council for finding in findings] == ["E06000021", "E10000028"]
    assert {finding.check for finding in findings} == {"coverage"}
