"""Areas that a service serves, as staff write them: an ONS code, with or without its name beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

_CODE = re.compile(r"[EWSN]\d{8}")

ICB = "E54"
"""How the code of an integrated care board begins."""


@dataclass(frozen=True, slots=True)
class NamedArea:
    """`E10000028`, or `{code: E10000028, name: Staffordshire}`, where the name lets a reader see that the code is right."""

    code: str
    name: str | None = None


def read_area(written: object) -> NamedArea:
    """Raises ValueError with what to write instead."""
    if isinstance(written, NamedArea):
        return written
    if isinstance(written, Mapping):
        return _read_named(written)
    code = str(written or "").strip()
    if not _CODE.fullmatch(code):
        raise ValueError(f'"{code}" is no ONS code; write a letter and eight digits, as E10000028')
    return NamedArea(code)


def _read_named(written: Mapping[object, object]) -> NamedArea:
    if not written.keys() <= {"code", "name"} or not written.get("name"):
        raise ValueError("write an area as {code: E10000028, name: Staffordshire}")
    return NamedArea(read_area(written.get("code")).code, str(written["name"]).strip())


def wrong_areas(
    serves: Sequence[NamedArea], names: Mapping[str, str]
) -> Iterator[tuple[int, str, str]]:
    """Place, fault and remedy of each code that is not among `names`, or that has another name there.

    Only kinds of area that `names` has any of are checked: a list of districts says nothing of wards.
    """
    kinds = {code[:3] for code in names}
    for place, area in enumerate(serves):
        if area.code[:3] in kinds and area.code not in names:
            yield place, f"{area.code} is no code that we know.", _meant(area, names)
        elif area.name and not _same(area.name, names.get(area.code, area.name)):
            fault = f"{area.code} is {names[area.code]}, not {area.name}."
            yield place, fault, _meant(area, names)


def _meant(area: NamedArea, names: Mapping[str, str]) -> str:
    by_name = [code for code, name in names.items() if area.name and _same(area.name, name)]
    found = by_name or get_close_matches(area.code, names, n=1, cutoff=0.8)
    if not found:
        return "Look the code up in the ONS names and codes of areas."
    return f"Did you mean {' or '.join(f'{code} ({names[code]})' for code in found)}?"


def _same(one: str, other: str) -> bool:
    return one.casefold().replace("-", " ") == other.casefold().replace("-", " ")
