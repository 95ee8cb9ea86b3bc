"""Templates of messages, with their days"""

import sqlalchemy as sa
from alembic import op

revision = "0122"
down_revision = "0121"

AUDITED = {"message_template": ("id", "", "source", "office")}
_BY_STAFF = "coalesce(current_setting('s724.account', true), '') <> ''"


def upgrade() -> None:
    op.create_table(
        "message_template",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("letters", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_message_template_office_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_template")),
    )
    op.create_index("ix_message_template_code", "message_template", ["code", "valid_from"])
    op.execute(
        "CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON message_template "
        f"FOR EACH ROW WHEN ({_BY_STAFF}) EXECUTE FUNCTION audit_change{AUDITED['message_template']}"
    )


def downgrade() -> None:
    op.drop_table("message_template")
