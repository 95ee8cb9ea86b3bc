"""Opening hours: plans of the week with validity, and days that are different"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "opening_plan",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("week", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("evening_pool", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_opening_plan_office_office")),
        sa.ForeignKeyConstraint(
            ["evening_pool"], ["office.code"], name=op.f("fk_opening_plan_evening_pool_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_plan")),
    )
    op.create_index("ix_opening_plan_office", "opening_plan", ["office", "purpose", "valid_from"], unique=False)
    op.create_table(
        "opening_exception",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("settings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("replaces", sa.Text(), nullable=True),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_by", sa.Text(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_opening_exception_office_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_exception")),
    )
    op.create_index("ix_opening_exception_office", "opening_exception", ["office", "first_day"], unique=False)


def downgrade() -> None:
    op.drop_table("opening_exception")
    op.drop_table("opening_plan")
