"""How long what is kept, as rules; runs that let go of what is due"""

from datetime import UTC, date, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"

DAYS = {
    "recording": 30,
    "voice_message": 90,
    "sms": 90,
    "callback": 90,
    "contact": 1826,
    "survey": 731,
    "verified_number": 730,
    "attempt_guard": 2,
    "security_event": 731,
    "import_file": 7,
    "export_file": 30,
    "call_personal": 365,
    "client_gone": 365,
    "access_log": 731,
    "audit_log": 731,
}

_EVENTS_STAY = """
CREATE FUNCTION security_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('s724.retention', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'this log is not changed' USING ERRCODE = 'restrict_violation';
END $$
"""
"""In place of that of 0008: entries go by the rule, which cannot be shorter than two years, and by the clock of
the processes, by which they were written."""

_BY_STAFF = "coalesce(current_setting('s724.account', true), '') <> ''"
AUDITED = {
    "retention_rule": ("id", "", "", "office"),
    "retention_run": ("id", "counts,pending", "", "-"),
}


def upgrade() -> None:
    rule = op.create_table(
        "retention_rule",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("days > 0", name="retention_rule_days"),
        sa.CheckConstraint("kind <> 'recording' OR days <= 90", name="retention_rule_recording"),
        sa.CheckConstraint(
            "kind NOT IN ('access_log', 'audit_log', 'security_event') OR days >= 731", name="retention_rule_logs"
        ),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_retention_rule_office_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_rule")),
    )
    op.create_index("ix_retention_rule_kind", "retention_rule", ["kind", "office", "valid_from"])
    op.bulk_insert(
        rule,
        [
            {
                "id": f"rule-{kind}",
                "kind": kind,
                "office": None,
                "days": days,
                "valid_from": date(2026, 1, 1),
                "valid_to": None,
                "basis": "",
                "changed_by": "system",
                "changed_at": datetime(2026, 1, 1, tzinfo=UTC),
            }
            for kind, days in DAYS.items()
        ],
    )
    op.create_table(
        "retention_run",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_dry", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("pending", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_run")),
    )
    op.create_index("ix_retention_run_asked_at", "retention_run", ["asked_at", "id"])
    op.execute(_EVENTS_STAY)
    op.execute("DROP TRIGGER stays ON security_event")
    op.execute(
        "CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON security_event "
        "FOR EACH ROW EXECUTE FUNCTION security_event_stays()"
    )
    for table, arguments in AUDITED.items():
        given = ", ".join(f"'{argument}'" for argument in arguments)
        op.execute(
            f"CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW WHEN ({_BY_STAFF}) EXECUTE FUNCTION audit_change({given})"
        )


def downgrade() -> None:
    op.execute("DROP TRIGGER stays ON security_event")
    op.execute(
        "CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON security_event "
        "FOR EACH ROW EXECUTE FUNCTION staff_log_stays()"
    )
    op.execute("DROP FUNCTION security_event_stays()")
    op.drop_table("retention_run")
    op.drop_table("retention_rule")
