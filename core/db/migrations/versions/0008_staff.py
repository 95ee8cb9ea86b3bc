"""Staff: hiring, log-ins, the audit log; offices, numbers, topics, pause reasons as data; wrong tries anew"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"

_AUDIT = """
CREATE FUNCTION audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    who text := current_setting('s724.account', true);
    old_row jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    new_row jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    whole jsonb := coalesce(new_row, old_row);
    before jsonb;
    after jsonb;
    one text;
BEGIN
    IF who IS NULL OR who = '' OR old_row = new_row THEN
        RETURN NULL;
    END IF;
    FOREACH one IN ARRAY string_to_array(TG_ARGV[1], ',') LOOP
        IF TG_OP = 'UPDATE' AND old_row ->> one IS DISTINCT FROM new_row ->> one THEN
            new_row := jsonb_set(new_row, ARRAY[one], '"changed"');
        ELSE
            new_row := new_row - one;
        END IF;
        old_row := old_row - one;
    END LOOP;
    FOREACH one IN ARRAY string_to_array(TG_ARGV[2], ',') LOOP
        old_row := jsonb_set(old_row, ARRAY[one], to_jsonb('md5:' || md5(old_row ->> one)), false);
        new_row := jsonb_set(new_row, ARRAY[one], to_jsonb('md5:' || md5(new_row ->> one)), false);
    END LOOP;
    before := old_row;
    after := new_row;
    IF TG_OP = 'UPDATE' THEN
        SELECT coalesce(jsonb_object_agg(b.key, b.value), '{}') INTO before
            FROM jsonb_each(old_row) b WHERE b.value IS DISTINCT FROM new_row -> b.key;
        SELECT coalesce(jsonb_object_agg(a.key, a.value), '{}') INTO after
            FROM jsonb_each(new_row) a WHERE a.value IS DISTINCT FROM old_row -> a.key;
    END IF;
    INSERT INTO audit_log (at, account, operation, action, subject, subject_id, office, before, after)
    VALUES (
        coalesce(nullif(current_setting('s724.at', true), '')::timestamptz, now()),
        who,
        coalesce(current_setting('s724.operation', true), ''),
        lower(TG_OP),
        TG_TABLE_NAME,
        (SELECT string_agg(whole ->> key, ':') FROM unnest(string_to_array(TG_ARGV[0], ',')) AS key),
        whole ->> TG_ARGV[3],
        before,
        after
    );
    RETURN NULL;
END $$
"""
"""Writes who changed a row, if somebody of the staff did: `core.db.engine` says who in `s724.account`.

Arguments: the key's columns; columns that are left out, of which it is only said that they changed; columns that
hold long documents, of which the digest is written; the column of the office.
"""

AUDITED = {
    "office": ("code", "", "", "code"),
    "branch": ("id", "", "", "office"),
    "postal_prefix": ("prefix", "", "", "office"),
    "dialled_number": ("number", "", "", "office"),
    "topic": ("id", "", "", "-"),
    "pause_reason": ("id", "", "", "-"),
    "account": ("username", "password_hash,code_hash,totp_secret,totp_pending", "", "office"),
    "account_office": ("username,office", "", "", "office"),
    "agent": ("id", "sip_digest", "", "office"),
    "agent_queue": ("agent,office", "", "", "office"),
    "agent_skill": ("agent,topic", "", "", "-"),
    "queue_policy": ("id", "", "", "office"),
    "opening_plan": ("id", "", "", "office"),
    "opening_exception": ("id", "", "", "office"),
    "prompt": ("id", "", "", "owner"),
    "prompt_text": ("id", "", "", "-"),
    "prompt_audio": ("id", "", "", "-"),
    "pronunciation": ("language,word", "", "", "-"),
    "scenario": ("name,version", "", "graph,cases", "-"),
    "scenario_draft": ("id", "", "graph,cases", "-"),
    "scenario_variant": ("id", "", "", "office"),
    "emergency_message": ("id", "", "", "office"),
    "transfer_target": ("id", "", "", "-"),
    "voice_message": ("id", "caller_number,client_id", "", "office"),
    "client": ("office", "id,card_number,pin_hash,first_name,last_name,sms_number", "", "office"),
}
"""By table, the arguments of its trigger. Whose card it was stands in the access log alone."""

_STAYS = """
CREATE FUNCTION staff_log_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '2 years' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'this log is not changed' USING ERRCODE = 'restrict_violation';
END $$
"""
"""As for the access log (0006), and for as long."""


def upgrade() -> None:
    _people()
    _guards()
    _lists()
    _logs()


def _people() -> None:
    op.drop_column("account", "failed_logins")
    op.drop_column("account", "locked_until")
    op.add_column("account", sa.Column("code_hash", sa.Text(), nullable=True))
    op.add_column("account", sa.Column("code_expires_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("account", sa.Column("totp_secret", sa.LargeBinary(), nullable=True))
    op.add_column("account", sa.Column("totp_pending", sa.LargeBinary(), nullable=True))
    op.add_column("account", sa.Column("totp_last_step", sa.Integer(), nullable=True))
    op.add_column(
        "account",
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    )
    op.add_column("account", sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE account SET role = 'wup_editor' WHERE role = 'editor'")
    # A consultant who was removed kept an account without a password.
    op.execute(
        "UPDATE account SET deactivated_at = now() WHERE role = 'consultant' AND password_hash = '' "
        "AND NOT EXISTS (SELECT 1 FROM agent WHERE agent.id = account.username)"
    )
    op.create_table(
        "account_office",
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["username"], ["account.username"], name=op.f("fk_account_office_username_account")
        ),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_account_office_office_office")),
        sa.PrimaryKeyConstraint("username", "office", name=op.f("pk_account_office")),
    )
    op.drop_table("session")  # everybody logs in again
    op.create_table(
        "session",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("user_agent", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["username"], ["account.username"], name=op.f("fk_session_username_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_session")),
        sa.UniqueConstraint("id", name=op.f("uq_session_id")),
    )
    op.create_index("ix_session_username", "session", ["username"])
    op.create_table(
        "known_device",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["username"], ["account.username"], name=op.f("fk_known_device_username_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_known_device")),
    )
    op.create_index("ix_known_device_username", "known_device", ["username"])
    op.add_column("agent", sa.Column("sip_digest", sa.Text(), nullable=True))
    op.add_column("agent", sa.Column("contact", sa.Text(), nullable=True))
    op.add_column("agent", sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True))


def _guards() -> None:
    op.drop_table("attempt_guard")  # what was counted in another way
    op.create_table(
        "attempt_guard",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=True),
        sa.Column("failures_in_row", sa.Integer(), nullable=False),
        sa.Column("failures_in_day", sa.Integer(), nullable=False),
        sa.Column("day_started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locks", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_attempt_guard")),
    )
    op.create_index("ix_attempt_guard_card", "attempt_guard", ["card"])
    op.create_index("ix_attempt_guard_changed_at", "attempt_guard", ["changed_at"])
    op.create_table(
        "verified_number",
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("card", "number", name=op.f("pk_verified_number")),
    )
    op.create_table(
        "login_guard",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delayed_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_login_guard")),
    )
    op.create_index("ix_login_guard_changed_at", "login_guard", ["changed_at"])


def _lists() -> None:
    op.add_column("office", sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("dialled_number", sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "branch",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("town", sa.Text(), nullable=False),
        sa.Column("postal_code", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("telephone", sa.Text(), nullable=False),
        sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_branch_office_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_branch")),
    )
    op.create_index("ix_branch_office", "branch", ["office"])
    op.create_table(
        "topic",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("whispered", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
    )
    op.create_table(
        "pause_reason",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("dial_code", sa.Text(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause_reason")),
    )
    op.create_index(
        "ix_pause_reason_dial_code",
        "pause_reason",
        ["dial_code"],
        unique=True,
        postgresql_where=sa.text("deactivated_at IS NULL"),
    )


def _logs() -> None:
    op.create_table(
        "security_event",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=True),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_security_event")),
    )
    op.create_index("ix_security_event_at", "security_event", ["at", "number"])
    op.create_table(
        "audit_log",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_log")),
    )
    op.create_index("ix_audit_log_at", "audit_log", ["at", "number"])
    op.create_index("ix_audit_log_office", "audit_log", ["office", "at"])
    op.create_index("ix_audit_log_account", "audit_log", ["account", "at"])
    op.execute(_STAYS)
    for log in ("security_event", "audit_log"):
        op.execute(
            f"CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON {log} "
            "FOR EACH ROW EXECUTE FUNCTION staff_log_stays()"
        )
    op.execute(_AUDIT)
    for table, arguments in AUDITED.items():
        given = ", ".join(f"'{argument}'" for argument in arguments)
        op.execute(
            f"CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION audit_change({given})"
        )


def downgrade() -> None:
    for table in AUDITED:
        op.execute(f"DROP TRIGGER audit ON {table}")
    op.execute("DROP FUNCTION audit_change()")
    for table in ("audit_log", "security_event"):
        op.drop_table(table)
    op.execute("DROP FUNCTION staff_log_stays()")
    for table in ("pause_reason", "topic", "branch", "login_guard", "verified_number", "known_device"):
        op.drop_table(table)
    op.drop_table("account_office")
    op.drop_column("dialled_number", "deactivated_at")
    op.drop_column("office", "deactivated_at")
    for column in ("deactivated_at", "contact", "sip_digest"):
        op.drop_column("agent", column)
    op.drop_table("attempt_guard")
    op.create_table(
        "attempt_guard",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("failures_in_row", sa.Integer(), nullable=False),
        sa.Column("failures_in_day", sa.Integer(), nullable=False),
        sa.Column("day_started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_blocked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_attempt_guard")),
    )
    op.drop_table("session")
    op.create_table(
        "session",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["username"], ["account.username"], name=op.f("fk_session_username_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_session")),
    )
    op.execute("UPDATE account SET role = 'editor' WHERE role = 'wup_editor'")
    for column in (
        "deactivated_at",
        "created_at",
        "totp_last_step",
        "totp_pending",
        "totp_secret",
        "code_expires_at",
        "code_hash",
    ):
        op.drop_column("account", column)
    op.add_column("account", sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("account", sa.Column("failed_logins", sa.Integer(), server_default="0", nullable=False))
