"""When Python may look for garbage. It goes through all that lives again and again: over a whole content base that takes
a fifth of a second, in the middle of somebody's message, and finds nothing.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def undisturbed() -> Iterator[None]:
    """While much is made that stays: a start or a reload takes a third less time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def stays() -> None:
    """All that lives now is not looked through again."""
    gc.freeze()


def is_replaced() -> None:
    """What stayed so far may be garbage now, and is taken away; what took its place stays."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
