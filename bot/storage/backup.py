"""A whole copy of the SQLite file, taken while it serves, and the way back from one."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

SIDES = ("", "-wal", "-shm", "-journal")
"""A SQLite database is these files together: one left behind would be read into the next."""

MAGIC = b"SQLite format 3\x00"
"""How every SQLite file begins."""

OURS = "alembic_version"
"""The table that every database of ours has, in whatever form it is."""


class NotABackup(Exception):
    """The file is not a sound copy of a Signpost database. Nothing was changed."""


class InUse(Exception):
    """A process has the database open. Nothing was changed."""


def back_up(database: Path, copy: Path) -> None:
    """One moment's database, whole. Writers go on meanwhile: what they write later is not in it.

    Raises FileExistsError where there is such a file, sqlite3.Error or OSError where the copy cannot be made.
    """
    if copy.exists():
        raise FileExistsError(copy)
    part = copy.with_name(f"{copy.name}.part")
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as source:
        _copy(source, part)
    part.replace(copy)


def restore(copy: Path, database: Path, now: datetime) -> Path | None:
    """Puts a copy in the place of the database. Returns where the old one is kept, None where there was none.

    Raises NotABackup, InUse, OSError.
    """
    with closing(_opened(copy)) as source:
        _close_for_good(database)
        part = database.with_name(f"{database.name}.part")
        _copy(source, part)
    kept = _set_aside(database, f"{database.name}.before-{now:%Y%m%dT%H%M%S}")
    part.replace(database)
    return kept


def _opened(copy: Path) -> sqlite3.Connection:
    if not copy.is_file():
        raise NotABackup(f"{copy} is not there.")
    connection = sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True)
    try:
        sound = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        named = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [OURS]).fetchone()
    except sqlite3.DatabaseError:
        sound = named = None
    if not (sound and named):
        connection.close()
        raise NotABackup(f"{copy} is not a sound copy of a Signpost database.")
    return connection


def _close_for_good(database: Path) -> None:
    """Brings the write-ahead log into the file. That needs the file alone, so it tells whether anybody has it open.

    A file that is broken is nobody's any more: it is kept beside the new one as it is.
    """
    if not _is_sqlite(database):
        return
    with closing(sqlite3.connect(database, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                raise InUse from error
        except sqlite3.DatabaseError:
            return


def _is_sqlite(path: Path) -> bool:
    """SQLite itself would throw away the log beside a file that is not."""
    if not path.exists():
        return False
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _copy(source: sqlite3.Connection, to: Path) -> None:
    """In one step, which sees one moment; readable by its owner alone, and one file without a log beside it."""
    to.unlink(missing_ok=True)
    os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(to)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")


def _set_aside(database: Path, name: str) -> Path | None:
    kept = database.with_name(name)
    for side in SIDES:
        old = Path(f"{database}{side}")
        if old.exists():
            old.rename(f"{kept}{side}")
    return kept if kept.exists() else None
