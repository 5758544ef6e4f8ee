from __future__ import annotations

import math
from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import strategies as st

from services_directory.eligibility import (
    AREAS,
    FACTS,
    NUMBERS,
    YES_OR_NO,
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Fact,
    Facts,
    Holds,
    Not,
    OneOf,
    Rule,
    Verdict,
    edges_of,
    facts_of,
    most_telling,
    read_rule,
)
from tests.services_directory.builders import given

PREGNANCY_SERVICE = read_rule(
    {
        "all": [
            "smokes_tobacco",
            {"any": ["pregnant", "pregnant_in_last_6_months", "lives_with_someone_pregnant"]},
        ]
    }
)
"""Staffordshire's: smokes tobacco, and is pregnant, was within six months, or lives with someone who is or was."""

FACT_NAMES = ("pregnant", "smokes_tobacco", "age", "baby_age_months")
NAMES = st.sampled_from(FACT_NAMES)
LIMITS = st.integers(0, 60).map(float)
VALUES: st.SearchStrategy[Fact] = st.booleans() | LIMITS
KNOWN = st.dictionaries(NAMES, VALUES)
LEAVES: st.SearchStrategy[Rule] = st.one_of(
    st.builds(Holds, NAMES), st.builds(AtLeast, NAMES, LIMITS), st.builds(AtMost, NAMES, LIMITS)
)


def _larger(rules: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    several = st.lists(rules, min_size=1, max_size=3).map(tuple)
    return st.one_of(st.builds(Not, rules), st.builds(AllOf, several), st.builds(AnyOf, several))


RULES = st.recursive(LEAVES, _larger, max_leaves=8)


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({}, Verdict("ask", ("pregnant",))),
        ({"pregnant": True}, Verdict("yes")),
        ({"pregnant": False}, Verdict("no", ("pregnant",))),
        ({"age": 30.0}, Verdict("ask", ("pregnant",))),
    ],
)
def test_a_fact_holds_or_not_or_is_asked(facts: Facts, verdict: Verdict) -> None:
    assert Holds("pregnant").check(facts) == verdict


@pytest.mark.parametrize(
    ("rule", "facts", "verdict"),
    [
        (AtLeast("age", 18), {}, Verdict("ask", ("age",))),
        (AtLeast("age", 18), {"age": 17.9}, Verdict("no", ("age",))),
        (AtLeast("age", 18), {"age": 18}, Verdict("yes")),
        (AtMost("age", 25), {}, Verdict("ask", ("age",))),
        (AtMost("age", 25), {"age": 25}, Verdict("yes")),
        (AtMost("age", 25), {"age": 25.1}, Verdict("no", ("age",))),
    ],
)
def test_limits_include_the_number_that_they_name(
    rule: Rule, facts: Facts, verdict: Verdict
) -> None:
    assert rule.check(facts) == verdict


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({}, Verdict("ask", ("pregnant",))),
        ({"pregnant": True}, Verdict("no", ("pregnant",))),
        ({"pregnant": False}, Verdict("yes")),
    ],
)
def test_not_turns_a_known_answer_and_leaves_an_unknown_one(facts: Facts, verdict: Verdict) -> None:
    assert Not(Holds("pregnant")).check(facts) == verdict


@pytest.mark.parametrize(
    ("facts", "answer", "turns_on"),
    [
        (
            {},
            "ask",
            (
                "smokes_tobacco",
                "pregnant",
                "pregnant_in_last_6_months",
                "lives_with_someone_pregnant",
            ),
        ),
        ({"smokes_tobacco": False}, "no", ("smokes_tobacco",)),
        ({"smokes_tobacco": True, "pregnant": True}, "yes", ()),
        ({"pregnant": True}, "ask", ("smokes_tobacco",)),
        (
            {"smokes_tobacco": True, "pregnant": False, "pregnant_in_last_6_months": False},
            "ask",
            ("lives_with_someone_pregnant",),
        ),
        (
            {"smokes_tobacco": True, "lives_with_someone_pregnant": True, "pregnant": False},
            "yes",
            (),
        ),
        (
            {
                "smokes_tobacco": True,
                "pregnant": False,
                "pregnant_in_last_6_months": False,
                "lives_with_someone_pregnant": False,
            },
            "no",
            ("pregnant", "pregnant_in_last_6_months", "lives_with_someone_pregnant"),
        ),
    ],
)
def test_the_pregnancy_service_says_what_its_answer_turns_on(
    facts: Facts, answer: str, turns_on: tuple[str, ...]
) -> None:
    verdict = PREGNANCY_SERVICE.check(facts)
    assert (verdict.answer, verdict.facts) == (answer, turns_on)


def test_one_failing_rule_decides_whatever_is_unknown() -> None:
    rule = AllOf((Holds("pregnant"), AtLeast("age", 18)))
    assert rule.check({"age": 17}) == Verdict("no", ("age",))


def test_one_holding_rule_decides_whatever_is_unknown() -> None:
    assert AnyOf((Holds("pregnant"), AtLeast("age", 18))).check({"age": 18}).answer == "yes"


def test_a_fact_named_twice_is_asked_once() -> None:
    rule = AllOf((AtLeast("age", 10), AtMost("age", 25)))
    assert rule.check({}) == Verdict("ask", ("age",))
    assert facts_of(rule) == ("age",)


def test_facts_are_listed_in_the_order_of_the_rule() -> None:
    assert facts_of(PREGNANCY_SERVICE)[:2] == ("smokes_tobacco", "pregnant")
    assert facts_of(Not(Holds("vapes_only"))) == ("vapes_only",)


@given(RULES, KNOWN, KNOWN)
def test_deciding_a_fact_never_turns_a_no_into_a_yes_or_the_reverse(
    rule: Rule, known: Mapping[str, Fact], later: Mapping[str, Fact]
) -> None:
    before = rule.check(known).answer
    after = rule.check({**later, **known}).answer
    assert before in {"ask", after}


@given(RULES, KNOWN)
def test_what_is_asked_is_unknown_and_what_decides_a_no_is_known(
    rule: Rule, known: Mapping[str, Fact]
) -> None:
    verdict = rule.check(known)
    asked = [fact for fact in verdict.facts if fact not in known]
    assert set(verdict.facts) <= set(facts_of(rule))
    assert (verdict.answer == "yes") == (verdict.facts == ())
    if verdict.answer == "ask":
        assert asked == list(verdict.facts)


@given(RULES, st.fixed_dictionaries(dict.fromkeys(FACT_NAMES, VALUES)))
def test_nothing_is_asked_of_someone_about_whom_all_is_known(
    rule: Rule, known: Mapping[str, Fact]
) -> None:
    assert rule.check(known).answer in {"yes", "no"}


@given(RULES, KNOWN)
def test_not_twice_is_the_rule_itself(rule: Rule, known: Mapping[str, Fact]) -> None:
    assert Not(Not(rule)).check(known).answer == rule.check(known).answer


@given(RULES, KNOWN, NAMES, VALUES)
def test_the_edges_of_a_rule_show_all_that_a_fact_can_do(
    rule: Rule, known: Mapping[str, Fact], fact: str, value: Fact
) -> None:
    shown = {rule.check({**known, fact: edge}).answer for edge in edges_of(rule, fact)}
    assert rule.check({**known, fact: value}).answer in (shown or {rule.check(known).answer})


@pytest.mark.parametrize(
    ("rule", "edges"),
    [
        (Holds("age"), {True, False}),
        (Holds("pregnant"), set()),
        (AtLeast("age", 18), {18, math.nextafter(18, 0)}),
        (AtMost("age", 25), {25, math.nextafter(25, 30)}),
        (OneOf("age", frozenset({"a", "b"})), {"a", "b", ""}),
        (Not(AnyOf((AtLeast("age", 18), Holds("pregnant")))), {18, math.nextafter(18, 0)}),
    ],
)
def test_an_edge_has_two_sides(rule: Rule, edges: set[Fact]) -> None:
    assert edges_of(rule, "age") == edges


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("pregnant", Holds("pregnant")),
        ({"not": "vapes_only"}, Not(Holds("vapes_only"))),
        ({"at_least": {"age": "18"}}, AtLeast("age", 18.0)),
        ({"at_most": {"age": 25}}, AtMost("age", 25.0)),
        ({"all": ["pregnant"]}, AllOf((Holds("pregnant"),))),
        ({"one_of": {"district": ["E07000197"]}}, OneOf("district", frozenset({"E07000197"}))),
        ({"at_most": {"months_since_pregnancy": "6"}}, AtMost("months_since_pregnancy", 6.0)),
        (
            {"any": ["pregnant", {"at_least": {"age": "12.5"}}]},
            AnyOf((Holds("pregnant"), AtLeast("age", 12.5))),
        ),
    ],
)
def test_a_rule_is_read_as_staff_write_it(written: object, rule: Rule) -> None:
    assert read_rule(written) == rule


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        (None, "a rule is a fact, or one of"),
        (3, "a rule is a fact, or one of"),
        (["pregnant"], "a rule is a fact, or one of"),
        ({}, "a rule is a fact, or one of"),
        ({"all": ["pregnant"], "any": ["pregnant"]}, "a rule is a fact, or one of"),
        ({"none": ["pregnant"]}, '"none" is not a rule'),
        ({"all": []}, '"all" is not a rule'),
        ({"any": "pregnant"}, '"any" is not a rule'),
        ("age", '"age" is a number; write at_least or at_most'),
        ("district", '"district" is an ONS code; write one_of'),
        ({"at_least": {"pregnant": 1}}, '"pregnant" is yes or no; write it alone'),
        ({"one_of": {"pregnant": ["E07000197"]}}, "one_of is for council, district"),
        ({"one_of": {"age": ["18"]}}, "one_of is for council, district"),
        ({"one_of": {"district": "E07000197"}}, "one_of needs a list"),
        ({"one_of": {"district": []}}, "one_of needs a list"),
        ({"one_of": {"district": [{"code": "E07000197"}]}}, "one_of needs a list"),
        ({"one_of": ["district"]}, '"one_of" is not a rule'),
        ({"at_least": "age"}, '"at_least" is not a rule'),
        ({"at_least": {"age": "18", "baby_age_months": "1"}}, '"at_least" is not a rule'),
        ({"at_least": {"age": "eighteen"}}, "could not convert"),
        ({"at_most": {"age": ["25"]}}, "need a number"),
        ({"at_most": {"age": None}}, "need a number"),
        ({"not": {"all": [{"nor": "pregnant"}]}}, '"nor" is not a rule'),
    ],
)
def test_what_is_not_a_rule_is_refused_in_words(written: object, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        read_rule(written)


# Districts.


def test_a_rule_may_name_districts() -> None:
    north = OneOf("district", frozenset({"E07000195", "E07000198"}))
    assert north.check({"district": "E07000195"}) == Verdict("yes")
    assert north.check({"district": "E07000197"}) == Verdict("no", ("district",))
    assert north.check({}) == Verdict("ask", ("district",))
    assert facts_of(north) == ("district",)


def test_every_fact_is_of_one_kind() -> None:
    assert len(FACTS) == len(YES_OR_NO) + len(NUMBERS) + len(AREAS)


# The most telling question.

YES_NO = (True, False)
ANSWERS: Mapping[str, tuple[Fact, ...]] = {
    "smokes_tobacco": YES_NO,
    "pregnant": YES_NO,
    "pregnant_in_last_6_months": YES_NO,
    "lives_with_someone_pregnant": YES_NO,
    "age": (18, 16),
}
"""What residents can be asked."""

PREGNANCY_FACTS = ("pregnant", "pregnant_in_last_6_months", "lives_with_someone_pregnant")


def telling(*rules: Rule | None, facts: Facts | None = None, each: int = 1) -> tuple[str, ...]:
    return most_telling(rules, [each] * len(rules), facts or {}, ANSWERS)


def test_where_there_is_something_instead_what_shuts_somebody_out_is_asked_first() -> None:
    assert telling(PREGNANCY_SERVICE, None) == ("smokes_tobacco", *PREGNANCY_FACTS)
    assert telling(PREGNANCY_SERVICE, None, facts={"smokes_tobacco": True}) == PREGNANCY_FACTS
    assert telling(PREGNANCY_SERVICE, None, facts={"smokes_tobacco": False}) == ()


def test_one_rule_alone_parts_nothing_however_often_it_stands() -> None:
    assert telling(PREGNANCY_SERVICE) == ()
    assert telling(PREGNANCY_SERVICE, PREGNANCY_SERVICE) == ()
    assert telling(None, None) == ()
    assert telling() == ()


def test_an_answer_that_changes_nothing_is_not_asked_for() -> None:
    from_16 = AtLeast("age", 16)
    assert telling(from_16, None) == ()
    assert most_telling((from_16, None), (1, 1), {}) == ("age",)
    assert telling(AllOf((from_16, Holds("pregnant"))), None) == ("pregnant",)


def test_a_fact_without_a_question_is_never_asked_for() -> None:
    assert telling(Holds("vapes_only"), None) == ()
    assert telling(OneOf("district", frozenset({"E07000197"})), None) == ()


def test_what_settles_more_services_comes_first() -> None:
    rules = (Holds("pregnant"), AtLeast("age", 18), None)
    assert most_telling(rules, (1, 9, 1), {}, ANSWERS) == ("age", "pregnant")
    assert most_telling(rules, (9, 1, 1), {}, ANSWERS) == ("pregnant", "age")


def test_of_questions_that_settle_alike_the_one_that_spares_more_comes_first() -> None:
    rule = AllOf((AnyOf((Holds("pregnant"), AtLeast("age", 18))), Holds("smokes_tobacco")))
    more = AnyOf((Holds("lives_with_someone_pregnant"), Not(Holds("lives_with_someone_pregnant"))))
    assert telling(rule, more)[0] == "smokes_tobacco"


@given(st.lists(st.none() | RULES, max_size=5), KNOWN)
def test_whatever_is_asked_is_open_and_its_answers_lead_apart(
    rules: list[Rule | None], known: Mapping[str, Fact]
) -> None:
    def after(fact: str, answer: Fact) -> list[Verdict]:
        facts = {**known, fact: answer}
        return [rule.check(facts) if rule else Verdict("yes") for rule in rules]

    for fact in most_telling(rules, [1] * len(rules), known):
        assert fact not in known
        edges = {edge for rule in rules if rule for edge in edges_of(rule, fact)}
        then = [after(fact, edge) for edge in edges]
        assert any(each != then[0] for each in then)
        assert any(len({verdict.answer for verdict in each}) > 1 for each in then)


@given(st.lists(st.none() | RULES, min_size=1, max_size=4), KNOWN, st.randoms())
def test_a_rule_repeated_weighs_as_one_of_greater_weight(
    rules: list[Rule | None], known: Mapping[str, Fact], random: Random
) -> None:
    weights = [random.randint(1, 3) for _ in rules]
    repeated = [rule for rule, weight in zip(rules, weights, strict=True) for _ in range(weight)]
    assert most_telling(rules, weights, known) == most_telling(repeated, [1] * len(repeated), known)
