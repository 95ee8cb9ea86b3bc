"""Work that waits: who has taken it up, how a voice message was done with, and indexes of what waits"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"

_BY_STAFF = "coalesce(current_setting('s724.account', true), '') <> ''"
AUDITED = {"work_taken": ("kind,subject", "", "", "office")}
_INDEXES = {
    "ix_voice_message_waiting": ("voice_message", ["office", "left_at"], "state IN ('new', 'listened')"),
    "ix_callback_given_up": ("callback", ["office", "ordered_at"], "state = 'given_up'"),
    "ix_contact_follow_up": ("contact", ["at", "id"], "outcome = 'call_again'"),
}


def upgrade() -> None:
    op.create_table(
        "work_taken",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("held_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_work_taken_office_office")),
        sa.PrimaryKeyConstraint("kind", "subject", name=op.f("pk_work_taken")),
    )
    for table, arguments in AUDITED.items():
        given = ", ".join(f"'{argument}'" for argument in arguments)
        op.execute(
            f"CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW WHEN ({_BY_STAFF}) EXECUTE FUNCTION audit_change({given})"
        )
    op.add_column("voice_message", sa.Column("outcome", sa.Text(), nullable=True))
    for name, (table, columns, where) in _INDEXES.items():
        op.create_index(name, table, columns, postgresql_where=sa.text(where))


def downgrade() -> None:
    for name, (table, _, _) in _INDEXES.items():
        op.drop_index(name, table)
    op.drop_column("voice_message", "outcome")
    op.drop_table("work_taken")
