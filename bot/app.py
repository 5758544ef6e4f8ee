"""build(settings) and App.handle(message): the one place where the parts meet.

The order is the promise: danger is looked for first, in memory; one transaction holds all that is kept; and whatever
fails, the resident gets a sentence with 999, 111 and a human route.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine

from bot.conversation.answering import Answering, LookedUp
from bot.conversation.asking import possible_answers
from bot.conversation.intents import GoesBack, Intent, NamedPlace, NotAPlace, PlaceSaid, Says
from bot.conversation.model import Message, State, Turn
from bot.conversation.remembered import needs_with_leads, remembering
from bot.conversation.safety import Seen
from bot.last_resort import LAST_REPLY
from bot.library.reading import ContentFault
from bot.listings import Listings
from bot.metrics import CONTENT_FAULTS, DECIDED
from bot.packs import Knowledge, read_directory, read_knowledge
from bot.settings import Settings
from bot.storage import conversations, counts, outbox, reports
from bot.storage.database import open_database
from bot.storage.sealing import Seal, kept_secret
from services_directory.authorities import Authorities
from services_directory.directory import Directory
from services_directory.opening import LONDON
from services_directory.places import Locality, Located, Point, middle
from services_directory.postcode import PartPostcode, Postcode
from services_directory.postcodes.file import PostcodeFile, PostcodeFileBroken, PostcodeFileMissing
from services_directory.postcodes.nearest import locate_point
from services_directory.service import ServiceSearch
from services_directory.week import Week

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message as a channel hands it over. `address` is set where replies leave through the outbox."""

    channel: str
    chat: str
    update_id: str
    message: Message
    address: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """What was decided. `turn` is None for an update that was decided before; `committed` is False when nothing could be kept."""

    turn: Turn | None
    committed: bool = True


FAILED = Turn((LAST_REPLY,), State(), "failed")


class App:
    """One install. Safe to call from several threads."""

    def __init__(
        self,
        settings: Settings,
        engine: Engine,
        seal: Seal,
        authorities: Authorities,
        postcodes: PostcodeFile | None,
        clock: Clock,
    ) -> None:
        self.settings, self.engine, self.seal, self.clock = settings, engine, seal, clock
        self.authorities, self.postcodes = authorities, postcodes
        self.knowledge: Knowledge | None = None
        self.faults: tuple[ContentFault, ...] = ()
        self._doubted: frozenset[str] = frozenset()
        self.listings = Listings(engine, self._locate_whole)

    @property
    def has_postcodes(self) -> bool:
        return self.postcodes is not None

    def locate_text(self, text: str) -> tuple[Postcode | PartPostcode | None, Located]:
        """A postcode as typed. Raises PostcodeFileMissing where there is no compiled file."""
        if self.postcodes is None:
            raise PostcodeFileMissing("run `signpost postcodes build`")
        return self.postcodes.locate_text(text)

    def reload(self) -> None:
        """Reads content again. The last good knowledge keeps serving while what is on disk is broken."""
        knowledge, self.faults = read_knowledge(
            self.settings.content_dir,
            self._locate_whole,
            self.authorities.district_names(),
            self.settings.data_dir,
            self.authorities.area_names(),
            listed=self.listings.services,
            centre=self._centre,
        )
        CONTENT_FAULTS.set(len(self.faults))
        for fault in self.faults:
            log.warning("content: %s", fault)
        if knowledge is not None:
            self.knowledge, self._doubted = knowledge, frozenset()

    def refresh(self) -> None:
        """Takes up what a sync or residents' reports changed in the database. Cheap where nothing did."""
        knowledge = self.knowledge
        if knowledge is not None and self.listings.have_changed():
            directory, _ = read_directory(
                knowledge.loaded,
                self._locate_whole,
                listed=self.listings.services(knowledge.feeds.rules),
                centre=self._centre,
            )
            self.knowledge, self._doubted = replace(knowledge, directory=directory), frozenset()
        self.take_up_reports()

    def _centre(self, code: str) -> Point | None:
        """The middle of a district, or of a county's districts."""
        if self.postcodes is None:
            return None
        points = [self.postcodes.centre(district) for district in self.authorities.within(code)]
        return middle([point for point in points if point])

    def handle(self, arrived: Arrived) -> Answered:
        """Never raises. Exactly one countable outcome for every message."""
        seen = Seen(None)
        try:
            if self.knowledge is None:
                raise ContentUnreadable
            seen = self.knowledge.understanding.look_for_danger(arrived.message)
            answered = self._decide_and_keep(self.knowledge, arrived, seen)
        except Exception as error:
            log.error("could not decide: %s at %s", type(error).__name__, _place_of(error))
            answered = self._without_storage(arrived, seen)
        if answered.turn is not None:
            DECIDED.labels(outcome=answered.turn.outcome, channel=arrived.channel).inc()
        return answered

    def _decide_and_keep(self, knowledge: Knowledge, arrived: Arrived, seen: Seen) -> Answered:
        now = self.clock().astimezone(UTC)
        key = self.seal.conversation_key(arrived.channel, arrived.chat)
        with self.engine.begin() as connection:
            if not conversations.first_time(connection, arrived.channel, arrived.update_id, now):
                return Answered(None)
            state = conversations.load(connection, key, now)
            if arrived.language:
                state = replace(state, language=arrived.language)
            turn = self.decide(knowledge, arrived.message, state, seen, now)
            self._keep(connection, key, arrived, turn, now)
        if turn.report is not None:
            self.take_up_reports()
        return Answered(turn)

    def take_up_reports(self) -> None:
        """What enough residents called wrong ranks lower from now on, and what staff looked at does no longer."""
        with self.engine.begin() as connection:
            doubted = reports.doubted(connection)
        if self.knowledge is not None and doubted != self._doubted:
            self._doubted = doubted
            directory = self.knowledge.directory.doubting(doubted)
            self.knowledge = replace(self.knowledge, directory=directory)

    def decide(
        self, knowledge: Knowledge, message: Message, state: State, seen: Seen, now: datetime
    ) -> Turn:
        """Message and state → turn. Keeps nothing."""
        today = now.astimezone(LONDON).date()
        intent = knowledge.understanding.understand(message, state, seen, today)
        if isinstance(intent, GoesBack):
            intent, state = _step_back(knowledge, state)
        state = remembering(state, intent)
        looked_up = self._look_up(knowledge, intent, state, now)
        worrying = knowledge.understanding.sounds_like_danger(message, seen, intent)
        return Answering(knowledge.library, state, looked_up, now).answer(intent, worrying)

    def _look_up(
        self, knowledge: Knowledge, intent: Intent, state: State, now: datetime
    ) -> LookedUp:
        """The postcode goes no further than this: what comes back is a district, and a point for one search."""
        remembered = self.authorities.locality(state.place) if state.place else None
        if intent.search is None:
            names = _names(knowledge.directory, state.shown)
            return LookedUp(place=remembered, names=names)
        located = self._locate(intent.search.place, remembered)
        place = located.locality
        if place is None:
            return LookedUp(located)
        if not intent.search.needs and not intent.search.week:
            return LookedUp(located, place)
        search = ServiceSearch(
            intent.search.needs,
            place,
            now,
            state.facts,
            answers=possible_answers(knowledge.library),
        )
        if intent.search.week:
            return LookedUp(located, place, week=_week(knowledge.directory, search))
        needs = needs_with_leads(search.needs, state.facts, knowledge.library)
        found = knowledge.directory.find(replace(search, needs=needs))
        return LookedUp(located, place, found)

    def _locate(self, said: PlaceSaid, remembered: Locality | None) -> Located:
        if said == "same":
            return Located("live", remembered) if remembered else Located("unlisted")
        if isinstance(said, NamedPlace):
            known = said.district in self.authorities.by_district
            return (
                Located("live", self.authorities.locality(said.district))
                if known
                else Located("unlisted")
            )
        if isinstance(said, NotAPlace):
            return Located("not_a_postcode")
        if isinstance(said, Point):
            return self._locate_point(said)
        if self.postcodes is None:
            return Located("unlisted")
        if isinstance(said, Postcode):
            return self.postcodes.locate(said)
        return (
            _one_place(self.postcodes.locate_part(said))
            if isinstance(said, PartPostcode)
            else Located("unlisted")
        )

    def _locate_point(self, here: Point) -> Located:
        return locate_point(self.postcodes, here) if self.postcodes else Located("unlisted")

    def _locate_whole(self, postcode: Postcode) -> Locality | None:
        return self.postcodes.locate(postcode).locality if self.postcodes else None

    def _keep(
        self, connection: Connection, key: str, arrived: Arrived, turn: Turn, now: datetime
    ) -> None:
        if turn.forget:
            conversations.forget(connection, key)
            outbox.forget(connection, key)
        else:
            conversations.save(connection, key, turn.state, now)
        if turn.report is not None:
            reports.add(connection, turn.report.service, turn.report.reason, now.date())
        topic = turn.topics[-1] if turn.topics else None
        counts.add(connection, now.date(), turn.state.place, topic, turn.outcome)
        if arrived.address is not None:
            sealed = self.seal.seal(arrived.address)
            outbox.put(
                connection,
                arrived.channel,
                key,
                sealed,
                turn.replies,
                now,
                urgent=turn.outcome == "safety",
            )

    def _without_storage(self, arrived: Arrived, seen: Seen) -> Answered:
        """A danger reply still goes out with the database gone; anything else is the one fixed reply."""
        if self.knowledge is not None and seen.danger is not None:
            try:
                turn = self.decide(
                    self.knowledge, arrived.message, State(greeted=True), seen, self.clock()
                )
                return Answered(turn, committed=False)
            except Exception as error:
                log.error(
                    "could not word a danger reply: %s at %s",
                    type(error).__name__,
                    _place_of(error),
                )
        return Answered(FAILED, committed=False)

    def forget_expired(self) -> None:
        with self.engine.begin() as connection:
            conversations.forget_expired(connection, self.clock().astimezone(UTC))


class ContentUnreadable(Exception):
    """There is no content that the bot can speak with."""


def build(settings: Settings, clock: Clock | None = None) -> App:
    """Opens everything. A missing postcode file is said in the log; named places and national lines still work."""
    seal = Seal(
        settings.secret_key.get_secret_value()
        if settings.secret_key
        else kept_secret(settings.data_dir)
    )
    authorities = Authorities.load()
    try:
        postcodes = PostcodeFile(settings.postcode_file, authorities)
    except (PostcodeFileMissing, PostcodeFileBroken) as error:
        log.warning("postcodes: %s", error)
        postcodes = None
    engine = open_database(settings.database_address)
    app = App(settings, engine, seal, authorities, postcodes, clock or (lambda: datetime.now(UTC)))
    app.reload()
    return app


def _week(directory: Directory, search: ServiceSearch) -> Week:
    """What is on for these needs; and where that is nothing, what is on at all."""
    week = directory.whats_on(search)
    return week if week.days or not search.needs else directory.whats_on(replace(search, needs=()))


def _names(directory: Directory, service_ids: Iterable[str]) -> dict[str, str]:
    services = (directory.service(each) for each in service_ids)
    return {service.id: service.name for service in services if service is not None}


def _step_back(knowledge: Knowledge, state: State) -> tuple[Intent, State]:
    """The step before this one, as if it had been tapped again."""
    trail = state.trail[:-1]
    state = replace(state, trail=trail[:-1])
    intent = knowledge.understanding.taps.read(trail[-1], state) if trail else None
    return intent or Says("menu"), state


def _one_place(located: Located) -> Located:
    """Part of a postcode that lies in one district, near enough, is that district."""
    if located.kind == "partial" and located.shares and located.shares[0].share > 0.99:
        return replace(located, locality=located.shares[0].locality)
    return located


def _place_of(error: BaseException) -> str:
    """File and line of a fault, and nothing of what was being handled."""
    traceback = error.__traceback__
    while traceback and traceback.tb_next:
        traceback = traceback.tb_next
    return (
        f"{traceback.tb_frame.f_code.co_filename}:{traceback.tb_lineno}" if traceback else "unknown"
    )
