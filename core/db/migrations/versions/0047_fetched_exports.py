"""Files for offices: who has fetched one last, and when"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0051"


def upgrade() -> None:
    op.add_column("export_batch", sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("export_batch", sa.Column("fetched_by", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("export_batch", "fetched_by")
    op.drop_column("export_batch", "fetched_at")
