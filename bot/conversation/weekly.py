"""What is on near a resident this week. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.conversation import choices
from bot.conversation.intents import AsksWhatsOn, WantsHelp
from bot.conversation.locating import at, no_place_yet, outside, said_back
from bot.conversation.model import Reply, Turn
from bot.conversation.scene import Scene
from bot.conversation.signposting import miles_in_words
from bot.conversation.wording import lines, paragraphs
from services_directory.opening import LONDON, clock
from services_directory.week import OnDay, Week


def whats_on(scene: Scene, intent: AsksWhatsOn) -> Turn:
    """A list by day; or the place that it takes to make one."""
    week = scene.looked_up.week
    if week is None:
        turn = no_place_yet(scene, WantsHelp(intent.needs, search=intent.search))
        return replace(turn, state=replace(turn.state, needs=intent.needs, asked_week=True))
    here = _nothing(scene, week) if not week.days else _listed(scene, week)
    return at(week.place, replace(here, state=replace(here.state, asked_week=False)))


def _listed(scene: Scene, week: Week) -> Turn:
    other = scene.choice("label_other_place", "another_place")
    wrong = scene.choice("label_wrong", "wrong")
    reply = Reply(_in_words(scene, week), (other, wrong, *choices.way_on(scene)))
    turn = scene.turn("signposted", reply)
    shown = dict.fromkeys(each.service.id for _, there in week.days for each in there)
    return replace(turn, state=replace(turn.state, shown=tuple(shown)))


def _in_words(scene: Scene, week: Week) -> str:
    """A paragraph for each day; and to ring before setting out, because groups move and stop."""
    intro = scene.say("week", place=week.place.district.name)
    days = (
        lines(_day(scene, day), *(_on(scene, each) for each in there)) for day, there in week.days
    )
    more = scene.say("week_more") if week.more else None
    return paragraphs(said_back(scene, week.place), intro, *days, more, scene.say("week_check"))


def _day(scene: Scene, day: date) -> str:
    away = (day - scene.now.astimezone(LONDON).date()).days
    named = f"{day:%A} {day.day} {day:%B}"
    said = {0: "week_today", 1: "week_tomorrow"}.get(away, "week_day")
    return scene.say(said, day=named)


def _on(scene: Scene, on: OnDay) -> str:
    """ "9.30am to 11am: Baby café, Town Hall (about 1 mile)", and its number."""
    opens, closes = (
        each.astimezone(LONDON).time() for each in (on.session.opens, on.session.closes)
    )
    times = f"{clock(opens)} to {clock(closes)}"
    venue = on.service.venue
    name = venue.name if venue and venue.name != on.service.name else None
    where = name or (venue.address if venue else "")
    far = f" ({miles_in_words(on.miles)})" if on.miles is not None else ""
    said = scene.say("week_on", times=times, service=on.service.name, where=f"{where}{far}")
    maybe = None if on.session.certain else scene.say("week_maybe")
    only = _first_or_last(scene, on)
    phone = on.service.shown_contact.phone
    return lines(said, only, maybe, scene.say("phone", phone=phone) if phone else None)


def _first_or_last(scene: Scene, on: OnDay) -> str | None:
    if on.session.is_first:
        return scene.say("week_first")
    return scene.say("week_last") if on.session.is_last else None


def _nothing(scene: Scene, week: Week) -> Turn:
    if scene.library.place_of_council(week.place.council.code) is None:
        return outside(scene, week.place, ())
    told = scene.say("week_nothing", place=week.place.district.name)
    text = paragraphs(said_back(scene, week.place), told, scene.signposter.council_says(week.place))
    return scene.turn("gap_told", Reply(text, choices.lost(scene)))
