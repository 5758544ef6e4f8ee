"""What the checks look at."""

from __future__ import annotations

from datetime import timedelta

from services_directory.checking.survey import day_in_words
from tests.services_directory.builders import STAFFORD, gap, service
from tests.services_directory.checking.builders import TODAY, survey

YESTERDAY = TODAY - timedelta(days=1)


def test_what_ended_yesterday_stands_no_more_and_what_begins_tomorrow_does() -> None:
    services = (
        service("ended", valid_to=YESTERDAY),
        service("ends-today", valid_to=TODAY),
        service("to-come", valid_from=TODAY + timedelta(days=1)),
    )
    assert [each.id for each in survey(*services).standing()] == ["ends-today", "to-come"]


def test_a_gap_stands_from_its_review_to_its_end() -> None:
    gaps = (
        gap("stands", STAFFORD, until=TODAY),
        gap("over", STAFFORD, until=YESTERDAY),
        gap("to-come", STAFFORD, reviewed=TODAY + timedelta(days=1)),
    )
    assert [each.id for each in survey(gaps=gaps).standing_gaps()] == ["stands"]


def test_a_feed_is_known_by_its_short_name_and_by_its_title() -> None:
    feed = "Invented Connects"
    services = (
        service("of-staff"),
        service("invented-0123456789ab", listed_by=feed),
        service("invented-ba9876543210", listed_by=feed),
    )
    ids = {"invented-0123456789ab", "invented-ba9876543210"}
    assert survey(*services).by_feed() == {"invented": ids, feed: ids}


def test_a_day_is_written_as_people_write_it() -> None:
    assert day_in_words(TODAY) == "27 November 2026"
