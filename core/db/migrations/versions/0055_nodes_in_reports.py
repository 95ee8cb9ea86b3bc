"""How calls went through the nodes of scenarios, in the sums of reports, and what finds the calls of a node

`ix_report_call_nodes`: calls that came to a node, however few. `ix_report_call_left_node`: those whose callers
hung up there, newest first.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0055"
down_revision = "0053"

_COUNTERS = ("calls", "entered", "hung_up", "over")


def upgrade() -> None:
    op.create_table(
        "report_node",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("scenario", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_node")),
        sa.UniqueConstraint("scenario", "version", "node", name=op.f("uq_report_node_scenario")),
    )
    op.create_table(
        "report_node_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("node", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in _COUNTERS),
        sa.Column("families", postgresql.JSONB(), nullable=True),
        sa.PrimaryKeyConstraint("day", "node", name=op.f("pk_report_node_day")),
    )
    op.add_column("report_call", sa.Column("nodes", sa.ARRAY(sa.Integer()), server_default="{}", nullable=False))
    op.add_column("report_call", sa.Column("left_node", sa.Integer(), nullable=True))
    op.create_index("ix_report_call_nodes", "report_call", ["nodes"], postgresql_using="gin")
    op.create_index("ix_report_call_left_node", "report_call", ["left_node", "started_at", "id"])
    # The last month is there without anybody's having to ask for it; `make recompute-reports` makes the rest.
    op.execute(
        "INSERT INTO report_due (call_id) SELECT id FROM report_call "
        "WHERE started_at >= now() - interval '32 days' AND scenario IS NOT NULL ORDER BY started_at DESC"
    )


def downgrade() -> None:
    for name in ("ix_report_call_left_node", "ix_report_call_nodes"):
        op.drop_index(name, "report_call")
    for name in ("left_node", "nodes"):
        op.drop_column("report_call", name)
    for table in ("report_node_day", "report_node"):
        op.drop_table(table)
