"""What is remembered of a resident for as long as a conversation lasts, and what it opens to them. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.intents import Intent
from bot.conversation.model import State
from bot.library.library import Library
from bot.library.models import Lead
from services_directory.eligibility import Fact, Facts
from services_directory.service import Found

LOSS_TOLD = "loss"
"""Remembered with the facts of somebody who told of a loss, so that they are not asked about a pregnancy. No rule may name it."""

OVER_WITH_A_LOSS = frozenset({"pregnant", "lives_with_someone_pregnant", "baby_age_months"})
LATELY_PREGNANT = frozenset({"pregnant_in_last_6_months", "months_since_pregnancy"})
"""These stand only where they were told with the loss, or after it."""


def after_loss(facts: Facts) -> dict[str, Fact]:
    """What is still held once a loss was told: nothing later may speak to them as pregnant."""
    over = OVER_WITH_A_LOSS if LOSS_TOLD in facts else OVER_WITH_A_LOSS | LATELY_PREGNANT
    return {fact: value for fact, value in facts.items() if fact not in over} | {LOSS_TOLD: True}


def needs_with_leads(needs: tuple[str, ...], facts: Facts, library: Library) -> tuple[str, ...]:
    """The needs that are searched for: a finer one first, where what was told opens it. Never after a loss."""
    also = (
        lead.also
        for lead in library.questions.leads
        if needs[:1] == (lead.need,) and LOSS_TOLD not in facts and _opens(lead, facts)
    )
    return tuple(dict.fromkeys((*also, *needs)))


def needs_searched(
    found: Found, needs: tuple[str, ...], facts: Facts, library: Library
) -> tuple[str, ...]:
    """The same as `needs_with_leads` where the finer need has anything here; else what was asked for, to be spoken of."""
    searched = needs_with_leads(needs, facts, library)
    shown = [each.service for each in found.signposts]
    refused = [each.service for each in found.refused]
    here = any(need in each.needs for need in searched[:1] for each in (*shown, *refused))
    return searched if here else needs


def remembering(state: State, intent: Intent) -> State:
    """The state with what a message told. A loss takes with it what it makes untrue, and is never forgotten with the rest."""
    held: dict[str, Fact] = {} if intent.afresh else state.facts
    if LOSS_TOLD in state.facts:
        held = {**held, LOSS_TOLD: True}
    if LOSS_TOLD in intent.facts:
        held = after_loss(held)
    asked = () if intent.afresh else state.asked
    return replace(state, facts={**held, **intent.facts}, asked=asked)


def _opens(lead: Lead, facts: Facts) -> bool:
    months = facts.get("months_since_pregnancy", facts.get("baby_age_months"))
    too_late = isinstance(months, float) and months <= lead.within_months
    return too_late or any(facts.get(fact) is True for fact in lead.any_of)


def instead_of(found: Found, facts: Facts, library: Library) -> str | None:
    """What a refusal adds for somebody of whom this is true: a way on for those who only vape."""
    told = (each for each in library.questions.questions if facts.get(each.fact) is True)
    return next((each.instead for each in told if each.instead and found.refused), None)
