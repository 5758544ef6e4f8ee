"""Where a proof takes place: lean content, a data folder, a database, a stand-in Bot API and the bots on them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode
from urllib.request import urlopen

from sqlalchemy import DateTime, bindparam, create_engine, make_url, text
from sqlalchemy.pool import StaticPool

from bot.app import App
from bot.settings import Settings
from bot.storage.database import open_database
from bot.storage.migrating import migrate
from bot.storage.sealing import Seal
from services_directory.authorities import Authorities
from services_directory.postcodes.file import PostcodeFile, write
from services_directory.postcodes.packaged import compile_packaged, packaged_files
from tests.fakes.bot_api import TOKEN, BotApi
from tests.fakes.bot_api.serving import serving
from tests.lean import write_lean
from tests.soak.bots import Life, Nursery, free_port, until

Mode = Literal["polling", "webhook"]

SECRET = "a-webhook-secret-for-tests-only-0123456789"
KEY = "a-secret-key-for-tests-only-0123456789abcdef"
_names = count(1)


@dataclass(slots=True)
class Ground:
    """`content` and `learnt` are made once and shared; everything else is of one proof. `unlimited` lifts Telegram's limits."""

    folder: Path
    content: Path
    data: Path
    database: str
    mode: Mode
    api: BotApi
    api_url: str
    nursery: Nursery
    ports: list[int] = field(default_factory=list)
    unlimited: bool = False

    def settings(self, port: int) -> dict[str, str]:
        return {
            "SIGNPOST_CONTENT_DIR": str(self.content),
            "SIGNPOST_DATA_DIR": str(self.data),
            "SIGNPOST_DATABASE_URL": self.database,
            "SIGNPOST_SECRET_KEY": KEY,
            "SIGNPOST_PORT": str(port),
            "SIGNPOST_TELEGRAM_TOKEN": TOKEN,
            "SIGNPOST_TELEGRAM_API_URL": self.api_url,
            "SIGNPOST_TELEGRAM_MODE": self.mode,
            "SIGNPOST_TELEGRAM_WEBHOOK_SECRET": SECRET,
            "SIGNPOST_LOG_LEVEL": "WARNING",
        }

    def starts(self, replica: int = 0, *, file_limit: int | None = None, **more: str) -> Life:
        """Each replica keeps its port, so that a webhook finds its next life."""
        while len(self.ports) <= replica:
            self.ports.append(free_port())
        settings = {**self.settings(self.ports[replica]), **more}
        return self.nursery.starts(settings, file_limit, self.unlimited)

    def hooks(self, replica: int = 0) -> None:
        """Points the webhook of the stand-in at a replica, with pauses that suit a test."""
        url = f"http://127.0.0.1:{self.ports[replica]}/telegram/webhook"
        asked = urlencode({"url": url, "secret_token": SECRET})
        with urlopen(f"{self.api_url}/bot{TOKEN}/setWebhook?{asked}"):
            assert self.api.webhook
        self.api.webhook.first_pause, self.api.webhook.longest_pause = 0.05, 0.5

    def opens(self) -> Life:
        """The first replica, serving, with its updates on the way."""
        life = self.starts().wait_for()
        if self.mode == "webhook":
            self.hooks()
        return life

    def count(self, query: str) -> int:
        engine = open_database(self.database)
        try:
            with engine.connect() as connection:
                return int(connection.execute(text(query)).scalar() or 0)
        finally:
            engine.dispose()

    def changes(self, statement: str, minutes: float) -> None:
        """Runs it with `:then`, the moment so many minutes ago."""
        then = datetime.now(UTC) - timedelta(minutes=minutes)
        engine = open_database(self.database)
        with engine.begin() as connection:
            query = text(statement).bindparams(bindparam("then", type_=DateTime(timezone=True)))
            connection.execute(query, {"then": then})
        engine.dispose()

    @property
    def decided(self) -> int:
        """Counted in the same transaction as each decision."""
        return self.count("SELECT sum(times) FROM outcome_counts")

    @property
    def handled(self) -> int:
        return self.count("SELECT count(*) FROM handled_updates")

    @property
    def queued(self) -> int:
        return self.count("SELECT count(*) FROM outbox")

    def waits_until_all_is_sent(self, seconds: float = 120.0) -> None:
        until(lambda: self.api.waiting == 0, "updates were not taken", seconds, every=0.1)
        until(lambda: self.queued == 0, "replies were not sent", seconds, every=0.1)


@contextmanager
def opened(
    folder: Path, content: Path, learnt: Path, database: str, mode: Mode = "polling"
) -> Iterator[Ground]:
    """`database`: `sqlite`, or the address of a PostgreSQL in which one is made. `learnt` holds what need not be made again."""
    data = folder / f"var-{next(_names)}"
    shutil.copytree(learnt, data)
    api = BotApi()
    made = f"sqlite:///{data / 'signpost.db'}" if database == "sqlite" else _made_in(database)
    with serving(api) as url, Nursery(folder / f"{data.name}.log") as nursery:
        yield Ground(folder, content, data, made, mode, api, url, nursery)


def prepared(folder: Path) -> tuple[Path, Path]:
    """Lean content, and a data folder with all that a start would make first."""
    learnt = folder / "learnt"
    learnt.mkdir()
    compiled, _ = compile_packaged(packaged_files())
    write(compiled, learnt / "postcodes.bin", datetime.now(UTC).date().isoformat())
    content = write_lean(folder / "content")
    learn(content, learnt)
    return content, learnt


def learn(content: Path, folder: Path) -> App:
    """Learns content once, into a data folder that has its postcodes. What is learnt is taken up by every later start."""
    settings = Settings(_env_file=None, content_dir=content, data_dir=folder)
    engine = create_engine(
        "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
    )
    migrate(engine)
    authorities = Authorities.load()
    postcodes = PostcodeFile(folder / "postcodes.bin", authorities)
    app = App(settings, engine, Seal(KEY), authorities, postcodes, lambda: datetime.now(UTC))
    app.reload()
    return app


def _made_in(server: str) -> str:
    name = f"ground_{free_port()}_{next(_names)}"
    address = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    plain = make_url(server).set(database=name)
    return plain.render_as_string(hide_password=False)
