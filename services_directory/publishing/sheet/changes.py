"""Days that are not as usual, one a line: "2026-12-24 to 2027-01-03: Christmas", "2026-12-24 10:00-14:00". Pure."""

from __future__ import annotations

from services_directory.closure import Closure, SpecialHours
from services_directory.publishing.sheet.cells import day, days
from services_directory.publishing.sheet.week import hours_as_text, split_hours


def closure_as_text(closure: Closure) -> str:
    why = f": {' '.join(closure.why.split())}" if closure.why else ""
    if closure.last is None:
        return f"{closure.first.isoformat()} onwards{why}"
    last = f" to {closure.last.isoformat()}" if closure.last != closure.first else ""
    return f"{closure.first.isoformat()}{last}{why}"


def closure_from_text(text: str) -> Closure:
    """Raises CellFault. "2026-12-24 onwards" is until further notice."""
    when, _, why = (part.strip() for part in text.partition(":"))
    if when.casefold().endswith(" onwards"):
        return Closure(day(when[: -len(" onwards")].strip()), None, why or None)
    return Closure(*days(when), why or None)


def special_as_text(special: SpecialHours) -> str:
    last = f" to {special.last.isoformat()}" if special.last != special.first else ""
    return f"{special.first.isoformat()}{last} {hours_as_text(special.opens, special.closes)}"


def special_from_text(text: str) -> SpecialHours:
    """Raises CellFault."""
    when, opens, closes = split_hours(text)
    return SpecialHours(*days(when), opens, closes)
