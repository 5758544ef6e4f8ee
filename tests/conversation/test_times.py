"""When something was, in residents' words: lengths of time and dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import strategies as st

from bot.conversation.ages import When, months_later
from bot.conversation.lengths import is_bare
from bot.conversation.times import MOST_TIMES, Marked, mark, place_of
from tests.services_directory.builders import given

TODAY = date(2026, 11, 27)


def on(month: int, day: int, year: int = 2026) -> When:
    return When(date(year, month, day), date(year, month, day))


def between(first: tuple[int, int], last: tuple[int, int]) -> When:
    return When(date(2026, *first), date(2026, *last))


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("5 months and 29 days", on(5, 29)),
        ("5 months 29 days ago", on(5, 29)),
        ("5 months, 29 days", on(5, 29)),
        ("5m 29d", on(5, 29)),
        ("five months and twenty nine days", on(5, 29)),
        ("6 months 1 day ago", on(5, 26)),
        ("6 months to the day", on(5, 27)),
        ("exactly 6 months ago", on(5, 27)),
        ("6 months yesterday", on(5, 26)),
        ("6 months tomorrow", on(5, 28)),
        ("10 days ago", on(11, 17)),
        ("3 hours ago", on(11, 27)),
        ("1 year and 2 months", When(date(2025, 8, 28), date(2025, 9, 27))),
        ("5 months", between((5, 28), (6, 27))),
        ("5 mths", between((5, 28), (6, 27))),
        ("5-month", between((5, 28), (6, 27))),
        ("a month ago", between((9, 28), (10, 27))),
        ("26 weeks", between((5, 23), (5, 29))),
        ("twenty six weeks", between((5, 23), (5, 29))),
        ("12wks", between((8, 29), (9, 4))),
        ("5 weeks 3 days", on(10, 20)),
        ("5 and a half months", between((6, 7), (6, 17))),
        ("5.5 months", between((6, 7), (6, 17))),
        ("about 5 months", between((5, 27), (7, 27))),
        ("nearly 6 months", between((4, 27), (6, 27))),
        ("6 months ish", between((4, 27), (6, 27))),
        ("5-6 months", between((4, 27), (6, 27))),
        ("5 or 6 months ago", between((4, 27), (6, 27))),
        ("6ish months", between((4, 27), (6, 27))),
        ("a few weeks ago", between((10, 16), (11, 13))),
        ("a couple of months ago", between((8, 27), (10, 27))),
        ("over 6 months", When(date.min, date(2026, 5, 26))),
        ("less than 6 months ago", between((5, 27), (11, 27))),
    ],
)
def test_a_length_of_time_is_counted_back_as_exactly_as_it_is_said(said: str, when: When) -> None:
    assert mark(f"had him {said}", TODAY).times == (when,)


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("28th may", on(5, 28)),
        ("28 may 2026", on(5, 28)),
        ("28th of may 26", on(5, 28)),
        ("may 28th", on(5, 28)),
        ("may the 28th, 2026", on(5, 28)),
        ("1/6/26", on(6, 1)),
        ("01.06.2026", on(6, 1)),
        ("28-5-26", on(5, 28)),
        ("1/6", on(6, 1)),
        ("2026-05-28", on(5, 28)),
        ("25th december", on(12, 25, 2025)),
        ("in june", between((6, 1), (6, 30))),
        ("in june 2025", When(date(2025, 6, 1), date(2025, 6, 30))),
        ("in december", When(date(2025, 12, 1), date(2025, 12, 31))),
        ("in november", between((11, 1), (11, 27))),
        ("today", on(11, 27)),
        ("yesterday", on(11, 26)),
        ("last night", on(11, 26)),
        ("this week", between((11, 21), (11, 27))),
        ("last week", between((11, 14), (11, 26))),
        ("this month", between((11, 1), (11, 27))),
        ("last month", between((10, 1), (10, 31))),
        ("this year", between((1, 1), (11, 27))),
        ("last year", When(date(2025, 1, 1), date(2025, 12, 31))),
    ],
)
def test_a_date_is_the_latest_that_has_been(said: str, when: When) -> None:
    assert mark(f"gave birth {said}", TODAY).times == (when,)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "ST16 2LH",
        "24/7",
        "30/2/26",
        "99/99/99",
        "due 28th december 2026",
        "due in 2027-01-01",
        "i may go and march on",
        "999 years",
        "0300 123 1044",
        "1.5 fags",
        "call 111 or 999",
    ],
)
def test_what_is_no_time_that_has_been_stays_as_it_is(text: str) -> None:
    assert mark(text, TODAY) == Marked(text.lower(), ())


def test_two_lengths_that_do_not_belong_together_are_two_times() -> None:
    marked = mark("born 28 weeks, 4 months old now", TODAY)
    assert marked.text.split() == ["born", "length0", ",", "length1", "old", "now"]


def test_a_length_without_ago_is_told_apart_because_it_may_be_an_age() -> None:
    assert is_bare("5 months")
    assert not is_bare("5 months ago")
    assert not is_bare("28th may")
    assert mark("5 months ago and 5 weeks", TODAY).text.split() == ["when0", "and", "length1"]
    assert [place_of(word) for word in ("when0", "length1", "and")] == [0, 1, None]


def test_so_many_times_in_one_message_are_enough() -> None:
    marked = mark("yesterday " * 30, TODAY)
    assert len(marked.times) == MOST_TIMES
    assert marked.text.split().count("yesterday") == 20


DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@given(DAYS)
def test_five_months_and_29_days_is_within_six_months_on_every_day_and_six_and_a_day_is_not(
    today: date,
) -> None:
    def within(said: str) -> bool | None:
        (when,) = mark(said, today).times
        return when.all(lambda day: today <= months_later(day, 6))

    assert within("5 months and 29 days ago") is True
    assert within("5 months and 30 days ago") is True
    assert within("exactly 6 months ago") is True
    assert within("6 months and 1 day ago") is False
    assert within("7 months ago") is False
    assert within("5 months ago") is True
    assert within("6 months ago") is None
    assert within("about six months ago") is None


@given(DAYS, st.integers(0, 3000))
def test_every_date_reads_as_itself_in_every_form(today: date, days: int) -> None:
    day = today - timedelta(days=days)
    for written in (f"{day:%d/%m/%Y}", f"{day:%d.%m.%y}", f"{day:%-d %B %Y}", day.isoformat()):
        assert mark(written, today).times == (When(day, day),)


@given(st.text(alphabet="0123456789 /.-,amonthsdyweekjuneagoabout½\n", max_size=300), DAYS)
def test_no_text_breaks_it_and_every_time_has_been(text: str, today: date) -> None:
    for when in mark(text, today).times:
        assert when.first <= when.last <= today


@pytest.mark.parametrize(
    "piece", ["5 ", "a ", "about ", "1/", "5 months and ", "a few ", "12 may "]
)
def test_a_long_message_of_pieces_is_read_to_its_end(piece: str) -> None:
    assert len(mark(piece * 1000, TODAY).times) <= MOST_TIMES
