"""When something was, in residents' words: "5 months and 29 days ago", "28th may", "26 weeks", "in june". Pure.

What is not exact is a stretch of days, so that "6 months" is left open where a rule draws its line at six months to the
day, and so is "about" or "nearly" anything close to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.conversation.ages import When, months_later
from bot.conversation.lengths import LENGTH, UNIT, is_bare, when
from bot.conversation.words import LONGEST

MOST_TIMES = 10
"""More are not looked for in one message."""

TIME_WORDS = tuple(f"when{place}" for place in range(MOST_TIMES))
LENGTH_WORDS = tuple(f"length{place}" for place in range(MOST_TIMES))
SETS = {"when": (*TIME_WORDS, *LENGTH_WORDS), "length": LENGTH_WORDS}
"""Words that stand for times in a marked message; a length of time without "ago" can also be an age."""

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_FULL = re.compile(rf"(\d{{1,2}})[/.\-](\d{{1,2}})[/.\-](\d{{4}}|\d{{2}})(?!\s*{UNIT}|[\d/])")
_SLASHED = re.compile(rf"(?!24/7)(\d{{1,2}})/(\d{{1,2}})(?!\s*{UNIT}|[\d/])")
_DAY_MONTH = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({_MONTH})\b(?:\s+(\d{{4}}|\d{{2}})\b(?!\s*{UNIT}))?"
)
_MONTH_DAY = re.compile(
    rf"({_MONTH})\s+(?:the\s+)?(\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*{UNIT})(?:\s*,?\s+(\d{{4}})\b)?"
)
_MONTH_ALONE = re.compile(
    rf"(?:in|of|during|since|last|early|mid|late|this)\s+({_MONTH})\b(?:\s+(\d{{4}})\b)?"
)
_NAMED = re.compile(
    r"(?:today|this morning|tonight|yesterday|last night|this week|last week|this month|last month|this year|last year)"
)


@dataclass(frozen=True, slots=True)
class Marked:
    """A message in which each time stands as a word of its own (`when0`, `length1`), and what those words mean."""

    text: str
    times: tuple[When, ...]


def mark(text: str, today: date) -> Marked:
    """Times that lie in the future or are no dates stay as they were written."""
    times: list[When] = []

    def worded(found: re.Match[str]) -> str:
        then = _read(found.group(0), today)
        if then is None or len(times) == MOST_TIMES:
            return found.group(0)
        times.append(then)
        words = LENGTH_WORDS if is_bare(found.group(0)) else TIME_WORDS
        return f" {words[len(times) - 1]} "

    return Marked(_TIME.sub(worded, _plain(text)), tuple(times))


def place_of(word: str) -> int | None:
    """A word that `mark` made → the place of its time."""
    return next((words.index(word) for words in (TIME_WORDS, LENGTH_WORDS) if word in words), None)


def _plain(text: str) -> str:
    """Lower case; "5-month-old" without its hyphens; "6ish months" and "5-6 months" as "about 6 months"."""
    text = re.sub(r"['\u2018\u2019`]", "", text[:LONGEST].casefold())
    text = re.sub(r"(?<=[a-z0-9])-(?=[a-z])", " ", text)
    text = re.sub(rf"\b\d+\s*(?:-|to|or)\s*(\d+)(?=\s*{UNIT})", r"about \1", text)
    return re.sub(r"(\d+)\s?ish\b", r"about \1", text)


def _read(said: str, today: date) -> When | None:
    """The reader of the pattern that fits, and only what has been."""
    for pattern, read in _READERS:
        if found := pattern.fullmatch(said):
            try:
                then = read(found, today)
            except (ValueError, OverflowError):
                return None
            return then if then and then.first <= then.last <= today else None
    return None


def _on(day: int, month: int, year: str | None, today: date) -> When:
    if year is not None:
        then = date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    else:
        then = next(
            each
            for each in (date(today.year, month, day), date(today.year - 1, month, day))
            if each <= today
        )
    return When(then, then)


def _iso(found: re.Match[str], today: date) -> When:
    year, month, day = found.groups()
    return _on(int(day), int(month), year, today)


def _full(found: re.Match[str], today: date) -> When:
    """Day first, as in England."""
    day, month, year = found.groups()
    return _on(int(day), int(month), year, today)


def _slashed(found: re.Match[str], today: date) -> When:
    """Without a year only with a slash: 1.5 is a number."""
    day, month = found.groups()
    return _on(int(day), int(month), None, today)


def _day_month(found: re.Match[str], today: date) -> When:
    day, month, year = found.groups()
    return _on(int(day), _month(month), year, today)


def _month_day(found: re.Match[str], today: date) -> When:
    month, day, year = found.groups()
    return _on(int(day), _month(month), year, today)


def _month(word: str) -> int:
    return _MONTHS.index(word[:3]) + 1


def _month_alone(found: re.Match[str], today: date) -> When:
    word, year = found.groups()
    month = _month(word)
    in_year = int(year) if year else today.year - (month > today.month)
    return _whole_month(in_year, month, today)


def _whole_month(year: int, month: int, today: date) -> When:
    first = date(year, month, 1)
    return When(first, min(months_later(first, 1) - timedelta(days=1), today))


def _named(found: re.Match[str], today: date) -> When:
    word = found.group(0)
    if word.endswith("week"):
        back = 7 if word.startswith("last") else 0
        return When(today - timedelta(days=6 + back), today - timedelta(days=back and 1))
    if word.endswith("month"):
        last = today.replace(day=1) - timedelta(days=word.startswith("last"))
        return _whole_month(last.year, last.month, today)
    if word.endswith("year"):
        year = today.year - word.startswith("last")
        return When(date(year, 1, 1), min(date(year, 12, 31), today))
    day = today - timedelta(days=word in {"yesterday", "last night"})
    return When(day, day)


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], When | None]], ...] = (
    (_ISO, _iso),
    (_FULL, _full),
    (_SLASHED, _slashed),
    (_DAY_MONTH, _day_month),
    (_MONTH_DAY, _month_day),
    (LENGTH, when),
    (_MONTH_ALONE, _month_alone),
    (_NAMED, _named),
)
_TIME = re.compile(
    "|".join(
        rf"(?<![a-z0-9])(?:{re.sub(r'[(][?]P<[a-z]+>', '(?:', pattern.pattern)})(?![a-z0-9])"
        for pattern, _ in _READERS
    )
)
