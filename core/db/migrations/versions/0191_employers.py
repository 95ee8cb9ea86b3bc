"""Employers: contacts, notes, agreements; the same employer under one card; the NIP of an offer"""

import sqlalchemy as sa
from alembic import op

revision = "0191"
down_revision = "0181"

_WHEN = sa.DateTime(timezone=True)
_BY_STAFF = "coalesce(current_setting('s724.account', true), '') <> ''"
AUDITED = {
    "employer_contact": ("id", "name,phone,email", "", "office"),
    "employer_note": ("id", "text", "", "office"),
    "employer_agreement": ("id", "", "", "office"),
}


def upgrade() -> None:
    op.add_column("employer", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.add_column("employer", sa.Column("joined_to", sa.Text(), nullable=True))
    op.create_foreign_key(
        op.f("fk_employer_joined_to_employer"), "employer", "employer", ["joined_to"], ["id"], ondelete="SET NULL"
    )
    op.create_index("ix_employer_joined", "employer", ["joined_to"])
    op.add_column("offer", sa.Column("employer_nip", sa.Text(), nullable=True))
    op.create_index("ix_offer_employer_nip", "offer", ["employer_nip"])
    op.execute(
        "UPDATE offer SET employer_nip = found.nip FROM (SELECT offer_id, regexp_replace(coalesce("
        "record #>> '{danePracodawcy,nip}', record ->> 'nip', ''), '[^0-9]', '', 'g') AS nip FROM offer_record) "
        "found "
        "WHERE found.offer_id = offer.id AND length(found.nip) = 10"
    )
    op.create_table(
        "employer_contact",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("employer_id", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", _WHEN, nullable=False),
        *_keys("employer_contact"),
    )
    op.create_index("ix_employer_contact_employer", "employer_contact", ["employer_id"])
    op.create_table(
        "employer_note",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("employer_id", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=True),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("written_at", _WHEN, nullable=False),
        *_keys("employer_note"),
    )
    op.create_index("ix_employer_note_employer", "employer_note", ["employer_id", "written_at"])
    op.create_table(
        "employer_agreement",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("employer_id", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("about", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", _WHEN, nullable=False),
        *_keys("employer_agreement"),
    )
    op.create_index("ix_employer_agreement_employer", "employer_agreement", ["employer_id"])
    for table, arguments in AUDITED.items():
        quoted = ", ".join(f"'{argument}'" for argument in arguments)
        op.execute(
            f"CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW "
            f"WHEN ({_BY_STAFF}) EXECUTE FUNCTION audit_change({quoted})"
        )


def _keys(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"], name=op.f(f"fk_{table}_employer_id_employer")),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f(f"fk_{table}_office_office")),
    )


def downgrade() -> None:
    for table in AUDITED:
        op.drop_table(table)
    op.drop_index("ix_offer_employer_nip", "offer")
    op.drop_column("offer", "employer_nip")
    op.drop_index("ix_employer_joined", "employer")
    op.drop_column("employer", "joined_to")
    op.drop_column("employer", "version")
