"""Which of many services are open at one moment. Each opening is asked once, however many services share it."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from services_directory.council_calendar import ENGLAND, Calendar
from services_directory.opening import OpeningHours

_NOT_ASKED, _SHUT, _OPEN = -1, 0, 1


class OpenNow:
    """Remembers the answers of one moment; another moment begins anew. Safe to share between threads."""

    def __init__(self, hours: tuple[OpeningHours, ...]) -> None:
        self._hours = hours
        self._held = (datetime.min.replace(tzinfo=UTC), ENGLAND, self._none_asked())

    def of(self, which: NDArray[np.int32], now: datetime, calendar: Calendar) -> NDArray[np.bool_]:
        """True for each place in `which` whose opening is surely open at an aware `now`."""
        when, where, known = self._held
        if (when, where) != (now, calendar):
            known = self._none_asked()
            self._held = (now, calendar, known)
        for number in np.unique(which[known[which] == _NOT_ASKED]):
            is_open = self._hours[number].open_at(now, calendar) is True
            known[number] = _OPEN if is_open else _SHUT
        return np.asarray(known[which] == _OPEN)

    def _none_asked(self) -> NDArray[np.int8]:
        return np.full(len(self._hours), _NOT_ASKED, dtype=np.int8)
