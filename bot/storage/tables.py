"""What is kept, and nothing else. No row holds a message, a postcode, a name, or a chat id that can be read."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import DateTime, Index, LargeBinary, MetaData, SmallInteger, String, Text, false
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Table(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Conversation(Table):
    """Where one conversation stands. The key is a keyed hash of channel and chat; the row expires."""

    __tablename__ = "conversations"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    state: Mapped[str] = mapped_column(Text)
    expires: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class HandledUpdate(Table):
    """That an update was decided. Its primary key is what makes "once" true."""

    __tablename__ = "handled_updates"

    channel: Mapped[str] = mapped_column(String(40), primary_key=True)
    update_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    handled: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class OutboxReply(Table):
    """A reply that is decided and not yet accepted by its channel. `address` is sealed; the row goes when it is sent.

    `channel` names the bot too. A reply is in flight while `claimed_until` lies ahead. `parts_sent` counts the messages of
    a long reply that were accepted. `apologised`: this chat was told already that what it asked took long.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_line", "channel", "priority", "id"),
        Index("ix_outbox_chat", "channel", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    channel: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(64), index=True)
    address: Mapped[bytes] = mapped_column(LargeBinary)
    body: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(20), server_default="en")
    priority: Mapped[int] = mapped_column(SmallInteger, server_default="1")
    urgent: Mapped[bool] = mapped_column(server_default=false())
    """Written by the release before only, which may still decide while this one starts."""
    put_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    not_before: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    tries: Mapped[int] = mapped_column(server_default="0")
    parts_sent: Mapped[int] = mapped_column(server_default="0")
    apologised: Mapped[bool] = mapped_column(server_default=false())
    claimed_by: Mapped[str | None] = mapped_column(String(40))
    claimed_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class OutboxBudget(Table):
    """What all senders of one bot together may still send. Whoever claims holds this row, so that claims come one by one."""

    __tablename__ = "outbox_budgets"

    channel: Mapped[str] = mapped_column(String(40), primary_key=True)
    tokens: Mapped[float]
    filled_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    closed_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class OutboxChat(Table):
    """When a chat may be sent to again. Gone some seconds after that moment."""

    __tablename__ = "outbox_chats"

    channel: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    open_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class SetAside(Table):
    """That a reply was given up, and why. No body, no address: nothing leads to whom it was for."""

    __tablename__ = "outbox_set_aside"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    channel: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class OutcomeCount(Table):
    """How often something happened. No row can be traced to a person."""

    __tablename__ = "outcome_counts"

    day: Mapped[date] = mapped_column(primary_key=True)
    district: Mapped[str] = mapped_column(String(9), primary_key=True)
    topic: Mapped[str] = mapped_column(String(40), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(20), primary_key=True)
    times: Mapped[int]


class BotOutcomeCount(Table):
    """The same for a council's own bot, by the id of its pack. What the install's own bot did stands above."""

    __tablename__ = "bot_outcome_counts"

    bot: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    district: Mapped[str] = mapped_column(String(9), primary_key=True)
    topic: Mapped[str] = mapped_column(String(40), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(20), primary_key=True)
    times: Mapped[int]
