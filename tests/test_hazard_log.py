"""The hazard log leaves no field out, and every control in it names files and tests that are there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOG = ROOT / "docs" / "clinical-safety" / "hazard-log.md"

FIELDS = (
    "Description",
    "Potential clinical impact",
    "Possible causes",
    "Existing controls",
    "Initial risk rating",
    "Residual risk rating",
    "Owner",
    "Status",
    "To be done by the deploying organisation",
)
LISTS = ("Possible causes", "To be done by the deploying organisation")
STATUSES = ("Open", "Transferred", "Closed")
SEVERITIES = ("Minor", "Significant", "Considerable", "Major", "Catastrophic")
LIKELIHOODS = ("Very low", "Low", "Medium", "High", "Very high")

HEADING = re.compile(r"^## (HAZ-\d\d) (.+)$", re.MULTILINE)
FIELD = re.compile(r"^\*\*([^*]+)\.\*\*", re.MULTILINE)
CONTROL = re.compile(r"^\d+\. ", re.MULTILINE)
RATING = re.compile(r"([A-Z][a-z]+) × ([A-Z][a-z]+(?: [a-z]+)?) = (\d)")
TEST = re.compile(r"`(tests/[\w/-]+\.py)::(test_\w+)`")
TRANSCRIPT = re.compile(r"`(tests/transcripts/[\w-]+\.yaml)`")
NAMED = re.compile(r"`([\w.-]+/[\w./-]*)(?:::\w+)?`")
LINKED = re.compile(r"\]\(([^):#]+)(?:#[^)]*)?\)")
ROW = re.compile(r"^\| \[(HAZ-\d\d)\]\(#([\w-]+)\) \| (\d) \| (\d) \| (\w+) \|$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Hazard:
    """One section of the log, field by field as it is written."""

    id: str
    name: str
    fields: dict[str, str]

    @property
    def controls(self) -> list[str]:
        return CONTROL.split(self.fields.get("Existing controls", ""))[1:]

    def rated(self, field: str) -> tuple[str, str, int] | None:
        """Severity, likelihood and rating."""
        found = RATING.fullmatch(self.fields.get(field, ""))
        return (found[1], found[2], int(found[3])) if found else None


def hazards_in(log: str) -> list[Hazard]:
    _, *parts = HEADING.split(log)
    return [Hazard(*each) for each in zip(parts[::3], parts[1::3], _fields(parts), strict=True)]


def _fields(parts: list[str]) -> Iterator[dict[str, str]]:
    for text in parts[2::3]:
        _, *written = FIELD.split(text)
        yield {name: words.strip() for name, words in zip(written[::2], written[1::2], strict=True)}


def matrix_in(log: str) -> dict[tuple[str, str], int]:
    """(severity, likelihood) → rating, from the table that the log itself shows."""
    rows = re.findall(rf"^\| ({'|'.join(LIKELIHOODS)}) ((?:\| \d )+)\|$", log, re.MULTILINE)
    return {
        (severity, likelihood): int(rating)
        for likelihood, ratings in rows
        for severity, rating in zip(SEVERITIES, re.findall(r"\d", ratings), strict=True)
    }


@cache
def functions_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def missing_in(text: str) -> list[str]:
    """Files, transcripts and tests that are named and not there."""
    files = [name for name in NAMED.findall(text) if not (ROOT / name).exists()]
    links = [name for name in LINKED.findall(text) if not (LOG.parent / name).exists()]
    tests = [
        f"{file}::{test}"
        for file, test in TEST.findall(text)
        if (ROOT / file).exists() and test not in functions_in(ROOT / file)
    ]
    return [*files, *links, *tests]


def faults_of(hazard: Hazard, matrix: dict[tuple[str, str], int]) -> Iterator[str]:
    """All that is wrong with one hazard, in words."""
    yield from (f"no {field}" for field in FIELDS if not hazard.fields.get(field))
    yield from (f"{field} is no field" for field in hazard.fields if field not in FIELDS)
    for field in LISTS:
        if not hazard.fields.get(field, "").startswith("- "):
            yield f"{field} is no list"
    if hazard.fields.get("Status") not in STATUSES:
        yield f"the status is none of {', '.join(STATUSES)}"
    yield from _faults_of_controls(hazard)
    yield from _faults_of_ratings(hazard, matrix)
    yield from (
        f"{name} is not there" for field in hazard.fields.values() for name in missing_in(field)
    )


def _faults_of_controls(hazard: Hazard) -> Iterator[str]:
    if not hazard.controls:
        yield "no control"
    for number, control in enumerate(hazard.controls, 1):
        what, _, held_by = control.partition("Held by:")
        if not [*NAMED.findall(what), *LINKED.findall(what)]:
            yield f"control {number} names no file that does it"
        if not [*TEST.findall(held_by), *TRANSCRIPT.findall(held_by)]:
            yield f"control {number} names no test that holds it"


def _faults_of_ratings(hazard: Hazard, matrix: dict[tuple[str, str], int]) -> Iterator[str]:
    for field in ("Initial risk rating", "Residual risk rating"):
        rated = hazard.rated(field)
        if rated is None or matrix.get(rated[:2]) != rated[2]:
            yield f"{field} does not follow from the matrix"
    initial, residual = hazard.rated("Initial risk rating"), hazard.rated("Residual risk rating")
    if initial and residual and residual[2] > initial[2]:
        yield "the residual rating is above the initial one"


WRITTEN = LOG.read_text(encoding="utf-8")
HAZARDS = hazards_in(WRITTEN)
MATRIX = matrix_in(WRITTEN)


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda hazard: hazard.id)
def test_a_hazard_is_whole_and_all_that_it_names_is_there(hazard: Hazard) -> None:
    assert list(faults_of(hazard, MATRIX)) == []


def test_hazards_are_numbered_once_and_without_a_gap() -> None:
    assert [hazard.id for hazard in HAZARDS] == [
        f"HAZ-{number:02}" for number in range(1, len(HAZARDS) + 1)
    ]
    assert len(HAZARDS) >= 18


def test_the_summary_says_of_each_hazard_what_its_section_says() -> None:
    rows = ROW.findall(WRITTEN)
    assert rows == [summary_of(hazard) for hazard in HAZARDS]


def summary_of(hazard: Hazard) -> tuple[str, ...]:
    heading = f"{hazard.id} {hazard.name}".lower()
    anchor = re.sub(r"[^\w\- ]", "", heading).replace(" ", "-")
    initial, residual = hazard.rated("Initial risk rating"), hazard.rated("Residual risk rating")
    assert initial
    assert residual
    return (hazard.id, anchor, str(initial[2]), str(residual[2]), hazard.fields["Status"])


def test_a_risk_that_forbids_release_is_named_before_the_sections() -> None:
    rated = ((hazard.id, hazard.rated("Residual risk rating")) for hazard in HAZARDS)
    forbidding = [id_ for id_, each in rated if each and each[2] >= 4]
    said = WRITTEN.partition("## All hazards")[2].partition("\n## HAZ-")[0]
    (sentence,) = re.findall(r"^\*\*.*stand.* at 4 .*\*\*$", said, re.MULTILINE)
    assert re.findall(r"HAZ-\d\d", sentence) == forbidding


def test_the_matrix_is_whole_and_never_falls_with_severity_or_likelihood() -> None:
    assert len(MATRIX) == len(SEVERITIES) * len(LIKELIHOODS)
    for likelihood in LIKELIHOODS:
        row = [MATRIX[severity, likelihood] for severity in SEVERITIES]
        assert row == sorted(row)
    for severity in SEVERITIES:
        column = [MATRIX[severity, likelihood] for likelihood in LIKELIHOODS]
        assert column == sorted(column)


def test_whatever_the_log_names_outside_its_hazards_is_there_too() -> None:
    assert missing_in(WRITTEN) == []


SOUND = """\
## HAZ-01 A made-up hazard

**Description.** Something goes wrong.

**Potential clinical impact.** Harm.

**Possible causes.**

- A slip.

**Existing controls.**

1. Danger comes first: `bot/app.py`.
   Held by: `tests/test_hazard_log.py::test_a_sound_hazard_has_no_fault`.

**Initial risk rating.** Major × High = 4

**Residual risk rating.** Major × Low = 3

**Owner.** Clinical safety officer

**Status.** Open

**To be done by the deploying organisation.**

- Look.
"""


def faults_in(log: str) -> list[str]:
    (hazard,) = hazards_in(log)
    return list(faults_of(hazard, MATRIX))


def test_a_sound_hazard_has_no_fault() -> None:
    assert faults_in(SOUND) == []


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_that_is_left_out_is_noticed(field: str) -> None:
    assert f"no {field}" in faults_in(SOUND.replace(f"**{field}.**", "Nothing."))


@pytest.mark.parametrize(
    ("written", "becomes", "fault"),
    [
        ("1. Danger", "Danger", "no control"),
        ("`bot/app.py`", "the app", "control 1 names no file that does it"),
        ("`bot/app.py`", "`bot/no_app.py`", "bot/no_app.py is not there"),
        ("`bot/app.py`", "[it](../no.md)", "../no.md is not there"),
        ("Held by:", "Held, one hopes, by", "control 1 names no test that holds it"),
        (
            "_has_no_fault`",
            "_is_dreamt`",
            "tests/test_hazard_log.py::test_a_sound_hazard_is_dreamt is not there",
        ),
        ("test_hazard_log.py::", "test_dreams.py::", "tests/test_dreams.py is not there"),
        (
            "`tests/test_hazard_log.py::test_a_sound_hazard_has_no_fault`",
            "`tests/transcripts/a-dream.yaml`",
            "tests/transcripts/a-dream.yaml is not there",
        ),
        (
            "Major × High = 4",
            "Major × High = 3",
            "Initial risk rating does not follow from the matrix",
        ),
        (
            "Major × Low = 3",
            "Grave × Low = 3",
            "Residual risk rating does not follow from the matrix",
        ),
        (
            "Major × Low = 3",
            "Major × Very high = 5",
            "the residual rating is above the initial one",
        ),
        ("**Status.** Open", "**Status.** Fine", "the status is none of Open, Transferred, Closed"),
        ("- A slip.", "A slip.", "Possible causes is no list"),
        ("**Owner.**", "**Owner.** X\n\n**Boss.**", "Boss is no field"),
    ],
)
def test_what_is_wrong_with_a_hazard_is_noticed(written: str, becomes: str, fault: str) -> None:
    assert written in SOUND
    assert fault in faults_in(SOUND.replace(written, becomes))
