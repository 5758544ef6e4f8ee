"""A council's pack is joined: words from the library, services from the directory, lines from the file."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.library.loading import load
from bot.packs import Knowledge, read_calendars, read_directory, read_knowledge
from services_directory.authorities import Authorities
from services_directory.places import Locality, Point
from services_directory.postcode import Postcode
from tests.conftest import CONTENT


@pytest.fixture
def content(tmp_path: Path) -> Path:
    shutil.copytree(CONTENT, tmp_path / "content")
    return tmp_path / "content"


@pytest.fixture
def stafford(authorities: Authorities) -> Locality:
    return authorities.locality("E07000197", Point(52.8, -2.1))


def test_every_service_of_every_pack_is_in_the_directory(stafford: Locality) -> None:
    directory, faults = read_directory(load(CONTENT), lambda _postcode: stafford)
    assert faults == ()
    assert len(directory.services) > 60
    assert directory.gaps
    assert "infant-feeding" in directory.needs


def test_a_service_that_is_wrong_is_left_out_and_said_with_its_line(
    content: Path, stafford: Locality
) -> None:
    path = content / "places" / "leicester" / "services.yaml"
    text = path.read_text(encoding="utf-8")
    at = text.index("    bound: ")
    path.write_text(text[:at] + "    bound: moon\n" + text[text.index("\n", at) + 1 :])
    directory, (fault,) = read_directory(load(content), lambda _postcode: stafford)
    assert fault.path == path
    assert abs(fault.line - text[:at].count("\n") - 1) <= 12
    assert fault.remedy
    whole, _ = read_directory(load(CONTENT), lambda _postcode: stafford)
    assert len(directory.services) == len(whole.services) - 1


def test_two_services_of_one_id_are_said_and_one_is_kept(content: Path, stafford: Locality) -> None:
    path = content / "places" / "leicester" / "services.yaml"
    first = path.read_text(encoding="utf-8").partition("  - id: ")[2].partition("\n")[0]
    second = content / "places" / "sefton" / "services.yaml"
    other = second.read_text(encoding="utf-8").partition("  - id: ")[2].partition("\n")[0]
    second.write_text(
        second.read_text(encoding="utf-8").replace(f"- id: {other}\n", f"- id: {first}\n", 1)
    )
    directory, (fault,) = read_directory(load(content), lambda _postcode: stafford)
    assert fault.fault == f'Two services have the id "{first}".'
    assert fault.path.name == "services.yaml"
    assert [service.id for service in directory.services].count(first) == 1


def test_a_venue_whose_postcode_is_not_held_is_said() -> None:
    def nowhere(_postcode: Postcode) -> Locality | None:
        return None

    _, faults = read_directory(load(CONTENT), nowhere)
    assert faults
    assert all("postcode" in fault.fault for fault in faults)


TERMS = """owner: Family hubs
source: https://example.org/terms
reviewed: 2026-11-20
terms:
  - {name: Autumn 2026, first_day: 2026-09-02, last_day: 2026-12-18}
"""


def test_a_pack_may_tell_its_school_terms(content: Path) -> None:
    (content / "places" / "leicester" / "terms.yaml").write_text(TERMS, encoding="utf-8")
    calendars, faults = read_calendars(load(content))
    assert faults == ()
    assert list(calendars) == ["E06000016"]
    assert calendars["E06000016"].in_term(date(2026, 11, 27)) is True


def test_terms_that_are_wrong_are_said_with_their_line_and_are_not_known(
    content: Path, stafford: Locality
) -> None:
    path = content / "places" / "leicester" / "terms.yaml"
    path.write_text(TERMS.replace("2026-12-18", "2026-02-18"), encoding="utf-8")
    calendars, (fault,) = read_calendars(load(content))
    assert (fault.path, fault.line) == (path, 5)
    assert calendars["E06000016"].in_term(date(2026, 11, 27)) is None
    assert fault in read_directory(load(content), lambda _postcode: stafford)[1]


def test_a_code_that_nobody_knows_is_said_with_its_line(content: Path, stafford: Locality) -> None:
    path = content / "places" / "sefton" / "services.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("serves: [E08000014]", "serves: [E08000941]", 1))
    areas = Authorities.load().area_names()
    _, (fault,) = read_directory(load(content), lambda _postcode: stafford, areas)
    assert fault.line == text[: text.index("serves: [E08000014]")].count("\n") + 1
    assert "E08000941 is no code that we know" in fault.fault


def test_files_of_the_directory_are_kept_with_their_lines_for_whoever_reads_them(
    content: Path,
) -> None:
    for name in ("sources.yaml", "curation.yaml"):
        (content / "places" / "sefton" / name).write_text("owner: Family hubs\n")
    (content / "base" / "feed-words.yaml").write_text("owner: Family hubs\n")
    names = {path.name for path in load(content).documents}
    assert {"sources.yaml", "curation.yaml", "feed-words.yaml"} <= names


def test_without_a_library_there_is_no_knowledge_and_every_fault(
    content: Path, stafford: Locality
) -> None:
    (content / "base" / "phrases.yaml").unlink()
    (content / "places" / "leicester" / "gaps.yaml").write_text("gaps: [")
    kept = content.parent / "var"
    knowledge, faults = read_knowledge(content, lambda _postcode: stafford, {}, kept)
    assert knowledge is None
    assert not kept.exists(), "nothing was learnt"
    assert {"phrases.yaml", "gaps.yaml"} <= {fault.path.name for fault in faults}


def test_what_was_learnt_from_content_is_kept_and_speaks_the_same_when_it_is_read_again(
    lean_content: Path, stafford: Locality, tmp_path: Path
) -> None:
    def read() -> Knowledge:
        knowledge, _ = read_knowledge(lean_content, lambda _postcode: stafford, {}, tmp_path)
        assert knowledge is not None
        return knowledge

    first = read()
    (kept,) = tmp_path.glob("learnt-*.npz")
    written = kept.stat().st_mtime_ns
    again = read()
    assert kept.stat().st_mtime_ns == written, "it was not learnt a second time"
    for text in ("sore nipples", "stop smoking", "zzz"):
        assert again.understanding.explain(text) == first.understanding.explain(text)
