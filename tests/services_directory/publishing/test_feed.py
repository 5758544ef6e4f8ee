"""The feed without a server: what is published, what is found, how it is paged, and whether all of it is valid."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from services_directory.opening import Opening, OpeningHours
from services_directory.places import Located
from services_directory.publishing.catalogue import catalogue, documents
from services_directory.publishing.feed import Answer, Feed
from services_directory.publishing.names import Listing
from services_directory.publishing.openapi import LIST_PARAMETERS
from services_directory.publishing.vocabulary import NEEDS
from services_directory.record import ServiceRecord
from services_directory.service import Provenance, Service
from services_directory.sources.openreferral import read_file
from tests.services_directory.builders import LEEK, SEFTON, STAFFORD, service
from tests.services_directory.publishing.made import CAFE, LIBRARY, LINE, LISTING, NAMES, TODAY
from tests.services_directory.publishing.official import (
    DATA,
    faults_of_answer,
    lacks,
    needs_official,
    published_paths,
)

ADDRESS = "https://example.org/openreferral"
OTHERS = {
    "id": "11111111-1111-4111-8111-111111111111",
    "name": "Walking group",
    "description": "We walk in Leek on Sundays.",
    "status": "active",
    "last_modified": "2025-01-05T10:00:00Z",
    "organization": {
        "id": "22222222-2222-4222-8222-222222222222",
        "name": "Walkers",
        "description": "Walkers",
    },
    "attributes": [
        {
            "id": "33333333-3333-4333-8333-333333333333",
            "taxonomy_term": {
                "id": "44444444-4444-4444-8444-444444444444",
                "name": "Walking",
                "description": "Walking",
                "taxonomy": "Pastimes",
            },
        }
    ],
}
MANY = [replace(LINE, id=f"line-{number}", name=f"Line {number}") for number in range(7)]


def record(**changes: Any) -> ServiceRecord:
    return ServiceRecord("walkers", "7", {**OTHERS, **changes})


def locate(text: str) -> Located:
    places = {"ST16 2LH": STAFFORD, "ST13 6DW": LEEK, "L20 3EN": SEFTON}
    return Located("live", places[text]) if text in places else Located("unlisted")


def feed(
    services: Iterable[Service] = (CAFE, LIBRARY, LINE),
    records: Iterable[ServiceRecord] = (),
    sources: dict[str, Listing] | None = None,
) -> Feed:
    published = documents(services, records, NAMES, LISTING, sources or {}, TODAY)
    return Feed(catalogue(published, NAMES), LISTING, ADDRESS, locate)


def found(of: Feed, kind: str = "services", **parameters: str) -> list[str]:
    answer = of.answer(kind, parameters)
    assert answer.status == 200, answer.body
    return [each.get("name") or each["service"]["name"] for each in answer.body["contents"]]


def walk(of: Feed, kind: str, **parameters: str) -> Iterator[dict[str, Any]]:
    """Every entry of a list, page by page, as the validator goes; and what each page says of itself is checked."""
    page, total, seen = 1, 0, 0
    while True:
        body = of.answer(kind, {**parameters, "page": str(page), "per_page": "3"}).body
        assert body["page_number"] == page
        assert body["size"] == len(body["contents"])
        assert body["first_page"] is (page == 1)
        assert body["empty"] is (not body["contents"])
        total = total or body["total_items"]
        assert body["total_items"] == total
        seen += body["size"]
        yield from body["contents"]
        if body["last_page"]:
            assert seen == total
            assert page == max(body["total_pages"], 1)
            return
        page += 1


EVERYTHING = feed([CAFE, LIBRARY, *MANY], [record()])


@pytest.mark.parametrize("kind", list(LIST_PARAMETERS))
def test_every_entry_of_every_list_can_be_asked_for_by_its_id(kind: str) -> None:
    entries = list(walk(EVERYTHING, kind))
    assert entries
    assert len({entry["id"] for entry in entries}) == len(entries)
    for entry in entries:
        answer = EVERYTHING.answer(f"{kind}/{entry['id']}", {})
        assert answer.status == 200
        assert answer.body["id"] == entry["id"]


def test_what_a_service_names_can_be_asked_for_too() -> None:
    for entry in walk(EVERYTHING, "services"):
        whole = EVERYTHING.answer(f"services/{entry['id']}", {}).body
        linked = [f"organizations/{whole['organization']['id']}"]
        linked += [
            f"service_at_locations/{at['id']}" for at in whole.get("service_at_locations", ())
        ]
        for attribute in whole["attributes"]:
            term = EVERYTHING.answer(f"taxonomy_terms/{attribute['taxonomy_term']['id']}", {}).body
            linked += [f"taxonomy_terms/{term['id']}", f"taxonomies/{term['taxonomy_id']}"]
        assert {EVERYTHING.answer(path, {}).status for path in linked} == {200}


@needs_official
@pytest.mark.parametrize("full", ["false", "true"])
@pytest.mark.parametrize(
    "path",
    ["/services", "/service_at_locations", "/taxonomies", "/taxonomy_terms"],
)
def test_every_page_and_every_entry_is_valid_by_the_published_openapi(path: str, full: str) -> None:
    kind = path.removeprefix("/")
    hears_full = "full" in LIST_PARAMETERS[kind]
    first = EVERYTHING.answer(kind, {"full": full} if hears_full else {})
    assert faults_of_answer(first.body, path) == []
    for entry in walk(EVERYTHING, kind):
        answer = EVERYTHING.answer(f"{kind}/{entry['id']}", {})
        assert faults_of_answer(answer.body, f"{path}/{{id}}") == []


@needs_official
def test_the_root_is_valid_and_every_published_parameter_is_heard() -> None:
    assert faults_of_answer(EVERYTHING.answer("", {}).body, "/") == []
    for path, parameters in published_paths().items():
        kind = path.removeprefix("/")
        assert parameters <= set(LIST_PARAMETERS.get(kind, ())), path


def test_all_that_the_standard_requires_is_there() -> None:
    for kind, name in (
        ("services", "service"),
        ("service_at_locations", "service_at_location"),
        ("organizations", "organization"),
        ("taxonomies", "taxonomy"),
        ("taxonomy_terms", "taxonomy_term"),
    ):
        for entry in walk(EVERYTHING, kind):
            assert not lacks(entry, name)
            assert not lacks(EVERYTHING.answer(f"{kind}/{entry['id']}", {}).body, name)


def test_a_service_at_a_location_is_also_what_the_published_openapi_takes_it_for() -> None:
    (entry, _) = walk(EVERYTHING, "service_at_locations")
    whole = EVERYTHING.answer(f"service_at_locations/{entry['id']}", {}).body
    assert not lacks(whole, "service")
    assert whole["location"]["addresses"]
    assert whole["service"]["attributes"]


def test_the_root_says_version_licence_and_provenance() -> None:
    root = feed().answer("", {}).body
    assert root["version"] == "3.0"
    assert root["openapi_url"] == f"{ADDRESS}/openapi.json"
    assert root["licence"] == LISTING.licence
    assert root["provenance"]
    assert root["services"] == 3


def test_lists_are_short_and_entries_are_whole() -> None:
    (listed, *_) = feed([CAFE]).answer("services", {}).body["contents"]
    assert not any(isinstance(value, list) for value in listed.values())
    assert listed["organization"]["name"] == "An invented trust"
    (full,) = feed([CAFE]).answer("services", {"full": "true"}).body["contents"]
    assert full == feed([CAFE]).answer(f"services/{full['id']}", {}).body


def test_minimal_is_ids_and_dates_of_everything_on_one_page() -> None:
    many = [replace(LINE, id=f"line-{number}") for number in range(60)]
    body = feed(many).answer("services", {"minimal": "true"}).body
    assert body["size"] == body["total_items"] == 60
    assert body["contents"][0].keys() == {"id", "modified_date"}


def test_a_page_past_the_last_is_empty_and_the_last() -> None:
    body = feed().answer("services", {"page": "9"}).body
    assert (body["empty"], body["last_page"], body["total_items"]) == (True, True, 3)


def test_nothing_found_is_one_empty_page() -> None:
    body = feed().answer("services", {"search": "unicorns"}).body
    assert (body["total_items"], body["total_pages"]) == (0, 0)
    assert (body["first_page"], body["last_page"], body["empty"]) == (True, True, True)


def test_words_are_looked_for_in_names_and_descriptions() -> None:
    assert found(feed(), search="CAFÉ tea") == ["Baby Café Stafford"]
    assert found(feed(), search="feed") == ["Baby Café Stafford"]
    assert found(feed(), search="eeding") == []


def test_terms_and_taxonomies_narrow_a_list() -> None:
    term = NEEDS.term("library", "", "")["id"]
    assert found(feed(), taxonomy_term_id=term) == ["Invented Library"]
    assert len(found(feed(), taxonomy_id=NEEDS.id)) == 3
    assert found(feed(), taxonomy_id="another") == []
    assert "Stop smoking" in found(feed(), "taxonomy_terms", taxonomy_id=NEEDS.id)


def test_an_organisation_narrows_a_list() -> None:
    council = next(each for each in walk(feed(), "organizations") if "council" in each["name"])
    assert found(feed(), organization_id=council["id"]) == ["Invented Library"]


def test_a_postcode_leaves_what_serves_it() -> None:
    assert found(feed(), postcode="L20 3EN") == ["Invented Library", "Invented Line"]
    assert len(found(feed(), postcode="ST16 2LH")) == 3


def test_a_distance_leaves_places_within_so_many_metres_nearest_first() -> None:
    near_leek = {"postcode": "ST13 6DW", "proximity": "1000"}
    assert found(feed(), **near_leek) == ["Invented Library"]
    assert found(feed(), postcode="ST13 6DW", proximity="100000") == [
        "Invented Library",
        "Baby Café Stafford",
    ]
    assert found(feed(), "service_at_locations", **near_leek) == ["Invented Library"]


def test_what_was_modified_before_is_left_out() -> None:
    old = service("old", provenance=Provenance("a leaflet", "2019", "high", True, date(2019, 1, 1)))
    assert found(feed([CAFE, old]), modified_after="2026-11-20") == ["Baby Café Stafford"]


def test_ages_are_compared_with_the_service_s_own_limits() -> None:
    assert found(feed(), minimum_age="16") == ["Baby Café Stafford"]
    assert found(feed(), minimum_age="17") == []
    assert found(feed(), maximum_age="99") == []


def test_times_and_days_must_hold_for_one_schedule() -> None:
    assert found(feed(), day="TH", start_time="12:00") == ["Baby Café Stafford"]
    assert found(feed(), day="TU", start_time="12:00", end_time="16:00") == []
    assert found(feed(), day="MO", end_time="17:00") == ["Invented Library"]


def test_filters_hold_together() -> None:
    assert found(feed(), search="library", day="MO", postcode="ST13 6DW") == ["Invented Library"]


def test_what_has_ended_or_not_begun_is_not_published() -> None:
    ended = replace(LINE, id="ended", valid_to=date(2026, 11, 19))
    later = replace(LINE, id="later", valid_from=date(2026, 11, 21))
    assert found(feed([ended, LINE, later])) == ["Invented Line"]


def test_what_a_source_lists_is_published_as_it_is_with_who_lists_it() -> None:
    sources = {"walkers": Listing("Walkers of Leek", "CC BY 4.0", "https://example.org/cc")}
    of = feed([LINE], [record()], sources)
    whole = of.answer(f"services/{OTHERS['id']}", {}).body
    assert whole["description"] == "We walk in Leek on Sundays."
    told = [each.get("value") for each in whole["attributes"]]
    assert {"Walkers of Leek", "CC BY 4.0"} <= set(told)


def test_a_source_without_terms_says_that_it_states_none() -> None:
    whole = feed([], [record()]).answer(f"services/{OTHERS['id']}", {}).body
    assert any("Not stated" in str(each.get("value")) for each in whole["attributes"])


@pytest.mark.parametrize("status", ["inactive", "defunct"])
def test_what_a_source_says_has_ended_is_not_published(status: str) -> None:
    assert found(feed([LINE], [record(status=status)])) == ["Invented Line"]


def test_a_service_that_comes_from_records_is_not_published_twice() -> None:
    shown = replace(LINE, listed_by="Walkers of Leek")
    assert found(feed([shown], [record(), record()])) == ["Walking group"]


def test_an_organisation_without_identifier_gets_one() -> None:
    of = feed([], [record(organization={"name": "Walkers"})])
    whole = of.answer(f"services/{OTHERS['id']}", {}).body
    assert of.answer(f"organizations/{whole['organization']['id']}", {}).status == 200


def test_an_organisation_shows_its_services_in_short_or_in_full() -> None:
    of = feed([CAFE])
    (entry,) = walk(of, "organizations")
    short = of.answer(f"organizations/{entry['id']}", {}).body["services"][0]
    full = of.answer(f"organizations/{entry['id']}", {"full_service": "true"}).body["services"][0]
    assert "phones" not in short
    assert full["phones"]


@pytest.mark.parametrize("path", ["nothing", "services/nothing", "taxonomies/1", "services/a/b"])
def test_what_is_not_there_is_a_404_in_a_sentence(path: str) -> None:
    answer = feed().answer(path, {})
    assert answer.status == 404
    assert answer.body["error"].startswith("There is no")


@pytest.mark.parametrize("path", ["", "services", "services/1", "taxonomies"])
def test_a_parameter_that_is_not_known_is_refused(path: str) -> None:
    assert feed().answer(path, {"colour": "red"}).status == 422


def test_an_answer_about_a_postcode_is_private() -> None:
    assert feed().answer("services", {"postcode": "ST16 2LH"}).private
    assert feed().answer("services", {"postcode": "nowhere"}).private
    assert not feed().answer("services", {}).private


def test_the_openapi_describes_every_path_and_parameter_that_is_heard() -> None:
    described = feed().answer("openapi.json", {}).body
    assert described["openapi"].startswith("3.0")
    assert described["servers"] == [{"url": ADDRESS}]
    for kind, parameters in LIST_PARAMETERS.items():
        told = described["paths"][f"/{kind}"]["get"]["parameters"]
        assert [each["$ref"].rpartition("/")[2] for each in told] == list(parameters)
        assert f"/{kind}/{{id}}" in described["paths"]
    assert set(described["components"]["parameters"]) >= set(LIST_PARAMETERS["services"])


def test_no_answer_holds_what_waits_for_staff_or_must_stay_hidden() -> None:
    weak = Provenance("a leaflet", "2019", "low", False, TODAY, "ring them first")
    secret = replace(CAFE, id="weak", provenance=weak, venue=None)
    refuge = replace(CAFE, id="refuge", name="Women's refuge", contact=LINE.contact)
    text = json.dumps([answer.body for answer in everything(feed([secret, refuge]))])
    for hidden in (
        "01785 000000",
        "07700 900000",
        "ring them first",
        "Invented Street",
        "ST16 2LH",
        "52.80306",
    ):
        assert hidden not in text


def everything(of: Feed) -> Iterator[Answer]:
    """Every answer that the feed can give without a filter."""
    yield of.answer("", {})
    for kind in LIST_PARAMETERS:
        yield of.answer(kind, {})
        for key in of.catalogue.kind(kind):
            yield of.answer(f"{kind}/{key}", {})
            yield of.answer(f"{kind}/{key}", {"full_service": "true"})


def test_a_service_open_all_night_is_found_by_its_day() -> None:
    night = replace(LINE, hours=OpeningHours((Opening(4, time(22), time(2)),)))
    assert found(feed([night]), day="FR") == ["Invented Line"]


def test_what_says_nothing_of_when_it_was_modified_may_have_been() -> None:
    of = feed([], [record(last_modified="lately")])
    assert found(of, modified_after="2026-11-20") == ["Walking group"]


def test_a_place_s_own_hours_are_found_with_it() -> None:
    hours = [{"id": "1", "byday": "SU", "opens_at": "10:00", "closes_at": "12:00"}]
    location = {"id": "2", "location_type": "physical", "schedules": hours}
    of = feed([], [record(service_at_locations=[{"id": "3", "location": location}])])
    assert found(of, day="SU", end_time="12:00") == ["Walking group"]
    assert found(of, "service_at_locations", day="SU") == ["Walking group"]
    assert found(of, day="MO") == []


@needs_official
@pytest.mark.parametrize("name", ["bristol", "north_lincolnshire"])
def test_real_lists_are_valid_when_they_are_published_again(name: str, tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    (archive,) = DATA.glob(f"real_oruk_v1_services_list_{name}_*.json.gz")
    path.write_bytes(gzip.decompress(archive.read_bytes()))
    of = feed([], [each for each in read_file(path, name) if isinstance(each, ServiceRecord)])
    for key in of.catalogue.services:
        assert faults_of_answer(of.answer(f"services/{key}", {}).body, "/services/{id}") == []
    for entry in of.answer("services", {"per_page": "1000"}).body["contents"]:
        assert not lacks(entry, "service")
