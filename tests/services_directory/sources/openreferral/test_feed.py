"""Whole feeds over HTTP, in every shape that publishers use, with their faults."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services_directory.record import Quarantined, ServiceRecord
from services_directory.sources.openreferral import FeedUnreadable, read_feed, read_spool
from services_directory.sources.openreferral.details import ABSENT_ENOUGH, BROKEN_ENOUGH
from services_directory.sources.openreferral.entry import Entry
from services_directory.sources.openreferral.fetching import Fetcher
from services_directory.sources.openreferral.spool import Spool
from tests.fakes.open_referral_feed import Answer, OpenReferralFeed, json_of, web_page
from tests.services_directory.sources.openreferral.builders import read, service_one, service_three
from tests.services_directory.sources.openreferral.conftest import NOW, Clock, Reads

SERVICES = [service_three(number) for number in range(1, 8)]
IDS = [str(each["id"]) for each in SERVICES]


@contextmanager
def feed(services: list[dict[str, Any]] = SERVICES, **how: Any) -> Iterator[OpenReferralFeed]:
    with OpenReferralFeed(services, **{"largest_page": 3, **how}) as served:
        yield served


def ids(entries: list[Entry]) -> list[str | None]:
    return [each.id for each in entries]


@pytest.mark.parametrize(
    ("shape", "counts_from"), [("3.0", 0), ("3.0", 1), ("1.0", 0), ("1.0", 1), ("list", 1)]
)
def test_a_feed_of_either_version_is_read_to_its_end(
    shape: str, counts_from: int, reads: Reads
) -> None:
    with feed(shape=shape, counts_from=counts_from) as served:
        assert ids(reads(served.url)) == IDS


@pytest.mark.parametrize("shape", ["3.0", "1.0"])
@pytest.mark.parametrize("count", [1, 3, 6])
@pytest.mark.parametrize("counts_from", [0, 1])
def test_full_and_single_pages_are_read_once(
    shape: str, count: int, counts_from: int, reads: Reads
) -> None:
    with feed(SERVICES[:count], shape=shape, counts_from=counts_from) as served:
        assert ids(reads(served.url)) == IDS[:count]


@pytest.mark.parametrize(
    "ending", ["", "/", "/services", "/services/", "/services?page=2&per_page=1"]
)
def test_the_address_may_be_that_of_the_api_or_of_its_list(ending: str, reads: Reads) -> None:
    with feed(root={"version": "HSDS-UK-3.0"}) as served:
        assert ids(reads(served.url + ending)) == IDS


def test_a_whole_record_comes_of_each_entry(reads: Reads) -> None:
    with feed() as served:
        assert reads(served.url) == [read(each) for each in SERVICES]


@pytest.mark.parametrize(
    "says",
    [
        {"total_pages": 1},
        {"total_pages": 99},
        {"total_pages": 0, "total_items": 0},
        {"last_page": True, "total_pages": 3},
        {"last_page": False},
        {"total_items": 8},
        {"page_number": 1},
        {"first_page": True, "last_page": None, "total_pages": None, "total_items": 7},
        {"first_page": None, "last_page": None, "total_pages": None, "total_items": 7},
    ],
)
def test_a_page_that_is_wrong_of_itself_ends_nothing_too_soon(says: Any, reads: Reads) -> None:
    with feed(says=says) as served:
        assert ids(reads(served.url)) == IDS


def test_a_feed_that_sends_one_page_for_ever_is_found_out(reads: Reads) -> None:
    with (
        feed(always_first=True) as served,
        pytest.raises(FeedUnreadable, match="7 services and gives 3"),
    ):
        reads(served.url)
    assert len(served.asked) < 10


def test_a_feed_that_sends_one_page_for_ever_is_whole_where_that_is_all(reads: Reads) -> None:
    with feed(always_first=True, says={"total_items": 3, "last_page": False}) as served:
        assert ids(reads(served.url)) == IDS[:3]


def test_a_feed_that_never_ends_is_left(reads: Reads, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services_directory.sources.openreferral.walk.MOST_PAGES", 5)
    with feed(says={"total_items": None, "last_page": False}) as served:
        served.fault = lambda asked, _: json_of(
            {"contents": [service_three(f"9{asked.query.get('page', 0)}")], "last_page": False}
        )
        with pytest.raises(FeedUnreadable, match="never to end"):
            reads(f"{served.url}/services")


@pytest.mark.parametrize("refuses", [["full"], ["full", "per_page"]])
def test_a_server_that_refuses_what_it_does_not_know_is_asked_for_less(
    refuses: list[str], reads: Reads
) -> None:
    with feed(refuses=refuses) as served:
        assert ids(reads(served.url)) == IDS


def test_outlines_are_filled_from_the_details(reads: Reads) -> None:
    services = [{**each, "id": f"urn:x/{place}?a b"} for place, each in enumerate(SERVICES)]
    with feed(services, shallow=True) as served:
        assert reads(served.url) == [read(each) for each in services]
        assert len(served.asked_for("/services/urn%3Ax%2F0%3Fa%20b")) == 1


def test_details_of_the_older_version_are_filled_too(reads: Reads) -> None:
    services = [service_one(number) for number in range(4)]
    with feed(services, shape="1.0", shallow=True) as served:
        assert reads(served.url) == [read(each) for each in services]


def test_a_server_that_lists_whole_services_is_not_asked_for_each(reads: Reads) -> None:
    with feed(shallow=True, knows_full=True) as served:
        assert reads(served.url) == [read(each) for each in SERVICES]
        assert not [each for each in served.asked if "/services/" in each.path]


@pytest.mark.parametrize("fault", [web_page(), Answer(404), json_of({})])
def test_a_feed_without_details_is_soon_no_longer_asked_for_them(
    fault: Answer, reads: Reads
) -> None:
    with feed(shallow=True) as served:
        served.fault = lambda asked, _: fault if "/services/" in asked.path else None
        found = reads(served.url)
        assert ids(found) == IDS
        asked = [each for each in served.asked if "/services/" in each.path]
        assert len(asked) == ABSENT_ENOUGH


def test_one_service_whose_details_fail_is_kept_out_and_the_others_are_read(reads: Reads) -> None:
    with feed(shallow=True) as served:
        served.fault = lambda asked, _: Answer(500) if asked.path.endswith(IDS[1]) else None
        found = reads(served.url)
    assert ids(found) == IDS
    kept_out = [each for each in found if isinstance(each, Quarantined)]
    assert [each.id for each in kept_out] == [IDS[1]]
    assert kept_out[0].where == "page 1, entry 2"
    assert "details could not be read" in kept_out[0].reason


def test_a_server_whose_details_all_fail_fails_the_feed(reads: Reads) -> None:
    with feed(shallow=True) as served:
        served.fault = lambda asked, _: Answer(500) if "/services/" in asked.path else None
        with pytest.raises(FeedUnreadable, match="out of order"):
            reads(served.url)
        assert (
            len({each.path for each in served.asked if "/services/" in each.path}) == BROKEN_ENOUGH
        )


def test_a_feed_that_locks_its_details_fails(reads: Reads) -> None:
    with feed(shallow=True) as served:
        served.fault = lambda asked, _: Answer(403) if "/services/" in asked.path else None
        with pytest.raises(FeedUnreadable, match="does not let us in"):
            reads(served.url)


def test_an_entry_that_cannot_be_read_says_where_it_stands(reads: Reads) -> None:
    with feed([*SERVICES[:4], {"id": "x", "contacts": []}]) as served:
        found = reads(served.url)
    assert isinstance(found[4], Quarantined)
    assert found[4].where == "page 2, entry 2"


def test_a_single_service_or_a_plain_file_on_the_web_is_a_feed_too(reads: Reads) -> None:
    with feed() as served:
        assert ids(reads(f"{served.url}/services/{IDS[2]}")) == [IDS[2]]
        served.fault = lambda *_: json_of(SERVICES)
        assert ids(reads(f"{served.host}/saved.json")) == IDS


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Answer(404), "nothing at"),
        (web_page(), "web page, not a feed"),
        (Answer(403), "does not let us in"),
        (json_of({"contents": [], "total_items": 0}), "holds no services"),
        (json_of({"message": "hello"}), "no list of services"),
        (json_of([]), "holds no services"),
        (Answer(200), "empty"),
    ],
)
def test_an_address_that_is_no_feed_says_what_to_do(
    fault: Answer, words: str, reads: Reads
) -> None:
    with feed() as served:
        served.fault = lambda *_: fault
        with pytest.raises(FeedUnreadable, match=words):
            reads(served.url)


def test_what_is_no_web_address_says_so(reads: Reads) -> None:
    with pytest.raises(FeedUnreadable, match="should begin with https"):
        reads("ftp://example.org/services")


def test_a_feed_with_nothing_at_its_root_is_found_below_it(reads: Reads) -> None:
    with feed() as served:
        served.fault = lambda asked, _: web_page() if asked.path == served.path else None
        assert ids(reads(served.url)) == IDS


def test_a_feed_that_counts_from_nought_and_does_not_say_so_is_read_whole(reads: Reads) -> None:
    with feed(counts_from=0, says={"first_page": None}) as served:
        assert ids(reads(served.url)) == IDS[3:] + IDS[:3]


def test_a_list_that_says_no_more_than_its_entries_is_walked_to_its_end(reads: Reads) -> None:
    none = dict.fromkeys(["total_items", "total_pages", "first_page", "last_page"])
    with feed(says=none) as served:
        assert ids(reads(served.url)) == IDS


def test_an_outline_whose_details_are_of_another_service_stays_as_it_is(reads: Reads) -> None:
    with feed(SERVICES[:1], shallow=True) as served:
        other = json_of({**SERVICES[1], "fees": "Another's"})
        served.fault = lambda asked, _: other if "/services/" in asked.path else None
        (found,) = reads(served.url)
    assert isinstance(found, ServiceRecord)
    assert found.id == IDS[0]
    assert "fees" not in found.document


def test_a_page_in_the_middle_that_is_gone_fails_the_feed(reads: Reads) -> None:
    with feed() as served:
        served.fault = lambda asked, _: Answer(404) if asked.query.get("page") == "2" else None
        with pytest.raises(FeedUnreadable, match="7 services and gives 3"):
            reads(served.url)


def test_a_page_in_the_middle_that_is_a_web_page_fails_the_feed(reads: Reads) -> None:
    with feed() as served:
        served.fault = lambda asked, _: json_of({}) if asked.query.get("page") == "2" else None
        with pytest.raises(FeedUnreadable, match="Page 2 of the feed holds no services"):
            reads(served.url)


def test_progress_is_told_after_each_page(reads: Reads) -> None:
    told: list[tuple[int, int | None]] = []
    with feed() as served:
        reads(served.url, on_page=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_records_come_as_soon_as_their_page_is_read(fetcher: Fetcher, spool: Path) -> None:
    with feed() as served:
        found = read_feed(served.url, "invented", spool, now=NOW, fetcher=fetcher)
        next(found)
        assert max(int(each.query.get("page", 0)) for each in served.asked) == 1
        found.close()  # type: ignore[attr-defined]


def cut_after(pages: int, served: OpenReferralFeed, reads: Reads) -> None:
    """A run that the network stops."""
    served.fault = lambda asked, _: Answer(403) if int(asked.query.get("page", 0)) > pages else None
    with pytest.raises(FeedUnreadable):
        reads(served.url)
    served.fault = lambda *_: None
    served.asked.clear()


def test_a_run_that_was_cut_goes_on_where_it_stopped(reads: Reads) -> None:
    with feed() as served:
        cut_after(2, served, reads)
        assert reads(served.url, NOW + timedelta(hours=23)) == [read(each) for each in SERVICES]
        assert [each.query["page"] for each in served.asked] == ["3"]


def test_a_run_that_was_cut_after_its_last_page_asks_for_nothing(
    reads: Reads, fetcher: Fetcher, spool: Path
) -> None:
    with feed() as served:
        found = read_feed(served.url, "invented", spool, now=NOW, fetcher=fetcher)
        assert [next(found).id for _ in IDS] == IDS
        found.close()  # type: ignore[attr-defined]
        served.asked.clear()
        assert ids(reads(served.url)) == IDS
        assert served.asked == []


def test_a_run_that_was_cut_a_day_ago_starts_afresh(reads: Reads) -> None:
    with feed() as served:
        cut_after(2, served, reads)
        assert ids(reads(served.url, NOW + timedelta(days=1))) == IDS
        assert "1" in {each.query.get("page") for each in served.asked}


def test_a_run_of_an_earlier_release_starts_afresh(
    reads: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    with feed() as served:
        cut_after(2, served, reads)
        monkeypatch.setattr("services_directory.sources.openreferral.spool.FORM", 0)
        assert ids(reads(served.url)) == IDS
        assert "1" in {each.query.get("page") for each in served.asked}


def test_a_run_of_another_feed_starts_afresh(reads: Reads) -> None:
    with feed() as first, feed(SERVICES[3:]) as second:
        cut_after(2, first, reads)
        assert ids(reads(second.url)) == IDS[3:]


def test_a_run_that_was_whole_starts_afresh(reads: Reads) -> None:
    with feed() as served:
        reads(served.url)
        served.services = served.services[:2]
        assert ids(reads(served.url)) == IDS[:2]


def test_a_feed_that_was_read_is_read_back_without_the_network(reads: Reads, spool: Path) -> None:
    with feed([*SERVICES, {"id": "x", "contacts": []}], root={"version": "HSDS-UK-3.0"}) as served:
        found = reads(served.url)
    assert list(read_spool(spool)) == found
    about = Spool(spool).about
    assert about is not None
    assert (about.version, about.finished, about.source) == ("3.0", True, "invented")


def test_a_feed_that_was_cut_is_not_read_back(reads: Reads, spool: Path) -> None:
    with feed() as served:
        cut_after(2, served, reads)
    with pytest.raises(FeedUnreadable, match="sync it again"):
        list(read_spool(spool))
    with pytest.raises(FeedUnreadable, match="sync it again"):
        list(read_spool(spool / "nowhere"))


def test_the_place_of_a_refuge_is_never_written_down(reads: Reads, spool: Path) -> None:
    with feed([service_three(1, name="Invented women’s refuge")]) as served:
        found = reads(served.url)
    assert isinstance(found[0], ServiceRecord)
    written = "".join(path.read_text() for path in spool.iterdir())
    assert "refuge" in written
    assert "ST16" not in written
    assert "52.8" not in written


def test_a_spool_takes_out_its_own_files_only(reads: Reads, spool: Path) -> None:
    spool.mkdir()
    (spool / "letter.txt").write_text("Keep me.")
    (spool / "feed.json").write_text("no JSON")
    (spool / "page-000001.jsonl").write_text("no JSON")
    with feed() as served:
        assert ids(reads(served.url)) == IDS
    assert (spool / "letter.txt").read_text() == "Keep me."


def test_a_feed_is_asked_no_more_often_than_it_should(clock: Clock, spool: Path) -> None:
    with feed() as served:
        fetcher = Fetcher(rate=4, clock=clock, sleep=clock.sleep)
        list(read_feed(served.url, "invented", spool, now=NOW, fetcher=fetcher))
        assert clock.seconds >= (len(served.asked) - 1) / 4
