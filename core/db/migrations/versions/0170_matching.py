"""Weights of matches as dated rules; indices by which matches and candidates are found"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0170"
down_revision = "0150"

_BY_STAFF = "coalesce(current_setting('s724.account', true), '') <> ''"
AUDITED = {"matching_weights": ("id", "", "", "-")}


def upgrade() -> None:
    op.create_table(
        "matching_weights",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("weights", postgresql.JSONB(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matching_weights")),
    )
    for table, arguments in AUDITED.items():
        quoted = ", ".join(f"'{argument}'" for argument in arguments)
        op.execute(
            f"CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW "
            f"WHEN ({_BY_STAFF}) EXECUTE FUNCTION audit_change({quoted})"
        )
    op.execute(
        "CREATE INDEX ix_offer_matching ON offer (substr(occupation, 1, 2)) INCLUDE (id, occupation, gmina, "
        "county, office, state, kind, work_mode, valid_from, valid_until, country, is_for_registered, "
        "is_for_disabled) "
        "WHERE duplicate_of IS NULL AND state IN ('verified', 'unverified')"
    )
    op.create_index("ix_client_occupation_code", "client_occupation", ["occupation", "client_id"])


def downgrade() -> None:
    op.drop_index("ix_client_occupation_code", "client_occupation")
    op.drop_index("ix_offer_matching", "offer")
    op.drop_table("matching_weights")
