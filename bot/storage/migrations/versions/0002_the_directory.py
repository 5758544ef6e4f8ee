"""Sources, the services that they list, what could not be read, and residents' reports"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "directory_sources",
        sa.Column("name", sa.String(20), primary_key=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text()),
        sa.Column("version", sa.Text()),
        sa.Column("services", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("synced_at", sa.DateTime(timezone=True)),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text()),
    )
    op.create_table(
        "directory_services",
        sa.Column("source", sa.String(20), primary_key=True),
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("added", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "directory_quarantine",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("id", sa.Text()),
        sa.Column("where", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_directory_quarantine_source", "directory_quarantine", ["source"])
    op.create_table(
        "directory_reports",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("service", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date()),
    )
    op.create_index("ix_directory_reports_service", "directory_reports", ["service"])
    op.create_table(
        "directory_version",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
    )


def downgrade() -> None:
    for table in ("version", "reports", "quarantine", "services", "sources"):
        op.drop_table(f"directory_{table}")
