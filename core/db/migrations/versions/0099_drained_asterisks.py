"""Asterisks that are to have no new calls"""

import sqlalchemy as sa
from alembic import op

revision = "0099"
down_revision = "0067"


def upgrade() -> None:
    op.create_table(
        "drained_asterisk",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("drained_by", sa.Text(), nullable=False),
        sa.Column("drained_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("drained_asterisk")
