"""Indexes of the list of calls for how a call ended: some of these ends are rare, and rows of months would be read

`ix_call_end_reason` and `ix_call_queue_left`: how it ended, and how its wait did. `ix_call_left_talk`: the longest
conversations first, of those whose last wait ended so: for some ends there are none. `ix_report_call_path`: where
it came in the end.
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"

_INDEXES = {
    "ix_call_end_reason": ("call", ["end_reason", "started_at", "id"]),
    "ix_call_queue_left": ("call", ["queue_left_reason", "started_at", "id"]),
    "ix_report_call_path": ("report_call", ["path", "started_at", "id"]),
}
_LEFT_TALK = ("ix_call_left_talk", "call", ["queue_left_reason", "talk_time", "started_at", "id"])


def upgrade() -> None:
    for name, (table, columns) in _INDEXES.items():
        op.create_index(name, table, columns)
    op.create_index(*_LEFT_TALK, postgresql_where=sa.text("talk_time IS NOT NULL"))


def downgrade() -> None:
    op.drop_index(_LEFT_TALK[0], "call")
    for name, (table, _) in _INDEXES.items():
        op.drop_index(name, table)
