"""A new secret: who was talking goes on talking, and what waits to be sent still arrives."""

from __future__ import annotations

from sqlalchemy import Engine, insert, select

from bot.conversation.model import State
from bot.storage import conversations
from bot.storage.retention import waiting_replies
from bot.storage.rotation import Resealed, reseal, take_over
from bot.storage.sealing import Seal
from bot.storage.tables import OutboxReply
from tests.conftest import EVENING
from tests.storage.waiting import a_row

OLD, NEW = Seal("before"), Seal("today", ("before",))
CHAT = "7766554433"


def test_a_conversation_under_the_old_hash_goes_on_under_the_new(engine: Engine) -> None:
    old, new = (seal.conversation_key("telegram", CHAT) for seal in (OLD, NEW))
    with engine.begin() as connection:
        conversations.save(connection, old, State(topic="weaning"), EVENING)
        take_over(connection, NEW.older_keys("telegram", CHAT), new)
        assert conversations.load(connection, new, EVENING).topic == "weaning"
        assert conversations.load(connection, old, EVENING) == State()


def test_where_both_are_held_the_new_one_stays_and_the_old_one_goes(engine: Engine) -> None:
    old, new = (seal.conversation_key("telegram", CHAT) for seal in (OLD, NEW))
    with engine.begin() as connection:
        conversations.save(connection, old, State(topic="weaning"), EVENING)
        conversations.save(connection, new, State(topic="five-ways"), EVENING)
        take_over(connection, (old,), new)
        assert conversations.load(connection, new, EVENING).topic == "five-ways"
        assert conversations.load(connection, old, EVENING) == State()


def test_replies_that_wait_stay_with_their_chat(engine: Engine) -> None:
    old, new = (seal.conversation_key("telegram", CHAT) for seal in (OLD, NEW))
    with engine.begin() as connection:
        connection.execute(insert(OutboxReply), [a_row(key=old), a_row(key=old)])
        take_over(connection, (old,), new)
        assert (waiting_replies(connection, old), waiting_replies(connection, new)) == (0, 2)


def test_addresses_are_sealed_anew_and_what_cannot_be_opened_is_counted(engine: Engine) -> None:
    rows = [a_row(address=seal.seal(CHAT)) for seal in (OLD, NEW, Seal("somebody else's"))]
    with engine.begin() as connection:
        connection.execute(insert(OutboxReply), rows)
        assert reseal(connection, NEW) == Resealed(resealed=1, already=1, unknown=1)
        assert reseal(connection, NEW) == Resealed(resealed=0, already=2, unknown=1)
        held = connection.execute(select(OutboxReply.address).order_by(OutboxReply.id)).scalars()
        assert [Seal("today").open(each) for each in list(held)[:2]] == [CHAT, CHAT]
