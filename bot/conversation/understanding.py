"""Message + state → Intent: the readers, in order. Pure; everything is prepared once from the library.

Each reader says what the message means, or None to let the next one look. The order is the priority.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.conversation.asking import FactWords
from bot.conversation.evidence import STOP_WORDS, Concepts
from bot.conversation.gazetteer import Gazetteer
from bot.conversation.intents import (
    AnswersFact,
    AsksMore,
    AsksTopic,
    AsksWhy,
    GivesPlace,
    GoesBack,
    InDanger,
    Intent,
    KeepsPlace,
    MayMean,
    NamedPlace,
    NotAPlace,
    NotUnderstood,
    NotWords,
    PlaceSaid,
    Says,
    StillInDanger,
    Wanted,
    WantsHelp,
    WantsUrgentHelp,
)
from bot.conversation.matching import Match, Matcher, Reading, Speller
from bot.conversation.model import Message, State
from bot.conversation.safety import SafetyRules, Seen
from bot.conversation.words import tidy, words_of
from bot.library.library import Library
from services_directory.eligibility import Fact
from services_directory.postcode import (
    FoundInSentence,
    NotAPostcode,
    Postcode,
    find_part,
    find_whole,
)

SURE = 0.5
"""Belief in one core topic from which the answer is given at once."""

CLEARLY_ANOTHER_SUBJECT = 0.7
"""Belief from which a message just after a danger is taken to be about something else."""

WORDS_THAT_MAY_HIDE_DANGER = (AsksTopic, WantsHelp, MayMean, NotUnderstood)

SPOKEN_OF = 0.1
SPOKEN_OF_SENSITIVE = 0.3
NAMED_A_SERVICE = 0.08
"""Belief that the whole message gives to a second need: "pregnant and cant stop smoking" is one need, not two."""

WORTH_A_CHECK = 0.5
"""How much a message must sound like danger before we ask."""

LIKELY = 0.35
"""Belief from which an answer is given if nothing else comes within a third of it."""

UNSURE = 0.22
"""Belief below which nothing fits: nearest topics, menu, human."""

KNOWN = 0.34
"""The least share of a message's content words that our content must know."""

_TOPIC, _NEED, _INTENT = "topic:", "need:", "intent:"
_ORDINALS = {
    "first": 0,
    "1st": 0,
    "second": 1,
    "2nd": 1,
    "third": 2,
    "3rd": 2,
    "fourth": 3,
    "4th": 3,
    "last": -1,
}
_PLACE_WORDS = frozenset(
    "near in at from around live lives living postcode is my im i its it the for to we were are am our "  # noqa: SIM905
    "actually ok okay then what about now instead sorry mean meant moved moving house new been staying "
    "stay try how and oh no yes wait here there ive weve a town area please pls thanks ta hi hello place "
    "change changed different another other one code address by of just not".split()
)
"""Words that stand around a place and say nothing more."""

_LEADS_TO_PART = frozenset({"near", "in", "at", "from", "around", "postcode", "live", "about"})
_SPLIT = re.compile(r"\s(?:and also|also|plus|and|as well as)\s|[.;?!\n]+|,\s*and\s", re.IGNORECASE)

PLAIN_TAPS = frozenset(
    [
        "human",
        "stop",
        "erase",
        "privacy",
        "my_data",
        "help",
        "not_danger",
        "another_place",
        "thanks",
    ]
)
"""Choices that say all in one word."""

Reader = Callable[[Message, State], Intent | None]


class Understanding:
    """What a library teaches us to understand."""

    def __init__(
        self,
        library: Library,
        common_words: frozenset[str],
        district_names: Mapping[str, str] = {},
    ) -> None:
        """`district_names` are names by ONS code, for places outside the packs."""
        self.library = library
        concepts = Concepts({concept.id: concept.words for concept in library.concepts.concepts})
        speak, emoji = library.concepts.text_speak, library.concepts.emoji
        self.speller = _speller(library, concepts, common_words)
        self.safety = SafetyRules(
            tuple(library.safety.values()), library.safety_words, self.speller.repair, speak, emoji
        )
        phrases = [phrase for _, phrase in _examples(library)]
        self.matcher = Matcher(_examples(library), concepts, speak, emoji, self.speller)
        kinds = library.safety.values()
        self.alarm = self.matcher.learn_alarm(
            [example for kind in kinds for example in kind.must_match],
            [*(example for kind in kinds for example in kind.must_not_match), *phrases],
        )
        self._exactly = {
            self._tidied(words): intent.id
            for intent in library.intents.intents
            for words in intent.exactly
        }
        self._gazetteer = Gazetteer(library.places.values(), district_names)
        self._near_me = _near_me(library)
        self._topic_of_need = _topics_of_needs(library)
        self._facts = FactWords(library.questions.questions)
        self._readers: tuple[Reader, ...] = (
            self._read_what_is_not_words,
            self._read_tap,
            self._read_nothing,
            self._read_command,
            self._read_offered,
            self._read_answer,
            self._read_place,
            self._read_meaning,
        )

    def _tidied(self, text: str) -> str:
        concepts = self.library.concepts
        return " ".join(words_of(tidy(text, concepts.text_speak, concepts.emoji)))

    def look_for_danger(self, message: Message) -> Seen:
        """Runs before anything else, and needs no state."""
        return (
            self.safety.look(message.text)
            if message.kind in {"text", "start"} and message.text
            else Seen(None)
        )

    def sounds_like_danger(self, message: Message, seen: Seen, intent: Intent) -> bool:
        """The soft tier: no rule fired, yet it is worth one short check on top of the answer.

        A tap, a command or a bare place is not a sentence about anyone. A question about an emergency lowers the
        alarm to this check, never to nothing.
        """
        if message.kind != "text" or not isinstance(intent, WORDS_THAT_MAY_HIDE_DANGER):
            return False
        if intent.search is not None and intent.search.place != "same":
            return False
        return _asks_about_danger(seen) or self.alarm.sounds(message.text) >= WORTH_A_CHECK

    def _is_about_the_danger(self, intent: Intent, message: Message, state: State) -> bool:
        """Just after a danger, a few plain words ("what should i do", "hes gone now") are about that danger."""
        if not state.gentle or message.kind != "text":
            return False
        if isinstance(intent, NotUnderstood | MayMean | NotWords):
            return True
        if isinstance(intent, Says):
            return intent.what in {"greeting", "out_of_scope"}
        content = [word for word in self.matcher.words(message.text) if word not in STOP_WORDS]
        by_core = self.beliefs(self.matcher.read(message.text, most=len(self.matcher.labels)))
        return isinstance(intent, AsksTopic | WantsHelp) and (
            len(content) < 2 or not by_core or by_core[0][1] < CLEARLY_ANOTHER_SUBJECT
        )

    def understand(self, message: Message, state: State, seen: Seen) -> Intent:
        if seen.danger:
            return InDanger(seen.danger.kind)
        readings = (read(message, state) for read in self._readers)
        intent = next((intent for intent in readings if intent is not None), NotUnderstood())
        if self._is_about_the_danger(intent, message, state):
            intent = StillInDanger(str(state.danger))
        elif _asks_about_danger(seen) and isinstance(intent, NotUnderstood | MayMean):
            intent = WantsUrgentHelp()
        return replace(intent, facts={**self.facts_in(message.text), **intent.facts})

    def facts_in(self, text: str) -> dict[str, Fact]:
        """What a message says about the resident in passing: "im 12 weeks pregnant and cant stop smoking"."""
        concepts = self.library.concepts
        return self._facts.find(tidy(text, concepts.text_speak, concepts.emoji)) if text else {}

    # The readers, in their order.

    def _read_what_is_not_words(self, message: Message, _state: State) -> Intent | None:
        if message.kind in {"text", "choice", "start"}:
            return None
        return NotWords(message.kind)

    def _read_tap(self, message: Message, state: State) -> Intent | None:
        if message.kind == "start":
            return self._start(message.text)
        if message.kind != "choice":
            return None
        return self.tapped(message.choice or "", state) or NotUnderstood()

    def _read_nothing(self, message: Message, _state: State) -> Intent | None:
        return (
            NotWords("empty")
            if not self._tidied(message.text) and not message.text.strip()
            else None
        )

    def _read_command(self, message: Message, _state: State) -> Intent | None:
        said = self._exactly.get(self._tidied(message.text.removeprefix("/")))
        if said in {None, "yes", "no", "skip", "why", "same_place", "more", "find_service"}:
            return None
        return self._said(str(said))

    def _read_offered(self, message: Message, state: State) -> Intent | None:
        """A button's own words, its number, "the second one", or yes and no to what was just offered."""
        said = self._tidied(message.text)
        for choice in state.offered:
            if said and said == self._tidied(choice.label):
                return self.tapped(choice.value, state)
        if (place := _ordinal(said, len(state.offered))) is not None:
            return self.tapped(state.offered[place].value, state)
        if self._exactly.get(said) == "more" and state.topic:
            topic = self.library.topics.get(state.topic)
            return AsksMore(state.topic, topic.sections[0].id) if topic else None
        if self._exactly.get(said) == "yes" and state.expecting == "confirm" and state.offered:
            return self.tapped(state.offered[0].value, state)
        return None

    def _read_answer(self, message: Message, state: State) -> Intent | None:
        """Yes, no, skip or why to what the last reply asked."""
        said = self._exactly.get(self._tidied(message.text))
        if said not in {"yes", "no", "skip", "why"}:
            return None
        if state.expecting == "eligibility" and state.fact:
            answer = {"yes": True, "no": False, "skip": None}
            return AsksWhy() if said == "why" else self._answers(state, state.fact, answer[said])
        if said == "why":
            return None
        if state.expecting == "place" and said != "yes":
            return KeepsPlace()
        if state.gentle:
            return StillInDanger(str(state.danger)) if said == "yes" else Says("not_danger")
        return Says("menu" if said == "yes" and state.trail[-1:] == ("thanks",) else "thanks")

    def _read_place(self, message: Message, state: State) -> Intent | None:
        place, rest = self._place_in(message.text, asked=state.expecting == "place")
        if place is None:
            return self._not_a_place(message, state)
        if place == "same" and state.place is None:
            return WantsHelp(state.needs, state.topic) if state.needs else Says("another_place")
        intent = self._meaning_of(rest, state) if _says_something(rest) else None
        if isinstance(intent, AsksTopic):
            needs = self.library.topics[intent.topic].needs
            return replace(intent, wants_help=bool(needs), search=Wanted(needs, place))
        if isinstance(intent, WantsHelp) and intent.needs:
            return replace(intent, search=Wanted(intent.needs, place))
        if isinstance(intent, MayMean | Says):
            return replace(intent, search=Wanted((), place))
        if state.wants_person:
            return Says("human", search=Wanted((), place))
        if state.needs:
            return WantsHelp(state.needs, state.topic, search=Wanted(state.needs, place))
        return GivesPlace(search=Wanted((), place))

    def _not_a_place(self, message: Message, state: State) -> Intent | None:
        """We asked for a place and got something else: a new subject if it is clearly one, or a kind second try."""
        if state.expecting != "place":
            return None
        intent = self._meaning_of(message.text, state)
        if intent is None or isinstance(intent, NotUnderstood | MayMean):
            return WantsHelp(state.needs, state.topic, search=Wanted(state.needs, NotAPlace()))
        return intent

    def _read_meaning(self, message: Message, state: State) -> Intent | None:
        return self._meaning_of(message.text, state)

    # What the readers share.

    def tapped(self, value: str, state: State) -> Intent | None:
        """A choice's value → its meaning; None for one that we never made."""
        word, _, rest = value.partition(":")
        if word in PLAIN_TAPS:
            return Says(word)
        taps: Mapping[str, Callable[[str, State], Intent | None]] = {
            "topic": lambda rest, _: AsksTopic(rest) if rest in self.library.topics else None,
            "more": self._tapped_more,
            "near": self._tapped_near,
            "need": self._tapped_need,
            "place": self._tapped_place,
            "fact": self._tapped_fact,
            "urgent": self._tapped_urgent,
            "menu": self._tapped_menu,
            "back": lambda _rest, _: GoesBack(),
            "why": lambda _rest, _: AsksWhy(),
            "again": lambda _rest, state: self._again(state),
        }
        return taps[word](rest, state) if word in taps else None

    def _tapped_more(self, rest: str, _state: State) -> Intent | None:
        topic_id, _, section = rest.partition(":")
        topic = self.library.topics.get(topic_id)
        return AsksMore(topic_id, section) if topic and topic.section(section) else None

    def _tapped_near(self, rest: str, state: State) -> Intent | None:
        topic = self.library.topics.get(rest)
        return self._near(topic.needs, rest, state) if topic and topic.needs else None

    def _tapped_need(self, rest: str, state: State) -> Intent | None:
        known = any(need.id == rest for need in self.library.needs.needs)
        return self._near((rest,), None, state) if known else None

    def _tapped_place(self, rest: str, state: State) -> Intent | None:
        wanted = Wanted(state.needs, NamedPlace(rest))
        if state.needs:
            return WantsHelp(state.needs, state.topic, search=wanted)
        return GivesPlace(search=wanted)

    def _tapped_fact(self, rest: str, state: State) -> Intent | None:
        fact, _, answer = rest.partition(":")
        if not any(question.fact == fact for question in self.library.questions.questions):
            return None
        return self._answers(state, fact, {"yes": True, "no": False}.get(answer))

    def _tapped_urgent(self, rest: str, _state: State) -> Intent | None:
        return WantsUrgentHelp(rest or None) if not rest or rest in self.library.safety else None

    def _tapped_menu(self, rest: str, _state: State) -> Intent:
        known = rest in {str(page) for page in range(len(self.library.site.menu))}
        return Says(f"menu:{rest}" if known else "menu")

    def _again(self, state: State) -> Intent:
        """Where they stand, once more: the last step of the trail."""
        last = self.tapped(state.trail[-1], state) if state.trail else None
        return last or Says("menu")

    def _near(self, needs: tuple[str, ...], topic: str | None, state: State) -> Intent:
        return WantsHelp(needs, topic, search=Wanted(needs, "same") if state.place else None)

    def _answers(self, state: State, fact: str, yes: bool | None) -> Intent:
        question = next(
            question for question in self.library.questions.questions if question.fact == fact
        )
        facts = {} if yes is None else {fact: question.means(yes)}
        return AnswersFact(fact, search=Wanted(state.needs, "same"), facts=facts)

    def _start(self, payload: str) -> Intent:
        """A deep link chooses a topic that we know; anything else is a greeting."""
        if payload in self.library.topics:
            return AsksTopic(payload)
        return Says("greeting")

    def _said(self, what: str) -> Intent:
        if what == "urgent":
            return WantsUrgentHelp()
        if what == "back":
            return GoesBack()
        if what == "loss" and "baby-loss" in self.library.topics:
            return AsksTopic("baby-loss")
        return Says(what)

    def _place_in(self, text: str, asked: bool) -> tuple[PlaceSaid | None, str]:
        """A place in a message, and what the message says besides it."""
        if self._exactly.get(self._tidied(text)) == "same_place":
            return "same", ""
        if found := find_whole(text) or _part_in(text, asked):
            return found.postcode, found.rest
        if postcode := _whole_postcode(text):
            return postcode, ""
        if named := self._gazetteer.find(text, asked):
            plain = " ".join(words_of(tidy(text, {}, {})))
            return NamedPlace(named.district), plain.replace(named.name, " ", 1)
        return None, text

    def _meaning_of(self, text: str, state: State) -> Intent | None:
        said = self._exactly.get(self._tidied(text))
        if said == "find_service":
            return self._help_for_current(state)
        reading = self.matcher.read(text, most=len(self.matcher.labels))
        intent = self.decide(reading, text, state)
        if isinstance(intent, AsksTopic):
            whole = dict(self.beliefs(reading))
            return replace(intent, second=self._second_need(text, intent.topic, whole))
        return intent

    def decide(self, reading: Reading, text: str, state: State) -> Intent | None:
        """Answer when sure, ask when not, and say so when nothing fits. A wrong page is worse than a question."""
        by_core = self.beliefs(reading)
        if not by_core:
            return NotUnderstood()
        (best, belief), *others = by_core
        clearly = belief >= SURE or (
            belief >= LIKELY and (not others or others[0][1] <= belief / 3)
        )
        topics = [core for core, _ in by_core if core.startswith(_TOPIC)]
        nearest = tuple(core.removeprefix(_TOPIC) for core in topics[:3])
        if reading.known < KNOWN or belief < UNSURE:
            return NotUnderstood(nearest)
        if not clearly:
            return self._ask_which(by_core, nearest)
        return self._means(best, reading, text, state)

    def beliefs(self, reading: Reading) -> list[tuple[str, float]]:
        """Labels with finer topics added up under their core topic, best first."""
        total: dict[str, float] = {}
        for match in reading.matches:
            core = self._core_label(match.label)
            total[core] = total.get(core, 0.0) + match.score
        return sorted(total.items(), key=lambda pair: -pair[1])

    def _core_label(self, label: str) -> str:
        """A finer topic counts for its core; a need counts for the topic that leads to it."""
        if label.startswith(_NEED):
            return self._topic_of_need.get(label.removeprefix(_NEED), label)
        if label.startswith(_TOPIC):
            return f"{_TOPIC}{self.library.core_of(label.removeprefix(_TOPIC))}"
        return label

    def _ask_which(self, by_core: list[tuple[str, float]], nearest: tuple[str, ...]) -> Intent:
        best = by_core[0][0]
        if best.startswith(_INTENT):
            return NotUnderstood(nearest)
        worth_asking = tuple(
            core.removeprefix(_TOPIC)
            for core, belief in by_core
            if core.startswith(_TOPIC) and belief >= 0.08
        )
        return MayMean(worth_asking[:4] or nearest)

    def _means(self, best: str, reading: Reading, text: str, state: State) -> Intent | None:
        if best.startswith(_NEED):
            return self._near((best.removeprefix(_NEED),), None, state)
        if best == f"{_INTENT}find_service":
            named = next((m for m in reading.matches if m.label.startswith(_NEED)), None)
            if named and named.score >= NAMED_A_SERVICE:
                return self._means(self._core_label(named.label), reading, text, state)
            return self._help_for_current(state)
        if best.startswith(_INTENT):
            return self._said(best.removeprefix(_INTENT))
        finest = next(match for match in reading.matches if self._core_label(match.label) == best)
        named_a_service = finest.label.startswith(_NEED)
        topic_id = (best if named_a_service else finest.label).removeprefix(_TOPIC)
        return self._topic(topic_id, named_a_service or self._asks_for_help_near(text), state)

    def _topic(self, topic_id: str, asks_for_help: bool, state: State) -> Intent:
        topic = self.library.topics[topic_id]
        wants_help = bool(topic.needs) and (topic.asks_place or asks_for_help)
        search = Wanted(topic.needs, "same") if wants_help and state.place else None
        return AsksTopic(topic_id, wants_help=wants_help, search=search)

    def _help_for_current(self, state: State) -> Intent:
        if state.needs:
            return self._near(state.needs, state.topic, state)
        return WantsHelp(())

    def _asks_for_help_near(self, text: str) -> bool:
        said = f" {self._tidied(text)} "
        return any(f" {words} " in said for words in self._near_me)

    def _second_need(self, text: str, first: str, whole: Mapping[str, float]) -> str | None:
        """Another core topic that a later part is surely about, and that the whole message speaks of as well."""
        parts = [part for part in _SPLIT.split(text[:600]) if len(part.split()) >= 2]
        topic_first = self.library.topics[first]
        if len(parts) < 2 or topic_first.sensitive:
            return None
        for part in parts:
            for core, belief in self.beliefs(self.matcher.read(part))[:1]:
                topic = core.removeprefix(_TOPIC)
                known = (first, self.library.core_of(first), *topic_first.related)
                another = core.startswith(_TOPIC) and topic not in known
                spoken_of = SPOKEN_OF_SENSITIVE if self._is_sensitive(topic) else SPOKEN_OF
                if another and belief >= SURE and whole.get(core, 0.0) >= spoken_of:
                    return topic
        return None

    def _is_sensitive(self, topic_id: str) -> bool:
        topic = self.library.topics.get(topic_id)
        return topic is not None and topic.sensitive

    def explain(self, text: str, most: int = 6) -> tuple[Match, ...]:
        return self.matcher.read(text, most).matches


def _speller(library: Library, concepts: Concepts, common: frozenset[str]) -> Speller:
    asked = {word for _, phrase in _examples(library) for word in words_of(tidy(phrase, {}, {}))}
    patterns = (
        says for kind in library.safety.values() for rule in kind.rules for says in rule.says
    )
    sets = (item for items in library.safety_words.sets.values() for item in items)
    dangerous = {
        word
        for wording in (*patterns, *sets)
        for word in re.findall(r"[a-z]+(?![a-z*])", wording.lower())
    }
    ours = concepts.words() | dangerous
    return Speller(ours | (asked & common), common | asked & ours)


def _examples(library: Library) -> list[tuple[str, str]]:
    topics = [
        (f"{_TOPIC}{topic.id}", phrase)
        for topic in library.topics.values()
        for phrase in topic.asked_as
    ]
    needs = [
        (f"{_NEED}{need.id}", phrase) for need in library.needs.needs for phrase in need.asked_as
    ]
    intents = [
        (f"{_INTENT}{intent.id}", phrase)
        for intent in library.intents.intents
        for phrase in intent.asked_as
    ]
    return topics + needs + intents


def _topics_of_needs(library: Library) -> dict[str, str]:
    """ "stop smoking service" is about stopping smoking: `needs.yaml` says which topic a need belongs to."""
    return {need.id: f"{_TOPIC}{need.topic}" for need in library.needs.needs if need.topic}


def _asks_about_danger(seen: Seen) -> bool:
    """ "what do i do if she stops breathing" wants advice with 999 in it, not an alarm."""
    return any(almost.guard == "asking" for almost in seen.almost)


def _near_me(library: Library) -> tuple[str, ...]:
    found = next((intent for intent in library.intents.intents if intent.id == "near_me"), None)
    return found.exactly if found else ()


def _ordinal(said: str, offered: int) -> int | None:
    """ "2", "the second one" → a place among what was offered."""
    words = [
        word
        for word in said.split()
        if word not in {"the", "one", "option", "number", "choice", "please", "that"}
    ]
    if len(words) != 1 or not offered:
        return None
    place = (
        int(words[0]) - 1 if words[0].isdigit() and len(words[0]) < 3 else _ORDINALS.get(words[0])
    )
    return (
        place
        if place is not None and -1 <= place < offered and (place >= 0 or words[0] == "last")
        else None
    )


def _whole_postcode(text: str) -> Postcode | None:
    try:
        return (
            Postcode.parse(text)
            if len(text) <= 12 and any(letter.isdigit() for letter in text)
            else None
        )
    except NotAPostcode:
        return None


def _part_in(text: str, asked: bool) -> FoundInSentence | None:
    """Half a postcode counts alone, when a place was asked for, or after a word like "near": not in "vitamin B12"."""
    found = find_part(text)
    if found is None:
        return None
    alone = not _says_something(found.rest)
    return found if alone or asked or found.before in _LEADS_TO_PART else None


def _says_something(rest: str) -> bool:
    """Whether more is said than "actually im in … now"."""
    return any(word not in _PLACE_WORDS for word in words_of(tidy(rest, {}, {})))
