"""No more facts of before there were keys: release 0.2.0 has sealed them when its `jobs` ran"""

import sqlalchemy as sa
from alembic import op
from alembic.util.exc import CommandError

revision = "0028"
down_revision = "0027"

_CLEAR = """
SELECT EXISTS (
    SELECT FROM event WHERE key_number IS NULL AND type = 'CallStarted' AND data ->> 'caller_number' <> ''
)
"""


def upgrade() -> None:
    # Nothing seals them any more, and what is not sealed cannot be forgotten.
    if op.get_bind().scalar(sa.text(_CLEAR)):
        raise CommandError("facts in it are not sealed yet: start release 0.2.0 once, whose `jobs` seals them")
    op.drop_table("fact_sealing")


def downgrade() -> None:
    op.create_table(
        "fact_sealing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sealed_through", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_sealing")),
    )
    op.execute("INSERT INTO fact_sealing VALUES (1, 0)")
