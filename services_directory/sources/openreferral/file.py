"""A file with Open Referral UK services: a saved list, a single service, a packed one (.gz), or a service a line."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path

from services_directory.record import Quarantined
from services_directory.sources.openreferral.entry import Entry, read_entry
from services_directory.sources.openreferral.fetching import FeedUnreadable, NotJson, read_json
from services_directory.sources.openreferral.page import page_of

LARGEST = 1_000_000_000
"""Bytes, unpacked. A list of 100,000 whole services is 400 MB."""

PACKED = b"\x1f\x8b"


def read_file(path: Path, source: str) -> Iterator[Entry]:
    """Every service in the file. Raises FeedUnreadable, which names the file."""
    try:
        yield from _read(_content(path), source)
    except FeedUnreadable as error:
        raise FeedUnreadable(f"{path}: {error}") from error


def _read(content: bytes, source: str) -> Iterator[Entry]:
    try:
        page = page_of(read_json(content))
    except NotJson:
        if not _is_lines(content):
            raise
        yield from _each_line(content, source)
        return
    if page is None or not page.entries:
        raise FeedUnreadable(
            "It holds no services: it should be an Open Referral UK list, as a feed's /services gives it."
        )
    for place, entry in enumerate(page.entries, start=1):
        yield read_entry(entry, source, f"entry {place}")


def _is_lines(content: bytes) -> bool:
    """Whole JSON in the first line, and something after it."""
    first, _, rest = content.strip().partition(b"\n")
    try:
        return bool(rest) and isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _each_line(content: bytes, source: str) -> Iterator[Entry]:
    for number, line in enumerate(content.splitlines(), start=1):
        if not line.strip():
            continue
        where = f"line {number}"
        try:
            yield read_entry(read_json(line), source, where)
        except NotJson as error:
            yield Quarantined(
                source, None, where, str(error), "Mend the line, and import it again."
            )


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            packed = file.read(2) == PACKED
        with gzip.open(path) if packed else path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise FeedUnreadable(
            f"It cannot be read ({error}): check that it is there and whole."
        ) from error
    if len(content) > LARGEST:
        raise FeedUnreadable(f"It is larger than {LARGEST // 1_000_000:,} MB: split it.")
    return content
