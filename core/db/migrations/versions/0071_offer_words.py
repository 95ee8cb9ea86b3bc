"""Offers are found by their words"""

from alembic import op

revision = "0071"
down_revision = "0070"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE offer ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, "
        "public.folded_name(position || ' ' || town || ' ' || coalesce(employer_name, '')))) STORED"
    )
    op.execute("CREATE INDEX ix_offer_words ON offer USING gin (words)")


def downgrade() -> None:
    op.execute("ALTER TABLE offer DROP COLUMN words")
