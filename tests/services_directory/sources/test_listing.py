from __future__ import annotations

from typing import Any

import pytest

from services_directory.sources.listing import Source, read_sources

HEADER = {"owner": "Lead", "reviewed": "2026-11-20", "review_by": "2027-11-20"}
LEAST: dict[str, Any] = {
    "name": "connects",
    "title": "Anyshire Connects",
    "address": "https://example.org/openreferral",
    "kind": "open-referral",
    "bound": "council",
    "serves": ["E10000028"],
}
AREAS = {"E10000028": "Staffordshire", "E06000021": "Stoke-on-Trent", "E54000010": "An ICB"}


def faults_of(*entries: object) -> list[str]:
    _, faults = read_sources({**HEADER, "sources": list(entries)}, AREAS)
    return [f"{each.keys} {each.fault} {each.remedy}" for each in faults]


def test_a_source_shows_only_what_is_curated_unless_it_says_otherwise() -> None:
    (source,), faults = read_sources({**HEADER, "sources": [LEAST]})
    assert faults == []
    assert source == Source(
        "connects",
        "Anyshire Connects",
        "https://example.org/openreferral",
        "open-referral",
        "council",
        frozenset({"E10000028"}),
        "curated",
    )


def test_everything_that_staff_can_write_is_kept() -> None:
    written = {
        **LEAST,
        "address": "sheets/groups.csv",
        "kind": "csv",
        "serves": [{"code": "E10000028", "name": "Staffordshire"}],
        "show": "all",
        "licence": "Open Government Licence v3.0",
        "licence_url": "https://example.org/licence",
    }
    (source,), faults = read_sources({**HEADER, "sources": [written]}, AREAS)
    assert faults == []
    assert (source.address, source.kind, source.show) == ("sheets/groups.csv", "csv", "all")
    assert source.serves == {"E10000028"}
    assert source.licence == "Open Government Licence v3.0"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "Connects!"}, "name"),
        ({"name": "a-name-of-21-characte"}, "20 characters"),
        ({"kind": "website"}, "kind"),
        ({"kind": "csv"}, "a csv source is a file in the pack"),
        ({"address": "https://example.org/a b"}, "no spaces"),
        ({"address": "ftp://example.org/"}, "https://"),
        ({"address": ""}, "address"),
        ({"serves": []}, "must name the ONS codes"),
        ({"serves": ["E10000029"]}, "Did you mean E10000028"),
        ({"bound": "icb"}, "E54"),
        ({"show": "some"}, "show"),
        ({"licence_url": "example"}, "licence_url"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_source_that_is_wrong_is_left_out_and_said(changes: dict[str, Any], said: str) -> None:
    faults = faults_of({**LEAST, **changes})
    assert said in faults[0]


def test_drop_in_places_may_be_bound_by_distance_with_codes_for_those_without_a_place() -> None:
    assert faults_of({**LEAST, "bound": "nearest"}) == []


def test_two_sources_of_one_name_are_said() -> None:
    assert "Two sources" in faults_of(LEAST, LEAST)[0]


def test_a_file_without_a_list_or_a_reviewer_is_said() -> None:
    sources, faults = read_sources({"owner": "Lead"})
    assert sources == []
    assert {each.keys for each in faults} == {("reviewed",), ("review_by",), ()}
