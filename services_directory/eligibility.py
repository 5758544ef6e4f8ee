"""May this resident use this service? Rules where unknown is allowed: yes, no, or ask. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf, nextafter
from typing import Literal

Fact = bool | float | str
Facts = Mapping[str, Fact]
Answer = Literal["yes", "no", "ask"]

YES_OR_NO = frozenset(
    {
        "pregnant",
        "pregnant_in_last_6_months",
        "lives_with_someone_pregnant",
        "smokes_tobacco",
        "vapes_only",
    }
)
NUMBERS = frozenset({"age", "baby_age_months", "months_since_pregnancy"})
"""Whole years; whole months completed; and months begun since the last pregnancy ended, so that 6 is six months to the day."""

AREAS = frozenset({"district", "council"})
"""ONS codes. They are never asked: the search's place tells them."""

FACTS = YES_OR_NO | NUMBERS | AREAS
"""What a rule may turn on. Never a disability, a diagnosis or a protected characteristic (age limits are the service's own)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, and the facts that it turns on: the unknown ones for `ask`, the deciding ones for `no`."""

    answer: Answer
    facts: tuple[str, ...] = ()


YES = Verdict("yes")


@lru_cache(maxsize=1000)
def _verdict(answer: Answer, *facts: str) -> Verdict:
    """The same few are given a million times."""
    return Verdict(answer, facts)


@dataclass(frozen=True, slots=True)
class Holds:
    """A named fact is true: `pregnant`."""

    fact: str

    def check(self, facts: Facts) -> Verdict:
        if self.fact not in facts:
            return _verdict("ask", self.fact)
        return YES if facts[self.fact] else _verdict("no", self.fact)


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A number is no smaller: `at_least: {age: 18}`."""

    fact: str
    least: float

    def check(self, facts: Facts) -> Verdict:
        if self.fact not in facts:
            return _verdict("ask", self.fact)
        return YES if float(facts[self.fact]) >= self.least else _verdict("no", self.fact)


@dataclass(frozen=True, slots=True)
class AtMost:
    """A number is no larger: `at_most: {age: 25}`."""

    fact: str
    most: float

    def check(self, facts: Facts) -> Verdict:
        if self.fact not in facts:
            return _verdict("ask", self.fact)
        return YES if float(facts[self.fact]) <= self.most else _verdict("no", self.fact)


@dataclass(frozen=True, slots=True)
class OneOf:
    """A word is one of these: `one_of: {district: [E07000197, E07000199]}`."""

    fact: str
    words: frozenset[str]

    def check(self, facts: Facts) -> Verdict:
        if self.fact not in facts:
            return _verdict("ask", self.fact)
        return YES if facts[self.fact] in self.words else _verdict("no", self.fact)


@dataclass(frozen=True, slots=True)
class Not:
    """The rule does not hold."""

    rule: Rule

    def check(self, facts: Facts) -> Verdict:
        inner = self.rule.check(facts)
        if inner.answer == "ask":
            return inner
        return _verdict("no", *facts_of(self.rule)) if inner.answer == "yes" else YES


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every rule holds. One that fails decides, whatever is unknown."""

    rules: tuple[Rule, ...]

    def check(self, facts: Facts) -> Verdict:
        verdicts = [rule.check(facts) for rule in self.rules]
        return next((each for each in verdicts if each.answer == "no"), None) or _asked(verdicts)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one rule holds. One that holds decides, whatever is unknown."""

    rules: tuple[Rule, ...]

    def check(self, facts: Facts) -> Verdict:
        verdicts = [rule.check(facts) for rule in self.rules]
        if any(each.answer == "yes" for each in verdicts):
            return YES
        asked = _asked(verdicts)
        return asked if asked.answer == "ask" else _verdict("no", *_facts(verdicts))


Leaf = Holds | AtLeast | AtMost | OneOf
Rule = Leaf | Not | AllOf | AnyOf


def _asked(verdicts: list[Verdict]) -> Verdict:
    unknown = [each for each in verdicts if each.answer == "ask"]
    if len(unknown) == 1:
        return unknown[0]
    return _verdict("ask", *_facts(unknown)) if unknown else YES


def _facts(verdicts: list[Verdict]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact for each in verdicts for fact in each.facts))


def facts_of(rule: Rule) -> tuple[str, ...]:
    """Every fact that a rule names, in order."""
    if isinstance(rule, Leaf):
        return (rule.fact,)
    inner = (rule.rule,) if isinstance(rule, Not) else rule.rules
    return tuple(dict.fromkeys(fact for each in inner for fact in facts_of(each)))


def read_rule(written: object) -> Rule:
    """What staff write → Rule. Raises ValueError, in words.

    `pregnant`, `{all: […]}`, `{any: […]}`, `{not: …}`, `{at_least: {age: 18}}`, `{at_most: {age: 25}}`,
    `{one_of: {district: [E07000197]}}`.
    """
    if isinstance(written, str):
        return _holds(written)
    if not isinstance(written, Mapping) or len(written) != 1:
        raise ValueError("a rule is a fact, or one of all, any, not, at_least, at_most, one_of")
    ((word, inner),) = written.items()
    if word in {"all", "any"} and isinstance(inner, list) and inner:
        rules = tuple(read_rule(each) for each in inner)
        return AllOf(rules) if word == "all" else AnyOf(rules)
    if word == "not":
        return Not(read_rule(inner))
    if word in _LIMITS and isinstance(inner, Mapping) and len(inner) == 1:
        ((fact, limit),) = inner.items()
        return _LIMITS[word](str(fact), limit)
    raise ValueError(f'"{word}" is not a rule; use all, any, not, at_least, at_most or one_of')


def _holds(fact: str) -> Rule:
    if fact in NUMBERS:
        raise ValueError(f'"{fact}" is a number; write at_least or at_most with it')
    if fact in AREAS:
        raise ValueError(f'"{fact}" is an ONS code; write one_of with it')
    return Holds(fact)


def _at_least(fact: str, limit: object) -> Rule:
    return AtLeast(fact, _number(fact, limit))


def _at_most(fact: str, limit: object) -> Rule:
    return AtMost(fact, _number(fact, limit))


def _one_of(fact: str, words: object) -> Rule:
    if fact in YES_OR_NO | NUMBERS:
        raise ValueError(f'one_of is for {", ".join(sorted(AREAS))}, and "{fact}" is neither')
    if not isinstance(words, list) or not words or not all(isinstance(each, str) for each in words):
        raise ValueError(f"one_of needs a list: {{one_of: {{{fact}: [E07000197]}}}}")
    return OneOf(fact, frozenset(words))


_LIMITS: Mapping[object, Callable[[str, object], Rule]] = {
    "at_least": _at_least,
    "at_most": _at_most,
    "one_of": _one_of,
}


def _number(fact: str, written: object) -> float:
    if fact in YES_OR_NO:
        raise ValueError(f'"{fact}" is yes or no; write it alone, without a number')
    if isinstance(written, str | int | float):
        return float(written)
    raise ValueError("at_least and at_most need a number")


def edges_of(rule: Rule, fact: str) -> frozenset[Fact]:
    """Values on both sides of every edge that a rule sets for a fact: between them they show all that it can do."""
    if isinstance(rule, Leaf):
        return _edges(rule) if rule.fact == fact else frozenset()
    inner = (rule.rule,) if isinstance(rule, Not) else rule.rules
    return frozenset(value for each in inner for value in edges_of(each, fact))


def _edges(rule: Leaf) -> frozenset[Fact]:
    if isinstance(rule, Holds):
        return frozenset({True, False})
    if isinstance(rule, OneOf):
        return rule.words | {""}
    if isinstance(rule, AtLeast):
        return frozenset({rule.least, nextafter(rule.least, -inf)})
    return frozenset({rule.most, nextafter(rule.most, inf)})


def most_telling(
    rules: Sequence[Rule | None],
    weights: Sequence[int],
    facts: Facts,
    answers: Mapping[str, tuple[Fact, ...]] | None = None,
) -> tuple[str, ...]:
    """Unknown facts whose answers would part what is under these rules, the most telling first.

    Rules may repeat; None is a rule that everyone meets. Weights say how many services stand under each. `answers` are
    what a resident can be asked, with what each answer gives; None: anything, and answers on both sides of every edge.
    A question is worth what it settles on average, then how many further questions it spares, then how many services name it.
    """
    weighed: dict[Rule | None, int] = {}
    for rule, weight in zip(rules, weights, strict=True):
        weighed[rule] = weighed.get(rule, 0) + weight
    stand = [
        _Standing(rule, weight, rule.check(facts) if rule else YES)
        for rule, weight in weighed.items()
    ]
    worth = {}
    for fact in _open(stand) if len(stand) > 1 else ():
        values = _values(fact, stand) if answers is None else answers.get(fact, ())
        if (found := _worth(fact, values, stand, facts)) is not None:
            worth[fact] = found
    return tuple(sorted(worth, key=worth.__getitem__, reverse=True))


@dataclass(frozen=True, slots=True)
class _Standing:
    """A rule, how many services stand under it, and what it says so far."""

    rule: Rule | None
    weight: int
    verdict: Verdict


_Worth = tuple[float, float, int]


def _open(stand: Iterable[_Standing]) -> dict[str, None]:
    asking = (each.verdict for each in stand if each.verdict.answer == "ask")
    return dict.fromkeys(fact for verdict in asking for fact in verdict.facts)


def _values(fact: str, stand: Iterable[_Standing]) -> tuple[Fact, ...]:
    return tuple({value for each in stand if each.rule for value in edges_of(each.rule, fact)})


def _worth(
    fact: str, values: tuple[Fact, ...], stand: list[_Standing], facts: Facts
) -> _Worth | None:
    """None where no answer parts the services, or where every answer leads to the same."""
    turning = [(each.rule, each) for each in stand if each.rule and fact in each.verdict.facts]
    others = {each.verdict.answer for each in stand if fact not in each.verdict.facts}
    known = [{**facts, fact: value} for value in values]
    after = [[rule.check(then) for rule, _ in turning] for then in known]
    parts = any(len(others.union(each.answer for each in then)) > 1 for then in after)
    if not parts or all(then == after[0] for then in after):
        return None
    weights = [each.weight for _, each in turning]
    asked_before = sum(each.weight * len(each.verdict.facts) for _, each in turning)
    settled, spared = 0, asked_before * len(after)
    for then in after:
        for weight, verdict in zip(weights, then, strict=True):
            left = len(verdict.facts) if verdict.answer == "ask" else 0
            settled += weight if not left else 0
            spared -= weight * left
    return settled / len(after), spared / len(after), sum(weights)
