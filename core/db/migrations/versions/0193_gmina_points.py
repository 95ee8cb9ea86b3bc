"""Where gminas are"""

import sqlalchemy as sa
from alembic import op

revision = "0193"
down_revision = "0192"

_BY_STAFF = "coalesce(current_setting('s724.account', true), '') <> ''"
AUDITED = {"gmina_point": ("teryt", "", "", "-")}


def upgrade() -> None:
    op.create_table(
        "gmina_point",
        sa.Column("teryt", sa.Text(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("teryt", name=op.f("pk_gmina_point")),
    )
    for table, arguments in AUDITED.items():
        quoted = ", ".join(f"'{argument}'" for argument in arguments)
        op.execute(
            f"CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW "
            f"WHEN ({_BY_STAFF}) EXECUTE FUNCTION audit_change({quoted})"
        )


def downgrade() -> None:
    op.drop_table("gmina_point")
