"""`signpost telegram webhook …` against a stand-in for the Bot API."""

from __future__ import annotations

import json

import pytest
from click.testing import Result

from tests.cli.conftest import Run
from tests.fakes.bot_api import TOKEN, BotApi

SECRET = "a-secret-for-tests_0123456789"
KEY = "q7Zk2Wm9Xp4Rt6Yb8Nc1Vd3Fg5Hj0Ls-"


@pytest.fixture
def telegram(lean: Run, api_url: str) -> Run:
    """Runs `signpost telegram webhook …` with settings that are complete. None leaves one out."""

    def run(*arguments: str, **changed: str | None) -> Result:
        settings = {
            "telegram_api_url": api_url,
            "telegram_mode": "webhook",
            "telegram_token": TOKEN,
            "telegram_webhook_secret": SECRET,
            "public_url": "https://signpost.example/",
            "secret_key": KEY,
            **changed,
        }
        given = {name: value for name, value in settings.items() if value is not None}
        return lean("telegram", "webhook", *arguments, **given)

    return run


def test_set_tells_telegram_all_that_it_must_know(telegram: Run, api: BotApi) -> None:
    result = telegram("set")
    assert result.exit_code == 0
    (told,) = api.calls["setWebhook"]
    assert told["url"].startswith("https://signpost.example/telegram/webhook/")
    assert told["secret_token"] == SECRET
    assert "callback_query" in str(told["allowed_updates"])
    assert int(told["max_connections"]) == 40
    assert "drop_pending_updates" not in told
    said = " ".join(result.stderr.split())
    assert "delivers to https://signpost.example/telegram/webhook/… from now on" in said


def test_no_secret_is_printed(telegram: Run, api: BotApi) -> None:
    results = [telegram("set"), telegram("show"), telegram("show", "--json"), telegram("remove")]
    path = api.calls["setWebhook"][0]["url"].rpartition("/")[2]
    printed = "".join(result.output for result in results)
    assert [each for each in (TOKEN, SECRET, KEY, path) if each in printed] == []


def test_every_replica_would_set_the_same_address(telegram: Run, api: BotApi) -> None:
    for key in (KEY, KEY, KEY[::-1]):
        telegram("set", secret_key=key)
    first, second, other = (told["url"] for told in api.calls["setWebhook"])
    assert first == second != other


def test_show_says_that_what_is_set_is_ours(telegram: Run) -> None:
    before = telegram("show")
    telegram("set")
    after = telegram("show")
    assert "No webhook is set" in before.stdout
    assert "0 updates wait" in before.stdout
    assert "delivers to https://signpost.example/telegram/webhook/…" in after.stdout
    assert "not what these settings" not in after.stdout
    assert "not what these settings" in telegram("show", public_url="https://other.example").stdout


def test_show_works_also_where_nothing_could_be_set(telegram: Run) -> None:
    telegram("set")
    polling = telegram(
        "show", "--json", public_url=None, telegram_mode="polling", telegram_webhook_secret=None
    )
    told = json.loads(polling.stdout)
    assert told["is_ours"] is False
    assert told["address"] == "https://signpost.example/telegram/webhook/…"
    assert told["error"] is None


def test_remove_keeps_what_waits(telegram: Run, api: BotApi) -> None:
    result = telegram("remove")
    assert result.exit_code == 0
    (told,) = api.calls["deleteWebhook"]
    assert str(told["drop_pending_updates"]).casefold() == "false"
    assert "What waits there stays" in result.stderr
    assert "Nobody is answered until" in result.stderr
    assert "Nobody" not in telegram("remove", telegram_mode="polling").stderr


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"public_url": None}, "SIGNPOST_PUBLIC_URL first"),
        ({"public_url": "http://signpost.example"}, "must begin with https://"),
        ({"public_url": "https://"}, "must begin with https://"),
        ({"public_url": "https://signpost.example:9000"}, "port 443, 80, 88 or 8443"),
        ({"public_url": "https://signpost.example:many"}, "port 443, 80, 88 or 8443"),
        ({"telegram_webhook_secret": "a secret"}, "letters, digits, _ and -"),
        ({"telegram_mode": "polling"}, "SIGNPOST_TELEGRAM_MODE=webhook first"),
        ({"telegram_token": None}, "SIGNPOST_TELEGRAM_TOKEN first"),
    ],
)
def test_a_setting_that_lacks_is_named_and_telegram_is_told_nothing(
    telegram: Run, api: BotApi, changed: dict[str, str | None], said: str
) -> None:
    result = telegram("set", **changed)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not api.calls


@pytest.mark.parametrize("command", ["set", "remove", "show"])
def test_a_token_that_is_not_accepted_is_said_without_it(telegram: Run, command: str) -> None:
    result = telegram(command, telegram_token="654321:another-token")
    assert result.exit_code == 1
    assert "does not accept the token" in result.stderr
    assert "another-token" not in result.output


def test_telegrams_refusal_is_a_sentence(telegram: Run, api: BotApi) -> None:
    refusal = {"description": "Bad Request: bad webhook: Failed to resolve host"}
    api.refuse = lambda method, _given: (400, refusal) if method == "setWebhook" else None
    result = telegram("set")
    assert result.exit_code == 1
    assert "Telegram did not do it:" in result.stderr
    assert "failed to resolve host." in result.stderr
    assert "from now on" not in result.stderr


def test_nobody_there_is_a_sentence_too(telegram: Run) -> None:
    result = telegram("show", telegram_api_url="http://127.0.0.1:1")
    assert result.exit_code == 1
    assert "ClientConnectorError" in result.stderr


def test_with_several_bots_each_is_told_and_one_that_fails_stops_no_other(
    telegram: Run, api: BotApi
) -> None:
    tokens = json.dumps({"sefton": TOKEN, "leicester": "654321:another-token"})
    several = {"telegram_token": None, "telegram_tokens": tokens}
    result = telegram("set", **several)
    assert result.exit_code == 1
    assert "The bot of sefton: Telegram delivers to" in result.stderr
    assert "The bot of leicester: Telegram does not accept the token" in result.stderr
    assert telegram("set", "--bot", "sefton", **several).exit_code == 0
    assert len(api.calls["setWebhook"]) == 2


def test_a_bot_that_is_not_there_is_misuse(telegram: Run, api: BotApi) -> None:
    result = telegram("set", "--bot", "stoke")
    assert result.exit_code == 2
    assert 'no bot for "stoke"' in result.stderr
    assert not api.calls
