"""What residents see of a source's services, and why they see no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services_directory.authorities import Authorities
from services_directory.curation import Curated
from services_directory.eligibility import AtLeast
from services_directory.feed_words import FeedWords, TermRule, WordRule
from services_directory.places import Locality
from services_directory.postcode import Postcode
from services_directory.publishing.document import whole_document
from services_directory.publishing.names import Names
from services_directory.record import ServiceRecord
from services_directory.service import Service, Venue
from services_directory.showing import NotShown, Rules, all_shown, resident_id, shown, why_unseen
from services_directory.sources.listing import Source
from tests.services_directory.builders import STAFFORD, service

SYNCED = date(2026, 11, 19)
COUNTY = frozenset({"E10000028"})
CONNECTS = Source(
    "connects", "Anyshire Connects", "https://example.org", "open-referral", "council", COUNTY
)
ALL = replace(CONNECTS, show="all")
NEAR = replace(ALL, bound="nearest")
WORDS = FeedWords(
    [TermRule(term="Lunch", needs=("community",))],
    [WordRule(any=("food bank",), needs=("money-food",))],
)
READ = Curated(
    "connects", "a/1", 0, summary="Reviewed.", reviewed_by="Lead", checked_on=date(2026, 11, 20)
)
PLACE = {
    "service_at_locations": [
        {
            "location": {
                "location_type": "physical",
                "addresses": [{"address_1": "1 Street", "postal_code": "ST16 2LH"}],
            }
        }
    ]
}


def locate(postcode: Postcode) -> Locality | None:
    return STAFFORD if postcode.outward == "ST16" else None


def record(**fields: Any) -> ServiceRecord:
    document = {"id": "a/1", "name": "Anytown food bank", "description": "Its own words.", **fields}
    return ServiceRecord("connects", "a/1", document)


def show(
    told: ServiceRecord, source: Source = ALL, curated: Curated | None = None
) -> Service | NotShown:
    """As residents see it; the quick way to say why they do not must say the same."""
    curation = {(told.source, told.id): curated} if curated else {}
    rules = Rules({source.name: source}, curation, WORDS)
    found = shown(told, rules, locate, SYNCED)
    assert why_unseen(told, rules) == (found if isinstance(found, NotShown) else None)
    return found


def seen(told: ServiceRecord, source: Source = ALL, curated: Curated | None = None) -> Service:
    found = show(told, source, curated)
    assert isinstance(found, Service), found
    return found


def reason(told: ServiceRecord, source: Source = ALL, curated: Curated | None = None) -> str:
    found = show(told, source, curated)
    assert isinstance(found, NotShown)
    return found.reason


def test_a_listed_service_is_shown_by_its_facts_and_never_by_the_source_s_sentences() -> None:
    found = seen(
        record(
            organization={"name": "An invented charity"},
            phones=[{"number": "01785 000000"}],
            assured_date="2026-10-01",
            eligibility_description="Its own words.",
            application_process="Its own words.",
            **PLACE,
        )
    )
    assert (found.name, found.organisation) == ("Anytown food bank", "An invented charity")
    assert found.needs == ("money-food",)
    assert found.contact.phone == "01785 000000"
    assert found.venue is not None
    assert found.listed_by == "Anyshire Connects"
    assert (found.bound, found.serves) == ("council", COUNTY)
    assert found.provenance.checked_on == date(2026, 10, 1)
    assert (found.provenance.confidence, found.provenance.confirmed) == ("medium", False)
    assert found.eligible is None
    assert "Its own words" not in repr(found)


def test_its_id_is_short_and_the_same_for_ever() -> None:
    assert seen(record()).id == resident_id("connects", "a/1") == "connects-773232abe934"
    assert len(resident_id("a-name-of-20-charact", "x" * 5000)) <= 50


def test_without_dates_of_its_own_the_day_of_the_sync_is_the_one_it_was_checked_on() -> None:
    assert seen(record()).provenance.checked_on == SYNCED


def test_a_source_shows_only_what_staff_curated_unless_it_is_set_to_show_all() -> None:
    assert "curated" in reason(record(), CONNECTS)
    assert seen(record(), CONNECTS, READ).summary == "Reviewed."


def test_a_service_of_a_source_that_is_in_no_pack_is_not_shown() -> None:
    found = shown(record(), Rules(words=WORDS), locate, SYNCED)
    assert found == NotShown("its source is in no pack")


def test_staff_can_hide_a_service() -> None:
    assert reason(record(), curated=replace(READ, hide=True)) == "staff hid it"


@pytest.mark.parametrize("status", ["inactive", "defunct", "temporarily closed"])
def test_what_does_not_run_now_is_not_shown(status: str) -> None:
    assert "does not run" in reason(record(status=status), curated=READ)


def test_a_service_that_no_word_places_waits_for_staff() -> None:
    unplaced = record(name="Anytown bowls")
    assert "no need" in reason(unplaced)
    assert seen(unplaced, curated=replace(READ, needs=("library",))).needs == ("library",)


def test_what_staff_say_stands_and_where_they_say_nothing_the_source_stands() -> None:
    curated = replace(
        READ,
        name="The food bank",
        who_for="Anyone.",
        bound="district",
        serves=frozenset({"E07000197"}),
        eligible=AtLeast("age", 18),
        self_referral="no",
        how="Ask your health visitor.",
        confirmed=True,
        staff_note="Rang them.",
    )
    found = seen(record(url="https://example.org/a", attending_access="Drop-in"), curated=curated)
    assert (found.name, found.who_for, found.summary) == ("The food bank", "Anyone.", "Reviewed.")
    assert (found.bound, found.serves) == ("district", {"E07000197"})
    assert found.eligible == AtLeast("age", 18)
    assert (found.self_referral, found.how) == ("no", "Ask your health visitor.")
    assert found.contact.url == "https://example.org/a"
    assert found.provenance.confirmed
    assert found.provenance.checked_on == date(2026, 11, 20)
    assert found.provenance.staff_note == "Rang them."


def test_an_area_that_a_service_names_comes_before_that_of_its_source() -> None:
    own = record(service_areas=[{"extent": "E06000021"}])
    assert (seen(own).bound, seen(own).serves) == ("council", {"E06000021"})
    national = record(service_areas=[{"extent": "E92000001"}])
    assert seen(national).bound == "anywhere"
    assert seen(record(service_areas=[{"extent": "E92000001"}], **PLACE)).bound == "nearest"


def test_in_a_list_of_drop_in_places_one_without_a_place_is_for_the_list_s_own_area() -> None:
    assert seen(record(**PLACE), NEAR).bound == "nearest"
    assert seen(record(**PLACE), NEAR).serves == frozenset()
    assert (seen(record(), NEAR).bound, seen(record(), NEAR).serves) == ("council", COUNTY)
    assert "whom it serves" in reason(record(), replace(NEAR, serves=frozenset()))


@pytest.mark.parametrize(
    ("told", "curated"),
    [
        (record(name="Women's refuge and food bank", **PLACE), None),
        (record(address_hidden=True, **PLACE), None),
        (record(**PLACE), replace(READ, address_hidden=True)),
    ],
)
def test_a_place_that_must_not_be_found_is_in_nothing_that_is_shown(
    told: ServiceRecord, curated: Curated | None
) -> None:
    found = seen(told, curated=curated)
    assert found.address_hidden
    assert found.venue is None
    assert "1 Street" not in repr(found)


def test_a_hidden_place_in_a_list_of_drop_in_places_is_for_the_list_s_own_area() -> None:
    told = record(name="Women's refuge food bank", **PLACE)
    assert seen(told, NEAR).bound == "council"


def test_a_long_name_is_cut_between_words() -> None:
    found = seen(record(name="food bank " * 20))
    assert len(found.name) <= 100
    assert found.name.endswith("food…")


def test_a_spreadsheet_that_staff_keep_is_shown_in_its_own_words() -> None:
    written = service(
        "our-own",
        "library",
        summary="Staff's words.",
        who_for="Anyone.",
        venue=Venue("1 Street, Stafford", "ST16 2LH"),
    )
    document = whole_document(written, Names.of(Authorities.load()))
    told = ServiceRecord("connects", "our-own", document)
    found = seen(told, replace(ALL, kind="csv"))
    assert (found.summary, found.needs, found.bound) == ("Staff's words.", ("library",), "anywhere")
    assert found.venue is not None
    assert (found.venue.point, found.venue.district) == (STAFFORD.point, "E07000197")
    assert found.id == resident_id("connects", "our-own")


def test_a_feed_that_another_signpost_publishes_is_placed_by_its_needs_and_not_in_its_words() -> (
    None
):
    written = service("theirs", "library", summary="Another council's words.")
    document = whole_document(written, Names.of(Authorities.load()))
    found = seen(ServiceRecord("connects", "theirs", document))
    assert found.needs == ("library",)
    assert found.summary == ""


def test_of_many_records_those_that_can_be_shown_are() -> None:
    told = [(record(), SYNCED), (record(name="Anytown bowls"), SYNCED)]
    assert [each.name for each in all_shown(told, Rules({"connects": ALL}, {}, WORDS), locate)] == [
        "Anytown food bank"
    ]
