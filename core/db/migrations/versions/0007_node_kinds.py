"""What nodes of scenarios need and leave: answers to surveys, numbers to which calls may be transferred"""

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


def downgrade() -> None:
    for table in ("transfer_target", "survey_answer"):
        op.drop_table(table)
