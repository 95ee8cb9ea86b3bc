"""A key for each call, which seals what its facts say of persons

The facts that stand already are sealed by `jobs` (`core.personal_key_store.seal_old_facts`): a migration has no
key, and the centre would wait for it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0012"


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


def downgrade() -> None:
    # What is sealed could not be read any more: nobody is left without it in silence.
    op.execute(
        "DO $$ BEGIN IF EXISTS (SELECT FROM event WHERE key_number IS NOT NULL) THEN "
        "RAISE 'facts are sealed: restore a backup of before instead'; END IF; END $$"
    )
    op.drop_column("event", "key_number")
    op.drop_table("fact_sealing")
    op.drop_table("personal_key")
