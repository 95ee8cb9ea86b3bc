"""Clients whom consultants ring: what came of it, how many a day, and the time that it takes"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

_WITH_STATES = ("report_agent_quarter", "report_agent_day")


def upgrade() -> None:
    op.add_column("call", sa.Column("dial_outcome", sa.Text()))
    op.add_column("look_count", sa.Column("rung", sa.Integer(), server_default="0", nullable=False))
    for table in _WITH_STATES:
        op.add_column(table, sa.Column("state_dialling_ms", sa.BigInteger()))


def downgrade() -> None:
    for table in _WITH_STATES:
        op.drop_column(table, "state_dialling_ms")
    op.drop_column("look_count", "rung")
    op.drop_column("call", "dial_outcome")
