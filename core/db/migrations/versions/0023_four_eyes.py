"""The two-person rule: proposals, deputy offices, who made and reset accounts"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"

_BY_STAFF = "coalesce(current_setting('s724.account', true), '') <> ''"
AUDITED = {"proposal": ("id", "", "details", "office")}


def upgrade() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("deputies", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("details", postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("is_early", sa.Boolean(), nullable=False),
        sa.Column("is_break_glass", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_proposal_office_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    op.create_index("ix_proposal_state", "proposal", ["state", "proposed_at"])
    for table, arguments in AUDITED.items():
        given = ", ".join(f"'{argument}'" for argument in arguments)
        op.execute(
            f"CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW WHEN ({_BY_STAFF}) EXECUTE FUNCTION audit_change({given})"
        )
    op.add_column("office", sa.Column("deputy", sa.Text(), nullable=True))
    op.create_foreign_key(op.f("fk_office_deputy_office"), "office", "office", ["deputy"], ["code"])
    op.add_column("emergency_message", sa.Column("confirmed_by", sa.Text(), nullable=True))
    op.add_column("account", sa.Column("made_by", sa.Text(), nullable=True))
    op.add_column("account", sa.Column("reset_by", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("account", "reset_by")
    op.drop_column("account", "made_by")
    op.drop_column("emergency_message", "confirmed_by")
    op.drop_column("office", "deputy")
    op.drop_table("proposal")
