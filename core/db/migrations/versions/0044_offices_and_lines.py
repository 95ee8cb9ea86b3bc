"""Moves of offices, institutions with what they are for, and who changed a thing last"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0038"

AUDITED = {"office_move": ("office,valid_from", "", "", "office")}
_BY_STAFF = "coalesce(current_setting('s724.account', true), '') <> ''"


def upgrade() -> None:
    op.create_table(
        "office_move",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("postal_code", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("telephone", sa.Text(), nullable=True),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_office_move_office_office")),
        sa.PrimaryKeyConstraint("office", "valid_from", name=op.f("pk_office_move")),
    )
    op.execute(
        "CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON office_move "
        f"FOR EACH ROW WHEN ({_BY_STAFF}) EXECUTE FUNCTION audit_change{AUDITED['office_move']}"
    )
    op.add_column("transfer_target", sa.Column("purpose", sa.Text(), nullable=False, server_default=""))
    op.add_column("transfer_target", sa.Column("hours", sa.Text(), nullable=False, server_default=""))
    op.add_column("transfer_target", sa.Column("office", sa.Text(), nullable=True))
    op.add_column("transfer_target", sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(
        op.f("fk_transfer_target_office_office"), "transfer_target", "office", ["office"], ["code"]
    )
    # The log grows for years, and each list of the administrator's asks it for the newest entry of each thing.
    op.create_index("ix_audit_log_subject", "audit_log", ["subject", "subject_id", "number"])


def downgrade() -> None:
    op.drop_index("ix_audit_log_subject", "audit_log")
    op.drop_constraint(op.f("fk_transfer_target_office_office"), "transfer_target")
    for column in ("deactivated_at", "office", "hours", "purpose"):
        op.drop_column("transfer_target", column)
    op.drop_table("office_move")
