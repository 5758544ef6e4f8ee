from __future__ import annotations

from pathlib import Path

import pytest

from services_directory.authorities import Authorities
from services_directory.places import CareBoard, Council, District, Point

REAL = Authorities.load()


@pytest.mark.parametrize(
    ("code", "district", "council"),
    [
        ("E07000197", "Stafford", Council("E10000028", "Staffordshire")),
        ("E07000194", "Lichfield", Council("E10000028", "Staffordshire")),
        ("E06000021", "Stoke-on-Trent", Council("E06000021", "Stoke-on-Trent")),
        ("E08000014", "Sefton", Council("E08000014", "Sefton")),
        ("E06000016", "Leicester", Council("E06000016", "Leicester")),
    ],
)
def test_a_district_is_named_with_the_council_that_commissions_there(
    code: str, district: str, council: Council
) -> None:
    place = REAL.locality(code)
    assert place.district == District(code, district)
    assert place.council == council
    assert place.point is None


def test_the_point_of_a_resident_is_kept() -> None:
    assert REAL.locality("E07000197", Point(52.8, -2.1)).point == Point(52.8, -2.1)


def test_every_english_authority_has_a_name_and_a_council() -> None:
    assert len(REAL.by_district) == 296
    assert all(
        district.name and council.name and district.code == code
        for code, (district, council) in REAL.by_district.items()
    )


def test_stoke_is_no_part_of_staffordshire() -> None:
    districts = {
        code for code, (_, council) in REAL.by_district.items() if council.code == "E10000028"
    }
    assert len(districts) == 8
    assert "E06000021" not in districts


def test_a_place_that_we_cannot_name_keeps_its_code() -> None:
    place = REAL.locality("W06000015")
    assert place.district == District("W06000015", "W06000015")
    assert place.council == Council("W06000015", "W06000015")


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("E10000028", "Staffordshire"),
        ("E06000021", "Stoke-on-Trent"),
        ("E07000197", "Stafford"),
        ("W06000015", "W06000015"),
    ],
)
def test_a_council_is_named_by_its_code(code: str, name: str) -> None:
    assert REAL.council_name(code) == name


def test_districts_are_listed_by_name_and_counties_are_not_districts() -> None:
    names = REAL.district_names()
    assert names["E07000197"] == "Stafford"
    assert "E10000028" not in names


def test_another_file_of_the_same_form_is_read(tmp_path: Path) -> None:
    path = tmp_path / "authorities.csv"
    path.write_text(
        "code,name,type,council_code,council_name\n"
        "E07000001,Dingle,non-metropolitan district,E10000001,Dale\n"
        "E10000001,,county,E10000001,\n",
        encoding="utf-8",
    )
    authorities = Authorities.load(path)
    assert authorities.district_names() == {"E07000001": "Dingle"}
    assert authorities.council_name("E10000001") == "Dale"


# Integrated care boards.


@pytest.mark.parametrize(
    ("districts", "code", "name"),
    [
        (
            ["E07000197", "E07000199", "E06000021"],
            "E54000010",
            "NHS Staffordshire and Stoke-on-Trent Integrated Care Board",
        ),
        (
            ["E06000016", "E06000017", "E07000134"],
            "E54000015",
            "NHS Leicester, Leicestershire and Rutland Integrated Care Board",
        ),
        (
            ["E08000014", "E08000012", "E06000049"],
            "E54000008",
            "NHS Cheshire and Merseyside Integrated Care Board",
        ),
        (["E07000241"], "E54000065", "NHS Central East Integrated Care Board"),
    ],
)
def test_a_district_lies_in_its_integrated_care_board(
    districts: list[str], code: str, name: str
) -> None:
    assert {REAL.locality(district).icb for district in districts} == {CareBoard(code, name)}


@pytest.mark.parametrize("district", ["E06000065", "E07000089", "E07000216", "W06000015", "x"])
def test_a_district_that_boards_share_or_that_we_cannot_name_is_in_none(district: str) -> None:
    assert REAL.locality(district).icb is None


def test_england_has_thirty_six_boards_and_each_has_a_district_of_its_own() -> None:
    assert len(REAL.board_names()) == 36
    assert all(
        code.startswith("E54")
        and name.startswith("NHS ")
        and name.endswith("Integrated Care Board")
        for code, name in REAL.board_names().items()
    )
    assert len(REAL.boards) == 283


def test_the_districts_of_most_counties_share_their_board() -> None:
    staffordshire = {
        REAL.boards[code].code
        for code, (_, council) in REAL.by_district.items()
        if council.code == "E10000028"
    }
    assert staffordshire == {"E54000010"}


@pytest.mark.parametrize(
    ("told", "board"),
    [
        (None, "E54000065"),
        ("E54000025", "E54000065"),  # merged away in April 2026
        ("E54000066", "E54000066"),
        ("E54000999", "E54000999"),
    ],
)
def test_what_a_release_tells_of_a_board_counts_unless_that_board_has_merged(
    told: str | None, board: str
) -> None:
    place = REAL.locality("E07000241", told_board=told)
    assert place.icb is not None
    assert place.icb.code == board


def test_every_code_that_a_service_may_serve_has_a_name() -> None:
    names = REAL.area_names()
    assert names["E07000197"] == "Stafford"
    assert names["E10000028"] == "Staffordshire"
    assert names["E06000021"] == "Stoke-on-Trent"
    assert names["E54000010"] == "NHS Staffordshire and Stoke-on-Trent Integrated Care Board"
    assert all(names.values())


def test_a_file_without_boards_has_none(tmp_path: Path) -> None:
    path = tmp_path / "authorities.csv"
    path.write_text(
        "code,name,type,council_code,council_name\nE07000001,Dingle,district,E10000001,Dale\n",
        encoding="utf-8",
    )
    authorities = Authorities.load(path)
    assert authorities.board_names() == {}
    assert authorities.locality("E07000001").icb is None
    assert authorities.locality("E07000001", told_board="E54000001").icb == CareBoard(
        "E54000001", "E54000001"
    )
