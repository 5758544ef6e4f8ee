"""Commands run in this process, on a data folder of their own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.cli.commands import app
from tests.channels.conftest import api, api_url
from tests.conftest import CONTENT

__all__ = ["api", "api_url"]

Run = Callable[..., Result]


@pytest.fixture(scope="session")
def lean_data_dir(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder for lean content alone: each content's learning takes the place of the last one's."""
    folder = tmp_path_factory.mktemp("lean-var")
    shutil.copy(data_dir / "postcodes.bin", folder)
    return folder


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
def lean(signpost: Run, lean_content: Path, lean_data_dir: Path) -> Run:
    """Runs `signpost …` over content with few phrases."""
    folders = {"content_dir": str(lean_content), "data_dir": str(lean_data_dir)}

    def run(*arguments: str, **more: Any) -> Result:
        return signpost(*arguments, **{**folders, **more})

    return run


def answers(result: Result) -> list[dict[str, Any]]:
    """One JSON object for each line of standard output."""
    return [json.loads(line) for line in result.stdout.splitlines()]
