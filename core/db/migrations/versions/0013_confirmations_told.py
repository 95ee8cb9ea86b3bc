"""Contacts that clients confirmed on the line are told to their offices, too"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_TABLE, _INDEX = "contact_confirmation", "ix_contact_confirmation_exported_in"


def upgrade() -> None:
    op.add_column(_TABLE, sa.Column("exported_in", sa.Text(), nullable=True))
    op.create_foreign_key(
        op.f("fk_contact_confirmation_exported_in_export_batch"), _TABLE, "export_batch", ["exported_in"], ["id"]
    )
    op.create_index(_INDEX, _TABLE, ["exported_in"])


def downgrade() -> None:
    op.drop_index(_INDEX, _TABLE)
    op.drop_constraint(op.f("fk_contact_confirmation_exported_in_export_batch"), _TABLE)
    op.drop_column(_TABLE, "exported_in")
