"""What is on near them this week, as a list by day."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.app import App
from bot.conversation.intents import AsksWhatsOn
from bot.conversation.model import Message
from bot.conversation.safety import Seen
from bot.conversation.understanding import Understanding
from services_directory.directory import Directory
from services_directory.postcode import Postcode
from services_directory.service import Contact, Need
from tests.conversation.conftest import MET
from tests.resident import Resident
from tests.services_directory.builders import STAFFORD, hours, service, venue

GROUP = service(
    "baby-cafe",
    "infant-feeding",
    name="Baby café",
    bound="nearest",
    venue=replace(venue(STAFFORD, 0.02), name="Invented Hall"),
    hours=hours("tue 09:30 11:00"),
    contact=Contact(phone="01234 567890"),
)


@pytest.fixture
def resident(app: App) -> Resident:
    """A resident of a town with one group."""
    assert app.knowledge is not None
    directory = Directory([GROUP], needs=[Need("infant-feeding", "feeding your baby")])
    app.knowledge = replace(app.knowledge, directory=directory)
    return Resident(app)


@pytest.mark.parametrize(
    "words",
    [
        "whats on near me this week",
        "what's on this week?",
        "WHATS ON TODAY",
        "any baby groups this week",
        "toddler groups near st16 2lh this week",
        "anything on tomorrow",
    ],
)
def test_asking_what_is_on_is_understood(words: str, understanding: Understanding) -> None:
    assert isinstance(understanding.understand(Message(text=words), MET, Seen(None)), AsksWhatsOn)


@pytest.mark.parametrize(
    "words", ["whats on my babys skin", "whats wrong this week", "is it on prescription"]
)
def test_words_that_only_look_like_it_are_not(words: str, understanding: Understanding) -> None:
    assert not isinstance(
        understanding.understand(Message(text=words), MET, Seen(None)), AsksWhatsOn
    )


def test_a_place_in_the_same_message_is_read(understanding: Understanding) -> None:
    intent = understanding.understand(
        Message(text="whats on near ST16 2LH this week"), MET, Seen(None)
    )
    assert intent.search is not None
    assert intent.search.place == Postcode.parse("ST16 2LH")
    assert intent.search.week


def test_without_a_place_it_is_asked_for_and_then_the_week_is_told(resident: Resident) -> None:
    resident.says("whats on near me this week")
    resident.is_told("asked_place")
    resident.does_not_see("help with  near")
    resident.says("ST16 2LH")
    resident.is_told("signposted")
    resident.sees("Tuesday 24 November")
    resident.sees("9.30am to 11am: Baby café, Invented Hall (about 1.4 miles)")
    resident.sees("01234 567890")
    resident.sees("ring or message them before you set out")


def test_a_place_that_is_known_is_not_asked_for_again(resident: Resident) -> None:
    resident.says("ST16 2LH").says("whats on this week")
    resident.sees("Baby café")


def test_the_next_place_is_for_what_is_asked_next(resident: Resident) -> None:
    resident.says("whats on near me this week").says("ST16 2LH").says("ST16 2LH")
    resident.does_not_see("in the next seven days")


def test_where_no_times_are_held_that_is_said_and_is_not_called_nothing(resident: Resident) -> None:
    resident.says("whats on near LE1 1AA this week")
    resident.is_told("gap_told")
    resident.sees("does not mean there are none")
    resident.sees("Leicester")


def test_outside_the_packs_their_own_council_is_named(resident: Resident) -> None:
    resident.says("whats on near M1 1AD this week")
    resident.is_told("out_of_area")


def test_a_session_can_be_called_wrong(resident: Resident) -> None:
    resident.says("whats on near ST16 2LH this week").taps("This is wrong").taps("It has closed")
    assert resident.turn.report is not None
    assert resident.turn.report.service == "baby-cafe"


def test_after_it_the_state_remembers_that_a_place_was_met(resident: Resident) -> None:
    resident.says("whats on near ST16 2LH this week")
    assert resident.turn.state.place == "E07000197"
    assert resident.turn.state.greeted is MET.greeted
