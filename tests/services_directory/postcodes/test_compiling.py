from __future__ import annotations

import numpy as np
import pytest
from hypothesis import strategies as st

from services_directory.postcodes.compiling import compile_rows
from services_directory.postcodes.file import NOWHERE, Compiled
from services_directory.postcodes.rows import Rows
from tests.services_directory.builders import given

Made = tuple[str, int, str, int]
"""Outward half, inward half as a number, district, latitude in millionths."""

MADE = st.tuples(
    st.sampled_from(["ST1", "ST14", "S1", "B1"]),
    st.integers(0, 6759),
    st.sampled_from(["E06000021", "E07000197"]),
    st.sampled_from([NOWHERE, 52_000_000, 53_000_000]),
)


def block(*made: Made) -> Rows:
    outward, inward, district, lat = zip(*made, strict=True) if made else ((), (), (), ())
    return Rows(
        np.array(outward, dtype="S4"),
        np.array(inward, dtype=np.uint16),
        np.array(district, dtype="S9"),
        np.zeros(len(made), dtype=np.uint16),
        np.array(lat, dtype=np.int32),
        np.array(lat, dtype=np.int32),
    )


def held(compiled: Compiled) -> list[Made]:
    """Every row again, as a reader finds it."""
    starts = [*compiled.starts.tolist(), len(compiled.inward)]
    return [
        (
            outward,
            int(compiled.inward[row]),
            compiled.districts[compiled.district[row]],
            int(compiled.lat[row]),
        )
        for outward, start, end in zip(compiled.outwards, starts, starts[1:], strict=False)
        for row in range(start, end)
    ]


@given(st.lists(MADE, max_size=20), st.lists(MADE, min_size=1, max_size=20))
def test_every_postcode_is_kept_once_in_order_whatever_blocks_it_came_in(
    one: list[Made], two: list[Made]
) -> None:
    first: dict[tuple[str, int], Made] = {}
    for made in [*one, *two]:
        first.setdefault(made[:2], made)
    compiled, twice = compile_rows([block(*one), block(*two)], "invented")
    assert held(compiled) == [first[place] for place in sorted(first)]
    assert twice == len(one) + len(two) - len(first)


def test_the_centre_of_a_district_is_the_mean_of_its_postcodes_that_have_a_place() -> None:
    compiled, _ = compile_rows(
        [
            block(
                ("ST16", 1, "E07000197", 52_000_000),
                ("ST16", 2, "E07000197", 53_000_000),
                ("ST16", 3, "E07000197", NOWHERE),
                ("ST1", 1, "E06000021", NOWHERE),
            )
        ],
        "invented",
    )
    assert compiled.centres == {"E07000197": (52.5, 52.5)}


def test_a_postcode_that_stands_twice_does_not_pull_the_centre() -> None:
    row = ("ST16", 1, "E07000197", 53_000_000)
    compiled, twice = compile_rows(
        [block(row, row, row, ("ST16", 2, "E07000197", 52_000_000))], "invented"
    )
    assert twice == 2
    assert compiled.centres["E07000197"] == pytest.approx((52.5, 52.5))


def test_nothing_compiles_to_nothing() -> None:
    compiled, twice = compile_rows([block()], "invented")
    assert (held(compiled), twice, compiled.districts) == ([], 0, [])
