"""build(settings) and App.handle(message): the one place where the parts meet.

The order is the promise: danger is looked for first, in memory; one transaction holds all that is kept; and whatever
fails, the resident gets a sentence with 999, 111 and a human route.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from bot.conversation.answering import Answering
from bot.conversation.intents import GoesBack, Intent, Says
from bot.conversation.model import Message, Reply, State, Turn
from bot.conversation.remembered import remembering
from bot.conversation.safety import Seen
from bot.last_resort import LAST_REPLY
from bot.library.reading import ContentFault
from bot.listings import Listings
from bot.looking_up import Places, look_up
from bot.metrics import CONTENT_FAULTS, DANGER_REPLIES, DECIDED, FAULTS
from bot.packs import Knowledge, read_directory, read_knowledge
from bot.proving import prove_safety
from bot.settings import Settings
from bot.storage import conversations, counts, outbox, reports
from bot.storage.database import open_database
from bot.storage.retention import Retention, waiting_replies
from bot.storage.rotation import take_over
from bot.storage.sealing import Seal, open_seal
from bot.undisturbed import undisturbed
from services_directory.authorities import Authorities
from services_directory.opening import LONDON
from services_directory.places import Located
from services_directory.postcode import PartPostcode, Postcode
from services_directory.postcodes.file import PostcodeFile, PostcodeFileBroken, PostcodeFileMissing

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

Decide = Callable[[State, datetime, Callable[[], int]], Turn]
"""State, now, and how many replies wait → turn."""


def bot_of(channel: str) -> str:
    """The id of the pack whose own bot a channel is; empty for the install's own bot."""
    return channel.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message as a channel hands it over. `address` is set where replies leave through the outbox.

    `channel` names a kind of channel, and after a colon the pack whose own bot it is: `telegram`, `telegram:sefton`.
    `sent_at` is when the resident sent it, where the channel says so.
    """

    channel: str
    chat: str
    update_id: str
    message: Message
    address: str | None = None
    language: str | None = None
    sent_at: datetime | None = None

    @property
    def bot(self) -> str:
        return bot_of(self.channel)


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
        self.retention = Retention()
        self.places = Places(authorities, postcodes)
        self.listings = Listings(engine, self.places.whole)

    @property
    def has_postcodes(self) -> bool:
        return self.postcodes is not None

    def locate_text(self, text: str) -> tuple[Postcode | PartPostcode | None, Located]:
        """A postcode as typed. Raises PostcodeFileMissing where there is no compiled file."""
        if self.postcodes is None:
            raise PostcodeFileMissing("run `signpost postcodes build`")
        return self.postcodes.locate_text(text)

    @undisturbed()
    def reload(self) -> None:
        """Reads content again. The last good knowledge serves on while what is on disk is broken, or misses danger."""
        knowledge, self.faults = read_knowledge(
            self.settings.content_dir,
            self.places.whole,
            self.authorities.district_names(),
            self.settings.data_dir,
            self.authorities.area_names(),
            listed=self.listings.services,
            centre=self.places.centre,
        )
        unsafe: tuple[ContentFault, ...] = ()
        if knowledge is not None and self.knowledge is not None:
            unsafe = prove_safety(self.knowledge.library, knowledge.loaded, self.clock().date())
        self.faults = (*unsafe, *self.faults)
        CONTENT_FAULTS.set(len(self.faults))
        for fault in self.faults:
            log.warning("content: %s", fault)
        if knowledge is None or unsafe:
            FAULTS.labels(kind="content").inc()
        else:
            self.knowledge, self._doubted = knowledge, frozenset()

    def refresh(self) -> None:
        """Takes up what a sync or residents' reports changed in the database. Cheap where nothing did."""
        knowledge = self.knowledge
        if knowledge is not None and self.listings.have_changed():
            directory, _ = read_directory(
                knowledge.loaded,
                self.places.whole,
                listed=self.listings.services(knowledge.feeds.rules),
                centre=self.places.centre,
            )
            self.knowledge, self._doubted = replace(knowledge, directory=directory), frozenset()
        self.take_up_reports()

    def handle(self, arrived: Arrived) -> Answered:
        """Never raises. Exactly one countable outcome for every message."""
        seen = self._look_for_danger(arrived.message)
        try:
            answered = self._decide_and_keep(arrived, seen)
        except Exception as error:
            _say_what_failed("could not decide", error)
            if isinstance(error, SQLAlchemyError):
                FAULTS.labels(kind="database").inc()
            answered = Answered(self._turn_without_state(arrived, seen), committed=False)
        if answered.turn is not None:
            _count(answered.turn, arrived.channel)
        return answered

    def _decide_and_keep(self, arrived: Arrived, seen: Seen) -> Answered:
        """What cannot be decided is answered and kept like anything else: it must not come again and again for ever."""
        try:
            return self._in_one_transaction(
                arrived,
                lambda state, now, waiting: self.decide(
                    self._known(), arrived.message, state, seen, now, waiting, arrived.bot
                ),
            )
        except OperationalError:
            raise  # the database is gone, full or locked: another attempt would end the same way
        except Exception as error:
            _say_what_failed("could not decide", error)
            turn = self._turn_without_state(arrived, seen)
            failed = turn.outcome == "failed"
            return self._in_one_transaction(
                arrived,
                lambda state, _now, _waiting: replace(turn, state=state) if failed else turn,
            )

    def _in_one_transaction(self, arrived: Arrived, decide: Decide) -> Answered:
        """The conversation is nobody else's until it ends, its update is decided once, and all is kept or nothing."""
        now = self.clock().astimezone(UTC)
        key = self.seal.conversation_key(arrived.channel, arrived.chat)
        older = self.seal.older_keys(arrived.channel, arrived.chat)
        with self.engine.begin() as connection:
            conversations.lock(connection, min((key, *older)))
            if not conversations.first_time(connection, arrived.channel, arrived.update_id, now):
                return Answered(None)
            take_over(connection, older, key)
            state = conversations.load(connection, key, now)
            if arrived.language:
                state = replace(state, language=arrived.language)
            turn = decide(state, now, lambda: waiting_replies(connection, key))
            self._keep(connection, key, arrived, turn, now)
        if turn.report is not None:
            self._take_up_new_report()
        return Answered(turn)

    def _take_up_new_report(self) -> None:
        """What was decided is kept by now: that its report is not taken up yet undoes nothing."""
        try:
            self.take_up_reports()
        except Exception as error:
            _say_what_failed("reports could not be taken up", error)

    def take_up_reports(self) -> None:
        """What enough residents called wrong ranks lower from now on, and what staff looked at does no longer."""
        with self.engine.begin() as connection:
            doubted = reports.doubted(connection)
        if self.knowledge is not None and doubted != self._doubted:
            self._doubted = doubted
            directory = self.knowledge.directory.doubting(doubted)
            self.knowledge = replace(self.knowledge, directory=directory)

    def decide(
        self,
        knowledge: Knowledge,
        message: Message,
        state: State,
        seen: Seen,
        now: datetime,
        waiting: Callable[[], int] = int,
        bot: str = "",
    ) -> Turn:
        """Message and state → turn, in the words of a bot. Keeps nothing.

        `waiting` counts the replies that wait, for whoever asks what is held.
        """
        today = now.astimezone(LONDON).date()
        intent = knowledge.understanding.understand(message, state, seen, today)
        if isinstance(intent, GoesBack):
            intent, state = _step_back(knowledge, state)
        state = remembering(state, intent)
        looked_up = look_up(knowledge, self.places, intent, state, now)
        if intent == Says("my_data"):
            looked_up = replace(looked_up, waiting=waiting())
        worrying = knowledge.understanding.sounds_like_danger(message, seen, intent)
        library = knowledge.spoken_by(bot)
        return Answering(library, state, looked_up, now).answer(intent, worrying)

    def _keep(
        self, connection: Connection, key: str, arrived: Arrived, turn: Turn, now: datetime
    ) -> None:
        if turn.forget:
            conversations.forget(connection, key)
            outbox.forget(connection, key)
            self.retention.erased()
        else:
            conversations.save(connection, key, turn.state, now)
        if turn.report is not None:
            reports.add(connection, turn.report.service, turn.report.reason, now.date())
        topic = turn.topics[-1] if turn.topics else None
        counts.add(connection, now.date(), turn.state.place, topic, turn.outcome, arrived.bot)
        urgency = outbox.DANGER if turn.outcome == "safety" else outbox.REPLY
        self._put(connection, key, arrived, turn.replies, now, urgency, turn.state.language)

    def _put(
        self,
        connection: Connection,
        key: str,
        arrived: Arrived,
        replies: tuple[Reply, ...],
        now: datetime,
        priority: int = outbox.REPLY,
        language: str = "en",
    ) -> None:
        """Nothing where replies do not leave through the outbox."""
        if arrived.address is not None:
            sealed = self.seal.seal(arrived.address)
            outbox.put(
                connection, arrived.channel, key, sealed, replies, now, priority, language=language
            )

    def tell(self, arrived: Arrived, replies: tuple[Reply, ...]) -> bool:
        """Puts what is said without a decision behind what already waits. False where nothing can be kept."""
        key = self.seal.conversation_key(arrived.channel, arrived.chat)
        try:
            with self.engine.begin() as connection:
                self._put(connection, key, arrived, replies, self.clock().astimezone(UTC))
        except SQLAlchemyError as error:
            _say_what_failed("could not keep a notice", error)
            return False
        return True

    def _known(self) -> Knowledge:
        if self.knowledge is None:
            raise ContentUnreadable
        return self.knowledge

    def _look_for_danger(self, message: Message) -> Seen:
        """In memory, before anything else. Never raises."""
        try:
            return self._known().understanding.look_for_danger(message)
        except Exception as error:
            _say_what_failed("could not look for danger", error)
            return Seen(None)

    def without_storage(self, arrived: Arrived) -> Turn:
        """What is said while nothing can be kept: the reply to a danger, or the one fixed reply. Never raises."""
        return self._turn_without_state(arrived, self._look_for_danger(arrived.message))

    def _turn_without_state(self, arrived: Arrived, seen: Seen) -> Turn:
        """A danger reply still goes out with the database gone; anything else is the one fixed reply."""
        if seen.danger is None:
            return FAILED
        try:
            return self.decide(
                self._known(),
                arrived.message,
                State(greeted=True),
                seen,
                self.clock(),
                bot=arrived.bot,
            )
        except Exception as error:
            _say_what_failed("could not word a danger reply", error)
            return FAILED

    def forget_expired(self) -> None:
        """Also empties SQLite's write-ahead log, and what an erasure may have left in the file."""
        self.retention.run(self.engine, self.clock().astimezone(UTC))


class ContentUnreadable(Exception):
    """There is no content that the bot can speak with."""


def build(settings: Settings, clock: Clock | None = None) -> App:
    """Opens everything. A missing postcode file is said in the log; named places and national lines still work."""
    seal = open_seal(settings.secret, settings.older_secrets, settings.data_dir)
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


def _count(turn: Turn, channel: str) -> None:
    DECIDED.labels(outcome=turn.outcome, channel=channel).inc()
    if turn.safety is not None:
        DANGER_REPLIES.labels(danger=turn.safety).inc()


def _step_back(knowledge: Knowledge, state: State) -> tuple[Intent, State]:
    """The step before this one, as if it had been tapped again."""
    trail = state.trail[:-1]
    state = replace(state, trail=trail[:-1])
    intent = knowledge.understanding.taps.read(trail[-1], state) if trail else None
    return intent or Says("menu"), state


def _say_what_failed(what: str, error: Exception) -> None:
    log.error("%s: %s at %s", what, type(error).__name__, _place_of(error))


def _place_of(error: BaseException) -> str:
    """File and line of a fault, and nothing of what was being handled."""
    traceback = error.__traceback__
    while traceback and traceback.tb_next:
        traceback = traceback.tb_next
    return (
        f"{traceback.tb_frame.f_code.co_filename}:{traceback.tb_lineno}" if traceback else "unknown"
    )
