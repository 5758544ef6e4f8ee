"""A raw update → Arrived, or None where there is nothing to answer. Pure."""

from __future__ import annotations

from datetime import datetime

from telegram import Message as TelegramMessage
from telegram import Update

from bot.app import Arrived
from bot.channels.telegram.bots import CHANNEL
from bot.conversation.model import Message, MessageKind
from services_directory.places import Point

__all__ = ["CHANNEL", "read"]

LONGEST_TEXT = 4096
"""Characters that are read: the Bot API's own limit, held to also where something else speaks it."""


def read(update: Update, channel: str = CHANNEL) -> Arrived | None:
    """One of a tap, an edited message, or a new one. Channel posts and the like are nobody's question.

    A live location edits its message as it moves: the first is read, and nobody is followed.
    """
    chat = update.effective_chat
    message = _message(update)
    if chat is None or message is None:
        return None
    if chat.type != "private":
        if not _addressed(update):
            return None
        message = Message("group")
    return Arrived(
        channel,
        str(chat.id),
        str(update.update_id),
        message,
        address=str(chat.id),
        sent_at=_sent_at(update),
    )


def _sent_at(update: Update) -> datetime | None:
    """A tap says nothing of when it was made."""
    if update.edited_message is not None:
        return update.edited_message.edit_date
    return update.message.date if update.message is not None else None


def _message(update: Update) -> Message | None:
    if update.callback_query is not None:
        return Message("choice", choice=update.callback_query.data or "")
    if update.edited_message is not None:
        moves = update.edited_message.location is not None
        return None if moves else Message("edited")
    return _new(update.message) if update.message is not None else None


def _new(message: TelegramMessage) -> Message | None:
    if message.text is not None:
        return _text(message.text[:LONGEST_TEXT])
    if message.caption:
        return Message("text", text=message.caption[:LONGEST_TEXT])
    pin = message.venue.location if message.venue else message.location
    if pin is not None:
        return Message("pin", pin=Point(pin.latitude, pin.longitude))
    kinds: tuple[tuple[MessageKind, object], ...] = (
        ("photo", message.photo or message.video or message.document or message.animation),
        ("voice", message.voice or message.audio or message.video_note),
        ("sticker", message.sticker),
        ("other", message.contact or message.poll or message.dice),
    )
    return next((Message(kind) for kind, there in kinds if there), None)


def _text(text: str) -> Message:
    if text == "/start" or text.startswith(("/start ", "/start@")):
        return Message("start", text=text.partition(" ")[2].strip())
    if text.startswith("/"):
        command, _, rest = text[1:].partition(" ")
        return Message("text", text=f"{command.partition('@')[0]} {rest}".strip())
    return Message("text", text=text)


def _addressed(update: Update) -> bool:
    """In a group only a tap, a command or a reply to the bot gets an answer: anything else was not said to it."""
    message = update.message
    if update.callback_query is not None:
        return True
    if message is None:
        return False
    replied = message.reply_to_message
    return bool(
        (message.text or "").startswith("/")
        or (replied and replied.from_user and replied.from_user.is_bot)
    )
