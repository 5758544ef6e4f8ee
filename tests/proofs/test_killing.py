"""`kill -9` at random points, in short. `make soak` does it a thousand times."""

from __future__ import annotations

from functools import partial

import pytest

from tests.proofs.conftest import Opens, shown, side_by_side
from tests.soak.ground import Mode
from tests.soak.killing import Killed, killing
from tests.soak.talks import judge

KILLS = {
    ("sqlite", "polling"): 8,
    ("sqlite", "webhook"): 8,
    ("postgresql", "polling"): 7,
    ("postgresql", "webhook"): 7,
}
A_LIFE = 12
"""Messages that come in for each kill."""

pytestmark = pytest.mark.postgresql

Outcomes = dict[tuple[str, Mode], Killed | Exception]


@pytest.fixture(scope="module")
def killed(opens: Opens, postgresql_url: str) -> Outcomes:
    addresses = {"sqlite": "sqlite", "postgresql": postgresql_url}
    grounds = {each: opens(each[1], addresses[each[0]]) for each in KILLS}
    return side_by_side(
        {each: partial(killing, grounds[each], few, few * A_LIFE) for each, few in KILLS.items()}
    )


@pytest.mark.parametrize(("database", "mode"), KILLS)
def test_a_bot_that_is_killed_again_and_again_loses_nothing(
    killed: Outcomes, database: str, mode: Mode
) -> None:
    done = shown(killed[database, mode])
    assert done.tally.is_clean, done
    assert done.tally.doubled <= done.kills


def test_what_is_lost_doubled_or_out_of_order_is_seen() -> None:
    """The proofs above would hold for a judge that sees nothing."""
    expected = ("one", "two", "three")
    assert judge(expected, expected) == (0, 0, 0)
    assert judge(("one", "two", "two", "three"), expected) == (0, 1, 0)
    assert judge(("one", "three"), expected) == (1, 0, 0)
    assert judge(("two", "one", "three"), expected) == (0, 0, 1)
    assert judge(("Sorry this took so long.\n\none", "two", "three"), expected) == (0, 0, 0)
