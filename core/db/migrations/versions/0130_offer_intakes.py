"""Offers that are taken in by telephone; names of occupations; numbers of employers"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0130"
down_revision = "0123"

_WHEN = sa.DateTime(timezone=True)
_BY_STAFF = "coalesce(current_setting('s724.account', true), '') <> ''"
AUDITED = {
    "offer_intake": ("id", "typed", "", "office"),
    "employer": ("id", "phone,email", "", "office"),
}


def upgrade() -> None:
    op.add_column("employer", sa.Column("regon", sa.Text(), nullable=True))
    op.add_column("employer", sa.Column("changed_at", _WHEN, nullable=True))
    op.create_index("ix_employer_nip", "employer", ["nip"])
    op.create_table(
        "offer_intake",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("typed", postgresql.JSONB(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("writers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("begun_by", sa.Text(), nullable=False),
        sa.Column("begun_at", _WHEN, nullable=False),
        sa.Column("call_id", sa.Text(), nullable=True),
        sa.Column("changed_at", _WHEN, nullable=False),
        sa.Column("submitted_at", _WHEN, nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", _WHEN, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("employer_id", sa.Text(), nullable=True),
        sa.Column("offer_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_intake")),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_offer_intake_office_office")),
        sa.ForeignKeyConstraint(
            ["employer_id"],
            ["employer.id"],
            ondelete="SET NULL",
            name=op.f("fk_offer_intake_employer_id_employer"),
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.id"], ondelete="SET NULL", name=op.f("fk_offer_intake_offer_id_offer")
        ),
    )
    op.create_index("ix_offer_intake_office", "offer_intake", ["office", "state", "changed_at"])
    op.create_index("ix_offer_intake_employer", "offer_intake", ["employer_id"])
    op.create_index("ix_offer_intake_offer", "offer_intake", ["offer_id"])
    op.create_table(
        "occupation",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_official", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_occupation")),
    )
    for table, arguments in AUDITED.items():
        quoted = ", ".join(f"'{argument}'" for argument in arguments)
        op.execute(
            f"CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW "
            f"WHEN ({_BY_STAFF}) EXECUTE FUNCTION audit_change({quoted})"
        )


def downgrade() -> None:
    op.execute("DROP TRIGGER audit ON employer")
    op.drop_table("occupation")
    op.drop_table("offer_intake")
    op.drop_index("ix_employer_nip", "employer")
    op.drop_column("employer", "changed_at")
    op.drop_column("employer", "regon")
