"""What one person alone may do: names, messages, ceilings of looks, chained events"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

_BY_STAFF = "coalesce(current_setting('s724.account', true), '') <> ''"

AUDITED = {"look_ceiling": ("id", "", "", "office")}

_EVENTS_STAY = """
CREATE FUNCTION security_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('s724.retention', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'this log is not changed' USING ERRCODE = 'restrict_violation';
END $$
"""
"""As migration 0016 has it, for the way back."""


def upgrade() -> None:
    # Two names that differ in case alone stop here, and the error names them: dismiss one, and rename it by hand.
    op.create_index("uq_account_username_any_case", "account", [sa.text("lower(username)")], unique=True)
    _messages()
    _look_ceilings()
    _chained_events()


def _chained_events() -> None:
    op.execute("DROP TRIGGER stays ON security_event")
    op.execute("DROP FUNCTION security_event_stays()")
    for name, when in (("stays", "BEFORE UPDATE OR DELETE"), ("stays_whole", "BEFORE TRUNCATE")):
        each = "ROW" if name == "stays" else "STATEMENT"
        op.execute(
            f"CREATE TRIGGER {name} {when} ON security_event FOR EACH {each} EXECUTE FUNCTION chained_log_stays()"
        )


def _messages() -> None:
    op.add_column("access_log", sa.Column("message_id", sa.Text(), nullable=True))
    op.add_column("voice_message", sa.Column("taken_up_by", sa.Text(), nullable=True))
    op.add_column("voice_message", sa.Column("taken_up_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("voice_message", sa.Column("done_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE voice_message SET taken_up_by = changed_by, taken_up_at = changed_at, "
        "done_at = CASE WHEN state = 'done' THEN changed_at END WHERE state IN ('listened', 'done')"
    )
    op.drop_index("ix_voice_message_changed_by", "voice_message")
    op.create_index("ix_voice_message_taken_up", "voice_message", ["taken_up_by", "taken_up_at"])


def _look_ceilings() -> None:
    op.create_table(
        "look_ceiling",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("cards", sa.Integer(), nullable=False),
        sa.Column("names", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("cards > 0 AND names > 0", name="look_ceiling_more_than_none"),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_look_ceiling_office_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look_ceiling")),
    )
    for table, arguments in AUDITED.items():
        given = ", ".join(f"'{argument}'" for argument in arguments)
        op.execute(
            f"CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW WHEN ({_BY_STAFF}) EXECUTE FUNCTION audit_change({given})"
        )
    op.create_table(
        "look_count",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("cards", sa.Integer(), server_default="0", nullable=False),
        sa.Column("names", sa.Integer(), server_default="0", nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("account", "day", name=op.f("pk_look_count")),
    )
    op.create_index("ix_look_count_day", "look_count", ["day", "office"])


def downgrade() -> None:
    op.execute("DROP TRIGGER stays ON security_event")
    op.execute("DROP TRIGGER stays_whole ON security_event")
    op.execute("ALTER TABLE log_block DISABLE TRIGGER stays")
    op.execute("DELETE FROM log_block WHERE log = 'security_event'")
    op.execute("ALTER TABLE log_block ENABLE TRIGGER stays")
    op.execute(_EVENTS_STAY)
    op.execute(
        "CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON security_event "
        "FOR EACH ROW EXECUTE FUNCTION security_event_stays()"
    )
    op.drop_table("look_count")
    op.drop_table("look_ceiling")
    op.drop_index("ix_voice_message_taken_up", "voice_message")
    op.create_index("ix_voice_message_changed_by", "voice_message", ["changed_by", "changed_at"])
    for column in ("done_at", "taken_up_at", "taken_up_by"):
        op.drop_column("voice_message", column)
    op.drop_column("access_log", "message_id")
    op.drop_index("uq_account_username_any_case", "account")
