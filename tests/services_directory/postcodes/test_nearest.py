"""A shared location says where somebody is, as a postcode would."""

from __future__ import annotations

import pytest

from services_directory.places import Point
from services_directory.postcodes.file import PostcodeFile
from services_directory.postcodes.nearest import locate_point


@pytest.mark.parametrize(
    ("here", "district"),
    [
        (Point(52.8066, -2.1171), "E07000197"),
        (Point(53.0027, -2.1794), "E06000021"),
        (Point(52.6369, -1.1398), "E06000016"),
        (Point(53.4460, -2.9896), "E08000014"),
    ],
    ids=["Stafford", "Hanley", "Leicester", "Bootle"],
)
def test_a_point_in_a_town_is_in_its_district(
    here: Point, district: str, postcodes: PostcodeFile
) -> None:
    located = locate_point(postcodes, here)
    assert located.kind == "live"
    assert located.locality is not None
    assert located.locality.district.code == district
    assert located.locality.point == here


@pytest.mark.parametrize(
    "here", [Point(48.8566, 2.3522), Point(0.0, 0.0), Point(53.9, -4.0), Point(-90.0, 180.0)]
)
def test_a_point_abroad_or_at_sea_is_no_place_that_we_know(
    here: Point, postcodes: PostcodeFile
) -> None:
    assert locate_point(postcodes, here).kind == "unlisted"


def test_every_postcodes_own_point_is_in_its_own_district(postcodes: PostcodeFile) -> None:
    """Or in that of another postcode at the very same point."""
    alike = 0
    for place in range(0, len(postcodes), len(postcodes) // 50):
        here = postcodes.point_of(place)
        assert here is not None
        found = locate_point(postcodes, here).locality
        assert found is not None
        alike += found.district == postcodes.locality_of(place, here).district
    assert alike >= 48
