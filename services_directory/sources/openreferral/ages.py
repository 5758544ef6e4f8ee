"""Ages as feeds give them: -1, 0 to 0 and 0 to 999 mean that nobody said anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from services_directory.sources.openreferral.fields import number

OLDEST = 120
"""An upper limit from here on is no limit."""

Age = int | float


def age(value: object) -> Age | None:
    """Raises Unreadable. A negative age, and one that nobody reaches, says nothing."""
    years = number(value)
    return years if years is not None and 0 <= years < OLDEST else None


def settle(thing: dict[str, Any]) -> dict[str, Any]:
    """Takes out limits that let everybody in, or nobody. Gives back those that let nobody in, as they were."""
    lowest, highest = thing.get("minimum_age"), thing.get("maximum_age")
    if lowest is not None and highest is not None and (lowest > highest or highest == 0):
        return {key: thing.pop(key) for key in ("minimum_age", "maximum_age")}
    if lowest == 0 and highest is None:
        del thing["minimum_age"]
    return {}


def widest(groups: Iterable[Mapping[str, Any]]) -> dict[str, Age]:
    """The limits that let in everybody whom one of the groups lets in. A group without a limit lifts it for all."""
    told = list(groups)
    lowest = [each["minimum_age"] for each in told if "minimum_age" in each]
    highest = [each["maximum_age"] for each in told if "maximum_age" in each]
    limits = {}
    if told and len(lowest) == len(told):
        limits["minimum_age"] = min(lowest)
    if told and len(highest) == len(told):
        limits["maximum_age"] = max(highest)
    return limits
