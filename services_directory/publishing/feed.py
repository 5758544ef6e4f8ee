"""The feed as a function: a path and its parameters → what to answer. Pure; the web channel only carries it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from services_directory.publishing.asked import PER_PAGE, Asked, Locate, NotUnderstood, read_asked
from services_directory.publishing.catalogue import Catalogue
from services_directory.publishing.entry import Entry, one_to_one
from services_directory.publishing.filters import matching
from services_directory.publishing.names import Listing
from services_directory.publishing.openapi import DETAIL_PARAMETERS, LIST_PARAMETERS, openapi
from services_directory.publishing.vocabulary import Json

PROFILE = "https://github.com/OpenReferralUK/uk-profile/blob/main/docs/index.md"
"""Open Referral UK's own description of its profile."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a JSON body. `private`: somebody's postcode was in the question, so that no cache may keep it."""

    status: int
    body: Json
    private: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """The catalogue at an address, listed by somebody. `address` ends without a slash."""

    catalogue: Catalogue
    listing: Listing
    address: str
    locate: Locate

    def answer(self, path: str, parameters: Mapping[str, str]) -> Answer:
        """`path` is what follows the feed's address, without slashes around it."""
        kind, _, key = path.partition("/")
        try:
            if path == "":
                return Answer(200, self._root(parameters))
            if path == "openapi.json":
                return Answer(200, openapi(self.address, self.listing))
            if kind in LIST_PARAMETERS:
                return self._thing(kind, key, parameters) if key else self._list(kind, parameters)
        except NotUnderstood as fault:
            return Answer(422, {"error": str(fault)}, "postcode" in parameters)
        paths = ", ".join(f"/{each}" for each in LIST_PARAMETERS)
        return Answer(404, {"error": f"There is nothing here. Look in {paths} or /openapi.json."})

    def _root(self, parameters: Mapping[str, str]) -> Json:
        read_asked(parameters, (), self.locate)
        catalogue = self.catalogue
        return {
            "version": "3.0",
            "profile": PROFILE,
            "openapi_url": f"{self.address}/openapi.json",
            "name": self.listing.title,
            "description": "Local services for residents, as staff keep them and as other directories list them.",
            "licence": self.listing.licence,
            "licence_url": self.listing.licence_url,
            "provenance": "Each service names its source, who lists it, and its own licence in its attributes. "
            "Without a licence of its own the one above holds.",
            "services": len(catalogue.services),
            "paths": {kind: f"{self.address}/{kind}" for kind in LIST_PARAMETERS},
        }

    def _thing(self, kind: str, key: str, parameters: Mapping[str, str]) -> Answer:
        asked = read_asked(parameters, DETAIL_PARAMETERS.get(kind, ()), self.locate)
        entry = self.catalogue.kind(kind).get(key.casefold())
        if entry is None:
            return Answer(404, {"error": f"There is no such entry in /{kind}."})
        return Answer(200, WHOLE.get(kind, _whole)(entry, asked))

    def _list(self, kind: str, parameters: Mapping[str, str]) -> Answer:
        asked = read_asked(parameters, LIST_PARAMETERS[kind], self.locate)
        found = matching(self.catalogue.kind(kind).values(), asked)
        return Answer(200, page(kind, found, asked), asked.near is not None)


def page(kind: str, found: Sequence[Entry], asked: Asked) -> Json:
    """One page in the shape of 3.0. A page past the last is empty. `minimal` puts everything on one, unless told otherwise."""
    size = asked.per_page or (max(len(found), 1) if asked.minimal else PER_PAGE)
    pages = ceil(len(found) / size)
    here = found[(asked.page - 1) * size : asked.page * size]
    return {
        "total_items": len(found),
        "total_pages": pages,
        "page_number": asked.page,
        "size": len(here),
        "first_page": asked.page == 1,
        "last_page": asked.page >= pages,
        "empty": not here,
        "contents": [_shown(kind, entry, asked) for entry in here],
    }


def _shown(kind: str, entry: Entry, asked: Asked) -> Json:
    if asked.minimal:
        return {
            "id": entry.document["id"],
            "modified_date": entry.document.get("last_modified"),
        }
    if asked.full or asked.full_service:
        return WHOLE.get(kind, _whole)(entry, asked)
    return one_to_one(entry.document)


def _whole(entry: Entry, _: Asked) -> Json:
    return dict(entry.document)


def _whole_organization(entry: Entry, asked: Asked) -> Json:
    """With its services in short, or in full with `full_service`."""
    services = entry.document["services"]
    if not asked.full_service:
        services = [_without(one_to_one(service), "organization") for service in services]
    return {**entry.document, "services": services}


def _without(document: Mapping[str, Any], key: str) -> Json:
    return {name: value for name, value in document.items() if name != key}


WHOLE: Mapping[str, Callable[[Entry, Asked], Json]] = {"organizations": _whole_organization}
"""Kinds that are more than their document."""
