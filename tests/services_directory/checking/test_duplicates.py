"""The same service listed twice is said once; branches, areas and age groups are left alone."""

from __future__ import annotations

from typing import Any

import pytest

from services_directory.checking.duplicates import NEIGHBOURS, duplicates
from services_directory.service import Contact, Service
from tests.services_directory.builders import STAFFORD, STOKE, service
from tests.services_directory.checking.builders import at, listed, survey

PHONE = Contact(phone="01785 223121")


def pair(one: dict[str, Any], other: dict[str, Any]) -> tuple[Service, Service]:
    return service("one", **one), service("other", **other)


ALIKE = {
    "the same number": pair(
        {"name": "Stafford Stop Smoking Service", "contact": PHONE},
        {"name": "Stop smoking service, Stafford", "contact": Contact(phone="+44 1785 223121")},
    ),
    "a number to text that is rung elsewhere": pair(
        {"name": "Text a nurse", "contact": Contact(text="07520 615722")},
        {"name": "Text a Nurse", "contact": Contact(phone="07520615722")},
    ),
    "the same postcode": pair(
        {"name": "Baby Café Stafford", "venue": at("ST16 2LH")},
        {"name": "Baby Cafe (Stafford)", "venue": at("ST16 2LH")},
    ),
    "the same page": pair(
        {"name": "Quit for good", "contact": Contact(url="https://www.example.org/quit/")},
        {"name": "Quit for Good!", "contact": Contact(url="http://example.org/quit")},
    ),
    "a slip of the pen": pair(
        {"name": "Wheathampstead Community Library", "contact": PHONE},
        {"name": "Wheathampstead Commnity Library", "contact": PHONE},
    ),
    "the same need": pair({"name": "Fresh Start"}, {"name": "Fresh start service"}),
}

APART = {
    "branches": pair(
        {"name": "Citizens Advice", "contact": PHONE, "venue": at("ST16 2LH")},
        {"name": "Citizens Advice", "contact": PHONE, "venue": at("ST13 6DW")},
    ),
    "councils": pair(
        {"name": "ChatHealth", "bound": "council", "serves": STAFFORD},
        {"name": "ChatHealth", "bound": "council", "serves": STOKE},
    ),
    "needs of one organisation": pair(
        {"name": "Everyone Health", "contact": PHONE, "need": "stop-smoking"},
        {"name": "Everyone Health", "contact": PHONE, "need": "healthy-weight"},
    ),
    "other services at one number": pair(
        {"name": "Stop smoking", "contact": PHONE},
        {"name": "Stop smoking in pregnancy", "contact": PHONE},
    ),
    "a number in the name": pair(
        {"name": "Toddler group 1", "venue": at("ST16 2LH")},
        {"name": "Toddler group 2", "venue": at("ST16 2LH")},
    ),
    "north and south": pair(
        {"name": "Staffordshire mental health text line, north", "contact": PHONE},
        {"name": "Staffordshire mental health text line, south", "contact": PHONE},
    ),
    "two villages": pair(
        {"name": "Crosby Breastfeeding Support Group", "contact": PHONE},
        {"name": "Crowle Breastfeeding Support Group", "contact": PHONE},
    ),
    "online and at the door": pair(
        {"name": "Dementia Carer Peer Support Group", "contact": PHONE},
        {"name": "Online Dementia Carer Peer Support Group", "contact": PHONE},
    ),
    "clubs of two organisations": pair(
        {"name": "Art Club", "organisation": "Stafford Arts"},
        {"name": "Art Club", "organisation": "Leek Pensioners' Hall"},
    ),
    "men and women": pair(
        {"name": "Stafford community walking men's group", "contact": PHONE},
        {"name": "Stafford community walking women's group", "contact": PHONE},
    ),
}


@pytest.mark.parametrize("services", ALIKE.values(), ids=ALIKE)
def test_two_listings_of_one_service_are_said_once(services: tuple[Service, ...]) -> None:
    (finding,) = duplicates(survey(*services))
    assert (finding.level, finding.service) == ("warning", "other")
    assert '"one"' in finding.fault


@pytest.mark.parametrize("services", APART.values(), ids=APART)
def test_two_services_that_share_something_are_left_alone(services: tuple[Service, ...]) -> None:
    assert listed(duplicates(survey(*services))) == []


def test_a_feed_s_listing_is_held_against_what_staff_wrote() -> None:
    theirs = service(
        "a-feed-0123", name="Stop smoking Stafford", contact=PHONE, listed_by="Invented Connects"
    )
    ours = service("stop-smoking", "smoking", name="Stop Smoking (Stafford)", contact=PHONE)
    (finding,) = duplicates(survey(theirs, ours))
    assert finding.service == "a-feed-0123"
    assert "curation.yaml" in finding.remedy


def test_three_listings_of_one_service_are_two_too_many() -> None:
    three = (service(name, name="Fresh Start", contact=PHONE) for name in "abc")
    assert sorted(finding.service or "" for finding in duplicates(survey(*three))) == ["b", "c"]


def test_a_switchboard_that_many_share_is_looked_through_in_order_of_name() -> None:
    many = [
        service(f"s-{number}", name=f"{_word(number)} helpdesk", contact=PHONE)
        for number in range(20 * NEIGHBOURS)
    ]
    twice = service("z-twice", name=f"Helpdesk: {_word(7)}", contact=PHONE)
    (finding,) = duplicates(survey(*many, twice))
    assert (finding.service, '"s-7"' in finding.fault) == ("z-twice", True)


def test_names_in_any_alphabet_are_compared_and_names_of_no_letters_are_not() -> None:
    names = {"one": "فارسی", "two": "!", "three": "فارسی", "four": "?"}
    services = (service(each, name=name) for each, name in names.items())
    assert [finding.service for finding in duplicates(survey(*services))] == ["three"]


def _word(number: int) -> str:
    """Words that are not alike: "bababa", "cacaca"…"""
    letters = "bcdfghjklmnpqrstvwxz"
    first, second = letters[number % 20], letters[number // 20]
    return f"{first}{second}o{second}{first}u{first}{first}y{second}{second}"
