"""A fair or an exchange"""

import sqlalchemy as sa
from alembic import op

revision = "0192"
down_revision = "0191"


def upgrade() -> None:
    op.add_column("fair", sa.Column("kind", sa.Text(), server_default="fair", nullable=False))


def downgrade() -> None:
    op.drop_column("fair", "kind")
