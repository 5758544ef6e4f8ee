"""`signpost directory sync`, `import` and `unplaced`, over a content folder, a data folder and a feed of their own."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import create_engine

from services_directory import stored
from tests.cli.conftest import Run, answers
from tests.conftest import ROOT
from tests.fakes.open_referral_feed import OpenReferralFeed

REAL = ROOT.parent / "shared" / "data" / "directory"
HEADER = {"owner": "Lead", "reviewed": "2026-11-20", "review_by": "2027-11-20"}
NAMES = ("Breastfeeding group", "Health visiting team", "Bowls", "Antenatal class", "Choir")

Service = dict[str, Any]


def services(*names: str) -> list[Service]:
    return [
        {
            "id": f"00000000-0000-4000-8000-{number:012}",
            "name": name,
            "description": "<p>Words.</p>",
            "status": "active",
            "schedules": [],
            "service_at_locations": [],
        }
        for number, name in enumerate(names)
    ]


@pytest.fixture
def feed() -> Iterator[OpenReferralFeed]:
    with OpenReferralFeed(services(*NAMES)) as served:
        yield served


class Desk:
    """Commands over folders that no other test uses."""

    def __init__(self, lean: Run, content: Path, data: Path) -> None:
        self._lean, self.content, self.data = lean, content, data

    def __call__(self, *arguments: str, **settings: str) -> Result:
        folders = {"content_dir": str(self.content), "data_dir": str(self.data)}
        return self._lean("directory", *arguments, **{**folders, **settings})

    def told(self, *arguments: str, exit_code: int = 0) -> dict[str, Any]:
        result = self(*arguments, "--json")
        assert result.exit_code == exit_code, result.stderr
        (told,) = answers(result)
        return told

    def write(self, name: str, key: str, *entries: Service) -> None:
        path = self.content / "places" / "staffordshire" / name
        path.write_text(json.dumps({**HEADER, key: list(entries)}, indent=1))

    def lists(self, address: str, **more: Any) -> None:
        source = {
            "name": "connects",
            "title": "Anyshire Connects",
            "address": address,
            "kind": "open-referral",
            "bound": "council",
            "serves": ["E10000028"],
            "show": "all",
        }
        self.write("sources.yaml", "sources", {**source, **more})

    def held(self) -> set[str]:
        engine = create_engine(f"sqlite:///{self.data / 'signpost.db'}")
        with engine.begin() as connection:
            found = {str(kept.record.document["name"]) for kept in stored.listed(connection)}
        engine.dispose()
        return found


@pytest.fixture
def desk(lean: Run, lean_content: Path, tmp_path: Path) -> Desk:
    content = tmp_path / "content"
    shutil.copytree(lean_content, content)
    return Desk(lean, content, tmp_path / "var")


def test_a_feed_is_read_placed_and_said(desk: Desk, feed: OpenReferralFeed) -> None:
    desk.lists(feed.url)
    told = desk.told("sync")
    (source,) = told["sources"]
    assert told["faults"] == []
    assert (source["source"], source["outcome"], source["why"]) == ("connects", "changed", None)
    assert source["counts"]["added"] == 5
    assert source["shown"] == 3
    assert source["not_shown"] == {"no need could be told from its words": 2}
    assert desk.held() == set(NAMES)


def test_a_second_sync_changes_nothing(desk: Desk, feed: OpenReferralFeed) -> None:
    desk.lists(feed.url)
    desk.told("sync")
    (source,) = desk.told("sync")["sources"]
    assert source["outcome"] == "unchanged"
    assert source["counts"]["unchanged"] == 5


def test_a_trial_run_changes_nothing(desk: Desk, feed: OpenReferralFeed) -> None:
    desk.lists(feed.url)
    (source,) = desk.told("sync", "--dry-run")["sources"]
    assert source["outcome"] == "planned"
    assert source["examples"]["added"] == list(NAMES)
    assert desk.held() == set()


def test_a_feed_that_shrinks_needs_a_yes(desk: Desk, feed: OpenReferralFeed) -> None:
    desk.lists(feed.url)
    desk.told("sync")
    with OpenReferralFeed(services(*NAMES[:4])) as smaller:
        desk.lists(smaller.url)
        (source,) = desk.told("sync", exit_code=1)["sources"]
        assert source["outcome"] == "refused"
        assert "5 to 4" in source["why"]
        assert "--yes" in source["why"]
        assert desk.held() == set(NAMES)
        desk.told("sync", "--yes")
    assert desk.held() == set(NAMES[:4])


def test_a_feed_that_is_down_changes_nothing_and_the_others_are_synced(
    desk: Desk, feed: OpenReferralFeed
) -> None:
    sheet = desk.content / "places" / "staffordshire" / "down.json"
    good = {
        "name": "good",
        "title": "Good",
        "address": feed.url,
        "kind": "open-referral",
        "bound": "council",
        "serves": ["E10000028"],
    }
    desk.write("sources.yaml", "sources", {**good, "name": "down", "address": sheet.name}, good)
    result = desk("sync")
    assert result.exit_code == 1
    assert "down.json" in result.stderr
    assert "check that it is there" in result.stderr
    assert desk.held() == set(NAMES)
    assert desk.told("sync", "--source", "good")["sources"][0]["outcome"] == "unchanged"


def test_a_person_reads_a_table_and_what_is_not_shown(desk: Desk, feed: OpenReferralFeed) -> None:
    desk.lists(feed.url)
    result = desk("sync")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "connects" in result.stderr
    assert "connects: 2 not shown: no need could be told from its words." in result.stderr


def test_without_sources_it_says_where_to_write_them(desk: Desk) -> None:
    result = desk("sync")
    assert result.exit_code == 0
    assert "sources.yaml" in result.stderr


def test_while_curation_cannot_be_read_nothing_uncurated_is_shown(
    desk: Desk, feed: OpenReferralFeed
) -> None:
    desk.lists(feed.url)
    desk.told("sync")
    (desk.content / "places" / "leicester" / "curation.yaml").write_text("services: [")
    told = desk.told("sync", exit_code=1)
    assert told["sources"][0]["shown"] == 0
    assert "curation.yaml" in told["faults"][0]["path"]


def test_what_is_wrong_in_a_pack_is_said_with_its_line(desk: Desk, feed: OpenReferralFeed) -> None:
    desk.lists(feed.url, serves=["E10000099"])
    result = desk("sync")
    assert result.exit_code == 1
    assert "sources.yaml, line" in result.stderr
    assert "E10000099 is no code that we know" in result.stderr


def test_curation_outlives_a_sync_and_entries_without_a_service_are_said(
    desk: Desk, feed: OpenReferralFeed
) -> None:
    desk.lists(feed.url)
    choir = {
        "source": "connects",
        "id": services(*NAMES)[4]["id"],
        "needs": ["community"],
        "summary": "Sing.",
        "reviewed_by": "Lead",
        "checked_on": "2026-11-20",
    }
    desk.write("curation.yaml", "services", choir)
    for _ in range(2):
        assert desk.told("sync")["sources"][0]["shown"] == 4
    desk.write("curation.yaml", "services", {**choir, "id": "never"})
    (fault,) = desk.told("sync", exit_code=1)["faults"]
    assert (fault["level"], fault["line"]) == ("error", 8)
    desk.write("curation.yaml", "services", choir)
    with OpenReferralFeed(
        [{**each, "name": "A new group"} for each in services(*NAMES[:4])]
    ) as new:
        desk.lists(new.url)
        (note,) = desk.told("sync", "--yes")["faults"]
    assert note["level"] == "note"
    assert "no longer lists" in note["fault"]


def test_what_could_not_be_placed_is_listed_until_staff_say_what_it_is(
    desk: Desk, feed: OpenReferralFeed
) -> None:
    desk.lists(feed.url)
    desk.told("sync")
    found = desk.told("unplaced")["unplaced"]
    assert [(each["source"], each["name"], each["terms"]) for each in found] == [
        ("connects", "Bowls", []),
        ("connects", "Choir", []),
    ]
    assert found[0]["id"] in desk("unplaced", "--source", "connects").stdout
    desk.write(
        "curation.yaml", "services", {"source": "connects", "id": found[0]["id"], "hide": "yes"}
    )
    assert [each["name"] for each in desk.told("unplaced")["unplaced"]] == ["Choir"]
    assert desk.told("unplaced", "--source", "other") == {"unplaced": []}


def test_a_file_is_imported_under_its_own_name_and_shown_once_a_pack_lists_it(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "Our groups.json"
    file.write_text(json.dumps(services(*NAMES)))
    result = desk("import", str(file))
    assert result.exit_code == 0
    assert 'a source called "our-groups"' in result.stderr
    assert desk.held() == set(NAMES)
    desk.lists(str(file), name="our-groups")
    (source,) = desk.told("import", str(file))["sources"]
    assert (source["outcome"], source["shown"]) == ("unchanged", 3)


def test_a_feed_is_imported_from_its_address(desk: Desk, feed: OpenReferralFeed) -> None:
    (source,) = desk.told("import", feed.url, "--dry-run")["sources"]
    assert (source["source"], source["outcome"]) == ("127-0-0-1", "planned")
    assert desk.told("import", feed.url, "--source", "x")["sources"][0]["outcome"] == "changed"


def test_a_spreadsheet_is_imported_and_its_bad_rows_are_said(desk: Desk, tmp_path: Path) -> None:
    template = desk("export", "--format", "csv", "--template").stdout
    header = template.lstrip("\ufeff").splitlines()[0].split(",")
    row = {
        "id": "tea",
        "name": "Tea and talk",
        "organisation": "An invented charity",
        "needs": "community",
        "summary": "Tea.",
        "who for": "Anyone.",
        "bound": "anywhere",
        "confidence": "high",
        "checked on": "2026-11-20",
        "source": "https://example.org/",
    }
    rows = [row, {**row, "id": "bad", "bound": "moon"}]
    lines = [",".join(each.get(name, "") for name in header) for each in rows]
    file = tmp_path / "groups.csv"
    file.write_text("\n".join([",".join(header), *lines]))
    result = desk("import", str(file))
    assert result.exit_code == 0, result.stderr
    assert "row 3, column bound" in result.stderr
    assert desk.held() == {"Tea and talk"}


@pytest.mark.parametrize(
    "arguments", [("import", "a.csv", "--source", "A B"), ("import", "!.json")]
)
def test_a_name_that_cannot_be_one_is_misuse(arguments: tuple[str, ...], desk: Desk) -> None:
    result = desk(*arguments)
    assert result.exit_code == 2
    assert "--source" in result.stderr


def test_a_source_that_no_pack_has_is_misuse(desk: Desk, feed: OpenReferralFeed) -> None:
    desk.lists(feed.url)
    result = desk("sync", "--source", "other")
    assert result.exit_code == 2
    assert "There are: connects" in result.stderr


def test_a_database_that_cannot_be_opened_is_said(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    result = desk("sync", database_url=f"sqlite:///{tmp_path / 'file' / 'signpost.db'}")
    assert result.exit_code == 1
    assert "SIGNPOST_DATABASE_URL" in result.stderr


@pytest.mark.parametrize(("council", "count"), [("bristol", 819), ("north_lincolnshire", 738)])
def test_every_entry_of_a_real_list_is_kept_or_set_aside_with_a_reason(
    council: str, count: int, desk: Desk
) -> None:
    found = sorted(REAL.glob(f"real_oruk_v1_services_list_{council}_*.json.gz"))
    if not found:
        pytest.skip("The real lists are not on this machine; the invented feed above stands in.")
    (path,) = found
    assert len(json.loads(gzip.decompress(path.read_bytes()))) == count
    (first,) = desk.told("import", str(path), "--source", "real")["sources"]
    assert first["counts"]["added"] + first["counts"]["quarantined"] == count
    assert first["counts"]["quarantined"] == len(first["quarantined"])
    assert all(each["reason"] and each["remedy"] for each in first["quarantined"])
    (second,) = desk.told("import", str(path), "--source", "real")["sources"]
    assert second["outcome"] == "unchanged"
    assert second["counts"]["quarantined"] == first["counts"]["quarantined"]
