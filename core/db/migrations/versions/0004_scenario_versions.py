"""Scenarios that an office changes: drafts, steps, planned versions, variants, emergency messages"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"

_JSONB = postgresql.JSONB(astext_type=sa.Text())
_MOMENT = sa.DateTime(timezone=True)

# What was published stays as it was, and no step is ever taken back: also for who reaches the tables otherwise.
_KEEPERS = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is a history and is not changed', TG_TABLE_NAME USING ERRCODE = '23514'; END $$;
CREATE TRIGGER scenario_step_stays BEFORE UPDATE OR DELETE ON scenario_step
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER scenario_version_stays
    BEFORE UPDATE OF name, version, graph, cases, published_at, published_by, approved_by, reason, restores
    ON scenario FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    op.add_column("dialled_number", sa.Column("office", sa.Text(), nullable=True))
    op.create_foreign_key("fk_dialled_number_office_office", "dialled_number", "office", ["office"], ["code"])
    op.add_column("scenario", sa.Column("cases", _JSONB, server_default="[]", nullable=False))
    op.add_column("scenario", sa.Column("published_by", sa.Text(), server_default="system", nullable=False))
    op.add_column("scenario", sa.Column("approved_by", sa.Text(), nullable=True))
    op.add_column("scenario", sa.Column("reason", sa.Text(), server_default="", nullable=False))
    op.add_column("scenario", sa.Column("restores", sa.Integer(), nullable=True))
    op.add_column("scenario", sa.Column("cancelled_at", _MOMENT, nullable=True))
    op.create_index("ix_scenario_published_at", "scenario", ["published_at"], unique=False)
    op.create_table(
        "scenario_draft",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("graph", _JSONB, nullable=False),
        sa.Column("cases", _JSONB, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=True),
        sa.Column("authors", _JSONB, nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario_draft")),
    )
    op.create_index(
        "ix_scenario_draft_open",
        "scenario_draft",
        ["name"],
        unique=True,
        postgresql_where=sa.text("state IN ('draft', 'in_review', 'approved')"),
    )
    op.create_table(
        "scenario_step",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("scenario", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("draft", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_scenario_step")),
    )
    op.create_index("ix_scenario_step_scenario", "scenario_step", ["scenario", "number"], unique=False)
    op.create_table(
        "scenario_variant",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("scenario", sa.Text(), nullable=False),
        sa.Column("valid_from", _MOMENT, nullable=False),
        sa.Column("valid_to", _MOMENT, nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["number"], ["dialled_number.number"], name=op.f("fk_scenario_variant_number_dialled_number")
        ),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_scenario_variant_office_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario_variant")),
    )
    op.create_index("ix_scenario_variant_valid_to", "scenario_variant", ["valid_to"], unique=False)
    op.create_table(
        "emergency_message",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("prompt", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("starts_at", _MOMENT, nullable=False),
        sa.Column("ends_at", _MOMENT, nullable=True),
        sa.Column("switched_on_by", sa.Text(), nullable=False),
        sa.Column("switched_off_at", _MOMENT, nullable=True),
        sa.Column("switched_off_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_emergency_message_office_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_message")),
    )
    op.create_index("ix_emergency_message_starts_at", "emergency_message", ["starts_at"], unique=False)
    for statement in filter(None, map(str.strip, _KEEPERS.split(";\n"))):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TRIGGER scenario_version_stays ON scenario")
    for table in ("emergency_message", "scenario_variant", "scenario_step", "scenario_draft"):
        op.drop_table(table)
    op.execute("DROP FUNCTION refuse_change()")
    op.drop_index("ix_scenario_published_at", "scenario")
    for column in ("cancelled_at", "restores", "reason", "approved_by", "published_by", "cases"):
        op.drop_column("scenario", column)
    op.drop_constraint("fk_dialled_number_office_office", "dialled_number")
    op.drop_column("dialled_number", "office")
