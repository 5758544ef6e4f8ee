"""What is on near a resident this week."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services_directory.directory import Directory
from services_directory.eligibility import Holds
from services_directory.service import Need
from services_directory.week import MOST_SESSIONS, Week
from tests.services_directory.builders import (
    FRIDAY_NOON,
    LEEK,
    SEFTON,
    STAFFORD,
    STOKE,
    hours,
    search,
    service,
    utc,
    venue,
)

FEEDING, LIBRARY = Need("infant-feeding", "feeding"), Need("library", "a library", stands_open=True)
GROUP = service(
    "group",
    FEEDING.id,
    bound="nearest",
    venue=venue(STAFFORD, 0.01),
    hours=hours("tue 10:00 11:30"),
)


def week_of(*services: object, **asked: object) -> Week:
    directory = Directory(services, needs=[FEEDING, LIBRARY])  # type: ignore[arg-type]
    return directory.whats_on(search(STAFFORD, FEEDING.id, **asked))  # type: ignore[arg-type]


def on(week: Week) -> list[tuple[date, list[str]]]:
    return [(day, [each.service.id for each in there]) for day, there in week.days]


def test_sessions_are_listed_by_day_in_order_of_time() -> None:
    later = replace(GROUP, id="later", hours=hours("tue 14:00 15:00"))
    thursday = replace(GROUP, id="thursday", hours=hours("thu 10:00 11:00"))
    assert on(week_of(thursday, later, GROUP)) == [
        (date(2026, 11, 24), ["group", "later"]),
        (date(2026, 11, 26), ["thursday"]),
    ]


def test_a_session_today_counts_until_it_is_over() -> None:
    friday = replace(GROUP, hours=hours("fri 11:00 12:30"))
    assert on(week_of(friday)) == [(date(2026, 11, 20), ["group"])]
    assert week_of(friday, now=utc("2026-11-20 12:31")).days == ()


def test_the_week_ends_before_the_same_day_comes_round_again() -> None:
    friday = replace(GROUP, hours=hours("fri 09:00 10:00"))
    assert week_of(friday).days == ()


@pytest.mark.parametrize(
    "other",
    [
        replace(GROUP, hours=hours("tue 09:00 17:00")),
        replace(GROUP, hours=hours()),
        replace(GROUP, venue=None),
        replace(GROUP, venue=venue(STAFFORD, 0.4)),
        replace(GROUP, needs=(LIBRARY.id,)),
        replace(GROUP, needs=(FEEDING.id, LIBRARY.id)),
        replace(GROUP, valid_to=date(2026, 1, 1)),
        replace(GROUP, bound="council", serves=STOKE.codes),
        replace(GROUP, eligible=Holds("pregnant")),
    ],
    ids=[
        "an office",
        "no hours",
        "no door",
        "too far",
        "a library",
        "a library that does more",
        "ended",
        "another council's",
        "not for them",
    ],
)
def test_what_is_no_session_for_this_resident_is_left_out(other: object) -> None:
    assert week_of(other, facts={"pregnant": False}).days == ()


def test_their_own_councils_sessions_count_even_where_no_point_is_known() -> None:
    ours = replace(GROUP, bound="council", serves=STAFFORD.codes)
    directory = Directory([ours], needs=[FEEDING])
    without_point = replace(STAFFORD, point=None)
    assert len(directory.whats_on(search(without_point, FEEDING.id)).days) == 1
    assert directory.whats_on(search(SEFTON, FEEDING.id)).days == ()


def test_a_door_in_their_district_counts_where_no_point_is_known() -> None:
    directory = Directory([GROUP], needs=[FEEDING])
    assert len(directory.whats_on(search(replace(STAFFORD, point=None), FEEDING.id)).days) == 1
    assert directory.whats_on(search(replace(LEEK, point=None), FEEDING.id)).days == ()


def test_with_no_need_in_mind_every_group_counts() -> None:
    directory = Directory([GROUP], needs=[FEEDING])
    asked = replace(search(STAFFORD), needs=(), now=FRIDAY_NOON)
    assert len(directory.whats_on(asked).days) == 1


def test_the_nearest_fit_on_a_phone_and_that_there_is_more_is_said() -> None:
    many = [
        replace(GROUP, id=f"group-{n}", venue=venue(STAFFORD, n / 100))
        for n in range(MOST_SESSIONS + 2)
    ]
    week = week_of(*many)
    assert week.more
    shown = [each.service.id for _, there in week.days for each in there]
    assert sorted(shown) == sorted(f"group-{n}" for n in range(MOST_SESSIONS))
