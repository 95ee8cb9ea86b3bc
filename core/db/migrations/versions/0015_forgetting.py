"""A person's rights: requests with their steps, legal holds, erasures; reasons of looks apart from the log"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"

_STEP_STAYS = """
CREATE FUNCTION request_step_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.note IS NULL THEN
        OLD.note := NULL;
        IF NEW IS NOT DISTINCT FROM OLD THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'steps of requests are never changed';
END $$
"""
"""Only an erasure empties what was written in a step."""

AUDITED = {
    "person_request": ("id", "client_id", "", "office"),
    "legal_hold": ("id", "client_id,reason", "", "office"),
    "erasure_readmission": ("id", "key_hash,reason", "", "office"),
}
"""By table, the arguments of its trigger, as in 0008."""

_BY_STAFF = "coalesce(current_setting('s724.account', true), '') <> ''"

_APART = (
    # Logs never change: only this once, before anything proves what stands in them.
    "ALTER TABLE access_log DISABLE TRIGGER stays",
    "INSERT INTO access_reason (access_id, salt, reason) "
    "SELECT id, uuid_send(gen_random_uuid()), reason FROM access_log WHERE reason IS NOT NULL",
    "UPDATE access_log SET reason = "
    "'sha256:' || encode(sha256(given.salt || convert_to(given.reason, 'UTF8')), 'hex') "
    "FROM access_reason given WHERE given.access_id = access_log.id",
    "ALTER TABLE access_log ENABLE TRIGGER stays",
)


def upgrade() -> None:
    op.add_column("client", sa.Column("restricted_at", sa.DateTime(timezone=True), nullable=True))
    _requests()
    _holds()
    op.create_table(
        "erasure",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hashes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("kept", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("remains", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wiped_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.create_index("ix_erasure_request", "erasure", ["request_id"])
    op.create_table(
        "erasure_readmission",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_readmission")),
    )
    op.create_index("ix_erasure_readmission_key", "erasure_readmission", ["key_hash", "at"])
    op.create_table(
        "access_reason",
        sa.Column("access_id", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["access_id"],
            ["access_log.id"],
            name=op.f("fk_access_reason_access_id_access_log"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("access_id", name=op.f("pk_access_reason")),
    )
    for statement in _APART:
        op.execute(statement)
    op.execute(_STEP_STAYS)
    op.execute(
        "CREATE TRIGGER request_step_stays BEFORE UPDATE OR DELETE ON person_request_step "
        "FOR EACH ROW EXECUTE FUNCTION request_step_stays()"
    )
    for table, arguments in AUDITED.items():
        given = ", ".join(f"'{argument}'" for argument in arguments)
        op.execute(
            f"CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW WHEN ({_BY_STAFF}) EXECUTE FUNCTION audit_change({given})"
        )


def _requests() -> None:
    op.create_table(
        "person_request",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="received", nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome_pl", sa.Text(), nullable=True),
        sa.Column("waits_for", sa.Text(), nullable=True),
        sa.Column("kept", postgresql.JSONB(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_person_request_office_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_request")),
    )
    op.create_index("ix_person_request_received_at", "person_request", ["received_at", "id"])
    op.create_index("ix_person_request_office", "person_request", ["office", "received_at"])
    op.create_index("ix_person_request_client", "person_request", ["client_id"])
    op.create_table(
        "person_request_step",
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["person_request.id"], name=op.f("fk_person_request_step_request_id_person_request")
        ),
        sa.PrimaryKeyConstraint("request_id", "number", name=op.f("pk_person_request_step")),
    )


def _holds() -> None:
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=True),
        sa.Column("call_id", sa.Text(), nullable=True),
        sa.Column("categories", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("client_id IS NULL OR call_id IS NULL", name="of_one_thing"),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_legal_hold_office_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    op.create_index("ix_legal_hold_set_at", "legal_hold", ["set_at", "id"])
    op.create_index("ix_legal_hold_client", "legal_hold", ["client_id"])
    op.create_index("ix_legal_hold_call", "legal_hold", ["call_id"])


def downgrade() -> None:
    op.execute("ALTER TABLE access_log DISABLE TRIGGER stays")
    op.execute(
        "UPDATE access_log SET reason = given.reason FROM access_reason given "
        "WHERE given.access_id = access_log.id"
    )
    op.execute("ALTER TABLE access_log ENABLE TRIGGER stays")
    for table in (
        *("access_reason", "erasure_readmission", "erasure"),
        *("legal_hold", "person_request_step", "person_request"),
    ):
        op.drop_table(table)
    op.execute("DROP FUNCTION request_step_stays()")
    op.drop_column("client", "restricted_at")
