"""Replies by chat, so that a claim finds what else waits for a chat without going through all that waits."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_outbox_chat", "outbox", ["channel", "key"])


def downgrade() -> None:
    op.drop_index("ix_outbox_chat", "outbox")
