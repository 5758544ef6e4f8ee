"""The next eligibility question worth asking, and what a resident sees of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date

from bot.conversation.ages import months_before
from bot.conversation.model import Choice, Reply, State
from bot.conversation.patterns import NotAPattern, Pattern, beginnings, compile_pattern
from bot.conversation.remembered import LOSS_TOLD
from bot.conversation.wording import Wording, fit, paragraphs
from bot.conversation.words import words_of
from bot.library.library import Library
from bot.library.models import FactQuestion
from services_directory.eligibility import Fact
from services_directory.service import Found

MOST_QUESTIONS = 4
"""After four, what is unknown stays possible and is said so."""


class FactWords:
    """What residents say of themselves in passing, in the pattern language of `patterns.py`."""

    def __init__(
        self, questions: Iterable[FactQuestion], sets: Mapping[str, Sequence[str]] = {}
    ) -> None:
        """`sets` are words that the wordings share, by name."""
        self._known = tuple(
            (
                question,
                readable(question.said_surely, sets),
                readable(question.said_yes, sets),
                readable(question.said_no, sets),
                readable(question.said_of_others, sets),
            )
            for question in questions
        )

    def find(self, tidied: str) -> dict[str, Fact]:
        """A no outranks a yes, and what is said of somebody else is not said of the resident."""
        there = beginnings(words_of(tidied))

        def said(patterns: tuple[Pattern, ...]) -> bool:
            return any(pattern.find(tidied, there) for pattern in patterns)

        facts: dict[str, Fact] = {}
        for question, surely, yes, no, others in self._known:
            if said(no):
                facts[question.fact] = question.means(False)
            elif said(surely) or (said(yes) and not said(others)):
                facts[question.fact] = question.means(True)
        return facts


def readable(
    wordings: Iterable[str], sets: Mapping[str, Sequence[str]] = {}
) -> tuple[Pattern, ...]:
    """What cannot be read is left out; `signpost content check` says it."""
    found = []
    for wording in wordings:
        with suppress(NotAPattern):
            found.append(compile_pattern(wording, sets))
    return tuple(found)


def next_question(found: Found, state: State, library: Library) -> FactQuestion | None:
    """The most telling fact that has words, was not asked before, and splits the services here."""
    if len(state.asked) >= MOST_QUESTIONS:
        return None
    may_be_asked = {
        question.fact: question
        for question in library.questions.questions
        if question.fact not in state.asked and not _hurts(question, state, library)
    }
    return next((may_be_asked[fact] for fact in found.asks if fact in may_be_asked), None)


def _hurts(question: FactQuestion, state: State, library: Library) -> bool:
    """A question about a pregnancy, to somebody who told of a loss or left such a question unanswered."""
    if not question.tender:
        return False
    unanswered = set(state.asked) - state.facts.keys()
    tender = {each.fact for each in library.questions.questions if each.tender}
    return LOSS_TOLD in state.facts or bool(unanswered & tender)


def question_reply(
    question: FactQuestion,
    lead: str | None,
    wording: Wording,
    today: date,
    first: bool = True,
) -> Reply:
    """`first`: no question came just before it."""
    opening = wording.say("question_lead" if first else "question_more")
    return Reply(
        paragraphs(lead, opening, question.question, _since(question, wording, today)),
        choices_for(question, wording),
    )


def _since(question: FactQuestion, wording: Wording, today: date) -> str | None:
    """The first day that counts, so that nobody has to work out six months."""
    if question.since_months is None:
        return None
    day = months_before(today, question.since_months)
    return wording.say("question_since", date=f"{day.day} {day:%B %Y}")


def choices_for(question: FactQuestion, wording: Wording) -> tuple[Choice, ...]:
    return (
        Choice(fit(question.yes), f"fact:{question.fact}:yes"),
        Choice(fit(question.no), f"fact:{question.fact}:no"),
        wording.choice("label_skip", f"fact:{question.fact}:skip"),
        wording.choice("label_why", "why"),
    )


def question_for(fact: str | None, library: Library) -> FactQuestion | None:
    return next(
        (question for question in library.questions.questions if question.fact == fact), None
    )


def possible_answers(library: Library) -> dict[str, tuple[Fact, ...]]:
    """What each question can be answered with. A fact without a question is never asked."""
    return {
        each.fact: (each.means(True), each.means(False)) for each in library.questions.questions
    }
