"""When Python may look for garbage."""

from __future__ import annotations

import gc
import weakref

import pytest

from bot.undisturbed import is_replaced, stays, undisturbed


class Ring:
    """Holds itself, so that only the collector can take it away."""

    def __init__(self) -> None:
        self.itself = self


def test_nothing_is_looked_through_until_it_is_made() -> None:
    with undisturbed():
        assert not gc.isenabled()
        with undisturbed():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_is_looked_for_again_also_when_making_failed() -> None:
    with pytest.raises(ZeroDivisionError), undisturbed():
        raise ZeroDivisionError
    assert gc.isenabled()


def test_what_was_replaced_is_taken_away_although_it_once_stayed() -> None:
    old = Ring()
    seen = weakref.ref(old)
    try:
        stays()
        del old
        gc.collect()
        assert seen() is not None
        is_replaced()
        assert seen() is None
    finally:
        gc.unfreeze()
