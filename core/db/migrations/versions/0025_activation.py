"""Activation of accounts by their owners: when an account was reset, and pairings with browsers"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.add_column("account", sa.Column("reset_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "pairing",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_pairing")),
    )
    op.create_index("ix_pairing_username", "pairing", ["username"])


def downgrade() -> None:
    op.drop_table("pairing")
    op.drop_column("account", "reset_at")
