"""A CSV of postcodes in blocks of rows, each with the line that it begins at, so that a file of any size fits in memory."""

from __future__ import annotations

import csv
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import islice
from typing import IO

from services_directory.postcodes.downloads import AGAIN, DataFile
from services_directory.postcodes.source import SourceUnreadable

ROWS = 20_000
"""In a block: about 70 MB of ONSPD's 53 columns."""

_DAMAGED = (OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error, csv.Error)
"""What damaged, cut short or locked files raise. (zipfile says RuntimeError for a password.)"""


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that follow each other in a file, the first of them on line `first`, counted from 1."""

    file: str
    first: int
    rows: list[list[str]]


def first_row(file: DataFile) -> list[str]:
    """The heading, or the first row where there is none; empty for an empty file. Raises SourceUnreadable."""
    with _reading(file) as (_, rows):
        return next(rows, [])


def blocks(file: DataFile, headed: bool, on_bytes: Callable[[int], None]) -> Iterator[Block]:
    """`on_bytes` hears how many more bytes were read after each block. Raises SourceUnreadable."""
    with _reading(file) as (opened, rows):
        line, read = 1, 0
        if headed:
            next(rows)
            line = 2
        while block := list(islice(rows, ROWS)):
            yield Block(file.name, line, block)
            line += len(block)
            on_bytes(opened.tell() - read)
            read = opened.tell()


@contextmanager
def _reading(file: DataFile) -> Iterator[tuple[IO[bytes], Iterator[list[str]]]]:
    """Letters that are not UTF-8 (a Welsh name in an old release) stop nothing: no column that we read has any."""
    try:
        with (
            file.open() as opened,
            TextIOWrapper(opened, encoding="utf-8-sig", errors="replace", newline="") as text,
        ):
            yield opened, csv.reader(text)
    except _DAMAGED as error:
        why = "is locked" if isinstance(error, RuntimeError) else "is damaged or cut short"
        raise SourceUnreadable(f"{file.name} {why}. {AGAIN}") from error
