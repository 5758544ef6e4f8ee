"""The hours of a week in one cell: "Mon-Fri 09:00-17:00; Sat 10:00-12:00", or "24 hours". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import time
from itertools import groupby

from services_directory.opening import DAYS, Opening
from services_directory.opening_words import DAY_NAMES
from services_directory.publishing.sheet.cells import CellFault, listed

ALWAYS = "24 hours"
NAMES = tuple(day.capitalize() for day in DAYS)

REMEDY = 'write it as "Mon-Fri 09:00-17:00; Sat 10:00-12:00", or "24 hours"'
_STRETCH = re.compile(r"(.*?)\s*([0-2]?\d[:.]\d\d)\s*[-–]\s*([0-2]?\d[:.]\d\d)( overnight)?", re.I)


def week_as_text(openings: Iterable[Opening]) -> str:
    """Days with the same hours go together; runs of three or more are written from-to."""
    in_order = sorted(openings, key=lambda each: (each.opens, each.closes, each.day))
    stretches = groupby(in_order, key=lambda each: (each.opens, each.closes))
    told = [(sorted({each.day for each in found}), *hours) for hours, found in stretches]
    return "; ".join(
        f"{days_as_text(days)} {hours_as_text(opens, closes)}"
        for days, opens, closes in sorted(told)
    )


def week_from_text(text: str) -> tuple[Opening, ...]:
    """In order of the week. Raises CellFault."""
    openings = {opening for part in listed(text) for opening in _openings(part)}
    return tuple(sorted(openings, key=lambda each: (each.day, each.opens, each.closes)))


def days_as_text(days: list[int]) -> str:
    runs = groupby(enumerate(days), key=lambda pair: pair[1] - pair[0])
    return ", ".join(_run([day for _, day in run]) for _, run in runs)


def days_from_text(text: str) -> list[int]:
    """ "Mon-Wed, Fri" → [0, 1, 2, 4]."""
    days: list[int] = []
    for part in filter(None, re.split(r"[,\s]+", re.sub(r"\s+to\s+|\s*[-–]\s*", "-", text))):
        first, _, last = part.partition("-")
        begin, end = day_from_text(first), day_from_text(last or first)
        days += [(begin + ahead) % 7 for ahead in range((end - begin) % 7 + 1)]
    if not days:
        raise CellFault(f"no day is named; {REMEDY}")
    return days


def day_from_text(text: str) -> int:
    """ "Mon", "Tues", "Wednesdays"."""
    word = text.casefold().removesuffix(".")
    for day, name in enumerate(DAY_NAMES):
        if len(word) >= 3 and (
            f"{name}s".casefold().startswith(word) or word == f"{name[:3]}s".casefold()
        ):
            return day
    raise CellFault(f'"{text}" is not a day; {REMEDY}')


def hours_as_text(opens: time, closes: time) -> str:
    """Hours that end on the next day say so, so that a slip of the pen cannot keep a door open all night."""
    overnight = " overnight" if closes <= opens else ""
    return f"{opens:%H:%M}-{closes:%H:%M}{overnight}"


def split_hours(text: str) -> tuple[str, time, time]:
    """ "Mon-Fri 09:00-17:00" → what stands before the hours, and the hours. Raises CellFault."""
    match = _STRETCH.fullmatch(text)
    if match is None:
        raise CellFault(f'"{text}" has no hours; {REMEDY}')
    opens, closes = _time(match[2]), _time(match[3])
    if closes <= opens and not match[4]:
        raise CellFault(f'"{text}" closes before it opens; write overnight after it if that is so')
    return match[1], opens, closes


def _openings(part: str) -> Iterator[Opening]:
    days, opens, closes = split_hours(part)
    return (Opening(day, opens, closes) for day in days_from_text(days))


def _time(text: str) -> time:
    hour, minute = re.split(r"[:.]", text)
    try:
        return time(int(hour), int(minute))
    except ValueError:
        raise CellFault(f'"{text}" is not a time of day; {REMEDY}') from None


def _run(days: list[int]) -> str:
    if len(days) > 2:
        return f"{NAMES[days[0]]}-{NAMES[days[-1]]}"
    return ", ".join(NAMES[day] for day in days)
