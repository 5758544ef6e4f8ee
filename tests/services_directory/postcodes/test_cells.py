from __future__ import annotations

import math

import pytest
from hypothesis import strategies as st

from services_directory.postcodes.cells import months, numbers, texts
from tests.services_directory.builders import given

JUNE_2019 = (2019 - 1970) * 12 + 5


def test_text_that_is_too_long_stays_too_long() -> None:
    assert texts(["E07000197", "E070001977777"], 10).tolist() == [b"E07000197", b"E070001977"]


def test_letters_that_no_code_has_are_held_as_question_marks() -> None:
    assert texts(["Ŵ1 1AA", "W1 1AA"], 8).tolist() == [b"?1 1AA", b"W1 1AA"]


@pytest.mark.parametrize(
    ("cell", "number", "wrong"),
    [
        ("52.803060", 52.80306, False),
        ("-2.1", -2.1, False),
        ("0206900", 206_900.0, False),
        ("0", 0.0, False),
        ("", math.nan, False),
        ("  ", math.nan, False),
        ("nan", math.nan, False),
        (" 52.8 ", 52.8, False),
        ("north", math.nan, True),
        ("52,8", math.nan, True),
        ("inf", math.nan, True),
    ],
)
def test_a_cell_is_a_number_or_empty_or_wrong(cell: str, number: float, wrong: bool) -> None:
    for column in ([cell], [cell, "1"], [cell, "one"]):
        values, marked = numbers(column)
        assert values[0] == pytest.approx(number, nan_ok=True)
        assert marked[0] == wrong


@pytest.mark.parametrize(
    ("cell", "month", "wrong"),
    [
        ("", 0, False),
        ("201906", JUNE_2019, False),
        ("197001", 1, False),
        ("197002", 1, False),
        ("209912", 1559, False),
        ("201900", 0, True),
        ("201913", 0, True),
        ("196912", 0, True),
        ("210001", 0, True),
        ("20190", 0, True),
        ("20190601", 0, True),
        ("2019-6", 0, True),
        ("ended!", 0, True),
        ("      ", 0, True),
    ],
)
def test_an_end_date_is_a_month_since_1970_or_none_or_wrong(
    cell: str, month: int, wrong: bool
) -> None:
    since, marked = months([cell])
    assert (since[0], marked[0]) == (month, wrong)


@given(st.integers(1970, 2099), st.integers(1, 12))
def test_every_month_is_counted_from_january_1970(year: int, month: int) -> None:
    since, wrong = months([f"{year}{month:02}"])
    assert since[0] == max((year - 1970) * 12 + month - 1, 1)
    assert not wrong[0]


def test_an_empty_column_is_empty() -> None:
    assert len(numbers([])[0]) == len(months([])[0]) == len(texts([], 5)) == 0
