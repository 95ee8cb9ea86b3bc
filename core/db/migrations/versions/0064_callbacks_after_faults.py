"""Call-backs of callers whom a fault has cut off"""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0061"


def upgrade() -> None:
    op.add_column("callback", sa.Column("cause", sa.Text(), server_default="wish", nullable=False))
    op.add_column("callback", sa.Column("agent", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("callback", "agent")
    op.drop_column("callback", "cause")
