"""The index of facts by consultant holds facts of consultants alone"""

from alembic import op

revision = "0198"
down_revision = "0197"


def upgrade() -> None:
    op.execute("DROP INDEX ix_event_agent")
    op.execute("CREATE INDEX ix_event_agent ON event (agent, at) WHERE agent IS NOT NULL")


def downgrade() -> None:
    op.execute("DROP INDEX ix_event_agent")
    op.execute("CREATE INDEX ix_event_agent ON event (agent, at)")
