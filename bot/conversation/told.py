"""What residents tell of themselves, in passing or when asked → facts. Pure; prepared once from the library."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial

from bot.conversation.ages import When
from bot.conversation.asking import FactWords, readable
from bot.conversation.births import KINDS, BirthWords, partners, pregnancy
from bot.conversation.model import State
from bot.conversation.own_age import own_age
from bot.conversation.patterns import Pattern, beginnings
from bot.conversation.remembered import LOSS_TOLD
from bot.conversation.times import LENGTH_WORDS, SETS, mark, place_of
from bot.conversation.words import tidy, words_of
from bot.library.models import Concepts, Questions
from services_directory.eligibility import Fact, Facts

NEWLY_BORN = timedelta(days=3)
"""Whoever gave birth since then may need help at once: what sounds like danger is never taken for a plain answer."""

LONGEST_ANSWER = 15
"""Words. A longer message says more than the answer to a question."""


class Told:
    """Everything that a message says about whoever writes it."""

    def __init__(self, questions: Questions, concepts: Concepts) -> None:
        self._questions = {each.fact: each for each in questions.questions}
        self._concepts = concepts
        sets = {**questions.sets, **SETS}
        self._words = FactWords(questions.questions, sets)
        self._births = _birth_words(questions, sets)
        self._losses = readable(questions.losses, sets)
        self._not_me = readable(questions.not_me, sets)
        self._plain = frozenset(questions.births.plain if questions.births else ())
        self._yes, self._no = readable(questions.yes, sets), readable(questions.no, sets)

    def hear(self, text: str, today: date | None, state: State) -> dict[str, Fact]:
        """What this message tells; without `today` no time is read."""
        if not text:
            return {}
        tidied = self._tidied(text)
        births = self._of_births(text, today, _asked(state)) if today else {}
        told = {**births, **own_age(tidied, _asked(state) == "age"), **self._words.find(tidied)}
        loss: dict[str, Fact] = {LOSS_TOLD: True} if _found(self._losses, tidied) else {}
        return {**self._ruled_out(told, state.facts), **told, **loss}

    def settles(self, text: str, state: State, told: Facts) -> str | None:
        """The fact that a short message answers, where it was asked, or puts right, where it was told otherwise."""
        if len(text.split()) > LONGEST_ANSWER:
            return None
        open_to_it = {**dict.fromkeys(state.asked), **state.facts}
        asked = _asked(state)
        if asked in told:
            return asked
        return next(
            (fact for fact in told if fact in open_to_it and open_to_it[fact] != told[fact]), None
        )

    def is_not_me(self, text: str) -> bool:
        """ "that's not me": what we hold was said of somebody else, or is wrong."""
        return _found(self._not_me, self._tidied(text))

    def answer(self, text: str, tells: bool) -> bool | None:
        """A yes or a no in more words than one: "yes i am", "no not any more".

        `tells`: the message tells something besides, as "no, had him in june" does, and its first word is the answer.
        """
        words = words_of(self._tidied(text))
        if len(words) > LONGEST_ANSWER:
            return None
        said = words[:1] if tells else words
        yes, no = _is_all(self._yes, said), _is_all(self._no, said)
        return None if yes == no else yes

    def is_only_a_time(self, text: str, today: date | None) -> bool:
        """When a baby came, some days ago or more, and no other word."""
        if today is None:
            return False
        marked = mark(text, today)
        words = [word for word in words_of(self._tidied(marked.text)) if place_of(word) is None]
        settled = today - NEWLY_BORN
        return (
            len(marked.times) == 1
            and marked.times[0].last <= settled
            and self._plain.issuperset(words)
        )

    def _tidied(self, text: str) -> str:
        return tidy(text, self._concepts.text_speak, self._concepts.emoji)

    def _of_births(self, text: str, today: date, asked: str | None) -> dict[str, Fact]:
        """A time that answers a question about a pregnancy needs no word of a birth beside it."""
        marked = mark(text, today)
        found = self._births.find(self._tidied(marked.text), marked.times, today)
        if not marked.times or found:
            return found
        if asked == "pregnant" and marked.text.split()[-1] in LENGTH_WORDS:
            return {"pregnant": True}
        answered = ANSWERED_BY_A_TIME.get(asked)
        return answered(marked.times[-1], today) if answered else {}

    def _ruled_out(self, told: Facts, held: Facts) -> dict[str, Fact]:
        """Who only vapes does not smoke; and who smokes after all does not only vape."""
        by_fact = {
            fact: frozenset(question.rules_out) for fact, question in self._questions.items()
        }
        untrue = (other for fact in _true(told) for other in by_fact.get(fact, _NOTHING))
        after_all = (
            fact for fact in _true(held) if not by_fact.get(fact, _NOTHING).isdisjoint(_true(told))
        )
        return dict.fromkeys((*untrue, *after_all), False)


_NOTHING: frozenset[str] = frozenset()


def _true(facts: Facts) -> set[str]:
    return {fact for fact, value in facts.items() if value is True}


ANSWERED_BY_A_TIME: Mapping[str | None, Callable[[When, date], dict[str, Fact]]] = {
    "pregnant_in_last_6_months": pregnancy,
    "lives_with_someone_pregnant": partial(partners, alive=False),
}


def _asked(state: State) -> str | None:
    return state.fact if state.expecting == "eligibility" else None


def _birth_words(questions: Questions, sets: Mapping[str, Sequence[str]]) -> BirthWords:
    births = questions.births
    if births is None:
        return BirthWords({}, ())
    by_kind = {kind: readable(getattr(births, kind), sets) for kind in KINDS}
    return BirthWords(by_kind, readable(births.speaks_of_partner, sets))


def _found(patterns: Sequence[Pattern], tidied: str) -> bool:
    there = beginnings(words_of(tidied))
    return any(pattern.find(tidied, there) for pattern in patterns)


def _is_all(patterns: Sequence[Pattern], words: Sequence[str]) -> bool:
    """A pattern is all of these words."""
    said, there = f" {' '.join(words)} ", beginnings(words)
    return any(
        found.group(0).strip() == said.strip()
        for pattern in patterns
        for found in pattern.find_all(said, there)
    )
