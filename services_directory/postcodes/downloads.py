"""The data files inside an official download: a zip, the folder that it was unpacked into, or a single CSV.

An ONS zip holds its postcodes twice, as one CSV and cut up by area in `multi_csv`, beside look-ups in `Documents`.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from services_directory.postcodes.source import SourceUnreadable

NOT_DATA = frozenset({"doc", "docs", "documents", "user guide", "__macosx"})
"""Folders of a download that hold words and look-ups."""

AGAIN = "Download it again, as CSV, and import it as it comes."

PRODUCTS = {
    "ONSPD": "ONS Postcode Directory",
    "NSPL": "National Statistics Postcode Lookup",
    "NSPCL": "National Statistics Postcode Lookup, by census area",
    "PCD": "National Statistics Postcode Lookup, by census area",
}
_RELEASE = re.compile(r"(ONSPD|NSPC?L|PCD)\d{0,2}_(?:.*_)?([A-Z]{3})_?(\d{2}|\d{4})(?:_|$)", re.I)
_VERSION = re.compile(rb"DATASET VERSION NUMBER:\s*([0-9.]+)")


@dataclass(frozen=True, slots=True)
class DataFile:
    """One CSV. `name` is its path within `path`, a zip or a folder; or its own name, where `path` is the CSV."""

    path: Path
    name: str
    size: int

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        if self.path.is_dir():
            with (self.path / self.name).open("rb") as file:
                yield file
        elif zipfile.is_zipfile(self.path):
            with zipfile.ZipFile(self.path) as archive, archive.open(self.name) as member:
                yield member
        else:
            with self.path.open("rb") as file:
                yield file

    @property
    def release(self) -> str | None:
        """ "ONS Postcode Directory, NOV 2025", where the name of the file says so."""
        found = _RELEASE.match(PurePosixPath(self.name).stem)
        if found is None:
            return None
        product, month, year = found.groups()
        return f"{PRODUCTS[product.upper()]}, {month.upper()} {year}"


def data_files(path: Path) -> tuple[DataFile, ...]:
    """The CSVs of postcodes, in order of their names. Raises SourceUnreadable."""
    if not path.exists():
        raise SourceUnreadable(f"{path}: there is no such file or folder.")
    if not path.is_dir() and not zipfile.is_zipfile(path):
        if path.suffix.lower() == ".zip":
            raise SourceUnreadable(f"{path.name} is not a whole zip. {AGAIN}")
        return (DataFile(path, path.name, path.stat().st_size),)
    found = _in_folder(path) if path.is_dir() else _in_zip(path)
    if not found:
        raise SourceUnreadable(f"{path.name} holds no CSV of postcodes. {AGAIN}")
    return tuple(sorted(_once(found), key=lambda file: file.name))


def code_point_version(path: Path) -> str | None:
    """ "2025.4.0", as the notes in a Code-Point Open download say; None where there are none."""
    found = _VERSION.search(_notes(path))
    return found.group(1).decode() if found else None


def _notes(path: Path) -> bytes:
    if path.is_dir():
        return b"".join(notes.read_bytes() for notes in sorted(path.rglob("metadata.txt"))[:1])
    if not zipfile.is_zipfile(path):
        return b""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.endswith("metadata.txt")]
        return archive.read(names[0]) if names else b""


def _in_folder(folder: Path) -> list[DataFile]:
    return [
        DataFile(folder, name, path.stat().st_size)
        for path in folder.rglob("*")
        if _is_data(name := path.relative_to(folder).as_posix()) and path.is_file()
    ]


def _in_zip(path: Path) -> list[DataFile]:
    with zipfile.ZipFile(path) as archive:
        return [
            DataFile(path, member.filename, member.file_size)
            for member in archive.infolist()
            if _is_data(member.filename)
        ]


def _is_data(name: str) -> bool:
    *folders, file = PurePosixPath(name).parts
    return (
        file.lower().endswith(".csv")
        and not file.startswith(".")
        and not NOT_DATA.intersection(folder.lower() for folder in folders)
    )


def _once(files: Sequence[DataFile]) -> Sequence[DataFile]:
    """What lies in `Data`, where there is one; and in one piece where both forms are there, so that none is read twice."""
    data = [file for file in files if "data" in _folders(file)] or files
    whole = [file for file in data if "multi_csv" not in _folders(file)]
    return whole or data


def _folders(file: DataFile) -> list[str]:
    return file.name.lower().split("/")[:-1]
