"""The reader that runs first: is someone in danger? Pure, in memory, and independent of everything else.

Three tiers. *Hard*: the safety reply takes over, because a reviewed rule matches inside the message, or because it sounds
just like danger. *Soft*: it sounds somewhat like danger, and one short check stands on top of the ordinary answer.
*Floor*: every reply of every kind holds an Urgent help choice, so that no miss is silent. This file holds the rules;
`alarm.py` weighs them against how the whole message sounds.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.conversation.patterns import NotAPattern, Pattern, beginnings, compile_pattern
from bot.conversation.words import BREAK, tidy, words_of
from bot.library.models import SafetyClass, SafetyRule, SafetyWords


@dataclass(frozen=True, slots=True)
class Danger:
    """A rule that fired: its class, its name, and the words that it saw. Nothing else in a message holds a `certain` one back."""

    kind: str
    rule: str
    because: str
    certain: bool = False


@dataclass(frozen=True, slots=True)
class Almost:
    """A rule that would have fired but for a guard. Staff see it in `signpost explain`."""

    kind: str
    rule: str
    because: str
    guard: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What was made of one message. `belief` is how sure we are of danger, 0 to 1, where that was weighed."""

    danger: Danger | None
    almost: tuple[Almost, ...] = ()
    belief: float = 0.0


@dataclass(frozen=True, slots=True)
class Broken:
    """A wording that cannot be read, and why; `kind` is its file."""

    kind: str
    rule: str
    wording: str
    why: str


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: str
    name: str
    says: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    even_if: frozenset[str]
    certain: bool


WINDOW, OVERLAP = 120, 30
"""Words of a long message that are looked at together; no wording reaches over thirty."""

_NEGATION_REACHES = 3
"""Words between a negation and what it negates: "not really wanting to die"."""

_STARTS_AFRESH = frozenset(
    [
        "i",
        "im",
        "ive",
        "he",
        "hes",
        "she",
        "shes",
        "they",
        "theyre",
        "and",
        "but",
        "because",
        ",",
        "it",
        "its",
        "you",
    ]
)
"""A negation before one of these belongs to something else: "not ok i want to die"."""


class SafetyRules:
    """All reviewed rules, compiled once. `look` is deterministic and reads nothing but its arguments."""

    def __init__(
        self,
        classes: Sequence[SafetyClass],
        words: SafetyWords,
        repaired: Callable[[str], str],
        written_out: Mapping[str, str],
        emoji: Mapping[str, str],
    ) -> None:
        self._repaired = repaired
        self._written_out = written_out
        self._emoji = emoji
        self._ignored = frozenset(words.ignored)
        self.broken: list[Broken] = []
        sets = {
            name: tuple(_tidy_wording(item) for item in items) for name, items in words.sets.items()
        }
        self._rules = tuple(
            self._compiled(safety_class.id, rule, sets)
            for safety_class in sorted(classes, key=lambda each: each.order)
            for rule in safety_class.rules
        )
        common = _how_common(classes)
        self._by_word: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for place, rule in enumerate(self._rules):
            for number, pattern in enumerate(rule.says):
                scarcest = min(pattern.needed, key=lambda words: sum(map(common, words)))
                for word in scarcest:
                    self._by_word[word].append((place, number))
        self._asking = self._patterns("words", "asking", words.asking, sets)
        self._past = self._patterns("words", "past", words.past, sets)
        self._idiom = self._patterns("words", "idiom", words.idiom, sets)
        self._reassured = self._patterns("words", "reassured", words.reassured, sets)
        self._negated = self._patterns("words", "negated", words.negated, sets)

    def look(self, text: str) -> Seen:
        """The gravest danger that a rule sees in any reading of `text`, and the rules that a guard held back."""
        almost: list[Almost] = []
        readings = self._readings(text)
        windows = dict.fromkeys(window for reading in readings for window in _windows(reading))
        fired = [
            found
            for tidied in windows
            if (found := self._first_to_fire(tidied, almost)) is not None
        ]
        gravest = min(fired, key=lambda found: found[0])[1] if fired else None
        return Seen(gravest, tuple(dict.fromkeys(almost)))

    def _first_to_fire(self, tidied: str, almost: list[Almost]) -> tuple[int, Danger] | None:
        """The place of a rule among all, which are in order of gravity, and what it saw."""
        there = beginnings(words_of(tidied))
        for place, patterns in self._worth_a_search(there):
            rule = self._rules[place]
            for match in _matches(patterns, tidied, there):
                because = match.group().strip()
                if (guard := self._guard(rule, match, tidied, there)) is None:
                    return place, Danger(rule.kind, rule.name, because, rule.certain)
                almost.append(Almost(rule.kind, rule.name, because, guard))
        return None

    def _worth_a_search(self, there: frozenset[str]) -> list[tuple[int, list[Pattern]]]:
        """The few patterns whose scarcest words are in the message, by the place of their rule."""
        numbers = {
            number for word in there & self._by_word.keys() for number in self._by_word[word]
        }
        found: defaultdict[int, list[Pattern]] = defaultdict(list)
        for place, number in sorted(numbers):
            found[place].append(self._rules[place].says[number])
        return list(found.items())

    def _readings(self, text: str) -> Iterator[str]:
        """As typed, with text-speak written out, and with spelling repaired.

        Another reading may add a danger but never hides one.
        """
        typed = self._without_ignored(tidy(text, {}, self._emoji))
        spelt_out = self._without_ignored(tidy(text, self._written_out, self._emoji))
        repaired = " ".join(
            word if word in {BREAK, ","} else self._repaired(word) for word in spelt_out.split()
        )
        yield from dict.fromkeys((typed, spelt_out, f" {repaired} "))

    def _without_ignored(self, tidied: str) -> str:
        return f" {' '.join(word for word in tidied.split() if word not in self._ignored)} "

    def _compiled(self, kind: str, rule: SafetyRule, sets: Mapping[str, Sequence[str]]) -> _Rule:
        says = self._patterns(kind, rule.name, rule.says, sets)
        return _Rule(
            kind,
            rule.name,
            says,
            self._patterns(kind, rule.name, rule.unless, sets),
            frozenset(rule.even_if),
            rule.certain,
        )

    def _patterns(
        self, kind: str, rule: str, wordings: Sequence[str], sets: Mapping[str, Sequence[str]]
    ) -> tuple[Pattern, ...]:
        """One wording that cannot be read is said to staff; it never silences the others."""
        found = []
        for wording in wordings:
            try:
                found.append(compile_pattern(_tidy_wording(wording), sets))
            except NotAPattern as error:
                self.broken.append(Broken(kind, rule, wording, str(error)))
        return tuple(found)

    def _guard(
        self, rule: _Rule, match: re.Match[str], tidied: str, there: frozenset[str]
    ) -> str | None:
        """The name of the guard that holds this match back, or None."""
        if any(pattern.find(tidied, there) for pattern in rule.unless):
            return "unless"
        start, end = _sentence_around(tidied, match)
        sentence, before = tidied[start:end], tidied[start : match.start()]
        checks: dict[str, Callable[[], bool]] = {
            "idiom": lambda: self._is_idiom(tidied, there, match),
            "asking": lambda: _any(self._asking, f" {before.strip()} ", there),
            "past": lambda: _any(self._past, f" {sentence.strip()} ", there),
            "negated": lambda: self._is_negated(before, there),
            "reassured": lambda: _any(self._reassured, tidied, there),
        }
        return next(
            (name for name, held in checks.items() if name not in rule.even_if and held()), None
        )

    def _is_idiom(self, tidied: str, there: frozenset[str], match: re.Match[str]) -> bool:
        found = (pattern.find(tidied, there) for pattern in self._idiom)
        return any(
            idiom and idiom.start() < match.end() and match.start() < idiom.end() for idiom in found
        )

    def _is_negated(self, before: str, there: frozenset[str]) -> bool:
        near = before.split()[-_NEGATION_REACHES - 2 :]
        for place in range(len(near) - 1, -1, -1):
            if near[place] in _STARTS_AFRESH:
                near = near[place + 1 :]
                break
        return _any(self._negated, f" {' '.join(near)} ", there)


def _how_common(classes: Sequence[SafetyClass]) -> Callable[[str], float]:
    """How often a word, or a beginning, stands in the examples. A look goes by each wording's scarcest words."""
    times: Counter[str] = Counter()
    for each in classes:
        for example in (*each.must_match, *each.must_not_match):
            times.update(beginnings(words_of(tidy(example, {}, {}))))
    return lambda word: times[word] + 0.1


def _windows(tidied: str) -> Iterator[str]:
    """A long message in pieces that overlap by more than any pattern reaches: each is looked at by itself."""
    words = tidied.split()
    for start in range(0, max(len(words) - OVERLAP, 1), WINDOW - OVERLAP):
        yield f" {' '.join(words[start : start + WINDOW])} "


def _tidy_wording(wording: str) -> str:
    return wording.replace("'", "").replace("’", "").lower()


def _matches(
    patterns: Sequence[Pattern], tidied: str, there: frozenset[str]
) -> Iterator[re.Match[str]]:
    return (match for pattern in patterns for match in pattern.find_all(tidied, there))


def _any(patterns: Sequence[Pattern], tidied: str, there: frozenset[str]) -> bool:
    return any(pattern.find(tidied, there) for pattern in patterns)


def _sentence_around(tidied: str, match: re.Match[str]) -> tuple[int, int]:
    start = tidied.rfind(BREAK, 0, match.start()) + 1
    end = tidied.find(BREAK, match.end())
    return start, len(tidied) if end < 0 else end
