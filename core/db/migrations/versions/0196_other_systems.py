"""What systems of other institutions have asked"""

import sqlalchemy as sa
from alembic import op

revision = "0196"
down_revision = "0195"


def upgrade() -> None:
    op.create_table(
        "system_inquiry",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("is_answered", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_system_inquiry")),
    )
    op.create_index("ix_system_inquiry_system", "system_inquiry", ["system", "at"])


def downgrade() -> None:
    op.drop_table("system_inquiry")
