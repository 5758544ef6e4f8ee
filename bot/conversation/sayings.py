"""The small things that the bot says: hello, the menu, a person, your data, sorry. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.conversation import choices
from bot.conversation.dangers import not_danger
from bot.conversation.intents import MayMean, NotUnderstood, NotWords, Says
from bot.conversation.locating import another_place
from bot.conversation.model import FORGOTTEN_AFTER, Asks, Outcome, Reply, State, Turn
from bot.conversation.remembered import LOSS_TOLD
from bot.conversation.scene import Scene
from bot.conversation.signposting import listed
from bot.conversation.wording import paragraphs
from services_directory.eligibility import Fact
from services_directory.opening import LONDON
from services_directory.opening_words import clock, day_in_words


def said(scene: Scene, intent: Says) -> Turn:
    """Whatever has no answer of its own gets the menu."""
    word, _, page = intent.what.partition(":")
    if word == "menu" and page:
        return _menu_page(scene, int(page))
    if word == "language":
        return _language(scene, page)
    return SAYINGS.get(word, _menu)(scene)


def did_you_mean(scene: Scene, intent: MayMean) -> Turn:
    more = scene.choice("label_more_menu", "menu")
    reply = Reply(scene.say("did_you_mean"), (*choices.topics(scene, intent.topics), more))
    return scene.turn("clarified", reply, asks="clarify")


def not_understood(scene: Scene, intent: NotUnderstood) -> Turn:
    """In other words each time, until they come round again."""
    text = scene.say(f"not_understood_{scene.state.missed % 3 + 1}")
    nearest = choices.topics(scene, intent.nearest[:3])
    turn = scene.turn("not_understood", Reply(text, (*nearest, *choices.lost(scene))))
    return replace(turn, state=replace(turn.state, missed=scene.state.missed + 1))


def not_words(scene: Scene, intent: NotWords) -> Turn:
    return _plain(scene, "not_understood", scene.say(intent.kind))


def privacy(scene: Scene) -> Turn:
    """What Telegram's terms ask for: who runs it, what is kept and how long, how to erase it, whom to ask."""
    names = sorted({place.contact.name for place in scene.library.places.values()})
    return _plain(scene, "privacy", scene.say("privacy", councils=listed(names)))


def _plain(scene: Scene, outcome: Outcome, text: str, step: str | None = None) -> Turn:
    return scene.turn(outcome, Reply(text, choices.lost(scene)), step=step)


def _greeting(scene: Scene) -> Turn:
    text = scene.say("greeting_again" if scene.state.greeted else "greeting")
    return scene.turn("greeted", Reply(text, choices.menu(scene)), step="menu")


def _menu(scene: Scene) -> Turn:
    return scene.turn("menu", Reply(scene.say("menu"), choices.menu(scene)), step="menu")


def _menu_page(scene: Scene, number: int) -> Turn:
    item = scene.library.menu_page(number)
    if item is None:
        return _menu(scene)
    reply = Reply(scene.say("menu_page", title=item.label), choices.topics(scene, item.topics))
    return scene.turn("menu", reply, step=f"menu:{number}")


def _thanks(scene: Scene) -> Turn:
    return _plain(scene, "thanked", scene.say("thanked"), step="thanks")


def _help(scene: Scene) -> Turn:
    return _plain(scene, "menu", scene.say("help"), step="help")


def _out_of_scope(scene: Scene) -> Turn:
    """What this is for, and whom to ask instead: their own council by name, where we know it."""
    contact = _council_contact(scene)
    return _plain(scene, "out_of_scope", paragraphs(scene.say("out_of_scope"), contact))


def _council_contact(scene: Scene) -> str | None:
    """Its name; and its number and website, where staff are sure of them."""
    place = scene.looked_up.place
    pack = scene.library.place_of_council(place.council.code) if place else None
    if pack is None:
        return None
    phone = scene.say("phone", phone=pack.contact.phone) if pack.contact.phone else None
    shown = phone if pack.contact.shown else None
    url = scene.say("website", url=pack.contact.url) if pack.contact.url else None
    return paragraphs(scene.say("ask_council", council=pack.contact.name), shown, url)


def _language(scene: Scene, code: str) -> Turn:
    """The rest of the conversation in a language that we speak; or that we do not, and who can interpret."""
    if not code:
        return _plain(scene, "human_offered", scene.say("language_unknown"))
    spoken = Scene.of(
        scene.library, replace(scene.state, language=code), scene.looked_up, scene.now
    )
    return _plain(spoken, "greeted", spoken.say("language_changed"))


def _human(scene: Scene) -> Turn:
    """Who a person can speak to; and where they live is asked for, so that it can be somebody near."""
    place = scene.looked_up.place
    pack = scene.library.place_of_council(place.council.code) if place else None
    menu = choices.lost(scene)[:1]
    if pack is not None:
        text = scene.say("human_here", council=pack.name, human=pack.human)
        return scene.turn("human_offered", Reply(text, menu), step="human")
    asks: Asks | None = None if place else "place"
    turn = scene.turn("human_offered", Reply(scene.say("human"), menu), asks=asks, step="human")
    return replace(turn, state=replace(turn.state, wants_person=place is None))


def _my_data(scene: Scene) -> Turn:
    held = held_in_words(scene)
    if not held:
        return _plain(scene, "my_data", scene.say("my_data_nothing"))
    until = _moment_in_words(scene.now + FORGOTTEN_AFTER)
    return _plain(scene, "my_data", scene.say("my_data", held=held, until=until))


def _stopped(scene: Scene) -> Turn:
    return _forgotten(scene, "stopped", scene.say("stopped"))


def _erased(scene: Scene) -> Turn:
    return _forgotten(scene, "erased", scene.say("erased"))


def _forgotten(scene: Scene, outcome: Outcome, text: str) -> Turn:
    turn = scene.turn(outcome, Reply(text, (scene.choice("label_menu", "menu"),)))
    return replace(turn, state=State(language=scene.state.language, greeted=True), forget=True)


def held_in_words(scene: Scene) -> str:
    """What a state holds, for the resident whose it is. A danger or a loss is not named: somebody else may be reading."""
    state, place, waiting = scene.state, scene.looked_up.place, scene.looked_up.waiting
    topic = scene.library.topics.get(state.topic or "")
    language = scene.library.site.languages.get(state.language, state.language)
    held = (
        scene.say("held_topic", topic=topic.title) if topic else None,
        scene.say("held_area", area=place.district.name) if place else None,
        *(
            scene.say("held_fact", fact=_fact_in_words(*each))
            for each in state.facts.items()
            if each[0] != LOSS_TOLD
        ),
        scene.say("held_services") if state.shown or state.reported else None,
        scene.say("held_steps") if state.trail else None,
        scene.say("held_waiting", count=str(waiting)) if waiting else None,
        scene.say("held_gentle") if state.danger or LOSS_TOLD in state.facts else None,
        scene.say("held_language", language=language) if state.language != "en" else None,
    )
    return "\n".join(f"- {line}" for line in held if line)


def _moment_in_words(moment: datetime) -> str:
    here = moment.astimezone(LONDON)
    return f"{here:%A} {day_in_words(here.date())}, {clock(here.time())}"


def _fact_in_words(fact: str, value: Fact) -> str:
    answer = "yes" if value is True else "no" if value is False else str(value).removesuffix(".0")
    return f"{fact.replace('_', ' ')}: {answer}"


SAYINGS: Mapping[str, Callable[[Scene], Turn]] = {
    "greeting": _greeting,
    "thanks": _thanks,
    "human": _human,
    "help": _help,
    "privacy": privacy,
    "out_of_scope": _out_of_scope,
    "stop": _stopped,
    "erase": _erased,
    "my_data": _my_data,
    "another_place": another_place,
    "not_danger": not_danger,
}
"""What a saying is called in `content/base/intents.yaml` or on a button → its answer."""
