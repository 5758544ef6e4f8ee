"""`/openreferral/`: our directory for other directories and for the open web, as Open Referral UK 3.0.

Open to every site and kept by caches for five minutes, save where somebody's postcode is in the address.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from threading import Lock

from fastapi import FastAPI, Request, Response
from sqlalchemy.exc import SQLAlchemyError

from bot.app import App
from bot.packs import Knowledge
from services_directory.opening import LONDON
from services_directory.places import Located
from services_directory.postcodes.file import PostcodeFileMissing
from services_directory.publishing.catalogue import Catalogue, catalogue, documents
from services_directory.publishing.feed import Answer, Feed
from services_directory.publishing.names import Listing, Names
from services_directory.publishing.republished import listings, republished
from services_directory.record import Document, ServiceRecord

log = logging.getLogger(__name__)

PATH = "/openreferral"
LICENCE = "Open Government Licence v3.0"
LICENCE_URL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
"""The licence under which councils publish what they may; a source's own stands in each of its entries."""

HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "*",
}
CACHED = "public, max-age=300"

Records = Callable[[], Sequence[ServiceRecord]]
"""What sources list. The same object as long as nothing has changed."""


@dataclass(frozen=True, slots=True)
class _State:
    """What a catalogue was made of; another object, or another day, needs another catalogue."""

    knowledge: Knowledge
    records: Sequence[ServiceRecord]
    day: date

    def stands(self, other: _State) -> bool:
        return (
            self.knowledge is other.knowledge
            and self.records is other.records
            and self.day == other.day
        )


class Published:
    """The feed of one App. Its catalogue is made when first asked for, and again only when the directory has changed."""

    def __init__(self, app: App, records: Records) -> None:
        self._app, self._records = app, records
        self._lock = Lock()
        self._made: tuple[_State, Catalogue] | None = None

    def feed(self, address: str) -> Feed | None:
        """None while there is no content to publish."""
        knowledge = self._app.knowledge
        if knowledge is None:
            return None
        day = self._app.clock().astimezone(LONDON).date()
        made = self._catalogue(_State(knowledge, self._held(), day))
        return Feed(made, listing_of(knowledge), address, self._locate)

    def _held(self) -> Sequence[ServiceRecord]:
        """While the database is down, what was read from it last."""
        try:
            return self._records()
        except SQLAlchemyError as error:
            log.warning("records of sources cannot be read: %s", type(error).__name__)
            return self._made[0].records if self._made else ()

    def _catalogue(self, state: _State) -> Catalogue:
        with self._lock:
            if self._made is None or not self._made[0].stands(state):
                self._made = state, self._make(state)
            return self._made[1]

    def _make(self, state: _State) -> Catalogue:
        names = Names.of(self._app.authorities, state.knowledge.directory.needs.values())
        return catalogue(documents_of(state.knowledge, state.records, names, state.day), names)

    def _locate(self, text: str) -> Located:
        return self._app.locate_text(text)[1]


def listing_of(knowledge: Knowledge) -> Listing:
    """Under what name and licence this install lists services."""
    return Listing(knowledge.library.site.name, LICENCE, LICENCE_URL)


def documents_of(
    knowledge: Knowledge, records: Iterable[ServiceRecord], names: Names, day: date
) -> Iterator[Document]:
    """All that this install publishes on a day, as staff's curation leaves it."""
    rules = knowledge.feeds.rules
    return documents(
        knowledge.directory.services,
        republished(records, rules),
        names,
        listing_of(knowledge),
        listings(rules),
        day,
    )


def open_referral(site: FastAPI, app: App, records: Records) -> None:
    """Adds the feed to a site."""
    published = Published(app, records)

    @site.get(PATH)
    @site.get(PATH + "/{path:path}")
    @site.head(PATH)
    @site.head(PATH + "/{path:path}")
    def ask(request: Request, path: str = "") -> Response:
        address = (app.settings.public_url or str(request.base_url)).rstrip("/") + PATH
        return _response(request, _answer(published, address, path.strip("/"), request))

    @site.options(PATH)
    @site.options(PATH + "/{path:path}")
    def preflight() -> Response:
        return Response(status_code=204, headers=HEADERS)


def _answer(published: Published, address: str, path: str, request: Request) -> Answer:
    feed = published.feed(address)
    if feed is None:
        return Answer(503, {"error": "The directory cannot be read at the moment. Try later."})
    try:
        return feed.answer(path, request.query_params)
    except PostcodeFileMissing:
        error = "Postcodes cannot be looked up here at the moment. Leave postcode out."
        return Answer(503, {"error": error}, private=True)


def _response(request: Request, answer: Answer) -> Response:
    body = json.dumps(answer.body, ensure_ascii=False, separators=(",", ":")).encode()
    kept = answer.status == 200 and not answer.private
    headers = {**HEADERS, "Cache-Control": CACHED if kept else "no-store"}
    if kept:
        headers["ETag"] = f'"{sha256(body).hexdigest()[:32]}"'
        if headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
    return Response(body, answer.status, headers, "application/json")
