"""Sessions that are not the same every week, one a line: "every 2 weeks on Thu 10:00-12:00 from 2026-11-05". Pure.

Also "monthly on first Tue, last Fri 10:00-11:00 until 2027-03-31 8 times: bring a towel", and "monthly on 1, 15 …".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from services_directory.publishing.sheet.cells import CellFault, day
from services_directory.publishing.sheet.week import (
    NAMES,
    day_from_text,
    days_from_text,
    hours_as_text,
    split_hours,
)
from services_directory.schedule import ByDay, Freq, Schedule

REMEDY = 'write it as "every 2 weeks on Thu 10:00-12:00" or "monthly on first Tue 10:00-11:00"'

_NTHS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
_NTH_WORDS = {number: word for word, number in _NTHS.items()}
_NTH_DAY = re.compile(r"(-?\d+|[a-z]+)\s+([a-z]+)", re.IGNORECASE)
_LINE = re.compile(
    r"(?P<often>weekly|monthly|every (?P<every>\d+) (?P<unit>weeks|months))"
    r"(?P<rest>.*?[0-2]?\d[:.]\d\d\s*[-–]\s*[0-2]?\d[:.]\d\d(?: overnight)?)"
    r"(?P<limits>[^:]*)(?::\s*(?P<note>.+))?",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"\s*(?:(?P<word>from|until|valid from|valid to|weeks from)\s+(?P<value>\S+)"
    r"|(?P<count>\d+) times|in weeks (?P<weeks>[-\d, ]*\d)|on days of the year (?P<days>[-\d, ]*\d))",
    re.IGNORECASE,
)
_DATES = {
    "from": "dtstart",
    "until": "until",
    "valid from": "valid_from",
    "valid to": "valid_to",
}


def session_as_text(schedule: Schedule) -> str:
    """One line, without line breaks."""
    days = [_nth_as_text(each) for each in schedule.byday] or list(map(str, schedule.bymonthday))
    both = schedule.byday and schedule.bymonthday
    parts = [
        _often(schedule),
        f"on {', '.join(days)}" if days else "",
        f"on {_numbers_as_text(schedule.bymonthday)}" if both else "",
        hours_as_text(schedule.opens, schedule.closes),
        *(
            f"{word} {value.isoformat()}"
            for word, name in _DATES.items()
            if (value := getattr(schedule, name))
        ),
        f"{schedule.count} times" if schedule.count is not None else "",
        f"in weeks {_numbers_as_text(schedule.byweekno)}" if schedule.byweekno else "",
        f"on days of the year {_numbers_as_text(schedule.byyearday)}" if schedule.byyearday else "",
        f"weeks from {NAMES[schedule.wkst]}" if schedule.wkst else "",
    ]
    note = f": {' '.join(schedule.note.split())}" if schedule.note else ""
    return " ".join(filter(None, parts)) + note


def session_from_text(text: str) -> Schedule:
    """Raises CellFault."""
    match = _LINE.fullmatch(text.strip())
    if match is None:
        raise CellFault(f'"{text}" is not understood; {REMEDY}')
    before, opens, closes = split_hours(match["rest"])
    monthly = "month" in match["often"].casefold()
    freq: Freq = "MONTHLY" if monthly else "WEEKLY"
    byday, bymonthday = _days(before)
    return Schedule(
        opens=opens,
        closes=closes,
        freq=freq,
        interval=int(match["every"] or 1),
        byday=byday,
        bymonthday=bymonthday,
        note=match["note"],
        **_limits(match["limits"]),
    )


def _often(schedule: Schedule) -> str:
    unit = "week" if schedule.freq == "WEEKLY" else "month"
    return f"{unit}ly" if schedule.interval == 1 else f"every {schedule.interval} {unit}s"


def _days(text: str) -> tuple[tuple[ByDay, ...], tuple[int, ...]]:
    """Weekdays, and days of the month, out of "on first Tue, last Fri on 1, 15"."""
    byday: list[ByDay] = []
    numbers: list[int] = []
    for part in (each.strip() for each in re.split(r"\bon\b|,", text)):
        if re.fullmatch(r"-?\d+", part):
            numbers.append(int(part))
        elif part:
            byday += _by_days(part)
    return tuple(byday), tuple(numbers)


def _by_days(text: str) -> list[ByDay]:
    """ "first Tue", "-2 Fri", "Mon-Wed"."""
    if match := _NTH_DAY.fullmatch(text):
        nth, name = match[1].casefold(), match[2]
        number = _NTHS.get(nth) or (int(nth) if nth.lstrip("-").isdigit() else 0)
        if not number:
            raise CellFault(f'"{text}" is not a day of the month; {REMEDY}')
        return [ByDay(day_from_text(name), number)]
    return [ByDay(each) for each in days_from_text(text)]


def _limits(text: str) -> dict[str, Any]:
    """Fields of Schedule, out of what stands after the hours."""
    found: dict[str, Any] = {}
    at = 0
    while text[at:].strip():
        match = _LIMIT.match(text, at)
        if match is None:
            raise CellFault(f'"{text[at:].strip()}" is not understood; {REMEDY}')
        found |= _limit(match)
        at = match.end()
    return found


def _limit(match: re.Match[str]) -> dict[str, Any]:
    word = (match["word"] or "").casefold()
    if word in _DATES:
        return {_DATES[word]: day(match["value"])}
    if word:
        return {"wkst": day_from_text(match["value"])}
    readers: dict[str, tuple[str, Callable[[str], Any]]] = {
        "count": ("count", int),
        "weeks": ("byweekno", _numbers_from_text),
        "days": ("byyearday", _numbers_from_text),
    }
    return {field: read(match[group]) for group, (field, read) in readers.items() if match[group]}


def _nth_as_text(each: ByDay) -> str:
    name = NAMES[each.day]
    return f"{_NTH_WORDS.get(each.nth, each.nth)} {name}" if each.nth else name


def _numbers_as_text(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers))


def _numbers_from_text(text: str) -> tuple[int, ...]:
    return tuple(int(each) for each in re.split(r"[,\s]+", text.strip()))
