"""Message + state → Intent: the readers, in order. Pure; everything is prepared once from the library.

Each reader says what the message means, or None to let the next one look. The order is the priority.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from bot.conversation.alarm import BY_EAR, Alarm
from bot.conversation.asides import CONTAINED, Asides
from bot.conversation.evidence import STOP_WORDS
from bot.conversation.gazetteer import Gazetteer
from bot.conversation.intents import (
    AnswersFact,
    AsksMore,
    AsksTopic,
    AsksWhatsOn,
    AsksWhy,
    FollowsUp,
    GivesPlace,
    InDanger,
    Intent,
    KeepsPlace,
    MayMean,
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
from bot.conversation.likeness import Sense
from bot.conversation.matching import Match, Matcher
from bot.conversation.meaning import Meaning
from bot.conversation.model import Message, State
from bot.conversation.ordinals import ordinal
from bot.conversation.safety import Danger, SafetyRules, Seen
from bot.conversation.spelling import Speller
from bot.conversation.tapping import Taps
from bot.conversation.teaching import Taught, concepts_of, speller_of, teach
from bot.conversation.told import Told
from bot.conversation.whereabouts import Whereabouts, says_something
from bot.library.library import Library
from services_directory.eligibility import Fact

CLEARLY_ANOTHER_SUBJECT = 0.7
"""Belief from which a message just after a danger is taken to be about something else."""

WORDS_THAT_MAY_ANSWER = (
    AsksMore,
    AsksTopic,
    AsksWhatsOn,
    FollowsUp,
    GivesPlace,
    MayMean,
    NotUnderstood,
    Says,
    WantsHelp,
)
"""What an answer in a resident's own words may be taken for, and a tap or a command never is."""

WORDS_THAT_MAY_HIDE_DANGER = (AsksTopic, WantsHelp, MayMean, NotUnderstood, Says)

Reader = Callable[[Message, State], Intent | None]


class Understanding:
    """What a library teaches us to understand."""

    def __init__(
        self,
        library: Library,
        common_words: frozenset[str],
        district_names: Mapping[str, str] = {},
        taught: Taught | None = None,
        sense: Sense | None = None,
    ) -> None:
        """`district_names` are names by ONS code, for places outside the packs.

        `taught` is what this library taught before; without it, it is taught now, which takes some seconds. `sense` is
        the sentence encoder, where one is installed.
        """
        self.library = library
        concepts = concepts_of(library)
        speak, emoji = library.concepts.text_speak, library.concepts.emoji
        self.speller = speller_of(library, concepts, common_words)
        self.safety = _rules(library, self.speller)
        taught = taught or teach(library, concepts, self.speller, sense)
        self.matcher = Matcher(taught, speak, emoji, self.speller, sense)
        self.alarm = Alarm(self.safety, self.matcher, library.thresholds)
        self._exactly = {
            self._tidied(words): intent.id
            for intent in library.intents.intents
            for words in intent.exactly
            if intent.id not in CONTAINED
        }
        gazetteer = Gazetteer(library.places.values(), district_names)
        self._whereabouts = Whereabouts(gazetteer, lambda text: self._command(text) == "same_place")
        self.taps = Taps(library)
        self.meaning = Meaning(library, self.matcher, self.taps, self._command)
        asides = Asides(library, self._tidied, self._whereabouts, self.meaning)
        self._told = Told(library.questions, library.concepts)
        self._readers: tuple[Reader, ...] = (
            self._read_pin,
            self._read_what_is_not_words,
            self._read_tap,
            self._read_nothing,
            self._read_command,
            self._read_offered,
            self._read_answer,
            asides.wrong,
            asides.week,
            self._read_place,
            asides.about_these,
            asides.language,
            self._read_meaning,
        )

    def _tidied(self, text: str) -> str:
        return self.matcher.tidied(text)

    def _command(self, text: str) -> str | None:
        """The intent that a whole message is, word for word."""
        return self._exactly.get(self._tidied(text))

    def look_for_danger(self, message: Message) -> Seen:
        """Runs before anything else, and needs no state."""
        return (
            self.alarm.look(message.text)
            if message.kind in {"text", "start"} and message.text
            else Seen(None)
        )

    def sounds_like_danger(self, message: Message, seen: Seen, intent: Intent) -> bool:
        """The soft tier: no rule fired, yet it is worth one short check on top of the answer.

        A question about an emergency lowers the alarm to this check, never to nothing.
        """
        if not self.may_hide_danger(message, intent):
            return False
        return asks_about_danger(seen) or seen.belief >= self.library.thresholds.worth_a_check

    def may_hide_danger(self, message: Message, intent: Intent) -> bool:
        """Whether it is a sentence about anyone, and not a tap, a command or a bare place."""
        if message.kind != "text" or self._command(message.text):
            return False
        place, rest = self._whereabouts.find(message.text, asked=True)
        if place is not None and not says_something(rest):
            return False
        return isinstance(intent, WORDS_THAT_MAY_HIDE_DANGER)

    def _is_about_the_danger(self, intent: Intent, message: Message, state: State) -> bool:
        """Just after a danger, a few plain words ("what should i do", "hes gone now") are about that danger."""
        if not state.gentle or message.kind != "text":
            return False
        if isinstance(intent, NotUnderstood | MayMean | NotWords):
            return True
        if isinstance(intent, Says):
            return intent.what in {"greeting", "out_of_scope"}
        content = [word for word in self.matcher.words(message.text) if word not in STOP_WORDS]
        by_core = self.meaning.beliefs(
            self.matcher.read(message.text, most=len(self.matcher.labels))
        )
        return isinstance(intent, AsksTopic | WantsHelp) and (
            len(content) < 2 or not by_core or by_core[0][1] < CLEARLY_ANOTHER_SUBJECT
        )

    def understand(
        self, message: Message, state: State, seen: Seen, today: date | None = None
    ) -> Intent:
        """Without `today` no time since a birth is read."""
        if seen.danger and not self._only_a_time(message, seen.danger, today):
            return InDanger(seen.danger.kind)
        readings = (read(message, state) for read in self._readers)
        intent = next((intent for intent in readings if intent is not None), NotUnderstood())
        told = self._told.hear(message.text, today, state)
        if self._may_answer(message, state, intent):
            intent = self._answer(message, state, told, today) or intent
        if self._is_about_the_danger(intent, message, state):
            intent = StillInDanger(str(state.danger))
        elif asks_about_danger(seen) and isinstance(intent, NotUnderstood | MayMean):
            intent = WantsUrgentHelp()
        return replace(intent, facts={**told, **intent.facts})

    def _only_a_time(self, message: Message, danger: Danger, today: date | None) -> bool:
        """ "had him 5 months 29 days ago", and no more: by ear it is like danger, and no rule says that it is."""
        return danger.rule == BY_EAR and self._told.is_only_a_time(message.text, today)

    def _may_answer(self, message: Message, state: State, intent: Intent) -> bool:
        """Words of their own, and no command or button, after help was looked for near them."""
        if message.kind != "text" or self._command(message.text) or not state.needs:
            return False
        return state.place is not None and isinstance(intent, WORDS_THAT_MAY_ANSWER)

    def _answer(
        self, message: Message, state: State, told: dict[str, Fact], today: date | None
    ) -> Intent | None:
        """What was asked is answered, or what is held is put right: "yes i am", "actually i do smoke"."""
        again = Wanted(state.needs, "same")
        if fact := self._told.settles(message.text, state, told):
            return AnswersFact(fact, search=again, facts=told)
        if (state.facts or state.asked) and self._told.is_not_me(message.text):
            return WantsHelp(state.needs, state.topic, search=again, afresh=True)
        if state.expecting != "eligibility" or state.fact is None:
            return None
        yes = self._told.answer(message.text, tells=bool(told))
        if yes is not None:
            return self.taps.answers(state, state.fact, yes)
        return AsksWhy() if self._told.is_only_a_time(message.text, today) else None

    def decided_by_belief(self, message: Message) -> str | None:
        """The words of a first message that the matcher decides on; None where a danger, a command or a bare place decides."""
        if self.look_for_danger(message).danger or self._command(message.text):
            return None
        place, rest = self._whereabouts.find(message.text, asked=False)
        return rest if place is None or says_something(rest) else None

    def facts_in(self, text: str, today: date | None = None) -> dict[str, Fact]:
        """What a message says about the resident in passing: "im 12 weeks pregnant and cant stop smoking"."""
        return self._told.hear(text, today, State())

    # The readers, in their order.

    def _read_pin(self, message: Message, state: State) -> Intent | None:
        """A shared location says where, as a postcode would."""
        return self._at(message.pin, None, state) if message.pin else None

    def _read_what_is_not_words(self, message: Message, _state: State) -> Intent | None:
        if message.kind in {"text", "choice", "start"}:
            return None
        return NotWords("other" if message.kind == "pin" else message.kind)

    def _read_tap(self, message: Message, state: State) -> Intent | None:
        if message.kind == "start":
            return self.taps.start(message.text)
        if message.kind != "choice":
            return None
        return self.taps.read(message.choice or "", state) or NotUnderstood()

    def _read_nothing(self, message: Message, _state: State) -> Intent | None:
        return (
            NotWords("empty")
            if not self._tidied(message.text) and not message.text.strip()
            else None
        )

    def _read_command(self, message: Message, _state: State) -> Intent | None:
        said = self._command(message.text.removeprefix("/"))
        if said in {None, "yes", "no", "skip", "why", "same_place", "more", "find_service"}:
            return None
        return self.taps.said(str(said))

    def _read_offered(self, message: Message, state: State) -> Intent | None:
        """A button's own words, its number, "the second one", or yes and no to what was just offered."""
        said = self._tidied(message.text)
        for choice in state.offered:
            if said and said == self._tidied(choice.label):
                return self.taps.read(choice.value, state)
        if (place := ordinal(said, len(state.offered))) is not None:
            return self.taps.read(state.offered[place].value, state)
        if self._exactly.get(said) == "more" and state.topic:
            topic = self.library.topics.get(state.topic)
            return AsksMore(state.topic, topic.sections[0].id) if topic else None
        if self._exactly.get(said) == "yes" and state.expecting == "confirm" and state.offered:
            return self.taps.read(state.offered[0].value, state)
        return None

    def _read_answer(self, message: Message, state: State) -> Intent | None:
        """Yes, no, skip or why to what the last reply asked."""
        said = self._command(message.text)
        if said not in {"yes", "no", "skip", "why"}:
            return None
        if state.expecting == "eligibility" and state.fact:
            answer = {"yes": True, "no": False, "skip": None}
            return (
                AsksWhy() if said == "why" else self.taps.answers(state, state.fact, answer[said])
            )
        if said == "why":
            return None
        if state.expecting == "place":
            return WantsHelp(state.needs, state.topic) if said == "yes" else KeepsPlace()
        if state.gentle:
            return StillInDanger(str(state.danger)) if said == "yes" else Says("not_danger")
        return Says("menu" if said == "yes" and state.trail[-1:] == ("thanks",) else "thanks")

    def _read_place(self, message: Message, state: State) -> Intent | None:
        place, rest = self._whereabouts.find(message.text, asked=state.expecting == "place")
        if place is None:
            return self._not_a_place(message, state)
        if place == "same" and state.place is None:
            return WantsHelp(state.needs, state.topic) if state.needs else Says("another_place")
        intent = self.meaning.of(rest, state) if says_something(rest) else None
        return self._at(place, intent, state)

    def _at(self, place: PlaceSaid, intent: Intent | None, state: State) -> Intent:
        """What a place means beside the rest of a message, or after what was asked before."""
        if isinstance(intent, AsksTopic):
            needs = self.library.topics[intent.topic].needs
            return replace(
                intent, wants_help=bool(needs), section=None, search=Wanted(needs, place)
            )
        if isinstance(intent, WantsHelp) and intent.needs:
            return replace(intent, search=Wanted(intent.needs, place))
        if isinstance(intent, MayMean | Says):
            return replace(intent, search=Wanted((), place))
        if state.asked_week:
            return AsksWhatsOn(state.needs, search=Wanted(state.needs, place, week=True))
        if state.wants_person:
            return Says("human", search=Wanted((), place))
        if state.needs:
            return WantsHelp(state.needs, state.topic, search=Wanted(state.needs, place))
        return GivesPlace(search=Wanted((), place))

    def _not_a_place(self, message: Message, state: State) -> Intent | None:
        """We asked for a place and got something else: a new subject if it is clearly one, or a kind second try."""
        if state.expecting != "place":
            return None
        intent = self.meaning.of(message.text, state)
        unclear = intent == Says("out_of_scope") or isinstance(intent, NotUnderstood | MayMean)
        if intent is None or unclear:
            return WantsHelp(state.needs, state.topic, search=Wanted(state.needs, NotAPlace()))
        return intent

    def _read_meaning(self, message: Message, state: State) -> Intent | None:
        return self.meaning.of(message.text, state)

    def explain(self, text: str) -> tuple[Match, ...]:
        """Every label, best first."""
        return self.matcher.read(text, most=len(self.matcher.labels)).matches


def rules_of(library: Library, common_words: frozenset[str]) -> SafetyRules:
    """The safety rules alone, without anything that takes learning."""
    return _rules(library, speller_of(library, concepts_of(library), common_words))


def _rules(library: Library, speller: Speller) -> SafetyRules:
    speak, emoji = library.concepts.text_speak, library.concepts.emoji
    kinds = tuple(library.safety.values())
    return SafetyRules(kinds, library.safety_words, speller.repair, speak, emoji)


def asks_about_danger(seen: Seen) -> bool:
    """ "what do i do if she stops breathing" wants advice with 999 in it, not an alarm."""
    return any(almost.guard == "asking" for almost in seen.almost)
