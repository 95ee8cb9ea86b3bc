"""Log-in by the office's directory: whose accounts belong to it"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("account", sa.Column("directory", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("account", "directory")
