"""`signpost postcode` and `signpost postcodes`: every kind and every download, for people and machines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run, answers
from tests.services_directory.postcodes.releases import (
    BELFAST,
    ENDED,
    HALLS,
    NSPL_2021,
    STOKE,
    Told,
    code_point,
    moved,
    ons,
    several,
    written,
    zipped,
)

STAFFORD = {"code": "E07000197", "name": "Stafford"}
STAFFORDSHIRE = {"code": "E10000028", "name": "Staffordshire"}
BOARD = {
    "code": "E54000010",
    "name": "NHS Staffordshire and Stoke-on-Trent Integrated Care Board",
}


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
    assert found["icb"] == BOARD
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
    assert {"code", "name", "share", "council", "icb"} <= set(found["districts"][0])


def test_outside_england_there_is_no_integrated_care_board(signpost: Run) -> None:
    assert told(signpost, "LL57 1AA")["icb"] is None


def test_northern_ireland_is_known_without_its_postcodes(signpost: Run) -> None:
    found = told(signpost, "bt1 5gs")
    assert (found["kind"], found["district"]["name"]) == ("unlisted", "Northern Ireland")


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


# Compiling: the packaged directory, and official downloads.


def imports(signpost: Run, folder: Path, download: Path, *options: str) -> dict[str, Any]:
    result = signpost(
        "postcodes", "import", str(download), "--json", *options, data_dir=str(folder)
    )
    assert result.exit_code == 0
    (found,) = answers(result)
    return found


def told_there(signpost: Run, folder: Path, text: str) -> dict[str, Any]:
    (found,) = answers(signpost("postcode", text, "--json", data_dir=str(folder)))
    return found


def test_an_official_download_is_imported_as_it_comes(signpost: Run, tmp_path: Path) -> None:
    rows = [HALLS, ENDED, STOKE, BELFAST, moved(HALLS, postcode="ST16 9ZZ", district="")]
    files = {"Data/multi_csv/NSPL_NOV_2021_UK_ST.csv": ons(NSPL_2021, rows)}
    found = imports(signpost, tmp_path, zipped(tmp_path / "NSPL.zip", files))
    assert found["source"] == "National Statistics Postcode Lookup, NOV 2021"
    assert (found["read"], found["kept"], found["files"]) == (5, 3, 1)
    assert sum(found["refused"].values()) == 2
    assert found["places"]["no district"] == ["Data/multi_csv/NSPL_NOV_2021_UK_ST.csv, line 6"]
    assert found["unnamed_districts"] == []
    live, ended = (told_there(signpost, tmp_path, told.postcode) for told in (HALLS, ENDED))
    assert (live["kind"], live["district"], live["icb"]) == ("live", STAFFORD, BOARD)
    assert (ended["kind"], ended["ended"]) == ("ended", "2019-06")


def test_a_person_reads_what_was_read_kept_and_refused(signpost: Run, tmp_path: Path) -> None:
    old = moved(HALLS, postcode="NN1 1AA", district="E07000154")
    download = written(tmp_path / "NSPL_NOV_2018_UK.csv", ons(NSPL_2021, [HALLS, BELFAST, old]))
    result = signpost("postcodes", "import", str(download), data_dir=str(tmp_path))
    assert result.exit_code == 0
    first, reason, unnamed = result.stdout.splitlines()
    assert first == (
        "National Statistics Postcode Lookup, NOV 2018: 3 rows read, 2 kept, 1 refused."
    )
    assert reason.startswith("- 1 in Northern Ireland")
    assert reason.endswith("(NSPL_NOV_2018_UK.csv, line 3)")
    assert unnamed.startswith("Districts without a name in our list: E07000154.")


def test_northern_ireland_is_kept_where_it_is_asked_for(signpost: Run, tmp_path: Path) -> None:
    download = written(tmp_path / "a.csv", ons(NSPL_2021, [HALLS, BELFAST]))
    found = imports(signpost, tmp_path, download, "--northern-ireland")
    assert (found["kept"], found["refused"]) == (2, {})
    assert told_there(signpost, tmp_path, "BT1 5GS")["kind"] == "live"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.zip", b"<html></html>", "a.zip is not a whole zip."),
        ("a.csv", b"name,address\n", "a.csv, line 1: no column for the postcode"),
        ("a.csv", b"", "a.csv is empty."),
    ],
)
def test_a_download_that_is_none_is_refused_and_the_old_file_stands(
    name: str, content: bytes, said: str, signpost: Run, tmp_path: Path
) -> None:
    imports(signpost, tmp_path, written(tmp_path / "good.csv", code_point([HALLS])))
    before = (tmp_path / "postcodes.bin").read_bytes()
    download = written(tmp_path / name, content)
    result = signpost("postcodes", "import", str(download), "--json", data_dir=str(tmp_path))
    assert (result.exit_code, result.stdout) == (1, "")
    assert said in result.stderr
    assert "Download it again" in result.stderr
    assert "The postcode file was not changed." in result.stderr
    assert (tmp_path / "postcodes.bin").read_bytes() == before


def test_a_path_that_is_not_there_is_said(signpost: Run, tmp_path: Path) -> None:
    result = signpost("postcodes", "import", str(tmp_path / "gone"), data_dir=str(tmp_path))
    assert result.exit_code == 1
    assert "there is no such file or folder" in result.stderr


def test_a_file_that_cannot_be_written_is_said(signpost: Run, tmp_path: Path) -> None:
    download = written(tmp_path / "st.csv", code_point([HALLS]))
    result = signpost("postcodes", "import", str(download), data_dir=str(download / "in-a-file"))
    assert result.exit_code == 1
    assert "The postcode file was not changed." in result.stderr


@pytest.mark.parametrize(("rows", "asks"), [(79, True), (80, False)])
def test_a_file_that_holds_much_less_than_the_last_one_is_asked_about(
    rows: int, asks: bool, signpost: Run, tmp_path: Path
) -> None:
    for count in (100, rows):
        made: list[Told] = list(several("ST16", count))
        download = written(tmp_path / "st.csv", code_point(made))
        result = signpost("postcodes", "import", str(download), data_dir=str(tmp_path))
    assert result.exit_code == 0
    assert ("The file before held 100 postcodes" in result.stderr) == asks


def test_nothing_to_import_is_misuse(signpost: Run) -> None:
    assert signpost("postcodes", "import").exit_code == 2


def test_every_postcode_of_great_britain_is_compiled_from_the_package(
    signpost: Run, tmp_path: Path
) -> None:
    result = signpost("postcodes", "build", "--json", data_dir=str(tmp_path))
    assert result.exit_code == 0
    (found,) = answers(result)
    assert found["read"] == found["kept"] + sum(found["refused"].values())
    assert found["kept"] > 2_600_000
    assert found["unnamed_districts"] == []
    assert told_there(signpost, tmp_path, "ST16 2LH")["icb"] == BOARD
