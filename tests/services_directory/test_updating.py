"""One update of a source, from its entries to the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from services_directory import applying, stored
from services_directory.record import Quarantined, ServiceRecord
from services_directory.sources.kinds import Incoming
from services_directory.sources.openreferral.fetching import FeedUnreadable
from services_directory.updating import AlreadyRunning, Target, Update, update
from tests.services_directory.records import SOURCE, record, records, unreadable
from tests.services_directory.test_stored import listed, state, version

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
TARGET = Target(SOURCE, "An invented list", "Open Government Licence v3.0")

Entries = Iterable[ServiceRecord | Quarantined]


@pytest.fixture
def run(engine: Engine, tmp_path: Path) -> Run:
    return Run(engine, tmp_path)


class Run:
    """Updates the invented source, an hour later each time."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine, self.folder, self.now = engine, folder, NOW

    def __call__(self, entries: Entries, *, yes: bool = False, dry_run: bool = False) -> Update:
        self.now += timedelta(hours=1)
        incoming = Incoming(iter(entries), lambda: "3.0")
        return update(
            self.engine, TARGET, incoming, self.folder, self.now, yes=yes, dry_run=dry_run
        )

    def names(self) -> set[str]:
        return {str(kept.record.document["name"]) for kept in listed(self.engine)}


def breaking(entries: Entries) -> Iterator[ServiceRecord | Quarantined]:
    yield from entries
    raise FeedUnreadable("The server went away. Try again later.")


def test_the_first_update_adds_and_the_second_changes_nothing(run: Run) -> None:
    assert run(records(3)).outcome == "changed"
    again = run(records(3))
    assert (again.outcome, again.is_sound) == ("unchanged", True)
    assert version(run.engine) == 1
    kept = state(run.engine)
    assert (kept.title, kept.licence, kept.version, kept.services) == (
        "An invented list",
        "Open Government Licence v3.0",
        "3.0",
        3,
    )
    assert kept.synced_at == run.now


def test_a_trial_run_says_what_would_change_and_leaves_no_trace(run: Run) -> None:
    tried = run(records(3), dry_run=True)
    assert tried.outcome == "planned"
    assert tried.plan is not None
    assert tried.plan.counts["added"] == 3
    assert listed(run.engine) == []
    with run.engine.begin() as connection:
        assert stored.states(connection) == []


def test_a_feed_that_fails_half_way_changes_nothing(run: Run) -> None:
    run(records(3))
    failed = run(breaking(records(2, name="Another")))
    assert failed.outcome == "failed"
    assert failed.why == "The server went away. Try again later."
    assert run.names() == {"Service 0", "Service 1", "Service 2"}
    assert state(run.engine).note == failed.why
    assert state(run.engine).synced_at == run.now - timedelta(hours=1)


def test_a_feed_that_fails_changes_nothing_whoever_says_yes(run: Run) -> None:
    run(records(3))
    assert run(breaking([]), yes=True).outcome == "failed"
    assert len(listed(run.engine)) == 3


@pytest.mark.parametrize("entries", [[], [unreadable("0"), unreadable(None)]])
def test_an_empty_feed_changes_nothing_unless_someone_says_yes(
    entries: list[Quarantined], run: Run
) -> None:
    run(records(3))
    refused = run(entries)
    assert refused.outcome == "refused"
    assert "--yes" in str(refused.why)
    assert len(listed(run.engine)) == 3
    assert version(run.engine) == 1
    assert run(entries, yes=True).outcome == "changed"
    assert len(listed(run.engine)) == len({entry.id for entry in entries if entry.id})


def test_a_feed_that_shrinks_by_a_fifth_changes_nothing_unless_someone_says_yes(run: Run) -> None:
    run(records(10))
    refused = run([*records(8, name="Another")])
    assert refused.outcome == "refused"
    assert run.names() == {f"Service {number}" for number in range(10)}
    assert "10 to 8" in str(state(run.engine).note)
    assert run(records(8), yes=True).outcome == "changed"
    assert len(listed(run.engine)) == 8
    assert state(run.engine).note is None


def test_a_trial_run_says_that_a_feed_looks_wrong(run: Run) -> None:
    run(records(10))
    tried = run(records(2), dry_run=True)
    assert (tried.outcome, tried.is_sound) == ("planned", False)
    assert state(run.engine).note is None


def test_what_cannot_be_read_is_kept_apart_with_its_reason(run: Run) -> None:
    made = run([*records(3), unreadable("x")])
    assert made.outcome == "changed"
    assert made.plan is not None
    assert made.plan.reasons == (unreadable("x"),)
    with run.engine.begin() as connection:
        assert stored.quarantined(connection, SOURCE) == [unreadable("x")]


def test_while_one_update_reads_a_source_another_is_refused(run: Run) -> None:
    def meanwhile() -> Iterator[ServiceRecord]:
        yield record(0)
        with pytest.raises(AlreadyRunning, match="Wait for it"):
            run(records(1))

    assert run(meanwhile()).outcome == "changed"
    assert run(records(1)).outcome == "unchanged"


def test_what_another_machine_changed_meanwhile_is_not_overwritten(
    run: Run, tmp_path: Path
) -> None:
    elsewhere = Run(run.engine, tmp_path / "elsewhere")

    def meanwhile() -> Iterator[ServiceRecord]:
        yield record(0)
        elsewhere(records(5))

    with pytest.raises(applying.SyncedMeanwhile):
        run(meanwhile())
    assert len(listed(run.engine)) == 5


def test_nothing_is_left_on_disk_but_the_lock(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "feeds"
    Run(engine, folder)(records(3))
    assert [path.name for path in folder.iterdir()] == ["lock"]
