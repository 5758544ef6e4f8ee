"""`signpost understand …`: how well residents are understood, measured on labelled files."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.starting import messages, open_app_for_one_talk
from bot.conversation.hearing import (
    Listened,
    Told,
    calibrate_alarm,
    listen,
    noticed,
    replied,
)
from bot.conversation.scoring import Figures, Labelled, calibrate, hear, label, score
from bot.library.models import Thresholds
from bot.packs import Knowledge
from bot.settings import Settings

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
        chosen = best.model_dump(include={"sure", "likely", "unsure", "known"})
        _write(_thresholds_file(), {**chosen, "evidence": f'"{evidence}"'})


@group.command()
def learn() -> None:
    """Learn what the content teaches and keep it in the data folder, so that the next start takes a moment."""
    with messages.status("Learning what the content teaches (about half a minute the first time)"):
        knowledge = _knowledge()
    labels = len(knowledge.understanding.matcher.labels)
    messages.print(f"Learnt: {labels} meanings and {len(knowledge.library.safety)} dangers.")


@group.command()
def danger(
    files: Files,
    ordinary: Annotated[
        list[Path] | None,
        typer.Option(exists=True, dir_okay=False, help="CSV with the column text: no danger."),
    ] = None,
    choose: Annotated[bool, typer.Option("--calibrate", help="Choose the thresholds.")] = False,
    write: Annotated[bool, typer.Option("--write", help="And keep them.")] = False,
) -> None:
    """Score messages with the columns text and class (empty for a near miss): caught, and falsely alarmed."""
    knowledge = _knowledge()
    rows = read_told(files) + [replace(row, ordinary=True) for row in read_told(ordinary or [])]
    with messages.status("Listening"):
        heard = listen(knowledge.understanding, rows)
    at = knowledge.library.thresholds
    if choose:
        at = calibrate_alarm(heard, at)
        typer.echo(f"takes_over {at.takes_over}, worth_a_check {at.worth_a_check}")
    table = Table("Messages", "Number", "Safety reply", "Safety reply or check")
    for what, some in alarm_groups(heard):
        table.add_row(what, str(len(some)), str(replied(some, at)), str(noticed(some, at)))
    Console().print(table)
    if choose and write:
        found = {"takes_over": at.takes_over, "worth_a_check": at.worth_a_check}
        _write(_thresholds_file(), {**found, "alarm_evidence": f'"{_alarm_evidence(heard, at)}"'})


def alarm_groups(heard: Sequence[Listened]) -> list[tuple[str, list[Listened]]]:
    """Danger by its class, then what must not alarm."""
    kinds = sorted({each.told.kind for each in heard if each.told.kind})
    named = [(kind, [each for each in heard if each.told.kind == kind]) for kind in kinds]
    near = [each for each in heard if not each.told.kind and not each.told.ordinary]
    ordinary = [each for each in heard if each.told.ordinary]
    everyone = [each for each in heard if each.told.kind]
    found = [("Danger", everyone), *named, ("Near misses", near), ("Ordinary", ordinary)]
    return [(what, some) for what, some in found if some]


def _alarm_evidence(heard: Sequence[Listened], at: Thresholds) -> str:
    found = (
        f"{what.lower()} {len(some)}: {replied(some, at)} and {noticed(some, at)}"
        for what, some in alarm_groups(heard)
        if what in {"Danger", "Near misses", "Ordinary"}
    )
    return f"Safety reply, and reply or check, of {'; of '.join(found)}"


def read_told(files: Iterable[Path]) -> list[Told]:
    """Rows of text and class. Other collections say `category`; ours of ordinary messages say nothing."""
    found = []
    for row in (row for file in files for row in _rows(file, {"text"})):
        kind = row.get("class") or row.get("category") or ""
        found.append(Told(row["text"], kind, voice=row.get("voice") or ""))
    return found


def _thresholds_file() -> Path:
    return Settings().content_dir / "base" / "thresholds.yaml"


def _write(path: Path, chosen: Mapping[str, object]) -> None:
    text = path.read_text(encoding="utf-8")
    today = datetime.now(UTC).date().isoformat()
    for name, value in {**chosen, "measured": today}.items():
        text = re.sub(rf"^{name}: .*$", f"{name}: {value}", text, flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")
    messages.print(f"Written to {path}.")


def read_labelled(files: Iterable[Path]) -> list[Labelled]:
    """Rows of text, label and perhaps a second label that is right as well."""
    rows = []
    for row in (row for file in files for row in _rows(file, {"text", "label"})):
        second = row.get("second_label") or row.get("second") or ""
        right = frozenset(label(each) for each in (row["label"], second) if each)
        rows.append(Labelled(row["text"], right))
    return rows


def _rows(file: Path, columns: set[str]) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as lines:
        table = csv.DictReader(lines)
        if missing := columns - set(table.fieldnames or ()):
            typer.echo(f"{file} has no column {' and no '.join(sorted(missing))}.", err=True)
            raise typer.Exit(1)
        return list(table)


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
