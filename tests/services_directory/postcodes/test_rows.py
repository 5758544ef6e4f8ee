from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import strategies as st

from services_directory.postcode import NotAPostcode, Postcode
from services_directory.postcodes.file import inward_number
from services_directory.postcodes.rows import (
    NO_DISTRICT,
    NORTHERN_IRELAND,
    NOT_A_DISTRICT,
    NOT_A_POSTCODE,
    Postcodes,
    faults,
)
from tests.services_directory.builders import given


def of(*typed: str) -> Postcodes:
    return Postcodes.of(np.array(typed, dtype="S24"))


@pytest.mark.parametrize(
    "typed", ["ST16 2LH", "ST162LH", "B1  1AA", "W1A 1AA", "EC1A1BB", "GIR 0AA", " M1 1AE "]
)
def test_a_postcode_is_known_by_its_shape_however_it_is_padded(typed: str) -> None:
    assert of(typed).well_formed.tolist() == [True]


@pytest.mark.parametrize(
    "typed",
    ["", "ST16", "ST16 2L", "ST16 2LHX", "STAFFOR", "ST1621A", "1T16 2LH", "S?16 2LH", "st16 2lh"],
)
def test_what_has_another_shape_is_no_postcode(typed: str) -> None:
    assert of(typed).well_formed.tolist() == [False]


def test_halves_are_taken_from_the_end() -> None:
    outward, inward = of("ST1 4AA", "ST14 4AA", "B1  1AB").halves()
    assert outward.tolist() == [b"ST1", b"ST14", b"B1"]
    assert inward.tolist() == [inward_number(half) for half in ("4AA", "4AA", "1AB")]


@given(st.from_regex(re.compile(r"[A-Z0-9 ]{0,9}"), fullmatch=True))
def test_whatever_residents_can_type_in_full_is_well_formed_and_has_the_same_halves(
    typed: str,
) -> None:
    try:
        postcode = Postcode.parse(typed)
    except NotAPostcode:
        return
    if str(postcode).replace(" ", "") != typed.replace(" ", ""):
        return  # a look-alike was repaired, which no file needs
    postcodes = of(typed)
    assert postcodes.well_formed.tolist() == [True]
    outward, inward = postcodes.halves()
    assert outward.tolist() == [postcode.outward.encode()]
    assert inward.tolist() == [inward_number(postcode.inward)]


CASES = [
    ("ST16 2LH", b"E07000197", None),
    ("ST16", b"E07000197", NOT_A_POSTCODE),
    ("BT1 5GS", b"N09000003", NORTHERN_IRELAND),
    ("BT1 5GS", b"", NORTHERN_IRELAND),
    ("ST16 2LH", b"", NO_DISTRICT),
    ("ST16 2LH", b"00EU", NOT_A_DISTRICT),
    ("ST16 2LH", b"E0700019", NOT_A_DISTRICT),
    ("ST16 2LH", b"E070001977", NOT_A_DISTRICT),
    ("ST16 2LH", b"Stafford!", NOT_A_DISTRICT),
    ("ST16", b"", NOT_A_POSTCODE),
    ("IM1 1AD", b"M99999999", None),
]


def test_a_row_is_refused_for_one_reason_alone() -> None:
    district = np.array([code for _, code, _ in CASES], dtype="S10")
    found: dict[int, str] = {}
    for reason, refused in faults(of(*(typed for typed, _, _ in CASES)), district, False):
        for row in np.flatnonzero(refused).tolist():
            assert row not in found
            found[row] = reason
    assert [found.get(row) for row in range(len(CASES))] == [reason for _, _, reason in CASES]


def test_northern_ireland_is_kept_where_it_is_asked_for() -> None:
    district = np.array([b"N09000003"], dtype="S10")
    assert not any(refused.any() for _, refused in faults(of("BT1 5GS"), district, True))
