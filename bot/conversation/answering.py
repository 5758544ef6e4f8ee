"""Intent + what was found → Turn. Pure: the clock comes in as an argument.

Every path ends in a sentence, an Urgent help choice and a way on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.conversation import (
    dangers,
    finding,
    intents,
    locating,
    sayings,
    topics,
    weekly,
    wrongs,
)
from bot.conversation.model import URGENT, Choice, Reply, State, Turn
from bot.conversation.scene import LookedUp, Scene, ending_with
from bot.library.library import Library

__all__ = ["ANSWERS", "MOST_CHOICES", "Answering", "LookedUp"]

MOST_CHOICES = 10
"""What the smallest channel shows."""

ANSWERS: Mapping[type[intents.Intent], Callable[[Scene, Any], Turn]] = {
    intents.InDanger: dangers.danger,
    intents.StillInDanger: dangers.still_in_danger,
    intents.WantsUrgentHelp: dangers.urgent,
    intents.KeepsPlace: finding.without_place,
    intents.AsksTopic: topics.topic,
    intents.AsksMore: topics.section,
    intents.FollowsUp: topics.follow_up,
    intents.WantsHelp: finding.help_near,
    intents.AsksWhatsOn: weekly.whats_on,
    intents.CallsWrong: wrongs.calls_wrong,
    intents.GivesPlace: locating.place_given,
    intents.AnswersFact: finding.fact_answered,
    intents.AsksWhy: finding.why_asked,
    intents.MayMean: sayings.did_you_mean,
    intents.NotUnderstood: sayings.not_understood,
    intents.NotWords: sayings.not_words,
    intents.Says: sayings.said,
}
"""What answers each meaning."""


class Answering:
    """Answers in one library's words. Made anew for each message, because the clock and language are given to it."""

    def __init__(self, library: Library, state: State, looked_up: LookedUp, now: datetime) -> None:
        self._scene = Scene.of(library, state, looked_up, now)

    def answer(self, intent: intents.Intent, danger_check: bool = False) -> Turn:
        """`danger_check` puts one short question on top of the ordinary answer."""
        turn = ANSWERS[type(intent)](self._scene, intent)
        return _finished(self._scene, dangers.checked(self._scene, turn) if danger_check else turn)


def _finished(scene: Scene, turn: Turn) -> Turn:
    """What every turn ends with; and what was offered is remembered, so that "the second one" can be read."""
    turn = _introduced(scene, dangers.gently(scene, turn))
    offered = _with_way_on(scene, turn.replies[-1].choices, turn.state)
    state = replace(turn.state, offered=offered)
    return replace(turn, replies=ending_with(offered, turn.replies), state=state)


def _introduced(scene: Scene, turn: Turn) -> Turn:
    """Once in a conversation: what this is, that it is automatic, and not for emergencies."""
    if turn.state.greeted or turn.forget or turn.outcome == "not_understood":
        return turn
    state = replace(turn.state, greeted=True)
    if turn.outcome in {"greeted", "safety"}:
        return replace(turn, state=state)
    said = Reply(scene.say("first_time"), turn.replies[-1].choices)
    return replace(turn, replies=(*ending_with((), turn.replies), said), state=state)


def _with_way_on(scene: Scene, offered: tuple[Choice, ...], state: State) -> tuple[Choice, ...]:
    """The menu, BACK if there is somewhere to go back to, and Urgent help last of all."""
    back = (scene.choice("label_back", "back"),) if len(state.trail) > 1 else ()
    room = MOST_CHOICES - 1 - len(back)
    kept = [each for each in dict.fromkeys(offered) if each.value not in {URGENT, "back"}]
    if not any(each.value.startswith("menu") for each in kept):
        kept = [*kept[: room - 1], scene.choice("label_menu", "menu")]
    return (*kept[:room], *back, scene.choice("label_urgent", URGENT))
