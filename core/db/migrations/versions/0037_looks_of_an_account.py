"""An index of the access log: what one account has looked at, newest first, and which looks belong together"""

from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.create_index("ix_access_log_who", "access_log", ["who", "at"])


def downgrade() -> None:
    op.drop_index("ix_access_log_who", "access_log")
