"""Files of inquiries of other systems that were answered"""

import sqlalchemy as sa
from alembic import op

revision = "0197"
down_revision = "0196"


def upgrade() -> None:
    op.create_table(
        "system_file",
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", "name", name=op.f("pk_system_file")),
    )


def downgrade() -> None:
    op.drop_table("system_file")
