"""Intent + what was found → Turn. Pure: the clock comes in as an argument.

Every path ends in a sentence, an Urgent help choice and a way on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.conversation.asking import next_question, question_for, question_reply
from bot.conversation.intents import (
    AnswersFact,
    AsksMore,
    AsksTopic,
    AsksWhy,
    GivesPlace,
    InDanger,
    Intent,
    KeepsPlace,
    MayMean,
    NotAPlace,
    NotUnderstood,
    NotWords,
    Says,
    StillInDanger,
    WantsHelp,
    WantsUrgentHelp,
)
from bot.conversation.model import URGENT, Asks, Choice, Outcome, Reply, State, Turn
from bot.conversation.signposting import Signposter
from bot.conversation.wording import Wording, fit, helpline_text, paragraphs
from bot.library.library import Library
from bot.library.models import SafetyClass, Topic
from services_directory.places import Locality, Located
from services_directory.service import Found

URGENT_YES = "urgent:"
"""Yes to "is someone in danger?": the urgent page, under another value than the button that every reply holds."""

MOST_CHOICES = 10
"""What the smallest channel shows."""

LOSS = "baby-loss"
"""After a loss nobody is questioned, and no pregnancy is remembered."""

GENTLE_TURNS = 4
"""For how many turns after a danger every reply starts with one gentle line."""

SMALL_SHARE = 0.01
"""A district with a smaller share of a part postcode is not worth a question."""


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What the directory said to an intent's search. `place` is where the resident is, if that is known."""

    located: Located | None = None
    place: Locality | None = None
    found: Found | None = None


class Answering:
    """Answers in one library's words. Made anew for each message, because the clock and language are given to it."""

    def __init__(self, library: Library, state: State, looked_up: LookedUp, now: datetime) -> None:
        self._library, self._state, self._looked_up, self._now = library, state, looked_up, now
        self._wording = Wording(library, state.language)
        self._say = self._wording.say
        self._signposter = Signposter(library, self._wording, now)

    def answer(self, intent: Intent, danger_check: bool = False) -> Turn:
        """`danger_check` puts one short question on top of the ordinary answer."""
        answers: Mapping[type[Intent], Callable[[Any], Turn]] = {
            InDanger: self._danger,
            StillInDanger: self._still,
            WantsUrgentHelp: self._urgent,
            KeepsPlace: self._without_place,
            AsksTopic: self._topic,
            AsksMore: self._more,
            WantsHelp: self._help,
            GivesPlace: self._place,
            AnswersFact: self._fact,
            AsksWhy: self._why,
            MayMean: self._clarify,
            NotUnderstood: self._not_understood,
            NotWords: self._not_words,
            Says: self._says,
        }
        turn = answers[type(intent)](intent)
        return self._finished(self._checked(turn) if danger_check else turn)

    # Danger.

    def _danger(self, intent: InDanger) -> Turn:
        kind = self._library.safety[intent.kind]
        return self._safety_turn(kind)

    def _urgent(self, intent: WantsUrgentHelp) -> Turn:
        if intent.kind is not None:
            return self._safety_turn(self._library.safety[intent.kind])
        kinds = (self._library.safety.get(kind) for kind in self._library.site.urgent)
        choices = tuple(Choice(fit(kind.label), f"urgent:{kind.id}") for kind in kinds if kind)
        return self._turn("safety", Reply(self._say("urgent"), choices[:8]), step=URGENT)

    def _safety_turn(self, kind: SafetyClass) -> Turn:
        shown = [
            helpline_text(line, self._wording)
            for line in self._library.shown_helplines(kind.helplines)
        ]
        text = Reply(kind.reply)
        numbers = Reply(paragraphs(*shown), self._after_danger_choices()) if shown else None
        replies = (
            (text, numbers) if numbers else (replace(text, choices=self._after_danger_choices()),)
        )
        turn = self._turn("safety", *replies)
        return replace(
            turn,
            safety=kind.id,
            state=replace(turn.state, gentle=GENTLE_TURNS, danger=kind.id, expecting=None),
        )

    def _still(self, intent: StillInDanger) -> Turn:
        """The way to help once more, in other words than the first time, and no guess at a subject."""
        kind = self._library.safety.get(intent.kind)
        if kind is None:
            return self._urgent(WantsUrgentHelp())
        numbers = helplines_text(self._library, kind.helplines, self._wording)
        text = paragraphs(kind.after, self._say("urgent_in_words"))
        replies = (Reply(text), Reply(numbers)) if numbers else (Reply(text),)
        last = replace(replies[-1], choices=self._after_danger_choices())
        turn = self._turn("safety", *replies[:-1], last)
        state = replace(turn.state, gentle=max(turn.state.gentle - 1, 0))
        return replace(turn, safety=kind.id, state=state)

    def _after_danger_choices(self) -> tuple[Choice, ...]:
        return (
            self._wording.choice("label_human", "human"),
            self._wording.choice("label_no_danger", "not_danger"),
            self._wording.choice("label_menu", "menu"),
        )

    # Topics.

    def _topic(self, intent: AsksTopic) -> Turn:
        topic = self._topic_here(intent.topic)
        offered = self._topic_choices(topic, intent.second)
        second = self._second(intent.second)
        if self._looked_up.found is not None:
            lead = paragraphs(self._summary(topic), second)
            return self._with_help(self._looked_up.found, topic.needs, topic, lead)
        if intent.search is not None and intent.search.needs and intent.search.place != "same":
            turn = self._no_place_yet(WantsHelp(topic.needs, topic.id, search=intent.search))
            first = replace(
                turn.replies[0], text=paragraphs(self._summary(topic), turn.replies[0].text)
            )
            return self._about(topic, replace(turn, replies=(first, *turn.replies[1:])))
        if intent.wants_help:
            ask = self._say("ask_place", title=self._signposter.title(None, topic.needs))
            reply = Reply(paragraphs(self._summary(topic), second, ask), offered)
            return self._about(
                topic, self._turn("asked_place", reply, asks="place", step=f"topic:{topic.id}")
            )
        lines = None if topic.sensitive else self._helplines(topic)
        text = paragraphs(
            self._summary(topic), self._say("urgent_in_words") if topic.sensitive else None, second
        )
        replies = [Reply(text), Reply(lines)] if lines else [Reply(text)]
        replies[-1] = replace(replies[-1], choices=offered)
        return self._about(topic, self._turn("answered", *replies, step=f"topic:{topic.id}"))

    def _more(self, intent: AsksMore) -> Turn:
        topic = self._topic_here(intent.topic)
        section = topic.section(intent.section) or topic.sections[0]
        others = tuple(each for each in topic.sections if each.id != section.id)
        choices = (
            *self._section_choices(topic, others),
            *self._near_choice(topic),
            *self._related(topic)[:2],
        )
        text = paragraphs(f"{topic.title}: {section.label}", section.text)
        replies = [Reply(text)]
        if topic.sensitive and (lines := self._helplines(topic)):
            replies.append(Reply(lines))
        replies[-1] = replace(replies[-1], choices=choices)
        return self._about(
            topic, self._turn("answered", *replies, step=f"more:{topic.id}:{section.id}")
        )

    def _topic_here(self, topic_id: str) -> Topic:
        council = self._looked_up.place.council.code if self._looked_up.place else None
        return self._library.topic(topic_id, council) or self._library.topics[topic_id]

    def _summary(self, topic: Topic) -> str:
        overdue = topic.review_by < self._now.date()
        return paragraphs(topic.summary, self._say("review_due") if overdue else None)

    def _helplines(self, topic: Topic) -> str | None:
        shown = [
            helpline_text(line, self._wording)
            for line in self._library.shown_helplines(topic.helplines)
        ]
        return paragraphs(self._say("helplines"), *shown) if shown else None

    def _topic_choices(self, topic: Topic, second: str | None) -> tuple[Choice, ...]:
        also = self._library.topics.get(second or "")
        return (
            *((Choice(fit(also.label), f"topic:{also.id}"),) if also else ()),
            *self._section_choices(topic, topic.sections),
            *self._near_choice(topic),
            *self._related(topic)[:1],
        )

    def _section_choices(self, topic: Topic, sections: tuple[Any, ...]) -> tuple[Choice, ...]:
        return tuple(Choice(section.label, f"more:{topic.id}:{section.id}") for section in sections)

    def _near_choice(self, topic: Topic) -> tuple[Choice, ...]:
        return (self._wording.choice("label_near", f"near:{topic.id}"),) if topic.needs else ()

    def _related(self, topic: Topic) -> tuple[Choice, ...]:
        related = (self._library.topics.get(each) for each in topic.related)
        return tuple(Choice(fit(each.label), f"topic:{each.id}") for each in related if each)

    def _second(self, second: str | None) -> str | None:
        topic = self._library.topics.get(second or "")
        return self._say("second_need", title=topic.title.lower()) if topic else None

    def _about(self, topic: Topic, turn: Turn) -> Turn:
        state = replace(turn.state, topic=topic.id, needs=topic.needs)
        if topic.id == LOSS:
            facts = {name: fact for name, fact in state.facts.items() if "pregnant" not in name}
            state = replace(state, facts=facts)
        return replace(turn, topics=self._topics_of(topic), state=state)

    # Places and services.

    def _help(self, intent: WantsHelp) -> Turn:
        topic = self._library.topics.get(intent.topic or "")
        if not intent.needs:
            return self._turn(
                "clarified",
                Reply(paragraphs(self._say("menu")), self._menu_choices()),
                asks="clarify",
                step="menu",
            )
        if self._looked_up.found is not None:
            return self._with_help(self._looked_up.found, intent.needs, topic, None)
        turn = self._no_place_yet(intent)
        state = replace(turn.state, needs=intent.needs, topic=intent.topic)
        return replace(turn, state=state, topics=self._topics_of(topic))

    def _topics_of(self, topic: Topic | None) -> tuple[str, ...]:
        if topic is None:
            return ()
        return (topic.id, topic.core) if topic.core else (topic.id,)

    def _no_place_yet(self, intent: WantsHelp) -> Turn:
        """Asks for a place: the first time, again, or which of several."""
        located = self._looked_up.located
        if located is not None and located.kind == "partial":
            return self._which_district(located)
        if located is not None and located.kind == "unlisted":
            return self._no_such_place("place_unknown", intent.needs)
        if intent.search is not None and isinstance(intent.search.place, NotAPlace):
            return self._no_such_place("ask_place_again", intent.needs)
        title = self._signposter.title(None, intent.needs)
        reply = Reply(
            paragraphs(self._say("ask_place", title=title), self._say("urgent_in_words")),
            self._way_on(),
        )
        return self._turn("asked_place", reply, asks="place")

    def _no_such_place(self, phrase: str, needs: tuple[str, ...]) -> Turn:
        """The second time in other words, and with the lines that work without a place."""
        again = self._state.missed > 0
        text = self._say(f"{phrase}_2" if again else phrase)
        lines = self._signposter.national(needs) if again else None
        reply = Reply(paragraphs(text, lines), self._way_on())
        turn = self._turn("place_unknown", reply, asks="place")
        return replace(turn, state=replace(turn.state, missed=self._state.missed + 1))

    def _without_place(self, _intent: KeepsPlace) -> Turn:
        """They keep their place to themselves: what works anywhere, and not a word about it."""
        topic = self._library.topics.get(self._state.topic or "")
        lines = self._signposter.national(self._state.needs)
        text = paragraphs(self._say("without_place"), lines or self._say("human"))
        choices = (
            *((Choice(fit(topic.label), f"topic:{topic.id}"),) if topic else ()),
            *self._way_on(),
        )
        turn = self._turn("answered", Reply(text, choices))
        return replace(turn, topics=self._topics_of(topic))

    def _which_district(self, located: Located) -> Turn:
        choices = tuple(
            Choice(fit(share.locality.district.name), f"place:{share.locality.district.code}")
            for share in located.shares[:5]
            if share.share >= SMALL_SHARE
        )
        reply = Reply(self._say("ask_district", typed=located.typed), choices)
        return self._turn("asked_place", reply, asks="place")

    def _place(self, _intent: GivesPlace) -> Turn:
        """A place out of nowhere: say it back, and ask what for."""
        located, place = self._looked_up.located, self._looked_up.place
        if located is not None and located.kind == "partial" and place is None:
            return self._which_district(located)
        if place is None:
            return self._no_such_place("place_unknown", ())
        if self._library.place_of_council(place.council.code) is None:
            return self._outside(place, ())
        reply = Reply(self._say("ask_need", place=place.district.name), self._menu_choices())
        return self._at(place, self._turn("clarified", reply, asks="clarify"))

    def _with_help(
        self, found: Found, needs: tuple[str, ...], topic: Topic | None, lead: str | None
    ) -> Turn:
        """Services, a question that would change them, a gap, or who to ask instead."""
        grieving = topic is not None and topic.id == LOSS
        question = None if grieving else next_question(found, self._state, self._library)
        here = self._said_back(found.place)
        if question is not None:
            reply = question_reply(question, paragraphs(lead, here), self._wording)
            turn = self._turn("asked_eligibility", reply, asks="eligibility")
            asked = replace(
                turn.state, fact=question.fact, asked=(*turn.state.asked, question.fact)
            )
            return self._for_needs(replace(turn, state=asked), needs, topic, found.place)
        if (
            not found.signposts
            and not found.gaps
            and self._library.place_of_council(found.place.council.code) is None
        ):
            return self._for_needs(
                self._outside(found.place, needs, lead), needs, topic, found.place
            )
        replies = list(self._signposter.replies(found, needs, paragraphs(lead, here)))
        replies[-1] = replace(replies[-1], choices=self._after_help(topic))
        step = f"near:{topic.id}" if topic else f"need:{needs[0]}" if needs else None
        return self._for_needs(
            self._turn(_outcome_of(found), *replies, step=step), needs, topic, found.place
        )

    def _for_needs(
        self, turn: Turn, needs: tuple[str, ...], topic: Topic | None, place: Locality
    ) -> Turn:
        state = replace(turn.state, needs=needs, topic=topic.id if topic else None)
        return self._at(place, replace(turn, state=state, topics=self._topics_of(topic)))

    def _at(self, place: Locality, turn: Turn) -> Turn:
        return replace(turn, state=replace(turn.state, place=place.district.code))

    def _outside(self, place: Locality, needs: tuple[str, ...], lead: str | None = None) -> Turn:
        """Somewhere that has no pack: whose council to ask, and the lines that work anywhere."""
        country = place.country
        if country == "England":
            where = self._said_back(place)
            said = self._say("out_of_area", place=place.district.name, council=place.council.name)
        else:
            where, said = (
                self._say("place_said_back_country", country=country),
                self._say("out_of_area_country", country=country),
            )
        lines = self._signposter.national(needs) or helplines_text(
            self._library, ("nhs-111", "samaritans"), self._wording
        )
        replies = (Reply(paragraphs(lead, where, said)), Reply(lines, self._way_on()))
        return self._at(place, self._turn("out_of_area", *replies))

    def _said_back(self, place: Locality) -> str:
        located = self._looked_up.located
        phrase = (
            "place_ended" if located is not None and located.kind == "ended" else "place_said_back"
        )
        return self._say(phrase, place=place_name(place))

    def _after_help(self, topic: Topic | None) -> tuple[Choice, ...]:
        about = (Choice(fit(topic.label), f"topic:{topic.id}"),) if topic else ()
        return (
            *about,
            self._wording.choice("label_other_place", "another_place"),
            self._wording.choice("label_human", "human"),
        )

    def _way_on(self) -> tuple[Choice, ...]:
        return (self._wording.choice("label_human", "human"),)

    # Questions about the resident.

    def _fact(self, intent: AnswersFact) -> Turn:
        topic = self._library.topics.get(self._state.topic or "")
        if self._looked_up.found is None:
            return self._help(WantsHelp(self._state.needs, self._state.topic))
        skipped = intent.fact not in intent.facts
        lead = self._say("skipped") if skipped else None
        return self._with_help(self._looked_up.found, self._state.needs, topic, lead)

    def _why(self, _intent: AsksWhy) -> Turn:
        question = question_for(self._state.fact, self._library)
        if question is None:
            return self._says(Says("privacy"))
        lead = f"{self._say('why_asked')} {question.why}"
        return self._turn(
            "asked_eligibility", question_reply(question, lead, self._wording), asks="eligibility"
        )

    # Not sure.

    def _clarify(self, intent: MayMean) -> Turn:
        reply = Reply(
            self._say("did_you_mean"), (*self._topic_buttons(intent.topics), self._more_topics())
        )
        return self._turn("clarified", reply, asks="clarify")

    def _not_understood(self, intent: NotUnderstood) -> Turn:
        times = self._state.missed % 3 + 1
        reply = Reply(
            self._say(f"not_understood_{times}"),
            (*self._topic_buttons(intent.nearest[:3]), *self._lost_choices()),
        )
        turn = self._turn("not_understood", reply)
        return replace(turn, state=replace(turn.state, missed=self._state.missed + 1))

    def _not_words(self, intent: NotWords) -> Turn:
        return self._turn("not_understood", Reply(self._say(intent.kind), self._lost_choices()))

    def _topic_buttons(self, topics: tuple[str, ...]) -> tuple[Choice, ...]:
        found = (self._library.topics.get(topic) for topic in topics)
        return tuple(Choice(fit(topic.label), f"topic:{topic.id}") for topic in found if topic)

    def _more_topics(self) -> Choice:
        return self._wording.choice("label_more_menu", "menu")

    def _lost_choices(self) -> tuple[Choice, ...]:
        return (
            self._wording.choice("label_menu", "menu"),
            self._wording.choice("label_human", "human"),
        )

    # Small sayings.

    def _says(self, intent: Says) -> Turn:
        sayings: Mapping[str, Callable[[], Turn]] = {
            "greeting": self._greet,
            "thanks": lambda: self._turn(
                "thanked", Reply(self._say("thanked"), self._lost_choices()), step="thanks"
            ),
            "human": self._human,
            "help": lambda: self._turn(
                "menu", Reply(self._say("help"), self._lost_choices()), step="help"
            ),
            "privacy": lambda: self._turn(
                "privacy", Reply(self._say("privacy"), self._lost_choices())
            ),
            "out_of_scope": self._out_of_scope,
            "stop": lambda: self._forgotten("stopped"),
            "erase": lambda: self._forgotten("erased"),
            "my_data": self._my_data,
            "another_place": self._another_place,
            "not_danger": self._not_danger,
        }
        word, _, page = intent.what.partition(":")
        if word == "menu" and page:
            return self._menu_page(int(page))
        return sayings.get(word, self._menu)()

    def _greet(self) -> Turn:
        phrase = "greeting_again" if self._state.greeted else "greeting"
        return self._turn("greeted", Reply(self._say(phrase), self._menu_choices()), step="menu")

    def _menu(self) -> Turn:
        return self._turn("menu", Reply(self._say("menu"), self._menu_choices()), step="menu")

    def _menu_choices(self) -> tuple[Choice, ...]:
        return tuple(
            Choice(fit(item.label), f"menu:{place}")
            for place, item in enumerate(self._library.site.menu)
        )

    def _menu_page(self, number: int) -> Turn:
        item = self._library.menu_page(number)
        if item is None:
            return self._menu()
        text = self._say("menu_page", title=item.label)
        return self._turn(
            "menu", Reply(text, self._topic_buttons(item.topics)), step=f"menu:{number}"
        )

    def _human(self) -> Turn:
        """Who a person can speak to; and where they live is asked for, so that it can be somebody near."""
        place = self._looked_up.place
        pack = self._library.place_of_council(place.council.code) if place else None
        if pack is not None:
            text = self._say("human_here", council=pack.name, human=pack.human)
            return self._turn("human_offered", Reply(text, self._lost_choices()[:1]), step="human")
        reply = Reply(self._say("human"), self._lost_choices()[:1])
        turn = self._turn("human_offered", reply, asks=None if place else "place", step="human")
        return replace(turn, state=replace(turn.state, wants_person=place is None))

    def _out_of_scope(self) -> Turn:
        return self._turn("out_of_scope", Reply(self._say("out_of_scope"), self._lost_choices()))

    def _my_data(self) -> Turn:
        held = held_in_words(self._state, self._library, self._looked_up.place)
        text = self._say("my_data", held=held) if held else self._say("my_data_nothing")
        return self._turn("my_data", Reply(text, self._lost_choices()))

    def _another_place(self) -> Turn:
        reply = Reply(
            paragraphs(self._say("ask_place_short"), self._say("urgent_in_words")), self._way_on()
        )
        turn = self._turn("asked_place", reply, asks="place")
        return replace(
            turn,
            state=replace(turn.state, place=None),
            topics=self._topics_of(self._library.topics.get(self._state.topic or "")),
        )

    def _not_danger(self) -> Turn:
        turn = self._turn("menu", Reply(self._say("not_danger"), self._menu_choices()), step="menu")
        return replace(turn, state=replace(turn.state, danger=None))

    def _forgotten(self, phrase: Outcome) -> Turn:
        reply = Reply(self._say(phrase), (self._wording.choice("label_menu", "menu"),))
        return replace(
            self._turn(phrase, reply),
            state=State(language=self._state.language, greeted=True),
            forget=True,
        )

    # Every turn.

    def _turn(
        self, outcome: Outcome, *replies: Reply, asks: Asks | None = None, step: str | None = None
    ) -> Turn:
        place = self._looked_up.place
        known = place.district.code if place else self._state.place
        state = replace(
            self._state.at(step), expecting=asks, missed=0, place=known, wants_person=False
        )
        return Turn(replies, state, outcome, asks=asks)

    def _finished(self, turn: Turn) -> Turn:
        """What every turn ends with; and what was offered is remembered, so that "the second one" can be read."""
        turn = self._introduced(self._gently(turn))
        choices = self._with_way_on(turn.replies[-1].choices, turn.state)
        last = replace(turn.replies[-1], choices=choices)
        state = replace(turn.state, offered=choices)
        return replace(turn, replies=(*turn.replies[:-1], last), state=state)

    def _checked(self, turn: Turn) -> Turn:
        """The soft tier: it may be danger, so we ask, and answer what was asked all the same."""
        if turn.outcome == "safety" or turn.forget:
            return turn
        first = turn.replies[0]
        first = replace(first, text=paragraphs(self._say("danger_check"), first.text))
        replies = [first, *turn.replies[1:]]
        asked = (
            self._wording.choice("label_yes_danger", URGENT_YES),
            self._wording.choice("label_no_danger", "not_danger"),
        )
        replies[-1] = replace(replies[-1], choices=(*asked, *replies[-1].choices))
        return replace(turn, replies=tuple(replies), danger_check=True)

    def _gently(self, turn: Turn) -> Turn:
        """For some turns after a danger, one line comes first: they are not alone, and 999 still stands."""
        if turn.safety is not None or turn.forget or not turn.state.gentle:
            return turn
        kind = self._library.safety.get(turn.state.danger or "")
        just_now = turn.state.gentle == GENTLE_TURNS
        line = kind.after if kind and just_now else self._say("after_danger")
        first = replace(turn.replies[0], text=paragraphs(line, turn.replies[0].text))
        state = replace(turn.state, gentle=turn.state.gentle - 1)
        return replace(turn, replies=(first, *turn.replies[1:]), state=state)

    def _introduced(self, turn: Turn) -> Turn:
        """Once in a conversation: what this is, that it is automatic, and not for emergencies."""
        if turn.state.greeted or turn.forget or turn.outcome == "not_understood":
            return turn
        state = replace(turn.state, greeted=True)
        if turn.outcome in {"greeted", "safety"}:
            return replace(turn, state=state)
        bare = replace(turn.replies[-1], choices=())
        said = Reply(self._say("first_time"), turn.replies[-1].choices)
        return replace(turn, replies=(*turn.replies[:-1], bare, said), state=state)

    def _with_way_on(self, choices: tuple[Choice, ...], state: State) -> tuple[Choice, ...]:
        urgent = self._wording.choice("label_urgent", URGENT)
        back = (self._wording.choice("label_back", "back"),) if len(state.trail) > 1 else ()
        menu = self._wording.choice("label_menu", "menu")
        kept = [choice for choice in dict.fromkeys(choices) if choice.value not in {URGENT, "back"}]
        shown = (
            kept
            if any(choice.value.startswith("menu") for choice in kept)
            else [*kept[: MOST_CHOICES - 2 - len(back)], menu]
        )
        return (*shown[: MOST_CHOICES - 1 - len(back)], *back, urgent)


def _outcome_of(found: Found) -> Outcome:
    if found.gaps:
        return "gap_told"
    if found.signposts:
        return "signposted"
    return "not_eligible" if found.refused else "gap_told"


def place_name(place: Locality) -> str:
    """ "Stafford, Staffordshire" for a district of a county; "Leicester" for a council of its own."""
    district, council = place.district.name, place.council.name
    return district if district == council else f"{district} ({council})"


def held_in_words(state: State, library: Library, place: Locality | None) -> str:
    """What a state holds, for the resident whose it is."""
    topic = library.topics.get(state.topic or "")
    held = [
        f"- topic: {topic.title}" if topic else None,
        f"- area: {place.district.name}" if place else None,
        *(
            f"- you said: {fact.replace('_', ' ')}: {'yes' if value is True else 'no' if value is False else value:}"
            for fact, value in state.facts.items()
        ),
        f"- language: {library.site.languages.get(state.language, state.language)}"
        if state.language != "en"
        else None,
    ]
    return "\n".join(line for line in held if line)


def helplines_text(library: Library, ids: tuple[str, ...], wording: Wording) -> str:
    return paragraphs(*(helpline_text(line, wording) for line in library.shown_helplines(ids)))
