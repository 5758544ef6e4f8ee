"""School terms as staff write them in a council's `terms.yaml` → Terms. It gets plain values, and knows no files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from pydantic import ValidationError, model_validator

from services_directory.sources.faults import EntryFault
from services_directory.sources.written_hours import Strict
from services_directory.terms import Stretch, Terms

LONGEST_TERM = timedelta(weeks=20)
"""No English term is longer; one that is has the wrong year in it."""


class WrittenStretch(Strict):
    """A term or a half-term, its first and last day included."""

    name: str
    first_day: date
    last_day: date

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> WrittenStretch:
        if self.last_day < self.first_day:
            raise ValueError("last_day must not be before first_day")
        if self.last_day - self.first_day > LONGEST_TERM:
            raise ValueError("this is longer than any term, so look at the years")
        return self


class WrittenTerms(Strict):
    """The whole of `terms.yaml`."""

    owner: str
    source: str
    reviewed: date
    review_by: date | None = None
    terms: tuple[WrittenStretch, ...]
    half_terms: tuple[WrittenStretch, ...] = ()


def read_terms(written: Mapping[str, object]) -> tuple[Terms, list[EntryFault]]:
    """A fault leaves all terms out: with one term missing its weeks would pass for holidays."""
    try:
        read = WrittenTerms.model_validate(written)
    except ValidationError as error:
        return Terms(), [
            EntryFault(
                tuple(detail["loc"]),
                f"{_where(detail['loc'])}: {detail['msg'].removeprefix('Value error, ')}.",
                "Put it right and save. Until then no term dates are known here.",
            )
            for detail in error.errors(include_url=False)
        ]
    if faults := [*_out_of_order(read.terms), *_outside(read)]:
        return Terms(), faults
    if not read.terms:
        return Terms(), [
            EntryFault(("terms",), "No term is written here.", "Add one, or take the file out.")
        ]
    return Terms(_stretches(read.terms), _stretches(read.half_terms), read.source), []


def _out_of_order(terms: Sequence[WrittenStretch]) -> Iterator[EntryFault]:
    for place, (before, after) in enumerate(pairwise(terms), start=1):
        if after.first_day <= before.last_day:
            fault = f"{after.name} begins before {before.name} has ended."
            remedy = (
                "Write the terms in order, none inside another; half-terms have their own list."
            )
            yield EntryFault(("terms", place, "first_day"), fault, remedy)


def _outside(read: WrittenTerms) -> Iterator[EntryFault]:
    for place, gap in enumerate(read.half_terms):
        inside = (t.first_day <= gap.first_day and gap.last_day <= t.last_day for t in read.terms)
        if not any(inside):
            fault = f"{gap.name} lies in no term."
            yield EntryFault(("half_terms", place), fault, "Check its dates and those of the term.")


def _stretches(written: Sequence[WrittenStretch]) -> tuple[Stretch, ...]:
    return tuple(Stretch(each.name, each.first_day, each.last_day) for each in written)


def _where(keys: Sequence[str | int]) -> str:
    return " → ".join(str(key) for key in keys) or "the file"
