"""How old residents say that they are: "im 17", "16 yr old here", "aged 40". Pure."""

from __future__ import annotations

import re

from services_directory.eligibility import Fact

YOUNGEST, OLDEST = 10, 110
"""Years. What is less or more is no age of somebody who writes to us."""

_YEARS = r"(?:years?|yrs?|yr|yo|y)"
_THEN = (
    r"(?=\s*(?:$|[|,]|and\b(?! \d| a half)"
    r"|(?:but|so|n|if|can|with|now|am|do|is|actually|sorry|tho|though|male|female|m|f)\b))"
)
_OWN_AGE = re.compile(
    rf"\b(?:im|i am|i m|just turned|i turned|i just turned|aged|age|my age is)\s+(?:only |just |now )?"
    rf"(?P<age>\d{{2,3}})(?:\s*{_YEARS}(?:\s*old)?\b(?!\s+(?:son|daughter|baby|boy|girl|lad|child))|{_THEN})"
    rf"|(?:^|[|,]\s*)(?P<alone>\d{{2}})\s*{_YEARS}(?:\s*old)?(?:\s+here)?\s*(?:$|[|,])"
    rf"|\b(?:as|im|i am|only) an? (?P<as_a>\d{{2}})\s*{_YEARS}\s*old\b"
)
_OF_OTHERS = re.compile(
    r"\b(?:hes|shes|he is|she is|my (?:son|daughter|child|lad|kid|mum|dad|nan)) (?:is )?(?:only )?$"
)


def own_age(tidied: str, asked: bool = False) -> dict[str, Fact]:
    """The age of whoever writes, if they say it. `asked`: a number alone is it."""
    if asked and tidied.strip().isdigit():
        tidied = f"im {tidied.strip()}"
    for found in _OWN_AGE.finditer(tidied.strip()):
        years = int(found["age"] or found["alone"] or found["as_a"])
        of_others = _OF_OTHERS.search(tidied.strip()[: found.start()])
        if YOUNGEST <= years <= OLDEST and not of_others:
            return {"age": float(years)}
    return {}
