"""Indexes of the list of calls, each for one question about up to 92 days among many millions of calls

`ix_call_topic`: calls about one matter. `ix_call_wait`: the longest waits first, and waits longer than so many
seconds. `ix_call_talk`: the longest conversations first. `ix_call_helped`: what another office's consultant
answered, a small part. `ix_call_open`: calls that go on, some hundreds at most, among them those who wait still.
`ix_survey_answer_conversation`: conversations that their callers rated badly.
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"

_INDEXES = {
    "ix_call_topic": ("call", ["topic", "started_at", "id"], None),
    "ix_call_wait": ("call", ["wait_time", "started_at", "id"], "wait_time IS NOT NULL"),
    "ix_call_talk": ("call", ["talk_time", "started_at", "id"], "talk_time IS NOT NULL"),
    "ix_call_helped": ("call", ["started_at", "id"], "is_own_office IS FALSE"),
    "ix_call_open": ("call", ["started_at", "id"], "ended_at IS NULL"),
    "ix_survey_answer_conversation": (
        "survey_answer",
        ["answered_at", "rating", "call_id"],
        "about = 'conversation'",
    ),
}


def upgrade() -> None:
    for name, (table, columns, where) in _INDEXES.items():
        op.create_index(name, table, columns, postgresql_where=None if where is None else sa.text(where))


def downgrade() -> None:
    for name, (table, _, _) in _INDEXES.items():
        op.drop_index(name, table)
