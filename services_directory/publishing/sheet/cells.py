"""What stands in one cell → a value. A fault says what to write instead. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime

from services_directory.postcode import NotAPostcode, Postcode

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet run a cell instead of showing it. OWASP, CSV injection."""

_URL = re.compile(r"https?://\S+\.\S+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]+", re.IGNORECASE)
_RANGE = re.compile(r"\s*(\S+?)(?:\s+to\s+(\S+?))?\s*")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)

DATE_REMEDY = "write a date as 2026-11-20 or 20/11/2026"


class CellFault(ValueError):
    """What is wrong with a cell and what to write instead, in one sentence without a capital or a full stop."""


def guarded(text: str) -> str:
    """A cell that no spreadsheet will run: an apostrophe stands before what would be a formula."""
    return f"'{text}" if text.startswith((*FORMULA, "'")) else text


def unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith((*FORMULA, "'")) else text


def day(text: str) -> date:
    """ "2026-11-20" or "20/11/2026"."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  # a day has no time zone
        except ValueError:
            continue
    raise CellFault(f'"{text}" is not a date; {DATE_REMEDY}')


def days(text: str) -> tuple[date, date]:
    """ "2026-12-24" or "2026-12-24 to 2027-01-03"."""
    match = _RANGE.fullmatch(text)
    if match is None:
        raise CellFault(f'"{text}" is not a date or two; {DATE_REMEDY}, with "to" between two')
    first = day(match[1])
    last = day(match[2]) if match[2] else first
    if last < first:
        raise CellFault(f'"{text}" ends before it begins; write the earlier date first')
    return first, last


def yes_or_no(text: str) -> bool:
    word = text.casefold()
    if word not in {"yes", "y", "true", "no", "n", "false"}:
        raise CellFault(f'"{text}" is not yes or no')
    return word in {"yes", "y", "true"}


def one_of(text: str, allowed: tuple[str, ...]) -> str:
    word = text.casefold()
    if word not in allowed:
        raise CellFault(f'"{text}" is not one of {", ".join(allowed)}')
    return word


def phone(text: str) -> str:
    """A number as it is written; one that lost its first zero in a spreadsheet gets it back.

    Nine or ten bare digits that begin with another figure can be nothing else: every national number begins with 0.
    """
    if _SCIENTIFIC.fullmatch(text):
        raise CellFault(f'"{text}" is what a spreadsheet made of a number; format the cell as text')
    if sum(letter.isdigit() for letter in text) < 3:
        raise CellFault(f'"{text}" is not a phone number')
    if text.isdigit() and not text.startswith("0"):
        if len(text) == 10 or (len(text) == 9 and text[0] in "18"):
            return f"0{text}"
        if len(text) in {7, 8}:
            raise CellFault(f'"{text}" may have lost its first 0; format the cell as text')
    return text


def email(text: str) -> str:
    if not _EMAIL.fullmatch(text):
        raise CellFault(f'"{text}" is not an email address')
    return text


def website(text: str) -> str:
    if not _URL.fullmatch(text):
        raise CellFault(f'"{text}" is not a web address; write it whole, with https://')
    return text


def postcode(text: str) -> str:
    try:
        return str(Postcode.parse(text))
    except NotAPostcode:
        raise CellFault(f'"{text}" is not a whole postcode') from None


def listed(text: str) -> tuple[str, ...]:
    """ "stop-smoking; infant-feeding": a list in one cell, with ; or a new line between."""
    return tuple(part.strip() for part in re.split(r"[;\n]", text) if part.strip())


def lines(text: str) -> tuple[str, ...]:
    """One a line."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
