"""Nobody is kept out for a disability, a diagnosis or a protected characteristic, unless the service is for one group.

Protected characteristics are those of the Equality Act 2010, sections 4 to 12 and 18. Age limits are the service's own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Literal

from services_directory.eligibility import AllOf, AnyOf, AtMost, Not, Rule, facts_of

Group = Literal[
    "autistic-people",
    "carers",
    "deaf-people",
    "disabled-people",
    "ethnic-community",
    "faith-community",
    "learning-disability",
    "lgbt",
    "men",
    "mental-illness",
    "older-people",
    "parents",
    "pregnant-people",
    "sight-loss",
    "veterans",
    "women",
    "young-people",
]
"""Whom a service may be for alone, as `for_group` says it."""

PROTECTED: dict[str, Group] = {
    "autistic": "autistic-people",
    "deaf": "deaf-people",
    "disabled": "disabled-people",
    "learning_disability": "learning-disability",
    "man": "men",
    "woman": "women",
}
"""Facts that a rule may ask for only where the service is for that group; and never ask to be absent."""

_PREGNANCY = frozenset({"pregnant", "pregnant_in_last_6_months"})
"""A service may be for it, and none may be closed to it."""

_GROUP = (
    r"(?:wheelchair|disab\w+|autis\w+|adhd|learning (?:disabilit|difficult)\w+|mental(?:ly)? (?:health|ill)\w*|psycho\w+"
    r"|dementia|epilep\w+|hiv|diagnos\w+|deaf|blind|sight loss|pregnan\w+|breastfeeding|transgender|trans people|gay|lesbian"
    r"|bisexual|muslim|christian|jewish|hindu|sikh|ethnic\w*)"
)
_SHUTS_OUT = (
    r"(?:not (?:suitable|suited|open|available|accessible) (?:for|to)|unsuitable for|exclud(?:es|ed|ing)"
    r"|(?:cannot|can't|can not|do not|don't|does not|doesn't|will not|unable to)"
    r" (?:take|accept|admit|see|help|support|work with))"
)
_PEOPLE = r"(?:people|anyone|those|women|men|parents|children|adults|patients|users)"
_KEEPS_OUT = re.compile(
    rf"\b{_SHUTS_OUT}\b[^.;:]{{0,50}}?\b{_GROUP}"
    rf"|\bnot for\b[^.;:]{{0,30}}?\b(?:{_PEOPLE}\b[^.;:]{{0,30}}?\b{_GROUP}|{_GROUP} {_PEOPLE}\b)"
    r"|\bno wheelchairs?\b(?: users| access)?",
    re.IGNORECASE,
)


def words_that_keep_out(text: str) -> str | None:
    """ "not suitable for people with epilepsy": the words in which staff turn a group away."""
    found = _KEEPS_OUT.search(" ".join(text.split()))
    return found[0] if found else None


def fact_that_keeps_out(rule: Rule, groups: Collection[Group]) -> str | None:
    """The first fact that may not decide here: a group's own where the service is not for it, or one asked to be absent."""
    return next(_unfair(rule, frozenset(groups), wanted=True), None)


def _unfair(rule: Rule, groups: frozenset[Group], wanted: bool) -> Iterator[str]:
    if isinstance(rule, AllOf | AnyOf):
        for each in rule.rules:
            yield from _unfair(each, groups, wanted)
    elif isinstance(rule, Not):
        yield from _unfair(rule.rule, groups, not wanted)
    else:
        present = wanted and not isinstance(rule, AtMost)
        yield from (fact for fact in facts_of(rule) if not _may_decide(fact, groups, present))


def _may_decide(fact: str, groups: frozenset[Group], present: bool) -> bool:
    if fact in PROTECTED:
        return present and PROTECTED[fact] in groups
    return present or fact not in _PREGNANCY
