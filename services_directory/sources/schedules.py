"""Schedules as feeds write them → opening hours. Any form seen in Open Referral UK 1.0 and 3.0 and in HSDS is read.

Times are taken as clocks in London show them, whatever zone is written behind: feeds write "09:00Z" all year for a door that
opens at nine. What cannot be read is left out and said, never guessed: an opening that is not there is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from services_directory.closure import Closure, SpecialHours
from services_directory.opening import Opening, OpeningHours
from services_directory.schedule import ByDay, Freq, Schedule

Written = Mapping[str, Any]

_DAY_CODES = ("mo", "tu", "we", "th", "fr", "sa", "su")
_BY_DAY = re.compile(r"([+-]?\d{1,2})?\s*([a-z]{2,9})")
_TIME = re.compile(
    r"(?:\d{4}-\d\d-\d\dt)?(\d{1,2})(?:[:.]?(\d\d))?(?:[:.]\d\d(?:\.\d+)?)?\s*([ap]m)?(?:z|[+-]\d\d:?\d\d)?"
)
_WORDS_FOR_TIMES = {"noon": time(12), "midday": time(12), "midnight": time(0)}
_LAST_MINUTE = time(23, 59)
"""Feeds that cannot write 24:00 write this for the end of the day."""


@dataclass(frozen=True, slots=True)
class ReadHours:
    """`unread` says, for staff, what was left out: "schedule 2: there is no opening time"."""

    hours: OpeningHours
    unread: tuple[str, ...] = ()


class _Unreadable(ValueError):
    """What is wrong with one schedule."""


def read_hours(written: Iterable[Written]) -> ReadHours:
    """Schedules of 3.0, and regular and holiday schedules of 1.0, in any order. Never raises for what a feed says."""
    schedules: list[Schedule] = []
    special: list[SpecialHours] = []
    closures: list[Closure] = []
    unread = []
    for number, each in enumerate(written, start=1):
        try:
            if "closed" in each:
                _read_holiday(each, special, closures)
            else:
                schedules.append(read_schedule(each))
        except ValueError as error:
            unread.append(f"schedule {number}: {error}")
    hours = OpeningHours(
        openings=tuple(dict.fromkeys(_openings(schedules))),
        schedules=tuple(dict.fromkeys(each for each in schedules if not _is_weekly(each))),
        special=tuple(special),
        closures=tuple(closures),
    )
    return ReadHours(_always_if_so(hours), tuple(unread))


def read_schedule(written: Written) -> Schedule:
    """One schedule of 3.0, or one regular schedule of 1.0. Raises ValueError with what is wrong."""
    opens, closes = _hours(written)
    byday = _bydays(written.get("byday") or written.get("weekday"))
    return _recurring(written, opens, closes, byday)


def _recurring(written: Written, opens: time, closes: time, byday: tuple[ByDay, ...]) -> Schedule:
    dtstart, until = _date(written, "dtstart"), _date(written, "until")
    valid_from, valid_to = _date(written, "valid_from"), _date(written, "valid_to")
    freq = _freq(written, byday)
    if freq == "DAILY" and not byday:
        byday = tuple(ByDay(day) for day in range(7))
    schedule = Schedule(
        opens=opens,
        closes=closes,
        freq="MONTHLY" if freq == "MONTHLY" or any(each.nth for each in byday) else "WEEKLY",
        interval=_number(written, "interval") or 1,
        byday=byday,
        bymonthday=_numbers(written, "bymonthday"),
        byyearday=_numbers(written, "byyearday"),
        byweekno=_numbers(written, "byweekno"),
        wkst=_weekday(str(written.get("wkst") or "mo")),
        dtstart=dtstart or (valid_from if freq is None and valid_from == valid_to else None),
        until=until,
        count=_number(written, "count") or (1 if freq is None and not byday else None),
        valid_from=valid_from,
        valid_to=valid_to,
    )
    _refuse_what_names_no_day(schedule)
    return schedule


def _refuse_what_names_no_day(schedule: Schedule) -> None:
    named = schedule.byday or schedule.bymonthday or schedule.byyearday or schedule.byweekno
    if not named and schedule.dtstart is None:
        raise _Unreadable("no day is named")


def _freq(written: Written, byday: tuple[ByDay, ...]) -> Freq | Any | None:
    """None for what happens once. A day without a frequency is every week."""
    freq = str(written.get("freq") or "").strip().upper()
    if freq in {"WEEKLY", "MONTHLY"}:
        return freq
    if freq == "DAILY" and (_number(written, "interval") or 1) == 1:
        return freq
    if freq:
        raise _Unreadable(f'the frequency "{freq[:20]}" is not one that we can follow')
    return "WEEKLY" if byday else "MONTHLY" if written.get("bymonthday") else None


def _hours(written: Written) -> tuple[time, time]:
    opens, closes = _time(written, "opens_at"), _time(written, "closes_at")
    if opens is None or closes is None:
        raise _Unreadable(f"there is no {'opening' if opens is None else 'closing'} time")
    if closes == _LAST_MINUTE:
        return opens, time(0)
    if opens == closes and str(written.get("closes_at")).strip()[:2] != "24":
        raise _Unreadable("it opens and closes at the same time")
    return opens, closes


def _time(written: Written, key: str) -> time | None:
    text = str(written.get(key) or "").strip().lower().replace("a.m.", "am").replace("p.m.", "pm")
    if not text or text in _WORDS_FOR_TIMES:
        return _WORDS_FOR_TIMES.get(text)
    if not (found := _TIME.fullmatch(text)):
        raise _Unreadable(f'"{text[:20]}" is not a time')
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3] and hour <= 12:
        hour = hour % 12 + 12 * (found[3] == "pm")
    if (hour, minute) == (24, 0):
        return time(0)
    if hour > 23 or minute > 59:
        raise _Unreadable(f'"{text[:20]}" is not a time')
    return time(hour, minute)


def _date(written: Written, key: str) -> date | None:
    text = str(written.get(key) or "").strip()
    if not text:
        return None
    try:
        if "/" in text:
            return datetime.strptime(text[:10], "%d/%m/%Y").date()  # noqa: DTZ007
        return date.fromisoformat(text[:10] if "-" in text else text[:8])
    except ValueError:
        raise _Unreadable(f'"{text[:20]}" is not a date') from None


def _bydays(written: Any) -> tuple[ByDay, ...]:
    """ "MO,TU", "1TU", "-1FR", "Monday", 1 for Monday, or a list of any of these."""
    parts = written if isinstance(written, list) else re.split(r"[,;]", str(written or ""))
    texts = [str(part).strip().lower() for part in parts]
    return tuple(dict.fromkeys(_byday(text) for text in texts if text))


def _byday(text: str) -> ByDay:
    if text.isdigit() and 1 <= int(text) <= 7:
        return ByDay(int(text) - 1)
    if not (found := _BY_DAY.fullmatch(text)):
        raise _Unreadable(f'"{text[:20]}" is not a day')
    return ByDay(_weekday(found[2]), int(found[1] or 0))


def _weekday(text: str) -> int:
    code = text.strip().lower()[:2]
    if code not in _DAY_CODES:
        raise _Unreadable(f'"{text[:20]}" is not a day')
    return _DAY_CODES.index(code)


def _number(written: Written, key: str) -> int | None:
    return next(iter(_numbers(written, key)), None)


def _numbers(written: Written, key: str) -> tuple[int, ...]:
    """2, "2", 2.0, "2,3,4" or a list. None of them may be 0."""
    value = written.get(key)
    parts = value if isinstance(value, list) else str(value or "").split(",")
    try:
        numbers = [int(float(part)) for part in parts if str(part).strip()]
    except ValueError:
        raise _Unreadable(f"{key} is not a number") from None
    if key in {"interval", "count"} and any(number < 0 for number in numbers):
        raise _Unreadable(f"{key} is less than one")
    return tuple(number for number in numbers if number)


def _read_holiday(written: Written, special: list[SpecialHours], closures: list[Closure]) -> None:
    """A holiday schedule of 1.0: shut, or other hours, from one day to another."""
    first = _date(written, "start_date")
    if first is None:
        raise _Unreadable("there is no start_date")
    last = _date(written, "end_date") or first
    if str(written.get("closed")).strip().lower() in {"true", "yes", "1", "y"}:
        closures.append(Closure(first, last))
    else:
        special.append(SpecialHours(first, last, *_hours(written)))


def _is_weekly(schedule: Schedule) -> bool:
    """Every week on named days, without a beginning or an end: what `Opening` says in fewer words."""
    plain = Schedule(schedule.opens, schedule.closes, byday=schedule.byday, wkst=schedule.wkst)
    return bool(schedule.byday) and schedule == plain


def _openings(schedules: list[Schedule]) -> Iterable[Opening]:
    return (
        Opening(on.day, each.opens, each.closes)
        for each in schedules
        if _is_weekly(each)
        for on in each.byday
    )


def _always_if_so(hours: OpeningHours) -> OpeningHours:
    """All seven days from midnight to midnight are "always open"."""
    whole_days = {each.day for each in hours.openings if each.opens == each.closes == time(0)}
    if len(whole_days) < 7:
        return hours
    return OpeningHours(always=True, special=hours.special, closures=hours.closures)
