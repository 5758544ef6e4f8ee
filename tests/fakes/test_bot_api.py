"""The stand-in behaves as Telegram does, where bots can tell."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fakes.bot_api import TOKEN, BotApi, Faults, Limits, message
from tests.fakes.bot_api.serving import serving
from tests.soak.bots import ROOT, free_port, until


@pytest.fixture
def api() -> BotApi:
    return BotApi()


@pytest.fixture
def client(api: BotApi) -> Iterator[httpx.Client]:
    with serving(api) as url, httpx.Client(base_url=f"{url}/bot{TOKEN}", timeout=10) as client:
        yield client


def send(client: httpx.Client, **given: Any) -> tuple[int, str]:
    """Status and description."""
    answer = client.post("/sendMessage", json={"chat_id": 7, "text": "hello", **given})
    return answer.status_code, answer.json().get("description", "")


def keyboard(*buttons: dict[str, str]) -> str:
    return json.dumps({"inline_keyboard": [list(buttons)]})


def test_updates_are_handed_over_until_an_offset_passes_them(
    api: BotApi, client: httpx.Client
) -> None:
    first, second = api.says(7, "one"), api.says(7, "two")

    def numbers(**asked: int) -> list[int]:
        found = client.get("/getUpdates", params=asked).json()["result"]
        return [each["update_id"] for each in found]

    assert numbers() == numbers() == [first, second]
    assert numbers(limit=1) == [first]
    assert numbers(offset=second) == [second]
    assert api.acknowledged == first
    assert numbers(offset=second + 1) == []
    assert api.waiting == 0


def test_kinds_that_were_not_asked_for_are_not_handed_over(
    api: BotApi, client: httpx.Client
) -> None:
    api.puts({"channel_post": message(-5, text="news")})
    wanted = api.says(7, "hello")
    found = client.post("/getUpdates", json={"allowed_updates": ["message"]}).json()["result"]
    assert [each["update_id"] for each in found] == [wanted]


def test_a_second_poller_ends_the_first_ones_call(api: BotApi, client: httpx.Client) -> None:
    answers: list[httpx.Response] = []
    first = threading.Thread(
        target=lambda: answers.append(client.get("/getUpdates", params={"timeout": 5}))
    )
    first.start()
    until(lambda: api.called["getUpdates"] == 1, "it did not ask")
    assert client.get("/getUpdates").status_code == 200
    first.join()
    assert answers[0].status_code == 409
    assert "terminated by other getUpdates" in answers[0].json()["description"]


@pytest.mark.parametrize(
    ("given", "status", "why"),
    [
        ({}, 200, ""),
        ({"text": "x" * 4096}, 200, ""),
        ({"text": " "}, 400, "message text is empty"),
        ({"text": "x" * 4097}, 400, "message is too long"),
        ({"chat_id": ""}, 400, "chat_id is empty"),
        ({"chat_id": 404}, 400, "chat not found"),
        ({"chat_id": 403}, 403, "bot was blocked by the user"),
        ({"parse_mode": "BBCode"}, 400, "unsupported parse_mode"),
        ({"reply_markup": "{"}, 400, "can't parse reply keyboard markup"),
        ({"reply_markup": keyboard({"text": "A", "callback_data": "x" * 64})}, 200, ""),
        ({"reply_markup": keyboard({"text": "A", "callback_data": "x" * 65})}, 400, "DATA_INVALID"),
        ({"reply_markup": keyboard({"text": "", "callback_data": "x"})}, 400, 'Field "text"'),
        ({"reply_markup": keyboard({"text": "A"})}, 400, "Text buttons are unallowed"),
        (
            {"reply_markup": keyboard(*[{"text": "A", "callback_data": "x"}] * 101)},
            400,
            "reply markup is too long",
        ),
    ],
)
def test_a_message_is_judged_as_telegram_judges_it(
    api: BotApi, client: httpx.Client, given: dict[str, Any], status: int, why: str
) -> None:
    api.unknown, api.blocked = {404}, {403}
    found, description = send(client, **given)
    assert found == status
    assert why in description
    assert api.journal.length == (status == 200)


def test_a_wrong_token_and_a_wrong_path_are_refused(client: httpx.Client) -> None:
    other = str(client.base_url).replace(TOKEN, "1:other")
    assert httpx.get(f"{other}getMe").status_code == 401
    assert client.get("/get/me").status_code == 404
    assert client.get("/getMe").json()["result"]["username"] == "signpost_test_bot"


def test_over_a_limit_everybody_is_asked_to_wait(api: BotApi, client: httpx.Client) -> None:
    api.limits = Limits(wait=3)
    assert send(client)[0] == 200
    answer = client.post("/sendMessage", json={"chat_id": 7, "text": "hello"})
    assert answer.status_code == 429
    assert answer.json()["parameters"] == {"retry_after": 3}
    assert answer.json()["description"] == "Too Many Requests: retry after 3"
    assert send(client, chat_id=8)[0] == 429
    assert api.limits.refused == 1


@pytest.mark.parametrize(
    ("fault", "status"), [("429", 429), ("500", 500), ("502", 502), ("reset", None)]
)
def test_faults_happen_on_demand(
    api: BotApi, client: httpx.Client, fault: Any, status: int | None
) -> None:
    api.faults = Faults(1.0, (fault,))
    if status is None:
        with pytest.raises(httpx.TransportError):
            client.post("/sendMessage", json={"chat_id": 7, "text": "hello"})
    else:
        answer = client.post("/sendMessage", json={"chat_id": 7, "text": "hello"})
        assert answer.status_code == status
    assert api.journal.length == 0
    assert api.faults.happened == {fault: 1}


@pytest.mark.parametrize(("fault", "taken"), [("silent", 1), ("timeout", 0)])
def test_a_call_without_an_answer_may_have_been_accepted(
    api: BotApi, client: httpx.Client, fault: Any, taken: int
) -> None:
    api.faults = Faults(1.0, (fault,), hang=0.1)
    with pytest.raises(httpx.TransportError):
        client.post("/sendMessage", json={"chat_id": 7, "text": "hello"})
    assert api.journal.length == taken


class Receiver:
    """A web server that refuses the first calls that it gets."""

    def __init__(self, refuses: int) -> None:
        self.got: list[tuple[str | None, dict[str, Any]]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                secret = self.headers["X-Telegram-Bot-Api-Secret-Token"]
                receiver.got.append((secret, body))
                self.send_response(503 if len(receiver.got) <= refuses else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def test_a_webhook_gets_updates_in_order_again_until_it_takes_them(
    api: BotApi, client: httpx.Client
) -> None:
    receiver = Receiver(refuses=1)
    asked = {"url": receiver.url, "secret_token": "a-secret"}
    assert client.post("/setWebhook", json=asked).json()["ok"]
    numbers = [api.says(7, "one"), api.says(7, "two")]
    until(lambda: api.waiting == 0, "it was not delivered")
    told = client.get("/getWebhookInfo").json()["result"]
    assert [update["update_id"] for _, update in receiver.got] == [numbers[0], *numbers]
    assert {secret for secret, _ in receiver.got} == {"a-secret"}
    assert "503" in told["last_error_message"]
    assert client.get("/getUpdates").status_code == 409
    assert client.post("/deleteWebhook").json()["ok"]
    assert client.get("/getUpdates").json()["result"] == []
    receiver.close()


def test_a_webhook_must_be_reached_safely(client: httpx.Client) -> None:
    answer = client.post("/setWebhook", json={"url": "http://signpost.example/hook"})
    assert answer.status_code == 400
    assert "HTTPS" in answer.json()["description"]


def test_it_runs_as_a_process_with_a_journal_that_outlives_it(tmp_path: Path) -> None:
    port, journal = free_port(), tmp_path / "accepted.jsonl"
    command = [sys.executable, "-m", "tests.fakes.bot_api", "--port", str(port), "--journal"]
    with subprocess.Popen([*command, str(journal)], cwd=ROOT) as process:
        url = f"http://127.0.0.1:{port}"

        def is_there() -> bool:
            try:
                return httpx.get(f"{url}/control/state").status_code == 200
            except httpx.TransportError:
                return False

        until(is_there, "it did not start")
        httpx.post(f"{url}/control/says", json={"chat": 7, "text": "hello"})
        found = httpx.get(f"{url}/bot{TOKEN}/getUpdates").json()["result"]
        httpx.post(f"{url}/bot{TOKEN}/sendMessage", data={"chat_id": 7, "text": "good morning"})
        httpx.post(f"{url}/control/settings", json={"faults": 1, "kinds": ["500"]})
        assert httpx.get(f"{url}/bot{TOKEN}/getMe").status_code == 500
        assert httpx.get(f"{url}/control/state").json()["faults"] == {"500": 1}
        assert len(httpx.get(f"{url}/control/accepted").json()) == 1
        process.kill()
    assert [update["message"]["text"] for update in found] == ["hello"]
    assert json.loads(journal.read_text())["text"] == "good morning"
