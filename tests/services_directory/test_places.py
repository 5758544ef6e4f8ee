from __future__ import annotations

import pytest
from hypothesis import strategies as st

from services_directory.places import CareBoard, Council, District, Locality, Point, miles_between
from tests.services_directory.builders import SEFTON, STAFFORD, STOKE, given

POINTS = st.builds(Point, st.floats(49.0, 61.0), st.floats(-9.0, 2.0))


@pytest.mark.parametrize(
    ("code", "country"),
    [
        ("E07000197", "England"),
        ("W06000015", "Wales"),
        ("S12000036", "Scotland"),
        ("N09000003", "Northern Ireland"),
        ("L99999999", "the Channel Islands"),
        ("M99999999", "the Isle of Man"),
        ("X00000000", "the United Kingdom"),
        ("", "the United Kingdom"),
    ],
)
def test_the_country_follows_from_the_code(code: str, country: str) -> None:
    assert Locality(District(code, code), Council(code, code)).country == country


def test_a_resident_of_a_county_is_known_by_district_and_council() -> None:
    assert STAFFORD.codes == {"E07000197", "E10000028"}


def test_a_resident_of_a_city_council_has_one_code() -> None:
    assert STOKE.codes == {"E06000021"}


def test_a_resident_is_known_by_the_integrated_care_board_too_where_there_is_one() -> None:
    board = CareBoard("E54000010", "NHS Staffordshire and Stoke-on-Trent Integrated Care Board")
    place = Locality(STAFFORD.district, STAFFORD.council, icb=board)
    assert place.codes == {"E07000197", "E10000028", "E54000010"}


def test_a_point_is_hidden_in_print() -> None:
    assert repr(Point(52.8, -2.1)) == "<Point ***>"
    assert "52.8" not in repr(STAFFORD)


@pytest.mark.parametrize(
    ("here", "there", "miles"),
    [
        (STAFFORD, STOKE, 14.33),
        (STOKE, SEFTON, 44.4),
        (STAFFORD, STAFFORD, 0.0),
    ],
)
def test_distances_are_right_to_half_a_percent(
    here: Locality, there: Locality, miles: float
) -> None:
    assert here.point is not None
    assert there.point is not None
    assert miles_between(here.point, there.point) == pytest.approx(miles, rel=0.005)


def test_one_degree_of_latitude_is_sixty_nine_miles() -> None:
    assert miles_between(Point(52, -2), Point(53, -2)) == pytest.approx(69.09, abs=0.01)


@given(POINTS, POINTS, POINTS)
def test_distance_is_a_distance(one: Point, two: Point, three: Point) -> None:
    assert miles_between(one, one) == 0
    assert miles_between(one, two) == pytest.approx(miles_between(two, one))
    assert miles_between(one, three) <= miles_between(one, two) + miles_between(two, three) + 1e-6
