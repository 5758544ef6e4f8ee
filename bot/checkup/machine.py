"""What can be seen from this machine alone: secrets, addresses, the postcode file, content and room on the disk."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bot.checkup.finding import Finding, look, ok, wrong
from bot.proving import anywhere, locate_if_known, prove
from bot.settings import Settings
from bot.storage.sealing import WeakSecret, strong
from services_directory.authorities import Authorities
from services_directory.postcodes.file import PostcodeFile, PostcodeFileBroken, PostcodeFileMissing

POSTCODES_OLD_DAYS = 200
"""The ONS publishes every three months: two editions were missed."""

LITTLE_ROOM = 1_000_000_000
NO_ROOM = 200_000_000
"""Bytes. A migration copies a table, and a new postcode file stands beside the old one before it takes its place."""


def look_at_machine(settings: Settings, today: date) -> Iterator[Finding]:
    yield secret_key(settings)
    yield public_url(settings)
    yield postcode_file(settings.postcode_file, today)
    yield content(settings, today)
    yield data_folder(settings)
    yield room(settings.data_dir)


def secret_key(settings: Settings) -> Finding:
    """What is set was looked at when settings were read; what was made is looked at here."""
    what, path = "secret key", settings.data_dir / "secret.key"
    if settings.secret_key is not None:
        return ok(what, "set, and long enough")
    if not path.exists():
        return ok(what, f"none yet: the first start makes {path}")
    try:
        strong(path.read_text(encoding="utf-8").strip())
    except WeakSecret:
        todo = f"Take {path} away, so that the next start makes a new one."
        return wrong(what, f"the one in {path} could be guessed", todo)
    except OSError:
        return wrong(what, f"{path} cannot be read", "Give it to the user that runs Signpost.")
    if path.stat().st_mode & 0o077:
        return wrong(what, f"{path} can be read by others", f"chmod 600 {path}")
    return ok(what, f"kept in {path}, readable by its owner alone")


def public_url(settings: Settings) -> Finding:
    what = "public address"
    todo = "Set SIGNPOST_PUBLIC_URL to the https:// address that residents open."
    if settings.public_url is None:
        if settings.telegram_mode == "webhook":
            return wrong(what, "none, and Telegram needs one to deliver to", todo)
        return look(what, "none: the chat's cookie is sent without TLS too", todo)
    if not settings.public_url.startswith("https://"):
        return wrong(what, "not https://", todo)
    return ok(what, settings.public_url)


def postcode_file(path: Path, today: date) -> Finding:
    what, todo = "postcode file", "signpost postcodes build"
    try:
        made = date.fromisoformat(PostcodeFile(path, Authorities.load()).made)
    except PostcodeFileMissing:
        return wrong(what, f"{path} is not there", todo)
    except PostcodeFileBroken:
        return wrong(what, f"{path} is broken", todo)
    days = (today - made).days
    if days > POSTCODES_OLD_DAYS:
        return look(
            what, f"{days} days old", "signpost postcodes import FILE, with the ONS's newest"
        )
    return ok(what, f"made on {made.isoformat()}")


def content(settings: Settings, today: date) -> Finding:
    """As `signpost content check` sees it, safety examples and all."""
    what, todo = "content", "signpost content check"
    authorities = Authorities.load()
    locate = locate_if_known(settings.postcode_file, authorities) or anywhere(authorities)
    faults = prove(settings.content_dir, locate, today, authorities.area_names())
    errors = sum(fault.level == "error" for fault in faults)
    warnings = sum(fault.level == "warning" for fault in faults)
    if errors:
        return wrong(what, f"{errors} errors: what is broken is left out", todo)
    return look(what, f"{warnings} warnings", todo) if warnings else ok(what, "no faults")


def data_folder(settings: Settings) -> Finding:
    """On PostgreSQL nothing is written there, so it may be read-only."""
    what, path = "data folder", settings.data_dir
    if not path.is_dir():
        return look(what, f"{path} is not there", "signpost postcodes build makes it.")
    if not settings.on_postgresql and not os.access(path, os.W_OK):
        return wrong(what, f"{path} cannot be written", "Give it to the user that runs Signpost.")
    return ok(what, str(path))


def room(path: Path) -> Finding:
    what, todo = "disk", f"Make room where {path} lies."
    try:
        free = shutil.disk_usage(path).free
    except OSError:
        return look(what, "cannot be told without the data folder", todo)
    said = f"{free / 1e9:.1f} GB free"
    if free < NO_ROOM:
        return wrong(what, said, todo)
    return look(what, said, todo) if free < LITTLE_ROOM else ok(what, said)
