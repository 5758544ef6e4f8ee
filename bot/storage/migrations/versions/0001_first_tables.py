"""Conversations, handled updates, outbox and counts"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_conversations_expires", "conversations", ["expires"])
    op.create_table(
        "handled_updates",
        sa.Column("channel", sa.String(40), primary_key=True),
        sa.Column("update_id", sa.String(80), primary_key=True),
        sa.Column("handled", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_handled_updates_handled", "handled_updates", ["handled"])
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_outbox_key", "outbox", ["key"])
    op.create_index("ix_outbox_not_before", "outbox", ["not_before"])
    op.create_table(
        "outcome_counts",
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("district", sa.String(9), primary_key=True),
        sa.Column("topic", sa.String(40), primary_key=True),
        sa.Column("outcome", sa.String(20), primary_key=True),
        sa.Column("times", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    for table in ("outcome_counts", "outbox", "handled_updates", "conversations"):
        op.drop_table(table)
