"""A sync is decided before anything is changed."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable

import pytest
from hypothesis import strategies as st

from services_directory.record import Quarantined, ServiceRecord
from services_directory.syncing import KINDS, Held, Plan, is_active, plan, waiting
from tests.services_directory.builders import given
from tests.services_directory.records import SOURCE, record, records, unreadable


def held(*kept: ServiceRecord, retired: Iterable[str] = ()) -> dict[str, Held]:
    return {each.id: Held(each.fingerprint, is_active(each), each.id in retired) for each in kept}


def planned(
    found: Iterable[ServiceRecord | Quarantined], kept: dict[str, Held] | None = None
) -> tuple[Plan, io.StringIO]:
    spool = io.StringIO()
    return plan(SOURCE, 3, found, kept or {}, spool), spool


def counts(found: Iterable[ServiceRecord | Quarantined], kept: dict[str, Held]) -> dict[str, int]:
    told, _ = planned(found, kept)
    assert set(told.counts) == set(KINDS)
    return {kind: count for kind, count in told.counts.items() if count}


def test_what_a_source_lists_for_the_first_time_is_added() -> None:
    assert counts(records(3), {}) == {"added": 3}


def test_what_is_the_same_is_left_alone_whatever_the_order_of_its_keys() -> None:
    (one,) = records(1)
    turned = ServiceRecord(one.source, one.id, dict(reversed(list(one.document.items()))))
    assert counts([turned], held(one)) == {"unchanged": 1}


def test_what_changed_is_changed_and_what_came_back_returns() -> None:
    one, two = records(2)
    kept = held(one, two, retired=["1"])
    assert counts([record(0, name="Another name"), two], kept) == {"changed": 1, "returned": 1}


def test_what_is_no_longer_listed_is_retired_once() -> None:
    one, two = records(2)
    assert counts([one], held(one, two)) == {"unchanged": 1, "retired": 1}
    assert counts([one], held(one, two, retired=["1"])) == {"unchanged": 1}


def test_what_cannot_be_read_is_set_aside_and_what_is_held_of_it_stays() -> None:
    one, two = records(2)
    found = [one, unreadable("1"), unreadable(None)]
    assert counts(found, held(one, two)) == {"unchanged": 1, "kept": 1, "quarantined": 2}


def test_an_entry_that_is_listed_twice_alike_counts_once() -> None:
    one, two = records(2)
    assert counts([one, two, one], {}) == {"added": 2}


def test_an_id_that_means_two_services_is_said_and_the_first_is_kept() -> None:
    told, _ = planned([record(7, name="First"), record(7, name="Second")])
    assert told.counts["added"] == told.counts["quarantined"] == 1
    assert told.examples["added"] == ("First",)
    assert "twice" in told.reasons[0].reason


def test_the_plan_shows_a_few_names_of_each_kind() -> None:
    told, _ = planned([*records(20), unreadable("x")], held(*records(30)[25:]))
    assert told.examples["added"] == tuple(f"Service {number}" for number in range(5))
    assert told.examples["retired"] == ("25", "26", "27", "28", "29")
    assert told.reasons == (unreadable("x"),)


def test_all_that_is_to_be_done_is_read_back_from_the_spool() -> None:
    told = record(0, name="Café\u2028 😀\nline")
    found = [told, unreadable("1"), *records(3)[2:], record(9, status="defunct")]
    _, spool = planned(found, held(*records(5)[2:]))
    written = list(waiting(SOURCE, spool))
    assert [(step.kind, step.id) for step in written] == [
        ("added", "0"),
        ("quarantined", "1"),
        ("added", "9"),
        ("retired", "3"),
        ("retired", "4"),
    ]
    assert json.loads(str(written[0].document)) == told.document
    assert written[0].fingerprint == told.fingerprint
    assert [step.active for step in written] == [True, False, False, False, False]
    assert written[1].quarantined == unreadable("1")


@pytest.mark.parametrize(("left", "suspect"), [(100, False), (81, False), (80, True), (1, True)])
def test_a_source_that_shrinks_by_a_fifth_is_suspect(left: int, suspect: bool) -> None:
    told, _ = planned(records(left), held(*records(100)))
    assert bool(told.suspicion) is suspect
    if suspect:
        assert "100" in str(told.suspicion)
        assert str(left) in str(told.suspicion)


@pytest.mark.parametrize("kept", [0, 1, 100])
@pytest.mark.parametrize("found", [[], [unreadable(None)], [unreadable("1")]])
def test_a_source_of_which_nothing_can_be_read_is_suspect(
    found: list[Quarantined], kept: int
) -> None:
    told, _ = planned(found, held(*records(kept)))
    assert "no service that could be read" in str(told.suspicion)


def test_services_that_stop_running_count_as_lost() -> None:
    told, _ = planned(records(10, status="inactive"), held(*records(10)))
    assert told.counts["changed"] == 10
    assert told.suspicion


def test_services_that_were_not_running_are_no_loss() -> None:
    kept = held(*records(10), *[record(n, status="defunct") for n in range(10, 40)])
    told, _ = planned(records(10), kept)
    assert told.counts["retired"] == 30
    assert told.suspicion is None


def test_a_service_that_cannot_be_read_is_not_lost() -> None:
    found = [*records(70), *(unreadable(str(number)) for number in range(70, 100))]
    told, _ = planned(found, held(*records(100)))
    assert told.active_after == 100
    assert told.suspicion is None


@given(
    before=st.dictionaries(st.integers(0, 8).map(str), st.tuples(st.booleans(), st.integers(0, 2))),
    after=st.lists(st.tuples(st.integers(0, 8), st.integers(0, 2))),
)
def test_applied_twice_a_plan_changes_nothing_more(
    before: dict[str, tuple[bool, int]], after: list[tuple[int, int]]
) -> None:
    kept = {
        name: Held(record(name, size=size).fingerprint, True, retired)
        for name, (retired, size) in before.items()
    }
    found = [record(name, size=size) for name, size in after]
    _, spool = planned(found, kept)
    for step in waiting(SOURCE, spool):
        if step.fingerprint is not None:
            kept[step.id] = Held(step.fingerprint, True)
        elif step.kind == "retired":
            kept[step.id] = Held(kept[step.id].fingerprint, True, retired=True)
    again, _ = planned(found, kept)
    assert again.changes == 0
    listed = {str(name) for name, _ in after}
    assert {name for name, each in kept.items() if not each.retired} == listed
