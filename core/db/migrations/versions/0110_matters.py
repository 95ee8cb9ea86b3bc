"""Matters with what is written about them, sealed; mail as it came"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0110"
down_revision = "0099"

AUDITED = {"matter": ("id", "title,client_id", "", "office")}
_BY_STAFF = "coalesce(current_setting('s724.account', true), '') <> ''"
MOMENT = sa.DateTime(timezone=True)


def _column(name: str, kind: Any = None, *, is_there: bool = True, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, kind or sa.Text(), nullable=not is_there, **more)


def _of(column: str, table: str, of: str, *, of_column: str = "id", goes: bool = True) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{of}")
    return sa.ForeignKeyConstraint(
        [column], [f"{of}.{of_column}"], ondelete="CASCADE" if goes else None, name=name
    )


def upgrade() -> None:
    op.create_table(
        "matter",
        *(_column(name) for name in ("id", "number", "office", "state")),
        _column("outcome", is_there=False),
        _column("title", sa.LargeBinary()),
        _column("client_id", is_there=False),
        _column("opened_at", MOMENT),
        *(_column(name, MOMENT, is_there=False) for name in ("due_at", "first_answered_at", "closed_at")),
        _column("changed_at", MOMENT),
        *(_column(name, is_there=False) for name in ("follows", "joined_to")),
        _column("version", sa.Integer(), server_default="1"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter")),
        sa.UniqueConstraint("number", name=op.f("uq_matter_number")),
        _of("office", "matter", "office", of_column="code", goes=False),
    )
    op.create_index("ix_matter_open", "matter", ["office", "due_at"], postgresql_where=sa.text("state = 'open'"))
    op.create_index("ix_matter_office", "matter", ["office", "changed_at", "id"])
    op.create_index("ix_matter_client", "matter", ["client_id"])
    op.create_table(
        "matter_count",
        _column("prefix"),
        _column("year", sa.Integer()),
        _column("last", sa.Integer()),
        sa.PrimaryKeyConstraint("prefix", "year", name=op.f("pk_matter_count")),
    )
    op.create_table(
        "matter_thread",
        *(_column(name) for name in ("id", "matter_id", "channel", "mailbox", "address_hash")),
        _column("address", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_thread")),
        sa.UniqueConstraint("matter_id", "channel", "address_hash", name=op.f("uq_matter_thread_matter_id")),
        _of("matter_id", "matter_thread", "matter"),
    )
    op.create_table(
        "matter_message",
        *(_column(name) for name in ("id", "matter_id")),
        _column("thread_id", is_there=False),
        _column("direction"),
        _column("step", is_there=False),
        _column("at", MOMENT),
        _column("author", is_there=False),
        _column("content", sa.LargeBinary()),
        _column("mail_id_hash", is_there=False),
        _column("is_automatic", sa.Boolean(), server_default=sa.text("false")),
        _column("is_readable", sa.Boolean(), server_default=sa.text("true")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_message")),
        _of("matter_id", "matter_message", "matter"),
        _of("thread_id", "matter_message", "matter_thread"),
    )
    op.create_index("ix_matter_message_matter", "matter_message", ["matter_id", "at", "id"])
    op.create_index("ix_matter_message_mail_id", "matter_message", ["mail_id_hash"])
    op.create_table(
        "matter_file",
        *(_column(name) for name in ("id", "message_id")),
        _column("position", sa.Integer()),
        _column("name", sa.LargeBinary()),
        _column("kind"),
        _column("size", sa.Integer()),
        _column("content", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_file")),
        _of("message_id", "matter_file", "matter_message"),
    )
    op.create_index("ix_matter_file_message", "matter_file", ["message_id", "position"])
    op.create_table(
        "inbox_mail",
        *(_column(name) for name in ("id", "office", "mailbox", "recipient", "digest")),
        _column("has_sender", sa.Boolean()),
        _column("came_at", MOMENT),
        _column("content", sa.LargeBinary()),
        _column("state"),
        _column("message_id", is_there=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox_mail")),
        sa.UniqueConstraint("mailbox", "digest", name=op.f("uq_inbox_mail_mailbox")),
        _of("office", "inbox_mail", "office", of_column="code", goes=False),
        _of("message_id", "inbox_mail", "matter_message"),
    )
    op.create_index(
        "ix_inbox_mail_new", "inbox_mail", ["came_at", "id"], postgresql_where=sa.text("state = 'new'")
    )
    op.create_index("ix_inbox_mail_came_at", "inbox_mail", ["came_at"])
    op.create_index("ix_inbox_mail_message", "inbox_mail", ["message_id"])
    op.create_table(
        "mail_bounce",
        *(_column(name) for name in ("id", "outbox_id", "address_hash")),
        _column("at", MOMENT),
        _column("is_hard", sa.Boolean()),
        _column("status"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_bounce")),
        _of("outbox_id", "mail_bounce", "outbox"),
    )
    op.create_index("ix_mail_bounce_address", "mail_bounce", ["address_hash", "at"])
    for table, arguments in AUDITED.items():
        given = ", ".join(f"'{argument}'" for argument in arguments)
        op.execute(
            f"CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW WHEN ({_BY_STAFF}) EXECUTE FUNCTION audit_change({given})"
        )
    op.execute(
        "INSERT INTO retention_rule VALUES "
        "('rule-inbox_mail', 'inbox_mail', NULL, 30, '2026-01-01', NULL, '', 'system', '2026-01-01 00:00:00+00')"
    )
    op.execute(
        "INSERT INTO retention_rule VALUES "
        "('rule-matter', 'matter', NULL, 731, '2026-01-01', NULL, '', 'system', '2026-01-01 00:00:00+00')"
    )


def downgrade() -> None:
    op.execute("DELETE FROM retention_rule WHERE kind IN ('inbox_mail', 'matter')")
    for table in (
        *("mail_bounce", "inbox_mail", "matter_file", "matter_message", "matter_thread"),
        *("matter_count", "matter"),
    ):
        op.drop_table(table)
