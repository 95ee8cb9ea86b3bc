"""What nodes of scenarios need and leave: surveys, numbers for transfers, messages to offices, text messages"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"


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
    op.create_table(
        "sms_order",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=True),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("sms_number", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("sms_values", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_order")),
    )
    op.create_index("ix_sms_order_state", "sms_order", ["state", "ordered_at"], unique=False)
    op.add_column("client", sa.Column("sms_number", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("client", "sms_number")
    for table in ("sms_order", "voice_message", "transfer_target", "survey_answer"):
        op.drop_table(table)
