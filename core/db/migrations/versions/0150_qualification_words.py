"""Words by which candidates are found"""

from alembic import op

revision = "0150"
down_revision = "0140"


def upgrade() -> None:
    op.execute(
        "CREATE INDEX ix_qualification_words ON qualification "
        "USING gin (to_tsvector('simple', folded_name(coalesce(name, ''))))"
    )


def downgrade() -> None:
    op.drop_index("ix_qualification_words", "qualification")
