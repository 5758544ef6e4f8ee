"""One update of one source: read it whole, decide, and only then change what is held, in one transaction."""

from __future__ import annotations

import fcntl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Literal

from sqlalchemy import Engine

from services_directory import applying, stored
from services_directory.sources.kinds import UNREADABLE, Incoming
from services_directory.syncing import Plan, plan, waiting

Outcome = Literal["changed", "unchanged", "planned", "refused", "failed"]
"""`planned`: a trial run. `refused`: it looks wrong, and nobody said yes. `failed`: the source cannot be read."""


@dataclass(frozen=True, slots=True)
class Update:
    """What an update came to. `why` says what is wrong, and what to do."""

    source: str
    outcome: Outcome
    plan: Plan | None = None
    why: str | None = None

    @property
    def is_sound(self) -> bool:
        return self.why is None


@dataclass(frozen=True, slots=True)
class Target:
    """The source that is updated, as it is kept beside its services."""

    name: str
    title: str
    licence: str | None = None


class AlreadyRunning(Exception):
    """Another update of the same source is reading it now, on this machine."""


def update(
    engine: Engine,
    target: Target,
    incoming: Incoming,
    folder: Path,
    now: datetime,
    *,
    yes: bool = False,
    dry_run: bool = False,
) -> Update:
    """`folder` holds what is on its way. With `yes` a suspicious plan is carried out; a trial run changes nothing at all.

    Raises AlreadyRunning; applying.SyncedMeanwhile where another machine was first.
    """
    with _alone(folder, target.name), _spool(folder) as spool:
        made = _plan(engine, target.name, incoming, spool)
        if not isinstance(made, str):
            if dry_run:
                return Update(target.name, "planned", made, _how_to_go_on(made))
            if made.suspicion is None or yes:
                return _carry_out(engine, target, made, incoming, spool, now)
        if not dry_run:
            with engine.begin() as connection:
                note = made if isinstance(made, str) else str(made.suspicion)
                applying.note_failure(connection, target.name, target.title, note, now)
    if isinstance(made, str):
        return Update(target.name, "failed", why=made)
    return Update(target.name, "refused", made, _how_to_go_on(made))


def _plan(engine: Engine, source: str, incoming: Incoming, spool: IO[str]) -> Plan | str:
    """A plan, or why there is none."""
    with engine.begin() as connection:
        state = stored.state_of(connection, source)
        held = stored.held(connection, source)
    try:
        return plan(source, state.revision if state else 0, incoming.records, held, spool)
    except UNREADABLE as error:
        return str(error)


def _carry_out(
    engine: Engine, target: Target, made: Plan, incoming: Incoming, spool: IO[str], now: datetime
) -> Update:
    with engine.begin() as connection:
        applying.apply(
            connection,
            made,
            waiting(target.name, spool),
            now,
            title=target.title,
            licence=target.licence,
            feed_version=incoming.version(),
        )
    return Update(target.name, "changed" if made.changes else "unchanged", made)


def _how_to_go_on(made: Plan) -> str | None:
    if made.suspicion is None:
        return None
    return f"{made.suspicion} Nothing was changed. If this is right, run it again with --yes."


@contextmanager
def _spool(folder: Path) -> Iterator[IO[str]]:
    """In the data folder: the machine's own folder for such files may be in memory."""
    with tempfile.TemporaryFile("w+", dir=folder, encoding="utf-8", newline="\n") as spool:
        yield spool


@contextmanager
def _alone(folder: Path, source: str) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyRunning(f'Another sync of "{source}" is running. Wait for it.') from None
        yield
