"""`signpost content`: what is wrong, what a resident would see, what there is."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run

KEYS = {"level", "path", "line", "fault", "remedy"}


@pytest.fixture
def broken(lean_content: Path, tmp_path: Path) -> Path:
    """Content in which one topic, one phrase, one safety wording and one service are wrong."""
    content = tmp_path / "content"
    shutil.copytree(lean_content, content)
    (content / "base" / "topics" / "weaning.yaml").write_text("title: 1\ntitle: 2\n")
    phrases = content / "base" / "phrases.yaml"
    phrases.write_text(phrases.read_text().replace("{place}", "{palce}"))
    safety = content / "base" / "safety" / "baby_unwell.yaml"
    safety.write_text(safety.read_text().replace("says:\n", "says:\n  - (open bracket\n", 1))
    (content / "places" / "leicester" / "services.yaml").write_text("services: [\n")
    return content


def test_everything_that_is_wrong_is_told_at_once(signpost: Run, broken: Path) -> None:
    result = signpost("content", "check", "--json", content_dir=str(broken))
    assert result.exit_code == 1
    faults = json.loads(result.stdout)
    assert all(set(fault) == KEYS for fault in faults)
    errors = {Path(fault["path"]).name for fault in faults if fault["level"] == "error"}
    assert {"weaning.yaml", "phrases.yaml", "services.yaml"} <= errors
    assert all(fault["line"] >= 1 and fault["remedy"] for fault in faults)


def test_a_person_reads_faults_as_sentences(signpost: Run, broken: Path) -> None:
    result = signpost("content", "check", content_dir=str(broken))
    assert result.exit_code == 1
    assert 'weaning.yaml, line 2: "title" stands here twice. Keep one of the two.' in " ".join(
        result.stdout.split()
    )
    assert "errors," in result.stdout
    assert "--notes shows them" in result.stdout
    assert "note: " not in result.stdout


def test_the_real_content_has_no_errors(signpost: Run) -> None:
    result = signpost("content", "check", "--notes")
    assert "0 errors" in result.stdout, result.stdout
    assert result.exit_code == 0
    assert "note: " in result.stdout


def test_content_that_is_not_there_is_an_error(signpost: Run, tmp_path: Path) -> None:
    result = signpost("content", "check", "--json", content_dir=str(tmp_path))
    assert result.exit_code == 1
    assert json.loads(result.stdout)


def test_content_can_be_checked_before_there_is_a_postcode_file(
    signpost: Run, tmp_path: Path
) -> None:
    result = signpost(
        "content", "check", "--json", content_dir=str(tmp_path), data_dir=str(tmp_path)
    )
    assert result.exit_code == 1
    assert "postcodes of venues are not checked" in result.stderr


def test_what_there_is_is_listed(lean: Run) -> None:
    result = lean("content", "list")
    assert result.exit_code == 0
    row = next(line for line in result.stdout.splitlines() if "sore-nipples" in line)
    assert "breastfeeding" in row
    assert "2027" in row


def test_listing_content_that_cannot_be_loaded_says_what_to_run(signpost: Run) -> None:
    result = signpost("content", "list", content_dir="/nowhere")
    assert result.exit_code == 1
    assert "signpost content check" in result.stderr


def test_a_topic_is_shown_as_a_resident_sees_it(lean: Run) -> None:
    result = lean("content", "preview", "sore-nipples", "--place", "leicester")
    assert result.exit_code == 0
    assert "Pain at every feed" in result.stdout
    assert "[Urgent help]" in result.stdout
    assert "Owner: " in result.stdout
    assert "clinically signed off" in result.stdout


@pytest.mark.parametrize("topic", ["no-such-topic", ""])
def test_a_topic_that_is_not_there_is_said(topic: str, lean: Run) -> None:
    result = lean("content", "preview", topic)
    assert result.exit_code == 1
    assert "signpost content list" in result.stderr


def test_schemas_are_written_where_asked(signpost: Run, tmp_path: Path) -> None:
    result = signpost("content", "schema", str(tmp_path / "schemas"))
    assert result.exit_code == 0
    written = result.stdout.split()
    assert str(tmp_path / "schemas" / "topic.schema.json") in written
    assert all(json.loads(Path(path).read_text()) for path in written)


@pytest.mark.parametrize("command", [("content", "preview"), ("content", "frobnicate")])
def test_misuse_exits_with_2(command: tuple[str, ...], signpost: Run) -> None:
    assert signpost(*command).exit_code == 2
