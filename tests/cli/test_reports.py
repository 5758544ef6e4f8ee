"""`signpost directory reports`: what residents called wrong, until staff have looked."""

from __future__ import annotations

import json
from datetime import date

import pytest
from click.testing import Result
from sqlalchemy import Engine

from bot.storage import reports
from tests.cli.conftest import Run


@pytest.fixture
def database(sqlite: Engine) -> str:
    return str(sqlite.url)


def test_without_any_that_is_said(lean: Run, database: str) -> None:
    result = lean("directory", "reports", database_url=database)
    assert result.exit_code == 0
    assert "called anything wrong" in result.stderr


def test_what_was_reported_is_listed_and_closed(lean: Run, database: str, sqlite: Engine) -> None:
    def told_by(*more: str) -> Result:
        return lean("directory", "reports", *more, database_url=database)

    with sqlite.begin() as connection:
        for _ in range(2):
            reports.add(connection, "library-highfields", "closed", date(2026, 11, 20))
        reports.add(connection, "gone-service", "phone", date(2026, 11, 21))
    told = json.loads(told_by("--json").stdout)["reports"]
    assert [(each["service"], each["name"]) for each in told] == [
        ("library-highfields", "Highfields Library"),
        ("gone-service", "no longer listed"),
    ]
    assert told[0]["reasons"] == [["closed", 2]]
    assert "it has closed (2)" in " ".join(told_by().stdout.split())
    closed = told_by("--done", "library-highfields")
    assert closed.exit_code == 0
    again = told_by("--done", "library-highfields")
    assert again.exit_code == 1
    assert "no open report" in again.stderr
