"""A reviewed list that staff wrote, entry by entry: what is sound stands, and what is not is a fault at its keys."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, TypeVar

from pydantic import BeforeValidator, Field, ValidationError

from services_directory.eligibility import FACTS, Rule, facts_of, read_rule
from services_directory.fairness import PROTECTED, Group, fact_that_keeps_out
from services_directory.service import Bound
from services_directory.sources.areas import ICB, NamedArea, read_area, wrong_areas
from services_directory.sources.faults import EntryFault
from services_directory.sources.written_hours import Strict

Entry = TypeVar("Entry", bound=Strict)
Keys = tuple[str | int, ...]

NeedSlug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=50)]
SourceName = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=20)]
Area = Annotated[NamedArea, BeforeValidator(read_area)]


class Reviewed(Strict):
    """What stands above the entries: who answers for them, and when they are read again."""

    owner: str
    reviewed: date
    review_by: date


def read_header(
    written: Mapping[str, object], lists: Sequence[str], faults: list[EntryFault]
) -> None:
    """Adds what is wrong above the lists."""
    above = {key: value for key, value in written.items() if key not in lists}
    faults += _faults_of(Reviewed, above, ())


def read_entries(
    written: Mapping[str, object], key: str, model: type[Entry], faults: list[EntryFault]
) -> Iterator[tuple[int, Entry]]:
    """The sound entries of a list with their places; adds what is wrong with the others."""
    entries = written.get(key)
    if not isinstance(entries, list):
        faults.append(
            EntryFault((), f'There is no list of "{key}".', f'Start the list with "{key}:".')
        )
        return
    for place, entry in enumerate(entries):
        if found := _faults_of(model, entry, (key, place)):
            faults += found
        else:
            yield place, model.model_validate(entry)


def check_bound(bound: Bound | None, serves: Sequence[NamedArea]) -> None:
    """Raises ValueError where a bound and the codes beside it do not go together."""
    if bound in {"district", "council", "icb"} and not serves:
        raise ValueError(f"what is bound by {bound} must name the ONS codes that it serves")
    if any(area.code.startswith(ICB) != (bound == "icb") for area in serves):
        raise ValueError(f"codes that begin with {ICB} go with bound: icb, and only with it")


def check_rule(rule: Rule | None, for_group: Sequence[Group]) -> None:
    """Raises ValueError for a rule that keeps people out for what the law protects."""
    fact = fact_that_keeps_out(rule, tuple(for_group)) if rule else None
    if fact in PROTECTED and PROTECTED[fact] not in for_group:
        raise ValueError(
            f'a rule may turn on "{fact}" only in a service with for_group: {PROTECTED[fact]}'
        )
    if fact is not None:
        raise ValueError(f'a rule may not keep people out for "{fact}"')


def read_eligible(written: object) -> Rule:
    """Raises ValueError with what to write instead."""
    rule = read_rule(written)
    if unknown := [fact for fact in facts_of(rule) if fact not in FACTS | PROTECTED.keys()]:
        raise ValueError(
            f'"{unknown[0]}" is not a fact that a rule may turn on; use {", ".join(sorted(FACTS))}'
        )
    return rule


def unknown_areas(
    serves: Sequence[NamedArea], areas: Mapping[str, str] | None, keys: Keys
) -> Iterator[EntryFault]:
    """Codes that are not among `areas`, or that have another name there. None: they are not checked."""
    return (
        EntryFault((*keys, "serves", place), fault, remedy)
        for place, fault, remedy in wrong_areas(serves, areas or {})
    )


def unknown_needs(
    needs: Sequence[str], known: Collection[str] | None, keys: Keys
) -> Iterator[EntryFault]:
    """None: they are not checked."""
    for place, need in enumerate(needs):
        if known is not None and need not in known:
            fault = f'There is no need called "{need}".'
            yield EntryFault((*keys, "needs", place), fault, "See `signpost directory needs`.")


def _faults_of(model: type[Strict], written: object, keys: Keys) -> list[EntryFault]:
    try:
        model.model_validate(written)
    except ValidationError as error:
        return [
            EntryFault(
                (*keys, *detail["loc"]),
                f"{_where(detail['loc'])}: {detail['msg'].removeprefix('Value error, ')}.",
                "Put it right and save.",
            )
            for detail in error.errors(include_url=False)
        ]
    return []


def _where(keys: Keys) -> str:
    return " → ".join(str(key) for key in keys) or "the entry"
