from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services_directory.sources.written_terms import read_terms
from services_directory.terms import Terms

AUTUMN = {"name": "Autumn 2026", "first_day": "2026-09-02", "last_day": "2026-12-18"}
SPRING = {"name": "Spring 2027", "first_day": "2027-01-04", "last_day": "2027-03-25"}
HALF_TERM = {"name": "October half-term", "first_day": "2026-10-26", "last_day": "2026-10-30"}
WRITTEN: dict[str, Any] = {
    "owner": "Family hubs",
    "source": "https://example.org/terms",
    "reviewed": "2026-11-20",
    "terms": [AUTUMN, SPRING],
    "half_terms": [HALF_TERM],
}


def test_terms_are_read_as_staff_write_them() -> None:
    terms, faults = read_terms(WRITTEN)
    assert faults == []
    assert terms.source == "https://example.org/terms"
    assert [each.name for each in terms.terms] == ["Autumn 2026", "Spring 2027"]
    assert terms.holds(date(2026, 10, 23)) is True
    assert terms.holds(date(2026, 10, 27)) is False
    assert terms.holds(date(2026, 12, 24)) is False


def test_half_terms_may_be_left_out() -> None:
    terms, faults = read_terms({**WRITTEN, "half_terms": []})
    assert faults == []
    assert terms.holds(date(2026, 10, 27)) is True


@pytest.mark.parametrize(
    ("changes", "keys", "says"),
    [
        ({"owner": None}, ("owner",), "valid string"),
        ({"terms": [], "half_terms": []}, ("terms",), "No term is written"),
        ({"term": [AUTUMN]}, ("term",), "not permitted"),
        ({"terms": [{**AUTUMN, "first_day": "2.9.26"}]}, ("terms", 0, "first_day"), "valid date"),
        ({"terms": [{**AUTUMN, "last_day": "2026-09-01"}]}, ("terms", 0), "not be before"),
        ({"terms": [{**AUTUMN, "last_day": "2027-12-18"}]}, ("terms", 0), "look at the years"),
        ({"terms": [SPRING, AUTUMN]}, ("terms", 1, "first_day"), "begins before Spring 2027"),
        ({"terms": [SPRING]}, ("half_terms", 0), "October half-term lies in no term"),
    ],
)
def test_a_fault_stands_at_its_keys_and_leaves_all_terms_unknown(
    changes: dict[str, Any], keys: tuple[str | int, ...], says: str
) -> None:
    terms, faults = read_terms({**WRITTEN, **changes})
    assert terms == Terms()
    assert faults[0].keys == keys
    assert says in faults[0].fault
    assert faults[0].remedy


def test_an_empty_file_misses_all_that_it_must_hold() -> None:
    _, faults = read_terms({})
    assert {each.keys for each in faults} == {("owner",), ("source",), ("reviewed",), ("terms",)}
