"""`signpost postcode`: every kind, for people and machines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run, answers

STAFFORD = {"code": "E07000197", "name": "Stafford"}
STAFFORDSHIRE = {"code": "E10000028", "name": "Staffordshire"}


def told(signpost: Run, text: str) -> dict[str, Any]:
    result = signpost("postcode", text, "--json")
    assert result.exit_code == 0
    (found,) = answers(result)
    return found


@pytest.mark.parametrize("typed", ["st16 2lh", "ST162LH", " St16  2lh ", "STI6 2LH"])
def test_a_live_postcode_is_told_with_its_district_council_and_point(
    typed: str, signpost: Run
) -> None:
    found = told(signpost, typed)
    assert found["kind"] == "live"
    assert found["postcode"] == "ST16 2LH"
    assert (found["district"], found["council"]) == (STAFFORD, STAFFORDSHIRE)
    assert found["lat"] == pytest.approx(52.80, abs=0.02)
    assert found["lon"] == pytest.approx(-2.12, abs=0.02)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("st16 0zz", "unlisted"),
        ("st16", "partial"),
        ("ST16 2", "partial"),
        ("hello", "not_a_postcode"),
        ("", "not_a_postcode"),
        ("12345", "not_a_postcode"),
        ("st16 2lhx", "not_a_postcode"),
    ],
)
def test_every_other_text_is_of_one_kind(typed: str, kind: str, signpost: Run) -> None:
    found = told(signpost, typed)
    assert found["kind"] == kind
    assert "district" not in found


def test_part_of_a_postcode_is_told_with_the_share_of_each_district(signpost: Run) -> None:
    found = told(signpost, "st7")
    assert found["postcode"] == "ST7"
    shares = [each["share"] for each in found["districts"]]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1, abs=0.01)
    assert {"code", "name", "share", "council"} <= set(found["districts"][0])


LINES: dict[str, bytes] = {
    "live": b'{"text": "st16 2lh"}',
    "unlisted": b'{"text": "st16 0zz"}',
    "partial": b'{"text": "st16"}',
    "not_a_postcode": b'{"text": "hello"}',
    "not json": b"st16 2lh",
    "no text": b"{}",
    "a list": b"[1]",
    "deep": b"[" * 50_000,
    "not utf-8": b'{"text": "\xff"}',
    "half an emoji": b'{"text": "\\ud83d"}',
}


def test_a_pipe_gets_one_answer_a_line(signpost: Run) -> None:
    result = signpost("postcode", "--jsonl", given=b"\n".join(LINES.values()) + b"\n\n")
    found = dict(zip(LINES, answers(result), strict=True))
    for kind in ("live", "unlisted", "partial", "not_a_postcode"):
        assert found[kind]["kind"] == kind
    for name in ("not json", "no text", "a list", "deep"):
        assert set(found[name]) == {"error"}
    for name in ("not utf-8", "half an emoji"):
        assert found[name]["kind"] == "not_a_postcode"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("st16 2lh", "ST16 2LH: Stafford, Staffordshire (live)"),
        ("st16", "Stafford: 100%"),
        ("st16 0zz", "we hold no such one"),
        ("hello", "That is not a postcode."),
    ],
)
def test_a_person_reads_words(typed: str, said: str, signpost: Run) -> None:
    assert said in signpost("postcode", typed).stdout


def test_asking_for_nothing_is_misuse(signpost: Run) -> None:
    result = signpost("postcode")
    assert result.exit_code == 2
    assert "Give a postcode" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("file", [None, b"", b"not one of ours, though it is long enough to read"])
def test_without_a_sound_file_it_says_what_to_run(
    file: bytes | None, signpost: Run, tmp_path: Path
) -> None:
    if file is not None:
        (tmp_path / "postcodes.bin").write_bytes(file)
    result = signpost("postcode", "st16 2lh", data_dir=str(tmp_path))
    assert result.exit_code == 1
    assert "signpost postcodes build" in result.stderr


def test_building_does_nothing_where_a_sound_file_is_there(signpost: Run, data_dir: Path) -> None:
    before = (data_dir / "postcodes.bin").stat().st_mtime_ns
    result = signpost("postcodes", "build", "--if-missing")
    assert result.exit_code == 0
    assert (data_dir / "postcodes.bin").stat().st_mtime_ns == before
    assert "is there" in result.stderr


def test_what_is_printed_for_a_machine_is_json_alone(signpost: Run) -> None:
    assert json.loads(signpost("postcode", "st16 2lh", "--json").stdout)
