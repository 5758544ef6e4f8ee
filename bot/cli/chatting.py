"""`signpost chat` and `signpost explain`."""

from __future__ import annotations

import json
import sys
import time
from typing import Annotated, Any

import typer
from rich.console import Console

from bot.channels.jsonlines import converse
from bot.channels.terminal import Terminal
from bot.cli.starting import messages, moment, open_app_for_one_talk, pipe_in_utf_8, run_id
from bot.conversation.explaining import explain as explained
from bot.conversation.explaining import nearest_phrases, what_would_change_it
from bot.conversation.transcript import as_transcript
from bot.packs import Knowledge

Now = Annotated[
    str | None, typer.Option(help="Set the clock for the whole run, as 2026-11-20T03:10:00+00:00.")
]
Lang = Annotated[str | None, typer.Option(help="The language, as a code: pl.")]


def chat(
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="One JSON request a line in, one answer a line out.")
    ] = False,
    now: Now = None,
    lang: Lang = None,
    save: Annotated[
        bool, typer.Option("--save", help="Print the conversation as a transcript at the end.")
    ] = False,
) -> None:
    """Talk to Signpost here. Nothing of it is counted."""
    app = open_app_for_one_talk(moment(now))
    if jsonl:
        pipe_in_utf_8()
        for line in converse(app, sys.stdin, run_id(), lang):
            print(line, flush=True)  # noqa: T201  # this is the answer
        return
    messages.print("Type a message, or the number of a choice. Ctrl+D ends.")
    terminal = Terminal(app, Console(), lambda: input("> "), run_id(), lang)
    terminal.converse()
    if save:
        typer.echo(as_transcript(terminal.held))


def explain(
    text: Annotated[str | None, typer.Argument(help="What a resident might write.")] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='One {"text": …} a line in, one answer a line out.')
    ] = False,
) -> None:
    """Say how a message is understood, and why."""
    knowledge = open_app_for_one_talk(None).knowledge
    if knowledge is None:
        typer.echo("Content cannot be loaded. Run `signpost content check`.", err=True)
        raise typer.Exit(1)
    if jsonl:
        pipe_in_utf_8()
        for line in sys.stdin:
            if line.strip():
                print(json.dumps(_explained_line(knowledge, line), ensure_ascii=False), flush=True)  # noqa: T201
        return
    if text is None:
        typer.echo("Give a message to explain, or --jsonl.", err=True)
        raise typer.Exit(2)
    console = Console()
    _print(console, _explained(knowledge, text))
    for near in nearest_phrases(knowledge.understanding, text):
        console.print(f"  like “{near['phrase']}” ({near['topic']})")
    for line in what_would_change_it(knowledge.understanding, text):
        console.print(line)


def _explained_line(knowledge: Knowledge, line: str) -> dict[str, Any]:
    try:
        text = json.loads(line)["text"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return {"error": 'This line is not JSON with a "text".'}
    return _explained(knowledge, str(text))


def _explained(knowledge: Knowledge, text: str) -> dict[str, Any]:
    began = time.perf_counter()
    found = explained(knowledge.understanding, text)
    return {**found, "ms": round((time.perf_counter() - began) * 1000, 2)}


def _print(console: Console, found: dict[str, Any]) -> None:
    console.print(
        f"[bold]{found['intent']}[/bold], decision: [bold]{found['decision']}[/bold] ({found['ms']} ms)"
    )
    if found["safety"]:
        console.print(f"[red]Danger: {found['safety']}, because: {found['safety_because']}[/red]")
    for almost in found["almost"]:
        console.print(
            f"Almost: {almost['class']} ({almost['rule']}) saw “{almost['because']}”, held back by: {almost['guard']}"
        )
    console.print(f"Danger, 0 to 1: {found['danger_belief']}")
    for topic in found["topics"]:
        core = f" (part of {topic['core']})" if "core" in topic else ""
        console.print(
            f"  {topic['score']:.2f}  {topic['id']}{core}  because: {', '.join(topic['because']) or '-'}"
        )
    if found["place"]:
        console.print("A place was named in it.")
    if found["facts"]:
        console.print(f"Facts: {found['facts']}")
    console.print(found["advice"])
