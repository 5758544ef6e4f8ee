"""What residents say in a proof, what each must hear in return, and the count of what went wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.fakes.bot_api import Accepted, BotApi
from tests.soak.bots import until
from tests.soak.ground import Ground

SAYINGS = ("/start", "/help", "/privacy", "/menu")
"""Each has an answer of its own, whoever asks, so that what is missing, doubled or out of order shows."""

FIRST_CHAT = 1001


@dataclass(frozen=True, slots=True)
class Tally:
    """`lost`: answers that never came. `doubled`: answers that came again. `disordered`: chats that heard out of order."""

    updates: int
    decided: int
    lost: int
    doubled: int
    disordered: int

    @property
    def is_clean(self) -> bool:
        return self.decided == self.updates and self.lost == 0 and self.disordered == 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.updates + other.updates,
            self.decided + other.decided,
            self.lost + other.lost,
            self.doubled + other.doubled,
            self.disordered + other.disordered,
        )


NOTHING = Tally(0, 0, 0, 0, 0)


@dataclass(slots=True)
class Talks:
    """Chats that all say the same, one after the other. The first is heard in peace, and is the measure of the others."""

    ground: Ground
    expected: tuple[str, ...] = ()
    chats: int = 0
    said: int = 0

    @property
    def api(self) -> BotApi:
        return self.ground.api

    def listens(self) -> Talks:
        """One conversation with nothing in its way."""
        chat = self._next_chat()
        for number, saying in enumerate(SAYINGS, 1):
            self.api.says(chat, saying)
            self.said += 1
            self._waits_for(number)
        self.expected = tuple(each.text for each in self._heard()[chat])
        assert len(set(self.expected)) == len(self.expected), "two answers are the same"
        return self

    def say(self, updates: int) -> Talks:
        """That many more messages, in whole conversations."""
        for _ in range(-(-updates // len(SAYINGS))):
            chat = self._next_chat()
            for saying in SAYINGS:
                self.api.says(chat, saying)
                self.said += 1
        return self

    def tally(self) -> Tally:
        heard = self._heard()
        chats = range(FIRST_CHAT, FIRST_CHAT + self.chats)
        judged = [judge([each.text for each in heard[chat]], self.expected) for chat in chats]
        lost, doubled, disordered = (sum(column) for column in zip(*judged, strict=True))
        return Tally(self.said, self.ground.decided, lost, doubled, disordered)

    def finishes(self, seconds: float = 120.0) -> Tally:
        """When all is taken and sent."""
        self.ground.waits_until_all_is_sent(seconds)
        return self.tally()

    def _next_chat(self) -> int:
        self.chats += 1
        return FIRST_CHAT + self.chats - 1

    def _heard(self) -> dict[int, list[Accepted]]:
        heard: dict[int, list[Accepted]] = defaultdict(list)
        for each in self.api.journal.messages:
            heard[each.chat].append(each)
        return heard

    def _waits_for(self, decisions: int) -> None:
        self.ground.waits_until_all_is_sent()
        until(lambda: self.ground.decided >= decisions, "it was not decided", every=0.1)


def judge(heard: Sequence[str], expected: Sequence[str]) -> tuple[int, int, int]:
    """Lost, doubled, and 1 where the first hearing of each came out of order.

    A late answer has an apology in front of it: it is known by its end.
    """
    known = [_which(text, expected) for text in heard]
    first = list(dict.fromkeys(each for each in known if each is not None))
    return (
        len(expected) - len(first),
        len(known) - len(first),
        int(first != sorted(first)),
    )


def _which(text: str, expected: Iterable[str]) -> int | None:
    found = (number for number, each in enumerate(expected) if text.endswith(each))
    return next(found, None)
