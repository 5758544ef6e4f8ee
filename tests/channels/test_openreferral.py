"""`/openreferral/` over HTTP: walked as the official validator walks a feed, and what every answer carries with it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from bot.app import App
from bot.channels.web.openreferral import PATH, open_referral
from bot.channels.web.site import make_site
from services_directory.record import ServiceRecord
from tests.resident import Clock
from tests.services_directory.publishing.official import faults_of_answer, lacks, needs_official
from tests.services_directory.publishing.test_feed import OTHERS, record

LISTS = ("services", "service_at_locations", "organizations", "taxonomies", "taxonomy_terms")


@pytest.fixture
def client(app: App) -> TestClient:
    return TestClient(make_site(app))


def fetched(client: TestClient, path: str, **parameters: Any) -> Any:
    answer = client.get(f"{PATH}/{path}", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def pages(client: TestClient, path: str) -> Iterator[dict[str, Any]]:
    page = {"last_page": False, "page_number": 0}
    while not page["last_page"]:
        page = fetched(client, path, page=page["page_number"] + 1, per_page=40)
        yield page


@pytest.mark.parametrize("path", LISTS)
def test_the_real_directory_is_walked_from_the_root_to_every_entry(
    client: TestClient, path: str
) -> None:
    assert path in fetched(client, "")["paths"]
    told = list(pages(client, path))
    entries = [entry for page in told for entry in page["contents"]]
    assert {page["total_items"] for page in told} == {len(entries)}
    assert {page["total_pages"] for page in told} == {len(told)}
    assert [page["first_page"] for page in told] == [True] + [False] * (len(told) - 1)
    assert len({entry["id"] for entry in entries}) == len(entries) > 0
    for entry in entries:
        assert fetched(client, f"{path}/{entry['id']}")["id"] == entry["id"]


def test_every_real_service_has_what_the_standard_requires_and_names_what_exists(
    client: TestClient,
) -> None:
    organisations = {
        each["id"] for page in pages(client, "organizations") for each in page["contents"]
    }
    terms = {each["id"] for page in pages(client, "taxonomy_terms") for each in page["contents"]}
    for page in pages(client, "services"):
        for entry in page["contents"]:
            whole = fetched(client, f"services/{entry['id']}")
            assert not lacks(whole, "service")
            assert whole["organization"]["id"] in organisations
            assert {each["taxonomy_term_id"] for each in whole["attributes"]} <= terms


@needs_official
@pytest.mark.parametrize(
    "path", ["services", "service_at_locations", "taxonomies", "taxonomy_terms"]
)
def test_every_real_answer_is_valid_by_the_published_openapi(client: TestClient, path: str) -> None:
    assert faults_of_answer(fetched(client, ""), "/") == []
    for page in pages(client, path):
        assert faults_of_answer(page, f"/{path}") == []
        for entry in page["contents"]:
            whole = fetched(client, f"{path}/{entry['id']}")
            assert faults_of_answer(whole, f"/{path}/{{id}}") == []


def test_no_real_answer_holds_a_number_or_a_note_that_waits_for_staff(
    app: App, client: TestClient
) -> None:
    assert app.knowledge is not None
    services = app.knowledge.directory.services
    weak = [each for each in services if each.shown_contact != each.contact]
    secrets = {
        number for each in weak for number in (each.contact.phone, each.contact.text) if number
    }
    shown = {
        number
        for each in services
        for number in (each.shown_contact.phone, each.shown_contact.text)
    }
    notes = {each.provenance.staff_note for each in services if each.provenance.staff_note}
    text = "".join(
        client.get(f"{PATH}/services", params={"full": "true", "page": page}).text
        for page in range(1, 6)
    )
    assert notes
    for secret in (secrets - shown) | notes:
        assert secret not in text


@pytest.mark.parametrize(
    "path", ["", "/", "/services", "/openapi.json", "/nothing", "/services?colour=red"]
)
def test_every_answer_is_open_to_other_sites(client: TestClient, path: str) -> None:
    answer = client.get(PATH + path, headers={"origin": "https://elsewhere.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["content-type"] == "application/json"


def test_a_browser_may_ask_first(client: TestClient) -> None:
    answer = client.options(f"{PATH}/services", headers={"origin": "https://elsewhere.example"})
    assert answer.status_code == 204
    assert "GET" in answer.headers["access-control-allow-methods"]


def test_answers_are_kept_by_caches_and_asked_for_again_cheaply(client: TestClient) -> None:
    answer = client.get(f"{PATH}/services")
    assert answer.headers["cache-control"] == "public, max-age=300"
    again = client.get(f"{PATH}/services", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"{PATH}/taxonomies").headers["etag"] != answer.headers["etag"]


@pytest.mark.parametrize("query", ["postcode=ST16%202LH", "postcode=nowhere", "colour=red"])
def test_an_answer_about_a_postcode_or_a_mistake_is_kept_nowhere(
    client: TestClient, query: str
) -> None:
    assert client.get(f"{PATH}/services?{query}").headers["cache-control"] == "no-store"


def test_pages_of_the_chat_are_still_kept_nowhere(client: TestClient) -> None:
    answer = client.get("/")
    assert answer.headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in answer.headers


def test_a_head_request_has_no_body(client: TestClient) -> None:
    answer = client.head(f"{PATH}/services")
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_postcode_leaves_what_serves_its_residents(client: TestClient) -> None:
    here = fetched(client, "services", postcode="L20 3EN", search="stop smoking", per_page=100)
    names = [each["name"] for each in here["contents"]]
    assert names
    assert not any("Staffordshire" in name for name in names)


def test_what_is_not_understood_is_a_sentence(client: TestClient) -> None:
    answer = client.get(f"{PATH}/services", params={"page": "two"})
    assert answer.status_code == 422
    assert answer.json() == {"error": "page: write a whole number from 1."}
    assert client.get(f"{PATH}/nothing").status_code == 404


def test_a_slash_at_the_end_makes_no_difference(client: TestClient) -> None:
    assert fetched(client, "services/") == fetched(client, "services")


def test_the_address_is_the_public_one_where_it_is_set(app: App) -> None:
    app.settings = app.settings.model_copy(update={"public_url": "https://signpost.example"})
    told = TestClient(make_site(app)).get(f"{PATH}/").json()
    assert told["openapi_url"] == "https://signpost.example/openreferral/openapi.json"


def test_without_content_it_says_so(app: App) -> None:
    app.knowledge = None
    answer = TestClient(make_site(app)).get(f"{PATH}/services")
    assert answer.status_code == 503
    assert answer.headers["cache-control"] == "no-store"


def test_without_a_postcode_file_the_rest_still_works(app: App) -> None:
    app.postcodes = None
    client = TestClient(make_site(app))
    assert client.get(f"{PATH}/services", params={"postcode": "ST16 2LH"}).status_code == 503
    assert client.get(f"{PATH}/services").status_code == 200


def with_records(
    app: App, held: Sequence[ServiceRecord]
) -> tuple[TestClient, list[Sequence[ServiceRecord]]]:
    """A site of the feed alone, and where its records can be exchanged."""
    current = [held]
    site = FastAPI()
    open_referral(site, app, lambda: _unless_down(current[0]))
    return TestClient(site), current


def test_what_sources_list_is_published_and_follows_each_sync(app: App) -> None:
    client, current = with_records(app, [record()])
    assert fetched(client, f"services/{OTHERS['id']}")["name"] == "Walking group"
    current[0] = [record(name="Walking and talking")]
    assert fetched(client, f"services/{OTHERS['id']}")["name"] == "Walking and talking"
    current[0] = []
    assert client.get(f"{PATH}/services/{OTHERS['id']}").status_code == 404


def test_while_the_database_is_down_the_feed_tells_what_it_knew(app: App) -> None:
    client, current = with_records(app, [record()])
    before = fetched(client, "services")
    current[0] = _Down()
    assert fetched(client, "services") == before


def test_a_database_that_was_never_up_takes_nothing_else_away(app: App) -> None:
    client, _ = with_records(app, _Down())
    assert fetched(client, "services")["total_items"] > 100


def test_a_service_leaves_the_feed_on_the_day_after_its_last(app: App, clock: Clock) -> None:
    assert app.knowledge is not None
    directory = app.knowledge.directory
    ending = replace(directory.services[0], valid_from=None, valid_to=date(2026, 11, 20))
    app.knowledge = replace(app.knowledge, directory=type(directory)([ending]))
    client = TestClient(make_site(app))
    assert fetched(client, "services")["total_items"] == 1
    clock.now = clock.now.replace(day=21)
    assert fetched(client, "services")["total_items"] == 0


def test_many_at_once_make_one_catalogue(app: App) -> None:
    made = []

    def held() -> Sequence[ServiceRecord]:
        return _Counted(made)

    counted = held()
    site = FastAPI()
    open_referral(site, app, lambda: counted)
    client = TestClient(site)
    asking = [threading.Thread(target=client.get, args=(f"{PATH}/services",)) for _ in range(5)]
    for each in asking:
        each.start()
    for each in asking:
        each.join()
    assert len(made) == 1


class _Down(tuple[ServiceRecord, ...]):
    """Records whose database does not answer."""

    __slots__ = ()


def _unless_down(held: Sequence[ServiceRecord]) -> Sequence[ServiceRecord]:
    if isinstance(held, _Down):
        raise OperationalError("SELECT", {}, Exception("the database is down"))
    return held


class _Counted(list[ServiceRecord]):
    """Records that say each time they are gone through."""

    def __init__(self, made: list[str]) -> None:
        super().__init__()
        self._made = made

    def __iter__(self) -> Iterator[ServiceRecord]:
        self._made.append("once")
        return super().__iter__()
