"""`signpost directory reports`: what residents called wrong, until staff have looked."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.app import App
from bot.cli.starting import messages, open_app
from bot.settings import Settings
from bot.storage import reports as kept
from bot.storage.reports import Reported

WHAT = {
    "phone": "the number is wrong",
    "closed": "it has closed",
    "notme": "they turned someone away",
    "other": "something else",
}


def reports(
    done: Annotated[
        str | None,
        typer.Option(metavar="SERVICE", help="You have looked at this service: close its reports."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List what residents called wrong. Two reports lower a service until you close them."""
    settings = Settings()
    app = open_app(settings)
    if done is not None:
        _close(app, done)
        return
    with app.engine.begin() as connection:
        still_open = kept.still_open(connection)
    if as_json:
        told = [{**asdict(each), "name": _name(app, each.service)} for each in still_open]
        typer.echo(json.dumps({"reports": told}, default=str, ensure_ascii=False))
        return
    if not still_open:
        messages.print("No resident has called anything wrong.")
        return
    Console().print(_listed(app, still_open))
    messages.print("When you have put one right: signpost directory reports --done SERVICE")


def _close(app: App, service: str) -> None:
    with app.engine.begin() as connection:
        closed = kept.close(connection, service, app.clock().date())
    if not closed:
        typer.echo(f'There is no open report for "{service}".', err=True)
        raise typer.Exit(1)
    messages.print(f"Closed {closed} for {service}. It ranks as before.")


def _listed(app: App, still_open: tuple[Reported, ...]) -> Table:
    table = Table("service", "name", "reports", "what residents said", "first", "last")
    for each in still_open:
        said = ", ".join(f"{WHAT.get(reason, reason)} ({times})" for reason, times in each.reasons)
        first, last = each.first_day.isoformat(), each.last_day.isoformat()
        table.add_row(each.service, _name(app, each.service), str(each.times), said, first, last)
    return table


def _name(app: App, service_id: str) -> str:
    service = app.knowledge.directory.service(service_id) if app.knowledge else None
    return service.name if service else "no longer listed"
