"""One field at a time: what is read, what says nothing, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st

from services_directory.sources.openreferral import fields
from services_directory.sources.openreferral.fields import Reader, Unreadable
from services_directory.sources.openreferral.ids import Ids, is_uuid, published_id
from tests.services_directory.builders import given

READ = [
    (fields.text, "<b>Hi</b>", "Hi"),
    (fields.text, 12, "12"),
    (fields.text, ["a", 1, None], "a, 1"),
    (fields.name, "Two\nlines", "Two lines"),
    (fields.listed, ["MO", "TU"], "MO,TU"),
    (fields.listed, "MO, TU", "MO, TU"),
    (fields.choice("active", "temporarily closed"), "Temporarily_Closed", "temporarily closed"),
    (fields.choice("WEEKLY", upper=True), "weekly", "WEEKLY"),
    (fields.flag, True, True),
    (fields.flag, "No", False),
    (fields.flag, 1, True),
    (fields.number, "18", 18),
    (fields.number, "£1,250.50", 1250.5),
    (fields.number, -0.5, -0.5),
    (fields.email, "mailto:jo@example.org ", "jo@example.org"),
    (fields.url, "https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
    (fields.url, "www.example.org/a&amp;b", "http://www.example.org/a&b"),
    (fields.url, "HTTP://EXAMPLE.ORG", "HTTP://EXAMPLE.ORG"),
    (fields.url, "http://example.org:8080/café", "http://example.org:8080/caf%C3%A9"),
    (fields.url, "http://example.org/100%?[a]", "http://example.org/100%25?%5Ba%5D"),
    (fields.uri, "urn:isbn:0451450523", "urn:isbn:0451450523"),
    (fields.uri, "http://id.example.org/1", "http://id.example.org/1"),
    (fields.day, "2026-11-02", "2026-11-02"),
    (fields.day, "02/11/2026", "2026-11-02"),
    (fields.day, "2nd November 2026", "2026-11-02"),
    (fields.day, "2 Nov 2026", "2026-11-02"),
    (fields.day, "Mon, 02 Nov 2026 10:00:00 GMT", "2026-11-02"),
    (fields.day, "2026-06-30T23:00:00Z", "2026-07-01"),
    (fields.day, "2026-11-02T00:00:00", "2026-11-02"),
    (fields.day, 1793577600000, "2026-11-02"),
    (fields.day, 1793577600, "2026-11-02"),
    (fields.instant, "2023-03-15T10:30:45.123Z", "2023-03-15T10:30:45.123Z"),
    (fields.instant, "2023-03-15 10:30:45", "2023-03-15T10:30:45Z"),
    (fields.instant, "2023-03-15", "2023-03-15T00:00:00Z"),
    (fields.instant, "2023-03-15T10:30+01:00", "2023-03-15T10:30:00+01:00"),
]

NOTHING = [
    (fields.text, "<p> </p>"),
    (fields.text, None),
    (fields.text, []),
    (fields.flag, ""),
    (fields.number, " "),
    (fields.email, ""),
    (fields.url, "  "),
    (fields.day, "0001-01-01T00:00:00"),
    (fields.day, "0000-00-00"),
    (fields.instant, "9999-12-31"),
    (fields.choice("active"), ""),
]

REFUSED = [
    (fields.text, {"a": 1}),
    (fields.text, True),
    (fields.choice("active"), "archived"),
    (fields.flag, "perhaps"),
    (fields.number, "about 4"),
    (fields.number, "."),
    (fields.number, True),
    (fields.number, [1]),
    (fields.number, float("inf")),
    (fields.email, "a@example.org or b@example.org"),
    (fields.email, "email-example_com"),
    (fields.email, 12345),
    (fields.email, False),
    (fields.url, "see our page"),
    (fields.url, "example_counselling"),
    (fields.url, "http:www.example.org"),
    (fields.url, "javascript:alert(1)"),
    (fields.url, "http://example.org/<script>"),
    (fields.url, "ftp://example.org/a"),
    (fields.uri, "mailto:jo@example.org"),
    (fields.day, "every Tuesday"),
    (fields.day, "31/02/2026"),
    (fields.day, float("nan")),
    (fields.day, -5),
]


@pytest.mark.parametrize(("reader", "published", "read"), READ)
def test_a_field_is_read_in_the_forms_that_publishers_use(
    reader: Reader, published: Any, read: Any
) -> None:
    assert reader(published) == read
    assert reader(read) == read


@pytest.mark.parametrize(("reader", "published"), NOTHING)
def test_what_is_empty_says_nothing(reader: Reader, published: Any) -> None:
    assert reader(published) is None


@pytest.mark.parametrize(("reader", "published"), REFUSED)
def test_what_is_of_another_kind_is_refused(reader: Reader, published: Any) -> None:
    with pytest.raises(Unreadable):
        reader(published)


@pytest.mark.parametrize(
    "reader",
    [fields.text, fields.day, fields.instant, fields.url, fields.uri, fields.email, fields.number],
)
@given(st.text() | st.integers() | st.floats() | st.booleans() | st.none())
def test_any_value_is_read_the_same_twice_or_refused(reader: Reader, published: Any) -> None:
    try:
        read = reader(published)
    except Unreadable:
        return
    assert reader(read) == read


def test_an_id_that_is_a_uuid_stays() -> None:
    assert Ids("a").of("service", "00000000-0000-4000-8000-00000000000A").endswith("A")


def test_an_id_of_another_form_always_becomes_the_same_uuid_within_its_source_and_kind() -> None:
    made = Ids("a").of("service", "urn:x/1")
    assert is_uuid(made)
    assert made == Ids("a").of("service", "urn:x/1")
    assert made != Ids("b").of("service", "urn:x/1")
    assert made != Ids("a").of("organization", "urn:x/1")


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (12, "12"),
        (12.0, "12"),
        (" a/b ", "a/b"),
        ("", None),
        (None, None),
        (True, None),
        ([1], None),
    ],
)
def test_an_id_is_a_number_or_a_text(value: object, read: str | None) -> None:
    assert published_id(value) == read
