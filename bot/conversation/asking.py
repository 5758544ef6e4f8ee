"""The next eligibility question worth asking, and what a resident sees of it. Pure."""

from __future__ import annotations

from bot.conversation.model import Choice, Reply, State
from bot.conversation.wording import Wording, fit, paragraphs
from bot.library.library import Library
from bot.library.models import FactQuestion
from services_directory.service import Found

MOST_QUESTIONS = 4
"""After four, what is unknown stays possible and is said so."""


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
