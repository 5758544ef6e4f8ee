"""Messages that nobody would write, and many that somebody might: no unhandled error, and every answer legal for Telegram."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import get_args

from bot.app import App, Arrived
from bot.channels.telegram.writing import write
from bot.conversation.model import Message, MessageKind, Turn
from services_directory.places import Point
from tests.fakes.bot_api.rules import refusal_of

CHATS = 200
"""Few enough that each is in the middle of something when the next message comes."""

ODD = (
    "\x00", "\ud800", "‮", "\u200b", "\ufeff", "é", "👶🏽", "ß", "İ", "ﷺ", "\n\n", "\t", "%s", "{}",
    "<b>", "&amp;", "*_`[", "/start", "/start topic", "/", "@", "#", "…", "0", "-1", "1e309", "st4 6qg",
    "ST16 2LH", "SW1A", "EC1A1BB", "12/13/2026", "31st february", "999", "in 3 weeks", "'; --", "../..",
)  # fmt: skip

FORGED = ("topic:", "topic:nothing", "::", "need:x:y", "\x00", "back", "menu", "x" * 64, "urgent")


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """`illegal` holds Telegram's refusals; `outcomes` what was decided; `errors` how often something went wrong inside."""

    messages: int
    outcomes: Counter[str]
    illegal: Counter[str]
    errors: int


def fuzz(app: App, words: Sequence[str], messages: int, seed: int = 1) -> Fuzzed:
    """`words` is what residents write, to be cut and mixed."""
    dice = Random(seed)
    outcomes: Counter[str] = Counter()
    illegal: Counter[str] = Counter()
    buttons: dict[str, tuple[str, ...]] = {}
    with _errors() as counted:
        for number in range(messages):
            chat = str(dice.randrange(CHATS) + 1)
            message = made(dice, words, buttons.get(chat, ()))
            answered = app.handle(Arrived("telegram", chat, str(number), message, address=chat))
            assert answered.turn is not None, "a new message was taken for an old one"
            outcomes[answered.turn.outcome] += 1
            illegal.update(refusals(answered.turn))
            buttons[chat] = tuple(
                each.value for reply in answered.turn.replies for each in reply.choices
            )
    return Fuzzed(messages, outcomes, illegal, counted.times)


def made(dice: Random, words: Sequence[str], buttons: Sequence[str]) -> Message:
    """Half of them text; taps of what was offered or of anything; and all that is not text."""
    kind = dice.choice(("text", "choice", *get_args(MessageKind)))
    if kind == "choice":
        return Message("choice", choice=dice.choice((*buttons, *FORGED)))
    if kind == "pin":
        return _pin(dice)
    return Message(kind, text=_text(dice, words) if kind in ("text", "start") else "")


def _pin(dice: Random) -> Message:
    """Mostly in a country that we know: far from every postcode, the whole file is looked through."""
    if dice.random() < 0.05:
        return Message("pin", pin=Point(dice.uniform(-90, 90), dice.uniform(-180, 180)))
    return Message("pin", pin=Point(dice.uniform(51.5, 53.5), dice.uniform(-2.8, -0.2)))


def _text(dice: Random, words: Sequence[str]) -> str:
    parts = [dice.choice(ODD if dice.random() < 0.3 else words) for _ in range(dice.randint(0, 4))]
    text = dice.choice((" ", "", ", ")).join(parts)
    if text and dice.random() < 0.2:
        place = dice.randrange(len(text))
        text = text[:place] + chr(dice.randrange(1, 0x3000)) + text[place + 1 :]
    return text * dice.randint(1, 100) if dice.random() < 0.01 else text


def refusals(turn: Turn) -> Iterator[str]:
    """What Telegram would refuse, in its words; and a turn that says nothing."""
    if not turn.replies:
        yield "nothing is said"
    for reply in turn.replies:
        for text, keyboard in write(reply):
            text.encode()
            given = {"chat_id": 1, "text": text}
            if keyboard is not None:
                given["reply_markup"] = keyboard
            refusal = refusal_of(given, (), ())
            if refusal is not None:
                yield str(refusal.body["description"])


class _errors(logging.Handler):  # noqa: N801  # it reads as a block: `with _errors() as counted`
    """Counts the errors that the bot logs: an unhandled one is caught at the door, and said there."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.times = 0

    def emit(self, _record: logging.LogRecord) -> None:
        self.times += 1

    def __enter__(self) -> _errors:
        logging.getLogger("bot").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("bot").removeHandler(self)
