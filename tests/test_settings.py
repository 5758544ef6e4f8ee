"""Settings: safe defaults, secrets that do not print, and a wrong one said before anything starts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bot.settings import Settings


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the machine, and no .env, reaches these tests."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"SIGNPOST_{name.upper()}", raising=False)


def test_the_defaults_are_for_one_machine() -> None:
    settings = Settings()
    assert settings.database_address == "sqlite:///var/signpost.db"
    assert settings.postcode_file == Path("var/postcodes.bin")
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.telegram_token is None
    assert not settings.on_postgresql


@pytest.mark.parametrize(
    ("written", "address", "on_postgresql"),
    [
        ("sqlite:////data/x.db", "sqlite:////data/x.db", False),
        ("postgresql://a@b/c", "postgresql://a@b/c", True),
        ("postgres://a@b/c", "postgresql://a@b/c", True),
        ("postgresql+psycopg://a@b/c", "postgresql+psycopg://a@b/c", True),
    ],
)
def test_a_database_is_given_by_its_address(
    written: str, address: str, on_postgresql: bool
) -> None:
    settings = Settings(database_url=written, secret_key="0123456789abcdef0123456789abcdef")
    assert settings.database_address == address
    assert settings.on_postgresql is on_postgresql


def test_the_environment_wins_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("SIGNPOST_PORT=9001\nSIGNPOST_HOST=0.0.0.0\nOTHER=1\n")
    monkeypatch.setenv("SIGNPOST_PORT", "9002")
    settings = Settings()
    assert (settings.host, settings.port) == ("0.0.0.0", 9002)


def test_secrets_do_not_print() -> None:
    settings = Settings(
        database_url="postgresql://bot:hunter2@b/c",
        secret_key="hunter2-0123456789abcdefghijklmnop",
        secret_keys_old="hunter2,and-hunter2",
        telegram_token="1:hunter2",
        telegram_webhook_secret="hunter2",
    )
    assert "hunter2" not in f"{settings!r} {settings}"


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"port": "0"}, "port"),
        ({"port": "65536"}, "port"),
        ({"port": "http"}, "port"),
        ({"log_level": "LOUD"}, "log_level"),
        ({"telegram_mode": "pigeon"}, "telegram_mode"),
        ({"secret_key": "short"}, "at least 32 characters"),
        ({"secret_key": "a" * 64}, "is random"),
        ({"log_format": "xml"}, "log_format"),
        (
            {"database_url": "postgresql://a@b/c", "secret_key": ""},
            "SIGNPOST_SECRET_KEY is required",
        ),
        ({"database_url": "postgresql://a@b/c"}, "SIGNPOST_SECRET_KEY is required"),
        ({"database_url": "postgres://a@b/c"}, "SIGNPOST_SECRET_KEY is required"),
        (
            {"telegram_mode": "webhook", "telegram_token": "1:a"},
            "SIGNPOST_TELEGRAM_WEBHOOK_SECRET is required",
        ),
    ],
)
def test_a_wrong_setting_is_said(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Settings(**wrong)


def test_a_webhook_without_a_token_asks_for_nothing() -> None:
    assert Settings(telegram_mode="webhook").telegram_token is None


def test_a_wrong_secret_is_not_repeated() -> None:
    with pytest.raises(ValidationError) as caught:
        Settings(database_url="postgresql://bot:hunter2@b/c", port="hunter2")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("written", ["one two", "one,two", " one, two,"])
def test_secrets_of_before_are_given_in_one_line(
    written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGNPOST_SECRET_KEYS_OLD", written)
    assert Settings().older_secrets == ("one", "two")


def test_an_empty_secret_is_none() -> None:
    assert Settings(secret_key="").secret is None


def test_councils_have_tokens_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGNPOST_TELEGRAM_TOKENS", '{"sefton": "1:hunter2"}')
    settings = Settings(_env_file=None, telegram_token="2:hunter2")
    assert settings.telegram_tokens["sefton"].get_secret_value() == "1:hunter2"
    assert "hunter2" not in f"{settings!r} {settings.model_dump()}"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"telegram_tokens": {"Sefton Council": "1:a"}}, "telegram_tokens"),
        ({"telegram_tokens": {"a" * 32: "1:a"}}, "telegram_tokens"),
        ({"telegram_token": "1:a", "telegram_tokens": {"sefton": "1:a"}}, "one stands twice"),
        (
            {"telegram_mode": "webhook", "telegram_tokens": {"sefton": "1:a"}},
            "SIGNPOST_TELEGRAM_WEBHOOK_SECRET is required",
        ),
    ],
)
def test_wrong_tokens_of_councils_are_said(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Settings(_env_file=None, **wrong)
