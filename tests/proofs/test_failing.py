"""A Bot API that fails, a bot that was away, and updates that are broken or come in a flood."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.bot_api import FAULTS
from tests.proofs.conftest import Opens, shown, side_by_side
from tests.soak.delivering import malformed
from tests.soak.failing import NEIGHBOURS, displaced, faulty, late, outage
from tests.soak.flooding import flooding


@pytest.fixture(scope="module")
def proved(opens: Opens) -> dict[str, Any]:
    return side_by_side(
        {
            "faulty": lambda: faulty(opens(), updates=80),
            "outage": lambda: outage(opens(), updates=300),
            "late": lambda: late(opens(), chats=10),
            "malformed": lambda: malformed(opens(), updates=500, broken=50),
            "flood": lambda: flooding(opens(), loud=300, quiet=20, seconds=3),
        }
    )


def test_a_bot_api_that_fails_in_a_fifth_of_its_calls_loses_nothing(proved: dict[str, Any]) -> None:
    done = shown(proved["faulty"])
    assert set(done.faults) == set(FAULTS)
    assert done.tally.is_clean, done


def test_after_an_outage_the_oldest_is_answered_first_within_the_limits(
    proved: dict[str, Any],
) -> None:
    done = shown(proved["outage"])
    assert done.tally.is_clean, done
    assert done.tally.doubled == 0
    assert done.displaced <= NEIGHBOURS
    assert (done.refused, done.inside_a_wait) == (0, 0)


def test_an_answer_that_comes_late_says_so(proved: dict[str, Any]) -> None:
    heard = shown(proved["late"])
    assert len(heard) == 10
    assert all(text.startswith("Sorry this took so long") for text in heard), heard[0]


def test_malformed_updates_cost_nobody_an_answer(proved: dict[str, Any]) -> None:
    done = shown(proved["malformed"])
    assert done.tally.is_clean, done
    assert done.tally.doubled == 0
    assert done.quarantined == done.broken
    assert done.polls < done.tally.updates, "it asks again and again for the same"


def test_one_chat_that_floods_does_not_silence_the_others(proved: dict[str, Any]) -> None:
    assert len(shown(proved["flood"]).seconds) == 20


def test_a_chat_that_is_overtaken_is_seen() -> None:
    assert displaced([5, 6, 6, 7]) == 0
    assert displaced([6, 7, 8, 5]) == 4
