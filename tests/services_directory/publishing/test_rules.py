"""Eligibility rules as JSON and as words."""

from __future__ import annotations

import pytest

from services_directory.eligibility import (
    AllOf,
    AnyOf,
    AtLeast,
    Holds,
    Not,
    OneOf,
    Rule,
    read_rule,
)
from services_directory.publishing.rules import (
    NotARule,
    rule_as_json,
    rule_as_words,
    rule_from_words,
)
from tests.services_directory.builders import given
from tests.services_directory.publishing.made import rules

SMOKES, PREGNANT = Holds("smokes_tobacco"), Holds("pregnant")


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("smokes_tobacco", SMOKES),
        ("age at least 18", AtLeast("age", 18.0)),
        ("smokes_tobacco and pregnant", AllOf((SMOKES, PREGNANT))),
        ("smokes_tobacco or pregnant", AnyOf((SMOKES, PREGNANT))),
        ("not pregnant", Not(PREGNANT)),
        ("not (smokes_tobacco or pregnant)", Not(AnyOf((SMOKES, PREGNANT)))),
        (
            "smokes_tobacco and (pregnant or age at least 18)",
            AllOf((SMOKES, AnyOf((PREGNANT, AtLeast("age", 18.0))))),
        ),
        (
            "district in (E07000197, E07000199)",
            OneOf("district", frozenset({"E07000197", "E07000199"})),
        ),
    ],
)
def test_a_rule_is_written_as_people_say_it(words: str, rule: Rule) -> None:
    assert rule_as_words(rule) == words
    assert rule_from_words(words) == rule


def test_and_binds_closer_than_or() -> None:
    read = rule_from_words("pregnant or smokes_tobacco AND age at least 18")
    assert read == AnyOf((PREGNANT, AllOf((SMOKES, AtLeast("age", 18.0)))))


def test_an_age_is_not_written_with_a_point() -> None:
    assert rule_as_json(AtLeast("age", 18.0)) == {"at_least": {"age": 18}}
    assert rule_as_words(AtLeast("age", 16.5)) == "age at least 16.5"


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("", "a fact is missing"),
        ("pregnant and", "a fact is missing"),
        ("and pregnant", 'before "and"'),
        ("(pregnant", "not closed"),
        ("pregnant)", '")" is not expected'),
        ("pregnant smokes_tobacco", '"smokes_tobacco" is not expected'),
        ("age > 18", '"> 18" is not a fact'),
        ("at least 18", "a fact is missing"),
    ],
)
def test_words_that_make_no_rule_are_said(words: str, fault: str) -> None:
    with pytest.raises(NotARule) as raised:
        rule_from_words(words)
    assert fault in str(raised.value)


@given(rules)
def test_every_rule_comes_back_from_words_and_from_json(rule: Rule) -> None:
    assert rule_from_words(rule_as_words(rule)) == rule
    assert read_rule(rule_as_json(rule)) == rule
