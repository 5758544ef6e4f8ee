"""What an intent's search comes to: where they are, and what there is for them.

A postcode goes no further than this: what comes back is a district, and a point for one search.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.conversation.answering import LookedUp
from bot.conversation.asking import possible_answers
from bot.conversation.intents import Intent, NamedPlace, NotAPlace, PlaceSaid
from bot.conversation.model import State
from bot.conversation.remembered import needs_with_leads
from bot.packs import Knowledge
from services_directory.authorities import Authorities
from services_directory.directory import Directory
from services_directory.places import Locality, Located, Point, middle
from services_directory.postcode import PartPostcode, Postcode
from services_directory.postcodes.file import PostcodeFile
from services_directory.postcodes.nearest import locate_point
from services_directory.service import ServiceSearch
from services_directory.week import Week


class Places:
    """Authorities and postcodes together. Without a postcode file named places still work."""

    def __init__(self, authorities: Authorities, postcodes: PostcodeFile | None) -> None:
        self._authorities, self._postcodes = authorities, postcodes

    def remembered(self, district: str) -> Locality:
        return self._authorities.locality(district)

    def located(self, said: PlaceSaid, remembered: Locality | None) -> Located:
        """What a resident said of where they are, or the place that is remembered of them."""
        if said == "same":
            return Located("live", remembered) if remembered else Located("unlisted")
        if isinstance(said, NamedPlace):
            known = said.district in self._authorities.by_district
            return (
                Located("live", self._authorities.locality(said.district))
                if known
                else Located("unlisted")
            )
        if isinstance(said, NotAPlace):
            return Located("not_a_postcode")
        if isinstance(said, Point):
            return self._at(said)
        if self._postcodes is None:
            return Located("unlisted")
        if isinstance(said, Postcode):
            return self._postcodes.locate(said)
        return (
            _one_place(self._postcodes.locate_part(said))
            if isinstance(said, PartPostcode)
            else Located("unlisted")
        )

    def _at(self, here: Point) -> Located:
        return locate_point(self._postcodes, here) if self._postcodes else Located("unlisted")

    def whole(self, postcode: Postcode) -> Locality | None:
        return self._postcodes.locate(postcode).locality if self._postcodes else None

    def centre(self, code: str) -> Point | None:
        """The middle of a district, or of a county's districts."""
        if self._postcodes is None:
            return None
        points = [self._postcodes.centre(district) for district in self._authorities.within(code)]
        return middle([point for point in points if point])


def look_up(
    knowledge: Knowledge, places: Places, intent: Intent, state: State, now: datetime
) -> LookedUp:
    """The postcode goes no further than this: what comes back is a district, and a point for one search."""
    remembered = places.remembered(state.place) if state.place else None
    if intent.search is None:
        names = _names(knowledge.directory, state.shown)
        return LookedUp(place=remembered, names=names)
    located = places.located(intent.search.place, remembered)
    place = located.locality
    if place is None:
        return LookedUp(located)
    if not intent.search.needs and not intent.search.week:
        return LookedUp(located, place)
    if intent.search.week:
        search = ServiceSearch(intent.search.needs, place, now, state.facts)
        return LookedUp(located, place, week=_week(knowledge.directory, search))
    needs = needs_with_leads(intent.search.needs, state.facts, knowledge.library)
    answers = possible_answers(knowledge.library)
    found = knowledge.directory.find(ServiceSearch(needs, place, now, state.facts, answers=answers))
    return LookedUp(located, place, found)


def _week(directory: Directory, search: ServiceSearch) -> Week:
    """What is on for these needs; and where that is nothing, what is on at all."""
    week = directory.whats_on(search)
    return week if week.days or not search.needs else directory.whats_on(replace(search, needs=()))


def _names(directory: Directory, service_ids: Iterable[str]) -> dict[str, str]:
    services = (directory.service(each) for each in service_ids)
    return {service.id: service.name for service in services if service is not None}


def _one_place(located: Located) -> Located:
    """Part of a postcode that lies in one district, near enough, is that district."""
    if located.kind == "partial" and located.shares and located.shares[0].share > 0.99:
        return replace(located, locality=located.shares[0].locality)
    return located
