"""`make bench`: measures, prints a table with the goal beside each figure, and writes docs/benchmarks.md.

`ONLY="sending_rows start"` measures some again; the other rows stay as they stand there.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.app import App, Arrived, build
from bot.conversation.explaining import explain
from bot.conversation.model import Message
from bot.library.loading import load
from bot.proving import prove
from bot.settings import Settings
from bot.storage.database import open_database
from bot.storage.migrating import migrate
from services_directory.authorities import Authorities
from services_directory.postcode import Postcode
from services_directory.postcodes.file import PostcodeFile, write
from services_directory.postcodes.official import compile_official
from services_directory.postcodes.packaged import compile_packaged, packaged_files
from tests.benchmarks import finding, sending, syncing, understanding

ROOT = Path(__file__).parents[2]
REPORT = ROOT / "docs" / "benchmarks.md"
CODE_POINT_OPEN = ROOT.parent / "shared" / "data" / "postcodes" / "codepo_gb_2025-4-0_all.zip"
LONG = "the baby will not settle and i am so tired and my mum says to put her on her front " * 50


@dataclass(frozen=True)
class Row:
    """`what` may have a figure of the same run after a semicolon."""

    what: str
    measured: str
    goal: str

    @property
    def name(self) -> str:
        return self.what.partition(";")[0]


def main() -> None:
    benches: tuple[Callable[[Path], Iterator[Row]], ...] = (
        postcodes,
        content,
        messages,
        deciding,
        directory,
        syncing_rows,
        sending_rows,
        start,
        understanding_rows,
    )
    asked = argparse.ArgumentParser(description=__doc__)
    names = [bench.__name__ for bench in benches]
    asked.add_argument("--only", nargs="*", choices=names, default=names)
    only = asked.parse_args().only
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        chosen = [bench for bench in benches if bench.__name__ in only]
        for bench in track(chosen, "Measuring", console=Console(stderr=True), transient=True):
            rows += bench(Path(folder))
    table = Table("What", "Measured", "Goal")
    for row in rows:
        table.add_row(row.what, row.measured, row.goal)
    Console().print(table)
    before = [] if len(chosen) == len(benches) else standing(REPORT.read_text(encoding="utf-8"))
    REPORT.write_text(as_markdown(merged(before, rows)), encoding="utf-8")


def standing(report: str) -> list[Row]:
    """The rows of a report that was written before."""
    lines = (line for line in report.splitlines() if line.startswith("| "))
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return [Row(*each) for each in cells[2:]]


def merged(before: list[Row], measured: list[Row]) -> list[Row]:
    """What was measured again stands where it stood; what is new comes after it."""
    new = {row.name: row for row in measured}
    known = {row.name for row in before}
    places = [number for number, row in enumerate(before) if row.name in new]
    end = places[-1] + 1 if places else len(before)
    rows = [new.get(row.name, row) for row in before]
    return [*rows[:end], *(row for row in measured if row.name not in known), *rows[end:]]


def as_markdown(rows: list[Row]) -> str:
    today = datetime.now(UTC).date().isoformat()
    lines = [f"| {row.what} | {row.measured} | {row.goal} |" for row in rows]
    head = [
        "# Benchmarks",
        "",
        f"Measured by `make bench` on two shared cores, last on {today}; machines vary, so compare in the same run.",
        "",
        "| What | Measured | Goal |",
        "| --- | --- | --- |",
    ]
    return "\n".join([*head, *lines, ""])


def postcodes(folder: Path) -> Iterator[Row]:
    began = time.perf_counter()
    compiled, report = compile_packaged(packaged_files())
    path = folder / "postcodes.bin"
    write(compiled, path, "2026-11-20")
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = path.stat().st_size / 1e6
    yield Row(
        f"Build {report.kept:,} postcodes",
        f"{seconds:.1f} s, {size:.0f} MB, {peak:.0f} MB peak",
        "≤ 20 s, ≤ 100 MB, ≤ 600 MB",
    )
    yield from importing()
    file = PostcodeFile(path, Authorities.load())
    known = [
        Postcode.parse(text) for text in ("ST16 2LH", "L20 3NJ", "LE1 1FZ", "ST4 6QG", "B79 7BZ")
    ]
    times = timed(lambda number: file.locate(known[number % 5]), 100_000)
    yield Row(
        "Postcode look-up",
        f"{1e3 / statistics.mean(times):,.0f} a second, p99 {p99(times) * 1e3:.0f} µs",
        "≥ 100,000 a second, p99 ≤ 50 µs",
    )


def importing() -> Iterator[Row]:
    """The whole of Code-Point Open, from the zip to the compiled columns, where it is on this machine."""
    if not CODE_POINT_OPEN.exists():
        return
    began = time.perf_counter()
    _, report = compile_official(CODE_POINT_OPEN)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Row(
        f"Import Code-Point Open, {report.kept:,} postcodes of {report.read:,}",
        f"{seconds:.1f} s, {peak:.0f} MB peak",
        "≤ 30 s, ≤ 600 MB",
    )


def content(_folder: Path) -> Iterator[Row]:
    times = timed(lambda _: load(ROOT / "content"), 5)
    yield Row("Content load", f"{times[0]:.0f} ms", "≤ 1,500 ms")
    again = f"{statistics.median(times[1:]):.0f} ms"
    yield Row("Content load, when no file has changed", again, "≤ 1,500 ms")
    times = timed(lambda _: prove(ROOT / "content", lambda _: None, date.today()), 1)  # noqa: DTZ011
    yield Row("Content check, safety examples and all", f"{times[0] / 1e3:.1f} s", "≤ 5 s")


def messages(folder: Path) -> Iterator[Row]:
    app = an_app(folder)
    assert app.knowledge is not None
    heard = app.knowledge.understanding
    phrases = [
        phrase for topic in app.knowledge.library.topics.values() for phrase in topic.asked_as
    ]
    times = timed(lambda number: explain(heard, phrases[number % len(phrases)]), 2 * len(phrases))[
        len(phrases) :
    ]
    yield Row(
        "explain, one message",
        f"median {statistics.median(times):.1f} ms, p99 {p99(times):.1f} ms",
        "median ≤ 10 ms, p99 ≤ 40 ms",
    )
    times = timed(lambda _: explain(heard, LONG), 20)
    yield Row(
        "explain, 4,096 characters without a full stop",
        f"median {statistics.median(times):.0f} ms",
        "≤ 40 ms",
    )

    def say(number: int) -> None:
        message = Message(text=phrases[number % len(phrases)])
        app.handle(Arrived("bench", str(number % 50), str(number), message))

    times = timed(say, 1500)[300:]
    yield Row(
        "Whole message, decide and commit, SQLite",
        f"median {statistics.median(times):.1f} ms, p99 {p99(times):.1f} ms",
        "median ≤ 15 ms",
    )


def deciding(folder: Path) -> Iterator[Row]:
    """Taps, which need no matching: state, counts and outbox in one durable transaction each, one thread."""
    app = an_app(folder)
    tap = Message("choice", choice="menu")
    taps = [Arrived("telegram", str(n % 200), f"tap-{n}", tap, address="1") for n in range(3000)]
    began, worked = time.perf_counter(), time.process_time()
    for each in taps:
        app.handle(each)
    seconds, work = time.perf_counter() - began, time.process_time() - worked
    yield Row(
        "Decided and queued a second on SQLite, matching aside",
        f"{len(taps) / seconds:,.0f}, {work / len(taps) * 1000:.2f} ms of processor each",
        "≥ 500",
    )


def directory(_folder: Path) -> Iterator[Row]:
    """Need, bounds, eligibility, distance and opening; the same search service by service stands beside it."""
    for count, goal in finding.SIZES.items():
        found = finding.measured(count)
        yield Row(
            f"find among {count:,} services; service by service {found['by_hand']:.1f} ms",
            f"median {found['median']:.2f} ms, p99 {found['p99']:.2f} ms, {found['agree']:.0%} agree, "
            f"built in {found['built']:.1f} s",
            f"p99 ≤ {goal} ms, 100% agree",
        )


def syncing_rows(_folder: Path) -> Iterator[Row]:
    """A feed over HTTP from this machine into SQLite: the first sync, and the next, which changes nothing."""
    for what, told, goal in syncing.figures():
        yield Row(what, told, goal)


def sending_rows(_folder: Path) -> Iterator[Row]:
    """Our client against a Bot API that takes 50 ms, beside a stock python-telegram-bot echo in the same run."""
    for what, told, goal in sending.figures():
        yield Row(what, told, goal)


def start(folder: Path) -> Iterator[Row]:
    """From the command to ready, as an operator sees it, and the memory that it holds then."""
    port = 18_423
    environment = {
        "PATH": "/usr/bin:/bin",
        "SIGNPOST_DATA_DIR": str(folder),
        "SIGNPOST_PORT": str(port),
    }
    began = time.perf_counter()
    command = [sys.executable, "-m", "bot", "serve"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as server:
        while not is_ready(port) and time.perf_counter() - began < 30:
            time.sleep(0.02)
        seconds = time.perf_counter() - began
        status = Path(f"/proc/{server.pid}/status")
        held = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        server.terminate()
    yield Row(
        "Start, to ready",
        f"{seconds:.1f} s, {int(held.split()[1]) / 1024:.0f} MB",
        "≤ 3 s, ≤ 400 MB with the encoder",
    )


def understanding_rows(folder: Path) -> Iterator[Row]:
    for what, measured, goal in understanding.figures(
        an_app(folder), ROOT.parent / "shared" / "data" / "nlu"
    ):
        yield Row(what, measured, goal)


def an_app(folder: Path) -> App:
    settings = Settings(_env_file=None, data_dir=folder, content_dir=ROOT / "content")
    migrate(open_database(settings.database_address))
    return build(settings)


def timed(work: Callable[[int], object], times: int) -> list[float]:
    """Milliseconds of each run."""
    took = []
    for number in range(times):
        began = time.perf_counter()
        work(number)
        took.append((time.perf_counter() - began) * 1e3)
    return took


def p99(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]


def is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    main()
