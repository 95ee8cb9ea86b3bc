"""Asterisks that are to have no new calls"""

import sqlalchemy as sa
from alembic import op

revision = "0099"
down_revision = "0067"

_BY_STAFF = "coalesce(current_setting('s724.account', true), '') <> ''"
AUDITED = {"drained_asterisk": ("name", "", "", "-")}


def upgrade() -> None:
    op.create_table(
        "drained_asterisk",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("drained_by", sa.Text(), nullable=False),
        sa.Column("drained_at", sa.DateTime(timezone=True), nullable=False),
    )
    for table, arguments in AUDITED.items():
        given = ", ".join(f"'{argument}'" for argument in arguments)
        op.execute(
            f"CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW WHEN ({_BY_STAFF}) EXECUTE FUNCTION audit_change({given})"
        )


def downgrade() -> None:
    op.drop_table("drained_asterisk")
