"""`signpost directory sync`, `import` and `unplaced`: services that other directories list."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Column, Table
from rich.text import Text
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.cli.starting import messages
from bot.feeds import FILES, Feeds, read_feeds
from bot.library.loading import load
from bot.library.reading import ContentFault
from bot.logs import set_up_logs
from bot.settings import Settings
from bot.storage.database import open_database
from bot.storage.migrating import migrate
from services_directory import applying, stored
from services_directory.authorities import Authorities
from services_directory.document import name_of
from services_directory.feed_words import terms_of
from services_directory.publishing.names import Names
from services_directory.record import ServiceRecord
from services_directory.service import Need
from services_directory.showing import why_unseen
from services_directory.sources.kinds import SOURCES, Request
from services_directory.sources.listing import Format
from services_directory.syncing import KINDS, is_active
from services_directory.updating import AlreadyRunning, Target, Update, update

OnlySource = Annotated[str | None, typer.Option(help="Only this source, by its name.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would change; change nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it also where it looks wrong.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@dataclass(frozen=True, slots=True)
class _Order:
    """One source to update: from where, and in which form."""

    target: Target
    kind: Format
    address: str | Path


@dataclass(frozen=True, slots=True)
class _Desk:
    """What the commands work with. Opened once; a fault in the packs is said and leaves the rest."""

    engine: Engine
    feeds: Feeds
    faults: tuple[ContentFault, ...]
    spools: Path
    names: Names


def sync(
    source: OnlySource = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Bring the services that other directories list up to date. Exits with 1 where a source is wrong."""
    with _desk() as desk:
        listed = desk.feeds.rules.sources
        if source is not None and source not in listed:
            known = ", ".join(sorted(listed)) or "none yet: write a sources.yaml in a pack"
            _misused(f'No pack has a source called "{source}". There are: {known}.')
        orders = [
            _Order(Target(each.name, each.title, each.licence), each.kind, desk.feeds.address(each))
            for each in listed.values()
            if source in {None, each.name}
        ]
        _run(desk, orders, dry_run, yes, as_json)


def import_(
    place: Annotated[
        str, typer.Argument(metavar="FILE|URL", help="A CSV, a JSON file, or a feed's address.")
    ],
    source: Annotated[
        str | None, typer.Option(help="The source's name; by default that of the file.")
    ] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Bring in one file or feed as a source, in the same way as sync. Exits with 1 where it is wrong."""
    name = source or _name_from(place)
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) or len(name) > 20:
        _misused("--source: write a name of at most 20 small letters, digits and hyphens.")
    with _desk() as desk:
        known = desk.feeds.rules.sources.get(name)
        target = Target(name, known.title if known else name, known.licence if known else None)
        address = place if "://" in place else Path(place)
        _run(desk, [_Order(target, _kind_of(place), address)], dry_run, yes, as_json)
        if known is None:
            _say(f'Residents see nothing of it until a sources.yaml has a source called "{name}".')


def unplaced(source: OnlySource = None, as_json: AsJson = False) -> None:
    """List services for which no need could be told from their words. Name their needs in curation.yaml."""
    with _desk() as desk:
        rules = desk.feeds.rules
        records = [
            kept.record
            for kept in stored.each_listed(desk.engine, source)
            if is_active(kept.record)
            and not (rules.needs_of(kept.record) or rules.hides(kept.record))
        ]
    if as_json:
        found = [_without_need(record) for record in records]
        typer.echo(json.dumps({"unplaced": found}, ensure_ascii=False))
        return
    table = Table("source", Column("id", no_wrap=True), "name", "categories")
    for record in sorted(records, key=lambda each: (each.source, name_of(each.document))):
        terms = ", ".join(term.name for term in terms_of(record.document))
        table.add_row(record.source, record.id, Text(name_of(record.document)), Text(terms))
    Console().print(table)
    _say(f"{len(records):,} services have no need.")


def _without_need(record: ServiceRecord) -> dict[str, Any]:
    return {
        "source": record.source,
        "id": record.id,
        "name": name_of(record.document),
        "terms": [term.name for term in terms_of(record.document)],
    }


def _run(desk: _Desk, orders: Sequence[_Order], dry_run: bool, yes: bool, as_json: bool) -> None:
    now = datetime.now(UTC)
    updates = [_update(desk, order, now, dry_run, yes) for order in orders]
    with desk.engine.begin() as connection:
        ever = stored.ever_listed(connection)
    faults = (*desk.faults, *desk.feeds.faults_against(ever))
    seen = {each.source: _what_residents_see(desk, each.source) for each in updates}
    if as_json:
        told = [_told(each, seen[each.source]) for each in updates]
        said = [{**asdict(each), "path": str(each.path)} for each in faults]
        typer.echo(json.dumps({"sources": told, "faults": said}, ensure_ascii=False))
    elif updates:
        _print(updates, seen)
    else:
        _say("No pack has a source yet: write a sources.yaml beside its services.yaml.")
    for fault in faults:
        _say(f"{fault.level}: {fault}")
    if any(not each.is_sound for each in updates) or any(f.level == "error" for f in faults):
        raise typer.Exit(1)


def _update(desk: _Desk, order: _Order, now: datetime, dry_run: bool, yes: bool) -> Update:
    name = order.target.name
    folder = desk.spools / name
    with Progress(console=messages, transient=True) as progress:
        task = progress.add_task(f"Reading {order.target.title}", total=None)

        def on_page(done: int, total: int | None) -> None:
            progress.update(task, completed=done, total=total)

        request = Request(name, order.address, folder, now, on_page, desk.names)
        incoming = SOURCES[order.kind](request)
        try:
            return update(
                desk.engine, order.target, incoming, folder, now, yes=yes, dry_run=dry_run
            )
        except (AlreadyRunning, applying.SyncedMeanwhile) as error:
            return Update(name, "failed", why=str(error))


def _what_residents_see(desk: _Desk, source: str) -> Counter[str]:
    """How many services of a source residents see, and for each reason how many they do not."""
    rules = desk.feeds.rules
    unseen = (why_unseen(kept.record, rules) for kept in stored.each_listed(desk.engine, source))
    return Counter(each.reason if each else "shown" for each in unseen)


def _told(made: Update, seen: Counter[str]) -> dict[str, Any]:
    told: dict[str, Any] = {"source": made.source, "outcome": made.outcome, "why": made.why}
    if made.plan is not None:
        told |= {
            "counts": dict(made.plan.counts),
            "active_before": made.plan.active_before,
            "active_after": made.plan.active_after,
            "examples": {kind: list(names) for kind, names in made.plan.examples.items()},
            "quarantined": [asdict(each) for each in made.plan.reasons],
        }
    hidden = {reason: count for reason, count in seen.items() if reason != "shown"}
    return {**told, "shown": seen["shown"], "not_shown": hidden}


def _print(updates: Sequence[Update], seen: Mapping[str, Counter[str]]) -> None:
    """Only kinds of change that there are have a column."""
    kinds = [
        kind for kind in KINDS if any(each.plan and each.plan.counts[kind] for each in updates)
    ]
    table = Table("source", "outcome", *kinds, "residents see")
    for each in updates:
        counts = [f"{each.plan.counts[kind]:,}" if each.plan else "" for kind in kinds]
        table.add_row(each.source, each.outcome, *counts, f"{seen[each.source]['shown']:,}")
    messages.print(table)
    for each in updates:
        for line in _lines(each, seen[each.source]):
            _say(f"{each.source}: {line}")


def _lines(made: Update, seen: Counter[str]) -> Iterator[str]:
    if made.why is not None:
        yield made.why
    for entry in made.plan.reasons if made.plan else ():
        yield f"{entry.where}: {entry.reason.rstrip('.')}. {entry.remedy}"
    for reason, count in seen.most_common():
        if reason != "shown":
            yield f"{count:,} not shown: {reason}."


@contextmanager
def _desk() -> Iterator[_Desk]:
    """Says in a sentence what is wrong with the database, wherever it breaks."""
    settings = Settings()
    set_up_logs(settings)
    authorities = Authorities.load()
    loaded = load(settings.content_dir)
    feeds, faults = read_feeds(loaded, authorities.area_names())
    unread = (fault for fault in loaded.faults if fault.path.name in FILES)
    needs = loaded.library.needs.needs if loaded.library else ()
    names = Names.of(authorities, (Need(need.id, need.title) for need in needs))
    engine = open_database(settings.database_address)
    try:
        migrate(engine)
        yield _Desk(engine, feeds, (*unread, *faults), settings.data_dir / "feeds", names)
    except SQLAlchemyError as error:
        said = f"The database cannot be used ({type(error).__name__}). Check SIGNPOST_DATABASE_URL."
        typer.echo(said, err=True)
        raise typer.Exit(1) from error
    finally:
        engine.dispose()


def _kind_of(place: str) -> Format:
    return "csv" if "://" not in place and place.casefold().endswith(".csv") else "open-referral"


def _name_from(place: str) -> str:
    """ "https://www.example.org/openreferral" → "example-org"; "Our groups.csv" → "our-groups"."""
    if "://" in place:
        stem = place.partition("://")[2].partition("/")[0].partition(":")[0].removeprefix("www.")
    else:
        stem = Path(place).name.partition(".")[0]
    return re.sub(r"[^a-z0-9]+", "-", stem.casefold()).strip("-")[:20].strip("-")


def _say(line: str) -> None:
    """One line however long, so that it can be searched for."""
    messages.print(line, markup=False, highlight=False, soft_wrap=True)


def _misused(said: str) -> None:
    typer.echo(said, err=True)
    raise typer.Exit(2)
