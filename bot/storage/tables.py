"""What is kept, and nothing else. No row holds a message, a postcode, a name, or a chat id that can be read."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import DateTime, LargeBinary, MetaData, String, Text
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
    """A reply that is decided and not yet accepted by its channel. `address` is sealed; the row goes when it is sent."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    channel: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(64), index=True)
    address: Mapped[bytes] = mapped_column(LargeBinary)
    body: Mapped[str] = mapped_column(Text)
    urgent: Mapped[bool] = mapped_column(default=False)
    tries: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class OutcomeCount(Table):
    """How often something happened. No row can be traced to a person."""

    __tablename__ = "outcome_counts"

    day: Mapped[date] = mapped_column(primary_key=True)
    district: Mapped[str] = mapped_column(String(9), primary_key=True)
    topic: Mapped[str] = mapped_column(String(40), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(20), primary_key=True)
    times: Mapped[int]
