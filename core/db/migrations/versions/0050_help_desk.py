"""The help desk: reports of problems, proposed changes, and their steps"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0044"

_BY_STAFF = "coalesce(current_setting('s724.account', true), '') <> ''"
AUDITED = {"help_report": ("id", "words,reason", "", "office")}
_STATES = ("open", "taken", "waiting", "solved", "proposed", "considered", "accepted", "rejected", "done")
_LIST = ", ".join(f"'{state}'" for state in _STATES)
_OF_CHANGES = ", ".join(f"'{state}'" for state in _STATES[4:])
_WAITING = "state IN ('open', 'taken', 'waiting', 'proposed', 'considered')"


def upgrade() -> None:
    op.create_table(
        "help_report",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=True),
        sa.Column("build", sa.Text(), nullable=True),
        sa.Column("error_code", sa.Text(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("reported_by", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("held_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("done_in", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('problem', 'change')", name="help_report_kind"),
        sa.CheckConstraint(f"state IN ({_LIST})", name="help_report_state"),
        sa.CheckConstraint(f"(kind = 'change') = (state IN ({_OF_CHANGES}))", name="help_report_state_of_kind"),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_help_report_office_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_report")),
        sa.UniqueConstraint("number", name=op.f("uq_help_report_number")),
    )
    op.create_index("ix_help_report_reported_at", "help_report", ["reported_at", "id"])
    op.create_index("ix_help_report_own", "help_report", ["reported_by", "reported_at", "id"])
    op.create_index(
        "ix_help_report_waiting", "help_report", ["reported_at", "id"], postgresql_where=sa.text(_WAITING)
    )
    op.create_table(
        "help_step",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("report_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["help_report.id"], name=op.f("fk_help_step_report_id_help_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_step")),
    )
    op.create_index("ix_help_step_report", "help_step", ["report_id", "id"])
    for table, arguments in AUDITED.items():
        op.execute(
            f"CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW WHEN ({_BY_STAFF}) EXECUTE FUNCTION audit_change{arguments}"
        )


def downgrade() -> None:
    op.drop_table("help_step")
    op.drop_table("help_report")
