"""Sources, curation and feed words of all packs, joined with the lines on which their faults stand."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from bot.feeds import Feeds, read_feeds
from bot.library.loading import load
from bot.library.reading import ContentFault

HEADER = {"owner": "Lead", "reviewed": "2026-11-20", "review_by": "2027-11-20"}
AREAS = {"E10000028": "Staffordshire"}


def source(name: str = "connects", **more: Any) -> dict[str, Any]:
    plain = {
        "name": name,
        "title": "Anyshire Connects",
        "address": "https://example.org/",
        "kind": "open-referral",
        "bound": "council",
        "serves": ["E10000028"],
        "show": "all",
    }
    return {**plain, **more}


class Packs:
    """A content folder in which a test writes what it needs."""

    def __init__(self, content: Path) -> None:
        self.content = content

    def write(self, pack: str, name: str, key: str, *entries: object) -> None:
        text = json.dumps({**HEADER, key: list(entries)}, indent=1)
        (self.content / "places" / pack / name).write_text(text)

    def read(self) -> tuple[Feeds, tuple[ContentFault, ...]]:
        return read_feeds(load(self.content), AREAS)


@pytest.fixture
def packs(lean_content: Path, tmp_path: Path) -> Packs:
    shutil.copytree(lean_content, tmp_path / "content")
    return Packs(tmp_path / "content")


def test_packs_without_other_directories_have_none_and_no_fault(packs: Packs) -> None:
    feeds, faults = packs.read()
    assert faults == ()
    assert feeds.rules.sources == feeds.rules.curation == {}
    assert feeds.rules.words.place({"name": "Baby clinic"}).needs == ("health-visiting",)


def test_an_address_is_on_the_web_or_starts_at_its_pack(packs: Packs) -> None:
    sheet = source("sheet", kind="csv", address="sheets/groups.csv")
    packs.write("sefton", "sources.yaml", "sources", source(), sheet)
    feeds, faults = packs.read()
    assert faults == ()
    found = {name: feeds.address(each) for name, each in feeds.rules.sources.items()}
    assert found == {
        "connects": "https://example.org/",
        "sheet": packs.content / "places" / "sefton" / "sheets" / "groups.csv",
    }


def test_two_packs_cannot_give_one_name_to_two_sources(packs: Packs) -> None:
    packs.write("leicester", "sources.yaml", "sources", source(title="First"))
    packs.write("sefton", "sources.yaml", "sources", source(title="Second"))
    feeds, (fault,) = packs.read()
    assert feeds.rules.sources["connects"].title == "First"
    assert fault.path.parent.name == "sefton"


def test_one_pack_may_curate_another_s_source(packs: Packs) -> None:
    packs.write("leicester", "sources.yaml", "sources", source())
    packs.write(
        "sefton", "curation.yaml", "services", {"source": "connects", "id": "1", "hide": "yes"}
    )
    feeds, faults = packs.read()
    assert faults == ()
    assert feeds.rules.curation["connects", "1"].hide


def test_a_fault_has_the_line_of_the_value(packs: Packs) -> None:
    packs.write("sefton", "sources.yaml", "sources", source(bound="moon"))
    _, (fault,) = packs.read()
    assert (fault.path.name, fault.level) == ("sources.yaml", "error")
    assert '"bound": "moon"' in fault.path.read_text().splitlines()[fault.line - 1]


def test_after_a_sync_entries_without_a_service_are_said_with_their_line(packs: Packs) -> None:
    packs.write("sefton", "sources.yaml", "sources", source())
    hidden = [{"source": "connects", "id": each, "hide": "yes"} for each in "ab"]
    packs.write("sefton", "curation.yaml", "services", *hidden)
    feeds, _ = packs.read()
    gone, never = feeds.faults_against({("connects", "a"): False, ("connects", "c"): True})
    assert (gone.level, never.level) == ("note", "error")
    assert '"id": "b"' in never.path.read_text().splitlines()[never.line - 1]


def test_while_one_pack_s_curation_cannot_be_read_sources_show_no_more_than_is_curated(
    packs: Packs,
) -> None:
    packs.write("sefton", "sources.yaml", "sources", source())
    (packs.content / "places" / "leicester" / "curation.yaml").write_text("services: [")
    feeds, _ = packs.read()
    assert [each.show for each in feeds.rules.sources.values()] == ["curated"]


def test_feed_words_that_are_broken_place_nothing(packs: Packs) -> None:
    (packs.content / "base" / "feed-words.yaml").write_text("terms: []\nwords: []\n")
    feeds, faults = packs.read()
    assert feeds.rules.words.place({"name": "Baby clinic"}).needs == ()
    assert {fault.path.name for fault in faults} == {"feed-words.yaml"}
