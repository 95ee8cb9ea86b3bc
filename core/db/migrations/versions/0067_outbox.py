"""Messages that go out once, part by part; receipts, and what people send to us"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0067"
down_revision = "0066"

MOMENT = sa.DateTime(timezone=True)


def _column(name: str, kind: Any = None, *, is_there: bool = True, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, kind or sa.Text(), nullable=not is_there, **more)


def upgrade() -> None:
    op.create_table(
        "outbox",
        *(_column(name) for name in ("id", "channel", "kind", "about", "occasion")),
        *(_column(name, is_there=False) for name in ("office", "call_id", "client_id")),
        _column("address"),
        _column("template"),
        _column("template_values", JSONB()),
        _column("secret", sa.LargeBinary(), is_there=False),
        _column("state"),
        _column("reason", is_there=False),
        _column("tries", sa.Integer(), server_default="0"),
        *(_column(name, MOMENT) for name in ("queued_at", "not_before")),
        *(_column(name, MOMENT, is_there=False) for name in ("expires_at", "sent_at", "uncertain_at", "ended_at")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("channel", "about", "occasion", name=op.f("uq_outbox_channel")),
    )
    op.create_index(
        "ix_outbox_queued", "outbox", ["not_before", "id"], postgresql_where=sa.text("state = 'queued'")
    )
    op.create_index("ix_outbox_state", "outbox", ["state", "queued_at"])
    op.create_index("ix_outbox_client", "outbox", ["client_id"])
    op.create_index("ix_outbox_call", "outbox", ["call_id"])
    op.create_table(
        "outbox_part",
        _column("message_id"),
        _column("number", sa.Integer()),
        _column("state"),
        _column("line"),
        _column("smsc_id", is_there=False),
        _column("head"),
        _column("changed_at", MOMENT),
        sa.ForeignKeyConstraint(
            ["message_id"], ["outbox.id"], ondelete="CASCADE", name=op.f("fk_outbox_part_message_id_outbox")
        ),
        sa.PrimaryKeyConstraint("message_id", "number", name=op.f("pk_outbox_part")),
    )
    op.create_index(
        "ix_outbox_part_smsc",
        "outbox_part",
        ["line", "smsc_id"],
        unique=True,
        postgresql_where=sa.text("smsc_id IS NOT NULL"),
    )
    op.create_index("ix_outbox_part_head", "outbox_part", ["head"])
    op.create_table(
        "receipt",
        *(_column(name) for name in ("id", "line", "smsc_id", "stat", "error")),
        _column("came_at", MOMENT),
        _column("message_id", is_there=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("line", "smsc_id", "stat", name=op.f("uq_receipt_line")),
    )
    op.create_index("ix_receipt_came_at", "receipt", ["came_at"])
    op.create_table(
        "sms_received",
        *(_column(name) for name in ("id", "line")),
        _column("came_at", MOMENT),
        *(_column(name) for name in ("address", "words")),
        _column("is_stop", sa.Boolean()),
        _column("digest"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_received")),
        sa.UniqueConstraint("digest", name=op.f("uq_sms_received_digest")),
    )
    op.create_index("ix_sms_received_came_at", "sms_received", ["came_at"])


def downgrade() -> None:
    for table in ("sms_received", "receipt", "outbox_part", "outbox"):
        op.drop_table(table)
