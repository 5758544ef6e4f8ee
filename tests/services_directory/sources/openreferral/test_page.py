"""The shapes that feeds answer in, and the addresses that they stand at."""

from __future__ import annotations

from typing import Any

import pytest

from services_directory.sources.openreferral.address import FeedAddress
from services_directory.sources.openreferral.page import Page, page_of, version_of

SERVICE = {"id": "1", "name": "A"}


@pytest.mark.parametrize(
    ("answer", "page"),
    [
        (
            {"total_items": 3, "total_pages": 2, "page_number": 1, "size": 2, "first_page": True}
            | {"last_page": False, "empty": False, "contents": [SERVICE]},
            Page((SERVICE,), "3.0", 1, 2, 3, True, False),
        ),
        (
            {"totalElements": "3", "totalPages": 2, "number": 2, "size": 2, "first": "false"}
            | {"last": "true", "empty": False, "content": [SERVICE]},
            Page((SERVICE,), "1.0", 2, 2, 3, False, True),
        ),
        ({"contents": [], "total_items": None}, Page((), "3.0")),
        ({"services": [SERVICE]}, Page((SERVICE,))),
        ([SERVICE, None], Page((SERVICE, None))),
        (SERVICE, Page((SERVICE,), last=True)),
        ({"version": "HSDS-UK-3.0"}, None),
        ({"contents": {"a": 1}}, None),
        ("text", None),
        (None, None),
    ],
)
def test_a_page_is_known_in_every_shape(answer: Any, page: Page | None) -> None:
    assert page_of(answer) == page


@pytest.mark.parametrize(
    ("root", "version"),
    [
        ({"version": "HSDS-UK-3.0"}, "3.0"),
        ({"version": 1.0}, "1.0"),
        ({"version": ""}, None),
        ({}, None),
        ([], None),
    ],
)
def test_the_root_of_a_feed_says_its_version(root: Any, version: str | None) -> None:
    assert version_of(root) == version


def test_pages_with_the_same_entries_have_the_same_digest() -> None:
    assert (
        Page((SERVICE,), number=1).digest
        == Page((dict(reversed(SERVICE.items())),), number=2).digest
    )
    assert Page((SERVICE,)).digest != Page((SERVICE, SERVICE)).digest


@pytest.mark.parametrize(
    ("given", "listed", "one"),
    [
        ("https://e.org/o/v2", "https://e.org/o/v2", "https://e.org/o/v2/services/a%2Fb%3Fc%20d"),
        ("https://e.org/o/v2/", "https://e.org/o/v2", "https://e.org/o/v2/services/a%2Fb%3Fc%20d"),
        (" e.org/services/ ", "https://e.org/services", "https://e.org/services/a%2Fb%3Fc%20d"),
        (
            "HTTP://e.org:81/services?page=3&include=x&per_page=9",
            "http://e.org:81/services?include=x",
            "http://e.org:81/services/a%2Fb%3Fc%20d",
        ),
        ("e.org", "https://e.org", "https://e.org/services/a%2Fb%3Fc%20d"),
    ],
)
def test_an_address_is_taken_in_the_forms_that_staff_are_given(
    given: str, listed: str, one: str
) -> None:
    address = FeedAddress.parse(given)
    assert address is not None
    assert address.asking({}) == listed
    assert address.service("a/b?c d") == one


def test_an_address_asks_for_a_page_beside_what_it_asks_for_already() -> None:
    address = FeedAddress.parse("https://e.org/services?include=x")
    assert address is not None
    assert address.asking({"page": 2, "per_page": 100}) == (
        "https://e.org/services?include=x&page=2&per_page=100"
    )


def test_the_list_stands_below_the_root() -> None:
    root = FeedAddress.parse("https://e.org/api")
    assert root is not None
    assert not root.is_list
    assert root.services.is_list
    assert root.services.asking({}) == "https://e.org/api/services"


@pytest.mark.parametrize(
    "given", ["", "ftp://e.org/x", "file:///etc/passwd", "https://", "http:///x", "https://[x"]
)
def test_what_is_no_web_address_is_refused(given: str) -> None:
    assert FeedAddress.parse(given) is None
