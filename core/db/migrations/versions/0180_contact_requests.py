"""Requests to be rung about an offer or a training"""

import sqlalchemy as sa
from alembic import op

revision = "0180"
down_revision = "0172"


def upgrade() -> None:
    op.create_table(
        "contact_request",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("callback_number", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_request")),
        sa.UniqueConstraint("call_id", "about", "subject", name=op.f("uq_contact_request_call_id")),
    )
    op.create_index("ix_contact_request_office", "contact_request", ["office", "left_at"])
    op.create_index("ix_contact_request_client", "contact_request", ["client_id"])


def downgrade() -> None:
    op.drop_table("contact_request")
