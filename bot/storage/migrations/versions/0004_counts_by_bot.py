"""Counts of councils' own bots. A table of their own: the release before goes on counting in the one that it knows."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bot_outcome_counts",
        sa.Column("bot", sa.String(40), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("district", sa.String(9), primary_key=True),
        sa.Column("topic", sa.String(40), primary_key=True),
        sa.Column("outcome", sa.String(20), primary_key=True),
        sa.Column("times", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("bot_outcome_counts")
