"""Trainings whole, who gives them, and who takes part or waits"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0065"

_WHEN = sa.DateTime(timezone=True)
_BY_STAFF = "coalesce(current_setting('s724.account', true), '') <> ''"
AUDITED = {
    "training_institution": ("id", "", "", "-"),
    "training": ("id", "", "programme", "office"),
    "enrolment": ("id", "client_id,state,asked_until,signed_up_at,call_id,changed_at", "", "office"),
}
_NEW: tuple[sa.Column[Any], ...] = (
    sa.Column("ends_on", sa.Date(), nullable=True),
    sa.Column("institution_id", sa.Text(), nullable=True),
    *(
        sa.Column(name, sa.Text(), server_default="", nullable=False)
        for name in ("programme", "place", "for_whom", "certificate")
    ),
    sa.Column("mode", sa.Text(), server_default="stationary", nullable=False),
    sa.Column("seats", sa.Integer(), nullable=True),
    sa.Column("price", sa.Integer(), nullable=True),
    sa.Column("cancelled_at", _WHEN, nullable=True),
    sa.Column("version", sa.Integer(), server_default="1", nullable=False),
    sa.Column("changed_by", sa.Text(), nullable=True),
    sa.Column("changed_at", _WHEN, nullable=True),
)


def upgrade() -> None:
    op.create_table(
        "training_institution",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("ris_number", sa.Text(), nullable=True),
        sa.Column("nip", sa.Text(), nullable=True),
        sa.Column("town", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("address", "telephone", "email", "page")),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=True),
        sa.Column("changed_at", _WHEN, nullable=True),
    )
    op.create_index(
        "ix_training_institution_ris",
        "training_institution",
        ["ris_number"],
        unique=True,
        postgresql_where=sa.text("ris_number <> ''"),
    )
    for column in _NEW:
        op.add_column("training", column)
    op.create_foreign_key(
        op.f("fk_training_institution_id_training_institution"),
        "training",
        "training_institution",
        ["institution_id"],
        ["id"],
    )
    op.create_check_constraint("training_has_seats", "training", "seats IS NULL OR seats > 0")
    op.create_index("ix_training_office", "training", ["office", "starts_on"])
    op.create_table(
        "enrolment",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("training_id", sa.Text(), sa.ForeignKey("training.id"), nullable=False),
        sa.Column("client_id", sa.Text(), sa.ForeignKey("client.id", ondelete="CASCADE"), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_until", _WHEN, nullable=True),
        sa.Column("signed_up_at", _WHEN, nullable=False),
        sa.Column("signed_up_by", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=True),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", _WHEN, nullable=False),
        sa.UniqueConstraint("training_id", "place", name=op.f("uq_enrolment_training_id")),
    )
    op.create_index(
        "ix_enrolment_in_the_list",
        "enrolment",
        ["training_id", "client_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('enrolled', 'waiting', 'asked')"),
    )
    op.create_index("ix_enrolment_client", "enrolment", ["client_id"])
    op.create_index(
        "ix_enrolment_asked", "enrolment", ["asked_until"], postgresql_where=sa.text("state = 'asked'")
    )
    for table, arguments in AUDITED.items():
        given = ", ".join(f"'{argument}'" for argument in arguments)
        op.execute(
            f"CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW WHEN ({_BY_STAFF}) EXECUTE FUNCTION audit_change({given})"
        )


def downgrade() -> None:
    op.drop_table("enrolment")
    op.execute("DROP TRIGGER audit ON training")
    op.drop_index("ix_training_office", "training")
    op.drop_constraint("training_has_seats", "training")
    for column in _NEW:
        op.drop_column("training", column.name)
    op.drop_table("training_institution")
