"""A resident's words, tidied: lower case, no accents, no apostrophes, text-speak written out. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

LONGEST = 4096
"""Telegram's own limit for a message. What is longer is cut before anything looks at it."""

BREAK = "|"
"""Stands between sentences, so that a pattern never reaches across two of them."""

_APOSTROPHES = re.compile(r"[\u2018\u2019\u02bc\u00b4`']")
_SENTENCE_END = re.compile(r"[.!?;:\n\r]+")
_COMMA = re.compile(r"[,()\[\]\u2013\u2014]+|\s-\s")
_NOT_A_WORD = re.compile(r"[^a-z0-9|,£°%]+")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_DECIMAL = re.compile(r"(?<=\d)[.,](?=\d)")


def tidy(text: str, written_out: Mapping[str, str], emoji: Mapping[str, str]) -> str:
    """Words with single spaces, `|` between sentences and `,` where a comma stood; a space at either end.

    `written_out` maps a text-speak word to its long form (`u` → `you`), `emoji` a symbol to words.
    """
    text = spoken(text[:LONGEST], emoji)
    words = _APOSTROPHES.sub("", text)
    words = _DECIMAL.sub("point", words)
    words = _SENTENCE_END.sub(f" {BREAK} ", words)
    words = _COMMA.sub(" , ", words)
    words = _NOT_A_WORD.sub(" ", words)
    words = _STRETCHED.sub(r"\1\1", words)
    long_forms = (written_out.get(word, word) for word in words.split())
    return f" {' '.join(long_forms)} "


def spoken(text: str, emoji: Mapping[str, str]) -> str:
    """Lower case without accents, with emoji said as words."""
    for symbol, words in emoji.items():
        if symbol in text:
            text = text.replace(symbol, f" {words} ")
    folded = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def words_of(tidied: str) -> list[str]:
    """The words alone, without sentence ends and commas."""
    return [word for word in tidied.split() if word not in {BREAK, ","}]
