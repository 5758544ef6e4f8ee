from __future__ import annotations

import pytest

from services_directory.postcodes.elsewhere import elsewhere


@pytest.mark.parametrize(
    ("outward", "country"),
    [
        ("BT1", "Northern Ireland"),
        ("BT94", "Northern Ireland"),
        ("JE2", "the Channel Islands"),
        ("GY10", "the Channel Islands"),
        ("IM9", "the Isle of Man"),
    ],
)
def test_the_letters_of_some_areas_say_the_country(outward: str, country: str) -> None:
    place = elsewhere(outward)
    assert place is not None
    assert place.country == country
    assert place.icb is None


@pytest.mark.parametrize("outward", ["B1", "ST16", "CF10", "DG1", "TD15", "G1", "M1"])
def test_areas_of_great_britain_are_looked_up(outward: str) -> None:
    assert elsewhere(outward) is None
