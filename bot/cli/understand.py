"""`signpost understand …`: how well residents are understood, measured on labelled files."""

from __future__ import annotations

import csv
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.starting import messages, open_app_for_one_talk
from bot.conversation.scoring import Figures, Labelled, calibrate, hear, label, score
from bot.packs import Knowledge

group = typer.Typer(help="How well residents are understood.", no_args_is_help=True)

Files = Annotated[
    list[Path],
    typer.Argument(exists=True, dir_okay=False, help="CSV files with the columns text and label."),
]


@group.callback()
def _group() -> None:
    """How well residents are understood."""


@group.command()
def check(
    files: Files,
    least_helped: Annotated[float, typer.Option(help="Exit with 1 below this share.")] = 0.0,
    most_wrong: Annotated[float, typer.Option(help="Exit with 1 above this share.")] = 1.0,
) -> None:
    """Score labelled messages: right, helped, wrong, out of scope, and what is taken for what."""
    knowledge = _knowledge()
    with messages.status("Reading messages"):
        heard = hear(knowledge.understanding, read_labelled(files))
    figures = score(heard, knowledge.library.thresholds)
    _print(figures)
    if figures.helped < least_helped or figures.wrong > most_wrong:
        raise typer.Exit(1)


@group.command("calibrate")
def calibrate_(
    files: Files,
    write: Annotated[bool, typer.Option("--write", help="Write them to thresholds.yaml.")] = False,
) -> None:
    """Choose thresholds from labelled messages that no phrase was written from, and keep the evidence."""
    knowledge = _knowledge()
    with messages.status("Trying thresholds"):
        heard = hear(knowledge.understanding, read_labelled(files))
        best = calibrate(heard, knowledge.library.thresholds)
    figures = score(heard, best)
    evidence = (
        f"{figures.count} messages of {', '.join(file.name for file in files)}: right at once {figures.right:.1%}, "
        f"helped {figures.helped:.1%}, confidently wrong {figures.wrong:.1%}, "
        f"out of scope as a topic {figures.outside_as_topic:.1%}"
    )
    typer.echo(f"sure {best.sure}, likely {best.likely}, unsure {best.unsure}, known {best.known}")
    _print(figures)
    if write:
        _write(
            open_app_for_one_talk(None).settings.content_dir / "base" / "thresholds.yaml",
            best.model_dump(),
            evidence,
        )


def _write(path: Path, best: dict[str, object], evidence: str) -> None:
    text = path.read_text(encoding="utf-8")
    today = datetime.now(UTC).date().isoformat()
    chosen = {name: best[name] for name in ("sure", "likely", "unsure", "known")}
    for name, value in {**chosen, "measured": today, "evidence": f'"{evidence}"'}.items():
        text = re.sub(rf"^{name}: .*$", f"{name}: {value}", text, flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")
    messages.print(f"Written to {path}.")


def read_labelled(files: list[Path]) -> list[Labelled]:
    """Rows of text, label and perhaps a second label that is right as well."""
    rows = []
    for file in files:
        with file.open(newline="", encoding="utf-8") as lines:
            table = csv.DictReader(lines)
            if missing := {"text", "label"} - set(table.fieldnames or ()):
                typer.echo(f"{file} has no column {' and no '.join(sorted(missing))}.", err=True)
                raise typer.Exit(1)
            for row in table:
                second = row.get("second_label") or row.get("second") or ""
                right = frozenset(label(each) for each in (row["label"], second) if each)
                rows.append(Labelled(row["text"], right))
    return rows


def _print(figures: Figures) -> None:
    table = Table("Figure", "Share")
    for what, share in (
        (f"Right at once, of {figures.count} messages", figures.right),
        ("Helped: right at once, or the right one among the buttons", figures.helped),
        ("In the top three", figures.top_three),
        ("Macro F1 of the first guess", figures.macro_f1),
        ("Confidently wrong", figures.wrong),
        ("Out of scope answered as a topic", figures.outside_as_topic),
    ):
        table.add_row(what, f"{share:.1%}")
    Console().print(table)
    for (wanted, told), times in figures.confused:
        Console().print(f"  {times} × {wanted} was taken for {told}")


def _knowledge() -> Knowledge:
    knowledge = open_app_for_one_talk(None).knowledge
    if knowledge is None:
        typer.echo("Content cannot be loaded. Run `signpost content check`.", err=True)
        raise typer.Exit(1)
    return knowledge
