""" "2", "the second one", "last" → a place among what was offered. Pure."""

from __future__ import annotations

ORDINALS = {
    "first": 0,
    "1st": 0,
    "second": 1,
    "2nd": 1,
    "third": 2,
    "3rd": 2,
    "fourth": 3,
    "4th": 3,
    "last": -1,
}


def ordinal(said: str, offered: int) -> int | None:
    """ "2", "the second one" → a place among what was offered."""
    words = [
        word
        for word in said.split()
        if word not in {"the", "one", "option", "number", "choice", "please", "that"}
    ]
    if len(words) != 1 or not offered:
        return None
    place = (
        int(words[0]) - 1 if words[0].isdigit() and len(words[0]) < 3 else ORDINALS.get(words[0])
    )
    return (
        place
        if place is not None and -1 <= place < offered and (place >= 0 or words[0] == "last")
        else None
    )
