"""Help near a resident: what was found, and the questions about them that would change it. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import choices
from bot.conversation.asking import next_question, question_for, question_reply
from bot.conversation.intents import AnswersFact, AsksWhy, KeepsPlace, WantsHelp
from bot.conversation.locating import at, no_place_yet, outside, said_back
from bot.conversation.model import LOSS, Choice, Outcome, Reply, Turn
from bot.conversation.remembered import instead_of, needs_searched
from bot.conversation.sayings import privacy
from bot.conversation.scene import Scene, counted_as, ending_with
from bot.conversation.wording import paragraphs
from bot.library.models import FactQuestion, Topic
from services_directory.service import Found


def help_near(scene: Scene, intent: WantsHelp) -> Turn:
    topic = scene.library.topics.get(intent.topic or "")
    if not intent.needs:
        return _help_with_what(scene)
    if scene.looked_up.found is not None:
        about_these = scene.say("about_these") if intent.again else None
        lead = scene.say("facts_forgotten") if intent.afresh else about_these
        return with_help(scene, scene.looked_up.found, intent.needs, topic, lead)
    turn = no_place_yet(scene, intent)
    state = replace(turn.state, needs=intent.needs, topic=intent.topic)
    return replace(turn, state=state, topics=counted_as(topic))


def with_help(
    scene: Scene, found: Found, needs: tuple[str, ...], topic: Topic | None, lead: str | None
) -> Turn:
    """Services, a question that would change them, a gap, or who to ask instead."""
    question = _worth_asking(scene, found, topic)
    if question is not None:
        turn = _questioned(scene, found, question, lead)
    elif _nobody_there(scene, found):
        turn = outside(scene, found.place, needs, lead)
    else:
        turn = _signposted(scene, found, needs, topic, lead)
    state = replace(turn.state, needs=needs, topic=topic.id if topic else None)
    return at(found.place, replace(turn, state=state, topics=counted_as(topic)))


def without_place(scene: Scene, _intent: KeepsPlace) -> Turn:
    """They keep their place to themselves: what works anywhere, and not a word about it."""
    lines = scene.signposter.national(scene.state.needs)
    text = paragraphs(scene.say("without_place"), lines or scene.say("human"))
    buttons = (*choices.topic(scene.topic), *choices.way_on(scene))
    return replace(scene.turn("answered", Reply(text, buttons)), topics=counted_as(scene.topic))


def fact_answered(scene: Scene, intent: AnswersFact) -> Turn:
    if scene.looked_up.found is None:
        return help_near(scene, WantsHelp(scene.state.needs, scene.state.topic))
    found = scene.looked_up.found
    last = _worth_asking(scene, found, scene.topic) is None
    lead = scene.say("skipped") if last and intent.fact not in intent.facts else None
    return with_help(scene, found, scene.state.needs, scene.topic, lead)


def why_asked(scene: Scene, _intent: AsksWhy) -> Turn:
    question = question_for(scene.state.fact, scene.library)
    if question is None:
        return privacy(scene)
    why = f"{scene.say('why_asked')} {question.why}"
    reply = question_reply(question, why, scene.wording, scene.today)
    return scene.turn("asked_eligibility", reply, asks="eligibility")


def _help_with_what(scene: Scene) -> Turn:
    reply = Reply(paragraphs(scene.say("menu")), choices.menu(scene))
    return scene.turn("clarified", reply, asks="clarify", step="menu")


def _worth_asking(scene: Scene, found: Found, topic: Topic | None) -> FactQuestion | None:
    grieving = topic is not None and topic.id == LOSS
    return None if grieving else next_question(found, scene.state, scene.library)


def _questioned(scene: Scene, found: Found, question: FactQuestion, lead: str | None) -> Turn:
    here = said_back(scene, found.place)
    first = scene.state.expecting != "eligibility"
    told = paragraphs(lead, here if first else None)
    reply = question_reply(question, told, scene.wording, scene.today, first)
    turn = scene.turn("asked_eligibility", reply, asks="eligibility")
    asked = (*turn.state.asked, question.fact)
    return replace(turn, state=replace(turn.state, fact=question.fact, asked=asked))


def _nobody_there(scene: Scene, found: Found) -> bool:
    """Nothing was found, and the council has no pack that could say why."""
    pack = scene.library.place_of_council(found.place.council.code)
    return not found.signposts and not found.gaps and pack is None


def _signposted(
    scene: Scene, found: Found, needs: tuple[str, ...], topic: Topic | None, lead: str | None
) -> Turn:
    here = paragraphs(lead, said_back(scene, found.place))
    searched = needs_searched(found, needs, scene.state.facts, scene.library)
    instead = instead_of(found, scene.state.facts, scene.library)
    after = _after_help(scene, topic, wrong=bool(found.signposts))
    replies = ending_with(after, scene.signposter.replies(found, searched, here, instead))
    step = f"near:{topic.id}" if topic else f"need:{needs[0]}" if needs else None
    turn = scene.turn(_outcome_of(found), *replies, step=step)
    shown = tuple(signpost.service.id for signpost in found.signposts)
    return replace(turn, state=replace(turn.state, shown=shown))


def _after_help(scene: Scene, topic: Topic | None, wrong: bool) -> tuple[Choice, ...]:
    other_place = scene.choice("label_other_place", "another_place")
    is_wrong = (scene.choice("label_wrong", "wrong"),) if wrong else ()
    return (*choices.topic(topic), other_place, *is_wrong, *choices.way_on(scene))


def _outcome_of(found: Found) -> Outcome:
    if found.gaps:
        return "gap_told"
    if found.signposts:
        return "signposted"
    return "not_eligible" if found.refused else "gap_told"
