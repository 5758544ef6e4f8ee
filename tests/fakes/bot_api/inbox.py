"""Updates that wait for a bot, in order. Tests put them in from other threads than the server's."""

from __future__ import annotations

from collections import deque
from itertools import count, islice
from threading import Lock

from tests.fakes.bot_api.updates import Update, is_wanted


class Inbox:
    """An update stays until it is acknowledged: by a later offset, or by the webhook's 2xx."""

    def __init__(self) -> None:
        self._held: dict[int, Update] = {}
        self._lock = Lock()
        self._numbers = count(1000)
        self._news: deque[Update] = deque()
        self.acknowledged = 0

    def __len__(self) -> int:
        return len(self._held)

    def put(self, update: Update) -> Update:
        """Numbers it where it has no number of its own."""
        with self._lock:
            numbered = {"update_id": next(self._numbers), **update}
            self._held[numbered["update_id"]] = numbered
            self._news.append(numbered)
        return numbered

    def first(self, most: int, allowed: frozenset[str] = frozenset()) -> list[Update]:
        with self._lock:
            self._drop_unwanted(allowed)
            return list(islice(self._held.values(), most))

    def news(self) -> list[Update]:
        """What came since this was last asked."""
        return [self._news.popleft() for _ in range(len(self._news))]

    def all(self) -> list[Update]:
        with self._lock:
            return list(self._held.values())

    def acknowledge(self, offset: int) -> None:
        """Everything before `offset`; a negative one keeps that many from the end."""
        with self._lock:
            if offset < 0:
                offset = next(islice(reversed(self._held), -offset - 1, None), 0)
            for number in [each for each in self._held if each < offset]:
                del self._held[number]
            self._news.clear()  # whoever polls needs none, and a webhook begins with all that is held
        self.acknowledged = max(self.acknowledged, offset - 1)

    def delivered(self, number: int) -> None:
        with self._lock:
            self._held.pop(number, None)
        self.acknowledged = max(self.acknowledged, number)

    def clear(self) -> None:
        with self._lock:
            self._held.clear()

    def _drop_unwanted(self, allowed: frozenset[str]) -> None:
        if allowed:
            for number in [n for n, each in self._held.items() if not is_wanted(each, allowed)]:
                del self._held[number]
