"""A feed of many services, over HTTP from a process of its own, into a new SQLite file. Time and memory are of the sync alone.

`python -m tests.benchmarks.syncing serve COUNT` serves the feed; `… sync ADDRESS FOLDER` reads it twice and prints what it took.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.library.reading import read_document
from bot.storage.database import open_database
from bot.storage.migrating import migrate
from services_directory import stored
from services_directory.authorities import Authorities
from services_directory.feed_words import read_feed_words
from services_directory.publishing.names import Names
from services_directory.showing import Rules
from services_directory.sources.kinds import SOURCES, Request
from services_directory.sources.listing import Source
from services_directory.updating import Target, update
from tests.benchmarks.made_directory import make_documents
from tests.fakes.open_referral_feed import OpenReferralFeed

ROOT = Path(__file__).parents[2]
WORDS = ROOT / "content" / "base" / "feed-words.yaml"
MANY, FEW = 100_000, 10_000
SOURCE = Source(
    "made", "A made feed", "", "open-referral", "council", frozenset({"E10000028"}), "all"
)
Figure = tuple[str, str, str]
Took = dict[str, float]


def figures() -> Iterator[Figure]:
    few, many = measured(FEW), measured(MANY)
    yield f"Sync of a feed of {MANY:,} services, all new", f"{many['first']:.0f} s", "≤ 60 s"
    yield f"Sync of a feed of {MANY:,} services, none changed", f"{many['second']:.0f} s", "≤ 60 s"
    each = (many["megabytes"] - few["megabytes"]) * 1e6 / (MANY - FEW)
    yield (
        f"Memory of a sync, at {FEW:,} and at {MANY:,} services",
        f"{few['megabytes']:.0f} and {many['megabytes']:.0f} MB ({each:.0f} bytes a service)",
        "flat in pages: ids and fingerprints alone",
    )
    yield (
        f"{FEW:,} services of a feed made ready to be found",
        f"{few['shown']:.1f} s",
        "≤ 5 s, beside a bot that answers",
    )


def measured(count: int) -> Took:
    with TemporaryDirectory() as folder, _served(count) as address:
        ran = _child("sync", address, folder)
        took: Took = json.loads(ran.stdout.read() if ran.stdout else "{}")
        ran.wait()
        return took


def peak_megabytes() -> float:
    """Of this program alone: `ru_maxrss` would count the one that started it as well."""
    status = Path("/proc/self/status").read_text()
    held = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(held.split()[1]) / 1024


def sync(address: str, folder: Path) -> Took:
    engine = open_database(f"sqlite:///{folder / 'signpost.db'}")
    migrate(engine)
    took: Took = {}
    for name in ("first", "second"):
        began = time.perf_counter()
        now = datetime.now(UTC)
        request = Request(
            "made", address, folder / "feed", now, _quiet, Names.of(Authorities.load())
        )
        incoming = SOURCES["open-referral"](request)
        made = update(engine, Target("made", "A made feed"), incoming, folder / "feed", now)
        assert made.is_sound, made.why
        took[name] = time.perf_counter() - began
    took["megabytes"] = peak_megabytes()
    began = time.perf_counter()
    words, _ = read_feed_words(read_document(WORDS).value)
    rules = Rules({SOURCE.name: SOURCE}, {}, words)
    assert stored.load_shown(engine, rules, lambda _postcode: None)
    return {**took, "shown": time.perf_counter() - began}


@contextmanager
def _served(count: int) -> Iterator[str]:
    server = _child("serve", str(count))
    try:
        yield (server.stdout.readline() if server.stdout else "").strip()
    finally:
        server.terminate()
        server.wait()


def _child(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.benchmarks.syncing", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def _serve(count: int) -> None:
    with OpenReferralFeed(list(make_documents(count, 2026))) as feed:
        print(feed.url, flush=True)
        time.sleep(3600)


def _quiet(_done: int, _total: int | None) -> None:
    pass


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        _serve(int(sys.argv[2]))
    else:
        print(json.dumps(sync(sys.argv[2], Path(sys.argv[3]))))
