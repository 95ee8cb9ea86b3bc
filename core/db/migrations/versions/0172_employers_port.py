"""What employers may look for, and whom they would like to meet"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0172"
down_revision = "0171"

_WHEN = sa.DateTime(timezone=True)
_BY_STAFF = "coalesce(current_setting('s724.account', true), '') <> ''"
AUDITED = {
    "employer_key": ("key_id", "", "", "-"),
    "interest": ("id", "message,contact", "", "office"),
    "interest_client": (
        "interest_id",
        "client_id,answer,channel,gives,asked_at,answered_at,told_at",
        "",
        "-",
    ),
}


def _text(name: str, *, nullable: bool = False) -> "sa.Column[str]":
    return sa.Column(name, sa.Text(), nullable=nullable)


def _words(name: str) -> "sa.Column[list[str]]":
    return sa.Column(name, postgresql.ARRAY(sa.Text()), nullable=False)


def _to(table: str, column: str, other: str, of: str, ondelete: str | None = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.{of}"], ondelete=ondelete, name=op.f(f"fk_{table}_{column}_{other}")
    )


def upgrade() -> None:
    op.create_table(
        "profile_publication",
        _text("id"),
        sa.Column("made_at", _WHEN, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_publication")),
    )
    op.create_index("ix_profile_publication_made_at", "profile_publication", ["made_at"])
    op.create_table(
        "profile_group",
        *(_text("id"), _text("publication_id"), _text("occupation")),
        *(_text("office", nullable=True), _text("years", nullable=True), _words("licences"), _words("languages")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_group")),
        _to("profile_group", "publication_id", "profile_publication", "id"),
    )
    op.create_index("ix_profile_group_publication", "profile_group", ["publication_id", "occupation"])
    op.create_table(
        "profile_member",
        *(_text("group_id"), _text("client_id")),
        sa.PrimaryKeyConstraint("group_id", "client_id", name=op.f("pk_profile_member")),
        _to("profile_member", "group_id", "profile_group", "id"),
        _to("profile_member", "client_id", "client", "id"),
    )
    op.create_index("ix_profile_member_client", "profile_member", ["client_id"])
    op.create_table(
        "employer_key",
        *(_text("key_id"), _text("employer_id")),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_employer_key")),
        _to("employer_key", "key_id", "report_access_key", "id"),
        _to("employer_key", "employer_id", "employer", "id"),
    )
    op.create_index("ix_employer_key_employer", "employer_key", ["employer_id"])
    op.create_table(
        "profile_search",
        _text("id"),
        sa.Column("at", _WHEN, nullable=False),
        *(_text("key_id"), _text("employer_id")),
        sa.Column("asked", postgresql.JSONB(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_search")),
    )
    op.create_index("ix_profile_search_employer", "profile_search", ["employer_id", "at"])
    op.create_table(
        "profile_look",
        _text("search_id"),
        sa.Column("place", sa.Integer(), nullable=False),
        _text("group_id"),
        sa.PrimaryKeyConstraint("search_id", "place", name=op.f("pk_profile_look")),
        _to("profile_look", "search_id", "profile_search", "id", None),
    )
    op.create_table(
        "interest",
        *(_text("id"), _text("request_id"), _text("employer_id"), _text("key_id"), _text("office")),
        _text("group_id"),
        sa.Column("look", postgresql.JSONB(), nullable=False),
        *(_text("state"), _text("position"), _text("message"), _text("contact")),
        sa.Column("since", _WHEN, nullable=False),
        _text("closed_by", nullable=True),
        sa.Column("closed_at", _WHEN, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest")),
        _to("interest", "employer_id", "employer", "id"),
        _to("interest", "office", "office", "code", None),
    )
    op.create_index("ix_interest_employer", "interest", ["employer_id", "since"])
    op.create_index("ix_interest_office", "interest", ["office", "state", "since"])
    op.create_index("ix_interest_request", "interest", ["request_id"])
    op.create_table(
        "interest_client",
        *(_text("interest_id"), _text("client_id"), _text("answer"), _text("channel"), _words("gives")),
        _text("asked_by"),
        sa.Column("asked_at", _WHEN, nullable=False),
        _text("answered_by", nullable=True),
        sa.Column("answered_at", _WHEN, nullable=True),
        sa.Column("told_at", _WHEN, nullable=True),
        sa.PrimaryKeyConstraint("interest_id", "client_id", name=op.f("pk_interest_client")),
        _to("interest_client", "interest_id", "interest", "id"),
        _to("interest_client", "client_id", "client", "id"),
    )
    op.create_index("ix_interest_client", "interest_client", ["client_id"])
    for table, arguments in AUDITED.items():
        quoted = ", ".join(f"'{argument}'" for argument in arguments)
        op.execute(
            f"CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW "
            f"WHEN ({_BY_STAFF}) EXECUTE FUNCTION audit_change({quoted})"
        )


def downgrade() -> None:
    for table in ("interest_client", "interest", "profile_look", "profile_search", "employer_key"):
        op.drop_table(table)
    for table in ("profile_member", "profile_group", "profile_publication"):
        op.drop_table(table)
