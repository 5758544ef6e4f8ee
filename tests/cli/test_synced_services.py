"""From a feed to a resident: synced, told with its source, searched, called wrong, and gone when its source drops it."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.app import App, build
from bot.settings import Settings
from tests.cli.conftest import Run
from tests.resident import Resident

SOURCES = """
owner: Directory lead
reviewed: 2026-11-20
review_by: 2027-05-20
sources:
  - name: connects
    title: Invented Connects
    address: feed.json
    kind: open-referral
    licence: Open Government Licence v3.0
    bound: council
    serves: [E10000028]
    show: all
"""

LIBRARY = {
    "id": "3f0b1c1e-0000-4000-8000-000000000001",
    "name": "Inventedville Library",
    "status": "active",
    "description": "<p>Words of the feed that nobody reviewed.</p>",
    "email": "toys@example.org",
    "service_areas": [],
}


@dataclass
class Council:
    """One install with one feed."""

    run: Run
    content: Path
    database: str

    def lists(self, *services: dict[str, Any]) -> None:
        path = self.content / "places" / "staffordshire" / "feed.json"
        path.write_text(json.dumps(list(services)), encoding="utf-8")

    def signpost(self, *arguments: str, **more: Any) -> Any:
        folders = {"content_dir": str(self.content), "database_url": self.database}
        return self.run(*arguments, **{**folders, **more})

    def app(self, data_dir: Path) -> App:
        settings = Settings(
            _env_file=None,
            content_dir=self.content,
            data_dir=data_dir,
            database_url=self.database,  # type: ignore[arg-type]
        )
        return build(settings, lambda: datetime(2026, 11, 20, 19, 0, tzinfo=UTC))


@pytest.fixture
def council(lean: Run, lean_content: Path, tmp_path: Path) -> Council:
    content = shutil.copytree(lean_content, tmp_path / "content")
    (content / "places" / "staffordshire" / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    made = Council(lean, content, f"sqlite:///{tmp_path / 'signpost.db'}")
    assert made.signpost("db", "upgrade").exit_code == 0
    made.lists(LIBRARY)
    return made


def found(council: Council) -> list[str]:
    result = council.signpost("find", "st16 2lh", "--need", "library", "--json")
    return [each["name"] for each in json.loads(result.stdout)["services"]]


def test_what_a_feed_lists_is_found_once_it_is_synced(council: Council) -> None:
    assert "Inventedville Library" not in found(council)
    assert council.signpost("directory", "sync").exit_code == 0
    assert "Inventedville Library" in found(council)


def test_a_resident_reads_its_name_and_source_and_none_of_the_feeds_own_words(
    council: Council, lean_data_dir: Path
) -> None:
    council.signpost("directory", "sync")
    person = Resident(council.app(lean_data_dir)).says("library near st16 2lh")
    person.sees("Inventedville Library", "toys@example.org", "From Invented Connects")
    person.does_not_see("nobody reviewed")


def test_a_sync_is_live_in_a_running_bot_without_a_restart(
    council: Council, lean_data_dir: Path
) -> None:
    app = council.app(lean_data_dir)
    Resident(app).says("library near st16 2lh").does_not_see("Inventedville Library")
    council.signpost("directory", "sync")
    app.refresh()
    Resident(app).says("library near st16 2lh").sees("Inventedville Library")


def test_looking_again_where_nothing_changed_keeps_the_same_directory(
    council: Council, lean_data_dir: Path
) -> None:
    app = council.app(lean_data_dir)
    before = app.knowledge
    app.refresh()
    assert app.knowledge is before


def test_what_its_source_no_longer_lists_is_no_longer_told(
    council: Council, lean_data_dir: Path
) -> None:
    council.lists(*({**LIBRARY, "id": str(n), "name": f"Branch {n} Library"} for n in range(10)))
    council.signpost("directory", "sync")
    council.lists(*({**LIBRARY, "id": str(n), "name": f"Branch {n} Library"} for n in range(1, 10)))
    council.signpost("directory", "sync")
    app = council.app(lean_data_dir)
    names = {each.name for each in app.knowledge.directory.services} if app.knowledge else set()
    assert "Branch 0 Library" not in names
    assert "Branch 1 Library" in names


def test_curation_puts_reviewed_words_over_it(council: Council, lean_data_dir: Path) -> None:
    council.signpost("directory", "sync")
    (council.content / "places" / "staffordshire" / "curation.yaml").write_text(
        f"""
owner: Directory lead
reviewed: 2026-11-20
review_by: 2027-05-20
services:
  - source: connects
    id: {LIBRARY["id"]}
    summary: Borrow toys for a week at a time.
    who_for: Families with a child under 5.
    reviewed_by: A. Reader
    checked_on: 2026-11-20
""",
        encoding="utf-8",
    )
    person = Resident(council.app(lean_data_dir)).says("library near st16 2lh")
    person.sees("Borrow toys for a week at a time.", "Families with a child under 5.")


def test_with_the_database_gone_the_packs_services_are_still_told(
    council: Council, lean_data_dir: Path
) -> None:
    council.signpost("directory", "sync")
    gone = Council(council.run, council.content, "sqlite:////nowhere/at/all.db")
    directory = gone.app(lean_data_dir).knowledge
    assert directory is not None
    assert directory.directory.service("library-stafford") is not None
