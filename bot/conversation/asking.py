"""The next eligibility question worth asking, and what a resident sees of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from bot.conversation.model import Choice, Reply, State
from bot.conversation.patterns import NotAPattern, Pattern, beginnings, compile_pattern
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

    def __init__(self, questions: Iterable[FactQuestion]) -> None:
        self._known = tuple(
            (
                question,
                _patterns(question.said_yes),
                _patterns(question.said_no),
                _patterns(question.said_of_others),
            )
            for question in questions
        )

    def find(self, tidied: str) -> dict[str, Fact]:
        """A no outranks a yes, and what is said of somebody else is not said of the resident."""
        there = beginnings(words_of(tidied))

        def said(patterns: tuple[Pattern, ...]) -> bool:
            return any(pattern.find(tidied, there) for pattern in patterns)

        facts: dict[str, Fact] = {}
        for question, yes, no, others in self._known:
            if said(no):
                facts[question.fact] = question.means(False)
            elif said(yes) and not said(others):
                facts[question.fact] = question.means(True)
        return facts


def _patterns(wordings: tuple[str, ...]) -> tuple[Pattern, ...]:
    """What cannot be read is left out; `signpost content check` says it."""
    found = []
    for wording in wordings:
        with suppress(NotAPattern):
            found.append(compile_pattern(wording, {}))
    return tuple(found)


def next_question(found: Found, state: State, library: Library) -> FactQuestion | None:
    """The most telling fact that has words, was not asked before, and splits the services here."""
    if len(state.asked) >= MOST_QUESTIONS:
        return None
    worded = {question.fact: question for question in library.questions.questions}
    return next(
        (worded[fact] for fact in found.asks if fact in worded and fact not in state.asked), None
    )


def question_reply(question: FactQuestion, lead: str | None, wording: Wording) -> Reply:
    return Reply(
        paragraphs(lead, wording.say("question_lead"), question.question),
        choices_for(question, wording),
    )


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
