"""Telegram over HTTP, against a stand-in for the Bot API."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from prometheus_client import generate_latest
from pydantic import SecretStr
from sqlalchemy import Engine, text

from bot.app import App
from bot.channels.telegram.bots import installed_bots
from bot.channels.telegram.running import Running
from bot.channels.telegram.writing import LONGEST_DATA, LONGEST_TEXT, keyboard, split, write
from bot.conversation.model import Choice, Reply
from bot.metrics import REGISTRY
from bot.settings import Settings
from tests.conftest import CONTENT, another_app
from tests.fakes.bot_api import TOKEN, BotApi, message
from tests.resident import Clock

WAIT_SECONDS = 20.0


@pytest.fixture
def telegram_app(learnt: App, engine: Engine, clock: Clock, api_url: str) -> App:
    settings = Settings(
        _env_file=None,
        content_dir=CONTENT,
        telegram_token=SecretStr(TOKEN),
        telegram_api_url=api_url,
    )
    return another_app(learnt, engine, clock, settings)


@pytest.fixture
def bot(telegram_app: App) -> Iterator[App]:
    """The bot, polling."""
    yield from polling(telegram_app)


def polling(app: App) -> Iterator[App]:
    """Every bot of the install."""
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    async def run() -> None:
        await asyncio.gather(
            *(Running(app, each).run(stop) for each in installed_bots(app.settings))
        )

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),))
    thread.start()
    yield app
    loop.call_soon_threadsafe(stop.set)
    thread.join(WAIT_SECONDS)
    assert not thread.is_alive(), "polling did not stop"
    loop.close()


def until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + WAIT_SECONDS
    while not holds():
        assert time.monotonic() < ends, "it did not happen"
        time.sleep(0.02)


def test_a_whole_conversation(bot: App, api: BotApi) -> None:
    api.says(7, "im 12 weeks pregnant and cant stop smoking")
    until(lambda: "postcode" in api.texts(7))
    api.says(7, "st4 6qg")
    until(lambda: "Quit Smoking Stoke" in api.texts(7))
    api.taps(7, api.buttons(7)["Urgent help"])
    until(lambda: "cannot call anyone for you" in api.texts(7))
    until(lambda: len(api.calls["answerCallbackQuery"]) == 1)
    until(lambda: nothing_waits(bot.engine))


def nothing_waits(engine: Engine) -> bool:
    with engine.connect() as connection:
        return connection.execute(text("SELECT count(*) FROM outbox")).scalar() == 0


def test_start_help_privacy_and_stop(bot: App, api: BotApi) -> None:
    for chat, said, seen in (
        (1, "/start", "not for emergencies"),
        (2, "/start safer-sleep", "on their back"),
        (3, "/help", "How this works"),
        (4, "/privacy", "Your messages are not kept"),
        (5, "/stop", "forgotten this conversation"),
        (6, "/urgent", "call 999 now"),
        (8, "/start ../../etc", "not for emergencies"),
        (9, "/mydata", "is held"),
        (10, "/delete", "is erased"),
        (11, "/menu", "What would you like help with"),
    ):
        api.says(chat, said)
        until(lambda chat=chat, seen=seen: seen.casefold() in api.texts(chat).casefold())


@pytest.mark.parametrize(
    ("update", "seen"),
    [
        ({"edited_message": message(7, text="changed", edit_date=1700000001)}, "changed a message"),
        (
            {
                "message": message(
                    7, photo=[{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
                )
            },
            "look at pictures",
        ),
        (
            {"message": message(7, voice={"file_id": "a", "file_unique_id": "b", "duration": 1})},
            "listen to voice",
        ),
        (
            {
                "message": message(
                    7,
                    sticker={
                        "file_id": "a",
                        "file_unique_id": "b",
                        "type": "regular",
                        "width": 1,
                        "height": 1,
                        "is_animated": False,
                        "is_video": False,
                    },
                )
            },
            "only read words",
        ),
        (
            {"message": message(7, contact={"phone_number": "07700900000", "first_name": "Sam"})},
            "read that kind of message",
        ),
        (
            {
                "message": message(
                    7,
                    photo=[{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}],
                    caption="my baby isnt breathing",
                )
            },
            "Call 999 now",
        ),
    ],
    ids=["edited", "photo", "voice", "sticker", "contact", "caption"],
)
def test_what_is_not_plain_text_gets_a_kind_sentence(
    bot: App, api: BotApi, update: dict[str, object], seen: str
) -> None:
    api.puts(update)
    until(lambda: seen in api.texts(7))
    assert "999" in api.texts(7)
    until(lambda: "Urgent help" in api.buttons(7))


def test_a_location_pin_works_where_a_postcode_does(bot: App, api: BotApi) -> None:
    api.says(7, "help to stop smoking near me")
    until(lambda: "send me your postcode" in api.texts(7))
    api.puts({"message": message(7, location={"latitude": 53.0027, "longitude": -2.1794})})
    until(lambda: "Stoke-on-Trent" in api.texts(7))


def test_a_live_location_that_moves_is_not_followed(bot: App, api: BotApi) -> None:
    moved = message(7, location={"latitude": 53.0027, "longitude": -2.1794, "live_period": 900})
    api.puts({"edited_message": moved})
    api.says(8, "hello")
    until(lambda: bool(api.texts(8)))
    assert api.texts(7) == ""


def test_in_a_group_only_what_is_said_to_it_is_answered(bot: App, api: BotApi) -> None:
    api.puts({"message": message(-50, text="what shall we have for tea")})
    api.puts({"message": message(-50, text="/start")})
    until(lambda: "private chats" in api.texts(-50))
    assert len([each for each in api.sent if int(each["chat_id"]) == -50]) == 1


def test_the_command_list_and_description_are_set_on_start(bot: App, api: BotApi) -> None:
    until(lambda: bool(api.calls["setMyShortDescription"]))
    assert "privacy" in api.calls["setMyCommands"][0]["commands"]
    assert "999" in api.calls["setMyDescription"][0]["description"]


def test_one_malformed_update_stops_nobody(bot: App, api: BotApi) -> None:
    counted = generate_latest(REGISTRY)
    for broken in (
        {"message": {"text": "no chat"}},
        {"message": 7},
        {"callback_query": {"id": []}},
        {},
    ):
        api.puts(broken)
    last = api.says(7, "hello")
    until(lambda: "Signpost" in api.texts(7))
    until(lambda: api.acknowledged == last)
    assert generate_latest(REGISTRY) != counted


def test_an_update_delivered_twice_is_answered_once(bot: App, api: BotApi) -> None:
    api.puts({"update_id": 5000, "message": message(7, text="hello")})
    until(lambda: bool(api.texts(7)))
    api.puts({"update_id": 5000, "message": message(7, text="hello")}, again=True)
    until(lambda: api.waiting == 0)
    api.puts({"update_id": 5001, "message": message(8, text="hello")})
    until(lambda: bool(api.texts(8)))
    assert len([each for each in api.sent if int(each["chat_id"]) == 7]) == 1


def test_a_reply_that_telegram_puts_off_is_sent_later(bot: App, api: BotApi, clock: Clock) -> None:
    refused: list[str] = []

    def once(method: str, _given: dict[str, object]) -> tuple[int, dict[str, object]] | None:
        if method != "sendMessage" or refused:
            return None
        refused.append(method)
        return 429, {"parameters": {"retry_after": 5}}

    api.refuse = once
    api.says(7, "hello")
    until(lambda: len(api.sent) == 1)

    def sent_again_as_time_goes_on() -> bool:
        clock.later(timedelta(seconds=1))
        return len(api.sent) == 2

    until(sent_again_as_time_goes_on)


def test_someone_who_blocked_the_bot_costs_nobody_else_a_reply(bot: App, api: BotApi) -> None:
    api.refuse = lambda method, given: (
        (403, {}) if method == "sendMessage" and str(given["chat_id"]) == "7" else None
    )
    api.says(7, "hello")
    api.says(8, "hello")
    until(lambda: "not for emergencies" in api.texts(8))

    until(lambda: nothing_waits(bot.engine))


def test_no_chat_id_is_readable_in_the_database(telegram_app: App, api: BotApi) -> None:
    api.refuse = lambda method, _given: (500, {}) if method == "sendMessage" else None
    for bot in polling(telegram_app):
        api.says(987654321, "hello")
        until(lambda: bool(api.sent))
        with bot.engine.connect() as connection:
            for table in ("conversations", "outbox", "handled_updates", "outcome_counts"):
                rows = connection.execute(text(f"SELECT * FROM {table}")).all()
                assert "987654321" not in repr(rows)


def test_when_nothing_can_be_kept_a_resident_still_hears_of_999(
    learnt: App, clock: Clock, api: BotApi, api_url: str
) -> None:
    from bot.storage.database import open_database

    settings = Settings(
        _env_file=None,
        content_dir=CONTENT,
        telegram_token=SecretStr(TOKEN),
        telegram_api_url=api_url,
    )
    down = open_database("postgresql://nobody@127.0.0.1:1/none")
    for _ in polling(another_app(learnt, down, clock, settings)):
        api.says(7, "hello")
        api.says(8, "my baby isnt breathing")
        until(lambda: "gone wrong on our side" in api.texts(7))
        until(lambda: "Call 999 now" in api.texts(8))


def test_a_long_text_is_cut_between_words_and_keeps_its_buttons_last() -> None:
    reply = Reply(" ".join(["word"] * 3000), (Choice("Menu", "menu"),))
    messages = list(write(reply))
    assert len(messages) > 1
    assert all(len(piece) <= LONGEST_TEXT for piece, _ in messages)
    assert [bool(buttons) for _, buttons in messages] == [False] * (len(messages) - 1) + [True]
    assert " ".join(piece for piece, _ in messages) == reply.text


def test_text_without_spaces_is_cut_too() -> None:
    assert [len(piece) for piece in split("x" * 9000)] == [4096, 4096, 808]


def test_a_button_that_is_too_long_for_telegram_is_left_out() -> None:
    made = keyboard((Choice("Too long", "x" * (LONGEST_DATA + 1)), Choice("Menu", "menu")))
    assert made is not None
    assert [button["text"] for row in made["inline_keyboard"] for button in row] == ["Menu"]


def test_a_token_is_never_printed() -> None:
    settings = Settings(_env_file=None, telegram_token=SecretStr(TOKEN))
    assert TOKEN not in repr(settings)
    assert TOKEN not in str(settings.model_dump())
