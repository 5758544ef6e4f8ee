"""What someone in danger is told, and what every reply says for a while after. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import choices
from bot.conversation.intents import InDanger, StillInDanger, WantsUrgentHelp
from bot.conversation.model import URGENT, Choice, Reply, Turn
from bot.conversation.scene import Scene, ending_with, topped
from bot.conversation.wording import fit, paragraphs
from bot.library.models import SafetyClass

URGENT_YES = "urgent:"
"""Yes to "is someone in danger?": the urgent page, under another value than the button that every reply holds."""

GENTLE_TURNS = 4
"""For how many turns after a danger every reply starts with one gentle line."""


def danger(scene: Scene, intent: InDanger) -> Turn:
    return _first_words(scene, scene.library.safety[intent.kind])


def urgent(scene: Scene, intent: WantsUrgentHelp) -> Turn:
    """The urgent page, or what stands under one of its buttons."""
    if intent.kind is not None:
        return _first_words(scene, scene.library.safety[intent.kind])
    kinds = (scene.library.safety.get(kind) for kind in scene.library.site.urgent)
    buttons = tuple(Choice(fit(kind.label), f"urgent:{kind.id}") for kind in kinds if kind)
    return scene.turn("safety", Reply(scene.say("urgent"), buttons[:8]), step=URGENT)


def still_in_danger(scene: Scene, intent: StillInDanger) -> Turn:
    """The way to help once more, in other words than the first time, and no guess at a subject."""
    kind = scene.library.safety.get(intent.kind)
    if kind is None:
        return urgent(scene, WantsUrgentHelp())
    turn = _whom_to_call(scene, kind, paragraphs(kind.after, scene.say("urgent_in_words")))
    return replace(turn, state=replace(turn.state, gentle=max(turn.state.gentle - 1, 0)))


def not_danger(scene: Scene) -> Turn:
    reply = Reply(scene.say("not_danger"), choices.menu(scene))
    turn = scene.turn("menu", reply, step="menu")
    return replace(turn, state=replace(turn.state, danger=None))


def checked(scene: Scene, turn: Turn) -> Turn:
    """The soft tier: it may be danger, so we ask, and answer what was asked all the same."""
    if turn.outcome == "safety" or turn.forget:
        return turn
    turn = topped(turn, scene.say("danger_check"))
    return replace(_with_yes_and_no(scene, turn), danger_check=True)


def _with_yes_and_no(scene: Scene, turn: Turn) -> Turn:
    asked = (
        scene.choice("label_yes_danger", URGENT_YES),
        scene.choice("label_no_danger", "not_danger"),
    )
    return replace(turn, replies=ending_with((*asked, *turn.replies[-1].choices), turn.replies))


def gently(scene: Scene, turn: Turn) -> Turn:
    """For some turns after a danger, one line comes first: they are not alone, and 999 still stands."""
    if turn.safety is not None or turn.forget or not turn.state.gentle:
        return turn
    kind = scene.library.safety.get(turn.state.danger or "")
    just_now = kind is not None and not turn.state.asked_if_safe
    line = kind.after if kind and just_now else scene.say("after_danger")
    state = replace(turn.state, gentle=turn.state.gentle - 1, asked_if_safe=True)
    if not just_now or turn.outcome == "menu":
        return replace(topped(turn, line), state=state)
    return replace(_asking_if_safe(scene, turn, line), state=state)


def _asking_if_safe(scene: Scene, turn: Turn, line: str) -> Turn:
    """Once after each danger, above whatever was asked next. "Yes" is danger, as in every such question."""
    return _with_yes_and_no(scene, topped(turn, paragraphs(line, scene.say("still_in_danger"))))


def _first_words(scene: Scene, kind: SafetyClass) -> Turn:
    turn = _whom_to_call(scene, kind, kind.reply)
    state = replace(
        turn.state, gentle=GENTLE_TURNS, danger=kind.id, expecting=None, asked_if_safe=False
    )
    return replace(turn, state=state)


def _whom_to_call(scene: Scene, kind: SafetyClass, text: str) -> Turn:
    """These words, then the lines for this danger."""
    numbers = scene.helplines(kind.helplines)
    replies = (Reply(text), Reply(numbers)) if numbers else (Reply(text),)
    after = (
        scene.choice("label_human", "human"),
        scene.choice("label_no_danger", "not_danger"),
        scene.choice("label_menu", "menu"),
    )
    return replace(scene.turn("safety", *ending_with(after, replies)), safety=kind.id)
