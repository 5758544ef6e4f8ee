from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services_directory.curation import Curated, faults_against, read_curation
from services_directory.eligibility import AtLeast, Holds
from services_directory.sources.faults import EntryFault

HEADER = {"owner": "Lead", "reviewed": "2026-11-20", "review_by": "2027-11-20"}
READ = {"reviewed_by": "Commissioning lead", "checked_on": "2026-11-20"}
ENTRY: dict[str, Any] = {"source": "connects", "id": "a/1", "summary": "A group.", **READ}
AREAS = {"E10000028": "Staffordshire", "E54000010": "An ICB"}


def read(*entries: object) -> tuple[list[Curated], list[EntryFault]]:
    return read_curation(
        {**HEADER, "services": list(entries)}, {"connects"}, {"community", "library"}, AREAS
    )


def faults_of(*entries: object) -> list[str]:
    _, faults = read(*entries)
    return [f"{each.keys} {each.fault} {each.remedy}" for each in faults]


def test_hiding_needs_no_more_than_the_id() -> None:
    (hidden,), faults = read({"source": "connects", "id": "a/1", "hide": "yes"})
    assert faults == []
    assert hidden == Curated("connects", "a/1", 0, hide=True)


def test_everything_that_staff_can_write_is_kept() -> None:
    (curated,), faults = read(
        {
            **ENTRY,
            "name": "Tea and talk",
            "who_for": "Anyone.",
            "needs": ["community"],
            "bound": "council",
            "serves": [{"code": "E10000028", "name": "Staffordshire"}],
            "eligible": {"at_least": {"age": "18"}},
            "self_referral": "yes",
            "how": "Turn up.",
            "address_hidden": "yes",
            "confirmed": "yes",
            "staff_note": "Asked on the phone.",
        }
    )
    assert faults == []
    assert curated == Curated(
        "connects",
        "a/1",
        0,
        name="Tea and talk",
        summary="A group.",
        who_for="Anyone.",
        needs=("community",),
        bound="council",
        serves=frozenset({"E10000028"}),
        eligible=AtLeast("age", 18),
        self_referral="yes",
        how="Turn up.",
        address_hidden=True,
        confirmed=True,
        checked_on=date(2026, 11, 20),
        reviewed_by="Commissioning lead",
        staff_note="Asked on the phone.",
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reviewed_by": None}, "who read this and when"),
        ({"checked_on": None}, "who read this and when"),
        ({"source": "unknown"}, 'no source called "unknown"'),
        ({"needs": ["gardening"]}, 'no need called "gardening"'),
        ({"bound": "council"}, "must name the ONS codes"),
        ({"serves": ["E10000028"]}, "serves needs a bound"),
        ({"bound": "council", "serves": ["E10000027"]}, "E10000028 (Staffordshire)"),
        ({"bound": "council", "serves": ["E54000010"]}, "bound: icb"),
        ({"eligible": "rich"}, '"rich" is not a fact'),
        ({"eligible": {"not": "pregnant"}}, "pregnant"),
        ({"eligible": "woman"}, "for_group: women"),
        ({"summary": "x" * 301}, "summary"),
        ({"id": ""}, "id"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_an_entry_that_is_wrong_is_said_and_its_service_hidden_until_it_is_mended(
    changes: dict[str, Any], said: str
) -> None:
    written = {**ENTRY, **changes}
    curated, _ = read(written)
    assert curated == [Curated(written["source"], written["id"], 0, hide=True)]
    assert said in faults_of(written)[0]


@pytest.mark.parametrize("entry", ["x", {}, {"source": "connects"}, {"id": ["a"], "source": "b"}])
def test_an_entry_that_names_no_service_is_only_said(entry: object) -> None:
    curated, faults = read(entry)
    assert curated == []
    assert faults


def test_a_rule_may_turn_on_a_group_that_the_service_is_for() -> None:
    (curated,), faults = read({**ENTRY, "eligible": "woman", "for_group": ["women"]})
    assert faults == []
    assert curated.eligible == Holds("woman")


def test_words_that_turn_people_away_are_a_warning_and_the_entry_stands() -> None:
    curated, (fault,) = read({**ENTRY, "who_for": "Not suitable for people with autism."})
    assert len(curated) == 1
    assert (fault.level, fault.keys) == ("warning", ("services", 0, "who_for"))


def test_a_service_that_is_curated_twice_is_said_and_the_first_stands() -> None:
    curated, (fault,) = read(ENTRY, {**ENTRY, "summary": "Another."})
    assert [each.summary for each in curated] == ["A group."]
    assert fault.keys == ("services", 1, "id")


def test_an_id_that_a_source_never_listed_is_an_error_and_one_no_longer_listed_a_note() -> None:
    curated = [Curated("connects", each, place) for place, each in enumerate("abc")]
    found = faults_against(curated, {("connects", "a"): True, ("connects", "b"): False})
    assert [(each.keys, each.level) for each in found] == [
        (("services", 1, "id"), "note"),
        (("services", 2, "id"), "error"),
    ]


def test_a_source_that_was_never_synced_says_nothing_of_ids() -> None:
    assert faults_against([Curated("connects", "a", 0)], {("other", "a"): True}) == []
