"""What callers leave at nodes of scenarios: answers to surveys"""

import sqlalchemy as sa
from alembic import op

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


def downgrade() -> None:
    op.drop_table("survey_answer")
