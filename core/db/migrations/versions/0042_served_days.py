"""From which day to which a consultant serves the queue of another office, and who has said so"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0048"


def upgrade() -> None:
    unknown = sa.text("'2000-01-01'")
    op.add_column("agent_queue", sa.Column("first_day", sa.Date(), nullable=False, server_default=unknown))
    op.add_column("agent_queue", sa.Column("last_day", sa.Date(), nullable=True))
    op.add_column("agent_queue", sa.Column("set_by", sa.Text(), nullable=True))
    op.add_column("agent_queue", sa.Column("set_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_constraint(op.f("pk_agent_queue"), "agent_queue", type_="primary")
    op.create_primary_key(op.f("pk_agent_queue"), "agent_queue", ["agent", "office", "first_day"])
    op.create_index("ix_agent_queue_office", "agent_queue", ["office"])


def downgrade() -> None:
    op.drop_index("ix_agent_queue_office", "agent_queue")
    # What is over or planned is no queue that is served; of several spans of today there is only one.
    op.execute("DELETE FROM agent_queue WHERE last_day < current_date OR first_day > current_date")
    op.drop_constraint(op.f("pk_agent_queue"), "agent_queue", type_="primary")
    op.create_primary_key(op.f("pk_agent_queue"), "agent_queue", ["agent", "office"])
    for column in ("set_at", "set_by", "last_day", "first_day"):
        op.drop_column("agent_queue", column)
