from __future__ import annotations

import pytest

from services_directory.authorities import Authorities
from services_directory.sources.areas import NamedArea, read_area, wrong_areas

NAMES = {
    "E07000191": "West Somerset",
    "E07000192": "Cannock Chase",
    "E10000028": "Staffordshire",
    "E06000021": "Stoke-on-Trent",
}


def wrong(*areas: NamedArea) -> list[tuple[int, str, str]]:
    return list(wrong_areas(areas, NAMES))


def test_an_area_is_a_code_with_or_without_its_name() -> None:
    assert read_area("E10000028") == NamedArea("E10000028")
    named = {"code": "E10000028", "name": " Staffordshire"}
    assert read_area(named) == NamedArea("E10000028", "Staffordshire")
    assert read_area(NamedArea("E10000028")) == NamedArea("E10000028")


@pytest.mark.parametrize(
    "written",
    [
        "Staffordshire",
        "E1000002",
        "",
        None,
        {"code": "E10000028"},
        {"code": "x", "name": "y"},
        {"kod": "E10000028"},
    ],
)
def test_what_is_no_area_says_how_one_is_written(written: object) -> None:
    with pytest.raises(ValueError, match="E10000028"):
        read_area(written)


def test_a_code_that_exists_is_right_whether_or_not_its_name_is_written() -> None:
    assert wrong(NamedArea("E10000028"), NamedArea("E06000021", "Stoke on Trent")) == []


def test_a_code_that_is_a_slip_away_from_another_names_it() -> None:
    assert wrong(NamedArea("E10000028"), NamedArea("E07000991")) == [
        (1, "E07000991 is no code that we know.", "Did you mean E07000191 (West Somerset)?")
    ]


def test_the_name_beside_a_wrong_code_tells_which_was_meant() -> None:
    ((_, fault, remedy),) = wrong(NamedArea("E07000999", "Staffordshire"))
    assert fault == "E07000999 is no code that we know."
    assert remedy == "Did you mean E10000028 (Staffordshire)?"


def test_a_name_that_belongs_to_another_code_is_wrong() -> None:
    ((_, fault, remedy),) = wrong(NamedArea("E10000028", "Stoke-on-Trent"))
    assert fault == "E10000028 is Staffordshire, not Stoke-on-Trent."
    assert remedy == "Did you mean E06000021 (Stoke-on-Trent)?"


def test_a_code_like_no_other_is_looked_up_by_a_person() -> None:
    assert list(wrong_areas([NamedArea("E07123456")], {"E07999999": "Nowhere"})) == [
        (
            0,
            "E07123456 is no code that we know.",
            "Look the code up in the ONS names and codes of areas.",
        )
    ]


def test_a_kind_of_area_that_we_hold_none_of_is_not_checked() -> None:
    assert wrong(NamedArea("E54000010"), NamedArea("W06000015")) == []


def test_the_areas_that_we_name_hold_our_four_councils_and_their_boards() -> None:
    names = Authorities.load().area_names()
    ours = (
        "E10000028",
        "E06000021",
        "E06000016",
        "E08000014",
        "E54000010",
        "E54000015",
        "E54000008",
    )
    assert list(wrong_areas([NamedArea(code) for code in ours], names)) == []
    assert {code[:3] for code in names} >= {"E06", "E07", "E08", "E09", "E10", "E54"}
