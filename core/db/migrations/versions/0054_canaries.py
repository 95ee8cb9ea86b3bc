"""A version of a scenario answers a share of the calls first"""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0055"


def upgrade() -> None:
    op.create_table(
        "scenario_canary",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("beside", sa.Integer(), nullable=False),
        sa.Column("share_percent", sa.Integer(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hang_up_points", sa.Float(), nullable=False),
        sa.Column("failure_points", sa.Float(), nullable=False),
        sa.Column("min_calls", sa.Integer(), nullable=False),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("name", "version", name=op.f("pk_scenario_canary")),
    )
    op.create_index(
        "ix_scenario_canary_open",
        "scenario_canary",
        ["name"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    """What is on trial is taken back: without its table it would be in force for all."""
    op.execute(
        "UPDATE scenario SET cancelled_at = trial.begins_at FROM scenario_canary trial"
        " WHERE trial.name = scenario.name AND trial.version = scenario.version AND trial.ended_at IS NULL"
    )
    op.drop_table("scenario_canary")
