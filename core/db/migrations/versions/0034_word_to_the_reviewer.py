"""What an editor tells who checks a version: why it was changed, or what to look at"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    op.add_column("article_version", sa.Column("for_reviewer", sa.Text()))


def downgrade() -> None:
    op.drop_column("article_version", "for_reviewer")
