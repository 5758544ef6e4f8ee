"""Names of places as residents say them. Many towns are also words: Stone, Leek, Reading, Battle."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import strategies as st

from bot.conversation.gazetteer import Gazetteer
from bot.library.models import Contact, Place, Town
from tests.services_directory.builders import given

STAFFORD, NEWCASTLE, MOORLANDS = "E07000197", "E07000195", "E07000198"
READING, NORTHUMBERLAND = "E06000038", "E06000057"

PACK = Place(
    id="staffordshire",
    council="E10000028",
    name="Staffordshire",
    owner="Lead",
    reviewed=date(2026, 11, 20),
    review_by=date(2027, 2, 20),
    valid_from=date(2022, 1, 1),
    strategy="A strategy",
    status="current",
    contact=Contact(name="Staffordshire County Council", source="invented"),
    districts={STAFFORD: "Stafford", NEWCASTLE: "Newcastle-under-Lyme"},
    towns=(
        Town(name="Gnosall", district=STAFFORD),
        Town(name="Stone", district=STAFFORD, only_when_asked=True),
        Town(name="Leek", district=MOORLANDS, only_when_asked=True),
        Town(name="Newcastle", district=NEWCASTLE, also=("Castle", "N'castle under Lyme")),
        Town(name="Rising Brook", district=STAFFORD),
    ),
    human="Ask your GP.",
)

GAZETTEER = Gazetteer([PACK], {READING: "Reading", NORTHUMBERLAND: "Northumberland"})


def district(text: str, asked: bool) -> str | None:
    found = GAZETTEER.find(text, asked)
    return found.district if found else None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("stafford", STAFFORD),
        ("i live round gnosall way", STAFFORD),
        ("STAFFORD!", STAFFORD),
        ("rising brook", STAFFORD),
        ("the sun is rising over a brook", None),
        ("Newcastle-under-Lyme", NEWCASTLE),
        ("newcastle under lyme please", NEWCASTLE),
        ("ncastle under lyme", NEWCASTLE),
        ("castle", NEWCASTLE),
        # Words that are also towns count after "in" and the like, or alone.
        ("help in stone", STAFFORD),
        ("im from leek", MOORLANDS),
        ("stone", STAFFORD),
        ("i weigh 12 stone", None),
        ("kidney stone pain", None),
        ("leek and potato for weaning", None),
        ("in a stone house", None),
        # Outside the packs as well.
        ("reading to my baby", None),
        ("we are in reading", READING),
        ("reading", READING),
        ("northumberland", NORTHUMBERLAND),
        ("is it safe to sleep", None),
        ("", None),
        ("🙂", None),
    ],
)
def test_a_name_in_a_sentence(text: str, code: str | None) -> None:
    assert district(text, asked=False) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("stone", STAFFORD),
        ("it's stone, near the canal", STAFFORD),
        ("leek i think", MOORLANDS),
        ("staford", STAFFORD),
        ("gnosal", STAFFORD),
        ("newcastle under line", NEWCASTLE),
        ("northumberlnd", NORTHUMBERLAND),
        ("station", None),
        ("standard", None),
        ("i dont know where i live", None),
        ("what do you mean by staford then", None),
        ("", None),
    ],
)
def test_once_we_have_asked_everyday_words_and_typos_count(text: str, code: str | None) -> None:
    assert district(text, asked=True) == code


def test_the_longest_name_wins() -> None:
    found = GAZETTEER.find("near newcastle under lyme", asked=False)
    assert found is not None
    assert found.name == "newcastle under lyme"


def test_what_was_found_names_the_words_that_it_stood_on() -> None:
    found = GAZETTEER.find("Help in Gnosall, please", asked=False)
    assert found is not None
    assert (found.name, found.district) == ("gnosall", STAFFORD)


def test_a_town_of_a_pack_wins_over_a_district_of_the_same_name_elsewhere() -> None:
    both = Gazetteer([PACK], {"E08000021": "Newcastle"})
    found = both.find("newcastle", asked=True)
    assert found is not None
    assert found.district == NEWCASTLE


def test_without_any_names_nothing_is_found() -> None:
    assert Gazetteer([], {}).find("stafford", asked=True) is None


@given(st.text(), st.booleans())
def test_no_text_whatever_breaks_it(text: str, asked: bool) -> None:
    GAZETTEER.find(text, asked)
