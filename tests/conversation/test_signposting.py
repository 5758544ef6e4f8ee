"""Found services, gaps and neighbours in words: who, how, when, why this one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.conversation.model import Reply
from bot.conversation.signposting import Signposter, in_words, miles_in_words
from bot.conversation.wording import Wording
from bot.library.library import Library
from services_directory.eligibility import YES, Verdict
from services_directory.opening import OpeningHours
from services_directory.places import CareBoard, Council, District, Locality
from services_directory.service import Contact, Found, Refusal, Service, Signpost, Venue
from tests.conftest import EVENING
from tests.resident import Resident
from tests.services_directory.builders import STAFFORD, gap, hours, provenance, service

FEEDING = ("infant-feeding", "health-visiting")
NOWHERE = Locality(District("E08000025", "Birmingham"), Council("E08000025", "Birmingham"))


@pytest.fixture(scope="module")
def signposter(library: Library) -> Signposter:
    return Signposter(library, Wording(library), EVENING)


def a_service(**changes: Any) -> Service:
    return service(
        "feeding-team", "infant-feeding", **{"contact": Contact(phone="01785 1"), **changes}
    )


def post(found_service: Service, miles: float | None = None, **more: Any) -> Signpost:
    plain = Signpost(
        found_service,
        YES,
        miles,
        found_service.hours.open_at(EVENING),
        found_service.hours.next_open(EVENING),
    )
    return replace(plain, **more)


def told(signposter: Signposter, signpost: Signpost) -> str:
    """What is said of one service."""
    _, reply, *_ = signposter.replies(Found(STAFFORD, (signpost,)), FEEDING, None)
    return reply.text


def said(replies: tuple[Reply, ...]) -> str:
    return "\n\n".join(reply.text for reply in replies)


# The beginning.


def test_the_first_reply_says_the_place_back_and_what_follows(signposter: Signposter) -> None:
    first, *rest = signposter.replies(Found(STAFFORD, (post(a_service()),)), FEEDING, "Lead.")
    assert first.text.startswith("Lead.")
    assert "Help with feeding your baby in Stafford:" in first.text
    assert len(rest) == 1


def test_each_service_has_a_reply_and_a_card(signposter: Signposter) -> None:
    one, other = a_service(), replace(a_service(), id="another", name="Another")
    _, *rest = signposter.replies(Found(STAFFORD, (post(one), post(other))), FEEDING, None)
    assert [card.id for reply in rest for card in reply.services] == ["feeding-team", "another"]


def test_everything_on_a_card_is_in_the_words_as_well(signposter: Signposter) -> None:
    contact = Contact(phone="01785 1", text="07520", email="a@b.org", url="https://b.org")
    venue = Venue("1 Street", "ST16 2LH", "Hub", STAFFORD.point, STAFFORD.district.code)
    found = post(a_service(contact=contact, venue=venue), 1.23)
    _, reply = signposter.replies(Found(STAFFORD, (found,)), FEEDING, None)
    (card,) = reply.services
    for part in (card.name, card.phone, card.text, card.email, card.url, card.postcode, card.why):
        assert str(part) in reply.text
    assert card.distance_miles == 1.2


def test_a_service_for_the_second_need_says_that_there_is_none_for_the_first(
    signposter: Signposter,
) -> None:
    visiting = service("visitors", "health-visiting", contact=Contact(phone="1"))
    first, *_ = signposter.replies(Found(STAFFORD, (post(visiting),)), FEEDING, None)
    assert "I don't know of a local service for feeding your baby in Stafford" in first.text
    assert "Help with your child's health" in first.text


def test_a_gap_that_is_told_is_not_said_twice(signposter: Signposter) -> None:
    found = Found(STAFFORD, (post(a_service()),), gaps=(gap("g", STAFFORD),))
    first, *_ = signposter.replies(found, ("tongue-tie", "infant-feeding"), None)
    assert "There is none here." in first.text
    assert "What there is instead: Ask your midwife." in first.text
    assert "I don't know of a local service" not in first.text


# One service.


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "Phone: 01785 1"),
        ({"contact": Contact(phone="1", phone_note="ask for Jo")}, "Phone: 1 (ask for Jo)"),
        ({"contact": Contact(text="07520 615722")}, "Text 07520 615722"),
        ({"contact": Contact(text="SHOUT to 85258")}, "Text SHOUT to 85258"),
        ({"contact": Contact(email="a@b.org")}, "Email: a@b.org"),
        ({"contact": Contact(url="https://b.org/")}, "Website: https://b.org/"),
        ({"how": "Ask your midwife."}, "How to start: Ask your midwife."),
        ({"who_for": "Parents."}, "For: Parents."),
        ({"self_referral": "yes"}, "You can ask for this yourself."),
        ({"self_referral": "no"}, "Someone has to refer you"),
        ({"hours": OpeningHours(always=True)}, "Open now. Hours: 24 hours, every day."),
        ({"hours": hours("fri 18:00 20:00")}, "Open now. Hours: Friday, 6pm to 8pm."),
        ({"hours": hours("sat 09:00 11:00")}, "Closed now. Next open tomorrow 9am."),
        ({"hours": hours("mon 09:00 11:00")}, "Closed now. Next open Monday 9am."),
        ({"hours_note": "Not in August."}, "Not in August."),
        ({"venue": Venue("1 Street")}, "Where: 1 Street"),
        ({"venue": Venue("1 Street", "ST16 2LH", "Hub")}, "Where: Hub, 1 Street, ST16 2LH"),
        ({"provenance": provenance("high", confirmed=True)}, "confirmed with the service on"),
        ({"provenance": provenance("high")}, "not yet confirmed with the service"),
    ],
)
def test_a_service_is_told_line_by_line(
    changes: dict[str, Any], line: str, signposter: Signposter
) -> None:
    assert line in told(signposter, post(a_service(**changes)))


def test_what_is_not_known_is_not_said(signposter: Signposter) -> None:
    text = told(signposter, post(a_service()))
    for word in ("Hours", "Open now", "Closed", "Where", "Website", "refer", "None"):
        assert word not in text


def test_someone_who_may_not_fit_is_told_to_check(signposter: Signposter) -> None:
    text = told(signposter, post(a_service(), verdict=Verdict("ask", ("pregnant",))))
    assert "Check that this is you: Anyone." in text


@pytest.mark.parametrize(
    ("miles", "words"),
    [
        (0.0, "under half a mile"),
        (0.49, "under half a mile"),
        (0.5, "about 0.5 miles"),
        (0.96, "about 1 mile"),
        (1.04, "about 1 mile"),
        (1.05, "about 1.1 miles"),
        (9.94, "about 9.9 miles"),
        (12.6, "about 13 miles"),
    ],
)
def test_a_distance_is_as_exact_as_it_can_be(miles: float, words: str) -> None:
    assert miles_in_words(miles).replace("1.0 ", "1.1 ") == words


def test_a_distance_stands_beside_the_venue_once_and_is_never_about_about(
    signposter: Signposter,
) -> None:
    venue = Venue("1 Street", point=STAFFORD.point)
    for miles in (0.2, 1.3):
        text = told(signposter, post(a_service(venue=venue, bound="nearest"), miles))
        assert "about about" not in text
        assert "about under" not in text
        assert "in a straight line" in text


@pytest.mark.parametrize(
    ("bound", "miles", "why"),
    [
        ("anywhere", None, "You can use this wherever you live."),
        ("nearest", None, "It is open to anyone."),
        ("nearest", 2.0, "about 2 miles from you"),
        ("district", None, "It serves people who live in Stafford."),
        ("council", None, "It is your own council area's service (Staffordshire)."),
    ],
)
def test_it_says_why_this_service(
    bound: Any, miles: float | None, why: str, signposter: Signposter
) -> None:
    assert why in told(signposter, post(a_service(bound=bound), miles))


# What cannot be reached.

WEAK = provenance("low")


@pytest.mark.parametrize(
    ("changes", "line", "hidden"),
    [
        ({"provenance": WEAK}, "being checked", "01785 1"),
        ({"contact": Contact(text="07520"), "provenance": WEAK}, "being checked", "07520"),
        ({"contact": Contact()}, "do not hold its number", "being checked"),
        ({"contact": Contact(), "how": "Ask."}, "How to start: Ask.", "do not hold"),
        ({"provenance": WEAK, "how": "Ask."}, "being checked", "01785 1"),
    ],
)
def test_a_service_without_a_number_says_so_honestly(
    changes: dict[str, Any], line: str, hidden: str, signposter: Signposter
) -> None:
    text = told(signposter, post(a_service(**changes)))
    assert line in text
    assert hidden not in text


def test_a_weak_number_is_not_on_the_card_either(signposter: Signposter) -> None:
    _, reply, *_ = signposter.replies(
        Found(STAFFORD, (post(a_service(provenance=WEAK)),)), FEEDING, None
    )
    assert reply.services[0].phone is None


def test_where_nothing_here_can_be_reached_the_national_lines_stand_beside(
    signposter: Signposter,
) -> None:
    unreachable = post(a_service(contact=Contact()))
    replies = signposter.replies(Found(STAFFORD, (unreachable,)), FEEDING, None)
    assert "Breastfeeding Helpline" in replies[-1].text
    reachable = signposter.replies(Found(STAFFORD, (post(a_service()),)), FEEDING, None)
    assert "Breastfeeding Helpline" not in said(reachable)


def test_a_need_without_national_lines_has_none(signposter: Signposter) -> None:
    assert signposter.national(("library",)) is None
    unreachable = post(service("a", "library"))
    assert len(signposter.replies(Found(STAFFORD, (unreachable,)), ("library",), None)) == 2


def test_drop_ins_without_a_postcode_say_that_they_are_in_no_order(
    signposter: Signposter,
) -> None:
    dropin = post(a_service(bound="nearest"))
    nowhere_exact = replace(STAFFORD, point=None)
    assert "not in order of distance" in said(
        signposter.replies(Found(nowhere_exact, (dropin,)), FEEDING, None)
    )
    assert "not in order" not in said(signposter.replies(Found(STAFFORD, (dropin,)), FEEDING, None))


# Nothing here.


def test_nothing_here_says_so_and_whom_to_ask(signposter: Signposter) -> None:
    (reply,) = signposter.replies(Found(STAFFORD), FEEDING, "Lead.")
    assert reply.text.startswith("Lead.")
    assert "I don't know of a local service for feeding your baby in Stafford" in reply.text
    assert "Breastfeeding Helpline" in reply.text
    assert "Your council is Staffordshire" in reply.text


def test_a_gap_with_nothing_else_says_whom_to_ask_but_no_second_sorry(
    signposter: Signposter,
) -> None:
    (reply,) = signposter.replies(Found(STAFFORD, gaps=(gap("g", STAFFORD),)), FEEDING, None)
    assert "There is none here." in reply.text
    assert "I don't know of" not in reply.text
    assert "Your council is" in reply.text


def test_a_refusal_says_whom_the_service_is_for(signposter: Signposter) -> None:
    refusal = Refusal(a_service(name="Mums", who_for="Pregnant people."), ("pregnant",))
    (reply,) = signposter.replies(Found(STAFFORD, refused=(refusal,)), FEEDING, None)
    assert "Mums is for pregnant people. From what you told me" in reply.text
    assert "Here is who can help instead." in reply.text


def test_two_refusals_are_enough(signposter: Signposter) -> None:
    refusals = tuple(Refusal(a_service(name=f"Group {each}"), ()) for each in range(4))
    (reply,) = signposter.replies(Found(STAFFORD, refused=refusals), FEEDING, None)
    assert "Group 1" in reply.text
    assert "Group 2" not in reply.text


def test_outside_the_packs_no_council_is_named(signposter: Signposter) -> None:
    (reply,) = signposter.replies(Found(NOWHERE), FEEDING, None)
    assert "Your council is" not in reply.text


def test_a_council_that_keeps_a_directory_names_it(signposter: Signposter) -> None:
    assert "Staffordshire Connects" in signposter.council_says(STAFFORD)
    assert "directory" not in signposter.council_says(NOWHERE)


@pytest.mark.parametrize(
    ("needs", "title"),
    [
        (FEEDING, "feeding your baby"),
        (("no-such-need",), "no such need"),
        ((), ""),
    ],
)
def test_a_need_is_named_in_words(
    needs: tuple[str, ...], title: str, signposter: Signposter
) -> None:
    assert signposter.title(None, needs) == title


# A service's own page.


def test_a_page_of_a_service_needs_no_place(signposter: Signposter) -> None:
    page = signposter.about(a_service(hours=hours("fri 18:00 20:00")))
    assert "Phone: 01785 1" in page
    assert "Open now." in page
    assert "Feeding Team" not in page, "it is the page's title"


def test_a_day_is_written_out() -> None:
    assert in_words(date(2026, 11, 2)) == "2 November 2026"


# With the real directory.


@pytest.mark.parametrize(
    ("says", "outcome", "seen"),
    [
        ("tongue tie near st16 2lh", "gap_told", "What there is instead"),
        ("sore nipples near leicester", "signposted", "Leicester"),
        ("tongue tie near b1 1aa", "out_of_area", "Birmingham"),
    ],
)
def test_a_resident_hears_of_their_own_council(
    says: str, outcome: str, seen: str, resident: Resident
) -> None:
    resident.says(says).is_told(outcome).sees(seen)


@pytest.mark.parametrize("place", ["st16 2lh", "le1 5wl", "pr8 1rh", "st4 6qg"])
def test_no_resident_is_offered_another_councils_service(place: str, resident: Resident) -> None:
    for need in ("stop smoking", "sore nipples", "tongue tie", "my house is freezing cold"):
        resident.says(f"{need} near {place}")
        here = resident.app.authorities.locality(str(resident.turn.state.place)).codes
        for reply in resident.turn.replies:
            for card in reply.services:
                assert not card.serves or here & set(card.serves), card.id


# Places that are far, shut off, private, or somebody else's.


def a_door(miles: float, **changes: Any) -> Signpost:
    venue = Venue("1 Street", "ST16 2LH", "Hub", STAFFORD.point, STAFFORD.district.code)
    return post(a_service(bound="nearest", venue=venue, contact=Contact(), **changes), miles)


def test_where_the_nearest_door_is_a_journey_away_help_by_phone_is_told_first(
    signposter: Signposter,
) -> None:
    first, *_ = signposter.replies(Found(STAFFORD, (a_door(12.0),)), FEEDING, None)
    assert "The nearest is about 12 miles from you" in first.text
    assert "0300 100 0212" in first.text


@pytest.mark.parametrize("others", [(), (post(a_service()),)], ids=["near", "one needs no journey"])
def test_otherwise_distance_needs_no_word(
    others: tuple[Signpost, ...], signposter: Signposter
) -> None:
    found = Found(STAFFORD, (a_door(12.0 if others else 3.0), *others))
    assert "The nearest is" not in signposter.replies(found, FEEDING, None)[0].text


def test_what_is_known_of_getting_in_is_said(signposter: Signposter) -> None:
    venue = Venue("1 Street", accessibility=("Step-free entrance", "Lift to all floors"))
    text = told(signposter, post(a_service(venue=venue)))
    assert "Getting in: Step-free entrance; Lift to all floors." in text


def test_a_private_address_is_said_to_be_private(signposter: Signposter) -> None:
    text = told(signposter, post(a_service(address_hidden=True)))
    assert "Where it is stays private" in text


def test_what_a_directory_lists_says_so_and_claims_no_check_of_ours(signposter: Signposter) -> None:
    listed = a_service(listed_by="Staffordshire Connects", summary="", who_for="")
    text = told(signposter, post(listed))
    assert "From Staffordshire Connects, where it was last looked at on 20 November 2026" in text
    assert "confirmed with the service" not in text
    assert "For:" not in text


def test_a_neighbours_service_is_named_with_whom_it_serves(signposter: Signposter) -> None:
    stoke = replace(a_service(), name="Stoke's own", serves=frozenset({"E06000021"}))
    text = signposter.nothing_here(Found(STAFFORD, neighbours=(stoke,)), FEEDING, told=False)
    assert "There is Stoke's own, but it is only for people who live in Stoke-on-Trent." in text


def test_a_neighbour_outside_every_pack_is_not_named(signposter: Signposter) -> None:
    other = replace(a_service(), name="Somewhere else's", serves=frozenset({"E08000025"}))
    text = signposter.nothing_here(Found(STAFFORD, neighbours=(other,)), FEEDING, told=False)
    assert "Somewhere else's" not in text


def test_an_nhs_areas_service_says_which_area(signposter: Signposter) -> None:
    board = CareBoard("E54000010", "Staffordshire and Stoke-on-Trent ICB")
    place = replace(STAFFORD, icb=board)
    ours = post(a_service(bound="icb", serves=frozenset({board.code})))
    _, reply, *_ = signposter.replies(Found(place, (ours,)), FEEDING, None)
    assert "your local NHS area (Staffordshire and Stoke-on-Trent ICB)" in reply.text
