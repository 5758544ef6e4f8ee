"""`signpost postcode` and `signpost postcodes …`"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.progress import Progress

from bot.cli.starting import messages, pipe_in_utf_8
from bot.settings import Settings
from services_directory.authorities import Authorities
from services_directory.places import Locality, Located
from services_directory.postcode import PartPostcode, Postcode
from services_directory.postcodes.file import (
    PostcodeFile,
    PostcodeFileBroken,
    PostcodeFileMissing,
    write,
)
from services_directory.postcodes.packaged import SourceUnreadable, compile_packaged, packaged_files

group = typer.Typer(help="The compiled postcode file.", no_args_is_help=True)


@group.callback()
def _group() -> None:
    """The compiled postcode file."""


@group.command()
def build(
    if_missing: Annotated[
        bool, typer.Option("--if-missing", help="Do nothing where a sound file is there.")
    ] = False,
) -> None:
    """Compile every postcode of the United Kingdom from the packaged ONS Postcode Directory. No download."""
    settings = Settings()
    if if_missing and _is_sound(settings):
        messages.print("The postcode file is there.")
        return
    try:
        files = packaged_files()
        with Progress(console=messages, transient=True) as progress:
            task = progress.add_task(
                "Compiling postcodes", total=sum(file.stat().st_size for file in files)
            )
            compiled, report = compile_packaged(
                files, lambda file: progress.advance(task, file.stat().st_size)
            )
    except SourceUnreadable as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    write(compiled, settings.postcode_file, datetime.now(UTC).date().isoformat())
    refused = (
        "; ".join(f"{count:,} {why}" for why, count in report.refused.items() if count) or "none"
    )
    messages.print(f"{report.read:,} rows read, {report.kept:,} kept, refused: {refused}.")


def postcode(
    text: Annotated[str | None, typer.Argument(help="A postcode, whole or in part.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help='One {"text": …} a line in.')] = False,
) -> None:
    """Say what is known of a postcode: its district and council."""
    file = open_file()
    if jsonl:
        pipe_in_utf_8()
        for line in sys.stdin:
            if line.strip():
                print(json.dumps(_line(file, line)), flush=True)  # noqa: T201  # this is the answer
        return
    if text is None:
        typer.echo("Give a postcode, or --jsonl.", err=True)
        raise typer.Exit(2)
    found = told(*file.locate_text(text))
    typer.echo(json.dumps(found) if as_json else _in_words(found))


def open_file() -> PostcodeFile:
    try:
        return PostcodeFile(Settings().postcode_file, Authorities.load())
    except (PostcodeFileMissing, PostcodeFileBroken) as error:
        typer.echo(f"There is no sound postcode file. {error}", err=True)
        raise typer.Exit(1) from error


def told(typed: Postcode | PartPostcode | None, located: Located) -> dict[str, Any]:
    """CONTRACT section 5."""
    found: dict[str, Any] = {"kind": located.kind}
    if typed is not None:
        found["postcode"] = str(typed)
    if located.locality is not None:
        found |= place_told(located.locality)
    if located.kind == "partial":
        found["districts"] = [
            {
                **place_told(each.locality)["district"],
                "council": place_told(each.locality)["council"],
                "share": round(each.share, 4),
            }
            for each in located.shares
        ]
    return {**found, "ended": located.ended} if located.ended else found


def place_told(place: Locality) -> dict[str, Any]:
    told_place: dict[str, Any] = {
        "district": {"code": place.district.code, "name": place.district.name},
        "council": {"code": place.council.code, "name": place.council.name},
    }
    if place.point is not None:
        told_place |= {"lat": place.point.lat, "lon": place.point.lon}
    return told_place


def _line(file: PostcodeFile, line: str) -> dict[str, Any]:
    try:
        text = json.loads(line)["text"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return {"error": 'This line is not JSON with a "text".'}
    return told(*file.locate_text(str(text)))


def _in_words(found: dict[str, Any]) -> str:
    if "district" in found:
        return f"{found['postcode']}: {found['district']['name']}, {found['council']['name']} ({found['kind']})"
    if "districts" in found:
        return "\n".join(f"{each['name']}: {each['share']:.0%}" for each in found["districts"])
    return {"unlisted": "That is the shape of a postcode, but we hold no such one."}.get(
        found["kind"], "That is not a postcode."
    )


def _is_sound(settings: Settings) -> bool:
    try:
        return len(PostcodeFile(settings.postcode_file, Authorities.load())) > 0
    except (PostcodeFileMissing, PostcodeFileBroken):
        return False
