"""How long ago, in residents' words: "5 months and 29 days", "about six weeks", "over a year". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from bot.conversation.ages import When, months_before

LONGEST_AGO = 100
"""Years. More is no time since anything that we ask about."""

_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_TEENS = ["eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"]
_IN_ORDER = enumerate((*_ONES, *_TEENS, "eighteen", "nineteen", "twenty"), 1)
_NUMBERS = {
    "a": 1,
    "an": 1,
    **{word: number for number, word in _IN_ORDER},
    **{f"twenty {word}": 20 + number for number, word in enumerate(_ONES[:9], 1)},
    **{f"thirty {word}": 30 + number for number, word in enumerate(_ONES[:9], 1)},
    "thirty": 30,
    "forty": 40,
}

_NUMBER = rf"(?:\d{{1,3}}|(?:{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})\b)"
_SOME = r"(?:a\s+)?(?:few|couple(?:\s+of)?)"
_HALF = r"(?:\s*(?:and|n|&)\s+a\s+half|\s*½|\s+1/2|\.5)"
_JOIN = r"\s*(?:(?:,\s*)?and\s+|,\s*|&\s*|n\s+)?"
_UNITS = {
    "y": r"(?:years?|yrs?|(?:(?<=\d)|(?<=\d\s))y)\b",
    "m": r"(?:months?|mnths?|mths?|mos?|(?:(?<=\d)|(?<=\d\s))m)\b",
    "w": r"(?:weeks?|wks?|(?:(?<=\d)|(?<=\d\s))w)\b",
    "d": r"(?:days?|(?:(?<=\d)|(?<=\d\s))d)\b",
    "h": r"(?:hours?|hrs?)\b",
}
UNIT = "(?:" + "|".join(_UNITS.values()) + ")"
_IN_MONTHS = {"y": 12, "m": 1}
_IN_DAYS = {"w": 7, "d": 1}
_HALF_A_UNIT = {"y": 180, "m": 15, "w": 3}
"""Days."""


def _piece(unit: str) -> str:
    return rf"(?:{_NUMBER}|{_SOME}){_HALF}?\s*{_UNITS[unit]}{_HALF}?"


def _from(units: str) -> str:
    """A piece in the first of these units, and perhaps more in smaller ones: "1 year, 2 months and 3 days"."""
    smaller = "".join(rf"(?:{_JOIN}{_piece(unit)})?" for unit in units[1:])
    return _piece(units[0]) + smaller


_VAGUE = (
    r"(?:about|around|abt|bout|roughly|approx(?:imately)?|nearly|almost|maybe|just over|just under|just about|not quite"
    r"|coming up (?:to|for|on)|getting on for|going on|round about|close to|i think)"
)
LENGTH = re.compile(
    rf"(?:(?P<vague>{_VAGUE})\s+|(?P<over>over|more than|older than|at least)\s+"
    rf"|(?P<under>under|less than|younger than|within)\s+)?(?:the\s+last\s+)?(?P<exactly>exactly\s+)?"
    rf"(?P<said>{'|'.join(_from('ymwd'[start:]) for start in range(4))}|{_piece('h')})"
    rf"(?P<about>\s*ish\b|\s+or\s+so\b)?(?:\s+(?:ago|back)\b)?"
    rf"(?P<day>\s+(?:today|yesterday|tomorrow|to\s+the\s+day|exactly)\b)?"
)
_PIECE = re.compile(
    rf"(?P<n>{_NUMBER}|{_SOME})(?P<half>{_HALF})?\s*(?P<unit>{UNIT})(?P<late>{_HALF})?"
)


def when(found: re.Match[str], today: date) -> When | None:
    """What `LENGTH` found, counted back from today: as exact as its last unit, and wider where they are not sure."""
    pieces = tuple(_PIECE.finditer(found["said"]))
    if any(not _is_number(each["n"]) for each in pieces):
        return _some(pieces[0], today)
    months, days = _months_and_days(pieces)
    if months > LONGEST_AGO * 12:
        return None
    latest = _ago(today, months, days) + timedelta(days=_MOVED.get((found["day"] or "").strip(), 0))
    if found["over"]:
        return When(date.min, latest - timedelta(days=1))
    if found["under"]:
        return When(latest, today)
    return _around(found, pieces[-1], latest, today, months, days)


def is_bare(said: str) -> bool:
    """A length without "ago": it may be an age, or how long a pregnancy has lasted."""
    return LENGTH.fullmatch(said) is not None and not said.endswith(("ago", "back"))


_MOVED = {"yesterday": -1, "tomorrow": 1}
""" "6 months yesterday" is six months and a day."""


def _around(
    found: re.Match[str], last: re.Match[str], latest: date, today: date, months: int, days: int
) -> When:
    """ "5 months" is any day until six; "about 5 months" is from four to six; "5 months today" is one day."""
    unit = last["unit"][0]
    in_months, in_days = _IN_MONTHS.get(unit, 0), _IN_DAYS.get(unit, 0)
    older = _ago(today, months + in_months, days + in_days)
    if found["vague"] or found["about"]:
        return When(older, _ago(today, max(months - in_months, 0), max(days - in_days, 0)))
    if last["half"] or last["late"]:
        half = timedelta(days=_HALF_A_UNIT.get(unit, 0))
        return When(latest - half - half / 3, latest - half + half / 3)
    exact = found["day"] or found["exactly"] or unit in "dh"
    return When(latest if exact else older + timedelta(days=1), latest)


def _is_number(said: str) -> bool:
    return said.isdigit() or " ".join(said.split()) in _NUMBERS


def _months_and_days(pieces: Sequence[re.Match[str]]) -> tuple[int, int]:
    counts = [(_count(each["n"]), each["unit"][0]) for each in pieces]
    months = sum(count * _IN_MONTHS.get(unit, 0) for count, unit in counts)
    return months, sum(count * _IN_DAYS.get(unit, 0) for count, unit in counts)


def _count(said: str) -> int:
    return int(said) if said.isdigit() else _NUMBERS[" ".join(said.split())]


def _ago(today: date, months: int, days: int) -> date:
    """Months first, then days; "5 months and 30 days" is still less than six months."""
    then = months_before(today, months) - timedelta(days=days)
    if months and 0 < days < 31:
        return max(then, months_before(today, months + 1) + timedelta(days=1))
    return then


def _some(piece: re.Match[str], today: date) -> When:
    """ "a few weeks": two to six of them; "a couple of": one to three."""
    fewest, most = (1, 3) if "couple" in piece["n"] else (2, 6)
    unit = piece["unit"][0]
    in_months, in_days = _IN_MONTHS.get(unit, 0), _IN_DAYS.get(unit, 0)
    oldest = _ago(today, most * in_months, most * in_days)
    return When(oldest, _ago(today, fewest * in_months, fewest * in_days))
