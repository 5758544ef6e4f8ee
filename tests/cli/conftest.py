"""Commands run in this process, on a data folder of their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.cli.commands import app
from services_directory.postcodes.file import write
from services_directory.postcodes.packaged import compile_packaged, packaged_files
from tests.conftest import AREAS, CONTENT
from tests.lean import write_lean

Run = Callable[..., Result]


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a compiled postcode file."""
    folder = tmp_path_factory.mktemp("data")
    files = [file for file in packaged_files() if file.name[len("postcodes_")] in AREAS]
    compiled, _ = compile_packaged(files)
    write(compiled, folder / "postcodes.bin", "2026-11-20")
    return folder


@pytest.fixture(scope="session")
def lean_content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real content with few phrases to learn from, for commands that do not need to understand much."""
    return write_lean(tmp_path_factory.mktemp("lean") / "content")


@pytest.fixture(scope="session")
def signpost(data_dir: Path) -> Run:
    """Runs `signpost …` over the real content."""

    def run(*arguments: str, given: str | bytes = "", **settings: str) -> Result:
        environment = {
            "SIGNPOST_DATA_DIR": str(data_dir),
            "SIGNPOST_CONTENT_DIR": str(CONTENT),
            "COLUMNS": "200",
            **{f"SIGNPOST_{name.upper()}": value for name, value in settings.items()},
        }
        return CliRunner().invoke(app, list(arguments), input=given, env=environment)

    return run


@pytest.fixture(scope="session")
def lean(signpost: Run, lean_content: Path) -> Run:
    """Runs `signpost …` over content with few phrases."""

    def run(*arguments: str, **more: Any) -> Result:
        return signpost(*arguments, **{"content_dir": str(lean_content), **more})

    return run


def answers(result: Result) -> list[dict[str, Any]]:
    """One JSON object for each line of standard output."""
    return [json.loads(line) for line in result.stdout.splitlines()]
