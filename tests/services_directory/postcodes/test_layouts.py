from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from services_directory.postcodes.layouts import CODE_POINT, NoLayout, read_layout
from tests.services_directory.postcodes.releases import HEADINGS, NAMES

SHARED = Path(__file__).parents[3] / "../shared/data/postcodes"
LAYOUTS = SHARED / "layouts_by_release.csv"


def found(heading: str) -> dict[str, str]:
    """What we read → the name of the column that was taken for it."""
    names = heading.split(",")
    return {what: names[place] for what, place in read_layout(names).places if place is not None}


@pytest.mark.parametrize("release", HEADINGS)
def test_columns_are_found_by_name_in_every_layout_since_2016(release: str) -> None:
    heading = HEADINGS[release]
    expected = {what for what, names in NAMES.items() if set(names) & set(heading.split(","))}
    assert set(found(heading)) == expected
    assert all(column in NAMES[what] for what, column in found(heading).items())


def test_every_layout_of_the_list_of_releases_since_2016_is_read() -> None:
    if not LAYOUTS.exists():
        pytest.skip(f"the list of layouts is not on this machine: {LAYOUTS.resolve()}")
    with LAYOUTS.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    since_2016 = [
        row["columns"]
        for row in rows
        if (year := re.search(r"\d{4}", row["release"]))
        and int(year.group()) >= 2016
        and row["product"].startswith(("ONSPD", "NSP"))
        and "..." not in row["columns"]
    ]
    assert len(since_2016) == 13
    for columns in since_2016:
        layout = read_layout(columns.split(","))
        assert layout.has("postcode", "district", "ended")
        assert layout.width == len(columns.split(","))


def test_the_postcode_with_one_space_is_taken_before_the_padded_ones() -> None:
    assert found(HEADINGS["ONSPD November 2025"])["postcode"] == "pcds"
    assert found("pcd,laua")["postcode"] == "pcd"


def test_names_may_be_in_capitals_and_have_spaces_round_them() -> None:
    assert found(" PCDS ,LAUA") == {"postcode": " PCDS ", "district": "LAUA"}


@pytest.mark.parametrize("typed", ["ST1 1AF", "ST161AA", "B1  1AA", " W1A 1AA"])
def test_a_first_row_that_is_a_postcode_and_ten_columns_is_of_code_point_open(typed: str) -> None:
    assert read_layout([typed, *"123456789"]) == CODE_POINT
    assert not CODE_POINT.headed


@pytest.mark.parametrize(
    ("heading", "missing"),
    [
        ("name,address", "no column for the postcode"),
        ("pcd8,laua", "no column for the postcode"),
        ("pcds,lat,long", "no column for the district"),
        ("pcds,ladnm,oslaua_2", "no column for the district"),
        ("ST1 1AF,1,2", "no column for the postcode"),
        ("PC,PQ,EA,NO,CY,RH,LH,CC,DC,WC", "no column for the postcode"),
        ("", "no column for the postcode"),
    ],
)
def test_what_a_heading_has_not_is_said(heading: str, missing: str) -> None:
    with pytest.raises(NoLayout, match=missing):
        read_layout(heading.split(","))
