"""Offers are found by their words"""

from alembic import op

revision = "0071"
down_revision = "0070"


def upgrade() -> None:
    op.execute(
        "CREATE FUNCTION offer_words(position_ text, town_ text, employer_ text) RETURNS tsvector "
        "LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN to_tsvector('simple'::regconfig, "
        "public.folded_name(position_ || ' ' || town_ || ' ' || coalesce(employer_, '')))"
    )
    op.execute('CREATE INDEX ix_offer_words ON offer USING gin (offer_words("position", town, employer_name))')


def downgrade() -> None:
    op.drop_index("ix_offer_words", "offer")
    op.execute("DROP FUNCTION offer_words")
