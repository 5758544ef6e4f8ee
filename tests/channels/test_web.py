"""The web channel over HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from bot.app import App
from bot.channels.web.markup import as_html
from bot.channels.web.site import COOKIE, make_site


@pytest.fixture
def client(app: App) -> Iterator[TestClient]:
    with TestClient(make_site(app)) as opened:
        yield opened


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/t/safer-sleep",
        "/s/quit-smoking-stoke",
        "/privacy",
        "/accessibility",
        "/livez",
        "/readyz",
        "/metrics",
        "/.well-known/security.txt",
    ],
)
def test_every_page_of_the_contract_is_there(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "path", ["/t/nothing", "/s/nothing", "/nothing", "/s/stop-smoking-pregnancy-2019"]
)
def test_what_is_not_there_says_so_with_999(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "999" in answer.text


def test_a_cookie_holds_a_random_number_and_nothing_else(client: TestClient) -> None:
    client.get("/")
    header = client.get("/", headers={"cookie": ""}).headers["set-cookie"]
    assert re.match(rf"{COOKIE}=[\w-]{{30,}};", header)
    assert "HttpOnly" in header
    assert "samesite=lax" in header.casefold()


def test_two_browsers_are_two_residents(app: App) -> None:
    first, second = TestClient(make_site(app)), TestClient(make_site(app))
    first.post("/", data={"text": "i want to stop smoking"})
    first.post("/", data={"text": "ST4 6QG"})
    assert "Quit Smoking Stoke" not in second.post("/", data={"text": "same place as before"}).text


def test_a_form_sent_twice_is_decided_once(client: TestClient) -> None:
    client.get("/")
    form = {"text": "how do i bath a newborn safely to sleep", "update": "the-same"}
    assert client.post("/", data=form).status_code == 200
    again = client.post("/", data=form)
    assert again.status_code == 200
    assert "Urgent help" in again.text


def test_a_form_of_another_site_is_refused(client: TestClient) -> None:
    answer = client.post("/", data={"text": "hi"}, headers={"origin": "https://elsewhere.example"})
    assert answer.status_code == 403


def test_a_huge_form_gets_a_kind_sentence(client: TestClient) -> None:
    answer = client.post("/", data={"text": "a" * 200_000})
    assert answer.status_code == 413
    assert "999" in answer.text


@pytest.mark.parametrize(
    "form",
    [{}, {"text": ""}, {"choice": "forged:nothing"}, {"text": "\x00\x07"}, {"text": "x" * 5000}],
)
def test_odd_forms_get_a_sentence_and_a_way_on(client: TestClient, form: dict[str, str]) -> None:
    answer = client.post("/", data=form)
    assert answer.status_code == 200
    assert "Urgent help" in answer.text


def test_every_page_forbids_scripts_from_elsewhere(client: TestClient) -> None:
    headers = client.get("/").headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"


def test_not_ready_without_content(app: App) -> None:
    app.knowledge = None
    client = TestClient(make_site(app))
    assert client.get("/readyz").status_code == 503
    page = client.get("/")
    assert page.status_code == 503
    assert "999" in page.text
    assert "999" in client.post("/", data={"text": "hello"}).text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Call 999 now.", '<a class="govuk-link" href="tel:999">999</a>'),
        ("Text 85258", 'href="sms:85258"'),
        ("0300 100 0212", 'href="tel:03001000212"'),
        ("https://iconcope.org.", 'href="https://iconcope.org"'),
        ("a@b.org.uk", 'href="mailto:a@b.org.uk"'),
        ("- one\n- two", "<li>one</li><li>two</li>"),
        ("<b>&", "&lt;b&gt;&amp;"),
    ],
)
def test_text_becomes_safe_html(text: str, html: str) -> None:
    assert html in as_html(text)
