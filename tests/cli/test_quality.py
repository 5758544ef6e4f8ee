"""`signpost directory check`: what is wrong in the directory, with its place, its remedy and the coverage table."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.conftest import CONTENT

KEYS = {
    "level",
    "check",
    "service",
    "gap",
    "council",
    "path",
    "line",
    "fault",
    "remedy",
}
SERVICES = """\
owner: Public health commissioning lead
reviewed: 2026-11-20
review_by: 2027-02-20
services:
  - id: sound-service
    name: A sound service
    organisation: An invented trust
    needs: [stop-smoking]
    summary: It helps.
    who_for: Anyone in Leicester.
    bound: council
    serves: [E06000016]
    email: help@example.org
    confirmed: yes
    confidence: high
    checked_on: 2026-11-20
    source: invented
  - id: weak-service
    name: Another service
    organisation: An invented trust
    needs: [alcohol]
    summary: It helps.
    who_for: Anyone in Leicester.
    bound: council
    serves: [E06000016]
    url: http://127.0.0.1:9/
    phone: 0116 123
    confirmed: yes
    confidence: high
    checked_on: 2026-11-20
    source: invented
"""


@pytest.fixture(scope="module")
def weak(lean_content: Path, lean_data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with data of its own, and content in which Leicester has two services, one of them wrong.

    The only web address in it is of this machine, so that no test asks anybody else.
    """
    folder = tmp_path_factory.mktemp("weak")
    shutil.copytree(lean_content, folder / "content")
    for path in folder.glob("content/places/*/services.yaml"):
        path.write_text(re.sub(r"^    url: .*\n", "", path.read_text(), flags=re.MULTILINE))
    (folder / "content" / "places" / "leicester" / "services.yaml").write_text(SERVICES)
    (folder / "var").mkdir()
    shutil.copy(lean_data_dir / "postcodes.bin", folder / "var")
    return folder


def checked(run: Run, weak: Path, *arguments: str) -> dict[str, Any]:
    result = run("directory", "check", "--json", *arguments, **in_folder(weak))
    assert result.exit_code == 1, result.stderr
    told: dict[str, Any] = json.loads(result.stdout)
    return told


def in_folder(folder: Path) -> dict[str, str]:
    return {"content_dir": str(folder / "content"), "data_dir": str(folder / "var")}


def test_each_finding_has_its_place_and_its_remedy(signpost: Run, weak: Path) -> None:
    findings = checked(signpost, weak)["findings"]
    assert all(set(finding) == KEYS for finding in findings)
    phone = next(finding for finding in findings if finding["check"] == "phone")
    assert (phone["level"], phone["service"]) == ("error", "weak-service")
    lines = Path(phone["path"]).read_text().splitlines()
    assert lines[phone["line"] - 1] == "    phone: 0116 123"
    assert all(finding["remedy"] for finding in findings)


def test_the_coverage_says_what_each_council_has_for_each_need(signpost: Run, weak: Path) -> None:
    coverage = checked(signpost, weak)["coverage"]
    assert coverage["councils"]["E06000016"] == "Leicester"
    assert coverage["needs"]["stop-smoking"]["E06000016"] == {
        "state": "services",
        "services": 1,
        "gaps": [],
        "without": [],
    }
    assert coverage["needs"]["tongue-tie"]["E10000028"]["state"] == "gap"
    assert coverage["needs"]["library"]["E06000016"]["state"] == "nothing"


def test_an_area_without_a_service_is_told_with_the_file_to_write_in(
    signpost: Run, weak: Path
) -> None:
    findings = checked(signpost, weak)["findings"]
    missing = next(
        finding
        for finding in findings
        if finding["check"] == "coverage" and "for library (" in finding["fault"]
    )
    assert (missing["level"], missing["council"]) == ("warning", "E06000016")
    assert Path(missing["path"]).parts[-2:] == ("leicester", "gaps.yaml")


def test_one_pack_s_findings_are_told_alone(signpost: Run, weak: Path) -> None:
    findings = checked(signpost, weak, "--source", "leicester")["findings"]
    assert {finding["service"] for finding in findings} == {"weak-service", None}
    assert {finding["council"] for finding in findings} == {"E06000016", None}


def test_a_source_that_is_not_there_is_misuse(signpost: Run, weak: Path) -> None:
    result = signpost("directory", "check", "--source", "atlantis", **in_folder(weak))
    assert result.exit_code == 2
    assert "Use leicester, sefton, staffordshire, stoke-on-trent." in result.stderr
    assert result.stdout == ""


def test_a_person_reads_sentences_a_table_and_a_sum(signpost: Run, weak: Path) -> None:
    result = signpost("directory", "check", **in_folder(weak))
    assert result.exit_code == 1
    assert 'weak-service: "0116 123" is not a UK number' in result.stdout
    assert "Coverage" in result.stdout
    assert "a gap is told" in result.stdout
    assert "--notes shows the notes" in result.stdout
    assert "note: " not in result.stdout


def test_notes_are_shown_where_asked(signpost: Run, weak: Path) -> None:
    result = signpost("directory", "check", "--notes", **in_folder(weak))
    assert "note: " in result.stdout
    assert "--notes shows" not in result.stdout


def test_web_addresses_are_asked_only_where_that_is_asked(signpost: Run, weak: Path) -> None:
    silent = checked(signpost, weak, "--source", "leicester")["findings"]
    assert "link" not in {finding["check"] for finding in silent}


def test_a_dead_web_address_is_told(signpost: Run, weak: Path) -> None:
    findings = checked(signpost, weak, "--links")["findings"]
    (dead,) = [finding for finding in findings if finding["check"] == "link"]
    assert (dead["level"], dead["service"]) == ("warning", "weak-service")
    assert "http://127.0.0.1:9/ cannot be reached" in dead["fault"]


def test_our_own_directory_has_no_error(lean: Run) -> None:
    result = lean("directory", "check", "--json")
    told = json.loads(result.stdout)
    assert [each for each in told["findings"] if each["level"] == "error"] == []
    assert result.exit_code == 0


def test_without_content_or_postcodes_it_says_what_to_run(
    signpost: Run, lean: Run, tmp_path: Path
) -> None:
    no_content = signpost("directory", "check", content_dir="/nowhere")
    assert (no_content.exit_code, "signpost content check" in no_content.stderr) == (1, True)
    no_postcodes = lean("directory", "check", data_dir=str(tmp_path))
    assert (no_postcodes.exit_code, "signpost postcodes build" in no_postcodes.stderr) == (1, True)


def test_no_other_command_loads_what_only_this_one_needs() -> None:
    """The shapes of phone numbers take memory and time from every start."""
    program = "import sys, bot.cli.commands; sys.exit('phonenumbers' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=CONTENT.parent, check=False)
    assert done.returncode == 0
