"""Is the database there, are its tables in their newest form, and is anything waiting in it for too long?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine

from bot.checkup.clock import clock
from bot.checkup.finding import Finding, look, ok, wrong
from bot.gauges import read_standing
from bot.storage.migrating import newest, version

LATE = timedelta(minutes=2)
VERY_LATE = timedelta(minutes=10)
"""A reply leaves in a second; from two minutes on a resident has given up waiting."""


def look_at_database(engine: Engine, now: Callable[[], datetime]) -> Iterator[Finding]:
    """One finding where it cannot be reached; `now` reads this machine's clock."""
    try:
        with engine.connect() as connection:
            found = [ok("database", connection.dialect.name), tables(connection)]
            if found[-1].level == "ok":
                found.append(outbox_age(connection, now()))
            if connection.dialect.name == "postgresql":
                theirs = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
                found.append(clock("the database's", theirs - now()))
    except Exception as error:
        todo = "Is it running? Check SIGNPOST_DATABASE_URL, and that this machine may connect."
        yield wrong("database", f"cannot be reached ({type(error).__name__})", todo)
        return
    yield from found


def tables(connection: Connection) -> Finding:
    """Whether the tables are as this version of the software needs them."""
    what = "tables"
    at, needed = version(connection), newest()
    if at is None:
        return wrong(what, "there are none yet", "signpost db upgrade")
    if at == needed:
        return ok(what, f"in their newest form ({at})")
    if at > needed:
        todo = "Run the newer version of Signpost, which made them."
        return wrong(what, f"newer than this version knows ({at})", todo)
    return wrong(what, f"older than this version needs ({at})", "signpost db upgrade")


def outbox_age(connection: Connection, now: datetime) -> Finding:
    what = "replies that wait"
    standing = read_standing(connection, now)
    oldest = timedelta(seconds=max(standing.oldest.values(), default=0))
    waiting = sum(standing.waiting.values())
    said = f"{waiting}, the oldest for {oldest.total_seconds():.0f} s"
    todo = "Is a process serving, and does Telegram accept what it sends? See signpost_sent_total at /metrics."
    if oldest > VERY_LATE:
        return wrong(what, said, todo)
    return look(what, said, todo) if oldest > LATE else ok(what, said if waiting else "none")
