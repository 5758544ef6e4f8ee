"""The coverage table: services, a gap, or nothing, for each need and council."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services_directory.checking.coverage import Cell, coverage, coverage_table
from services_directory.checking.survey import Survey
from services_directory.service import Service
from tests.services_directory.builders import LEEK, STAFFORD, STOKE, gap, service
from tests.services_directory.checking.builders import TODAY, at, listed, survey

NEED = "stop-smoking"


def cells(one: Survey) -> tuple[Cell, Cell]:
    """Staffordshire's and Stoke-on-Trent's."""
    row = coverage_table(one)[NEED]
    return row["E10000028"], row["E06000021"]


def for_district(name: str, *places: Any) -> Service:
    codes = frozenset(place.district.code for place in places)
    return service(name, bound="district", serves=codes)


@pytest.mark.parametrize(
    ("one", "staffordshire", "stoke"),
    [
        (service("anywhere"), "services", "services"),
        (service("council", bound="council", serves=STAFFORD), "services", "nothing"),
        (for_district("one", STAFFORD), "partly", "nothing"),
        (for_district("both", STAFFORD, LEEK), "services", "nothing"),
        (service("near", bound="nearest", venue=at("ST13 6DW")), "services", "nothing"),
        (service("near-nobody", bound="nearest"), "nothing", "nothing"),
        (service("of-another-need", "alcohol"), "nothing", "nothing"),
        (service("ended", valid_to=date(2023, 3, 31)), "nothing", "nothing"),
        (service("to-come", valid_from=date(2027, 1, 1)), "nothing", "nothing"),
    ],
)
def test_a_service_counts_where_its_bound_lets_residents_in(
    one: Service, staffordshire: str, stoke: str
) -> None:
    assert [cell.state for cell in cells(survey(one))] == [staffordshire, stoke]


def test_services_are_counted_once_for_each_council() -> None:
    both = for_district("both", STAFFORD, LEEK)
    staffordshire, stoke = cells(survey(both, service("anywhere")))
    assert (staffordshire.services, stoke.services) == (2, 1)


def test_districts_without_either_are_named() -> None:
    (staffordshire, _) = cells(survey(for_district("one", STAFFORD)))
    assert [district.name for district in staffordshire.without] == ["Staffordshire Moorlands"]


def test_a_gap_that_is_told_is_an_answer_while_it_stands() -> None:
    told = gap("none-here", STAFFORD, NEED)
    assert [cell.state for cell in cells(survey(gaps=(told,)))] == ["gap", "nothing"]
    over = gap("none-here", STAFFORD, NEED, until=date(2026, 11, 26))
    assert [cell.state for cell in cells(survey(gaps=(over,)))] == ["nothing", "nothing"]


def test_every_area_without_an_answer_is_a_warning_with_a_remedy() -> None:
    one = survey(for_district("one", STAFFORD))
    part, whole = coverage(one, coverage_table(one))
    assert part.fault == (
        "There is no service and no gap for stop-smoking (stopping smoking) in these parts of"
        " Staffordshire: Staffordshire Moorlands."
    )
    assert whole.fault.endswith("(stopping smoking) in Stoke-on-Trent.")
    assert all("gaps.yaml" in finding.remedy for finding in (part, whole))
    assert {part.level, whole.level} == {"warning"}
    assert (part.council, whole.council) == ("E10000028", "E06000021")


def test_a_gap_beside_a_service_is_to_be_read_again() -> None:
    one = survey(service("anywhere"), gaps=(gap("none-here", STOKE, NEED, reviewed=TODAY),))
    (finding,) = coverage(one, coverage_table(one))
    assert (finding.level, finding.gap) == ("note", "none-here")


def test_where_all_is_covered_there_is_nothing_to_say() -> None:
    one = survey(service("anywhere"))
    assert listed(coverage(one, coverage_table(one))) == []
