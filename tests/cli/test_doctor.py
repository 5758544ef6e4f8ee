"""`signpost doctor`: what is well is said, what is wrong is said with what to do, and no secret is ever printed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from pydantic import SecretStr
from sqlalchemy import Engine, insert

from bot.checkup import machine
from bot.checkup.clock import clock
from bot.checkup.database import look_at_database
from bot.checkup.finding import Finding
from bot.checkup.machine import data_folder, postcode_file, public_url, room, secret_key
from bot.checkup.telegram import Told, account, delivery, look_at_telegram
from bot.settings import Settings
from bot.storage.database import open_database
from bot.storage.migrating import migrate
from bot.storage.tables import OutboxReply
from tests.channels.conftest import served
from tests.cli.conftest import Run
from tests.conftest import CONTENT, EVENING
from tests.fakes.bot_api import TOKEN, BotApi

KEY = "q7Zk2Wm9Xp4Rt6Yb8Nc1Vd3Fg5Hj0Ls-"
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def api_url() -> Iterator[str]:
    yield from served(BotApi().site)


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'signpost.db'}"
    engine = open_database(url)
    migrate(engine)
    engine.dispose()
    return url


def findings(result: Result) -> dict[str, dict[str, Any]]:
    told = json.loads(result.stdout)
    return {finding["what"]: finding for finding in told["findings"]}


def settings(**given: Any) -> Settings:
    return Settings(_env_file=None, **given)


def test_a_well_install_is_said_to_be_well(lean: Run, api_url: str, database_url: str) -> None:
    result = lean(
        "doctor",
        "--json",
        telegram_token=TOKEN,
        telegram_api_url=api_url,
        database_url=database_url,
        secret_key=KEY,
        public_url="https://signpost.example",
    )
    found = findings(result)
    wrong = {what for what, each in found.items() if each["level"] == "wrong"}
    assert wrong <= {"content"}  # content with few phrases has faults of its own
    assert found["Telegram"]["said"] == "is @signpost_test_bot"
    assert found["Telegram: delivery"]["said"] == "by polling"
    assert found["clock"]["level"] == "ok"
    assert found["tables"]["level"] == "ok"
    assert found["replies that wait"]["said"] == "none"
    assert found["postcode file"]["level"] in {"ok", "look"}


def test_what_is_wrong_ends_with_1_and_says_what_to_do(lean: Run, tmp_path: Path) -> None:
    result = lean("doctor", database_url=f"sqlite:///{tmp_path / 'new.db'}", secret_key=KEY)
    assert result.exit_code == 1
    assert "signpost db upgrade" in result.stdout
    assert "wrong" in result.stdout


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_no_secret_is_printed(
    lean: Run, api_url: str, database_url: str, form: tuple[str, ...]
) -> None:
    secrets = {
        "telegram_token": "123456:not-the-one-that-is-accepted",
        "telegram_webhook_secret": "a-secret-for-tests_0123456789",
        "secret_key": KEY,
    }
    for address in (api_url, NOWHERE):
        result = lean(
            "doctor", *form, telegram_api_url=address, database_url=database_url, **secrets
        )
        assert result.exit_code == 1
        for secret in secrets.values():
            assert secret not in result.stdout + result.stderr


def test_a_database_that_is_not_there_does_not_end_the_round(lean: Run) -> None:
    result = lean(
        "doctor", "--json", database_url="postgresql://bot:hunter2@127.0.0.1:1/no", secret_key=KEY
    )
    found = findings(result)
    assert found["database"]["level"] == "wrong"
    assert "SIGNPOST_DATABASE_URL" in found["database"]["todo"]
    assert "disk" in found
    assert "hunter2" not in result.stdout


def test_every_bot_of_the_install_is_asked(api_url: str) -> None:
    given = settings(
        telegram_token=SecretStr(TOKEN),
        telegram_tokens={"sefton": SecretStr("7:another")},
        telegram_api_url=api_url,
    )
    found = {each.what: each.level for each in look_at_telegram(given, lambda: datetime.now(UTC))}
    assert found == {
        "Telegram": "ok",
        "Telegram: delivery": "ok",
        "Telegram, sefton": "wrong",
        "clock": "ok",
    }


def test_a_token_for_a_pack_that_is_not_there_is_said(api_url: str) -> None:
    given = settings(
        content_dir=CONTENT,
        telegram_tokens={"sefton": SecretStr(TOKEN), "seftonn": SecretStr("7:another")},
        telegram_api_url=api_url,
    )
    found = {each.what: each for each in look_at_telegram(given, lambda: datetime.now(UTC))}
    assert "Telegram, sefton: pack" not in found
    wrong = found["Telegram, seftonn: pack"]
    assert wrong.level == "wrong"
    assert "sefton" in wrong.todo
    assert "SIGNPOST_TELEGRAM_TOKENS" in wrong.todo


def test_a_clock_that_is_off_by_telegrams_is_wrong(api_url: str) -> None:
    given = settings(telegram_token=SecretStr(TOKEN), telegram_api_url=api_url)
    slow = look_at_telegram(given, lambda: datetime.now(UTC) - timedelta(minutes=2))
    found = {each.what: each for each in slow}
    assert found["clock"].level == "wrong"
    assert "behind Telegram's" in found["clock"].said


@pytest.mark.parametrize(
    ("seconds", "level"), [(0, "ok"), (30, "ok"), (-30, "ok"), (31, "wrong"), (-31, "wrong")]
)
def test_half_a_minute_is_the_furthest_that_a_clock_may_be_off(seconds: int, level: str) -> None:
    assert clock("the database's", timedelta(seconds=seconds)).level == level


@pytest.mark.parametrize(
    ("told", "level", "said"),
    [
        (Told(200, {"username": "a_bot"}), "ok", "@a_bot"),
        (Told(401, None), "wrong", "not accepted"),
        (Told(404, None), "wrong", "not accepted"),
        (Told(502, None), "look", "502"),
        (Told(0, "ClientConnectorError"), "wrong", "cannot be reached"),
    ],
)
def test_what_get_me_tells(told: Told, level: str, said: str) -> None:
    found = account("Telegram", told)
    assert found.level == level
    assert said in found.said


WEBHOOK = {
    "telegram_mode": "webhook",
    "telegram_token": SecretStr(TOKEN),
    "telegram_webhook_secret": SecretStr("a-secret-for-tests_0123456789"),
    "public_url": "https://signpost.example/",
}
OURS = "https://signpost.example/telegram/webhook/abc"
JUST_NOW = int((EVENING - timedelta(minutes=5)).timestamp())
YESTERDAY = int((EVENING - timedelta(days=1)).timestamp())


@pytest.mark.parametrize(
    ("mode", "told", "level", "todo"),
    [
        ({}, {"url": ""}, "ok", ""),
        ({}, {"url": OURS}, "wrong", "signpost telegram webhook remove"),
        (WEBHOOK, {"url": ""}, "wrong", "signpost telegram webhook set"),
        (WEBHOOK, {"url": "https://elsewhere.example/x"}, "wrong", "signpost telegram webhook set"),
        (WEBHOOK, {"url": OURS, "pending_update_count": 3}, "ok", ""),
        (WEBHOOK, {"url": OURS, "pending_update_count": 101}, "look", "/livez"),
        (
            WEBHOOK,
            {"url": OURS, "last_error_date": JUST_NOW, "last_error_message": "refused"},
            "look",
            "signpost telegram webhook show",
        ),
        (WEBHOOK, {"url": OURS, "last_error_date": YESTERDAY}, "ok", ""),
    ],
)
def test_updates_must_come_the_way_that_the_settings_say(
    mode: dict[str, Any], told: dict[str, Any], level: str, todo: str
) -> None:
    found = delivery("Telegram: delivery", Told(200, told), settings(**mode), EVENING)
    assert found.level == level
    assert todo in found.todo
    assert OURS not in found.said


def test_a_webhook_that_cannot_be_asked_after_is_looked_at() -> None:
    assert delivery("delivery", Told(502, None), settings(), EVENING).level == "look"


def by_what(found: Iterator[Finding]) -> dict[str, Finding]:
    return {each.what: each for each in found}


def test_tables_in_their_newest_form_are_well_on_both_databases(engine: Engine) -> None:
    found = by_what(look_at_database(engine, lambda: datetime.now(UTC)))
    assert {each.level for each in found.values()} == {"ok"}
    assert found["database"].said == engine.dialect.name


@pytest.mark.postgresql
def test_a_clock_that_is_off_by_the_databases_is_wrong(postgresql_url: str) -> None:
    engine = open_database(postgresql_url)
    migrate(engine)
    fast = look_at_database(engine, lambda: datetime.now(UTC) + timedelta(minutes=1))
    assert by_what(fast)["clock"].level == "wrong"
    engine.dispose()


@pytest.mark.parametrize(
    ("statement", "todo"),
    [
        ("UPDATE alembic_version SET version_num = '0001'", "signpost db upgrade"),
        ("UPDATE alembic_version SET version_num = '9999'", "newer version"),
        ("DELETE FROM alembic_version", "signpost db upgrade"),
    ],
)
def test_tables_of_another_version_are_wrong(sqlite: Engine, statement: str, todo: str) -> None:
    with sqlite.begin() as connection:
        connection.exec_driver_sql(statement)
    found = by_what(look_at_database(sqlite, lambda: EVENING))
    assert found["tables"].level == "wrong"
    assert todo in found["tables"].todo
    assert "replies that wait" not in found


@pytest.mark.parametrize(("minutes", "level"), [(1, "ok"), (3, "look"), (11, "wrong")])
def test_replies_that_wait_too_long_are_said(sqlite: Engine, minutes: int, level: str) -> None:
    put_at = EVENING - timedelta(minutes=minutes)
    reply = {"channel": "telegram", "key": "a" * 64, "address": b"sealed", "body": "{}"}
    with sqlite.begin() as connection:
        connection.execute(insert(OutboxReply).values(**reply, put_at=put_at, not_before=put_at))
    found = by_what(look_at_database(sqlite, lambda: EVENING))
    assert found["replies that wait"].level == level
    assert found["replies that wait"].said.startswith("1, ")


@pytest.mark.parametrize(
    ("given", "level"),
    [
        ({}, "look"),
        ({"public_url": "http://signpost.example"}, "wrong"),
        ({"public_url": "https://signpost.example"}, "ok"),
        ({**WEBHOOK, "public_url": None}, "wrong"),
    ],
)
def test_residents_must_reach_it_by_https(given: dict[str, Any], level: str) -> None:
    assert public_url(settings(**given)).level == level


def test_a_made_secret_is_for_its_owner_alone(tmp_path: Path) -> None:
    given = settings(data_dir=tmp_path)
    path = tmp_path / "secret.key"
    assert secret_key(given).level == "ok"
    path.write_text(KEY)
    path.chmod(0o644)
    assert secret_key(given).todo == f"chmod 600 {path}"
    path.chmod(0o600)
    assert secret_key(given).level == "ok"
    path.write_text("short")
    assert secret_key(given).level == "wrong"


def test_a_secret_that_is_set_is_long_enough_by_then() -> None:
    assert secret_key(settings(secret_key=SecretStr(KEY))).level == "ok"


def test_the_postcode_file_is_there_whole_and_young(data_dir: Path, tmp_path: Path) -> None:
    path = data_dir / "postcodes.bin"
    assert postcode_file(path, date(2026, 11, 21)).level == "ok"
    assert postcode_file(path, date(2027, 11, 21)).level == "look"
    assert postcode_file(tmp_path / "none.bin", date(2026, 11, 21)).level == "wrong"
    broken = tmp_path / "broken.bin"
    broken.write_bytes(b"not one of ours")
    assert "broken" in postcode_file(broken, date(2026, 11, 21)).said


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    gone = settings(data_dir=tmp_path / "gone")
    assert data_folder(gone).level == "look"
    assert room(gone.data_dir).level == "look"
    assert data_folder(settings(data_dir=tmp_path)).level == "ok"


@pytest.mark.parametrize(("room_left", "level"), [(10**12, "ok"), (1, "look"), (0, "wrong")])
def test_a_disk_that_fills_is_said_in_time(
    room_left: int, level: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = {10**12: (0, 0), 1: (10**18, 0), 0: (10**18, 10**18)}[room_left]
    monkeypatch.setattr(machine, "LITTLE_ROOM", limits[0])
    monkeypatch.setattr(machine, "NO_ROOM", limits[1])
    assert room(tmp_path).level == level


def test_content_that_cannot_be_read_is_wrong(tmp_path: Path) -> None:
    found = machine.content(settings(content_dir=tmp_path, data_dir=tmp_path), EVENING.date())
    assert found.level == "wrong"
    assert found.todo == "signpost content check"
