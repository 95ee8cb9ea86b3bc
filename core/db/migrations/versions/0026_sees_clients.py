"""Consultants who see no clients until a second person has confirmed it"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.add_column("account", sa.Column("sees_clients", sa.Boolean(), server_default=sa.true(), nullable=False))


def downgrade() -> None:
    op.drop_column("account", "sees_clients")
