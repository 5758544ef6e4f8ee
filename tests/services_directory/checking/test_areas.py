"""ONS codes that are none, and services that serve nobody."""

from __future__ import annotations

import pytest

from services_directory.checking.areas import areas
from tests.services_directory.builders import STAFFORD, gap, service
from tests.services_directory.checking.builders import listed, survey


def test_codes_that_we_know_are_not_spoken_of() -> None:
    known = service("known", bound="council", serves=STAFFORD)
    assert listed(areas(survey(known, gaps=(gap("tongue-tie", STAFFORD),)))) == []


def test_a_code_of_no_area_is_an_error_in_a_service_and_in_a_gap() -> None:
    wrong = frozenset({"E10000028", "E10000099"})
    service_finding, gap_finding = areas(
        survey(
            service("wrong", bound="council", serves=wrong),
            gaps=(gap("wrong-gap", STAFFORD, serves=wrong),),
        )
    )
    assert (service_finding.level, service_finding.service) == ("error", "wrong")
    assert (gap_finding.level, gap_finding.gap) == ("error", "wrong-gap")
    assert "E10000099" in service_finding.fault
    assert "E10000028" not in service_finding.fault


@pytest.mark.parametrize("bound", ["district", "council", "icb"])
def test_a_bound_without_an_area_serves_nobody(bound: str) -> None:
    (finding,) = areas(survey(service("for-none", bound=bound)))
    assert finding.level == "error"
    assert "nobody is sent there" in finding.fault
