"""A key for each call, which seals what its facts say of persons

The facts that stand already are sealed by `jobs` (`core.fact_log.personal_key_store.seal_old_facts`): a migration
has no key, and the centre would wait for it. The audit log is not told the name of a voice message's file any
more.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

AUDITED = {"voice_message": ("id", "caller_number,client_id,file", "", "office")}
"""By table, the arguments of its trigger (0008)."""


def upgrade() -> None:
    op.create_table(
        "personal_key",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_personal_key")),
        sa.UniqueConstraint("number", name=op.f("uq_personal_key_number")),
    )
    op.create_index(
        "ix_personal_key_forgotten_at",
        "personal_key",
        ["forgotten_at"],
        postgresql_where=sa.text("forgotten_at IS NOT NULL"),
    )
    op.create_table(
        "fact_sealing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sealed_through", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_sealing")),
    )
    op.execute("INSERT INTO fact_sealing (id, sealed_through) VALUES (1, 0)")
    op.add_column("event", sa.Column("key_number", sa.BigInteger(), nullable=True))
    _audit("voice_message", AUDITED["voice_message"])


def downgrade() -> None:
    # What is sealed could not be read any more: nobody is left without it in silence.
    op.execute(
        "DO $$ BEGIN IF EXISTS (SELECT FROM event WHERE key_number IS NOT NULL) THEN "
        "RAISE 'facts are sealed: restore a backup of before instead'; END IF; END $$"
    )
    _audit("voice_message", ("id", "caller_number,client_id", "", "office"))
    op.drop_column("event", "key_number")
    op.drop_table("fact_sealing")
    op.drop_table("personal_key")


def _audit(table: str, arguments: tuple[str, ...]) -> None:
    given = ", ".join(f"'{argument}'" for argument in arguments)
    op.execute(
        f"CREATE OR REPLACE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION audit_change({given})"
    )
