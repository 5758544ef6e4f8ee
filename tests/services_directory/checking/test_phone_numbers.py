"""A number is one that somebody in England can ring or text, and what it costs is said."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from services_directory.checking.phone_numbers import FOR_DRAMA, dialled, number_fault
from tests.services_directory.builders import given

SOUND = (
    "01785 223121",
    "0300 123 0907",
    "0345 646 66 66",
    "0808 802 0028",
    "0800 1111",
    "07520 615722",
    "+44 1785 223121",
    "+44 (0)1785 223121",
    "01785 223121 ext 4",
    "(01785) 223-121",
    "020 7222 1234",
    "111",
    "999",
    "101",
    "116 123",
    "119",
)


@pytest.mark.parametrize("number", SOUND)
def test_a_number_that_can_be_rung_is_sound(number: str) -> None:
    assert number_fault(number) is None


@pytest.mark.parametrize("number", ["85258", "SHOUT to 85258", "66777", "07520 615722", "999"])
def test_a_number_that_can_be_texted_is_sound(number: str) -> None:
    assert number_fault(number, texted=True) is None


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("01785 22312", "a digit is missing"),
        ("01785 2231211", "a digit is missing"),
        ("1785 223121", "does not begin with 0"),
        ("01785 223121 or 01785 223122", "more than one number"),
        ("ask at the desk", "more than one number, or holds words"),
        ("", "more than one number"),
        ("12", "not a UK number"),
        ("01632 960123", "films and examples"),
        ("07700 900123", "films and examples"),
        ("020 7946 0123", "films and examples"),
        ("0116 496 0123", "films and examples"),
    ],
)
def test_a_number_that_nobody_can_ring_is_an_error(number: str, said: str) -> None:
    fault = number_fault(number)
    assert fault is not None
    assert (fault.level, said in fault.fault) == ("error", True), fault.fault
    assert fault.remedy


def test_ofcom_keeps_twenty_ranges_for_drama() -> None:
    assert len(set(FOR_DRAMA)) == 20


@pytest.mark.parametrize(
    ("number", "level", "said"),
    [
        ("0909 123 4567", "warning", "premium"),
        ("070 1112 3456", "warning", "personal number"),
        ("0844 800 1234", "note", "more than a usual call"),
        ("0845 604 2886", "note", "more than a usual call"),
        ("0871 200 1234", "note", "more than a usual call"),
        ("118118", "note", "more than a usual call"),
        ("+353 1 234 5678", "warning", "not a UK number"),
        ("85258", "warning", "takes texts and no calls"),
    ],
)
def test_a_number_that_costs_more_or_is_for_something_else_is_said(
    number: str, level: str, said: str
) -> None:
    fault = number_fault(number)
    assert fault is not None
    assert (fault.level, said in fault.fault) == (level, True), fault.fault


def test_a_text_to_a_landline_may_never_arrive() -> None:
    fault = number_fault("01785 223121", texted=True)
    assert fault is not None
    assert fault.level == "warning"
    assert "a text may never arrive" in fault.fault


@pytest.mark.parametrize(
    "written", ["01785 223121", "+44 1785 223121", "+44 (0)1785 223121", "0044 1785 223121 ext. 2"]
)
def test_one_number_written_in_many_ways_is_one_number(written: str) -> None:
    assert dialled(written) == "01785223121"


@given(st.one_of(st.text(), st.text("0123456789+() -.", max_size=20)), st.booleans())
def test_whatever_is_written_gets_an_answer_in_words(written: str, texted: bool) -> None:
    fault = number_fault(written, texted)
    assert fault is None or (fault.fault and fault.remedy)
