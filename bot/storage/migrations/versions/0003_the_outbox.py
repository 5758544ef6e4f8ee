"""The outbox: priorities, leases, a budget that all senders share, and what was set aside

What the release before writes still fits, so that it may go on deciding while this one starts.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.drop_index("ix_outbox_not_before", "outbox")
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("language", sa.String(20), nullable=False, server_default="en"))
        outbox.add_column(
            sa.Column("priority", sa.SmallInteger(), nullable=False, server_default="1")
        )
        outbox.add_column(sa.Column("put_at", MOMENT))
        outbox.add_column(sa.Column("parts_sent", sa.Integer(), nullable=False, server_default="0"))
        outbox.add_column(
            sa.Column("apologised", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        outbox.add_column(sa.Column("claimed_by", sa.String(40)))
        outbox.add_column(sa.Column("claimed_until", MOMENT))
        outbox.alter_column("not_before", existing_type=MOMENT, nullable=True)
        outbox.alter_column("urgent", existing_type=sa.Boolean(), server_default=sa.false())
        outbox.alter_column("tries", existing_type=sa.Integer(), server_default="0")
    op.execute("UPDATE outbox SET priority = 0 WHERE urgent")
    op.execute("UPDATE outbox SET put_at = not_before, not_before = NULL")
    op.create_index("ix_outbox_line", "outbox", ["channel", "priority", "id"])
    op.create_table(
        "outbox_budgets",
        sa.Column("channel", sa.String(40), primary_key=True),
        sa.Column("tokens", sa.Double(), nullable=False),
        sa.Column("filled_at", MOMENT, nullable=False),
        sa.Column("closed_until", MOMENT),
    )
    op.create_table(
        "outbox_chats",
        sa.Column("channel", sa.String(40), primary_key=True),
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("open_at", MOMENT, nullable=False),
    )
    op.create_table(
        "outbox_set_aside",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_index("ix_outbox_set_aside_at", "outbox_set_aside", ["at"])


def downgrade() -> None:
    for table in ("outbox_set_aside", "outbox_chats", "outbox_budgets"):
        op.drop_table(table)
    op.drop_index("ix_outbox_line", "outbox")
    op.execute("UPDATE outbox SET urgent = true WHERE priority = 0")
    op.execute("UPDATE outbox SET not_before = put_at WHERE not_before IS NULL")
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("not_before", existing_type=MOMENT, nullable=False)
        for column in (
            "claimed_until",
            "claimed_by",
            "apologised",
            "parts_sent",
            "put_at",
            "priority",
            "language",
        ):
            outbox.drop_column(column)
    op.create_index("ix_outbox_not_before", "outbox", ["not_before"])
