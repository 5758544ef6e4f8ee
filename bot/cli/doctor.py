"""`signpost doctor`: is all that Signpost needs there, and what to do where it is not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.checkup.database import look_at_database
from bot.checkup.finding import Finding
from bot.checkup.machine import look_at_machine
from bot.checkup.telegram import look_at_telegram
from bot.cli.starting import messages
from bot.logs import set_up_logs
from bot.settings import Settings
from bot.storage.database import open_database

COLOURS = {"ok": "green", "look": "yellow", "wrong": "red"}


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print every finding as JSON.")] = False,
) -> None:
    """Look at token, webhook, database, content, postcodes, clock and disk. Exits with 1 where something is wrong."""
    settings = Settings()
    set_up_logs(settings)
    with messages.status("Looking"):
        findings = list(look_at(settings, lambda: datetime.now(UTC)))
    well = all(finding.level != "wrong" for finding in findings)
    if as_json:
        told = {"well": well, "findings": [asdict(finding) for finding in findings]}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        Console().print(_listed(findings))
    if not well:
        raise typer.Exit(1)


def look_at(settings: Settings, now: Callable[[], datetime]) -> Iterator[Finding]:
    """Everything, the likeliest first."""
    yield from look_at_telegram(settings, now)
    engine = open_database(settings.database_address)
    try:
        yield from look_at_database(engine, now)
    finally:
        engine.dispose()
    yield from look_at_machine(settings, now().date())


def _listed(findings: list[Finding]) -> Table:
    table = Table("", "what", "found", "what to do")
    for each in findings:
        level = Text(each.level, style=COLOURS[each.level])
        table.add_row(level, Text(each.what), Text(each.said), Text(each.todo))
    return table
