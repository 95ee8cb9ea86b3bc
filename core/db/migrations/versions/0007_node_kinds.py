"""What nodes of scenarios need and leave: answers to surveys, numbers for transfers, messages to offices"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "survey_answer",
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("is_solved", sa.Boolean(), nullable=True),
        sa.Column("agent", sa.Text(), nullable=True),
        sa.Column("office", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("call_id", "node", name=op.f("pk_survey_answer")),
    )
    op.create_index("ix_survey_answer_office", "survey_answer", ["office", "answered_at"], unique=False)
    op.create_index("ix_survey_answer_agent", "survey_answer", ["agent", "answered_at"], unique=False)
    op.create_table(
        "transfer_target",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("lines", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_target")),
    )
    op.create_table(
        "voice_message",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("duration_time", sa.Double(), nullable=True),
        sa.Column("caller_number", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=True),
        sa.Column("changed_by", sa.Text(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voice_message")),
    )
    op.create_index("ix_voice_message_office", "voice_message", ["office", "left_at"], unique=False)
    op.create_index("ix_voice_message_call", "voice_message", ["call_id"], unique=False)


def downgrade() -> None:
    for table in ("voice_message", "transfer_target", "survey_answer"):
        op.drop_table(table)
