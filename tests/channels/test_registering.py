"""What Telegram says of a webhook, in words that help."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from telegram import WebhookInfo
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.channels.telegram.registering import Delivery, cure_for, why, without_secret

URL = "https://signpost.example/telegram/webhook/0123456789abcdef"
SUMMER = datetime(2026, 7, 20, 18, 3, tzinfo=UTC)


def told(error: str | None = None, waiting: int = 0, url: str = URL) -> WebhookInfo:
    failed_at = SUMMER if error else None
    return WebhookInfo(url, False, waiting, failed_at, error)


def test_the_last_error_has_its_date_in_local_time_and_what_to_do() -> None:
    words = list(
        Delivery.of("", told("Wrong response from the webhook: 403 Forbidden"), URL).in_words()
    )
    assert "20 July 2026 at 19:03: Wrong response" in words[2]
    assert "webhook set" in words[3]


def test_an_error_that_we_do_not_know_is_told_as_it_is() -> None:
    words = list(Delivery.of("", told("Something new"), URL).in_words())
    assert words[-1].endswith("Something new")


def test_an_error_that_repeats_the_address_is_told_without_it() -> None:
    delivery = Delivery.of("", told(f"Cannot deliver to {URL}"), URL)
    assert delivery.error == "Cannot deliver to https://signpost.example/telegram/webhook/…"


def test_one_update_waits_and_two_wait() -> None:
    assert "1 update waits there." in list(Delivery.of("", told(waiting=1), URL).in_words())
    assert "2 updates wait there." in list(Delivery.of("", told(waiting=2), URL).in_words())


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (URL, "https://signpost.example/telegram/webhook/…"),
        ("https://signpost.example/telegram/webhook", "https://signpost.example/telegram/webhook"),
        ("https://a:b@other.example:8443/secret", "https://other.example:8443/…"),
        ("https://other.example", "https://other.example/"),
    ],
)
def test_an_address_is_shown_without_what_nobody_may_guess(url: str, shown: str) -> None:
    assert without_secret(url) == shown


@pytest.mark.parametrize(
    ("error", "word"),
    [
        ("SSL error {error:0A000086:SSL routines::certificate verify failed}", "certificate"),
        ("Connection refused", "reverse proxy"),
        ("Connection timed out", "port open"),
        ("Wrong response from the webhook: 503 Service Unavailable", "database"),
        ("Wrong response from the webhook: 502 Bad Gateway", "doctor"),
        ("Wrong response from the webhook: 404 Not Found", "SIGNPOST_TELEGRAM_MODE"),
    ],
)
def test_the_usual_errors_have_a_cure(error: str, word: str) -> None:
    assert word in str(cure_for(error))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (RetryAfter(5), "Try again in a minute."),
        (TimedOut("Telegram did not answer in time"), "in time. Try again in a minute."),
        (TelegramError("Odd"), "Odd. Try again"),
        (NetworkError("ServerDisconnectedError"), "ServerDisconnectedError"),
        (BadRequest(f"bad webhook: {URL} is taken"), "webhook/… is taken"),
    ],
)
def test_a_refusal_is_a_sentence(error: TelegramError, said: str) -> None:
    assert said in why(error)
    assert URL not in why(error)
