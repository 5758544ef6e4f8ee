"""`signpost find` and `signpost directory`: what a resident of a place may use."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

PREGNANT = ("--fact", "pregnant=yes", "--fact", "smokes_tobacco=yes")


def found(lean: Run, postcode: str, need: str, *more: str) -> dict[str, Any]:
    result = lean("find", postcode, "--need", need, "--json", *more)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_services_are_found_for_a_need(lean: Run) -> None:
    told = found(lean, "st16 2lh", "stop-smoking-pregnancy", *PREGNANT)
    assert {"place", "services", "ask", "gaps", "neighbours"} <= set(told)
    assert told["place"]["district"]["name"] == "Stafford"
    assert told["services"]
    keys = ["id", "name", "phone", "url", "postcode", "distance_miles", "serves", "why", "open_now"]
    for service in told["services"]:
        assert set(keys) <= set(service)
        assert "E06000021" not in service["serves"], "not Stoke-on-Trent's"


def test_a_gap_is_told_with_its_owner_s_words_and_end(lean: Run) -> None:
    told = found(lean, "st16 2lh", "tongue-tie")
    (gap,) = told["gaps"]
    assert {"id", "need", "says", "instead", "until"} <= set(gap)


@pytest.mark.parametrize(
    ("postcode", "kind"),
    [("st16 0zz", "unlisted"), ("st16", "partial"), ("hello", "not_a_postcode")],
)
def test_without_a_place_nothing_is_found_and_the_kind_is_said(
    postcode: str, kind: str, lean: Run
) -> None:
    result = lean("find", postcode, "--need", "infant-feeding", "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 1
    assert told["place"] == {"kind": kind}
    assert told["services"] == told["gaps"] == told["neighbours"] == []
    assert told["ask"] is None


def test_a_person_reads_what_a_resident_would_read(lean: Run) -> None:
    result = lean("find", "st16 2lh", "--need", "infant-feeding")
    assert result.exit_code == 0
    assert "Help with feeding your baby in Stafford" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("st16 2lh", "--need", "no-such-need"), "signpost directory needs"),
        (("st16 2lh",), "--need"),
        ((), "POSTCODE"),
        (("st16 2lh", "--need", "infant-feeding", "--fact", "age"), "name=yes"),
        (("st16 2lh", "--need", "infant-feeding", "--fact", "age=old"), "name=yes"),
        (("st16 2lh", "--need", "infant-feeding", "--now", "today"), "2026-11-20"),
        (("st16 2lh", "--need", "infant-feeding", "--colour", "red"), "No such option"),
    ],
)
def test_misuse_exits_with_2_and_says_how_to_use_it(
    arguments: tuple[str, ...], said: str, lean: Run
) -> None:
    result = lean("find", *arguments)
    assert result.exit_code == 2
    assert said.casefold() in result.stderr.casefold()
    assert result.stdout == ""


def test_finding_without_a_postcode_file_says_what_to_run(lean: Run, tmp_path: Path) -> None:
    result = lean("find", "st16 2lh", "--need", "infant-feeding", data_dir=str(tmp_path))
    assert result.exit_code == 1
    assert "signpost postcodes build" in result.stderr


def test_finding_without_content_says_what_to_run(signpost: Run) -> None:
    result = signpost("find", "st16 2lh", "--need", "infant-feeding", content_dir="/nowhere")
    assert result.exit_code == 1
    assert "signpost content check" in result.stderr


def test_the_needs_are_listed_with_how_many_services_they_have(lean: Run) -> None:
    result = lean("directory", "needs")
    assert result.exit_code == 0
    row = next(line for line in result.stdout.splitlines() if "infant-feeding" in line)
    assert "feeding your baby" in row
    assert any(part.strip().isdigit() for part in row.split("│"))
