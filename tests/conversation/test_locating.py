"""Asking for a place, saying it back, and what to say when it is no place that we serve."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.intents import GivesPlace, NotAPlace, Says, Wanted, WantsHelp
from bot.conversation.locating import place_name
from bot.conversation.model import State
from bot.library.library import Library
from services_directory.authorities import Authorities
from services_directory.places import Council, District, Locality, Located, Share
from services_directory.service import Found
from tests.conversation.conftest import MET, Answers, text_of, values_of
from tests.resident import Resident
from tests.services_directory.builders import SEFTON, STAFFORD, STOKE

FEEDING = ("infant-feeding",)
ASKS = WantsHelp(FEEDING, "sore-nipples")
CARDIFF = Locality(District("W06000015", "Cardiff"), Council("W06000015", "Cardiff"))
BIRMINGHAM = Locality(District("E08000025", "Birmingham"), Council("E08000025", "Birmingham"))


def test_a_place_is_asked_for_with_what_it_is_for(answers: Answers) -> None:
    turn = answers.to(ASKS)
    assert (turn.outcome, turn.asks) == ("asked_place", "place")
    assert "feeding your baby" in text_of(turn)
    assert "999" in text_of(turn)
    assert turn.state.needs == FEEDING
    assert turn.topics == ("sore-nipples", "breastfeeding")


@pytest.mark.parametrize(
    ("located", "search"),
    [(Located("unlisted"), None), (None, Wanted(FEEDING, NotAPlace()))],
)
def test_no_such_place_is_said_in_other_words_the_second_time(
    located: Located | None, search: Wanted | None, answers: Answers
) -> None:
    asks = replace(ASKS, search=search)
    first = answers.to(asks, located=located)
    second = answers.to(asks, first.state, located=located)
    assert first.outcome == second.outcome == "place_unknown"
    assert first.asks == second.asks == "place"
    assert text_of(first) != text_of(second)
    assert "Breastfeeding Helpline" in text_of(second), "a line that needs no place"


def test_not_a_place_and_a_place_we_do_not_hold_are_two_things(answers: Answers) -> None:
    not_a_place = replace(ASKS, search=Wanted(FEEDING, NotAPlace()))
    assert text_of(answers.to(not_a_place)) != text_of(
        answers.to(ASKS, located=Located("unlisted"))
    )


SHARED = Located(
    "partial",
    shares=(Share(STAFFORD, 0.6), Share(STOKE, 0.395), Share(SEFTON, 0.005)),
    typed="ST9",
)


@pytest.mark.parametrize("intent", [ASKS, GivesPlace()])
def test_part_of_a_postcode_in_several_districts_is_asked_about(
    intent: WantsHelp, answers: Answers
) -> None:
    turn = answers.to(intent, located=SHARED)
    assert (turn.outcome, turn.asks) == ("asked_place", "place")
    assert "ST9" in text_of(turn)
    assert values_of(turn)[:2] == ["place:E07000197", "place:E06000021"]
    assert "place:E08000014" not in values_of(turn), "too small a share to ask about"


def test_a_place_out_of_nowhere_is_said_back_and_asked_what_for(answers: Answers) -> None:
    turn = answers.to(GivesPlace(), place=STAFFORD)
    assert (turn.outcome, turn.asks) == ("clarified", "clarify")
    assert "Stafford" in text_of(turn)
    assert turn.state.place == "E07000197"


def test_a_place_out_of_nowhere_that_is_none_is_said(answers: Answers) -> None:
    assert answers.to(GivesPlace()).outcome == "place_unknown"


@pytest.mark.parametrize(
    ("place", "said"),
    [(BIRMINGHAM, ("Birmingham", "your council")), (CARDIFF, ("in Wales", "parts of England"))],
)
@pytest.mark.parametrize("searching", [False, True])
def test_outside_our_packs_it_says_whom_to_ask_and_gives_national_lines(
    place: Locality, said: tuple[str, ...], searching: bool, answers: Answers
) -> None:
    found = Found(place) if searching else None
    turn = answers.to(ASKS if searching else GivesPlace(), place=place, found=found)
    assert turn.outcome == "out_of_area"
    assert all(part.casefold() in text_of(turn).casefold() for part in said)
    assert ("Breastfeeding Helpline" if searching else "NHS 111") in text_of(turn)
    assert turn.state.place == place.district.code


def test_another_place_forgets_the_last_one_and_keeps_the_subject(answers: Answers) -> None:
    state = State(greeted=True, place="E07000197", topic="sore-nipples", needs=FEEDING)
    turn = answers.to(Says("another_place"), state)
    assert (turn.outcome, turn.asks) == ("asked_place", "place")
    assert turn.state.place is None
    assert (turn.state.topic, turn.state.needs) == ("sore-nipples", FEEDING)


def test_a_district_is_named_with_its_county_and_a_city_alone(authorities: Authorities) -> None:
    assert place_name(STAFFORD) == "Stafford (Staffordshire)"
    assert place_name(authorities.locality("E06000016")) == "Leicester"


@pytest.mark.parametrize(
    ("located", "said"),
    [(Located("live", STAFFORD), "That is in"), (Located("ended", STAFFORD), "no longer in use")],
)
def test_a_postcode_that_has_ended_is_said_and_still_serves(
    located: Located, said: str, answers: Answers, library: Library
) -> None:
    turn = answers.to(ASKS, MET, located=located, found=Found(STAFFORD))
    assert said in text_of(turn)
    assert turn.state.place == "E07000197"


def test_changing_the_place_changes_the_services(resident: Resident) -> None:
    resident.says("sore nipples near st16 2lh").sees("Stafford")
    resident.taps("Another place").says("leicester").sees("Leicester")
    resident.does_not_see("Staffordshire")
