"""Calls that a full machine could not carry, in the sums of reports"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"

_TABLES = ("report_quarter", "report_day")


def upgrade() -> None:
    for table in _TABLES:
        op.add_column(table, sa.Column("path_shed", sa.Integer()))


def downgrade() -> None:
    for table in _TABLES:
        op.drop_column(table, "path_shed")
