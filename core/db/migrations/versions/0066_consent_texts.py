"""The words by which consents are asked, with their days"""

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0064"

AUDITED = {"consent_text": ("id", "", "words", "office")}
_BY_STAFF = "coalesce(current_setting('s724.account', true), '') <> ''"


def upgrade() -> None:
    op.create_table(
        "consent_text",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_consent_text_office_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_text")),
    )
    op.execute(
        "CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON consent_text "
        f"FOR EACH ROW WHEN ({_BY_STAFF}) EXECUTE FUNCTION audit_change{AUDITED['consent_text']}"
    )


def downgrade() -> None:
    op.drop_table("consent_text")
