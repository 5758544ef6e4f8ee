"""Whose birth a time belongs to, and what follows from it."""

from __future__ import annotations

from datetime import date

import pytest

from bot.conversation.ages import When
from bot.conversation.asking import readable
from bot.conversation.births import BirthWords, family, own, partners, pregnancy
from bot.conversation.times import SETS, mark
from bot.conversation.words import tidy
from services_directory.eligibility import Fact

TODAY = date(2026, 11, 27)
PATTERNS = {
    "not_ours": ("nephew is <when>", "<when> pregnant"),
    "ended": ("lost .. baby .. <when>",),
    "partner": ("wife had .. <when>",),
    "family": ("son is <when>",),
    "own": ("had .. baby .. <when>",),
}


@pytest.fixture(scope="module")
def words() -> BirthWords:
    by_kind = {kind: readable(wordings, SETS) for kind, wordings in PATTERNS.items()}
    return BirthWords(by_kind, readable(("my wife",)))


def found(words: BirthWords, text: str) -> dict[str, Fact]:
    marked = mark(text, TODAY)
    return words.find(tidy(marked.text, {}, {}), marked.times, TODAY)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("i had a baby 5 months ago", {"pregnant_in_last_6_months": True, "baby_age_months": 5}),
        ("my son is 7 months", {"pregnant_in_last_6_months": False, "baby_age_months": 7}),
        ("my son is 3 years", {}),
        ("my nephew is 3 months", {}),
        ("im 20 weeks pregnant", {}),
        ("my wife had a baby 5 months ago", {"lives_with_someone_pregnant": True, "baby_age_months": 5}),
        ("my wife and i: our son is 5 months", {"lives_with_someone_pregnant": True, "baby_age_months": 5}),
        ("my wife and i lost our baby 5 months ago", {"lives_with_someone_pregnant": True}),
        ("i lost my baby 5 months ago", {"pregnant_in_last_6_months": True}),
        ("5 months ago", {}),
        ("hello", {}),
    ],
)  # fmt: skip
def test_a_time_counts_for_whoever_was_pregnant(
    text: str, facts: dict[str, Fact], words: BirthWords
) -> None:
    assert found(words, text) == facts


def test_of_two_births_the_later_counts(words: BirthWords) -> None:
    text = "i had a baby 2 years ago and i had a baby 3 months ago"
    assert found(words, text) == {"pregnant_in_last_6_months": True, "baby_age_months": 3}
    other = "i had a baby 3 months ago and i had a baby 2 years ago"
    assert found(words, other)["pregnant_in_last_6_months"] is True


def test_a_time_that_is_somebody_elses_is_not_taken_a_second_time(words: BirthWords) -> None:
    assert found(words, "had a lovely baby shower, 20 weeks pregnant") == {}


def exactly(day: date) -> When:
    return When(day, day)


@pytest.mark.parametrize(
    ("ended", "recent", "months"),
    [
        (date(2026, 5, 29), True, 6),
        (date(2026, 5, 27), True, 6),
        (date(2026, 5, 26), False, 7),
        (date(2025, 11, 27), False, 12),
    ],
)
def test_six_months_include_the_day_itself(ended: date, recent: bool, months: int) -> None:
    facts = pregnancy(exactly(ended), TODAY)
    assert facts == {"pregnant_in_last_6_months": recent, "months_since_pregnancy": months}


def test_a_short_month_ends_six_months_on_its_last_day() -> None:
    born = exactly(date(2026, 8, 31))
    assert pregnancy(born, date(2027, 2, 28))["pregnant_in_last_6_months"] is True
    assert pregnancy(born, date(2027, 3, 1))["pregnant_in_last_6_months"] is False


def test_what_lies_on_both_sides_of_the_line_is_not_known() -> None:
    may = When(date(2026, 5, 1), date(2026, 5, 31))
    assert own(may, TODAY) == {}
    assert partners(may, TODAY) == {}


def test_so_soon_after_a_birth_nobody_is_pregnant_again() -> None:
    assert own(exactly(date(2026, 11, 1)), TODAY)["pregnant"] is False
    assert "pregnant" not in own(exactly(date(2026, 8, 1)), TODAY)


def test_no_fact_is_a_date() -> None:
    facts = {
        **own(exactly(date(2026, 11, 1)), TODAY),
        **partners(exactly(date(2026, 11, 1)), TODAY),
    }
    assert all(isinstance(value, bool) or value == int(value) for value in facts.values())


def test_an_older_child_says_nothing_of_the_last_pregnancy() -> None:
    assert family(exactly(date(2025, 11, 27)), TODAY) == {"baby_age_months": 12}
    assert family(exactly(date(2025, 11, 28)), TODAY)["pregnant_in_last_6_months"] is False
