"""Updates as Telegram writes them, by hand: short, and true to the format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Update = dict[str, Any]

KINDS = frozenset(
    {
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
    }
)


def person(number: int) -> dict[str, Any]:
    return {"id": number, "is_bot": False, "first_name": "Somebody"}


def message(chat: int, **parts: Any) -> dict[str, Any]:
    """A message in a private chat, or in a group where `chat` is negative."""
    place = (
        {"id": chat, "type": "private"}
        if chat > 0
        else {"id": chat, "type": "group", "title": "A group"}
    )
    return {"message_id": 1, "date": 1700000000, "chat": place, "from": person(abs(chat)), **parts}


def tap(chat: int, data: str) -> Update:
    return {
        "callback_query": {
            "id": "1",
            "from": person(chat),
            "chat_instance": "1",
            "data": data,
            "message": message(chat, text="…"),
        }
    }


def chat_of(update: Mapping[str, Any]) -> object:
    """What keeps updates in order: their chat, or nothing in particular for what has none."""
    body = next((update[kind] for kind in KINDS if kind in update), None)
    body = body.get("message", body) if isinstance(body, dict) else {}
    chat = body.get("chat") if isinstance(body, dict) else None
    return chat.get("id") if isinstance(chat, dict) else None


def is_wanted(update: Mapping[str, Any], allowed: frozenset[str]) -> bool:
    """No list of allowed kinds is every kind; an update of no known kind is always handed over."""
    kinds = update.keys() & KINDS
    return not allowed or not kinds or bool(kinds & allowed)
