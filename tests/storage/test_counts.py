"""Counts add up, and hold nobody."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine, select

from bot.storage import counts
from bot.storage.tables import BotOutcomeCount, OutcomeCount

DAY = date(2026, 11, 20)


def counted(engine: Engine) -> list[tuple[object, ...]]:
    columns = OutcomeCount.__table__.columns
    with engine.begin() as connection:
        return [tuple(row) for row in connection.execute(select(*columns).order_by(*columns))]


def test_the_same_thing_on_the_same_day_is_one_row(engine: Engine) -> None:
    for _ in range(3):
        with engine.begin() as connection:
            counts.add(connection, DAY, "E07000197", "breastfeeding", "signposted")
    assert counted(engine) == [(DAY, "E07000197", "breastfeeding", "signposted", 3)]


@pytest.mark.parametrize(
    "other",
    [
        (date(2026, 11, 21), "E07000197", "breastfeeding", "signposted"),
        (DAY, "E06000016", "breastfeeding", "signposted"),
        (DAY, "E07000197", "weaning", "signposted"),
        (DAY, "E07000197", "breastfeeding", "answered"),
        (DAY, None, None, "signposted"),
    ],
)
def test_another_day_district_topic_or_outcome_is_another_row(
    other: tuple[date, str | None, str | None, str], engine: Engine
) -> None:
    with engine.begin() as connection:
        counts.add(connection, DAY, "E07000197", "breastfeeding", "signposted")
        counts.add(connection, *other)
    assert [row[-1] for row in counted(engine)] == [1, 1]


def test_no_place_and_no_topic_are_counted_too(engine: Engine) -> None:
    for _ in range(2):
        with engine.begin() as connection:
            counts.add(connection, DAY, None, None, "greeted")
    assert counted(engine) == [(DAY, "", "", "greeted", 2)]


def test_a_count_that_is_rolled_back_did_not_happen(engine: Engine) -> None:
    with engine.connect() as connection:
        counts.add(connection, DAY, None, None, "greeted")
        connection.rollback()
    assert counted(engine) == []


def test_a_councils_own_bot_is_counted_apart(engine: Engine) -> None:
    for bot in ("", "sefton", "sefton"):
        with engine.begin() as connection:
            counts.add(connection, DAY, None, None, "greeted", bot)
    assert counted(engine) == [(DAY, "", "", "greeted", 1)]
    with engine.begin() as connection:
        rows = connection.execute(select(*BotOutcomeCount.__table__.columns)).all()
    assert [tuple(row) for row in rows] == [("sefton", DAY, "", "", "greeted", 2)]
