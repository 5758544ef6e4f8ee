from __future__ import annotations

import pytest

from services_directory.eligibility import read_rule
from services_directory.fairness import Group, fact_that_keeps_out, words_that_keep_out


@pytest.mark.parametrize(
    "text",
    [
        "A walking group. Not suitable for people with epilepsy.",
        "not suitable for wheelchair users",
        "There is no wheelchair access.",
        "Excludes anyone with a learning disability.",
        "We cannot take children who are autistic.",
        "The group does not accept pregnant women.",
        "Unsuitable for those with a mental illness",
        "This is not for people with dementia",
        "not for deaf people",
        "unable to support people with a\n  diagnosis of psychosis",
    ],
)
def test_words_that_turn_a_group_away_are_found(text: str) -> None:
    assert words_that_keep_out(text)


@pytest.mark.parametrize(
    "text",
    [
        "People in Staffordshire, not Stoke-on-Trent, who smoke tobacco and are pregnant.",
        "You do not need a diagnosis.",
        "No referral or diagnosis needed.",
        "Disabled people and their carers.",
        "A group for women who are pregnant; partners are welcome.",
        "This line is not for emergencies. In a mental health crisis ring 111.",
        "Wheelchair access by the side door.",
        "It cannot help with housing; for mental health see the other service.",
    ],
)
def test_words_that_say_whom_it_is_for_are_left_alone(text: str) -> None:
    assert words_that_keep_out(text) is None


@pytest.mark.parametrize(
    ("rule", "groups", "fact"),
    [
        ("pregnant", (), None),
        ({"at_least": {"age": 18}}, (), None),
        ({"at_most": {"months_since_pregnancy": 6}}, (), None),
        ({"not": "vapes_only"}, (), None),
        ("woman", ("women",), None),
        ({"all": ["disabled", {"at_least": {"age": 18}}]}, ("disabled-people",), None),
        ("woman", (), "woman"),
        ("woman", ("men",), "woman"),
        ({"any": ["pregnant", "autistic"]}, (), "autistic"),
        ({"not": "disabled"}, (), "disabled"),
        ({"not": "disabled"}, ("disabled-people",), "disabled"),
        ({"not": {"not": "deaf"}}, ("deaf-people",), None),
        ({"not": {"any": ["vapes_only", "pregnant"]}}, (), "pregnant"),
        ({"not": "pregnant_in_last_6_months"}, (), "pregnant_in_last_6_months"),
        ({"at_most": {"woman": 0}}, ("women",), "woman"),
    ],
)
def test_a_rule_keeps_nobody_out_but_for_the_group_it_is_for(
    rule: object, groups: tuple[Group, ...], fact: str | None
) -> None:
    assert fact_that_keeps_out(read_rule(rule), groups) == fact
