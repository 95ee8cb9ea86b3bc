"""One register of consents: events in a chain with evidence, the state as their projection, and suppressions"""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0071"

MOMENT = sa.DateTime(timezone=True)
AUDITED = {
    "consent": ("purpose,channel", "client_id,state,is_given,since,told_by_import", "", "client_id"),
}
_BEFORE = ("purpose,channel", "client_id,is_given,since", "", "client_id")
_BY_STAFF = "coalesce(current_setting('s724.account', true), '') <> ''"


def upgrade() -> None:
    _events()
    op.create_table(
        "consent_evidence",
        sa.Column("event", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("client_id", sa.Text(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("evidence", sa.dialects.postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event"],
            ["consent_event.number"],
            ondelete="CASCADE",
            name=op.f("fk_consent_evidence_event_consent_event"),
        ),
        sa.PrimaryKeyConstraint("event", name=op.f("pk_consent_evidence")),
    )
    op.create_index("ix_consent_evidence_client", "consent_evidence", ["client_id"])
    op.create_table(
        "suppression",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("address_hash", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("event", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppression")),
    )
    op.create_index(
        "ix_suppression_address",
        "suppression",
        ["address_hash", "channel", "purpose", "office"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    _states()
    op.execute(
        "INSERT INTO retention_rule VALUES "
        "('rule-consent_event', 'consent_event', NULL, 1096, '2026-01-01', NULL, '', 'system', "
        "'2026-01-01 00:00:00+00')"
    )


def _events() -> None:
    op.create_table(
        "consent_event",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("client_id", sa.Text(), nullable=True),
        sa.Column("address_hash", sa.Text(), nullable=True),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("text_id", sa.Text(), nullable=True),
        sa.Column("text_sha256", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_consent_event")),
    )
    op.create_index("ix_consent_event_at", "consent_event", ["at"])
    op.create_index("ix_consent_event_client", "consent_event", ["client_id", "purpose", "channel", "number"])
    op.create_index("ix_consent_event_address", "consent_event", ["address_hash", "number"])
    for name, when, each in (("stays", "DELETE OR UPDATE", "ROW"), ("stays_whole", "TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON consent_event "
            f"FOR EACH {each} EXECUTE FUNCTION chained_log_stays()"
        )


def _states() -> None:
    """What was known becomes an event each, of the moment since when it was so."""
    op.execute("DROP TRIGGER audit ON consent")
    op.add_column("consent", sa.Column("state", sa.Text(), nullable=True))
    op.add_column("consent", sa.Column("event", sa.BigInteger(), nullable=True))
    op.add_column("consent", sa.Column("told_by_import", sa.Boolean(), nullable=True))
    op.execute(
        "INSERT INTO consent_event (at, client_id, office, purpose, channel, what, source, reference) "
        "SELECT c.since, c.client_id, k.office, c.purpose, c.channel, "
        "CASE WHEN c.is_given THEN 'given' ELSE 'refused' END, c.source, 'before-the-register' "
        "FROM consent c JOIN client k ON k.id = c.client_id ORDER BY c.since, c.client_id, c.purpose, c.channel"
    )
    op.execute(
        "UPDATE consent c SET state = e.what, event = e.number, "
        "told_by_import = CASE WHEN c.source = 'import' THEN c.is_given END FROM consent_event e "
        "WHERE (e.client_id, e.purpose, e.channel) = (c.client_id, c.purpose, c.channel)"
    )
    op.alter_column("consent", "state", nullable=False)
    op.drop_column("consent", "is_given")
    op.add_column(
        "consent",
        sa.Column("is_given", sa.Boolean(), sa.Computed("state = 'given'", persisted=True), nullable=True),
    )
    op.execute("ALTER TABLE consent ALTER COLUMN is_given SET NOT NULL")
    _audit(AUDITED["consent"])


def _audit(arguments: tuple[str, str, str, str]) -> None:
    op.execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON consent "
        f"FOR EACH ROW WHEN ({_BY_STAFF}) EXECUTE FUNCTION audit_change{arguments}"
    )


def downgrade() -> None:
    op.execute("DELETE FROM retention_rule WHERE kind = 'consent_event'")
    op.execute("DROP TRIGGER audit ON consent")
    op.drop_column("consent", "is_given")
    op.add_column("consent", sa.Column("is_given", sa.Boolean(), nullable=True))
    op.execute("DELETE FROM consent WHERE state IN ('none', 'pending')")
    op.execute("UPDATE consent SET is_given = (state = 'given')")
    op.alter_column("consent", "is_given", nullable=False)
    for column in ("told_by_import", "event", "state"):
        op.drop_column("consent", column)
    _audit(_BEFORE)
    op.execute("ALTER TABLE log_block DISABLE TRIGGER stays")  # else another chain could never begin
    op.execute("DELETE FROM log_block WHERE log = 'consent_event'")
    op.execute("ALTER TABLE log_block ENABLE TRIGGER stays")
    for table in ("suppression", "consent_evidence", "consent_event"):
        op.drop_table(table)
