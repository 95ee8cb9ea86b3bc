"""Searches that somebody of the staff has kept"""

import sqlalchemy as sa
from alembic import op

revision = "0194"
down_revision = "0193"

_BY_STAFF = "coalesce(current_setting('s724.account', true), '') <> ''"
AUDITED = {"saved_search": ("id", "", "", "office")}


def upgrade() -> None:
    op.create_table(
        "saved_search",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("filters", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
        sa.ForeignKeyConstraint(
            ["owner"], ["account.username"], ondelete="CASCADE", name=op.f("fk_saved_search_owner_account")
        ),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_saved_search_office_office")),
    )
    op.create_index("ix_saved_search_owner", "saved_search", ["owner", "page"])
    for table, arguments in AUDITED.items():
        quoted = ", ".join(f"'{argument}'" for argument in arguments)
        op.execute(
            f"CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW "
            f"WHEN ({_BY_STAFF}) EXECUTE FUNCTION audit_change({quoted})"
        )


def downgrade() -> None:
    op.drop_table("saved_search")
