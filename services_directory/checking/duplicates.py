"""The same service listed twice, in one source or in two. Pure, and never every service against every other.

Services are put into blocks by what two listings of one service share: a number, a postcode, a web page, or how the name
begins. Within a block they stand in order of name, and each is held against the few that follow it: the sorted
neighbourhood method (Hernández and Stolfo, 1995). A switchboard that 20,000 services share costs no more than its length.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import filterfalse, islice

from rapidfuzz import fuzz

from services_directory.checking.finding import Finding
from services_directory.checking.phone_numbers import dialled
from services_directory.checking.survey import Survey
from services_directory.service import Service

ALIKE = 90
"""rapidfuzz ratio of two names, words in order of the alphabet, where the two share a number, a postcode or a page."""

VERY_ALIKE = 95
"""The same where only a need is shared: "Baby Cafe Stafford" and "Stafford Baby Café" are 100."""

RESPELT = 85
"""The same of two words: "cafe" and "caffe" are one word, "Crosby" and "Crowle", or "Stone" and "Stoke", are two places."""

SAME_ORGANISATION = 80
"""The same of two organisations' names, asked only where two services share no more than a need: many have an Art Club."""

NEIGHBOURS = 20
"""How many names that follow are looked at. Names that are alike stand close together."""

_EMPTY = frozenset({"a", "and", "at", "for", "in", "of", "the", "service", "services"})
_DIVIDING = frozenset(
    re.findall(
        r"\w+",
        """
        north south east west upper lower men mens women womens boys girls adult adults child children
        monday tuesday wednesday thursday friday saturday sunday morning afternoon evening
        online virtual
        """,
    )
)
"""Words that part two services whose names are alike in all else."""


@dataclass(frozen=True, slots=True)
class _Listing:
    """A service with its name made ready: words in order of the alphabet, without case, accents and empty words."""

    service: Service
    words: frozenset[str]
    name: str


def duplicates(survey: Survey) -> Iterator[Finding]:
    """Each service that looks like an earlier one, said once; what staff wrote comes before what feeds list."""
    listings = [found for each in survey.standing() if (found := _listing(each)).words]
    told: set[str] = set()
    for shared, block in _blocks(listings):
        for first, second in _alike(shared, block):
            if second.service.id not in told:
                told.add(second.service.id)
                yield _finding(first.service, second.service, shared)


def _listing(service: Service) -> _Listing:
    plain = unicodedata.normalize("NFKD", service.name.casefold().replace("'", ""))
    words = re.findall(r"[^\W_]+", "".join(filterfalse(unicodedata.combining, plain)))
    kept = sorted(word for word in words if word not in _EMPTY)
    return _Listing(service, frozenset(kept), " ".join(kept))


def _blocks(listings: Iterable[_Listing]) -> Iterator[tuple[str, list[_Listing]]]:
    """Blocks of two or more, by what they share in words; the strongest evidence first."""
    blocks: dict[tuple[str, str], list[_Listing]] = {}
    for listing in listings:
        for key in _keys(listing):
            blocks.setdefault(key, []).append(listing)
    for shared in ("phone number", "postcode", "web page", "need"):
        for (what, _), block in blocks.items():
            if what == shared and len(block) > 1:
                yield shared, sorted(block, key=lambda each: each.name)


def _keys(listing: _Listing) -> Iterator[tuple[str, str]]:
    service = listing.service
    for number in {service.contact.phone, service.contact.text} - {None}:
        yield "phone number", dialled(number or "")
    if service.venue and service.venue.postcode:
        yield "postcode", service.venue.postcode
    if service.contact.url:
        yield "web page", re.sub(r"^https?://(?:www\.)?|/$", "", service.contact.url.casefold())
    for need in service.needs:
        yield "need", f"{need} {listing.name[:4]}"


def _alike(shared: str, block: list[_Listing]) -> Iterator[tuple[_Listing, _Listing]]:
    enough = VERY_ALIKE if shared == "need" else ALIKE
    for place, one in enumerate(block):
        for other in islice(block, place + 1, place + 1 + NEIGHBOURS):
            if (
                fuzz.ratio(one.name, other.name, score_cutoff=enough)
                and not _apart(one, other)
                and (shared != "need" or _of_one_organisation(one.service, other.service))
            ):
                yield (one, other) if _before(one) <= _before(other) else (other, one)


def _before(listing: _Listing) -> tuple[bool, str]:
    return listing.service.listed_by is not None, listing.service.id


def _apart(one: _Listing, other: _Listing) -> bool:
    """What shows that two listings are two services: branches, areas, age groups, a number in the name."""
    return (
        _named_apart(one.words - other.words, other.words - one.words)
        or _at_two_places(one.service, other.service)
        or _for_two_areas(one.service, other.service)
        or _for_two_needs(one.service, other.service)
    )


def _named_apart(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """By the words that only one of the two names has."""
    differing = mine | theirs
    if differing & _DIVIDING or any(word.isdigit() for word in differing):
        return True
    return bool(theirs) and not all(
        any(fuzz.ratio(word, other) >= RESPELT for other in theirs) for word in mine
    )


def _of_one_organisation(one: Service, other: Service) -> bool:
    names = [each.organisation.casefold() for each in (one, other)]
    return not all(names) or fuzz.token_set_ratio(*names) >= SAME_ORGANISATION


def _at_two_places(one: Service, other: Service) -> bool:
    postcodes = {each.venue.postcode for each in (one, other) if each.venue and each.venue.postcode}
    return len(postcodes) == 2


def _for_two_areas(one: Service, other: Service) -> bool:
    return (
        one.bound == other.bound
        and bool(one.serves and other.serves)
        and one.serves.isdisjoint(other.serves)
    )


def _for_two_needs(one: Service, other: Service) -> bool:
    """One source that lists two needs apart means it so. Two sources may well sort one service differently."""
    return one.listed_by == other.listed_by and set(one.needs).isdisjoint(other.needs)


def _finding(first: Service, second: Service, shared: str) -> Finding:
    fault = f'It looks like "{first.id}": the same {shared}, and nearly the same name.'
    remedy = "Take one of them out."
    if second.listed_by is not None:
        remedy = "If it is the same, hide one of them in curation.yaml."
    return Finding("warning", "duplicate", fault, remedy, second.id, keys=("name",))
