"""Matters taken apart again, and answers that are put aside"""

import sqlalchemy as sa
from alembic import op

revision = "0120"
down_revision = "0112"


def upgrade() -> None:
    op.add_column("matter_message", sa.Column("came_with", sa.Text(), nullable=True))
    op.create_table(
        "matter_draft",
        sa.Column("matter_id", sa.Text(), sa.ForeignKey("matter.id", ondelete="CASCADE"), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("matter_id", "account"),
    )
    op.create_index("ix_matter_draft_account", "matter_draft", ["account", "at"])


def downgrade() -> None:
    op.drop_table("matter_draft")
    op.drop_column("matter_message", "came_with")
