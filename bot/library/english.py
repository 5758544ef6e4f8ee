"""Common English words, so that spelling repair leaves them alone: "drying" is not a mistyped "dying"."""

from __future__ import annotations

import gzip
import json
from functools import cache
from importlib.resources import files

COMMON = 200
"""How often a word stands in the package's corpus before we count it as common. At 200: 37,679 words."""


@cache
def common_words() -> frozenset[str]:
    """From the English dictionary that `pyspellchecker` ships (MIT licence)."""
    packed = files("spellchecker").joinpath("resources", "en.json.gz").read_bytes()
    counted: dict[str, int] = json.loads(gzip.decompress(packed))
    return frozenset(word.replace("'", "") for word, times in counted.items() if times >= COMMON)
