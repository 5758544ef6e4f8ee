"""`make safety-report`: recall and false alarms on the frozen messages, with confidence intervals, for everyone to read.

Nobody tunes on the frozen files: no rule, no phrase and no threshold comes from them, and they are only counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.cli.understand import read_told
from bot.conversation.hearing import Listened, listen, noticed, replied
from bot.conversation.understanding import Understanding
from bot.learnt_file import taught_by
from bot.library.english import common_words
from bot.library.library import Library
from bot.library.loading import load
from bot.sense import sense

ROOT = Path(__file__).parents[2]
FROZEN = ROOT / "tests" / "data" / "danger_frozen.csv"
ORDINARY = ROOT / "tests" / "data" / "asked_frozen.csv"
REPORT = ROOT / "docs" / "clinical-safety" / "measured.md"


def main() -> None:
    library = load(ROOT / "content").library
    if library is None:
        raise SystemExit("Content cannot be loaded. Run `signpost content check`.")
    common = common_words()
    taught = taught_by(library, common, ROOT / "var")
    understanding = Understanding(library, common, {}, taught, sense())
    lines = [*head(library), *table(library, understanding), ""]
    REPORT.write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


def head(library: Library) -> list[str]:
    today = datetime.now(UTC).date().isoformat()
    return [
        "# Measured: how much danger is caught, and how often the alarm is false",
        "",
        f"Counted on {today} by `make safety-report` on content version `{library.version}`, at the thresholds in",
        "`content/base/thresholds.yaml`. The messages come from several writers who had not seen the rules, many of them",
        "as hard as they could be, and are frozen: no rule, phrase or threshold comes from them. Others by some of these writers",
        "taught the learner. Those of two danger writers and one topic writer did not, though the thresholds were chosen on the",
        "other half of theirs. No clinician has reviewed them. Intervals are 95% (Wilson).",
        "",
    ]


def table(library: Library, understanding: Understanding) -> list[str]:
    groups = heard(understanding)
    return [
        "| Messages | Number | Safety reply | Safety reply or soft check |",
        "| --- | --- | --- | --- |",
        *(row_of(what, some, library) for what, some in groups),
        "",
        "Every reply, of every kind, holds an Urgent help choice, so that no miss is silent; a test holds that. The sentence",
        "encoder, which is optional, has no part in any of this: danger is told by rules and words alone.",
    ]


def heard(understanding: Understanding) -> list[tuple[str, list[Listened]]]:
    """Danger by wording, what must not alarm, and danger by class."""
    rows = listen(understanding, read_told([FROZEN]))
    everyday = [replace(row, ordinary=True) for row in read_told([ORDINARY])]
    danger = [row for row in rows if row.told.kind]
    kinds = sorted({row.told.kind for row in danger})
    return [
        ("Danger, textbook wording", [row for row in danger if row.told.voice == "plain"]),
        ("Danger, hard wording", [row for row in danger if row.told.voice != "plain"]),
        ("Near misses (should not alarm)", [row for row in rows if not row.told.kind]),
        ("Ordinary messages (should not alarm)", listen(understanding, everyday)),
        *((f"`{kind}`", [row for row in danger if row.told.kind == kind]) for kind in kinds),
    ]


def row_of(what: str, rows: Sequence[Listened], library: Library) -> str:
    at = library.thresholds
    return f"| {what} | {len(rows)} | {replied(rows, at)} | {noticed(rows, at)} |"


if __name__ == "__main__":
    main()
