"""`signpost postcode` and `signpost postcodes …`"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from bot.cli.starting import messages, pipe_in_utf_8
from bot.settings import Settings
from services_directory.authorities import Authorities
from services_directory.places import Locality, Located
from services_directory.postcode import PartPostcode, Postcode
from services_directory.postcodes.file import (
    Compiled,
    PostcodeFile,
    PostcodeFileBroken,
    PostcodeFileMissing,
    write,
)
from services_directory.postcodes.official import compile_official
from services_directory.postcodes.packaged import compile_packaged, packaged_files
from services_directory.postcodes.source import Report, SourceUnreadable, in_words

group = typer.Typer(help="The compiled postcode file.", no_args_is_help=True)


@group.callback()
def _group() -> None:
    """The compiled postcode file."""


MUCH_LESS = 0.8
"""A file that holds less than this share of the one before may be part of a release."""

KeepsNorthernIreland = Annotated[
    bool,
    typer.Option(
        "--northern-ireland",
        help="Keep the postcodes of Northern Ireland: read the terms of Land & Property Services first.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@group.command()
def build(
    if_missing: Annotated[
        bool, typer.Option("--if-missing", help="Do nothing where a sound file is there.")
    ] = False,
    northern_ireland: KeepsNorthernIreland = False,
    as_json: AsJson = False,
) -> None:
    """Compile every postcode of Great Britain from the packaged ONS Postcode Directory. No download."""
    settings = Settings()
    if if_missing and _count(settings):
        messages.print("The postcode file is there.")
        return

    def compiling(progress: Progress) -> tuple[Compiled, Report]:
        files = packaged_files()
        task = progress.add_task("Compiling", total=sum(file.stat().st_size for file in files))
        return compile_packaged(
            files,
            lambda file: progress.advance(task, file.stat().st_size),
            northern_ireland=northern_ireland,
        )

    _compile(settings, compiling, as_json)


@group.command(name="import")
def import_official(
    file: Annotated[Path, typer.Argument(help="The download: a zip, a folder or a CSV.")],
    northern_ireland: KeepsNorthernIreland = False,
    as_json: AsJson = False,
) -> None:
    """Compile an official ONSPD, NSPL or Code-Point Open download, as it comes."""

    def compiling(progress: Progress) -> tuple[Compiled, Report]:
        task = progress.add_task("Importing")
        return compile_official(
            file,
            northern_ireland,
            lambda size: progress.update(task, total=size),
            lambda read: progress.advance(task, read),
        )

    _compile(Settings(), compiling, as_json)


def _compile(
    settings: Settings, compiling: Callable[[Progress], tuple[Compiled, Report]], as_json: bool
) -> None:
    """The old file stands until the new one is whole, whatever goes wrong."""
    before = _count(settings)
    try:
        with Progress(console=messages, transient=True) as progress:
            compiled, report = compiling(progress)
        write(compiled, settings.postcode_file, datetime.now(UTC).date().isoformat())
    except (SourceUnreadable, OSError) as error:
        typer.echo(f"{error}\nThe postcode file was not changed.", err=True)
        raise typer.Exit(1) from error
    told = {"source": compiled.source, **asdict(report), "unnamed_districts": _unnamed(compiled)}
    typer.echo(json.dumps(told, ensure_ascii=False) if as_json else _in_sentences(compiled, report))
    if report.kept < MUCH_LESS * before:
        messages.print(f"The file before held {before:,} postcodes: is this the whole release?")


def _in_sentences(compiled: Compiled, report: Report) -> str:
    refused = sum(report.refused.values())
    lines = [
        f"{compiled.source}: {report.read:,} rows read, {report.kept:,} kept, {refused:,} refused.",
        *(f"- {reason}" for reason in in_words(report)),
    ]
    if unnamed := _unnamed(compiled):
        some = ", ".join(unnamed[:5])
        lines.append(
            f"Districts without a name in our list: {some}. Is there a newer release than this?"
        )
    return "\n".join(lines)


def _unnamed(compiled: Compiled) -> list[str]:
    """English districts that have since been abolished, or are newer than our list."""
    named = Authorities.load().district_names()
    return [code for code in compiled.districts if code.startswith("E") and code not in named]


def postcode(
    text: Annotated[str | None, typer.Argument(help="A postcode, whole or in part.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help='One {"text": …} a line in.')] = False,
) -> None:
    """Say what is known of a postcode: its district, council and integrated care board."""
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
                "icb": place_told(each.locality)["icb"],
                "share": round(each.share, 4),
            }
            for each in located.shares
        ]
    return {**found, "ended": located.ended} if located.ended else found


def place_told(place: Locality) -> dict[str, Any]:
    told_place: dict[str, Any] = {
        "district": {"code": place.district.code, "name": place.district.name},
        "council": {"code": place.council.code, "name": place.council.name},
        "icb": asdict(place.icb) if place.icb else None,
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


def _count(settings: Settings) -> int:
    """Postcodes in the file; 0 where there is no sound one."""
    try:
        return len(PostcodeFile(settings.postcode_file, Authorities.load()))
    except (PostcodeFileMissing, PostcodeFileBroken):
        return 0
