"""The search over the knowledge base, what nobody found by it, fairs"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"

_DUE = """
CREATE FUNCTION search_is_due() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
BEGIN
    INSERT INTO search_due (kind, source_id) VALUES (TG_ARGV[0], changed ->> TG_ARGV[1]);
    PERFORM pg_notify('s724_news', 'search');
    RETURN NULL;
END $$
"""
DUE = {
    "article": ("article", "id"),
    "article_version": ("article", "article_id"),
    "office": ("place", "code"),
    "branch": ("place", "id"),
    "training": ("training", "id"),
    "fair": ("fair", "id"),
}
"""Table: kind, and the column that says of what."""

_BY_STAFF = "coalesce(current_setting('s724.account', true), '') <> ''"
AUDITED = {
    "unanswered_search": ("id", "count,last_at", "", "-"),
    "fair": ("id", "", "", "office"),
}
CHANGES = {
    "unanswered_search": "UPDATE OF closed_at",  # never who asked
    "fair": "INSERT OR UPDATE OR DELETE",
}
"""Which changes of these tables are audited."""


def upgrade() -> None:
    op.create_table(
        "search_term",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("lemma", sa.Text(), nullable=False),
        sa.Column("forms", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_search_term")),
    )
    op.create_index("ix_search_term_lemma", "search_term", ["lemma", "language"], unique=True)
    op.create_table(
        "search_document",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=True),
        sa.Column("audiences", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("questions", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("short", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("terms", sa.LargeBinary(), nullable=False),
        sa.Column("impacts", sa.LargeBinary(), nullable=False),
        sa.Column("passages", sa.LargeBinary(), nullable=False),
        sa.Column("is_gone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_search_document")),
    )
    op.create_index("ix_search_document_number", "search_document", ["number"], unique=True)
    op.create_index("ix_search_document_source", "search_document", ["kind", "source_id"])
    op.create_table(
        "search_due",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_search_due")),
    )
    op.create_table(
        "unanswered_search",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_unanswered_search_article_id_article")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unanswered_search")),
    )
    is_open = sa.text("closed_at IS NULL")
    op.create_index(
        "ix_unanswered_search_words",
        "unanswered_search",
        ["words", "language"],
        unique=True,
        postgresql_where=is_open,
    )
    op.create_index(
        "ix_unanswered_search_last_at", "unanswered_search", ["last_at", "id"], postgresql_where=is_open
    )
    op.create_table(
        "fair",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("town", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_fair_office_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fair")),
    )
    op.create_index("ix_fair_starts_at", "fair", ["starts_at", "id"])
    op.execute(_DUE)
    for table, (kind, column) in DUE.items():
        op.execute(
            f"CREATE TRIGGER search_is_due AFTER INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION search_is_due('{kind}', '{column}')"
        )
        op.execute(f"INSERT INTO search_due (kind, source_id) SELECT '{kind}', {column} FROM {table}")  # noqa: S608
    for table, arguments in AUDITED.items():
        given = ", ".join(f"'{argument}'" for argument in arguments)
        op.execute(
            f"CREATE TRIGGER audit AFTER {CHANGES[table]} ON {table} "
            f"FOR EACH ROW WHEN ({_BY_STAFF}) EXECUTE FUNCTION audit_change({given})"
        )


def downgrade() -> None:
    for table in DUE:
        op.execute(f"DROP TRIGGER search_is_due ON {table}")
    op.execute("DROP FUNCTION search_is_due()")
    for table in ("fair", "unanswered_search", "search_due", "search_document", "search_term"):
        op.drop_table(table)
