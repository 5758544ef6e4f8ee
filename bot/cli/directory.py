"""`signpost find` and `signpost directory …`"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.app import App
from bot.cli.postcodes import place_told
from bot.cli.starting import moment, open_app_for_one_talk
from bot.conversation.asking import question_for
from bot.conversation.signposting import Signposter
from bot.conversation.wording import Wording
from bot.packs import Knowledge
from services_directory.eligibility import Fact
from services_directory.postcodes.file import PostcodeFileMissing
from services_directory.service import Found, Gap, Service, ServiceSearch

group = typer.Typer(help="The services directory.", no_args_is_help=True)


@group.callback()
def _group() -> None:
    """The services directory."""


@group.command()
def needs() -> None:
    """List the directory's needs: the words that tie topics to services."""
    knowledge = _knowledge(open_app_for_one_talk(None))
    table = Table("need", "services", "in words")
    for need in knowledge.directory.needs.values():
        count = sum(need.id in service.needs for service in knowledge.directory.services)
        table.add_row(need.id, str(count), need.title)
    Console().print(table)


def find(
    postcode: Annotated[str, typer.Argument(help="A whole postcode.")],
    need: Annotated[str, typer.Option(help="A need: see `signpost directory needs`.")],
    fact: Annotated[
        list[str] | None, typer.Option(help="What is known of the resident: pregnant=yes.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    now: Annotated[
        str | None, typer.Option(help="The moment, as 2026-11-20T03:10:00+00:00.")
    ] = None,
) -> None:
    """Say which services a resident of a place may use for a need."""
    facts = _facts(fact or [])
    app = open_app_for_one_talk(moment(now))
    knowledge = _knowledge(app)
    if need not in knowledge.directory.needs:
        typer.echo(f'There is no need called "{need}". See `signpost directory needs`.', err=True)
        raise typer.Exit(2)
    try:
        _, located = app.locate_text(postcode)
    except PostcodeFileMissing as error:
        typer.echo(f"There is no sound postcode file: {error}.", err=True)
        raise typer.Exit(1) from error
    if located.locality is None:
        typer.echo(
            json.dumps(
                {
                    "place": {"kind": located.kind},
                    "services": [],
                    "ask": None,
                    "gaps": [],
                    "neighbours": [],
                }
            )
        )
        raise typer.Exit(1)
    found = knowledge.directory.find(ServiceSearch((need,), located.locality, app.clock(), facts))
    told = told_found(knowledge, found, (need,), app.clock())
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    signposter = Signposter(knowledge.library, Wording(knowledge.library), app.clock())
    for reply in signposter.replies(found, (need,), None):
        typer.echo(f"{reply.text}\n")


def told_found(
    knowledge: Knowledge, found: Found, needs: tuple[str, ...], now: datetime
) -> dict[str, Any]:
    """CONTRACT section 5."""
    signposter = Signposter(knowledge.library, Wording(knowledge.library), now)
    replies = signposter.replies(found, needs, None)
    question = next(
        (question for each in found.asks if (question := question_for(each, knowledge.library))),
        None,
    )
    return {
        "place": place_told(found.place),
        "services": [asdict(card) for reply in replies for card in reply.services],
        "ask": {"fact": question.fact, "question": question.question} if question else None,
        "gaps": [_gap(gap) for gap in found.gaps],
        "neighbours": [_neighbour(service) for service in found.neighbours],
        "refused": [
            {"id": each.service.id, "name": each.service.name, "because": list(each.facts)}
            for each in found.refused
        ],
    }


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        "id": gap.id,
        "need": gap.need,
        "says": gap.says,
        "instead": gap.instead,
        "until": gap.until.isoformat(),
    }


def _neighbour(service: Service) -> dict[str, Any]:
    return {"id": service.id, "name": service.name, "serves": sorted(service.serves)}


def _knowledge(app: App) -> Knowledge:
    if app.knowledge is None:
        typer.echo("Content cannot be loaded. Run `signpost content check`.", err=True)
        raise typer.Exit(1)
    return app.knowledge


def _facts(typed: list[str]) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    for each in typed:
        name, _, value = each.partition("=")
        try:
            facts[name] = (
                {"yes": True, "no": False}[value] if value in {"yes", "no"} else float(value)
            )
        except ValueError:
            typer.echo(f"--fact {each}: write it as name=yes, name=no or name=number", err=True)
            raise typer.Exit(2) from None
    return facts
