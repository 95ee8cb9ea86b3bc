"""What figures of matters are reckoned of"""

import sqlalchemy as sa
from alembic import op

revision = "0121"
down_revision = "0120"


def upgrade() -> None:
    op.create_table(
        "matter_fact",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("matter_id", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), sa.ForeignKey("office.code"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("is_in_time", sa.Boolean(), nullable=True),
        sa.Column("waited_ms", sa.BigInteger(), nullable=True),
    )
    op.create_index("ix_matter_fact_at", "matter_fact", ["at"])
    op.create_index("ix_matter_fact_message", "matter_fact", ["message_id"])
    # Of matters of before: when they came. How long their answers took is not known any more.
    op.execute(
        "INSERT INTO matter_fact (at, matter_id, office, kind, channel) "
        "SELECT m.opened_at, m.id, m.office, 'opened', coalesce((SELECT t.channel FROM matter_thread t "
        "WHERE t.matter_id = m.id ORDER BY t.id LIMIT 1), 'email') FROM matter m ORDER BY m.opened_at, m.id"
    )


def downgrade() -> None:
    op.drop_table("matter_fact")
