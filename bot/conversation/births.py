"""When a baby came, or a pregnancy ended, as residents tell it in passing → facts about them. Pure.

Only their own pregnancy counts as theirs. A partner's makes them somebody who lives with a person who was pregnant; a
nephew, a friend's baby or a neighbour's says nothing of them. No date is a fact: a date could tell who somebody is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from bot.conversation.ages import When, months_begun, months_completed, months_later
from bot.conversation.patterns import Pattern, beginnings
from bot.conversation.times import place_of
from bot.conversation.words import words_of
from services_directory.eligibility import Fact

RECENT_MONTHS = 6
"""So long after a pregnancy a service may still be for somebody: to the day, and not a day more."""

A_BABY_MONTHS = 12
"""From then on a child's age says little of the last pregnancy: there may have been another since."""

SURELY_NOT_AGAIN_MONTHS = 2
"""Nobody so soon after a birth needs to be asked whether they are pregnant."""

KINDS = ("not_ours", "ended", "partner", "family", "own")
"""What is told of a time, in the order in which it is looked for. A time belongs to the first that names it."""


class BirthWords:
    """Finds whose birth each time in a message belongs to, and says what follows from it."""

    def __init__(
        self, patterns: Mapping[str, Sequence[Pattern]], speaks_of_partner: Sequence[Pattern]
    ) -> None:
        """`patterns` are by kind, and name a time as `<when>`."""
        self._patterns = patterns
        self._speaks_of_partner = speaks_of_partner

    def find(self, marked: str, times: Sequence[When], today: date) -> dict[str, Fact]:
        """`marked` is a tidied message in which each of `times` stands as a word."""
        there = beginnings(words_of(marked))
        told = dict(self._told(marked, there))
        partner = any(pattern.find(marked, there) for pattern in self._speaks_of_partner)
        facts: dict[str, Fact] = {}
        for place in sorted(told, key=lambda place: times[place].last):
            kind = told[place]
            if partner and kind in {"ended", "family"}:
                facts |= partners(times[place], today, alive=kind == "family")
            elif kind in FACTS_OF:
                facts |= FACTS_OF[kind](times[place], today)
        return facts

    def _told(self, marked: str, there: frozenset[str]) -> Iterator[tuple[int, str]]:
        """Each time's place among the times, with its kind."""
        named: set[int] = set()
        for kind in KINDS:
            for pattern in self._patterns.get(kind, ()):
                for found in pattern.find_all(marked, there):
                    for place in _times_in(found.group(0)):
                        if place not in named:
                            named.add(place)
                            yield place, kind


def _times_in(words: str) -> list[int]:
    places = (place_of(word) for word in words.split())
    return [place for place in places if place is not None]


def own(when: When, today: date) -> dict[str, Fact]:
    """ "i had my baby 5 months ago"."""
    return {**pregnancy(when, today), **_baby(when, today)}


def family(when: When, today: date) -> dict[str, Fact]:
    """ "my son is 7 months": taken for the resident's own birth, as long as nothing speaks against it."""
    young = when.all(lambda day: today < months_later(day, A_BABY_MONTHS))
    return own(when, today) if young else _baby(when, today)


def partners(when: When, today: date, alive: bool = True) -> dict[str, Fact]:
    """ "my wife had a baby 3 months ago"."""
    recent = _recent(when, today)
    facts: dict[str, Fact] = {} if recent is None else {"lives_with_someone_pregnant": recent}
    return facts | (_baby(when, today) if alive else {})


def pregnancy(when: When, today: date) -> dict[str, Fact]:
    """ "my pregnancy ended in june", by a birth or by a loss."""
    recent = _recent(when, today)
    soon = when.all(lambda day: today <= months_later(day, SURELY_NOT_AGAIN_MONTHS))
    months = when.whole(lambda day: months_begun(day, today))
    return {
        **({} if recent is None else {"pregnant_in_last_6_months": recent}),
        **({} if months is None else {"months_since_pregnancy": float(months)}),
        **({"pregnant": False} if soon else {}),
    }


def _recent(when: When, today: date) -> bool | None:
    return when.all(lambda day: today <= months_later(day, RECENT_MONTHS))


def _baby(when: When, today: date) -> dict[str, Fact]:
    months = when.whole(lambda day: months_completed(day, today))
    return {} if months is None else {"baby_age_months": float(months)}


FACTS_OF = {"ended": pregnancy, "partner": partners, "family": family, "own": own}
