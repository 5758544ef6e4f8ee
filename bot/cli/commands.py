"""The command tree, and the one place where a fault becomes a sentence and an exit code."""

from __future__ import annotations

import sys

import typer
from pydantic import ValidationError

from bot.cli import (
    chatting,
    content,
    database,
    directory,
    doctor,
    postcodes,
    publishing,
    quality,
    reports,
    rotating,
    serving,
    syncing,
    telegram,
    understand,
)
from bot.storage.migrating import NewerTables
from bot.storage.sealing import WeakSecret

app = typer.Typer(
    help="Signpost answers residents in reviewed words and signposts them to local services.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("serve")(serving.serve)
app.command("chat")(chatting.chat)
app.command("explain")(chatting.explain)
app.command("doctor")(doctor.doctor)
app.command("find")(directory.find)
app.command("postcode")(postcodes.postcode)
app.add_typer(content.group, name="content")
directory.group.command("check")(quality.check)
directory.group.command("export")(publishing.export)
directory.group.command("import")(syncing.import_)
directory.group.command("reports")(reports.reports)
directory.group.command("sync")(syncing.sync)
directory.group.command("unplaced")(syncing.unplaced)
app.add_typer(directory.group, name="directory")
app.add_typer(postcodes.group, name="postcodes")
app.add_typer(telegram.group, name="telegram")
app.add_typer(understand.group, name="understand")
database.group.command("rotate-keys")(rotating.rotate_keys)
app.add_typer(database.group, name="db")


def main() -> None:
    """Exit codes: 0 done, 1 the thing asked about is wrong, 2 misused."""
    try:
        app()
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False):
            where = "_".join(str(part) for part in fault["loc"]).upper()
            typer.echo(
                f"Setting SIGNPOST_{where}: {fault['msg']}" if where else fault["msg"], err=True
            )
        sys.exit(2)
    except WeakSecret as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
    except NewerTables as error:
        typer.echo(str(error), err=True)
        sys.exit(1)
