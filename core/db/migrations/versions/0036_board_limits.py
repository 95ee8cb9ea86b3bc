"""From where on the board raises alarms: limits from a day on"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"

AUDITED = {"board_limit": ("id", "", "", "office")}
_BY_STAFF = "coalesce(current_setting('s724.account', true), '') <> ''"


def upgrade() -> None:
    op.create_table(
        "board_limit",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_board_limit_office_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_limit")),
    )
    op.create_index(
        "ix_board_limit_place",
        "board_limit",
        ["kind", "reason", "office", "valid_from"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.execute(
        "CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON board_limit "
        f"FOR EACH ROW WHEN ({_BY_STAFF}) EXECUTE FUNCTION audit_change{AUDITED['board_limit']}"
    )


def downgrade() -> None:
    op.drop_table("board_limit")
