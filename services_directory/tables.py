"""What is kept of services that sources list. Documents, not columns: nothing here asks about their insides."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

METADATA = MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_name)s", "pk": "pk_%(table_name)s"}
)

sources = Table(
    "directory_sources",
    METADATA,
    Column("name", String(20), primary_key=True),
    Column("title", Text, nullable=False),
    Column("licence", Text),
    Column("version", Text),
    Column("services", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("synced_at", DateTime(timezone=True)),
    Column("tried_at", DateTime(timezone=True), nullable=False),
    Column("note", Text),
)
"""One row a source. `revision` rises with each change, so that two syncs at once cannot both win. `note`: why the last
try changed nothing."""

services = Table(
    "directory_services",
    METADATA,
    Column("source", String(20), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("document", Text, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("added", DateTime(timezone=True), nullable=False),
    Column("changed", DateTime(timezone=True), nullable=False),
    Column("retired", DateTime(timezone=True)),
)
"""One row a service, never deleted: `retired` is when its source stopped listing it."""

quarantine = Table(
    "directory_quarantine",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("source", String(20), nullable=False),
    Column("id", Text),
    Column("where", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("remedy", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Index("ix_directory_quarantine_source", "source"),
)
"""What the last sync of a source could not read, and why."""

reports = Table(
    "directory_reports",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("service", String(64), nullable=False),
    Column("reason", String(20), nullable=False),
    Column("day", Date, nullable=False),
    Column("closed_on", Date),
    Index("ix_directory_reports_service", "service"),
)
"""That residents said "this is wrong" of a service. Nothing says who."""

version = Table(
    "directory_version",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
)
"""One row. The number rises when a sync changes services, so that a running bot sees it."""
