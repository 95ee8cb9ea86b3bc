"""How people have drawn a scenario, kept beside its graph; comments at the nodes of a draft"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0053"
down_revision = "0052"

_BY_STAFF = "coalesce(current_setting('s724.account', true), '') <> ''"
AUDITED = {
    "scenario": ("name,version", "", "graph,cases,drawing", "-"),
    "scenario_draft": ("id", "", "graph,cases,drawing", "-"),
}
_BEFORE = {
    "scenario": ("name,version", "", "graph,cases", "-"),
    "scenario_draft": ("id", "", "graph,cases", "-"),
}
_KEPT = "name, version, graph, cases, published_at, published_by, approved_by, reason, restores"


def upgrade() -> None:
    for table in AUDITED:
        op.add_column(
            table,
            sa.Column("drawing", JSONB(), server_default='{"places": {}, "notes": []}', nullable=False),
        )
    _watch(AUDITED, f"{_KEPT}, drawing")
    op.create_table(
        "scenario_comment",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("node", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["draft"], ["scenario_draft.id"], name=op.f("fk_scenario_comment_draft_scenario_draft")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario_comment")),
    )
    op.create_index("ix_scenario_comment_draft", "scenario_comment", ["draft", "at"])


def downgrade() -> None:
    op.drop_table("scenario_comment")
    _watch(_BEFORE, _KEPT)
    for table in AUDITED:
        op.drop_column(table, "drawing")


def _watch(audited: dict[str, tuple[str, str, str, str]], kept: str) -> None:
    """The triggers anew, which name columns."""
    for table, arguments in audited.items():
        op.execute(f"DROP TRIGGER audit ON {table}")
        op.execute(
            f"CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW WHEN ({_BY_STAFF}) EXECUTE FUNCTION audit_change{arguments}"
        )
    op.execute("DROP TRIGGER scenario_version_stays ON scenario")
    op.execute(
        f"CREATE TRIGGER scenario_version_stays BEFORE UPDATE OF {kept} ON scenario "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
