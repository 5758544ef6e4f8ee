"""What residents call wrong is counted until staff have looked, and nothing says who said it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine, inspect

from bot.storage import reports
from bot.storage.reports import Reported

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def told(engine: Engine, service: str, reason: str, day: date = MONDAY) -> None:
    with engine.begin() as connection:
        reports.add(connection, service, reason, day)


def test_one_report_may_be_a_slip_and_two_are_worth_a_look(engine: Engine) -> None:
    told(engine, "feeding-group", "phone")
    with engine.begin() as connection:
        assert reports.doubted(connection) == frozenset()
    told(engine, "feeding-group", "closed", TUESDAY)
    told(engine, "another-group", "closed")
    with engine.begin() as connection:
        assert reports.doubted(connection) == {"feeding-group"}


def test_open_reports_are_told_with_their_reasons_and_days_the_most_reported_first(
    engine: Engine,
) -> None:
    told(engine, "once", "notme", TUESDAY)
    for day in (MONDAY, TUESDAY):
        told(engine, "thrice", "closed", day)
    told(engine, "thrice", "phone")
    with engine.begin() as connection:
        assert reports.still_open(connection) == (
            Reported("thrice", (("closed", 2), ("phone", 1)), MONDAY, TUESDAY),
            Reported("once", (("notme", 1),), TUESDAY, TUESDAY),
        )
        assert [each.times for each in reports.still_open(connection)] == [3, 1]


def test_what_staff_have_looked_at_is_trusted_again_and_a_new_report_begins_anew(
    engine: Engine,
) -> None:
    for _ in range(2):
        told(engine, "feeding-group", "phone")
    with engine.begin() as connection:
        assert reports.close(connection, "feeding-group", TUESDAY) == 2
        assert reports.close(connection, "feeding-group", TUESDAY) == 0
        assert reports.doubted(connection) == frozenset()
        assert reports.still_open(connection) == ()
    told(engine, "feeding-group", "phone", TUESDAY)
    with engine.begin() as connection:
        assert [each.times for each in reports.still_open(connection)] == [1]


def test_a_report_holds_the_service_the_reason_and_the_day_and_nothing_else(engine: Engine) -> None:
    told(engine, "feeding-group", "phone")
    columns = {column["name"] for column in inspect(engine).get_columns("directory_reports")}
    assert columns == {"id", "service", "reason", "day", "closed_on"}
