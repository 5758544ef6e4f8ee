"""May this resident use this service? Rules where unknown is allowed: yes, no, or ask. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, nextafter
from typing import Literal

Fact = bool | float
Facts = Mapping[str, Fact]
Answer = Literal["yes", "no", "ask"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, and the facts that it turns on: the unknown ones for `ask`, the deciding ones for `no`."""

    answer: Answer
    facts: tuple[str, ...] = ()


YES = Verdict("yes")


@dataclass(frozen=True, slots=True)
class Holds:
    """A named fact is true: `pregnant`."""

    fact: str

    def check(self, facts: Facts) -> Verdict:
        if self.fact not in facts:
            return Verdict("ask", (self.fact,))
        return YES if facts[self.fact] else Verdict("no", (self.fact,))


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A number is no smaller: `at_least: {age: 18}`."""

    fact: str
    least: float

    def check(self, facts: Facts) -> Verdict:
        if self.fact not in facts:
            return Verdict("ask", (self.fact,))
        return YES if float(facts[self.fact]) >= self.least else Verdict("no", (self.fact,))


@dataclass(frozen=True, slots=True)
class AtMost:
    """A number is no larger: `at_most: {age: 25}`."""

    fact: str
    most: float

    def check(self, facts: Facts) -> Verdict:
        if self.fact not in facts:
            return Verdict("ask", (self.fact,))
        return YES if float(facts[self.fact]) <= self.most else Verdict("no", (self.fact,))


@dataclass(frozen=True, slots=True)
class Not:
    """The rule does not hold."""

    rule: Rule

    def check(self, facts: Facts) -> Verdict:
        inner = self.rule.check(facts)
        if inner.answer == "ask":
            return inner
        return Verdict("no", facts_of(self.rule)) if inner.answer == "yes" else YES


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
        return asked if asked.answer == "ask" else Verdict("no", _facts(verdicts))


Rule = Holds | AtLeast | AtMost | Not | AllOf | AnyOf


def _asked(verdicts: list[Verdict]) -> Verdict:
    unknown = [each for each in verdicts if each.answer == "ask"]
    return Verdict("ask", _facts(unknown)) if unknown else YES


def _facts(verdicts: list[Verdict]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact for each in verdicts for fact in each.facts))


def facts_of(rule: Rule) -> tuple[str, ...]:
    """Every fact that a rule names, in order."""
    if isinstance(rule, Holds | AtLeast | AtMost):
        return (rule.fact,)
    inner = (rule.rule,) if isinstance(rule, Not) else rule.rules
    return tuple(dict.fromkeys(fact for each in inner for fact in facts_of(each)))


def read_rule(written: object) -> Rule:
    """`pregnant`, `{all: [...]}`, `{any: [...]}`, `{not: …}`, `{at_least: {age: 18}}` → Rule. Raises ValueError."""
    if isinstance(written, str):
        return Holds(written)
    if not isinstance(written, Mapping) or len(written) != 1:
        raise ValueError("a rule is a fact, or one of all, any, not, at_least, at_most")
    ((word, inner),) = written.items()
    if word in {"all", "any"} and isinstance(inner, list) and inner:
        rules = tuple(read_rule(each) for each in inner)
        return AllOf(rules) if word == "all" else AnyOf(rules)
    if word == "not":
        return Not(read_rule(inner))
    if word in {"at_least", "at_most"} and isinstance(inner, Mapping) and len(inner) == 1:
        ((fact, number),) = inner.items()
        limit = _number(number)
        return AtLeast(str(fact), limit) if word == "at_least" else AtMost(str(fact), limit)
    raise ValueError(f'"{word}" is not a rule; use all, any, not, at_least or at_most')


def _number(written: object) -> float:
    if isinstance(written, str | int | float):
        return float(written)
    raise ValueError("at_least and at_most need a number")


def edges_of(rule: Rule, fact: str) -> frozenset[Fact]:
    """Values on both sides of every edge that a rule sets for a fact: between them they show all that it can do."""
    if isinstance(rule, Holds | AtLeast | AtMost):
        return _edges(rule) if rule.fact == fact else frozenset()
    inner = (rule.rule,) if isinstance(rule, Not) else rule.rules
    return frozenset(value for each in inner for value in edges_of(each, fact))


def _edges(rule: Holds | AtLeast | AtMost) -> frozenset[Fact]:
    if isinstance(rule, Holds):
        return frozenset({True, False})
    if isinstance(rule, AtLeast):
        return frozenset({rule.least, nextafter(rule.least, -inf)})
    return frozenset({rule.most, nextafter(rule.most, inf)})
