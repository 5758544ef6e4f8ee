"""State comes back as it was left, for a while, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, select, update

from bot.conversation.model import STATE_VERSION, Choice, State
from bot.storage import conversations
from bot.storage.conversations import EXPIRES_AFTER, HANDLED_KEPT, read_state, write_state
from bot.storage.tables import Conversation, HandledUpdate
from tests.conftest import EVENING

KEY = "a" * 64

FULL = State(
    topic="sore-nipples",
    needs=("infant-feeding", "health-visiting"),
    place="E07000197",
    expecting="eligibility",
    fact="age",
    facts={"pregnant": True, "smokes_tobacco": False, "age": 18.0},
    asked=("age",),
    offered=(Choice("Yes", "fact:age:yes"), Choice("Tak, dziękuję", "fact:age:no")),
    trail=("menu", "topic:sore-nipples"),
    missed=2,
    gentle=3,
    danger="baby_emergency",
    greeted=True,
    language="pl",
)


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.begin() as opened:
        yield opened


@pytest.mark.parametrize("state", [State(), State(greeted=True), FULL])
def test_a_state_is_read_as_it_was_written(state: State) -> None:
    assert read_state(write_state(state)) == state


def test_a_fact_that_is_a_yes_is_not_read_as_a_number() -> None:
    facts = read_state(write_state(FULL)).facts
    assert facts["pregnant"] is True
    assert facts["smokes_tobacco"] is False
    assert type(facts["age"]) is float


@pytest.mark.parametrize(
    "saved",
    [
        "",
        " ",
        "1",
        f"{STATE_VERSION} ",
        f"{STATE_VERSION} not json",
        f'{STATE_VERSION} {{"topic": ',
        f"{STATE_VERSION} []",
        f"{STATE_VERSION} null",
        f'{STATE_VERSION} {{"missed": "many"}}',
        f'{STATE_VERSION} {{"expecting": "the moon"}}',
        f'{STATE_VERSION} {{"offered": [{{"label": "Yes"}}]}}',
        f'{STATE_VERSION + 1} {{"greeted": true}}',
        f'{STATE_VERSION - 1} {{"greeted": true}}',
        '{"greeted": true}',
        "\x00\x01\x02",
    ],
)
def test_another_version_or_anything_unreadable_is_a_fresh_start(saved: str) -> None:
    assert read_state(saved) == State()


def test_what_is_as_in_a_fresh_state_takes_no_room() -> None:
    assert write_state(State()) == f"{STATE_VERSION} {{}}"


def test_a_conversation_comes_back_as_it_was_left(connection: Connection) -> None:
    conversations.save(connection, KEY, FULL, EVENING)
    assert conversations.load(connection, KEY, EVENING) == FULL


def test_saving_again_replaces(connection: Connection) -> None:
    conversations.save(connection, KEY, FULL, EVENING)
    conversations.save(connection, KEY, State(greeted=True), EVENING)
    assert conversations.load(connection, KEY, EVENING) == State(greeted=True)


def test_someone_new_has_a_fresh_state(connection: Connection) -> None:
    conversations.save(connection, KEY, FULL, EVENING)
    assert conversations.load(connection, "b" * 64, EVENING) == State()


@pytest.mark.parametrize(
    ("after", "held"),
    [
        (timedelta(0), FULL),
        (EXPIRES_AFTER - timedelta(seconds=1), FULL),
        (EXPIRES_AFTER, State()),
        (EXPIRES_AFTER + timedelta(days=30), State()),
    ],
)
def test_a_conversation_expires(after: timedelta, held: State, connection: Connection) -> None:
    conversations.save(connection, KEY, FULL, EVENING)
    assert conversations.load(connection, KEY, EVENING + after) == held


def test_every_message_gives_a_conversation_its_whole_time_again(connection: Connection) -> None:
    later = EVENING + EXPIRES_AFTER - timedelta(hours=1)
    conversations.save(connection, KEY, FULL, EVENING)
    conversations.save(connection, KEY, FULL, later)
    assert conversations.load(connection, KEY, later + timedelta(hours=2)) == FULL


def test_a_row_that_cannot_be_read_is_a_fresh_start(connection: Connection) -> None:
    conversations.save(connection, KEY, FULL, EVENING)
    connection.execute(update(Conversation).values(state="2 {}"))
    assert conversations.load(connection, KEY, EVENING) == State()


def test_forgetting_takes_the_row_of_one_conversation_only(connection: Connection) -> None:
    for key in (KEY, "b" * 64):
        conversations.save(connection, key, FULL, EVENING)
    conversations.forget(connection, KEY)
    assert connection.execute(select(Conversation.key)).scalars().all() == ["b" * 64]


def test_what_has_expired_is_deleted_and_counted(connection: Connection) -> None:
    conversations.save(connection, KEY, FULL, EVENING)
    conversations.save(connection, "b" * 64, FULL, EVENING + timedelta(hours=1))
    assert conversations.forget_expired(connection, EVENING + EXPIRES_AFTER) == 1
    assert connection.execute(select(Conversation.key)).scalars().all() == ["b" * 64]


@pytest.mark.parametrize(
    ("channel", "update_id", "first"),
    [
        ("telegram", "1", False),
        ("telegram", "2", True),
        ("web", "1", True),
        ("telegram", "01", True),
    ],
)
def test_an_update_is_new_once_in_its_channel(
    channel: str, update_id: str, first: bool, connection: Connection
) -> None:
    assert conversations.first_time(connection, "telegram", "1", EVENING)
    assert conversations.first_time(connection, channel, update_id, EVENING) is first


@pytest.mark.parametrize(
    ("after", "kept"), [(timedelta(0), 1), (HANDLED_KEPT, 1), (HANDLED_KEPT * 2, 0)]
)
def test_handled_updates_are_kept_as_long_as_telegram_may_send_them_again(
    after: timedelta, kept: int, connection: Connection
) -> None:
    conversations.first_time(connection, "telegram", "1", EVENING)
    conversations.forget_expired(connection, EVENING + after)
    assert len(connection.execute(select(HandledUpdate.update_id)).all()) == kept


def test_messages_of_one_chat_wait_for_each_other(engine: Engine) -> None:
    """Each reads what the one before it saved, from the first on: of a new conversation there is no row to lock."""

    def once_more(_: int) -> None:
        with engine.begin() as connection:
            conversations.lock(connection, KEY)
            state = conversations.load(connection, KEY, EVENING)
            conversations.save(connection, KEY, State(missed=state.missed + 1), EVENING)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(once_more, range(20)))
    with engine.begin() as connection:
        assert conversations.load(connection, KEY, EVENING).missed == 20


def test_a_moment_is_compared_as_a_moment_whatever_its_offset(connection: Connection) -> None:
    in_warsaw = datetime.fromisoformat("2026-11-20T20:00:00+01:00")
    assert in_warsaw == EVENING
    conversations.save(connection, KEY, FULL, EVENING)
    assert conversations.load(connection, KEY, in_warsaw) == FULL
