"""Is this a number that somebody in England can ring or text, and what does it cost them? Pure.

Shapes and ranges come from `phonenumbers`, the port of Google's libphonenumber; it is loaded by the checks alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberType, shortnumberinfo

from services_directory.checking.finding import Level

FOR_DRAMA = (
    *(f"0{city}4960" for city in ("113", "114", "115", "116", "117", "118", "121", "131")),
    *(f"0{city}4960" for city in ("141", "151", "161")),
    "01632960",
    "01914980",
    "02079460",
    "02896496",
    "02920180",
    "03069990",
    "07700900",
    "08081570",
    "09098790",
)
"""Ranges that nobody has, so that films and examples may show them. Source: Ofcom, the twenty ranges for drama."""

COSTLY: tuple[tuple[tuple[str, ...], Level, str], ...] = (
    (("09",), "warning", "a premium number: a call can cost over £3 a minute"),
    (("070",), "warning", "a personal number, and calls to those can be dear"),
    (("084", "087", "118"), "note", "a number that costs more than a usual call"),
)
"""Numbers with a service charge. Source: Ofcom's guide to call costs."""

_NUMBER = re.compile(r"\+?[\d\s().-]+?")
_EXTENSION = re.compile(r"\s*(?:ext(?:ension)?|option)\.?\s*\d+$", re.I)
_TEXTED = re.compile(r"^[A-Za-z]+\s+to\s+", re.I)
_SHORTEST_WHOLE = 7
"""Digits. What is shorter is a short code (111, 116 123, 85258) or a mistake."""


@dataclass(frozen=True, slots=True)
class NumberFault:
    level: Level
    fault: str
    remedy: str


def dialled(written: str) -> str:
    """ "+44 (0)1785 223 121 ext 4" and "01785 223121" → "01785223121", to see that two numbers are one."""
    digits = re.sub(r"[^\d+]", "", _bare(written))
    return re.sub(r"^(?:\+44|0044)0?", "0", digits)


@lru_cache(maxsize=100_000)
def number_fault(written: str, texted: bool = False) -> NumberFault | None:
    """What is wrong with a number to ring, or (`texted`) to send a text to. "SHOUT to 85258" is a number to text."""
    if not _NUMBER.fullmatch(_bare(written)):
        fault = f'"{written}" is more than one number, or holds words.'
        return NumberFault("error", fault, "Keep one number, and put words in phone_note.")
    number = dialled(written)
    if len(number) < _SHORTEST_WHOLE:
        return _short_fault(number, texted)
    return _shape_fault(written, number) or _use_fault(written, number, texted)


def _bare(written: str) -> str:
    """Without what may stand around a number: the word to text, and an extension."""
    return _EXTENSION.sub("", _TEXTED.sub("", written)).strip()


def _short_fault(number: str, texted: bool) -> NumberFault | None:
    if not shortnumberinfo.is_valid_short_number_for_region(_parsed(number), "GB"):
        return NumberFault("error", f'"{number}" is not a UK number.', "Ask the service for it.")
    if not texted and re.fullmatch(r"[678]\d{4}", number):
        fault = f'"{number}" takes texts and no calls.'
        return NumberFault("warning", fault, "Move it to text.")
    return _cost_fault(number, number)


def _shape_fault(written: str, number: str) -> NumberFault | None:
    if number.startswith("+"):
        fault = f'"{written}" is not a UK number.'
        return NumberFault("warning", fault, "Ask the service for one that residents can ring.")
    if not number.startswith("0"):
        fault = f'"{written}" does not begin with 0.'
        return NumberFault("error", fault, "Put back the 0; spreadsheets drop it.")
    if not phonenumbers.is_valid_number(_parsed(number)) and not number.startswith(FOR_DRAMA):
        fault = f'"{written}" is not a UK number: a digit is missing, wrong or too many.'
        return NumberFault("error", fault, "Ask the service for it.")
    return None


def _use_fault(written: str, number: str, texted: bool) -> NumberFault | None:
    if number.startswith(FOR_DRAMA):
        fault = f'"{written}" is kept for films and examples: nobody answers.'
        return NumberFault("error", fault, "Ask the service for its own.")
    if costly := _cost_fault(written, number):
        return costly
    if texted and phonenumbers.number_type(_parsed(number)) != PhoneNumberType.MOBILE:
        fault = f'"{written}" is not a mobile number, so a text may never arrive.'
        return NumberFault("warning", fault, "Check it with the service, or move it to phone.")
    return None


def _cost_fault(written: str, number: str) -> NumberFault | None:
    for prefixes, level, why in COSTLY:
        if number.startswith(prefixes):
            return NumberFault(level, f'"{written}" is {why}.', "Ask for a 01, 02, 03 or 080 one.")
    return None


def _parsed(number: str) -> phonenumbers.PhoneNumber:
    """What is no number at all becomes the empty one, which is not valid either."""
    try:
        return phonenumbers.parse(number, "GB")
    except phonenumbers.NumberParseException:
        return phonenumbers.PhoneNumber()
