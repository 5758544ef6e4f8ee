"""`signpost serve` as a process of its own: it ends when it is told to, and leaves nothing unsaid."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.storage.database import open_database
from bot.storage.tables import HandledUpdate, OutboxReply
from tests.channels.conftest import served
from tests.conftest import ROOT
from tests.fakes.bot_api import TOKEN, BotApi

WAIT_SECONDS = 60.0


def until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + WAIT_SECONDS
    while not holds():
        assert time.monotonic() < ends, "it did not happen"
        time.sleep(0.05)


def started(address: str, content: Path, data: Path, database: Path) -> subprocess.Popen[bytes]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        "SIGNPOST_CONTENT_DIR": str(content),
        "SIGNPOST_DATA_DIR": str(data),
        "SIGNPOST_DATABASE_URL": f"sqlite:///{database}",
        "SIGNPOST_TELEGRAM_TOKEN": TOKEN,
        "SIGNPOST_TELEGRAM_API_URL": address,
        "SIGNPOST_PORT": str(port),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "serve"], cwd=ROOT, env={**os.environ, **environment}
    )


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_ends_receiving_and_sends_what_was_decided(
    told: signal.Signals, lean_content: Path, lean_data_dir: Path, tmp_path: Path
) -> None:
    api, database = BotApi(), tmp_path / "signpost.db"
    engine = open_database(f"sqlite:///{database}")

    def rows(table: type) -> int:
        with engine.connect() as connection:
            return int(connection.execute(select(func.count()).select_from(table)).scalar_one())

    for address in served(api.site):
        process = started(address, lean_content, lean_data_dir, database)
        until(lambda: bool(api.calls["getUpdates"]))
        for chat in range(1, 21):
            api.says(chat, "hello")
        until(lambda: rows(HandledUpdate) > 0)
        process.send_signal(told)
        assert process.wait(WAIT_SECONDS) in {0, -told}
        decided = rows(HandledUpdate)
        assert rows(OutboxReply) == 0
        assert sum(bool(api.texts(chat)) for chat in range(1, 21)) == decided
        assert decided + api.waiting >= 20, "what was not decided still waits at Telegram"
    engine.dispose()
