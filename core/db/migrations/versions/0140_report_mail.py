"""Saved reports that go out by mail each week"""

import sqlalchemy as sa
from alembic import op

revision = "0140"
down_revision = "0130"


def upgrade() -> None:
    op.add_column("report_view", sa.Column("mail_address", sa.Text(), nullable=True))
    op.add_column("report_view", sa.Column("mail_form", sa.Text(), nullable=True))
    op.add_column("report_view", sa.Column("mail_since", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "report_mail",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("view_id", sa.Text(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["view_id"], ["report_view.id"], name=op.f("fk_report_mail_view_id_report_view"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_mail")),
        sa.UniqueConstraint("view_id", "week", name=op.f("uq_report_mail_view_id")),
    )


def downgrade() -> None:
    op.drop_table("report_mail")
    for column in ("mail_since", "mail_form", "mail_address"):
        op.drop_column("report_view", column)
