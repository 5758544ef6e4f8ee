"""`signpost understand`: measured on labelled files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run

ROWS = """\
text,label,second
sore nipples from breastfeeding what helps,breastfeeding,sore_nipples
hello,greeting,
my bin was not collected,out_of_scope,
i feel so lonely,loneliness,
"""


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    path = tmp_path / "labelled.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def test_labelled_messages_are_scored(lean: Run, labelled: Path) -> None:
    result = lean("understand", "check", str(labelled))
    assert result.exit_code == 0
    assert "of 4 messages" in result.stdout
    assert "Confidently wrong" in result.stdout


@pytest.mark.parametrize("bar", [("--least-helped", "1.01"), ("--most-wrong", "-0.01")])
def test_below_the_bar_it_exits_with_1(bar: tuple[str, str], lean: Run, labelled: Path) -> None:
    assert lean("understand", "check", str(labelled), *bar).exit_code == 1


def test_thresholds_are_chosen_and_kept_with_their_evidence(
    signpost: Run, lean_content: Path, labelled: Path, tmp_path: Path
) -> None:
    content = shutil.copytree(lean_content, tmp_path / "content")
    result = signpost("understand", "calibrate", str(labelled), "--write", content_dir=str(content))
    assert result.exit_code == 0
    assert "sure " in result.stdout
    written = (content / "base" / "thresholds.yaml").read_text(encoding="utf-8")
    assert "4 messages of labelled.csv" in written
    assert "worth_a_check: " in written


@pytest.mark.parametrize(
    ("rows", "code", "said"),
    [
        (None, 2, "does not exist"),
        ("words,label\nhello,greeting\n", 1, "no column text"),
        ("", 1, "no column label and no text"),
    ],
)
def test_a_file_that_cannot_be_used_is_said(
    rows: str | None, code: int, said: str, lean: Run, tmp_path: Path
) -> None:
    path = tmp_path / "rows.csv"
    if rows is not None:
        path.write_text(rows, encoding="utf-8")
    result = lean("understand", "check", str(path))
    assert result.exit_code == code
    assert said in " ".join(result.stderr.split())


def test_without_content_it_says_what_to_run(signpost: Run, labelled: Path) -> None:
    result = signpost("understand", "check", str(labelled), content_dir="/nowhere")
    assert result.exit_code == 1
    assert "signpost content check" in result.stderr
