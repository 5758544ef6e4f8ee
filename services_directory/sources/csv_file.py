"""The spreadsheet that staff keep, saved as CSV → records. Every fault names its row and column; nothing in a cell is run.

Rows are numbered as a spreadsheet shows them: the header is row 1, and a cell with line breaks is one row.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from services_directory.authorities import Authorities
from services_directory.publishing.document import whole_document
from services_directory.publishing.names import Names
from services_directory.publishing.sheet.cells import unguarded
from services_directory.publishing.sheet.columns import COLUMNS
from services_directory.publishing.sheet.row import Row, service_in
from services_directory.record import Quarantined, ServiceRecord

LARGEST = 50 * 1024 * 1024
"""Bytes. A county's directory in this form is under five million."""

TEMPLATE = "`signpost directory export --format csv --template` writes an empty one"

_NAMES = tuple(column.name for column in COLUMNS)
_NEEDED = tuple(column.name for column in COLUMNS if column.needed)
_REMEDY = "Put it right in the spreadsheet and save it again."


class SheetUnreadable(Exception):
    """The whole file cannot be read. The message says what to do."""


def read_csv(
    path: Path, source: str, names: Names | None = None
) -> Iterator[ServiceRecord | Quarantined]:
    """A record for each sound row, and a quarantined entry for each other. Raises SheetUnreadable before the first.

    The file is UTF-8 or Windows-1252, with commas, semicolons or tabs between cells. Empty rows are passed over.
    """
    rows = _rows(path)
    header = _header(rows)
    known = names or Names.of(Authorities.load())
    return _read(rows[1:], header, source, known)


def _read(
    rows: Sequence[list[str]], header: Sequence[str], source: str, names: Names
) -> Iterator[ServiceRecord | Quarantined]:
    seen: dict[str, int] = {}
    for number, cells in enumerate(rows, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        row = Row(dict(zip(header, map(_cell, cells), strict=False)))
        service = service_in(row, names)
        if any(cell.strip() for cell in cells[len(header) :]):
            row.fault(header[-1], "cells stand to the right of the last column; empty them")
        if service.id in seen:
            row.fault("id", f'"{service.id}" is in row {seen[service.id]} already; give it another')
        if row.faults:
            yield _quarantined(row, number, source)
            continue
        seen[service.id] = number
        yield ServiceRecord(source, service.id, whole_document(service, names))


def _quarantined(row: Row, number: int, source: str) -> Quarantined:
    columns = list(row.faults)
    where = f"row {number}, column{'s' if len(columns) > 1 else ''} {', '.join(columns)}"
    reasons = (
        f"{name}: {fault}" if len(columns) > 1 else fault for name, fault in row.faults.items()
    )
    return Quarantined(source, row.text("id") or None, where, "; ".join(reasons), _REMEDY)


def _cell(text: str) -> str:
    lines = (" ".join(line.split()) for line in unguarded(text.strip()).splitlines())
    return "\n".join(line for line in lines if line)


def _rows(path: Path) -> list[list[str]]:
    text = _text(path)
    first, _, rest = text.partition("\n")
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == 5:
        separator, text = first.strip()[-1], rest
    else:
        separator = max(",;\t", key=first.count)
    rows: list[list[str]] = []
    try:
        # One by one, so that the row at which reading stops can be named.
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            rows.append(row)
    except csv.Error as error:
        raise SheetUnreadable(
            f"{path.name}, row {len(rows) + 1}: {error}. Look for a quotation mark that is not closed."
        ) from error
    if not rows:
        raise SheetUnreadable(f"{path.name} is empty. {TEMPLATE}.")
    return rows


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes() if path.stat().st_size <= LARGEST else None
    except OSError as error:
        raise SheetUnreadable(f"{path} cannot be opened ({error.strerror}).") from error
    if raw is None:
        raise SheetUnreadable(f"{path.name} is over {LARGEST >> 20} MB. Split it into several.")
    if raw.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        raise SheetUnreadable(f"{path.name} is a workbook. Save it as CSV UTF-8 first.")
    text = _decoded(raw)
    if text is None or "\0" in text:
        raise SheetUnreadable(f"{path.name} is not text. Save the spreadsheet as CSV UTF-8.")
    return text


def _decoded(raw: bytes) -> str | None:
    """UTF-16 is what Excel calls "Unicode text"; Windows-1252 is what it writes for plain "CSV"."""
    encodings = (
        ["utf-16"] if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    )
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _header(rows: Sequence[list[str]]) -> tuple[str, ...]:
    """Names of columns, in the file's order. Another spreadsheet's header is refused, with what is strange in it."""
    names = [" ".join(cell.replace("_", " ").split()).casefold() for cell in rows[0]]
    while names and not names[-1]:
        names.pop()
    unknown = [name or "(no name)" for name in names if name not in _NAMES]
    missing = [name for name in _NEEDED if name not in names]
    twice = sorted({name for name in names if names.count(name) > 1})
    said = (
        ("columns that are not known here", unknown),
        ("columns that are missing", missing),
        ("columns that are there twice", twice),
    )
    if faults := [f"{what}: {', '.join(which)}" for what, which in said if which]:
        raise SheetUnreadable(f"row 1 has {'; '.join(faults)}. {TEMPLATE}.")
    return tuple(names)
