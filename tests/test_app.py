"""The promises of App.handle: once, always an answer, danger first, and nothing kept that should not be."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from pydantic import SecretStr
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import OperationalError

from bot.app import Answered, App, Arrived, build
from bot.conversation.model import Message, Reply
from bot.last_resort import LAST_REPLY
from bot.library.branding import spoken_for
from bot.library.models import Branding
from bot.metrics import REGISTRY
from bot.settings import Settings
from bot.storage import outbox
from bot.storage.database import open_database
from bot.storage.tables import (
    BotOutcomeCount,
    Conversation,
    HandledUpdate,
    OutboxReply,
    OutcomeCount,
)
from services_directory.authorities import Authorities
from services_directory.postcodes.file import PostcodeFileMissing
from tests.conftest import CONTENT, EVENING, another_app, emptied
from tests.resident import Clock, Resident

NOT_BREATHING = "my baby isnt breathing"


def arrived(text: str, update: str = "1", chat: str = "a chat") -> Arrived:
    return Arrived("test", chat, update, Message(text=text))


def text_of(answered: Answered) -> str:
    assert answered.turn is not None
    return "\n".join(reply.text for reply in answered.turn.replies)


def rows(engine: Engine, table: type) -> list[tuple[object, ...]]:
    with engine.begin() as connection:
        return [tuple(row) for row in connection.execute(select(*table.__table__.columns))]


# Once.


def test_an_update_is_answered_once_however_often_it_comes(
    learnt: App, engine: Engine, clock: Clock
) -> None:
    app = another_app(learnt, engine, clock)
    first, *again = [app.handle(arrived("hello")) for _ in range(3)]
    assert first.turn is not None
    assert again == [Answered(None), Answered(None)]
    assert [row[-1] for row in rows(engine, OutcomeCount)] == [1]


def test_one_update_that_comes_to_many_threads_at_once_is_answered_once(
    learnt: App, engine: Engine, clock: Clock
) -> None:
    app = another_app(learnt, engine, clock)
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(app.handle, [arrived("hello")] * 12))
    assert sum(answered.turn is not None for answered in answers) == 1
    assert all(answered.committed for answered in answers)


def test_many_residents_at_once_all_get_their_own_answer(
    learnt: App, engine: Engine, clock: Clock
) -> None:
    app = another_app(learnt, engine, clock)
    messages = [arrived("hello", f"{number}", f"chat {number}") for number in range(12)]
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(app.handle, messages))
    assert {answered.turn.outcome for answered in answers if answered.turn} == {"greeted"}
    assert len(rows(engine, Conversation)) == 12


def test_update_numbers_of_two_channels_do_not_meet(app: App) -> None:
    assert app.handle(arrived("hello")).turn
    assert app.handle(replace(arrived("hello"), channel="test:another")).turn


def test_an_update_that_failed_can_be_sent_again(learnt: App, sqlite: Engine) -> None:
    """Its row went with the transaction, so a redelivery gets a real answer."""
    times: list[datetime] = []

    def clock() -> datetime:
        return times.pop()

    app = another_app(learnt, sqlite, clock)
    assert app.handle(arrived("hello")).turn.outcome == "failed"
    assert rows(sqlite, HandledUpdate) == []
    times.append(EVENING)
    assert app.handle(arrived("hello")).turn.outcome == "greeted"


def test_a_reply_that_cannot_be_kept_undoes_the_whole_decision(app: App) -> None:
    with app.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE outbox")
    answered = app.handle(replace(arrived(NOT_BREATHING), address="12345"))
    assert answered.turn.outcome == "safety"
    assert not answered.committed, "the channel must send it by itself"
    assert rows(app.engine, HandledUpdate) == rows(app.engine, Conversation) == []


def test_what_cannot_be_decided_is_answered_and_kept_and_does_not_come_again(
    learnt: App, sqlite: Engine, clock: Clock
) -> None:
    """Knowledge that contradicts itself: without this the same update would come again for ever."""
    app = another_app(learnt, sqlite, clock)
    app.handle(arrived("hello"))
    knowledge = learnt.knowledge
    phrases = knowledge.library.phrases.model_copy(update={"phrases": {}})
    app.knowledge = replace(knowledge, library=replace(knowledge.library, phrases=phrases))
    answered = app.handle(arrived("menu", "2"))
    assert (answered.turn.outcome, answered.committed) == ("failed", True)
    assert app.handle(arrived("menu", "2")) == Answered(None)
    app.knowledge = knowledge
    assert app.handle(arrived("hello", "3")).turn.replies[0].text.startswith("Hello again")


def test_a_councils_own_bot_speaks_under_its_own_name_and_is_kept_apart(app: App) -> None:
    library = app.knowledge.library
    branding = Branding(name="Sefton Family Line")
    sefton = library.places["sefton"].model_copy(update={"branding": branding})
    app.knowledge = replace(app.knowledge, voices={"sefton": spoken_for(library, sefton)})
    own, councils = (Resident(app, channel, "7") for channel in ("telegram", "telegram:sefton"))
    councils.says("hello").sees("I'm Sefton Family Line").does_not_see("Signpost")
    own.says("hello").sees("I'm Signpost")
    councils.says("sore nipples").taps("Help near me").sees("I know Sefton best")
    own.says("my data").does_not_see("subject")
    councils.says("my data").sees("subject")
    assert [row[:2] for row in rows(app.engine, HandledUpdate)].count(("telegram", "7-0")) == 1
    assert {row[0] for row in rows(app.engine, BotOutcomeCount)} == {"sefton"}


# Always an answer.


@pytest.fixture(params=["postgresql", "sqlite"])
def down(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """A PostgreSQL where nothing listens, and an SQLite file in a folder that is a file."""
    if request.param == "postgresql":
        return open_database("postgresql://nobody@127.0.0.1:1/nothing")
    (tmp_path / "folder").write_text("a file")
    return open_database(f"sqlite:///{tmp_path / 'folder' / 'signpost.db'}")


def test_a_notice_that_cannot_be_kept_is_not_said_to_be(
    learnt: App, down: Engine, clock: Clock
) -> None:
    assert not another_app(learnt, down, clock).tell(arrived("hello"), (Reply("Slow down."),))


def test_a_danger_reply_comes_with_the_database_down(
    learnt: App, down: Engine, clock: Clock
) -> None:
    answered = another_app(learnt, down, clock).handle(arrived(NOT_BREATHING))
    assert answered.turn.outcome == "safety"
    assert answered.turn.safety == "baby_emergency"
    assert "Call 999 now" in text_of(answered)
    assert not answered.committed


@pytest.mark.parametrize("text", ["hello", "sore nipples", "st16 2lh", "stop", "delete", ""])
def test_anything_else_gets_the_one_fixed_reply_with_the_database_down(
    text: str, learnt: App, down: Engine, clock: Clock
) -> None:
    answered = another_app(learnt, down, clock).handle(arrived(text))
    assert answered.turn.outcome == "failed"
    assert answered.turn.replies == (LAST_REPLY,)
    assert not answered.committed


def test_a_failure_is_logged_by_type_and_place_and_nothing_that_they_wrote(
    learnt: App, down: Engine, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    another_app(learnt, down, clock).handle(arrived("quetzalcoatl", chat="tezcatlipoca"))
    assert "could not decide: OperationalError at " in caplog.text
    assert "quetzalcoatl" not in caplog.text
    assert "tezcatlipoca" not in caplog.text


def test_a_postgresql_that_does_not_answer_is_not_waited_for_long() -> None:
    """Five seconds; the driver alone would hold a danger reply back for two minutes."""
    asked: dict[str, object] = {}
    engine = open_database("postgresql://nobody@127.0.0.1:1/nothing")
    event.listen(engine, "do_connect", lambda *given: asked.update(given[-1]))
    with pytest.raises(OperationalError):
        engine.connect()
    assert asked["connect_timeout"] == 5


def test_a_database_that_comes_back_is_used_again(
    learnt: App, tmp_path: Path, clock: Clock
) -> None:
    folder = tmp_path / "folder"
    folder.write_text("a file")
    app = another_app(learnt, open_database(f"sqlite:///{folder / 'signpost.db'}"), clock)
    assert not app.handle(arrived("hello")).committed
    folder.unlink()
    folder.mkdir()
    emptied(app.engine)
    assert app.handle(arrived("hello")).committed
    app.engine.dispose()


def test_without_any_content_everyone_hears_the_emergency_numbers(
    learnt: App, sqlite: Engine, clock: Clock
) -> None:
    app = another_app(learnt, sqlite, clock)
    app.knowledge = None
    for text in ("hello", NOT_BREATHING):
        answered = app.handle(arrived(text, update=text))
        assert answered.turn.replies == (LAST_REPLY,)
        assert all(number in text_of(answered) for number in ("999", "111", "116 123"))


def test_a_danger_reply_that_cannot_be_worded_still_ends_in_the_fixed_reply(
    learnt: App, down: Engine, clock: Clock
) -> None:
    """The class that fired has no reply any more: knowledge that contradicts itself."""
    app = another_app(learnt, down, clock)
    knowledge = learnt.knowledge
    app.knowledge = replace(knowledge, library=replace(knowledge.library, safety={}))
    assert app.handle(arrived(NOT_BREATHING)).turn.replies == (LAST_REPLY,)


@trying(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    kind=st.sampled_from(["text", "choice", "start", "pin", "edited", "photo", "sticker"]),
    text=st.text(max_size=300),
)
def test_no_message_whatever_ends_in_failure(kind: str, text: str, app: App) -> None:
    """Each is the first message of its own resident."""
    message = Message(kind, text=text, choice=text if kind == "choice" else None)
    person = Resident(app).does(message)
    assert person.turn.outcome != "failed"


@trying(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whoever_taps_and_types_at_random_is_never_left_without_a_way_on(
    app: App, data: st.DataObject
) -> None:
    """`Resident` checks after each step that there is text, Urgent help once, and buttons that fit."""
    typed = ["hello", "st16 2lh", "near leicester", "yes", "no", "skip", "why", "back", "the 2nd"]
    person = Resident(app).says("hello")
    for _ in range(6):
        if data.draw(st.booleans()):
            person.taps(data.draw(st.sampled_from([choice.label for choice in person.choices])))
        else:
            person.says(data.draw(st.sampled_from(typed)))
        assert person.turn.outcome != "failed"


# What is kept.


def test_state_is_kept_under_a_hash_and_found_again(app: App) -> None:
    person = Resident(app).says("sore nipples").taps("Help near me").says("leicester")
    person.is_told("signposted").sees("Leicester")
    assert [row[0] for row in rows(app.engine, Conversation)] == [
        app.seal.conversation_key("test", person.chat)
    ]


def test_a_conversation_is_forgotten_a_day_after_its_last_message(app: App, clock: Clock) -> None:
    person = Resident(app).says("sore nipples near st16 2lh")
    clock.later(timedelta(hours=23))
    assert person.says("my data").sees("Stafford")
    clock.later(timedelta(hours=25))
    assert person.says("my data").does_not_see("Stafford")


def test_expired_conversations_leave_the_database(app: App, clock: Clock) -> None:
    Resident(app).says("hello")
    clock.later(timedelta(hours=25))
    app.forget_expired()
    assert rows(app.engine, Conversation) == []


@pytest.mark.parametrize(
    ("word", "outcome"), [("STOP", "stopped"), ("DELETE", "erased"), ("/delete", "erased")]
)
@pytest.mark.parametrize("address", [None, "12345"])
def test_stop_and_delete_leave_no_row_that_belongs_to_them(
    word: str, outcome: str, address: str | None, app: App
) -> None:
    for number, text in enumerate(["sore nipples near st16 2lh", word]):
        answered = app.handle(replace(arrived(text, str(number)), address=address))
    assert answered.turn.outcome == outcome
    assert answered.turn.state.place is None
    assert rows(app.engine, Conversation) == []
    waiting = [row[4] for row in rows(app.engine, OutboxReply)]
    assert len(waiting) == (0 if address is None else 1), "only the last goodbye waits to be sent"


def test_replies_of_a_channel_with_an_address_wait_sealed_in_the_outbox(app: App) -> None:
    answered = app.handle(replace(arrived("hello"), address="12345"))
    (row,) = rows(app.engine, OutboxReply)
    held = dict(zip(OutboxReply.__table__.columns.keys(), row, strict=True))
    channel, key, address = held["channel"], held["key"], held["address"]
    assert (channel, key) == ("test", app.seal.conversation_key("test", "a chat"))
    assert app.seal.open(address) == "12345"
    assert b"12345" not in address
    assert (held["priority"], held["tries"]) == (outbox.REPLY, 0)
    assert answered.committed


def test_a_danger_reply_is_marked_to_go_first(app: App) -> None:
    app.handle(replace(arrived(NOT_BREATHING), address="12345"))
    with app.engine.begin() as connection:
        assert set(connection.execute(select(OutboxReply.priority)).scalars()) == {outbox.DANGER}


def test_what_happened_is_counted_by_day_district_topic_and_outcome(app: App) -> None:
    Resident(app).says("sore nipples near st16 2lh")
    Resident(app).says("mastitis near st16 2lh")
    counted = {row[1:] for row in rows(app.engine, OutcomeCount)}
    assert counted == {("E07000197", "breastfeeding", "signposted", 2)}


def test_every_decision_is_counted_for_operations(app: App) -> None:
    def so_far() -> float:
        labels = {"outcome": "greeted", "channel": "test"}
        return REGISTRY.get_sample_value("signpost_decided_total", labels) or 0

    before = so_far()
    for _ in range(2):
        app.handle(arrived("hello"))
    assert so_far() == before + 1, "a repeated update is not counted twice"


def test_the_language_of_the_channel_is_kept(app: App) -> None:
    answered = app.handle(replace(arrived("hello"), language="pl"))
    assert answered.turn.state.language == "pl"
    assert app.handle(arrived("my data", "2")).turn.state.language == "pl"


# Places.


@pytest.fixture
def without_postcodes(learnt: App, sqlite: Engine, clock: Clock) -> App:
    app = App(learnt.settings, sqlite, learnt.seal, learnt.authorities, None, clock)
    app.knowledge = learnt.knowledge
    return app


def test_named_towns_still_work_without_a_postcode_file(without_postcodes: App) -> None:
    person = Resident(without_postcodes).says("sore nipples").taps("Help near me")
    person.says("st16 2lh").is_told("place_unknown").sees("town")
    person.says("leicester").is_told("signposted").sees("Leicester")


def test_asking_for_a_postcode_without_a_file_says_what_to_run(without_postcodes: App) -> None:
    assert not without_postcodes.has_postcodes
    with pytest.raises(PostcodeFileMissing, match="signpost postcodes build"):
        without_postcodes.locate_text("ST16 2LH")


def test_what_is_no_place_is_asked_for_again(app: App) -> None:
    person = Resident(app).says("sore nipples").taps("Help near me").says("not telling a bot")
    person.is_told("place_unknown").sees("ST16 2LH")


def test_staff_can_ask_for_a_postcode_directly(app: App) -> None:
    typed, located = app.locate_text("st16 2lh")
    assert str(typed) == "ST16 2LH"
    assert located.kind == "live"


def test_part_of_a_postcode_that_lies_in_one_district_is_that_district(app: App) -> None:
    Resident(app).says("sore nipples near st16").is_told("signposted").sees("Stafford")


def test_part_of_a_postcode_that_lies_in_several_is_asked_about(app: App) -> None:
    person = Resident(app).says("sore nipples near st7").is_told("asked_place").sees("ST7")
    person.taps("Newcastle-under-Lyme").sees("Newcastle-under-Lyme")


def test_the_same_place_is_not_asked_for_again(app: App) -> None:
    person = Resident(app).says("sore nipples near st16 2lh").says("tongue tie")
    person.sees("Stafford").is_told("gap_told")


def test_the_same_place_before_any_place_is_asked_for(app: App) -> None:
    Resident(app).says("sore nipples").taps("Help near me").says("same place").is_told(
        "asked_place"
    )


def test_a_forged_place_is_not_known(app: App) -> None:
    Resident(app).does(Message("choice", choice="place:X99999999")).is_told("place_unknown")


# Back.


def test_back_is_the_step_before(app: App) -> None:
    person = Resident(app).says("hello").taps("Feeding").taps("Breastfeeding")
    person.taps("Back").is_told("menu").sees("Feeding")
    person.taps("Back").is_told("menu")
    assert "Back" not in [choice.label for choice in person.choices]


def test_back_with_nothing_before_is_the_menu(app: App) -> None:
    Resident(app).says("back").is_told("menu")


# Content and starting.


@pytest.fixture
def on_a_copy(learnt: App, sqlite: Engine, clock: Clock, tmp_path: Path) -> App:
    """An App whose content may be broken."""
    shutil.copytree(CONTENT, tmp_path / "content")
    return another_app(
        learnt, sqlite, clock, Settings(_env_file=None, content_dir=tmp_path / "content")
    )


def test_the_last_good_content_serves_while_what_is_on_disk_is_broken(
    on_a_copy: App, learnt: App, caplog: pytest.LogCaptureFixture
) -> None:
    phrases = on_a_copy.settings.content_dir / "base" / "phrases.yaml"
    phrases.write_text("phrases: [")
    on_a_copy.reload()
    assert on_a_copy.knowledge is learnt.knowledge
    assert any(fault.path == phrases for fault in on_a_copy.faults)
    assert "phrases.yaml, line" in caplog.text
    Resident(on_a_copy).says("hello").is_told("greeted")


def test_an_edit_that_misses_danger_is_not_taken_up_by_a_running_bot(
    lean_content: Path, tmp_path: Path
) -> None:
    content = shutil.copytree(lean_content, tmp_path / "content")
    app = build(Settings(_env_file=None, content_dir=content, data_dir=tmp_path / "var"))
    before = app.knowledge
    path = content / "base" / "safety" / "baby_emergency.yaml"
    written = path.read_text(encoding="utf-8")
    assert "must_match: []" in written
    example = "must_match: [the sky is a lovely blue today]"
    path.write_text(written.replace("must_match: []", example, 1), encoding="utf-8")
    app.reload()
    assert app.knowledge is before
    assert any("No rule catches" in fault.fault for fault in app.faults)
    path.write_text(written, encoding="utf-8")
    app.reload()
    assert app.knowledge is not before


def empty_install(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, content_dir=tmp_path / "none", data_dir=tmp_path / "var")


def test_a_fresh_install_starts_without_content_or_postcodes(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = build(empty_install(tmp_path))
    assert app.knowledge is None
    assert app.faults
    assert not app.has_postcodes
    assert "signpost postcodes build" in caplog.text
    assert app.clock().tzinfo is UTC


def test_a_postcode_file_that_is_cut_short_is_said_and_does_not_stop_the_start(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = empty_install(tmp_path)
    settings.data_dir.mkdir()
    settings.postcode_file.write_bytes(b"SIGNPC01 and no more")
    assert not build(settings).has_postcodes
    assert "signpost postcodes build" in caplog.text


def test_the_secret_of_a_one_machine_install_survives_a_restart(tmp_path: Path) -> None:
    settings = empty_install(tmp_path)
    keys = {build(settings).seal.conversation_key("test", "a chat") for _ in range(2)}
    assert len(keys) == 1


def test_a_secret_that_is_set_is_used(tmp_path: Path) -> None:
    settings = empty_install(tmp_path).model_copy(update={"secret_key": SecretStr("ours")})
    build(settings)
    assert not (settings.data_dir / "secret.key").exists()


def test_postcodes_of_venues_are_not_asked_of_a_file_that_is_not_there(
    sqlite: Engine, tmp_path: Path, authorities: Authorities, learnt: App, clock: Clock
) -> None:
    """Content is read without the file; the venues' points are then not known."""
    content = tmp_path / "content"
    shutil.copytree(CONTENT, content)
    (content / "base" / "phrases.yaml").unlink()
    settings = Settings(_env_file=None, content_dir=content)
    app = App(settings, sqlite, learnt.seal, authorities, None, clock)
    app.reload()
    assert app.knowledge is None
    assert any("phrases.yaml" in str(fault) for fault in app.faults)
