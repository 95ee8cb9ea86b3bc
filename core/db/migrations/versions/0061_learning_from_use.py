"""What of the knowledge base is asked and used, in counts without persons; everyday words that editors add"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0061"
down_revision = "0072"

_BY_STAFF = "coalesce(current_setting('s724.account', true), '') <> ''"
AUDITED = {"everyday_word": ("id", "", "", "-")}
COUNTS = ("reported", "unopened", "opened")


def upgrade() -> None:
    op.create_table(
        "knowledge_use",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            *("day", "what", "article_id", "office", "language", "words"), name=op.f("pk_knowledge_use")
        ),
    )
    op.create_table(
        "asked_otherwise",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("then_words", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            *("day", "language", "words", "then_words", "article_id"), name=op.f("pk_asked_otherwise")
        ),
    )
    op.create_table(
        "everyday_word",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("phrase", sa.Text(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("into", sa.Text(), nullable=False),
        sa.Column("is_off", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_everyday_word")),
    )
    op.create_index("ix_everyday_word", "everyday_word", ["language", "phrase", "into", "meaning"], unique=True)
    for table, arguments in AUDITED.items():
        op.execute(
            f"CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW WHEN ({_BY_STAFF}) EXECUTE FUNCTION audit_change{arguments}"
        )
    op.execute(
        "INSERT INTO retention_rule VALUES "
        "('rule-knowledge_use', 'knowledge_use', NULL, 366, '2026-01-01', NULL, '', 'system', "
        "'2026-01-01 00:00:00+00')"
    )
    for count in COUNTS:
        op.add_column("unanswered_search", sa.Column(count, sa.Integer(), server_default="0", nullable=False))
        op.alter_column("unanswered_search", count, server_default=None)
    op.add_column(
        "unanswered_search",
        sa.Column("offices", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
    )
    op.alter_column("unanswered_search", "offices", server_default=None)


def downgrade() -> None:
    op.execute("DELETE FROM retention_rule WHERE kind = 'knowledge_use'")
    op.drop_table("everyday_word")
    for column in (*COUNTS, "offices"):
        op.drop_column("unanswered_search", column)
    op.drop_table("asked_otherwise")
    op.drop_table("knowledge_use")
