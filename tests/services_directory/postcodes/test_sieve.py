from __future__ import annotations

import pytest

from services_directory.postcodes.blocks import Block
from services_directory.postcodes.file import NOWHERE
from services_directory.postcodes.layouts import CODE_POINT, Layout, read_layout
from services_directory.postcodes.rows import NO_DISTRICT, NORTHERN_IRELAND, NOT_A_POSTCODE
from services_directory.postcodes.sieve import NO_MONTH, NO_PLACE, WIDTH, Sieve

DEGREES = read_layout(["pcds", "doterm", "laua", "lat", "long", "icb"])
GRID = read_layout(["pcds", "doterm", "laua", "oseast1m", "osnrth1m", "icb"])
BARE = read_layout(["pcds", "doterm", "laua"])
GOOD = ["ST16 2LH", "", "E07000197", "52.803060", "-2.123012", "E54000010"]


def changed(**cells: str) -> list[str]:
    names = ["postcode", "ended", "district", "lat", "lon", "board"]
    return [cells.get(name, cell) for name, cell in zip(names, GOOD, strict=True)]


def sifted(layout: Layout, *rows: list[str], first: int = 2) -> tuple[Sieve, list[bytes]]:
    sieve = Sieve(layout, northern_ireland=False)
    kept = sieve.kept(Block("a.csv", first, list(rows)))
    return sieve, kept.outward.tolist()


def test_what_is_in_order_is_kept_with_its_place_and_its_end() -> None:
    rows = Sieve(DEGREES, False).kept(Block("a.csv", 2, [GOOD, changed(ended="201906")]))
    assert rows.outward.tolist() == [b"ST16", b"ST16"]
    assert rows.district.tolist() == [b"E07000197"] * 2
    assert rows.ended.tolist() == [0, 593]
    assert (rows.lat.tolist(), rows.lon.tolist()) == ([52_803_060] * 2, [-2_123_012] * 2)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (changed(postcode="ST16"), NOT_A_POSTCODE),
        (changed(postcode="Ŵ16 2LH"), NOT_A_POSTCODE),
        (changed(postcode="BT1 5GS"), NORTHERN_IRELAND),
        (changed(district=""), NO_DISTRICT),
        (changed(ended="June 2019"), NO_MONTH),
        (changed(lat="north"), NO_PLACE),
        (changed(lat="-2.123012", lon="52.803060"), NO_PLACE),
        (changed(lat="12"), NO_PLACE),
        (changed(lon="12"), NO_PLACE),
        (GOOD[:5], WIDTH),
        ([*GOOD, "one more"], WIDTH),
    ],
)
def test_what_is_refused_is_named_by_file_and_line(row: list[str], reason: str) -> None:
    sieve, kept = sifted(DEGREES, GOOD, row, GOOD, first=100)
    assert kept == [b"ST16", b"ST16"]
    report = sieve.refusals.report(sieve.read, 2, 1)
    assert (report.read, report.refused) == (3, {reason: 1})
    assert report.places == {reason: ("a.csv, line 101",)}


def test_a_row_with_several_faults_is_refused_for_the_first() -> None:
    sieve, _ = sifted(DEGREES, changed(district="", ended="?", lat="?"))
    assert sieve.refusals.counts == {NO_DISTRICT: 1}


def test_an_empty_line_is_no_row_and_lines_are_counted_past_it() -> None:
    sieve, kept = sifted(DEGREES, GOOD, [], changed(district=""), GOOD[:2])
    assert (sieve.read, len(kept)) == (3, 1)
    places = sieve.refusals.report(3, 1, 1).places
    assert places == {NO_DISTRICT: ("a.csv, line 4",), WIDTH: ("a.csv, line 5",)}


@pytest.mark.parametrize("lat", ["99.999999", "", "nan"])
def test_where_ons_knows_no_place_the_postcode_is_kept_without_one(lat: str) -> None:
    rows = Sieve(DEGREES, False).kept(Block("a.csv", 2, [changed(lat=lat, lon="0.000000")]))
    assert rows.lat.tolist() == [NOWHERE]


def test_a_release_without_degrees_is_placed_by_its_grid_references() -> None:
    rows = Sieve(GRID, False).kept(
        Block("a.csv", 2, [changed(lat="391800", lon="0323100"), changed(lat="", lon="")])
    )
    assert rows.lat.tolist() == [pytest.approx(52_805_000, abs=10_000), NOWHERE]


@pytest.mark.parametrize(("east", "north"), [("9999999", "1"), ("1", "-1"), ("east", "1")])
def test_a_grid_reference_off_the_map_is_refused(east: str, north: str) -> None:
    sieve, kept = sifted(GRID, changed(lat=east, lon=north))
    assert (kept, sieve.refusals.counts) == ([], {NO_PLACE: 1})


def test_a_release_without_coordinates_has_districts_and_no_places() -> None:
    rows = Sieve(BARE, False).kept(Block("a.csv", 2, [GOOD[:3]]))
    assert (rows.district.tolist(), rows.lat.tolist()) == ([b"E07000197"], [NOWHERE])


def test_code_point_open_marks_no_place_with_noughts() -> None:
    row = ["ST16 2LH", "90", "0", "0", "", "", "", "", "E07000197", ""]
    rows = Sieve(CODE_POINT, False).kept(Block("st.csv", 1, [row]))
    assert rows.lat.tolist() == [NOWHERE]


def test_northern_ireland_is_kept_where_it_is_asked_for() -> None:
    row = changed(postcode="BT1 5GS", district="N09000003", lat="54.596", lon="-5.93")
    assert Sieve(DEGREES, True).kept(Block("a.csv", 2, [row])).outward.tolist() == [b"BT1"]


def test_a_block_with_nothing_in_it_keeps_nothing() -> None:
    sieve, kept = sifted(DEGREES, [], GOOD[:2])
    assert (kept, sieve.read, sieve.boards()) == ([], 1, {})


# Which integrated care board a district is in.


def boards(*told: tuple[str, str, str, int]) -> dict[str, str]:
    """District, board, month of ending, how many postcodes say so."""
    sieve = Sieve(DEGREES, False)
    for district, board, ended, count in told:
        row = changed(district=district, board=board, ended=ended)
        sieve.kept(Block("a.csv", 2, [row] * count))
    return sieve.boards()


def test_a_district_is_in_the_board_that_its_postcodes_agree_on() -> None:
    assert boards(
        ("E07000197", "E54000010", "", 99),
        ("E07000197", "E54000011", "", 1),
        ("E06000021", "E54000010", "", 3),
    ) == {"E07000197": "E54000010", "E06000021": "E54000010"}


def test_a_district_that_boards_share_is_in_none() -> None:
    assert not boards(("E07000089", "E54000042", "", 97), ("E07000089", "E54000034", "", 3))


def test_postcodes_that_have_ended_have_no_say() -> None:
    assert boards(("E07000197", "E54000010", "", 1), ("E07000197", "E54000011", "201906", 50)) == {
        "E07000197": "E54000010"
    }


@pytest.mark.parametrize("code", ["S99999999", "W99999999", "E38000079", "", "x"])
def test_a_code_that_is_of_no_board_is_left_out(code: str) -> None:
    assert not boards(("S12000036", code, "", 10))


def test_postcodes_that_name_no_board_are_no_agreement() -> None:
    assert not boards(("E07000197", "E54000010", "", 9), ("E07000197", "", "", 1))
