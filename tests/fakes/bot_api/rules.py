"""What `sendMessage` must hold. https://core.telegram.org/bots/api#sendmessage"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping
from typing import Any

from tests.fakes.bot_api.answers import Answer, refused

LONGEST_TEXT = 4096
LONGEST_DATA = 64
MOST_BUTTONS = 100
PARSE_MODES = {"HTML", "Markdown", "MarkdownV2"}
ACTIONS = {
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "copy_text",
    "pay",
}


def refusal_of(
    given: Mapping[str, Any], blocked: Container[int], unknown: Container[int]
) -> Answer | None:
    """None where Telegram would accept the message."""
    why = next(iter((*_wrong_chat(given, unknown), *_wrong_text(given), *_wrong_markup(given))), "")
    if why:
        return refused(400, why)
    if int(given["chat_id"]) in blocked:
        return refused(403, "bot was blocked by the user")
    return None


def _wrong_chat(given: Mapping[str, Any], unknown: Container[int]) -> Iterator[str]:
    chat = str(given.get("chat_id", ""))
    if not chat:
        yield "chat_id is empty"
    elif not chat.removeprefix("-").isdecimal() or int(chat) in unknown:
        yield "chat not found"


def _wrong_text(given: Mapping[str, Any]) -> Iterator[str]:
    text = str(given.get("text", ""))
    if not text.strip():
        yield "message text is empty"
    if len(text) > LONGEST_TEXT:
        yield "message is too long"
    if given.get("parse_mode") and given["parse_mode"] not in PARSE_MODES:
        yield "unsupported parse_mode"


def _wrong_markup(given: Mapping[str, Any]) -> Iterator[str]:
    if not (markup := given.get("reply_markup")):
        return
    try:
        rows = read_markup(markup).get("inline_keyboard", [])
        buttons = [dict(button) for row in rows for button in row]
    except (ValueError, TypeError, AttributeError):
        yield "can't parse reply keyboard markup JSON object"
        return
    yield from _wrong_buttons(buttons)


def _wrong_buttons(buttons: list[dict[str, Any]]) -> Iterator[str]:
    if len(buttons) > MOST_BUTTONS:
        yield "reply markup is too long"
    for button in buttons:
        if not str(button.get("text", "")).strip():
            yield 'can\'t parse inline keyboard button: Field "text" must be of type String'
        elif not button.keys() & ACTIONS:
            yield "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        elif not 0 < len(str(button.get("callback_data", "x")).encode()) <= LONGEST_DATA:
            yield "BUTTON_DATA_INVALID"


def read_markup(markup: object) -> dict[str, Any]:
    """A keyboard comes as JSON inside JSON, or as it is."""
    return dict(json.loads(markup) if isinstance(markup, str) else markup)  # type: ignore[call-overload]
