from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st

from services_directory.directory import FAR_MILES, Directory
from services_directory.eligibility import Facts, Holds, Not, Rule, Verdict, read_rule
from services_directory.places import Locality, miles_between
from services_directory.service import Contact, Found, Need, Service
from tests.services_directory.builders import (
    FRIDAY_NOON,
    LEEK,
    SEFTON,
    STAFFORD,
    STOKE,
    gap,
    given,
    hours,
    provenance,
    search,
    service,
    utc,
    venue,
)

PREGNANCY = "stop-smoking-pregnancy"
IN_HER_HOUSEHOLD = read_rule(
    {
        "all": [
            "smokes_tobacco",
            {"any": ["pregnant", "pregnant_in_last_6_months", "lives_with_someone_pregnant"]},
        ]
    }
)

COUNTY = service(
    "county-pregnancy", PREGNANCY, bound="council", serves=STAFFORD, eligible=IN_HER_HOUSEHOLD
)
CITY = service(
    "city-pregnancy", PREGNANCY, bound="council", serves=STOKE, eligible=Holds("smokes_tobacco")
)
BOTH = Directory([COUNTY, CITY])

SMOKES_AND_PREGNANT: Facts = {"smokes_tobacco": True, "pregnant": True}


def offered(found: Found) -> list[str]:
    return [signpost.service.id for signpost in found.signposts]


def named(services: tuple[Service, ...]) -> list[str]:
    return [each.id for each in services]


def rule(written: object) -> Rule:
    return read_rule(written)


# Whose service is it?


@pytest.mark.parametrize(
    ("place", "theirs", "not_theirs"),
    [
        (STOKE, "city-pregnancy", "county-pregnancy"),
        (STAFFORD, "county-pregnancy", "city-pregnancy"),
        (LEEK, "county-pregnancy", "city-pregnancy"),
    ],
)
def test_a_pregnant_smoker_is_offered_her_own_councils_service_and_never_the_neighbours(
    place: Locality, theirs: str, not_theirs: str
) -> None:
    found = BOTH.find(search(place, PREGNANCY, facts=SMOKES_AND_PREGNANT))
    assert offered(found) == [theirs]
    assert not_theirs not in [
        *named(found.neighbours),
        *(each.service.id for each in found.refused),
    ]


@given(
    st.sampled_from([STOKE, STAFFORD, LEEK, SEFTON]),
    st.dictionaries(
        st.sampled_from(["smokes_tobacco", "pregnant", "lives_with_someone_pregnant"]),
        st.booleans(),
    ),
)
def test_no_fact_ever_opens_another_councils_service(place: Locality, facts: Facts) -> None:
    for signpost in BOTH.find(search(place, PREGNANCY, facts=facts)).signposts:
        assert signpost.service.serves & place.codes


def test_a_service_next_door_is_named_as_a_neighbours_and_not_offered() -> None:
    found = BOTH.find(search(SEFTON, PREGNANCY, facts=SMOKES_AND_PREGNANT))
    assert offered(found) == []
    assert named(found.neighbours) == ["county-pregnancy", "city-pregnancy"]


def test_at_most_three_neighbours_are_named_and_only_those_that_run() -> None:
    ended = service("ended", bound="council", serves=STOKE, valid_to=date(2023, 3, 31))
    others = [service(f"other-{n}", bound="council", serves=STOKE) for n in range(4)]
    found = Directory([ended, *others]).find(search(STAFFORD))
    assert named(found.neighbours) == ["other-0", "other-1", "other-2"]


@pytest.mark.parametrize("place", [STAFFORD, STOKE, SEFTON])
def test_a_service_bound_by_nothing_is_for_everyone(place: Locality) -> None:
    found = Directory([service("national-line")]).find(search(place))
    assert offered(found) == ["national-line"]
    assert found.place is place


@pytest.mark.parametrize(
    ("place", "expected"), [(STAFFORD, ["stafford-scheme"]), (LEEK, []), (STOKE, [])]
)
def test_a_service_bound_by_district_is_for_that_district_alone(
    place: Locality, expected: list[str]
) -> None:
    scheme = service("stafford-scheme", bound="district", serves=frozenset({"E07000197"}))
    assert offered(Directory([scheme]).find(search(place))) == expected


@pytest.mark.parametrize(
    ("place", "expected"), [(STAFFORD, ["county"]), (LEEK, ["county"]), (STOKE, [])]
)
def test_a_service_bound_by_council_is_for_all_its_districts(
    place: Locality, expected: list[str]
) -> None:
    county = service("county", bound="council", serves=STAFFORD)
    assert offered(Directory([county]).find(search(place))) == expected


# How far is it?


def test_the_nearest_of_the_open_doors_comes_first_across_the_border() -> None:
    groups = [
        service("six-miles-off", bound="nearest", venue=venue(STAFFORD, 0.09)),
        service("round-the-corner", bound="nearest", venue=venue(STAFFORD, 0.01)),
    ]
    found = Directory(groups).find(search(STAFFORD))
    assert offered(found) == ["round-the-corner", "six-miles-off"]
    assert found.signposts[0].miles == pytest.approx(0.69, abs=0.01)


def test_a_door_further_than_twenty_miles_is_no_help() -> None:
    groups = [
        service("far", bound="nearest", venue=venue(STAFFORD, 0.30)),
        service("just-near-enough", bound="nearest", venue=venue(STAFFORD, 0.28)),
    ]
    found = Directory(groups).find(search(STAFFORD))
    assert offered(found) == ["just-near-enough"]
    assert found.neighbours == ()


@given(st.lists(st.floats(-0.6, 0.6), max_size=8), st.integers(1, 8))
def test_the_nearest_agree_with_a_search_of_every_door(shifts: list[float], limit: int) -> None:
    groups = [
        service(f"group-{n}", bound="nearest", venue=venue(STAFFORD, shift))
        for n, shift in enumerate(shifts)
    ]
    miles = {
        each.name: miles_between(STAFFORD.point, each.venue.point)  # type: ignore[arg-type,union-attr]
        for each in groups
    }
    near = sorted((round(far, 3), name) for name, far in miles.items() if far <= FAR_MILES)[:limit]
    found = Directory(groups).find(search(STAFFORD, limit=limit))
    assert [(round(each.miles or 0, 3), each.service.name) for each in found.signposts] == near


def test_where_only_the_district_is_known_its_own_doors_are_offered_without_miles() -> None:
    groups = [
        service("in-stafford", bound="nearest", venue=venue(STAFFORD)),
        service("in-stoke", bound="nearest", venue=venue(STOKE)),
        service("who-knows-where", bound="nearest"),
    ]
    no_point = Locality(STAFFORD.district, STAFFORD.council)
    found = Directory(groups).find(search(no_point))
    assert offered(found) == ["in-stafford"]
    assert found.signposts[0].miles is None


def test_a_door_at_no_known_place_is_not_the_nearest_to_anyone() -> None:
    found = Directory([service("somewhere", bound="nearest")]).find(search(STAFFORD))
    assert offered(found) == []


def test_their_own_councils_service_comes_before_a_nearer_door() -> None:
    services = [
        service("anywhere"),
        service("near", bound="nearest", venue=venue(STAFFORD)),
        service("own-council", bound="council", serves=STAFFORD, venue=venue(STAFFORD, 0.2)),
    ]
    assert offered(Directory(services).find(search(STAFFORD)))[0] == "own-council"


def test_what_surely_takes_them_comes_before_what_perhaps_does() -> None:
    services = [service("a-perhaps", eligible=Holds("pregnant")), service("b-surely")]
    found = Directory(services).find(search(STAFFORD))
    assert offered(found) == ["b-surely", "a-perhaps"]
    assert [each.verdict.answer for each in found.signposts] == ["yes", "ask"]


@pytest.mark.parametrize(
    "reachable",
    [
        {"contact": Contact(phone="01785 000000")},
        {"contact": Contact(text="07700 900000")},
        {"contact": Contact(url="https://example.org/")},
        {"venue": venue(STAFFORD)},
    ],
)
def test_what_can_be_reached_comes_before_what_cannot(reachable: dict[str, Any]) -> None:
    services = [
        service("a-name-alone", contact=Contact(email="a@example.org")),
        service("b-reachable", **reachable),
    ]
    assert offered(Directory(services).find(search(STAFFORD))) == ["b-reachable", "a-name-alone"]


def test_a_hidden_number_does_not_count_as_a_way_to_reach_a_service() -> None:
    phone = Contact(phone="01785 000000")
    services = [
        service("a-weak", contact=phone, provenance=provenance("low")),
        service("b-strong", contact=phone),
    ]
    assert offered(Directory(services).find(search(STAFFORD))) == ["b-strong", "a-weak"]


def test_what_is_open_now_comes_before_what_is_shut() -> None:
    services = [
        service("a-shut", hours=hours("mon 09:00 17:00")),
        service("b-not-known"),
        service("c-open", hours=hours("fri 09:00 17:00")),
    ]
    found = Directory(services).find(search(STAFFORD))
    assert offered(found) == ["c-open", "a-shut", "b-not-known"]
    assert [each.open_now for each in found.signposts] == [True, False, None]
    assert found.signposts[1].next_open == utc("2026-11-23 09:00")


def test_a_service_at_no_known_place_stands_among_those_that_have_one() -> None:
    phone = Contact(phone="01785 000000")
    services = [
        service("far", bound="council", serves=STAFFORD, venue=venue(STAFFORD, 0.2)),
        service("by-phone", bound="council", serves=STAFFORD, contact=phone),
        service("near", bound="council", serves=STAFFORD, venue=venue(STAFFORD, 0.01)),
    ]
    assert offered(Directory(services).find(search(STAFFORD))) == ["near", "by-phone", "far"]


def test_no_more_are_offered_than_were_asked_for() -> None:
    services = [service(f"line-{n}") for n in range(5)]
    assert len(offered(Directory(services).find(search(STAFFORD)))) == 3
    assert len(offered(Directory(services).find(search(STAFFORD, limit=4)))) == 4


# When does it run?


@pytest.mark.parametrize(
    ("day", "runs"),
    [("2023-03-30", True), ("2023-03-31", True), ("2023-04-01", False), ("2026-11-20", False)],
)
def test_the_contract_that_ended_on_31_march_2023_is_offered_to_that_day(
    day: str, runs: bool
) -> None:
    old = service("old-contract", bound="council", serves=STAFFORD, valid_to=date(2023, 3, 31))
    found = Directory([old]).find(search(STAFFORD, now=utc(f"{day} 12:00")))
    assert offered(found) == (["old-contract"] if runs else [])


@pytest.mark.parametrize(("day", "runs"), [("2025-08-27", False), ("2025-08-28", True)])
def test_a_hub_that_opens_on_28_august_2025_is_offered_from_that_day(day: str, runs: bool) -> None:
    hub = service("blurton-hub", bound="council", serves=STOKE, valid_from=date(2025, 8, 28))
    found = Directory([hub]).find(search(STOKE, now=utc(f"{day} 12:00")))
    assert offered(found) == (["blurton-hub"] if runs else [])


@pytest.mark.parametrize(
    ("now", "runs"),
    [
        ("2026-06-30 22:59", True),
        ("2026-06-30 23:00", False),  # midnight in London: it is 1 July
    ],
)
def test_a_contract_ends_at_midnight_in_london_not_by_utc(now: str, runs: bool) -> None:
    last_day = service("last-day", valid_to=date(2026, 6, 30))
    assert offered(Directory([last_day]).find(search(STAFFORD, now=utc(now)))) == (
        ["last-day"] if runs else []
    )


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 900), st.integers(-50, 950))
def test_a_service_runs_from_its_first_day_to_its_last(first: date, days: int, after: int) -> None:
    last = first + timedelta(days=days)
    bounded = service("bounded", valid_from=first, valid_to=last)
    assert bounded.runs_on(first + timedelta(days=after)) is (0 <= after <= days)
    assert service("unbounded").runs_on(first)


# May residents see the number?


@pytest.mark.parametrize(
    ("confidence", "confirmed", "shown"),
    [
        ("low", False, False),
        ("low", True, True),
        ("medium", False, True),
        ("high", False, True),
        ("high", True, True),
    ],
)
def test_a_weak_number_waits_until_staff_confirm_it(
    confidence: str, confirmed: bool, shown: bool
) -> None:
    contact = Contact(
        "01785 000000", "Ask for Jo", "07700 900000", "a@example.org", "https://a.org"
    )
    held = service("held", contact=contact, provenance=provenance(confidence, confirmed))
    assert held.contact == contact
    assert held.shown_contact == (
        contact if shown else Contact(email="a@example.org", url="https://a.org")
    )


# What is there none of?


@pytest.mark.parametrize(
    ("now", "stands"),
    [
        ("2026-11-19 12:00", False),
        ("2026-11-20 12:00", True),
        ("2027-05-20 12:00", True),
        ("2027-05-20 23:30", False),  # 21 May in London
        ("2027-05-21 12:00", False),
    ],
)
def test_a_gap_stands_from_its_review_to_its_last_day_and_then_lapses(
    now: str, stands: bool
) -> None:
    directory = Directory([], [gap("tongue-tie-county", STAFFORD)])
    found = directory.find(search(STAFFORD, "tongue-tie", now=utc(now)))
    assert [each.id for each in found.gaps] == (["tongue-tie-county"] if stands else [])


def test_a_gap_is_told_only_where_it_is_one() -> None:
    directory = Directory([], [gap("county", STAFFORD), gap("city", STOKE)])
    found = {
        place.district.name: [gap.id for gap in directory.find(search(place, "tongue-tie")).gaps]
        for place in (STAFFORD, STOKE, SEFTON)
    }
    assert found == {"Stafford": ["county"], "Stoke-on-Trent": ["city"], "Sefton": []}


def test_a_gap_is_told_beside_the_help_that_exists_instead() -> None:
    feeding = service("infant-feeding", "infant-feeding")
    directory = Directory([feeding], [gap("tongue-tie-county", STAFFORD)])
    found = directory.find(search(STAFFORD, "tongue-tie", "infant-feeding"))
    assert [each.id for each in found.gaps] == ["tongue-tie-county"]
    assert offered(found) == ["infant-feeding"]


def test_a_gap_in_the_second_need_is_not_an_answer_to_the_first() -> None:
    directory = Directory([], [gap("tongue-tie-county", STAFFORD)])
    assert directory.find(search(STAFFORD, "infant-feeding", "tongue-tie")).gaps == ()


def test_the_second_need_is_tried_only_where_the_first_has_nothing_here() -> None:
    services = [
        service("county-tie", "tongue-tie", bound="council", serves=STAFFORD),
        service("feeding", "infant-feeding"),
    ]
    directory = Directory(services)
    assert offered(directory.find(search(STAFFORD, "tongue-tie", "infant-feeding"))) == [
        "county-tie"
    ]
    assert offered(directory.find(search(STOKE, "tongue-tie", "infant-feeding"))) == ["feeding"]


def test_a_need_that_nothing_meets_finds_nothing() -> None:
    assert Directory([]).find(search(STAFFORD)) == Found(STAFFORD)


# Who may not use it?


def test_a_service_that_may_not_be_used_is_refused_with_the_fact_that_decided() -> None:
    found = BOTH.find(search(STAFFORD, PREGNANCY, facts={"smokes_tobacco": False}))
    assert offered(found) == []
    assert [(each.service.id, each.facts) for each in found.refused] == [
        ("county-pregnancy", ("smokes_tobacco",))
    ]
    assert named(found.neighbours) == ["city-pregnancy"]


def test_a_refusal_does_not_hide_what_may_be_used() -> None:
    adults = service("adults", eligible=rule({"at_least": {"age": 18}}))
    everyone = service("everyone")
    found = Directory([adults, everyone]).find(search(STAFFORD, facts={"age": 16}))
    assert offered(found) == ["everyone"]
    assert [each.service.id for each in found.refused] == ["adults"]


def test_a_refusal_goes_on_to_the_next_need_and_is_kept() -> None:
    directory = Directory([COUNTY, service("general", "stop-smoking")])
    found = directory.find(
        search(STAFFORD, PREGNANCY, "stop-smoking", facts={"smokes_tobacco": False})
    )
    assert offered(found) == ["general"]
    assert [each.service.id for each in found.refused] == ["county-pregnancy"]


def test_what_is_unknown_stays_possible() -> None:
    found = BOTH.find(search(STAFFORD, PREGNANCY, facts={"smokes_tobacco": True}))
    assert offered(found) == ["county-pregnancy"]
    assert found.signposts[0].verdict == Verdict(
        "ask", ("pregnant", "pregnant_in_last_6_months", "lives_with_someone_pregnant")
    )


# What is worth asking?


def asked(*rules: object, facts: Facts | None = None) -> tuple[str, ...]:
    services = [
        service(f"service-{n}", eligible=None if written is None else rule(written))
        for n, written in enumerate(rules)
    ]
    return Directory(services).find(search(STAFFORD, facts=facts)).asks


def test_one_service_alone_asks_nothing() -> None:
    assert BOTH.find(search(STAFFORD, PREGNANCY)).asks == ()


def test_services_for_everyone_ask_nothing() -> None:
    assert asked(None, None) == ()


def test_a_fact_that_splits_the_services_is_asked() -> None:
    assert asked("pregnant", None) == ("pregnant",)
    assert asked("pregnant", {"not": "pregnant"}) == ("pregnant",)
    assert asked({"at_most": {"age": "18"}}, {"at_least": {"age": "18"}}) == ("age",)
    assert asked({"at_most": {"age": "18"}}, {"at_most": {"age": "25"}}) == ("age",)


def test_a_fact_that_every_service_asks_alike_is_not_asked() -> None:
    assert asked("smokes_tobacco", "smokes_tobacco") == ()
    assert asked(
        {"all": ["smokes_tobacco", {"at_least": {"age": "18"}}]},
        {"all": ["smokes_tobacco", "pregnant"]},
    ) == ("age", "pregnant")


def test_the_fact_that_most_services_name_comes_first() -> None:
    assert asked({"at_least": {"age": "18"}}, "pregnant", "pregnant", None) == ("pregnant", "age")


def test_a_fact_that_is_known_is_not_asked_again() -> None:
    assert asked("pregnant", "smokes_tobacco", facts={"pregnant": True}) == ("smokes_tobacco",)
    assert asked("pregnant", None, facts={"pregnant": False}) == ()


def test_a_service_of_another_place_asks_nothing_here() -> None:
    directory = Directory([COUNTY, CITY, service("line", PREGNANCY)])
    assert directory.find(search(STOKE, PREGNANCY)).asks == ("smokes_tobacco",)
    assert directory.find(search(SEFTON, PREGNANCY)).asks == ()


@given(
    st.lists(
        st.sampled_from(
            [
                None,
                Holds("pregnant"),
                Not(Holds("pregnant")),
                rule({"all": ["smokes_tobacco", "pregnant"]}),
                rule({"all": ["smokes_tobacco", {"at_least": {"age": "18"}}]}),
                rule({"any": ["pregnant", {"at_most": {"age": "25"}}]}),
            ]
        ),
        max_size=4,
    ),
    st.dictionaries(st.sampled_from(["pregnant", "smokes_tobacco"]), st.booleans()),
)
def test_every_fact_asked_is_open_and_has_an_answer_that_parts_the_services(
    rules: list[Rule | None], facts: Facts
) -> None:
    directory = Directory([service(f"service-{n}", eligible=each) for n, each in enumerate(rules)])
    for fact in directory.find(search(STAFFORD, facts=facts)).asks:
        assert fact not in facts
        answers = [True, False] if fact != "age" else [10, 18, 25, 26, 60]
        assert any(
            len({each.check({**facts, fact: answer}).answer if each else "yes" for each in rules})
            > 1
            for answer in answers
        )


# The directory itself


def test_a_service_is_looked_up_by_its_id() -> None:
    assert BOTH.service("city-pregnancy") is CITY
    assert BOTH.service("nowhere") is None


def test_needs_are_held_by_their_id() -> None:
    need = Need("tongue-tie", "Tongue-tie")
    assert Directory([], needs=[need]).needs == {"tongue-tie": need}


def test_a_service_that_meets_two_needs_is_found_for_both() -> None:
    hub = service("hub", needs=("family-hub", "infant-feeding"))
    directory = Directory([hub])
    assert offered(directory.find(search(STAFFORD, "family-hub"))) == ["hub"]
    assert offered(directory.find(search(STAFFORD, "infant-feeding"))) == ["hub"]
    assert offered(directory.find(search(STAFFORD, "library"))) == []


@given(st.permutations([COUNTY, CITY, service("line", PREGNANCY), service("b-line", PREGNANCY)]))
def test_the_order_of_the_files_does_not_change_what_is_offered(services: list[Service]) -> None:
    found = Directory(services).find(search(STAFFORD, PREGNANCY, now=FRIDAY_NOON))
    assert offered(found) == ["county-pregnancy", "b-line", "line"]
