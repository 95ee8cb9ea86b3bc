"""Of which message a receipt may be that came before its answer"""

import sqlalchemy as sa
from alembic import op

revision = "0123"
down_revision = "0122"


def upgrade() -> None:
    op.add_column("receipt", sa.Column("head", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("receipt", "head")
