"""`make safety-report`: recall and false alarms on the frozen messages, with confidence intervals, for everyone to read.

Nobody tunes on `tests/data/danger_frozen.csv`: it was written by people who had not seen the rules, and is only counted.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import UTC, datetime
from math import sqrt
from pathlib import Path

from bot.conversation.explaining import explain
from bot.conversation.understanding import Understanding
from bot.library.english import common_words
from bot.library.loading import load

ROOT = Path(__file__).parents[2]
FROZEN = ROOT / "tests" / "data" / "danger_frozen.csv"
ORDINARY = ROOT / "tests" / "data" / "asked_frozen.csv"
REPORT = ROOT / "docs" / "clinical-safety" / "measured.md"

Row = dict[str, str]
Seen = tuple[bool, bool]
"""The safety reply took over; it did, or the soft check was put on top."""


def main() -> None:
    library = load(ROOT / "content").library
    if library is None:
        raise SystemExit("Content cannot be loaded. Run `signpost content check`.")
    understanding = Understanding(library, common_words())
    rows = read(FROZEN)
    seen = [look(understanding, row["text"]) for row in rows]
    ordinary = [look(understanding, row["text"]) for row in read(ORDINARY)]
    pairs = list(zip(rows, seen, strict=True))
    danger = [(row, each) for row, each in pairs if row["class"]]
    lines = [
        "# Measured: how much danger is caught, and how often the alarm is false",
        "",
        f"Counted on {datetime.now(UTC).date().isoformat()} by `make safety-report` on content version `{library.version}`.",
        f"{len(danger)} danger messages and {len(rows) - len(danger)} near misses were written by people who had not seen the",
        "rules; they are frozen and no rule is tuned on them. They share their writers with the messages that the soft tier",
        "learns from, so a new writer's messages will score lower. No clinician has reviewed them. Intervals are 95% (Wilson).",
        "",
        "| Messages | Number | Safety reply | Safety reply or soft check |",
        "| --- | --- | --- | --- |",
        row_of(
            "Danger, textbook wording", [each for row, each in danger if row["voice"] == "plain"]
        ),
        row_of("Danger, hard wording", [each for row, each in danger if row["voice"] != "plain"]),
        row_of("Near misses (should not alarm)", [each for row, each in pairs if not row["class"]]),
        row_of("Ordinary messages (should not alarm)", ordinary),
        *(
            row_of(f"`{kind}`", [each for row, each in danger if row["class"] == kind])
            for kind in sorted({row["class"] for row, _ in danger})
        ),
        "",
        "Every reply, of every kind, holds an Urgent help choice, so that no miss is silent; a test holds that.",
        "",
    ]
    REPORT.write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


def look(understanding: Understanding, text: str) -> Seen:
    found = explain(understanding, text)
    taken_over = found["safety"] is not None
    return taken_over, taken_over or bool(found["danger_check"])


def row_of(what: str, seen: Sequence[Seen]) -> str:
    shares = (share(sum(each[tier] for each in seen), len(seen)) for tier in (0, 1))
    return f"| {what} | {len(seen)} | {' | '.join(shares)} |"


def share(hits: int, count: int) -> str:
    low, high = wilson(hits, count)
    return f"{hits / max(count, 1):.1%} ({low:.1%} to {high:.1%})"


def wilson(hits: int, count: int, z: float = 1.96) -> tuple[float, float]:
    """The Wilson score interval of a share."""
    if count == 0:
        return 0.0, 1.0
    share_ = hits / count
    middle = (share_ + z * z / (2 * count)) / (1 + z * z / count)
    half = (
        z / (1 + z * z / count) * sqrt(share_ * (1 - share_) / count + z * z / (4 * count * count))
    )
    return max(middle - half, 0.0), min(middle + half, 1.0)


def read(path: Path) -> list[Row]:
    with path.open(newline="", encoding="utf-8") as rows:
        return list(csv.DictReader(rows))


if __name__ == "__main__":
    main()
