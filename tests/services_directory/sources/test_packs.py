from __future__ import annotations

from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
import yaml

from services_directory.authorities import Authorities
from services_directory.closure import Closure
from services_directory.directory import Directory
from services_directory.eligibility import AllOf, AtLeast, Holds
from services_directory.fairness import PROTECTED
from services_directory.opening import Opening, OpeningHours
from services_directory.places import Locality
from services_directory.postcode import Postcode
from services_directory.schedule import ByDay, Schedule
from services_directory.service import Contact, Gap, Provenance, Service, Venue
from services_directory.sources.packs import FACTS, EntryFault, read_gaps, read_services
from tests.services_directory.builders import LEEK, STAFFORD, STOKE, search

PLACES = Path(__file__).parents[3] / "content" / "places"

HEADER: dict[str, Any] = {
    "owner": "Commissioning lead",
    "reviewed": "2026-11-20",
    "review_by": "2027-02-20",
}
LEAST: dict[str, Any] = {
    "id": "baby-cafe",
    "name": "Baby Café",
    "organisation": "An invented trust",
    "needs": ["infant-feeding"],
    "summary": "Feeding help.",
    "who_for": "Anyone.",
    "bound": "anywhere",
    "confidence": "high",
    "checked_on": "2026-11-20",
    "source": "https://example.org/",
}
GAP: dict[str, Any] = {
    "id": "tongue-tie-county",
    "need": "tongue-tie",
    "serves": ["E10000028"],
    "says": "There is none here.",
    "instead": "Ask your midwife.",
    "instead_needs": ["infant-feeding"],
    "owner": "Commissioning lead",
    "source": "A paper",
    "reviewed": "2026-11-20",
    "until": "2027-05-20",
}


def locate(postcode: Postcode) -> Locality | None:
    return {"ST16": STAFFORD, "ST4": STOKE}.get(postcode.outward)


def read(*entries: object) -> tuple[list[Service], list[EntryFault]]:
    return read_services({**HEADER, "services": list(entries)}, locate)


def read_one(**changes: object) -> Service:
    services, faults = read({**LEAST, **changes})
    assert faults == []
    return services[0]


def fault_of(**changes: object) -> EntryFault:
    """The first: a list whose only item is wrong is also said to be too short."""
    services, faults = read({**LEAST, **changes})
    assert services == []
    return faults[0]


def test_the_least_that_staff_can_write_is_a_service() -> None:
    assert read_one() == Service(
        id="baby-cafe",
        name="Baby Café",
        organisation="An invented trust",
        needs=("infant-feeding",),
        summary="Feeding help.",
        who_for="Anyone.",
        bound="anywhere",
        serves=frozenset(),
        provenance=Provenance(
            "https://example.org/", "not shown", "high", False, date(2026, 11, 20)
        ),
    )


def test_everything_that_staff_can_write_is_kept() -> None:
    written = read_one(
        bound="council",
        serves=["E10000028"],
        eligible={"all": ["smokes_tobacco", {"at_least": {"age": "12"}}]},
        self_referral="yes",
        how="Ring.",
        phone="01785 000000",
        phone_note="Ask for Jo.",
        text="07700 900000",
        email="a@example.org",
        url="https://example.org/a",
        venue={"name": "The hall", "address": "1 Street", "postcode": "st162lh"},
        opening=[{"days": ["tue", "thu"], "opens": "09:30", "closes": "11:00"}],
        hours_note="Term time.",
        valid_from="2025-08-28",
        valid_to="2027-03-31",
        confirmed="yes",
        source_date="2026-01",
        staff_note="Not for residents.",
    )
    assert written.serves == {"E10000028"}
    assert written.eligible == AllOf((Holds("smokes_tobacco"), AtLeast("age", 12)))
    assert written.self_referral == "yes"
    assert written.how == "Ring."
    assert written.contact == Contact(
        "01785 000000", "Ask for Jo.", "07700 900000", "a@example.org", "https://example.org/a"
    )
    assert written.venue == Venue("1 Street", "ST16 2LH", "The hall", STAFFORD.point, "E07000197")
    assert written.hours.openings == (
        Opening(1, time(9, 30), time(11)),
        Opening(3, time(9, 30), time(11)),
    )
    assert not written.hours.always
    assert written.hours_note == "Term time."
    assert (written.valid_from, written.valid_to) == (date(2025, 8, 28), date(2027, 3, 31))
    assert written.provenance.confirmed
    assert written.provenance.source_date == "2026-01"
    assert written.provenance.staff_note == "Not for residents."


def test_a_line_that_is_always_open_says_so() -> None:
    assert read_one(always_open="yes").hours.always


def test_space_around_words_is_dropped() -> None:
    assert read_one(name="  Baby Café\n").name == "Baby Café"


@pytest.mark.parametrize(
    ("venue", "kept"),
    [
        ({"address": "1 Street"}, Venue("1 Street")),
        (
            {"address": "1 Street", "postcode": "ST4 6QG"},
            Venue("1 Street", "ST4 6QG", None, STOKE.point, "E06000021"),
        ),
        ({"address": "1 Street", "postcode": None}, Venue("1 Street")),
    ],
)
def test_a_venue_is_placed_by_its_postcode(venue: dict[str, str], kept: Venue) -> None:
    assert read_one(venue=venue).venue == kept


def test_a_venue_at_a_postcode_that_we_do_not_hold_stands_without_a_point_and_is_said() -> None:
    services, faults = read({**LEAST, "venue": {"address": "1 Street", "postcode": "ZE1 0AA"}})
    assert services[0].venue == Venue("1 Street", "ZE1 0AA")
    assert [each.keys for each in faults] == [("services", 0, "venue", "postcode")]
    assert faults[0].fault == "We hold no such postcode."


@pytest.mark.parametrize(
    ("changes", "keys", "says"),
    [
        ({"id": "Baby Café"}, ("id",), "pattern"),
        ({"name": "n" * 101}, ("name",), "at most 100"),
        ({"needs": []}, ("needs",), "at least 1"),
        ({"needs": ["Feeding Help"]}, ("needs", 0), "pattern"),
        ({"summary": "s" * 301}, ("summary",), "at most 300"),
        ({"bound": "county"}, ("bound",), "anywhere"),
        ({"bound": "council"}, (), "must name the ONS codes"),
        ({"bound": "district", "serves": []}, (), "must name the ONS codes"),
        ({"serves": ["Staffordshire"]}, ("serves", 0), "no ONS code"),
        ({"serves": [{"code": "E10000028"}]}, ("serves", 0), "name: Staffordshire"),
        ({"bound": "icb"}, (), "must name the ONS codes"),
        ({"bound": "icb", "serves": ["E10000028"]}, (), "go with bound: icb"),
        ({"bound": "council", "serves": ["E54000010"]}, (), "go with bound: icb"),
        ({"eligible": "rich"}, ("eligible",), '"rich" is not a fact'),
        ({"eligible": "disabled"}, (), "for_group: disabled-people"),
        ({"eligible": {"not": "pregnant"}}, (), 'may not keep people out for "pregnant"'),
        ({"for_group": ["everybody"]}, ("for_group", 0), "'carers'"),
        ({"remote": "sometimes"}, ("remote",), "boolean"),
        ({"eligible": {"all": []}}, ("eligible",), '"all" is not a rule'),
        ({"eligible": {"at_least": {"age": ["18"]}}}, ("eligible",), "need a number"),
        ({"eligible": None}, ("eligible",), "a rule is a fact"),
        ({"email": "nobody"}, ("email",), "pattern"),
        ({"url": "example.org"}, ("url",), "pattern"),
        (
            {"venue": {"address": "1 Street", "postcode": "Stafford"}},
            ("venue", "postcode"),
            "not a p",
        ),
        ({"venue": {"name": "The hall"}}, ("venue", "address"), "required"),
        (
            {"opening": [{"days": [], "opens": "09:00", "closes": "10:00"}]},
            ("opening", 0, "days"),
            "1",
        ),
        (
            {"opening": [{"days": ["tues"], "opens": "09:00", "closes": "10:00"}]},
            ("opening", 0, "days", 0),
            "'tue'",
        ),
        (
            {"opening": [{"days": ["tue"], "opens": "0900", "closes": "10:00"}]},
            ("opening", 0, "opens"),
            "valid time",
        ),
        (
            {"opening": [{"days": ["tue"], "opens": "10:00", "closes": "10:00"}]},
            ("opening", 0),
            "closes must be later",
        ),
        (
            {"opening": [{"days": ["tue"], "opens": "09:00Z", "closes": "10:00"}]},
            ("opening", 0),
            "a time is local",
        ),
        (
            {"opening": [{"days": ["tue"], "opens": "09:00", "closes": "10:00Z"}]},
            ("opening", 0),
            "a time is local",
        ),
        ({"valid_to": "31/03/2023"}, ("valid_to",), "valid date"),
        ({"confirmed": "perhaps"}, ("confirmed",), "boolean"),
        ({"confidence": "certain"}, ("confidence",), "'high'"),
        ({"fone": "01785 000000"}, ("fone",), "not permitted"),
    ],
)
def test_what_is_wrong_is_said_at_the_keys_where_it_stands(
    changes: dict[str, object], keys: tuple[str | int, ...], says: str
) -> None:
    fault = fault_of(**changes)
    assert fault.keys == ("services", 0, *keys)
    assert says in fault.fault
    assert fault.remedy


def test_every_fault_is_said_at_once() -> None:
    services, faults = read({**LEAST, "id": "No!", "name": None, "fone": "1"})
    assert services == []
    assert {each.keys[2] for each in faults} == {"id", "name", "fone"}


@pytest.mark.parametrize("missing", sorted(LEAST))
def test_what_every_entry_must_hold_is_missed(missing: str) -> None:
    services, faults = read({key: value for key, value in LEAST.items() if key != missing})
    assert services == []
    assert [each.keys for each in faults] == [("services", 0, missing)]


def test_a_broken_entry_is_left_out_and_the_others_stand() -> None:
    services, faults = read(LEAST, {"id": "broken"}, "words", {**LEAST, "id": "second"})
    assert [each.id for each in services] == ["baby-cafe", "second"]
    assert {each.keys[1] for each in faults} == {1, 2}
    assert faults[-1].keys == ("services", 2)
    assert faults[-1].fault.startswith("the entry: ")


@pytest.mark.parametrize("written", [{}, {"services": None}, {"services": {"id": "baby-cafe"}}])
def test_a_file_without_a_list_is_one_fault(written: dict[str, object]) -> None:
    services, faults = read_services({**HEADER, **written}, locate)
    assert services == []
    assert [(each.keys, each.fault) for each in faults] == [((), 'There is no list of "services".')]


@pytest.mark.parametrize("missing", sorted(HEADER))
def test_a_file_names_its_owner_and_its_reviews(missing: str) -> None:
    header = {key: value for key, value in HEADER.items() if key != missing}
    services, faults = read_services({**header, "services": [LEAST]}, locate)
    assert [each.id for each in services] == ["baby-cafe"]
    assert [each.keys for each in faults] == [(missing,)]


def test_no_fact_that_anyone_is_asked_is_a_disability_or_a_diagnosis() -> None:
    assert {"pregnant", "smokes_tobacco", "age", "district"} <= FACTS
    assert not FACTS & PROTECTED.keys()


@pytest.mark.parametrize("group", ["women", ["women", "carers"]])
def test_a_service_for_one_group_may_ask_for_it(group: object) -> None:
    assert read_one(eligible="woman", for_group=group).eligible == Holds("woman")


def test_words_that_turn_people_away_are_a_warning_and_the_entry_stands() -> None:
    services, (fault,) = read({**LEAST, "who_for": "Anyone; not suitable for wheelchair users."})
    assert len(services) == 1
    assert fault.level == "warning"
    assert fault.keys == ("services", 0, "who_for")
    assert "not suitable for wheelchair" in fault.fault


# Areas


AREAS = {"E07000191": "West Somerset", "E10000028": "Staffordshire"}


def read_in(areas: dict[str, str], **changes: object) -> tuple[list[Service], list[EntryFault]]:
    return read_services({**HEADER, "services": [{**LEAST, **changes}]}, locate, areas)


def test_a_name_may_stand_beside_a_code() -> None:
    named = {"code": "E10000028", "name": "Staffordshire"}
    services, faults = read_in(AREAS, bound="council", serves=[named])
    assert faults == []
    assert services[0].serves == {"E10000028"}


def test_a_code_that_nobody_knows_is_a_fault_at_its_place() -> None:
    services, (fault,) = read_in(AREAS, bound="council", serves=["E10000028", "E07000991"])
    assert services == []
    assert fault.keys == ("services", 0, "serves", 1)
    assert fault.fault == "E07000991 is no code that we know."
    assert fault.remedy == "Did you mean E07000191 (West Somerset)?"


def test_a_service_may_be_bound_by_its_integrated_care_board() -> None:
    written = read_one(bound="icb", serves=["E54000010"])
    assert (written.bound, written.serves) == ("icb", frozenset({"E54000010"}))


# Places that must not be found, and places that one need not go to


@pytest.mark.parametrize(
    "changes",
    [
        {"venue": {"address": "1 Street"}},
        {"venue": {"address": "1 Street", "postcode": "ST16 2LH"}},
        {"how": "Come to ST16 2LH."},
        {"staff_note": "It is at st16 2lh"},
    ],
)
def test_an_address_that_must_stay_hidden_is_refused(changes: dict[str, object]) -> None:
    fault = fault_of(address_hidden="yes", **changes)
    assert "an address that must stay hidden is not written here" in fault.fault


def test_a_hidden_address_is_said_to_be_hidden() -> None:
    hidden = read_one(address_hidden="yes", how="Ring the helpline.")
    assert hidden.address_hidden
    assert hidden.venue is None


@pytest.mark.parametrize(("written", "remote"), [("yes", True), ("no", False), (None, None)])
def test_help_from_afar_is_said_or_not_said(written: str | None, remote: bool | None) -> None:
    assert read_one(remote=written).remote is remote


def test_what_is_known_of_getting_in_is_kept() -> None:
    venue = {"address": "1 Street", "accessibility": ["Step-free entrance", "Hearing loop"]}
    written = read_one(venue=venue).venue
    assert written is not None
    assert written.accessibility == ("Step-free entrance", "Hearing loop")


# Time


def test_all_that_staff_can_write_of_time_is_kept() -> None:
    hours = read_one(
        opening=[{"days": ["fri"], "opens": "22:00", "closes": "06:00", "overnight": "yes"}],
        schedule=[
            {
                "freq": "weekly",
                "every": "2",
                "on": ["thu"],
                "opens": "10:00",
                "closes": "12:00",
                "starts": "2027-01-14",
                "count": "6",
                "note": "Book first.",
            },
            {
                "freq": "monthly",
                "on": "first tue",
                "opens": "10:00",
                "closes": "12:00",
                "until": "2027-07-20",
            },
            {"on": ["First Monday", "last fri"], "opens": "13:00", "closes": "14:00"},
            {"on": ["15"], "opens": "13:00", "closes": "14:00"},
        ],
        closed=[
            {"from": "2026-12-21", "to": "2027-01-03", "why": "The staff are on leave."},
            {"from": "2027-08-01"},
        ],
        term_time="yes",
        bank_holidays="closed",
        first_session="2027-01-05",
        last_session="2027-07-20",
    ).hours
    assert hours == OpeningHours(
        openings=(Opening(4, time(22), time(6)),),
        schedules=(
            Schedule(
                time(10),
                time(12),
                interval=2,
                byday=(ByDay(3),),
                dtstart=date(2027, 1, 14),
                count=6,
                note="Book first.",
            ),
            Schedule(time(10), time(12), "MONTHLY", byday=(ByDay(1, 1),), until=date(2027, 7, 20)),
            Schedule(time(13), time(14), "MONTHLY", byday=(ByDay(0, 1), ByDay(4, -1))),
            Schedule(time(13), time(14), "MONTHLY", bymonthday=(15,)),
        ),
        closures=(
            Closure(date(2026, 12, 21), date(2027, 1, 3), "The staff are on leave."),
            Closure(date(2027, 8, 1)),
        ),
        term_time=True,
        bank_holidays="closed",
        first_session=date(2027, 1, 5),
        last_session=date(2027, 7, 20),
    )


SCHEDULE: dict[str, object] = {"on": ["thu"], "opens": "10:00", "closes": "12:00"}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"on": ["someday"]}, '"first tue"'),
        ({"on": ["fifth tue"]}, '"first tue"'),
        ({"on": ["32"]}, "day of the month"),
        ({"on": []}, "at least 1"),
        ({"on": ["thu", "15"]}, "two schedules"),
        ({"freq": "weekly", "on": ["first tue"]}, "write freq: monthly"),
        ({"freq": "monthly"}, 'say which one in the month, as "first tue"'),
        ({"freq": "yearly"}, "'weekly' or 'monthly'"),
        ({"every": "2"}, "need the first date"),
        ({"count": "6"}, "need the first date"),
        ({"every": "0"}, "greater than or equal to 1"),
        (
            {"starts": "2027-01-14", "count": "6", "until": "2027-03-01"},
            "either count or until",
        ),
        ({"starts": "2027-01-14", "until": "2027-01-01"}, "until must not be before starts"),
        ({"closes": "09:00"}, "or say overnight: yes"),
        ({"overnight": "yes"}, "take out overnight"),
    ],
)
def test_a_schedule_that_says_two_things_or_none_is_refused(
    changes: dict[str, object], says: str
) -> None:
    fault = fault_of(schedule=[{**SCHEDULE, **changes}])
    assert fault.keys[:4] == ("services", 0, "schedule", 0)
    assert says in fault.fault


@pytest.mark.parametrize(
    ("changes", "keys", "says"),
    [
        ({"closed": [{"from": "2027-01-03", "to": "2026-12-21"}]}, ("closed", 0), "before from"),
        ({"closed": [{"to": "2026-12-21"}]}, ("closed", 0, "from"), "required"),
        (
            {"first_session": "2027-01-03", "last_session": "2026-12-21"},
            (),
            "last_session must not be before",
        ),
        ({"bank_holidays": "sometimes"}, ("bank_holidays",), "'closed' or 'open'"),
    ],
)
def test_time_that_runs_backwards_is_refused(
    changes: dict[str, object], keys: tuple[str | int, ...], says: str
) -> None:
    fault = fault_of(**changes)
    assert fault.keys == ("services", 0, *keys)
    assert says in fault.fault


def test_a_gap_is_read_as_staff_write_it() -> None:
    gaps, faults = read_gaps({"gaps": [GAP]})
    assert faults == []
    assert gaps == [
        Gap(
            id="tongue-tie-county",
            need="tongue-tie",
            serves=frozenset({"E10000028"}),
            says="There is none here.",
            instead="Ask your midwife.",
            instead_needs=("infant-feeding",),
            owner="Commissioning lead",
            source="A paper",
            reviewed=date(2026, 11, 20),
            until=date(2027, 5, 20),
        )
    ]


def test_a_gap_without_an_end_is_refused() -> None:
    endless = {key: value for key, value in GAP.items() if key != "until"}
    gaps, faults = read_gaps({"gaps": [endless, {**GAP, "id": "second"}]})
    assert [each.id for each in gaps] == ["second"]
    assert [each.keys for each in faults] == [("gaps", 0, "until")]


def test_a_file_without_gaps_holds_an_empty_list() -> None:
    assert read_gaps({"gaps": []}) == ([], [])
    assert read_gaps({})[1][0].fault == 'There is no list of "gaps".'


# The packs that we ship: the same reading, on what residents get.


def test_every_area_that_our_packs_serve_exists_and_no_words_turn_people_away() -> None:
    names = Authorities.load().area_names()
    for path in sorted(PLACES.glob("*/services.yaml")):
        written = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        assert read_services(written, lambda _: LEEK, names)[1] == []


@pytest.fixture(scope="module")
def shipped() -> Directory:
    services: list[Service] = []
    for path in sorted(PLACES.glob("*/services.yaml")):
        written = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        found, _ = read_services(written, lambda _: LEEK)
        services += found
    return Directory(services)


@pytest.mark.parametrize(
    ("place", "theirs", "never"),
    [
        (STOKE, "E06000021", "E10000028"),
        (STAFFORD, "E10000028", "E06000021"),
        (LEEK, "E10000028", "E06000021"),
    ],
)
def test_a_pregnant_smoker_gets_her_own_councils_service_from_the_packs_that_we_ship(
    shipped: Directory, place: Locality, theirs: str, never: str
) -> None:
    facts = {"smokes_tobacco": True, "pregnant": True, "age": 30.0}
    for need in ("stop-smoking", "stop-smoking-pregnancy"):
        found = shipped.find(search(place, need, facts=facts, limit=99))
        serves = [each.service.serves for each in found.signposts if each.service.serves]
        assert any(theirs in codes for codes in serves)
        assert not any(never in codes and theirs not in codes for codes in serves)


@pytest.mark.parametrize("summary", ["Help &amp; advice.", "<b>Help</b>", "It costs &pound;2"])
def test_words_that_others_would_read_as_html_are_a_fault(summary: str) -> None:
    assert "HTML" in fault_of(summary=summary).fault


def test_a_bare_ampersand_and_a_sign_for_under_are_plain_words() -> None:
    assert read_one(summary="Under <5s & their grown-ups").summary == "Under <5s & their grown-ups"
