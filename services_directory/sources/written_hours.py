"""When a service is open, as staff write it in `services.yaml` → opening hours."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, time
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from services_directory.closure import Closure
from services_directory.opening import DAYS, Opening, OpeningHours
from services_directory.schedule import ByDay, Schedule

_NTHS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_ON = re.compile(rf"(?:({'|'.join(_NTHS)}) )?({'|'.join(DAYS)})[a-z]*")

_ON_WHICH = 'write a day as tue, "first tue" or "last fri", or the day of the month as 15'


class Strict(BaseModel):
    """Frozen, and strict about names: a misspelt one is a fault, never silence."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, arbitrary_types_allowed=True
    )


def _read_on(written: object) -> tuple[ByDay | int, ...]:
    parts = written if isinstance(written, list) else [written]
    return tuple(_read_day(" ".join(str(part or "").lower().split())) for part in parts)


def _read_day(text: str) -> ByDay | int:
    if text.isdigit() and 1 <= int(text) <= 31:
        return int(text)
    if found := _ON.fullmatch(text):
        return ByDay(DAYS.index(found[2]), _NTHS[found[1]] if found[1] else 0)
    raise ValueError(_ON_WHICH)


class _FromTo(Strict):
    opens: time
    closes: time
    overnight: bool = False

    @model_validator(mode="after")
    def _closes_later(self) -> _FromTo:
        if self.opens.tzinfo or self.closes.tzinfo:
            raise ValueError("a time is local, as 09:00, with nothing after it")
        if self.overnight and self.closes > self.opens:
            raise ValueError("it closes on the same day, so take out overnight")
        if self.closes <= self.opens and not self.overnight:
            raise ValueError("closes must be later than opens, or say overnight: yes")
        return self


class WrittenOpening(_FromTo):
    """A stretch of every week."""

    days: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = Field(min_length=1)


class WrittenSchedule(_FromTo):
    """What recurs in another way than every week, or not for ever."""

    on: Annotated[tuple[ByDay | int, ...], BeforeValidator(_read_on), Field(min_length=1)]
    freq: Literal["weekly", "monthly"] | None = None
    every: Annotated[int, Field(ge=1, le=12)] = 1
    starts: date | None = None
    until: date | None = None
    count: Annotated[int, Field(ge=1, le=500)] | None = None
    note: Annotated[str, Field(max_length=120)] | None = None

    @property
    def is_monthly(self) -> bool:
        return any(isinstance(each, int) or each.nth for each in self.on)

    @model_validator(mode="after")
    def _says_one_thing(self) -> WrittenSchedule:
        if self.freq == "weekly" and self.is_monthly:
            raise ValueError("days of the month recur monthly, so write freq: monthly")
        if self.freq == "monthly" and not self.is_monthly:
            raise ValueError('say which one in the month, as "first tue"')
        if len({isinstance(each, int) for each in self.on}) > 1:
            raise ValueError("write weekdays and days of the month as two schedules")
        return self

    @model_validator(mode="after")
    def _begins_and_ends(self) -> WrittenSchedule:
        if self.starts is None and (self.every > 1 or self.count):
            raise ValueError("every and count need the first date beside them, as starts")
        if self.count and self.until:
            raise ValueError("say where it ends once: either count or until")
        if self.starts and self.until and self.until < self.starts:
            raise ValueError("until must not be before starts")
        return self

    def schedule(self) -> Schedule:
        return Schedule(
            opens=self.opens,
            closes=self.closes,
            freq="MONTHLY" if self.is_monthly else "WEEKLY",
            interval=self.every,
            byday=tuple(each for each in self.on if isinstance(each, ByDay)),
            bymonthday=tuple(each for each in self.on if isinstance(each, int)),
            dtstart=self.starts,
            until=self.until,
            count=self.count,
            note=self.note,
        )


class WrittenClosure(Strict):
    """Shut for a while. Without `to` until further notice."""

    first: Annotated[date, Field(alias="from")]
    to: date | None = None
    why: Annotated[str, Field(max_length=120)] | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> WrittenClosure:
        if self.to and self.to < self.first:
            raise ValueError("to must not be before from")
        return self


class WrittenTimes(Strict):
    """All that an entry may say of time."""

    opening: tuple[WrittenOpening, ...] = ()
    schedule: tuple[WrittenSchedule, ...] = ()
    always_open: bool = False
    closed: tuple[WrittenClosure, ...] = ()
    term_time: bool = False
    bank_holidays: Literal["closed", "open"] | None = None
    first_session: date | None = None
    last_session: date | None = None

    @model_validator(mode="after")
    def _runs_forwards(self) -> WrittenTimes:
        if self.first_session and self.last_session and self.last_session < self.first_session:
            raise ValueError("last_session must not be before first_session")
        return self

    def hours(self) -> OpeningHours:
        return OpeningHours(
            openings=tuple(_openings(self.opening)),
            always=self.always_open,
            schedules=tuple(each.schedule() for each in self.schedule),
            closures=tuple(Closure(each.first, each.to, each.why) for each in self.closed),
            term_time=self.term_time,
            bank_holidays=self.bank_holidays or "unknown",
            first_session=self.first_session,
            last_session=self.last_session,
        )


def _openings(written: Iterable[WrittenOpening]) -> Iterable[Opening]:
    return (
        Opening(DAYS.index(day), each.opens, each.closes) for each in written for day in each.days
    )
