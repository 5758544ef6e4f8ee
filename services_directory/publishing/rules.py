"""An eligibility rule as JSON for the feed, and as words for a spreadsheet: "smokes_tobacco and age at least 18". Pure.

Words: `and`, `or`, `not`, brackets, `age at least 18`, `age at most 25`, `district in (E07000197, E07000199)`. `and` binds
closer than `or`.
"""

from __future__ import annotations

import re
from typing import Any

from services_directory.eligibility import AllOf, AnyOf, AtLeast, AtMost, Holds, Not, OneOf, Rule

_TOKEN = re.compile(
    r"\s*(?:([()])|(at least|at most)\s+(-?\d+(?:\.\d+)?)|in\s*\(([^()]*)\)|([a-z][a-z0-9_]*))",
    re.IGNORECASE,
)


class NotARule(ValueError):
    """Words that make no rule; the message says where they stop making sense."""


def rule_as_json(rule: Rule) -> Any:
    """What `read_rule` reads."""
    match rule:
        case Holds(fact):
            return fact
        case AtLeast(fact, least):
            return {"at_least": {fact: plain(least)}}
        case AtMost(fact, most):
            return {"at_most": {fact: plain(most)}}
        case OneOf(fact, words):
            return {"one_of": {fact: sorted(words)}}
        case Not(inner):
            return {"not": rule_as_json(inner)}
        case AllOf(rules):
            return {"all": [rule_as_json(each) for each in rules]}
        case AnyOf(rules):
            return {"any": [rule_as_json(each) for each in rules]}


def rule_as_words(rule: Rule) -> str:
    match rule:
        case Holds(fact):
            return fact
        case AtLeast(fact, least):
            return f"{fact} at least {plain(least)}"
        case AtMost(fact, most):
            return f"{fact} at most {plain(most)}"
        case OneOf(fact, words):
            return f"{fact} in ({', '.join(sorted(words))})"
        case Not(inner):
            return f"not {_bracketed(inner)}"
        case AllOf(rules):
            return " and ".join(_bracketed(each) for each in rules)
        case AnyOf(rules):
            return " or ".join(_bracketed(each) for each in rules)


def rule_from_words(text: str) -> Rule:
    """Raises NotARule."""
    words = _Words(text)
    rule = _any(words)
    if words.next is not None:
        raise NotARule(f'"{words.next}" is not expected there')
    return rule


class _Words:
    """The words of a rule, one at a time. `next` is None at the end."""

    def __init__(self, text: str) -> None:
        self._found = _tokens(text)
        self._at = 0

    @property
    def next(self) -> str | None:
        return self._found[self._at] if self._at < len(self._found) else None

    def take(self, *expected: str) -> str | None:
        """The next word, if it is one of those expected (any word where none is named)."""
        word = self.next
        if word is None or (expected and word not in expected):
            return None
        self._at += 1
        return word


def _tokens(text: str) -> list[str]:
    found, at = [], 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None:
            raise NotARule(f'"{text[at:].strip()[:20]}" is not a fact, and, or, not or a bracket')
        bracket, limit, number, codes, word = match.groups()
        if codes is not None:
            found.append(f"in {codes}")
        else:
            found.append(bracket or (f"{limit} {number}" if limit else word).lower())
        at = match.end()
    return found


def _any(words: _Words) -> Rule:
    rules = [_all(words)]
    while words.take("or"):
        rules.append(_all(words))
    return rules[0] if len(rules) == 1 else AnyOf(tuple(rules))


def _all(words: _Words) -> Rule:
    rules = [_one(words)]
    while words.take("and"):
        rules.append(_one(words))
    return rules[0] if len(rules) == 1 else AllOf(tuple(rules))


def _one(words: _Words) -> Rule:
    if words.take("not"):
        return Not(_one(words))
    if words.take("("):
        rule = _any(words)
        if not words.take(")"):
            raise NotARule("a bracket is not closed")
        return rule
    return _fact(words)


def _fact(words: _Words) -> Rule:
    fact = words.take()
    if fact is None or fact in {"and", "or", ")"} or fact.startswith(("at ", "in ")):
        raise NotARule(f'a fact is missing before "{fact}"' if fact else "a fact is missing")
    limit = words.next or ""
    if limit.startswith("at least "):
        words.take()
        return AtLeast(fact, float(limit.removeprefix("at least ")))
    if limit.startswith("at most "):
        words.take()
        return AtMost(fact, float(limit.removeprefix("at most ")))
    if limit.startswith("in "):
        words.take()
        return OneOf(fact, frozenset(re.split(r"[,;\s]+", limit.removeprefix("in ").strip())))
    return Holds(fact)


def _bracketed(rule: Rule) -> str:
    words = rule_as_words(rule)
    return f"({words})" if isinstance(rule, AllOf | AnyOf) and len(rule.rules) > 1 else words


def plain(number: float) -> float | int:
    """18 rather than 18.0, as people and other programs write it."""
    return int(number) if number == int(number) else number
