"""What a request to the feed wants, and what is said of one that makes no sense."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services_directory.places import Located
from services_directory.publishing.asked import LONGEST, Asked, NotUnderstood, read_asked
from services_directory.publishing.openapi import LIST_PARAMETERS
from tests.services_directory.builders import SEFTON, STAFFORD


def locate(text: str) -> Located:
    return {
        "ST16 2LH": Located("live", STAFFORD),
        "L20 3EN": Located("live", type(SEFTON)(SEFTON.district, SEFTON.council)),
    }.get(text, Located("unlisted"))


def asked(**parameters: str) -> Asked:
    return read_asked(parameters, LIST_PARAMETERS["services"], locate)


def test_nothing_asked_is_the_first_page_of_everything() -> None:
    assert asked() == Asked()


def test_each_parameter_is_read_as_what_it_is() -> None:
    read = asked(
        page="2",
        per_page="10",
        search="Stop  smoking!",
        modified_after="2026-11-20T09:00:00+00:00",
        minimum_age="18",
        start_time="09:30",
        end_time="17:00Z",
        day="Monday",
        minimal="true",
        full="0",
    )
    assert read == Asked(
        page=2,
        per_page=10,
        search=("stop", "smoking"),
        modified_after=datetime(2026, 11, 20, 9, tzinfo=UTC),
        minimum_age=18.0,
        start_time="09:30",
        end_time="17:00",
        day="MO",
        minimal=True,
    )


def test_a_day_alone_is_its_beginning() -> None:
    assert asked(modified_after="2026-11-20").modified_after == datetime(2026, 11, 20, tzinfo=UTC)


def test_a_plus_that_arrives_as_a_space_is_understood() -> None:
    read = asked(modified_after="2026-11-20T09:00:00 01:00").modified_after
    assert read == datetime(2026, 11, 20, 8, tzinfo=UTC)


def test_a_postcode_becomes_a_place_and_is_not_kept() -> None:
    read = asked(postcode="ST16 2LH", proximity="5000")
    assert read.near == STAFFORD
    assert read.metres == 5000
    assert "ST16" not in repr(read)


@pytest.mark.parametrize("day", ["MO", "mo", "Mon", "monday"])
def test_days_are_read_in_short_and_in_full(day: str) -> None:
    assert asked(day=day).day == "MO"


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"colour": "red"}, '"colour" is not a parameter here; use day, end_time'),
        ({"search": "x" * (LONGEST + 1)}, "at most 200 characters"),
        ({"page": "0"}, "a whole number from 1"),
        ({"page": "two"}, "a whole number from 1"),
        ({"page": "²"}, "a whole number from 1"),
        ({"page": "9" * 30}, "a whole number from 1"),
        ({"per_page": "1001"}, "at most 1000"),
        ({"minimum_age": "old"}, "write a number"),
        ({"full": "perhaps"}, "true or false"),
        ({"modified_after": "lately"}, "a day or a moment"),
        ({"start_time": "early"}, "a time of day"),
        ({"day": "Moonday"}, "a day of the week"),
        ({"proximity": "5000"}, "give a postcode too"),
        ({"postcode": "nowhere"}, "a whole postcode that exists"),
        ({"postcode": "ST16 2LH", "proximity": "near"}, "write a number"),
        ({"postcode": "ST16 2LH", "proximity": "0"}, "metres above 0"),
        ({"postcode": "L20 3EN", "proximity": "10"}, "do not know where it lies"),
    ],
)
def test_what_makes_no_sense_is_said_in_a_sentence(parameters: dict[str, str], said: str) -> None:
    with pytest.raises(NotUnderstood) as raised:
        asked(**parameters)
    assert said in str(raised.value)
