"""When a resident says that what we told of a service is wrong: which one, what is wrong, and thank you. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import choices
from bot.conversation.intents import CallsWrong
from bot.conversation.model import REASONS, Choice, Reply, Report, Turn
from bot.conversation.scene import Scene
from bot.conversation.wording import fit, lines, paragraphs

MOST_NAMED = 7
"""As many as there is room for beside the menu, BACK and Urgent help."""


def calls_wrong(scene: Scene, intent: CallsWrong) -> Turn:
    """One step at a time; a service that was not shown to them is nobody's to call wrong."""
    shown = scene.state.shown
    service = intent.service or (shown[0] if len(shown) == 1 else None)
    if not shown or (service is not None and service not in shown):
        return scene.turn("clarified", Reply(scene.say("wrong_none"), choices.lost(scene)))
    if service is None:
        return _which(scene)
    if intent.reason is None:
        return _what(scene, service)
    return _thanked(scene, Report(service, intent.reason))


def _which(scene: Scene) -> Turn:
    names = scene.looked_up.names
    shown = [(each, names.get(each, each)) for each in scene.state.shown[:MOST_NAMED]]
    which = tuple(Choice(fit(name), f"wrong:{each}") for each, name in shown)
    numbered = lines(*(f"{place}. {name}" for place, (_, name) in enumerate(shown, start=1)))
    reply = Reply(paragraphs(scene.say("wrong_which"), numbered), which)
    return scene.turn("clarified", reply, asks="clarify")


def _what(scene: Scene, service: str) -> Turn:
    name = scene.looked_up.names.get(service, "")
    reasons = tuple(
        scene.choice(f"label_wrong_{reason}", f"wrong:{service}:{reason}") for reason in REASONS
    )
    reply = Reply(scene.say("wrong_what", service=name), reasons)
    return scene.turn("clarified", reply, asks="clarify")


def _thanked(scene: Scene, report: Report) -> Turn:
    """The same person counts once for a service, however often they tap."""
    reply = Reply(scene.say("wrong_thanks"), choices.way_on(scene))
    turn = scene.turn("thanked", reply)
    if report.service in scene.state.reported:
        return turn
    reported = (*scene.state.reported, report.service)
    return replace(turn, state=replace(turn.state, reported=reported), report=report)
