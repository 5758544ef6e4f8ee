"""The official ONSPD, NSPL and Code-Point Open downloads, unmodified → the columns of the compiled file.

Read in blocks, so that memory does not grow with the text of a file (ONSPD is 1.4 GB).
Sources: Office for National Statistics and Ordnance Survey, licensed under the Open Government Licence v3.0. Contains OS
data © Crown copyright and database right; contains Royal Mail data © Royal Mail copyright and database right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from services_directory.postcodes.blocks import blocks, first_row
from services_directory.postcodes.compiling import compile_rows
from services_directory.postcodes.downloads import (
    AGAIN,
    DataFile,
    code_point_version,
    data_files,
)
from services_directory.postcodes.file import Compiled
from services_directory.postcodes.layouts import CODE_POINT, Layout, NoLayout, read_layout
from services_directory.postcodes.rows import TWICE, Rows
from services_directory.postcodes.sieve import Sieve
from services_directory.postcodes.source import Report, SourceUnreadable, in_words

MOST_TWICE = 0.01
"""A release has no postcode twice. With more than this share, two releases lie together."""

ONE_RELEASE = "Import one release at a time, from a folder of its own."


def compile_official(
    path: Path,
    northern_ireland: bool = False,
    on_start: Callable[[int], None] = lambda _: None,
    on_bytes: Callable[[int], None] = lambda _: None,
) -> tuple[Compiled, Report]:
    """A zip, a folder or a CSV. `on_start` hears how many bytes there are, `on_bytes` how many more were read.

    Raises SourceUnreadable: every file that is none of postcodes is named before any is read to its end.
    """
    files = data_files(path)
    layout = _layout_of_all(files)
    on_start(sum(file.size for file in files))
    sieve = Sieve(layout, northern_ireland)
    rows = [sieve.kept(block) for file in files for block in blocks(file, layout.headed, on_bytes)]
    compiled, twice = compile_rows(
        _some(rows, sieve, path), _told(path, files, layout), sieve.boards()
    )
    if twice > MOST_TWICE * sieve.read:
        raise SourceUnreadable(f"{path.name} holds {twice:,} postcodes twice. {ONE_RELEASE}")
    sieve.refusals.add(TWICE, twice)
    return compiled, sieve.refusals.report(sieve.read, len(compiled.inward), len(files))


def _layout_of_all(files: Sequence[DataFile]) -> Layout:
    """The one layout that all files have. Raises SourceUnreadable with every file that has none."""
    layouts: dict[Layout, DataFile] = {}
    faults = []
    for file in files:
        try:
            layouts.setdefault(_layout(file), file)
        except (NoLayout, SourceUnreadable) as fault:
            faults.append(str(fault))
    if faults:
        raise SourceUnreadable("\n".join([*faults, AGAIN]))
    releases = {file.release: file for file in files if file.release}
    if len(layouts) > 1 or len(releases) > 1:
        several = layouts if len(layouts) > 1 else releases
        names = " and ".join(file.name for file in list(several.values())[:2])
        raise SourceUnreadable(f"{names} are of different releases. {ONE_RELEASE}")
    return next(iter(layouts))


def _layout(file: DataFile) -> Layout:
    row = first_row(file)
    if not row:
        raise NoLayout(f"{file.name} is empty.")
    try:
        return read_layout(row)
    except NoLayout as fault:
        raise NoLayout(f"{file.name}, line 1: {fault}") from fault


def _some(rows: Sequence[Rows], sieve: Sieve, path: Path) -> Sequence[Rows]:
    if any(len(each.inward) for each in rows):
        return rows
    why = "; ".join(in_words(sieve.refusals.report(sieve.read, 0, 0))) or "it holds no rows"
    raise SourceUnreadable(f"{path.name}: no row could be kept: {why}. {AGAIN}")


def _told(path: Path, files: Sequence[DataFile], layout: Layout) -> str:
    """What the compiled file says that it was made from."""
    if layout == CODE_POINT:
        return " ".join(["Code-Point Open", code_point_version(path) or f"({path.name})"])
    return next((file.release for file in files if file.release), None) or path.name
