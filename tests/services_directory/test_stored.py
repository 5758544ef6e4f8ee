"""A plan carried out, on both databases."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from services_directory import applying, stored, tables
from services_directory.feed_words import FeedWords, WordRule
from services_directory.postcode import Postcode
from services_directory.record import Quarantined, ServiceRecord
from services_directory.showing import Rules
from services_directory.sources.listing import Source
from services_directory.syncing import Plan, Waiting, plan, waiting
from tests.services_directory.records import SOURCE, record, records, unreadable

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)

Entries = Iterable[ServiceRecord | Quarantined]


def planned(engine: Engine, found: Entries, source: str = SOURCE) -> tuple[Plan, io.StringIO]:
    with engine.begin() as connection:
        held = stored.held(connection, source)
        state = stored.state_of(connection, source)
    spool = io.StringIO()
    return plan(source, state.revision if state else 0, found, held, spool), spool


def carry_out(engine: Engine, made: tuple[Plan, io.StringIO], now: datetime = NOW) -> None:
    told, spool = made
    with engine.begin() as connection:
        applying.apply(connection, told, waiting(told.source, spool), now, title="An invented list")


def sync(engine: Engine, found: Entries, now: datetime = NOW, source: str = SOURCE) -> Plan:
    made = planned(engine, found, source)
    carry_out(engine, made, now)
    return made[0]


def listed(engine: Engine, source: str | None = None) -> list[stored.Kept]:
    with engine.begin() as connection:
        return list(stored.listed(connection, source))


def version(engine: Engine) -> int:
    with engine.begin() as connection:
        return stored.version(connection)


def state(engine: Engine, source: str = SOURCE) -> stored.SourceState:
    with engine.begin() as connection:
        found = stored.state_of(connection, source)
    assert found is not None
    return found


def test_what_was_added_is_read_back_as_it_was(engine: Engine) -> None:
    found = [record("a/b:ü", description="x" * 145_000, minimum_age=0.5), *records(3)]
    sync(engine, found)
    assert {kept.record.id: kept.record for kept in listed(engine)} == {
        each.id: each for each in found
    }
    assert {kept.changed for kept in listed(engine)} == {date(2026, 11, 20)}


def test_a_second_sync_of_the_same_changes_nothing_and_raises_no_version(engine: Engine) -> None:
    first = sync(engine, [*records(600), unreadable("x")])
    assert (first.counts["added"], version(engine)) == (600, 1)
    second = sync(engine, [*records(600), unreadable("x")], LATER)
    assert second.changes == 0
    assert version(engine) == 1
    assert state(engine).revision == 1
    assert state(engine).synced_at == LATER
    assert {kept.changed for kept in listed(engine)} == {date(2026, 11, 20)}


def test_a_service_is_retired_with_its_date_and_comes_back(engine: Engine) -> None:
    sync(engine, records(2))
    sync(engine, records(1), LATER)
    assert [kept.record.id for kept in listed(engine)] == ["0"]
    with engine.begin() as connection:
        assert stored.ever_listed(connection) == {(SOURCE, "0"): True, (SOURCE, "1"): False}
        assert stored.held(connection, SOURCE)["1"].retired
    returned = sync(engine, records(2), LATER)
    assert returned.counts["returned"] == 1
    assert [kept.record.id for kept in listed(engine)] == ["0", "1"]
    assert version(engine) == 3


def test_a_change_keeps_the_day_on_which_the_service_was_added(engine: Engine) -> None:
    sync(engine, records(1))
    sync(engine, records(1, phone="01785 000000"), LATER)
    with engine.begin() as connection:
        row = connection.execute(tables.services.select()).one()
    assert (row.added.date(), row.changed.date()) == (NOW.date(), LATER.date())
    assert listed(engine)[0].record.document["phone"] == "01785 000000"


def test_one_source_never_touches_another(engine: Engine) -> None:
    sync(engine, records(2))
    sync(engine, [record(0, source="other")], source="other")
    sync(engine, records(1), LATER)
    assert [kept.record.id for kept in listed(engine, "other")] == ["0"]
    assert len(listed(engine)) == 2


def test_what_could_not_be_read_last_time_takes_the_place_of_what_could_not_before(
    engine: Engine,
) -> None:
    sync(engine, [*records(1), unreadable("a"), unreadable(None)])
    sync(engine, [*records(1), unreadable("b")], LATER)
    with engine.begin() as connection:
        assert stored.quarantined(connection, SOURCE) == [unreadable("b")]
        assert stored.quarantined(connection, "other") == []


def test_records_are_read_batch_by_batch_and_none_is_lost_between_them(engine: Engine) -> None:
    sync(engine, [record(f"{number}é", source="b") for number in range(700)], source="b")
    sync(engine, [record(number, source="a") for number in range(800)], source="a")
    sync(engine, [record(number, source="a") for number in range(799)], LATER, source="a")
    found = [kept.record for kept in stored.each_listed(engine)]
    assert found == [kept.record for kept in listed(engine)]
    assert len(found) == 1499
    assert len(list(stored.each_listed(engine, "b"))) == 700
    assert list(stored.each_listed(engine, "c")) == []


def test_services_that_residents_may_see_are_read_ready_to_be_found(engine: Engine) -> None:
    source = Source(SOURCE, "An invented list", "", "open-referral", "anywhere", show="all")
    words = FeedWords(words=[WordRule(any=("choir",), needs=("community",))])
    sync(engine, [record(1, name="Choir"), record(2, name="Bowls"), record(3, name="Choir")])
    sync(engine, [record(1, name="Choir"), record(2, name="Bowls")], LATER)
    (found,) = stored.load_shown(engine, Rules({SOURCE: source}, {}, words), nowhere)
    assert (found.name, found.needs, found.listed_by) == (
        "Choir",
        ("community",),
        "An invented list",
    )
    assert found.provenance.checked_on == NOW.date()


def nowhere(_postcode: Postcode) -> None:
    return None


def test_a_plan_that_another_sync_overtook_changes_nothing(engine: Engine) -> None:
    slow = planned(engine, records(5))
    sync(engine, records(2))
    with pytest.raises(applying.SyncedMeanwhile, match="Run it again"):
        carry_out(engine, slow)
    assert len(listed(engine)) == 2
    assert version(engine) == 1


def test_of_two_syncs_at_the_same_moment_one_wins_and_one_says_so(engine: Engine) -> None:
    plans = [planned(engine, records(count)) for count in (3, 4)]
    together = threading.Barrier(2)
    outcomes: list[str] = []

    def run(made: tuple[Plan, io.StringIO]) -> None:
        together.wait()
        try:
            carry_out(engine, made)
            outcomes.append("done")
        except applying.SyncedMeanwhile:
            outcomes.append("overtaken")

    threads = [threading.Thread(target=run, args=(made,)) for made in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "overtaken"]
    assert version(engine) == 1


def test_a_sync_that_breaks_half_way_changes_nothing(engine: Engine) -> None:
    sync(engine, records(2))
    told, spool = planned(engine, records(2000, phone="1"))

    def broken() -> Iterator[Waiting]:
        for number, step in enumerate(waiting(SOURCE, spool)):
            if number == 1500:
                raise OSError
            yield step

    with pytest.raises(OSError), engine.begin() as connection:  # noqa: PT011  # the test raises it
        applying.apply(connection, told, broken(), LATER, title="An invented list")
    assert len(listed(engine)) == 2
    assert version(engine) == 1
    assert state(engine).synced_at == NOW


def test_why_a_try_changed_nothing_is_kept_until_one_succeeds(engine: Engine) -> None:
    sync(engine, records(2))
    with engine.begin() as connection:
        applying.note_failure(connection, SOURCE, "An invented list", "It is empty.", LATER)
    after = state(engine)
    assert (after.note, after.tried_at, after.synced_at) == ("It is empty.", LATER, NOW)
    assert (after.services, after.revision, version(engine)) == (2, 1, 1)
    sync(engine, records(2), LATER)
    assert state(engine).note is None


def test_a_source_that_failed_at_its_first_try_can_succeed_later(engine: Engine) -> None:
    with engine.begin() as connection:
        applying.note_failure(connection, SOURCE, "An invented list", "It is down.", NOW)
    assert state(engine).synced_at is None
    sync(engine, records(2), LATER)
    assert state(engine).services == 2
