"""Forms and standards as versioned files with acknowledgements, the shared calendar, organisations of observers"""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0042"

_BY_STAFF = "coalesce(current_setting('s724.account', true), '') <> ''"
AUDITED = {
    "standard": ("id", "", "", "-"),
    "standard_version": ("id", "", "", "-"),
    "standard_acknowledgement": ("version_id,account", "", "", "office"),
    "calendar_entry": ("id", "", "", "owner"),
}


def upgrade() -> None:
    op.add_column("account", sa.Column("organisation", sa.Text(), nullable=True))
    op.create_table(
        "standard",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard")),
    )
    op.create_table(
        "standard_version",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("standard", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("roles", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_kind", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["standard"], ["standard.id"], name=op.f("fk_standard_version_standard_standard")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_version")),
        sa.UniqueConstraint("standard", "number", name=op.f("uq_standard_version_standard")),
    )
    op.create_index("ix_standard_version_standard", "standard_version", ["standard"])
    op.create_table(
        "standard_file",
        sa.Column("version_id", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["standard_version.id"],
            name=op.f("fk_standard_file_version_id_standard_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_standard_file")),
    )
    op.create_table(
        "standard_acknowledgement",
        sa.Column("version_id", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["account.username"], name=op.f("fk_standard_acknowledgement_account_account")
        ),
        sa.ForeignKeyConstraint(
            ["office"], ["office.code"], name=op.f("fk_standard_acknowledgement_office_office")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["standard_version.id"],
            name=op.f("fk_standard_acknowledgement_version_id_standard_version"),
        ),
        sa.PrimaryKeyConstraint("version_id", "account", name=op.f("pk_standard_acknowledgement")),
    )
    op.create_index("ix_standard_acknowledgement_account", "standard_acknowledgement", ["account"])
    op.create_table(
        "calendar_entry",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("begins", sa.Time(), nullable=True),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.Column("offices", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("roles", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("led_by", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner"], ["office.code"], name=op.f("fk_calendar_entry_owner_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_entry")),
    )
    op.create_index("ix_calendar_entry_days", "calendar_entry", ["first_day", "last_day"])
    for table, arguments in AUDITED.items():
        given = ", ".join(f"'{argument}'" for argument in arguments)
        op.execute(
            f"CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW WHEN ({_BY_STAFF}) EXECUTE FUNCTION audit_change({given})"
        )


def downgrade() -> None:
    for table in ("calendar_entry", "standard_acknowledgement", "standard_file", "standard_version", "standard"):
        op.drop_table(table)
    op.drop_column("account", "organisation")
