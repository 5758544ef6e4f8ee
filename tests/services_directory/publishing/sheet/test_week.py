"""The hours of a week in one cell."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from services_directory.opening import Opening
from services_directory.publishing.sheet.cells import CellFault
from services_directory.publishing.sheet.week import week_as_text, week_from_text
from tests.services_directory.builders import given, hours
from tests.services_directory.publishing.made import openings


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (
            "Mon-Fri 09:00-17:00; Sat 10:00-12:00",
            [f"{day} 09:00 17:00" for day in ("mon", "tue", "wed", "thu", "fri")]
            + ["sat 10:00 12:00"],
        ),
        ("Mon, Wed 09:30-11:00", ["mon 09:30 11:00", "wed 09:30 11:00"]),
        ("Thu 09:30-11:00; Thu 13:00-15:00", ["thu 09:30 11:00", "thu 13:00 15:00"]),
        ("Fri 22:00-02:00 overnight", ["fri 22:00 02:00"]),
    ],
)
def test_a_week_is_written_as_staff_would(text: str, written: list[str]) -> None:
    week = hours(*written).openings
    assert week_as_text(week) == text
    assert set(week_from_text(text)) == set(week)


@pytest.mark.parametrize(
    "text",
    ["monday – friday 9:00 – 17:00", "Mon Tues Weds Thurs Fri 09:00-17:00", "Mon-Fri 9:00-17:00;"],
)
def test_a_week_is_read_in_the_ways_that_people_write_it(text: str) -> None:
    assert week_as_text(week_from_text(text)) == "Mon-Fri 09:00-17:00"


def test_a_run_of_days_goes_round_the_weekend() -> None:
    assert {each.day for each in week_from_text("Sat-Mon 10:00-11:00")} == {5, 6, 0}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Mon-Fri", "has no hours"),
        ("Mon-Fri 9-5", "has no hours"),
        ("09:00-17:00", "no day is named"),
        ("Mun 09:00-17:00", '"Mun" is not a day'),
        ("Mon 09:00-27:00", '"27:00" is not a time of day'),
        ("Mon 17:00-09:00", "write overnight after it"),
    ],
)
def test_hours_that_cannot_be_read_are_said(text: str, said: str) -> None:
    with pytest.raises(CellFault) as raised:
        week_from_text(text)
    assert said in str(raised.value)


@given(st.frozensets(openings, max_size=8))
def test_every_week_comes_back(week: frozenset[Opening]) -> None:
    assert set(week_from_text(week_as_text(week))) == week
