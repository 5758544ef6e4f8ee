"""Reply → what `sendMessage` takes. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from bot.conversation.model import Choice, Reply
from bot.conversation.wording import as_text

LONGEST_TEXT = 4096
"""Bot API: text of a message, after entities parsing."""

LONGEST_DATA = 64
"""Bot API: bytes of a button's callback data."""

A_ROW = 24
"""Characters of labels that stand side by side on a small phone; longer ones get a row each."""


Keyboard = dict[str, list[list[dict[str, str]]]]
"""An InlineKeyboardMarkup as the Bot API takes it."""


def write(reply: Reply) -> Iterator[tuple[str, Keyboard | None]]:
    """Messages to send in order. Only the last has the buttons."""
    texts = list(split(as_text(reply)))
    for text in texts[:-1]:
        yield text, None
    yield texts[-1], keyboard(reply.choices)


def split(text: str) -> Iterator[str]:
    """Pieces of at most 4,096 characters, cut between paragraphs, lines or words where there are any."""
    text = text.strip() or "…"
    while len(text) > LONGEST_TEXT:
        ends = (text.rfind(mark, 1, LONGEST_TEXT) for mark in ("\n\n", "\n", " "))
        end = next((end for end in ends if end > 0), LONGEST_TEXT)
        yield text[:end]
        text = text[end:].strip()
    yield text


def keyboard(choices: tuple[Choice, ...]) -> Keyboard | None:
    rows: list[list[dict[str, str]]] = []
    for choice in choices:
        if len(choice.value.encode()) > LONGEST_DATA:
            continue
        button = {"text": choice.label, "callback_data": choice.value}
        if rows and sum(len(each["text"]) for each in rows[-1]) + len(choice.label) <= A_ROW:
            rows[-1].append(button)
        else:
            rows.append([button])
    return {"inline_keyboard": rows} if rows else None
