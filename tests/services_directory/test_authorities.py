from __future__ import annotations

from pathlib import Path

import pytest

from services_directory.authorities import Authorities
from services_directory.places import Council, District, Point

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
