"""`signpost content …`: what is wrong, what a resident would see, what there is."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.app import App
from bot.cli.starting import messages, open_app_for_one_talk
from bot.conversation.answering import Answering, LookedUp
from bot.conversation.intents import AsksMore, AsksTopic, Intent
from bot.conversation.model import State
from bot.library.reading import ContentFault
from bot.library.schema import write_schemas
from bot.packs import Locate
from bot.proving import anywhere, locate_if_known, prove
from bot.settings import Settings
from services_directory.authorities import Authorities

group = typer.Typer(help="The content that staff edit.", no_args_is_help=True)

COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


@group.callback()
def _group() -> None:
    """The content that staff edit."""


@group.command()
def check(
    as_json: Annotated[bool, typer.Option("--json", help="Print every fault as JSON.")] = False,
    notes: Annotated[bool, typer.Option("--notes", help="Show notes too.")] = False,
) -> None:
    """Say all that is wrong, with file, line and remedy. Exits with 1 where there is an error."""
    settings = Settings()
    with messages.status("Reading content"):
        faults = prove(
            settings.content_dir,
            _locate(settings),
            datetime.now(UTC).date(),
            Authorities.load().area_names(),
        )
    if as_json:
        typer.echo(json.dumps([_as_json(fault) for fault in faults], ensure_ascii=False, indent=1))
    else:
        _print(faults, notes)
    if any(fault.level == "error" for fault in faults):
        raise typer.Exit(1)


@group.command()
def schema(
    folder: Annotated[Path, typer.Argument(help="Where to put the files.")] = Path("var/schemas"),
) -> None:
    """Write JSON Schema files for editors."""
    for path in write_schemas(folder):
        typer.echo(str(path))


@group.command()
def preview(
    topic: Annotated[str, typer.Argument(help="The id of a topic.")],
    place: Annotated[str | None, typer.Option(help="A council's pack, such as leicester.")] = None,
) -> None:
    """Show a topic as a resident sees it."""
    app = open_app_for_one_talk(None)
    knowledge = app.knowledge
    if knowledge is None or topic not in knowledge.library.topics:
        typer.echo(
            f'There is no sound topic called "{topic}". See `signpost content list` and `signpost content check`.',
            err=True,
        )
        raise typer.Exit(1)
    found = knowledge.library.topics[topic]
    _show(app, AsksTopic(topic), place)
    for section in found.sections:
        _show(app, AsksMore(topic, section.id), place)
    signed = (
        f"signed off by {found.signed_off.name}"
        if found.signed_off
        else "NOT clinically signed off"
    )
    Console().print(f"Owner: {found.owner}. Review by {found.review_by}. {signed}.")


@group.command("list")
def list_() -> None:
    """List what there is, who owns it, and when it is to be read again."""
    knowledge = open_app_for_one_talk(None).knowledge
    if knowledge is None:
        typer.echo("Content cannot be loaded. Run `signpost content check`.", err=True)
        raise typer.Exit(1)
    table = Table("topic", "core", "phrases", "owner", "review by", "signed off")
    for topic in knowledge.library.topics.values():
        signed = topic.signed_off.name if topic.signed_off else "no"
        table.add_row(
            topic.id,
            topic.core or "",
            str(len(topic.asked_as)),
            topic.owner,
            str(topic.review_by),
            signed,
        )
    Console().print(table)


def _show(app: App, intent: Intent, place: str | None) -> None:
    if app.knowledge is None:
        return
    pack = app.knowledge.library.places.get(place or "")
    locality = Authorities.load().locality(next(iter(pack.districts))) if pack else None
    turn = Answering(
        app.knowledge.library, State(greeted=True), LookedUp(place=locality), app.clock()
    ).answer(intent)
    console = Console()
    for reply in turn.replies:
        console.print(Panel(Text(reply.text), width=min(console.width, 78)))
    console.print(
        "  ".join(f"[{choice.label}]" for choice in turn.replies[-1].choices), markup=False
    )


def _locate(settings: Settings) -> Locate:
    authorities = Authorities.load()
    if (locate := locate_if_known(settings.postcode_file, authorities)) is not None:
        return locate
    messages.print("There is no postcode file yet, so postcodes of venues are not checked.")
    return anywhere(authorities)


def _as_json(fault: ContentFault) -> dict[str, str | int]:
    return {
        "level": fault.level,
        "path": str(fault.path),
        "line": fault.line,
        "fault": fault.fault,
        "remedy": fault.remedy,
    }


def _print(faults: tuple[ContentFault, ...], notes: bool) -> None:
    console = Console()
    for fault in faults:
        if fault.level != "note" or notes:
            console.print(Text(f"{fault.level}: ", style=COLOURS[fault.level]) + Text(str(fault)))
    count = {level: sum(fault.level == level for fault in faults) for level in COLOURS}
    console.print(f"{count['error']} errors, {count['warning']} warnings, {count['note']} notes")
    if count["note"] and not notes:
        console.print("Notes say what is not signed off yet: --notes shows them.")
