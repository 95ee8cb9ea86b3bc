"""Offers of every source with their states and what came of them; imports of offers from outside"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0070"
down_revision = "0060"

_WHEN = sa.DateTime(timezone=True)
_NEW: tuple[sa.Column[Any], ...] = (
    sa.Column("source", sa.Text(), server_default="office", nullable=False),
    sa.Column("state", sa.Text(), server_default="verified", nullable=False),
    sa.Column("ext_id", sa.Text(), nullable=True),
    sa.Column("digest", sa.Text(), nullable=True),
    sa.Column("kind", sa.Text(), server_default="work", nullable=False),
    sa.Column("pay_unit", sa.Text(), server_default="month", nullable=False),
    sa.Column("county", sa.Text(), nullable=True),
    sa.Column("gmina", sa.Text(), nullable=True),
    sa.Column("country", sa.Text(), server_default="PL", nullable=False),
    sa.Column("places", sa.Integer(), server_default="1", nullable=False),
    sa.Column("employer_name", sa.Text(), nullable=True),
    sa.Column("starts_on", sa.Date(), nullable=True),
    sa.Column("shifts", sa.Text(), nullable=True),
    sa.Column("work_mode", sa.Text(), nullable=True),
    sa.Column("is_for_registered", sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column("is_for_disabled", sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column("seen_in", sa.Text(), nullable=True),
    sa.Column("duplicate_of", sa.Text(), nullable=True),
    sa.Column("changed_at", _WHEN, nullable=True),
)


def upgrade() -> None:
    for column in _NEW:
        op.add_column("offer", column)
    op.alter_column("offer", "occupation", nullable=True)
    op.create_index(
        "ix_offer_source",
        "offer",
        ["source", "ext_id"],
        unique=True,
        postgresql_where=sa.text("source <> 'office'"),
    )
    op.create_index("ix_offer_county", "offer", ["county", "valid_until"])
    op.create_table(
        "offer_record",
        sa.Column("offer_id", sa.Text(), sa.ForeignKey("offer.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("record", JSONB(), nullable=False),
    )
    op.create_table(
        "offer_run",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("began_at", _WHEN, nullable=False),
        sa.Column("ended_at", _WHEN, nullable=True),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("not_before", _WHEN, nullable=True),
        sa.Column("package", sa.Text(), nullable=True),
        sa.Column("files_done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("files", sa.Integer(), server_default="0", nullable=False),
        sa.Column("counts", JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("error_pl", sa.Text(), nullable=True),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
    )
    op.create_index("ix_offer_run_began_at", "offer_run", ["began_at", "id"])
    op.create_table(
        "offer_reject",
        sa.Column("run_id", sa.Text(), sa.ForeignKey("offer_run.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("place", sa.Integer(), primary_key=True),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("ext_id", sa.Text(), nullable=False),
        sa.Column("reason_pl", sa.Text(), nullable=False),
    )
    op.create_table(
        "offer_call",
        sa.Column("window_on", sa.Date(), primary_key=True),
        sa.Column("calls", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    """Only what offices have brought stays: the rest has no place in what was before."""
    for table in ("offer_call", "offer_reject", "offer_run", "offer_record"):
        op.drop_table(table)
    op.execute("DELETE FROM offer WHERE source <> 'office' OR state <> 'verified' OR occupation IS NULL")
    op.drop_index("ix_offer_county", "offer")
    op.drop_index("ix_offer_source", "offer")
    op.alter_column("offer", "occupation", nullable=False)
    for column in _NEW:
        op.drop_column("offer", column.name)
