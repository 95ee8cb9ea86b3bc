"""Proof: chained blocks of the access log and the audit log, and verifications"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"

CHAINED = ("access_log", "audit_log")

_ROWS_STAY = """
CREATE FUNCTION chained_log_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('s724.expiring', true) = TG_TABLE_NAME THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the % is not changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""
"""Rows go only with their block, by `core.proof.chain_store.expire_blocks`, which says so in `s724.expiring`.
Whoever says it himself is found by the next verification: the block still names the row."""

_BLOCKS_STAY = """
CREATE FUNCTION log_block_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('s724.expiring', true) = OLD.log
        AND OLD.expired_at IS NULL AND NEW.expired_at IS NOT NULL AND NEW.leaves IS NULL
        AND to_jsonb(NEW) - '{expired_at,leaves}'::text[] = to_jsonb(OLD) - '{expired_at,leaves}'::text[]
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'blocks are not changed' USING ERRCODE = 'restrict_violation';
END $$
"""

_STAY_TWO_YEARS = """
CREATE FUNCTION access_log_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '2 years' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the access log is not changed' USING ERRCODE = 'restrict_violation';
END $$
"""
"""As migration 0006 has it, for the way back."""


def upgrade() -> None:
    # Rows of before are numbered in the order in which they lie in the table.
    op.add_column("access_log", sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False))
    op.create_index("ix_access_log_number", "access_log", ["number"], unique=True)
    op.create_table(
        "log_block",
        sa.Column("log", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("form", sa.Integer(), nullable=False),
        sa.Column("first_row", sa.BigInteger(), nullable=False),
        sa.Column("last_row", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("newest_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("leaves", sa.LargeBinary(), nullable=True),
        sa.Column("expired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("log", "number", name=op.f("pk_log_block")),
    )
    op.create_index("ix_log_block_made_at", "log_block", ["log", "made_at", "number"])
    op.create_index("ix_log_block_newest_at", "log_block", ["log", "newest_at"])
    op.create_table(
        "verification_run",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_intact", sa.Boolean(), nullable=True),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification_run")),
    )
    op.create_index("ix_verification_run_asked_at", "verification_run", ["asked_at", "id"])
    op.execute("DROP TRIGGER access_log_stays ON access_log")
    op.execute("DROP TRIGGER access_log_stays_whole ON access_log")
    op.execute("DROP FUNCTION access_log_stays()")
    op.execute("DROP TRIGGER stays ON audit_log")
    op.execute(_ROWS_STAY)
    op.execute(_BLOCKS_STAY)
    for table, function in (
        *((table, "chained_log_stays") for table in CHAINED),
        ("log_block", "log_block_stays"),
    ):
        op.execute(
            f"CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
        op.execute(
            f"CREATE TRIGGER stays_whole BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )


def downgrade() -> None:
    for table in CHAINED:
        op.execute(f"DROP TRIGGER stays ON {table}")
        op.execute(f"DROP TRIGGER stays_whole ON {table}")
    op.drop_table("verification_run")
    op.drop_table("log_block")
    op.execute("DROP FUNCTION log_block_stays()")
    op.execute("DROP FUNCTION chained_log_stays()")
    op.execute(
        "CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION staff_log_stays()"
    )
    op.execute(_STAY_TWO_YEARS)
    op.execute(
        "CREATE TRIGGER access_log_stays BEFORE UPDATE OR DELETE ON access_log "
        "FOR EACH ROW EXECUTE FUNCTION access_log_stays()"
    )
    op.execute(
        "CREATE TRIGGER access_log_stays_whole BEFORE TRUNCATE ON access_log "
        "FOR EACH STATEMENT EXECUTE FUNCTION access_log_stays()"
    )
    op.drop_index("ix_access_log_number", "access_log")
    op.drop_column("access_log", "number")
