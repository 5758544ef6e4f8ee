"""Saved lists, single services, packed files, and a service a line."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from services_directory.record import Quarantined
from services_directory.sources.openreferral import FeedUnreadable, file, read_file
from tests.services_directory.sources.openreferral.builders import read, service_one, service_three

SERVICES = [service_three(1), service_one(2)]
RECORDS = [read(each) for each in SERVICES]


def saved(folder: Path, content: Any) -> Path:
    path = folder / "feed.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


@pytest.mark.parametrize(
    "content",
    [
        SERVICES,
        {"contents": SERVICES},
        {"content": SERVICES},
        gzip.compress(json.dumps(SERVICES).encode(), mtime=0),
        "\n".join(json.dumps(each) for each in SERVICES).encode(),
    ],
    ids=["list", "3.0", "1.0", "packed", "lines"],
)
def test_a_file_is_read_in_every_form(content: Any, tmp_path: Path) -> None:
    assert list(read_file(saved(tmp_path, content), "invented")) == RECORDS


def test_a_file_with_one_service_is_read(tmp_path: Path) -> None:
    assert list(read_file(saved(tmp_path, SERVICES[0]), "invented")) == RECORDS[:1]


def test_an_entry_that_cannot_be_read_says_where_it_stands(tmp_path: Path) -> None:
    found = list(read_file(saved(tmp_path, [SERVICES[0], {"id": "x"}]), "invented"))
    assert isinstance(found[1], Quarantined)
    assert found[1].where == "entry 2"


def test_a_line_that_cannot_be_read_says_its_number(tmp_path: Path) -> None:
    lines = [json.dumps(SERVICES[0]), "", '{"id": "cut', json.dumps(SERVICES[1])]
    found = list(read_file(saved(tmp_path, "\n".join(lines).encode()), "invented"))
    assert [each for each in found if not isinstance(each, Quarantined)] == RECORDS
    assert [each.where for each in found if isinstance(each, Quarantined)] == ["line 3"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"<html>", "web page"),
        (b'[{"id": "1"', "cut short"),
        (b'[1,\n{"id": 2', "cut short"),
        (b"[]", "holds no services"),
        (b'{"version": "3.0"}', "holds no services"),
        (gzip.compress(b"[]" * 999, mtime=0)[:30], "check that it is there and whole"),
        (b"\x1f\x8b\x08\x00 no packed file", "check that it is there and whole"),
    ],
)
def test_a_file_that_is_no_feed_says_its_name_and_what_to_do(
    content: bytes, words: str, tmp_path: Path
) -> None:
    with pytest.raises(FeedUnreadable, match=rf"feed\.json: .*{words}"):
        list(read_file(saved(tmp_path, content), "invented"))


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(FeedUnreadable, match=r"none\.json: It cannot be read"):
        list(read_file(tmp_path / "none.json", "invented"))


def test_a_file_that_is_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file, "LARGEST", 10)
    with pytest.raises(FeedUnreadable, match="split it"):
        list(read_file(saved(tmp_path, gzip.compress(b" " * 10_000, mtime=0)), "invented"))
