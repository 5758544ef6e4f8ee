"""`signpost directory check`: what is wrong or weak in the directory, with its place and its remedy."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from bot.app import App
from bot.cli.content import COLOURS
from bot.cli.starting import messages, open_app_for_one_talk
from bot.library.reading import ContentFault, Document, Keys, read_document
from services_directory.checking.coverage import Cell, coverage_table
from services_directory.checking.coverage import Table as Coverage
from services_directory.checking.finding import Finding, counted
from services_directory.checking.survey import CouncilArea, Survey
from services_directory.opening import LONDON
from services_directory.places import Council


@dataclass(frozen=True, slots=True)
class _Entry:
    """Where in a pack a service or a gap was written."""

    document: Document
    keys: Keys

    @property
    def pack(self) -> str:
        return self.document.path.parent.name


Entries = Mapping[str, _Entry]
"""The id of a service or of a gap → where it stands; the code of a council → where its gaps are told."""


def check(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    links: Annotated[
        bool, typer.Option("--links", help="Ask every web address whether it still answers.")
    ] = False,
    source: Annotated[
        str | None, typer.Option(help="Only what one pack or one feed lists, by its name.")
    ] = None,
    notes: Annotated[bool, typer.Option("--notes", help="Show notes too.")] = False,
) -> None:
    """Say what is wrong or weak in the directory. Exits with 1 where there is an error."""
    app = open_app_for_one_talk(None)
    survey, entries = _survey(app), _entries(app)
    listed = _listed_by(source, survey, entries) if source else None
    table = coverage_table(survey)
    findings = tuple(
        finding
        for finding in _found(survey, table, links)
        if listed is None or _about(finding) in listed
    )
    if as_json:
        told = [_finding_told(finding, entries) for finding in findings]
        typer.echo(json.dumps({"findings": told, "coverage": _coverage_told(table, survey)}))
    else:
        _print(findings, entries, notes)
        Console().print(_coverage(table, survey), _sum(findings, notes))
    if any(finding.level == "error" for finding in findings):
        raise typer.Exit(1)


def _survey(app: App) -> Survey:
    if app.knowledge is None or app.postcodes is None:
        run = "content check" if app.knowledge is None else "postcodes build"
        typer.echo(f"The directory cannot be opened. Run `signpost {run}`.", err=True)
        raise typer.Exit(1)
    directory = app.knowledge.directory
    councils = tuple(
        CouncilArea(
            Council(place.council, place.name),
            tuple(map(app.authorities.locality, place.districts)),
        )
        for place in app.knowledge.library.places.values()
    )
    return Survey(
        services=directory.services,
        gaps=directory.gaps,
        needs=tuple(directory.needs.values()),
        councils=councils,
        areas=app.authorities.area_names(),
        locate=app.postcodes.locate,
        today=app.clock().astimezone(LONDON).date(),
    )


def _found(survey: Survey, table: Coverage, links: bool) -> tuple[Finding, ...]:
    # Loaded here: the shapes of phone numbers and a web client are for this command alone.
    from services_directory.checking.checks import check as look

    dead = _dead_links(survey) if links else ()
    with messages.status("Checking the directory"):
        return look(survey, table, dead)


def _dead_links(survey: Survey) -> tuple[Finding, ...]:
    from services_directory.checking.links import addresses, ask
    from services_directory.checking.links import links as dead

    urls = addresses(survey)
    with Progress(console=messages, transient=True) as progress:
        task = progress.add_task("Asking web addresses", total=len(urls))
        answers = ask(urls, lambda _url: progress.advance(task))
    return tuple(dead(survey, answers))


def _entries(app: App) -> Entries:
    """Packs are read once more for their lines: the directory itself knows of no files."""
    found: dict[str, _Entry] = {}
    for place in app.knowledge.library.places.values() if app.knowledge else ():
        pack = app.settings.content_dir / "places" / place.id
        found |= dict(_entries_of(pack / "services.yaml", "services"))
        found |= dict(_entries_of(pack / "gaps.yaml", "gaps"))
        found[place.council] = _Entry(Document(pack / "gaps.yaml", {}, {}), ())
    return found


def _entries_of(path: Path, kind: str) -> Iterator[tuple[str, _Entry]]:
    try:
        document = read_document(path)
    except ContentFault:
        return  # `signpost content check` says why, and the directory holds nothing of it.
    written = document.value.get(kind)
    for number, entry in enumerate(written if isinstance(written, list) else ()):
        if isinstance(entry, dict):
            yield str(entry.get("id")), _Entry(document, (kind, number))


def _listed_by(source: str, survey: Survey, entries: Entries) -> set[str]:
    """What a pack (`leicester`) or a feed, by short name or title, lists. Exits with 2 where there is no such."""
    sources = survey.by_feed()
    for about, entry in entries.items():
        sources.setdefault(entry.pack, set()).add(about)
    if source not in sources:
        known = ", ".join(sorted(sources))
        typer.echo(f'--source: there is no pack or feed called "{source}". Use {known}.', err=True)
        raise typer.Exit(2)
    return sources[source]


def _about(finding: Finding) -> str:
    return finding.service or finding.gap or finding.council or ""


def _place_of(finding: Finding, entries: Entries) -> tuple[str | None, int | None]:
    entry = entries.get(_about(finding))
    if entry is None:
        return None, None
    return str(entry.document.path), entry.document.line_of((*entry.keys, *finding.keys))


def _finding_told(finding: Finding, entries: Entries) -> dict[str, Any]:
    path, line = _place_of(finding, entries)
    return {
        "level": finding.level,
        "check": finding.check,
        "service": finding.service,
        "gap": finding.gap,
        "council": finding.council,
        "path": path,
        "line": line,
        "fault": finding.fault,
        "remedy": finding.remedy,
    }


def _coverage_told(table: Coverage, survey: Survey) -> dict[str, Any]:
    return {
        "councils": {area.council.code: area.council.name for area in survey.councils},
        "needs": {
            need: {council: _cell_told(cell) for council, cell in row.items()}
            for need, row in table.items()
        },
    }


def _cell_told(cell: Cell) -> dict[str, Any]:
    without = [district.code for district in cell.without]
    return {
        "state": cell.state,
        "services": cell.services,
        "gaps": list(cell.gaps),
        "without": without,
    }


def _print(findings: Sequence[Finding], entries: Entries, notes: bool) -> None:
    console = Console()
    for finding in findings:
        if finding.level != "note" or notes:
            path, line = _place_of(finding, entries)
            where = f"{path}, line {line}: " if path else ""
            level = Text(f"{finding.level}: ", style=COLOURS[finding.level])
            console.print(level + Text(f"{where}{finding}"), soft_wrap=True)


def _coverage(table: Coverage, survey: Survey) -> Table:
    shown = Table(title="Coverage")
    shown.add_column("need", no_wrap=True)
    for area in survey.councils:
        shown.add_column(area.council.name)
    for need, row in table.items():
        shown.add_row(need, *(_cell_in_words(row[area.council.code]) for area in survey.councils))
    return shown


def _cell_in_words(cell: Cell) -> Text:
    if cell.state == "partly":
        names = ", ".join(district.name for district in cell.without)
        return Text(f"{cell.services}, none in {names}", style="yellow")
    if cell.state == "services":
        return Text(str(cell.services))
    return Text("a gap is told", style="cyan") if cell.state == "gap" else Text("—", style="red")


def _sum(findings: Sequence[Finding], notes: bool) -> str:
    hidden = any(finding.level == "note" for finding in findings) and not notes
    return counted(findings) + (". --notes shows the notes." if hidden else ".")
