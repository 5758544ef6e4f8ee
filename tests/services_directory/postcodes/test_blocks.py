from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from services_directory.postcodes import blocks as module
from services_directory.postcodes.blocks import blocks, first_row
from services_directory.postcodes.downloads import DataFile, data_files
from services_directory.postcodes.source import SourceUnreadable
from tests.services_directory.postcodes.releases import written, zipped

LINES = b"pcds,laua\r\nST16 2LH,E07000197\r\n\r\nST16 3SR,E07000197\r\n"


def a_file(path: Path, content: bytes = LINES) -> DataFile:
    (file,) = data_files(written(path / "a.csv", content))
    return file


def test_blocks_know_the_line_that_they_begin_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ROWS", 2)
    found = list(blocks(a_file(tmp_path), True, lambda _: None))
    assert [(block.file, block.first, block.rows) for block in found] == [
        ("a.csv", 2, [["ST16 2LH", "E07000197"], []]),
        ("a.csv", 4, [["ST16 3SR", "E07000197"]]),
    ]


def test_a_file_without_a_heading_is_read_from_its_first_line(tmp_path: Path) -> None:
    (block,) = blocks(a_file(tmp_path), False, lambda _: None)
    assert (block.first, len(block.rows)) == (1, 4)


@pytest.mark.parametrize("made", [written, None])
def test_every_byte_is_told_once(tmp_path: Path, made: object) -> None:
    if made:
        file = a_file(tmp_path)
    else:
        (file,) = data_files(zipped(tmp_path / "a.zip", {"a.csv": LINES}))
    told: list[int] = []
    list(blocks(file, True, told.append))
    assert sum(told) == file.size == len(LINES)


def test_a_byte_order_mark_is_no_part_of_a_name(tmp_path: Path) -> None:
    assert first_row(a_file(tmp_path, b"\xef\xbb\xbf" + LINES)) == ["pcds", "laua"]


def test_letters_of_an_old_encoding_do_not_stop_a_file(tmp_path: Path) -> None:
    assert first_row(a_file(tmp_path, b"pcds,Caf\xe9")) == ["pcds", "Caf\ufffd"]


def test_an_empty_file_has_no_first_row(tmp_path: Path) -> None:
    assert first_row(a_file(tmp_path, b"")) == []


def test_a_quotation_mark_that_never_ends_is_damage(tmp_path: Path) -> None:
    file = a_file(tmp_path, LINES + b'"' + b"ST16 2LH,E07000197\r\n" * 10_000)
    with pytest.raises(SourceUnreadable, match=r"a\.csv is damaged or cut short"):
        list(blocks(file, True, lambda _: None))


def test_a_zip_with_a_damaged_file_inside_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", LINES)
    path.write_bytes(path.read_bytes().replace(b"ST16 3SR", b"ST16 3SS", 1))
    (file,) = data_files(path)
    with pytest.raises(
        SourceUnreadable, match=r"a\.csv is damaged or cut short\. Download it again"
    ):
        list(blocks(file, True, lambda _: None))


def test_a_zip_with_a_password_is_locked(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.csv": LINES})
    content = bytearray(path.read_bytes())
    content[6] |= 1  # the flag "encrypted", in the file's own heading and in the list of files
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    (file,) = data_files(path)
    with pytest.raises(SourceUnreadable, match=r"a\.csv is locked"):
        first_row(file)


def test_a_file_that_has_gone_is_damage(tmp_path: Path) -> None:
    file = a_file(tmp_path)
    file.path.unlink()
    with pytest.raises(SourceUnreadable, match=r"a\.csv"):
        first_row(file)
