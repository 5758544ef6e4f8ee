"""One chat may send so much; what comes again or waited costs nothing."""

from __future__ import annotations

from datetime import timedelta

from bot.flood import BURST, FRESH, MOST_CHATS, Flood
from tests.conftest import EVENING


def sends(flood: Flood, times: int, chat: str = "7") -> list[str]:
    verdicts = []
    for _ in range(times):
        verdicts.append(flood.verdict(chat, EVENING, EVENING))
        if verdicts[-1] == "admitted":
            flood.spend(chat, EVENING, EVENING)
    return verdicts


def test_a_flood_begins_once_after_the_burst() -> None:
    assert sends(Flood(), BURST + 3) == ["admitted"] * BURST + [
        "flood_begins",
        "flooding",
        "flooding",
    ]


def test_another_chat_is_not_held_to_it() -> None:
    flood = Flood()
    sends(flood, BURST + 1)
    assert sends(flood, 1, "8") == ["admitted"]


def test_a_second_later_one_more_is_admitted_and_a_new_flood_is_said_again() -> None:
    flood = Flood()
    sends(flood, BURST + 1)
    later = EVENING + timedelta(seconds=1)
    assert flood.verdict("7", later, later) == "admitted"
    flood.spend("7", later, later)
    assert flood.verdict("7", later, later) == "flood_begins"


def test_what_waited_while_we_were_away_is_no_flood() -> None:
    flood = Flood()
    long_ago = EVENING - FRESH - timedelta(seconds=1)
    for _ in range(BURST * 2):
        assert flood.verdict("7", EVENING, long_ago) == "admitted"
        flood.spend("7", EVENING, long_ago)


def test_what_is_not_decided_costs_nothing() -> None:
    flood = Flood()
    assert {flood.verdict("7", EVENING, None) for _ in range(BURST * 2)} == {"admitted"}


def test_a_clock_that_goes_back_gives_nothing_and_takes_nothing() -> None:
    flood = Flood()
    sends(flood, BURST - 1)
    assert flood.verdict("7", EVENING - timedelta(hours=1), None) == "admitted"


def test_one_class_of_danger_is_answered_once_a_minute() -> None:
    flood = Flood()
    assert flood.may_answer_danger("7", "baby_emergency", EVENING)
    assert not flood.may_answer_danger("7", "baby_emergency", EVENING + timedelta(seconds=59))
    assert flood.may_answer_danger("7", "suicide_self_harm", EVENING)
    assert flood.may_answer_danger("8", "baby_emergency", EVENING)
    assert flood.may_answer_danger("7", "baby_emergency", EVENING + timedelta(minutes=1))


def test_chats_beyond_what_is_remembered_start_afresh() -> None:
    flood = Flood(burst=1)
    sends(flood, 1)
    for number in range(MOST_CHATS):
        flood.verdict(f"another {number}", EVENING, None)
    assert flood.verdict("7", EVENING, None) == "admitted"
