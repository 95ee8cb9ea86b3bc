"""The schema of release 0.2.0, at once

What the migrations before it had come to; `0022_baseline.sql` beside this file says it.
"""

from pathlib import Path

from alembic import op

revision = "0022"
down_revision = None

SCHEMA = Path(__file__).with_suffix(".sql")


def upgrade() -> None:
    schema = SCHEMA.read_text(encoding="utf-8")
    # Many statements at once: those that SQLAlchemy sends are prepared, and can be only one each.
    op.get_bind().connection.run_async(lambda connection: connection.execute(schema))


def downgrade() -> None:
    raise NotImplementedError("nothing was released before it that this one could become")
