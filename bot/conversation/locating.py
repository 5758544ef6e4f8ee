"""Where a resident lives: asking for it, saying it back, and what to say when that is no place we serve. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import choices
from bot.conversation.intents import GivesPlace, NotAPlace, WantsHelp
from bot.conversation.model import Choice, Reply, Turn
from bot.conversation.scene import Scene, counted_as
from bot.conversation.wording import fit, lines, paragraphs
from services_directory.places import Locality, Located, Share

SMALL_SHARE = 0.01
"""A district with a smaller share of a part postcode is not worth a question."""


def place_given(scene: Scene, _intent: GivesPlace) -> Turn:
    """A place out of nowhere: say it back, and ask what for."""
    located, place = scene.looked_up.located, scene.looked_up.place
    if located is not None and located.kind == "partial" and place is None:
        return _which_district(scene, located)
    if place is None:
        return _no_such_place(scene, "place_unknown", ())
    if scene.library.place_of_council(place.council.code) is None:
        return outside(scene, place, ())
    reply = Reply(scene.say("ask_need", place=place.district.name), choices.menu(scene))
    return at(place, scene.turn("clarified", reply, asks="clarify"))


def no_place_yet(scene: Scene, intent: WantsHelp) -> Turn:
    """Asks for a place: the first time, again, or which of several."""
    located = scene.looked_up.located
    if located is not None and located.kind == "partial":
        return _which_district(scene, located)
    if located is not None and located.kind == "unlisted":
        return _no_such_place(scene, "place_unknown", intent.needs)
    if intent.search is not None and isinstance(intent.search.place, NotAPlace):
        return _no_such_place(scene, "ask_place_again", intent.needs)
    if not intent.needs:
        return _asked(scene, scene.say("ask_place_short"))
    return _asked(scene, scene.say("ask_place", title=scene.signposter.title(None, intent.needs)))


def another_place(scene: Scene) -> Turn:
    turn = _asked(scene, scene.say("ask_place_short"))
    return replace(turn, state=replace(turn.state, place=None), topics=counted_as(scene.topic))


def outside(scene: Scene, place: Locality, needs: tuple[str, ...], lead: str | None = None) -> Turn:
    """Somewhere that has no pack: whose council to ask, and the lines that work anywhere."""
    national = scene.signposter.national(needs) or scene.helplines(("nhs-111", "samaritans"))
    told = paragraphs(lead, *_not_here(scene, place))
    replies = (Reply(told), Reply(national, choices.way_on(scene)))
    return at(place, scene.turn("out_of_area", *replies))


def said_back(scene: Scene, place: Locality) -> str:
    located = scene.looked_up.located
    ended = located is not None and located.kind == "ended"
    return scene.say("place_ended" if ended else "place_said_back", place=place_name(place))


def at(place: Locality, turn: Turn) -> Turn:
    """The same turn, and the place is remembered."""
    return replace(turn, state=replace(turn.state, place=place.district.code))


def place_name(place: Locality) -> str:
    """ "Stafford (Staffordshire)" for a district of a county; "Leicester" for a council of its own."""
    district, council = place.district.name, place.council.name
    return district if district == council else f"{district} ({council})"


def _asked(scene: Scene, question: str) -> Turn:
    text = paragraphs(question, scene.say("urgent_in_words"))
    return scene.turn("asked_place", Reply(text, choices.way_on(scene)), asks="place")


def _which_district(scene: Scene, located: Located) -> Turn:
    likely = [share for share in located.shares[:5] if share.share >= SMALL_SHARE]
    districts = tuple(
        Choice(fit(share.locality.district.name), f"place:{share.locality.district.code}")
        for share in likely
    )
    question = scene.say("ask_district", typed=located.typed)
    shares = lines(*(_share(scene, each) for each in likely))
    reply = Reply(paragraphs(question, shares), districts)
    return scene.turn("asked_place", reply, asks="place")


def _share(scene: Scene, share: Share) -> str:
    in_hundred = str(max(1, round(share.share * 100)))
    return scene.say("district_share", place=share.locality.district.name, share=in_hundred)


def _no_such_place(scene: Scene, phrase: str, needs: tuple[str, ...]) -> Turn:
    """The second time in other words, and with the lines that work without a place."""
    again = scene.state.missed > 0
    text = scene.say(f"{phrase}_2" if again else phrase)
    national = scene.signposter.national(needs) if again else None
    reply = Reply(paragraphs(text, national), choices.way_on(scene))
    turn = scene.turn("place_unknown", reply, asks="place")
    return replace(turn, state=replace(turn.state, missed=scene.state.missed + 1))


def _not_here(scene: Scene, place: Locality) -> tuple[str, str]:
    """The place said back, and that it is not ours; another country is named instead of a council."""
    country = place.country
    if country == "England":
        council, district = place.council.name, place.district.name
        ours_not = scene.say("out_of_area", place=district, council=council)
        return said_back(scene, place), ours_not
    return (
        scene.say("place_said_back_country", country=country),
        scene.say("out_of_area_country", country=country),
    )
