"""`signpost directory export`: the directory as a file."""

from __future__ import annotations

import csv
import io
import json
import shutil
from dataclasses import replace
from pathlib import Path

from services_directory.publishing.sheet.columns import COLUMNS
from services_directory.publishing.sheet.writing import write_csv
from services_directory.sources.csv_file import read_csv
from tests.cli.conftest import Run
from tests.services_directory.publishing.made import LIBRARY, NAMES

SOURCES = """\
owner: Public health
reviewed: 2026-11-20
review_by: 2027-02-20
sources:
  - name: sheet
    title: A spreadsheet
    address: sheet.csv
    kind: csv
    bound: nearest
    show: all
"""


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\N{BYTE ORDER MARK}"), newline="")))


def test_the_directory_is_written_as_open_referral_uk(lean: Run) -> None:
    result = lean("directory", "export", "--format", "oruk")
    page = json.loads(result.stdout)
    assert page["version"] == "3.0"
    assert page["total_items"] == len(page["contents"]) > 0
    assert "services written" in result.stderr


def test_the_directory_is_written_as_a_spreadsheet_that_can_be_read_again(
    lean: Run, tmp_path: Path
) -> None:
    out = tmp_path / "services.csv"
    assert lean("directory", "export", "--format", "csv", "--out", str(out)).exit_code == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    assert len(list(read_csv(out, "sheet"))) == len(rows(out.read_text(encoding="utf-8")))


def test_an_empty_spreadsheet_is_written_to_be_filled_in(lean: Run) -> None:
    result = lean("directory", "export", "--format", "csv", "--template")
    header = result.stdout.removeprefix("\N{BYTE ORDER MARK}").strip().split(",")
    assert header == [column.name for column in COLUMNS]
    assert result.stderr == ""


def test_a_template_of_another_format_is_a_misuse(lean: Run) -> None:
    result = lean("directory", "export", "--format", "oruk", "--template")
    assert result.exit_code == 2
    assert "--format csv" in result.stderr


def test_an_unknown_format_is_a_misuse(lean: Run) -> None:
    assert lean("directory", "export", "--format", "xlsx").exit_code == 2


def test_a_file_that_cannot_be_written_is_said(lean: Run, tmp_path: Path) -> None:
    result = lean(
        "directory",
        "export",
        "--format",
        "csv",
        "--template",
        "--out",
        str(tmp_path / "no" / "file.csv"),
    )
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr


def test_curation_that_cannot_be_read_stops_the_export(
    lean: Run, lean_content: Path, tmp_path: Path
) -> None:
    """What it hides might be let out."""
    content = tmp_path / "content"
    shutil.copytree(lean_content, content)
    (content / "places" / "sefton" / "curation.yaml").write_text("services: nothing\n")
    result = lean("directory", "export", "--format", "oruk", content_dir=str(content))
    assert result.exit_code == 1
    assert "curation.yaml" in result.stderr
    assert result.stdout == ""


def test_what_a_spreadsheet_brought_is_exported_with_everything_else(
    lean: Run, lean_content: Path, tmp_path: Path
) -> None:
    """As another install would take it: a source of a pack, synced, and out again in both forms."""
    content, database = tmp_path / "content", f"sqlite:///{tmp_path / 'signpost.db'}"
    shutil.copytree(lean_content, content)
    row = replace(LIBRARY, id="leek", name="Leek library")
    with (content / "places" / "sefton" / "sheet.csv").open(
        "w", encoding="utf-8", newline=""
    ) as file:
        write_csv([row], file, NAMES)
    (content / "places" / "sefton" / "sources.yaml").write_text(SOURCES)
    settings = {"content_dir": str(content), "database_url": database}
    assert lean("directory", "sync", "--yes", **settings).exit_code == 0
    exported = lean("directory", "export", "--format", "csv", **settings)
    assert {each["name"] for each in rows(exported.stdout)} >= {"Leek library"}
    page = json.loads(lean("directory", "export", "--format", "oruk", **settings).stdout)
    (leek,) = [each for each in page["contents"] if each["name"] == "Leek library"]
    assert "A spreadsheet" in [each.get("value") for each in leek["attributes"]]
