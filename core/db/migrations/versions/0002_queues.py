"""Queues: policies, call-backs, what consultants serve, and what a call's record says of all that"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

revision = "0002"
down_revision = "0001"

GENITIVES = {
    "20000": "Wojewódzkiego Urzędu Pracy",
    "20010": "Augustowa",
    "20610": "Białegostoku",
    "20030": "Bielska Podlaskiego",
    "20040": "Grajewa",
    "20050": "Hajnówki",
    "20060": "Kolna",
    "20620": "Łomży",
    "20080": "Moniek",
    "20090": "Sejn",
    "20100": "Siemiatycz",
    "20110": "Sokółki",
    "20630": "Suwałk",
    "20130": "Wysokiego Mazowieckiego",
    "20140": "Zambrowa",
}
"""Of the seats of offices that stand already; what an office has added itself keeps its seat as it is."""

_NEW_CALL_COLUMNS: dict[str, TypeEngine[Any]] = {
    "callback_id": sa.Text(),
    "origin_call_id": sa.Text(),
    "topic": sa.Text(),
    "resumed_time": sa.Double(),
    "answered_by_office": sa.Text(),
    "is_own_office": sa.Boolean(),
    "overflow_reason": sa.Text(),
    "hold_time": sa.Double(),
    "estimated_low_time": sa.Double(),
    "estimated_high_time": sa.Double(),
    "estimate_error_time": sa.Double(),
}


def upgrade() -> None:
    op.add_column("office", sa.Column("genitive", sa.Text(), nullable=True))
    office = sa.table("office", sa.column("code"), sa.column("seat"), sa.column("genitive"))
    op.execute(office.update().values(genitive=office.c.seat))
    for code, genitive in GENITIVES.items():
        op.execute(office.update().where(office.c.code == code).values(genitive=genitive))
    op.alter_column("office", "genitive", nullable=False)

    op.add_column("call", sa.Column("direction", sa.Text(), server_default="inbound", nullable=False))
    for name, kind in _NEW_CALL_COLUMNS.items():
        op.add_column("call", sa.Column(name, kind, nullable=True))

    op.create_table(
        "queue_policy",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_queue_policy_office_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_policy")),
    )
    op.create_index("ix_queue_policy_office", "queue_policy", ["office", "valid_from"], unique=False)
    op.create_table(
        "agent_queue",
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent"], ["agent.id"], name=op.f("fk_agent_queue_agent_agent"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_agent_queue_office_office")),
        sa.PrimaryKeyConstraint("agent", "office", name=op.f("pk_agent_queue")),
    )
    op.create_table(
        "agent_skill",
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent"], ["agent.id"], name=op.f("fk_agent_skill_agent_agent"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("agent", "topic", name=op.f("pk_agent_skill")),
    )
    op.create_table(
        "callback",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("callback_number", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=True),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_outcome", sa.Text(), nullable=True),
        sa.Column("last_tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback")),
    )
    op.create_index("ix_callback_ordered_at", "callback", ["ordered_at", "id"], unique=False)
    op.create_index("ix_callback_office", "callback", ["office", "ordered_at"], unique=False)
    op.create_index("ix_callback_state", "callback", ["state"], unique=False)


def downgrade() -> None:
    for table in ("callback", "agent_skill", "agent_queue", "queue_policy"):
        op.drop_table(table)
    for name in ("direction", *_NEW_CALL_COLUMNS):
        op.drop_column("call", name)
    op.drop_column("office", "genitive")
