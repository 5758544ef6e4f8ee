"""A test is a person talking: says, taps, sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from bot.app import App, Arrived
from bot.conversation.model import URGENT, Choice, Message, Turn

_people = count(1)

MOST_TEXT = 4096
MOST_LABEL = 20
MOST_VALUE = 64


@dataclass
class Clock:
    """A clock that tests move."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def later(self, wait: timedelta) -> None:
        self.now += wait


@dataclass
class Resident:
    """One person in one chat. State is saved and loaded between messages, as it is for real."""

    app: App
    channel: str = "test"
    chat: str = field(default_factory=lambda: f"person-{next(_people)}")
    turns: list[Turn] = field(default_factory=list)

    def says(self, text: str) -> Resident:
        return self.does(Message("text", text=text))

    def starts(self, payload: str = "") -> Resident:
        return self.does(Message("start", text=payload))

    def taps(self, label: str) -> Resident:
        """Taps the button of that label, which must be there."""
        choice = next((each for each in self.choices if each.label == label), None)
        assert choice, f'there is no button "{label}", only {[each.label for each in self.choices]}'
        return self.does(Message("choice", choice=choice.value))

    def does(self, message: Message) -> Resident:
        update = f"{self.chat}-{len(self.turns)}"
        answered = self.app.handle(Arrived(self.channel, self.chat, update, message))
        assert answered.turn is not None, "the message was taken for one that was answered before"
        self.turns.append(answered.turn)
        self._holds_what_every_turn_holds()
        return self

    def sees(self, *parts: str) -> Resident:
        for part in parts:
            assert part.casefold() in self.text.casefold(), f'"{part}" is not in:\n{self.text}'
        return self

    def does_not_see(self, *parts: str) -> Resident:
        for part in parts:
            assert part.casefold() not in self.text.casefold(), f'"{part}" is in:\n{self.text}'
        return self

    def is_told(self, outcome: str) -> Resident:
        assert self.turn.outcome == outcome, f"{self.turn.outcome}, not {outcome}:\n{self.text}"
        return self

    @property
    def turn(self) -> Turn:
        return self.turns[-1]

    @property
    def text(self) -> str:
        return "\n\n".join(reply.text for reply in self.turn.replies)

    @property
    def choices(self) -> list[Choice]:
        return [choice for reply in self.turn.replies for choice in reply.choices]

    @property
    def services(self) -> list[str]:
        return [card.id for reply in self.turn.replies for card in reply.services]

    def _holds_what_every_turn_holds(self) -> None:
        values = [choice.value for choice in self.choices]
        assert values.count(URGENT) == 1, f"Urgent help stands {values.count(URGENT)} times"
        assert len(self.turn.replies[-1].choices) <= 10
        for reply in self.turn.replies:
            assert reply.text.strip()
            assert len(reply.text) <= MOST_TEXT
        for choice in self.choices:
            assert 0 < len(choice.label) <= MOST_LABEL
            assert len(choice.value.encode()) <= MOST_VALUE
