"""Which process of a kind does the work, and which ones wait to do it"""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0057"


def upgrade() -> None:
    op.create_table(
        "lease",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "lease_waiting",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("waiter", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", "waiter", name=op.f("pk_lease_waiting")),
    )


def downgrade() -> None:
    for table in ("lease_waiting", "lease"):
        op.drop_table(table)
