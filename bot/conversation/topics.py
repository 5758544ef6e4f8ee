"""A topic, as a resident reads it: the summary, one of its sections, and what to tap next. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import choices
from bot.conversation.finding import with_help
from bot.conversation.intents import AsksMore, AsksTopic, FollowsUp, WantsHelp
from bot.conversation.locating import no_place_yet
from bot.conversation.model import LOSS, Choice, Reply, Turn
from bot.conversation.remembered import after_loss
from bot.conversation.scene import Scene, counted_as, ending_with, topped
from bot.conversation.wording import paragraphs
from bot.library.models import Section, Topic


def topic(scene: Scene, intent: AsksTopic) -> Turn:
    """The summary; and if help was asked for, that too, or the place that it takes to find it."""
    about = _here(scene, intent.topic)
    found = scene.looked_up.found
    if found is not None:
        lead = paragraphs(_answer(scene, about, intent), _second(scene, intent))
        return with_help(scene, found, about.needs, about, lead)
    if intent.search is not None and intent.search.needs and intent.search.place != "same":
        wanted = WantsHelp(about.needs, about.id, search=intent.search)
        return _about(about, topped(no_place_yet(scene, wanted), _answer(scene, about, intent)))
    told = _asking_where if intent.wants_help else _told
    return _about(about, told(scene, about, intent))


def section(scene: Scene, intent: AsksMore) -> Turn:
    about = _here(scene, intent.topic)
    read = about.section(intent.section) or about.sections[0]
    text = Reply(paragraphs(f"{about.title}: {read.label}", read.text))
    lines = _helplines(scene, about) if about.sensitive else None
    replies = (text, Reply(lines)) if lines else (text,)
    step = f"more:{about.id}:{read.id}"
    others = _after_section(scene, about, read)
    return _about(about, scene.turn("answered", *ending_with(others, replies), step=step))


def follow_up(scene: Scene, intent: FollowsUp) -> Turn:
    """Nothing is written just for that: say so, and offer what there is and who to ask."""
    about = _here(scene, intent.topic)
    text = paragraphs(
        scene.say("follow_up", title=about.title.lower()), scene.say("urgent_in_words")
    )
    offered = (*_sections(about, about.sections), *_near(scene, about), *choices.way_on(scene))
    return _about(about, scene.turn("clarified", Reply(text, offered), asks="clarify"))


def _told(scene: Scene, about: Topic, intent: AsksTopic) -> Turn:
    """A sensitive topic says 999 in words, and keeps its numbers for the sections."""
    lines = None if about.sensitive else _helplines(scene, about)
    in_words = scene.say("urgent_in_words") if about.sensitive else None
    text = Reply(paragraphs(_answer(scene, about, intent), in_words, _second(scene, intent)))
    replies = (text, Reply(lines)) if lines else (text,)
    offered = _after_summary(scene, about, intent)
    return scene.turn("answered", *ending_with(offered, replies), step=f"topic:{about.id}")


def _asking_where(scene: Scene, about: Topic, intent: AsksTopic) -> Turn:
    ask = scene.say("ask_place", title=scene.signposter.title(None, about.needs))
    text = paragraphs(_answer(scene, about, intent), _second(scene, intent), ask)
    reply = Reply(text, _after_summary(scene, about, intent))
    return scene.turn("asked_place", reply, asks="place", step=f"topic:{about.id}")


def _here(scene: Scene, topic_id: str) -> Topic:
    """The topic as the resident's own council words it."""
    place = scene.looked_up.place
    council = place.council.code if place else None
    return scene.library.topic(topic_id, council) or scene.library.topics[topic_id]


def _answer(scene: Scene, about: Topic, intent: AsksTopic) -> str:
    """The summary first; then the one section that the question is clearly about."""
    asked = about.section(intent.section) if intent.section else None
    return paragraphs(_summary(scene, about), asked.text if asked else None)


def _summary(scene: Scene, about: Topic) -> str:
    overdue = about.review_by < scene.now.date()
    return paragraphs(about.summary, scene.say("review_due") if overdue else None)


def _second(scene: Scene, intent: AsksTopic) -> str | None:
    also = scene.library.topics.get(intent.second or "")
    return scene.say("second_need", title=also.title.lower()) if also else None


def _helplines(scene: Scene, about: Topic) -> str | None:
    lines = scene.helplines(about.helplines)
    return paragraphs(scene.say("helplines"), lines) if lines else None


def _about(about: Topic, turn: Turn) -> Turn:
    """The same turn, and what it was about is remembered."""
    state = replace(turn.state, topic=about.id, needs=about.needs)
    if about.id == LOSS:
        state = replace(state, facts=after_loss(state.facts))
    return replace(turn, topics=counted_as(about), state=state)


def _after_summary(scene: Scene, about: Topic, intent: AsksTopic) -> tuple[Choice, ...]:
    return (
        *choices.topics(scene, (intent.second or "",)),
        *_sections(about, about.sections),
        *_near(scene, about),
        *choices.topics(scene, about.related)[:1],
    )


def _after_section(scene: Scene, about: Topic, read: Section) -> tuple[Choice, ...]:
    others = tuple(each for each in about.sections if each.id != read.id)
    return (
        *_sections(about, others),
        *_near(scene, about),
        *choices.topics(scene, about.related)[:2],
    )


def _sections(about: Topic, sections: tuple[Section, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(each.label, f"more:{about.id}:{each.id}") for each in sections)


def _near(scene: Scene, about: Topic) -> tuple[Choice, ...]:
    return (scene.choice("label_near", f"near:{about.id}"),) if about.needs else ()
