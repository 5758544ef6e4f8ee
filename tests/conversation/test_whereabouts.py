"""Where a resident says they are, and what else their message says."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from bot.conversation.intents import NamedPlace
from bot.conversation.whereabouts import Whereabouts, says_something
from services_directory.postcode import PartPostcode, Postcode
from tests.conversation.test_gazetteer import GAZETTEER, STAFFORD
from tests.services_directory.builders import given

WHEREABOUTS = Whereabouts(GAZETTEER, lambda text: text == "same place")

HERE = Postcode("ST16", "2LH")
IN_STAFFORD = NamedPlace(STAFFORD)


@pytest.mark.parametrize(
    ("text", "place", "rest"),
    [
        ("st16 2lh", HERE, ""),
        ("ST162LH", HERE, ""),
        ("stI6 2lh", HERE, ""),
        ("st 16 2 lh", HERE, ""),
        ("im at st16 2lh, sore nipples", HERE, "im at sore nipples"),
        ("sore nipples near ST16-2LH please", HERE, "sore nipples near please"),
        ("near st16", PartPostcode("ST16"), ""),
        ("st16", PartPostcode("ST16"), ""),
        ("help in stafford", IN_STAFFORD, "help"),
        ("same place", "same", ""),
        ("vitamin b12", None, "vitamin b12"),
        ("is it so hot today", None, "is it so hot today"),
        ("sore nipples", None, "sore nipples"),
        ("", None, ""),
    ],
)
def test_a_place_is_found_and_the_rest_is_left(text: str, place: object, rest: str) -> None:
    found, left = WHEREABOUTS.find(text, asked=False)
    assert found == place
    assert left.replace(",", " ").split() == rest.split()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("b12", PartPostcode("B12")),
        ("my outcode is st16 i think", PartPostcode("ST16")),
        ("staford", IN_STAFFORD),
        ("no idea", None),
        ("why", None),
    ],
)
def test_once_asked_less_is_enough(text: str, place: object) -> None:
    assert WHEREABOUTS.find(text, asked=True)[0] == place


@pytest.mark.parametrize(
    ("rest", "says"),
    [
        ("", False),
        ("near", False),
        ("actually im in now", False),
        ("my postcode is", False),
        ("sore nipples", True),
        ("near sore nipples", True),
    ],
)
def test_words_around_a_place_say_nothing_more(rest: str, says: bool) -> None:
    assert says_something(rest) is says


@given(st.text(), st.booleans())
def test_no_text_whatever_breaks_it(text: str, asked: bool) -> None:
    WHEREABOUTS.find(text, asked)
