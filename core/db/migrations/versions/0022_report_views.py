"""Reports: saved views, targets, and keys for the office's own tools"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0021"

_BY_STAFF = "coalesce(current_setting('s724.account', true), '') <> ''"
AUDITED = {
    "report_view": ("id", "", "question", "office"),
    "report_target": ("id", "", "", "office"),
    "report_access_key": ("id", "token_hash", "", "office"),
}
CHANGES = {
    "report_view": "INSERT OR UPDATE OR DELETE",
    "report_target": "INSERT OR UPDATE OR DELETE",
    # That it was used is told once a minute, and is no change of the staff's.
    "report_access_key": "INSERT OR UPDATE OF revoked_at OR DELETE",
}
"""Which changes of these tables are audited."""


def upgrade() -> None:
    op.create_table(
        "report_view",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("question", postgresql.JSONB(), nullable=False),
        sa.Column("period", sa.Text(), nullable=True),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"], ["account.username"], name=op.f("fk_report_view_owner_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_report_view_office_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_view")),
    )
    op.create_index("ix_report_view_owner", "report_view", ["owner"])
    op.create_table(
        "report_target",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_report_target_office_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_target")),
    )
    op.create_index(
        "ix_report_target_place",
        "report_target",
        ["metric", "office", "valid_from"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "report_access_key",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("maker", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["maker"], ["account.username"], name=op.f("fk_report_access_key_maker_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_report_access_key_office_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_access_key")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_report_access_key_token_hash")),
    )
    op.create_index("ix_report_access_key_maker", "report_access_key", ["maker"])
    for table, arguments in AUDITED.items():
        given = ", ".join(f"'{argument}'" for argument in arguments)
        op.execute(
            f"CREATE TRIGGER audit AFTER {CHANGES[table]} ON {table} "
            f"FOR EACH ROW WHEN ({_BY_STAFF}) EXECUTE FUNCTION audit_change({given})"
        )


def downgrade() -> None:
    for table in AUDITED:
        op.drop_table(table)
