"""What a scanner has said of files that came by mail"""

import sqlalchemy as sa
from alembic import op

revision = "0112"
down_revision = "0111"


def upgrade() -> None:
    op.add_column("matter_file", sa.Column("scan", sa.Text(), nullable=True))
    op.create_index("ix_matter_file_unscanned", "matter_file", ["id"], postgresql_where=sa.text("scan IS NULL"))


def downgrade() -> None:
    op.drop_index("ix_matter_file_unscanned", "matter_file")
    op.drop_column("matter_file", "scan")
