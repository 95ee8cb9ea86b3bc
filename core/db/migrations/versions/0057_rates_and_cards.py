"""Rates of a demonstration are marked; one proposal holds all rates of an announcement; contacts have a source"""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0054"

PLACES = ("office", "branch")

# What waits was proposed one by one, with the days and the source beside each amount.
_TOGETHER = """
UPDATE proposal SET details = jsonb_build_object(
    'valid_from', details->'rate'->'valid_from',
    'valid_until', details->'rate'->'valid_until',
    'source', details->'rate'->'source',
    'source_certainty', details->'rate'->'source_certainty',
    'rates', jsonb_build_array(jsonb_build_object(
        'code', details->'rate'->'code',
        'title', details->'rate'->'title',
        'amount', details->'rate'->'amount',
        'version', details->'version')))
WHERE act = 'set_rate' AND state IN ('waiting', 'confirmed') AND details ? 'rate'
"""
_ONE_BY_ONE = """
UPDATE proposal SET details = jsonb_build_object(
    'rate', (details - 'rates') || ((details->'rates'->0) - 'version'),
    'version', details->'rates'->0->'version')
WHERE act = 'set_rate' AND state IN ('waiting', 'confirmed') AND jsonb_array_length(details->'rates') = 1
"""


def upgrade() -> None:
    op.add_column("rate", sa.Column("is_made_up", sa.Boolean(), server_default=sa.false(), nullable=False))
    for place in PLACES:
        op.add_column(place, sa.Column("contact_source", sa.Text(), nullable=True))
    op.execute(_TOGETHER)


def downgrade() -> None:
    """What holds several rates cannot be told one by one: it is proposed anew."""
    op.execute(_ONE_BY_ONE)
    op.execute(
        "UPDATE proposal SET state = 'withdrawn'"
        " WHERE act = 'set_rate' AND state IN ('waiting', 'confirmed') AND details ? 'rates'"
    )
    for place in PLACES:
        op.drop_column(place, "contact_source")
    op.execute("DELETE FROM rate WHERE is_made_up")
    op.drop_column("rate", "is_made_up")
