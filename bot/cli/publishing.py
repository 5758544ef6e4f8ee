"""`signpost directory export`: the directory as an Open Referral UK file, or as the spreadsheet that staff keep."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.app import App
from bot.channels.web.openreferral import documents_of, listing_of
from bot.cli.starting import messages, open_app
from bot.packs import Knowledge
from bot.settings import Settings
from services_directory.opening import LONDON
from services_directory.publishing.exporting import as_oruk, for_the_sheet
from services_directory.publishing.names import Names
from services_directory.publishing.republished import republished
from services_directory.publishing.sheet.writing import write_csv
from services_directory.record import ServiceRecord

MARK = "\N{BYTE ORDER MARK}"
"""By this a spreadsheet program knows UTF-8; without it, "é" opens as two strange letters."""


class Format(StrEnum):
    ORUK = "oruk"
    CSV = "csv"


def export(
    form: Annotated[Format, typer.Option("--format", help="oruk (JSON) or csv.")],
    out: Annotated[
        Path | None, typer.Option(help="The file to write; standard output without it.")
    ] = None,
    template: Annotated[
        bool, typer.Option("--template", help="With csv: the header alone, to fill in.")
    ] = False,
) -> None:
    """Write the directory to a file: Open Referral UK 3.0, or a spreadsheet as CSV."""
    if template and form is not Format.CSV:
        typer.echo("--template goes with --format csv.", err=True)
        raise typer.Exit(2)
    if template:
        _write(_header(), out)
        return
    text, count = _exported(open_app(Settings()), form)
    _write(text, out)
    messages.print(f"{count} services written.")


def _exported(app: App, form: Format) -> tuple[str, int]:
    knowledge = _knowledge(app)
    names = Names.of(app.authorities, knowledge.directory.needs.values())
    listing, records = listing_of(knowledge), _records(app)
    if form is Format.ORUK:
        today = app.clock().astimezone(LONDON).date()
        found = list(documents_of(knowledge, records, names, today))
        return as_oruk(found, listing), len(found)
    file = io.StringIO(newline="")
    kept = republished(records, knowledge.feeds.rules)
    rows = for_the_sheet(knowledge.directory.services, kept, names, listing)
    count = write_csv(rows, file, names)
    return MARK + file.getvalue(), count


def _header() -> str:
    file = io.StringIO(newline="")
    write_csv((), file, Names())
    return MARK + file.getvalue()


def _write(text: str, out: Path | None) -> None:
    """As it is, byte by byte: line ends are the format's own."""
    if out is None:
        sys.stdout.buffer.write(text.encode())
        sys.stdout.flush()
        return
    try:
        out.write_bytes(text.encode())
    except OSError as error:
        typer.echo(f"{out} cannot be written ({error.strerror}).", err=True)
        raise typer.Exit(1) from error


def _knowledge(app: App) -> Knowledge:
    """Curation with a fault stops the export: what it hides might be let out."""
    broken = [
        fault
        for fault in app.faults
        if fault.path.name == "curation.yaml" and fault.level == "error"
    ]
    for fault in broken:
        typer.echo(str(fault), err=True)
    if app.knowledge is None:
        typer.echo("Content cannot be loaded. Run `signpost content check`.", err=True)
    if app.knowledge is None or broken:
        raise typer.Exit(1)
    return app.knowledge


def _records(app: App) -> Sequence[ServiceRecord]:
    """What sources list. A database that is down is said, because a file without them would pass for whole."""
    try:
        return app.listings.records()
    except SQLAlchemyError as error:
        typer.echo(
            f"The database cannot be read ({type(error).__name__}). Check SIGNPOST_DATABASE_URL.",
            err=True,
        )
        raise typer.Exit(1) from error
