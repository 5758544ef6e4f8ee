"""What stands in a cell, and what is said of a cell that cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from services_directory.publishing.sheet import cells
from services_directory.publishing.sheet.cells import CellFault
from tests.services_directory.builders import given
from tests.services_directory.publishing.made import words


@pytest.mark.parametrize("text", ["=SUM(A1)", "+44 1785 000000", "-1", "@here", "'quoted", "'=x"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert cells.guarded(text) == f"'{text}"
    assert cells.unguarded(cells.guarded(text)) == text


@given(words)
def test_every_cell_comes_back_as_it_was(text: str) -> None:
    assert cells.unguarded(cells.guarded(text)) == text


def test_an_apostrophe_that_staff_wrote_stays() -> None:
    assert cells.unguarded("'Tis a group") == "'Tis a group"


@pytest.mark.parametrize("text", ["2026-11-20", "20/11/2026"])
def test_a_date_is_written_in_either_form(text: str) -> None:
    assert cells.day(text) == date(2026, 11, 20)


def test_two_dates_are_the_first_and_the_last_day() -> None:
    assert cells.days("24/12/2026 to 2027-01-03") == (date(2026, 12, 24), date(2027, 1, 3))
    assert cells.days("2026-12-24") == (date(2026, 12, 24), date(2026, 12, 24))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1785000000", "01785000000"),
        ("7700900000", "07700900000"),
        ("800123456", "0800123456"),
        ("01785 000000", "01785 000000"),
        ("+44 1785 000000", "+44 1785 000000"),
        ("111", "111"),
        ("85258", "85258"),
    ],
)
def test_a_number_that_lost_its_first_zero_gets_it_back(typed: str, read: str) -> None:
    assert cells.phone(typed) == read


@pytest.mark.parametrize(
    ("read", "text", "said"),
    [
        (cells.day, "11/20/2026", "2026-11-20 or 20/11/2026"),
        (cells.day, "soon", "is not a date"),
        (cells.days, "2027-01-03 to 2026-12-24", "ends before it begins"),
        (cells.days, "", "is not a date or two"),
        (cells.yes_or_no, "perhaps", "is not yes or no"),
        (cells.phone, "1.78567E+09", "format the cell as text"),
        (cells.phone, "8001111", "may have lost its first 0"),
        (cells.phone, "ring us", "is not a phone number"),
        (cells.email, "jo at example", "is not an email address"),
        (cells.website, "www.example.org", "with https://"),
        (cells.postcode, "ST16", "is not a whole postcode"),
    ],
)
def test_a_fault_says_what_to_write_instead(
    read: Callable[[str], object], text: str, said: str
) -> None:
    with pytest.raises(CellFault) as raised:
        read(text)
    assert said in str(raised.value)


def test_yes_and_no_are_read_as_spreadsheets_write_them() -> None:
    assert [cells.yes_or_no(text) for text in ("yes", "TRUE", "n", "False")] == [
        True,
        True,
        False,
        False,
    ]


def test_a_list_in_a_cell_has_semicolons_or_lines() -> None:
    assert cells.listed("stop-smoking; library\n;") == ("stop-smoking", "library")
    assert cells.lines("Ramp; left door\n\nLift") == ("Ramp; left door", "Lift")
