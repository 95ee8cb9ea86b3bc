"""Clients: persons as the offices know them, cards apart from them, one history, imports and exports"""

from importlib import import_module

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"

_BEFORE = import_module("core.db.migrations.versions.0008_staff")

_AUDIT = """
CREATE OR REPLACE FUNCTION audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    who text := current_setting('s724.account', true);
    old_row jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    new_row jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    whole jsonb := coalesce(new_row, old_row);
    before jsonb;
    after jsonb;
    one text;
BEGIN
    IF who IS NULL OR who = '' OR old_row = new_row THEN
        RETURN NULL;
    END IF;
    FOREACH one IN ARRAY string_to_array(TG_ARGV[1], ',') LOOP
        IF TG_OP = 'UPDATE' AND old_row ->> one IS DISTINCT FROM new_row ->> one THEN
            new_row := jsonb_set(new_row, ARRAY[one], '"changed"');
        ELSE
            new_row := new_row - one;
        END IF;
        old_row := old_row - one;
    END LOOP;
    FOREACH one IN ARRAY string_to_array(TG_ARGV[2], ',') LOOP
        old_row := jsonb_set(old_row, ARRAY[one], to_jsonb('md5:' || md5(old_row ->> one)), false);
        new_row := jsonb_set(new_row, ARRAY[one], to_jsonb('md5:' || md5(new_row ->> one)), false);
    END LOOP;
    before := old_row;
    after := new_row;
    IF TG_OP = 'UPDATE' THEN
        SELECT coalesce(jsonb_object_agg(b.key, b.value), '{}') INTO before
            FROM jsonb_each(old_row) b WHERE b.value IS DISTINCT FROM new_row -> b.key;
        SELECT coalesce(jsonb_object_agg(a.key, a.value), '{}') INTO after
            FROM jsonb_each(new_row) a WHERE a.value IS DISTINCT FROM old_row -> a.key;
    END IF;
    INSERT INTO audit_log (at, account, operation, action, subject, subject_id, office, before, after)
    VALUES (
        coalesce(nullif(current_setting('s724.at', true), '')::timestamptz, now()),
        who,
        coalesce(current_setting('s724.operation', true), ''),
        lower(TG_OP),
        TG_TABLE_NAME,
        coalesce(
            (SELECT string_agg(whole ->> key, ':') FROM unnest(string_to_array(TG_ARGV[0], ',')) AS key), ''
        ),
        CASE TG_ARGV[3]
            WHEN 'client_id' THEN (SELECT client.office FROM client WHERE client.id = whole ->> 'client_id')
            ELSE whole ->> TG_ARGV[3]
        END,
        before,
        after
    );
    RETURN NULL;
END $$
"""
"""As in 0008, and for what is a client's: the column of the office may be `client_id`, for the office of that
client, and there may be no key at all, since the key would tell whose it is."""

_FOLDED_NAME = """
CREATE FUNCTION folded_name(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(translate(
    name,
    'ĄĆĘŁŃÓŚŹŻąćęłńóśźż'
    'ÁÀÂÄÃÅÇČĎÉÈÊËĚÍÎÏÑŇÔÖÕŐŘŠŤÚÛÜŮŰÝŽáàâäãåçčďéèêëěíîïñňôöõőřšťúûüůűýž',
    'acelnoszzacelnoszz'
    'aaaaaaccdeeeeeiiinnoooorstuuuuuyzaaaaaaccdeeeeeiiinnoooorstuuuuuyz'
) COLLATE "C")
"""
"""A name as it is looked for: without capitals and without the marks of letters, so that `zolw` finds Żółw. By a
table of its own: `unaccent` is not on every server, and what `lower` does hangs on the server's locale."""

_PERSON = (
    "ext_id,first_name,last_name,pesel_hash,pesel_box,birth_date,sex,citizenship,phone,email,sms_number,gmina,"
    "postal_code,street,house,language,is_rural"
)

AUDITED = {
    "client": ("office", f"id,{_PERSON}", "", "office"),
    "card": ("", "number,client_id,pin_hash,replaced_by", "", "client_id"),
    "consent": ("purpose,channel", "client_id,is_given,since", "", "client_id"),
    "correction_proposal": ("id", "client_id,old_value,new_value", "", "client_id"),
    "import_run": ("id", "", "", "office"),
    "export_batch": ("id", "", "", "office"),
}
"""By table, the arguments of its trigger, as in 0008. Whose it was stands in the access log alone."""

_BY_STAFF = "coalesce(current_setting('s724.account', true), '') <> ''"
"""An import writes some hundred thousand rows: the function is called only where somebody of the staff acts."""


def upgrade() -> None:
    _client()
    _card()
    _of_a_client()
    _employers()
    _exchange()
    _contacts()
    op.add_column("access_log", sa.Column("field_groups", postgresql.ARRAY(sa.Text()), nullable=True))
    op.add_column("access_log", sa.Column("reason", sa.Text(), nullable=True))
    op.execute("DROP TRIGGER audit ON client")
    op.execute(_AUDIT)
    for table, arguments in AUDITED.items():
        _audit(table, arguments, f"WHEN ({_BY_STAFF}) ")


def _audit(table: str, arguments: tuple[str, ...], when: str = "") -> None:
    given = ", ".join(f"'{argument}'" for argument in arguments)
    op.execute(
        f"CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW {when}EXECUTE FUNCTION audit_change({given})"
    )


def _client() -> None:
    for name in ("ext_id", "pesel_hash", "sex", "citizenship", "phone", "email"):
        op.add_column("client", sa.Column(name, sa.Text(), nullable=True))
    for name in ("gmina", "postal_code", "street", "house"):
        op.add_column("client", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("client", sa.Column("pesel_box", sa.LargeBinary(), nullable=True))
    op.add_column("client", sa.Column("birth_date", sa.Date(), nullable=True))
    op.add_column("client", sa.Column("language", sa.Text(), server_default="pl", nullable=False))
    op.add_column("client", sa.Column("is_rural", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("client", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.add_column("client", sa.Column("seen_seq", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("client", sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True))
    op.create_unique_constraint(op.f("uq_client_office"), "client", ["office", "ext_id"])
    op.execute(_FOLDED_NAME)
    op.execute(
        "CREATE INDEX ix_client_name ON client "
        '(office, folded_name(last_name) COLLATE "C", folded_name(first_name) COLLATE "C", id)'
    )
    op.create_index("ix_client_pesel", "client", ["pesel_hash"])
    op.create_index("ix_client_phone", "client", ["phone"])
    op.create_index("ix_client_sms_number", "client", ["sms_number"])
    op.create_index("ix_client_birth_date", "client", ["birth_date"])


def _card() -> None:
    op.create_table(
        "card",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("pin_hash", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), server_default="active", nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("letter_printed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("replaced_by", sa.Text(), nullable=True),
        _client_key("card"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_card")),
    )
    op.create_index("ix_card_client", "card", ["client_id"])
    op.create_index(
        "ix_card_in_use",
        "card",
        ["client_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('active', 'locked')"),
    )
    op.execute(
        "INSERT INTO card (number, client_id, pin_hash, issued_at, issued_by) "
        "SELECT card_number, id, pin_hash, now(), 'seed' FROM client"
    )
    op.drop_column("client", "card_number")
    op.drop_column("client", "pin_hash")


def _client_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["client_id"], ["client.id"], name=op.f(f"fk_{table}_client_id_client"), ondelete="CASCADE"
    )


def _of_a_client() -> None:
    op.create_table(
        "consent",
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("is_given", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        _client_key("consent"),
        sa.PrimaryKeyConstraint("client_id", "purpose", "channel", name=op.f("pk_consent")),
    )
    for name in ("reason_code", "adviser"):
        op.add_column("registration", sa.Column(name, sa.Text(), nullable=True))
    for name in ("first_time", "is_long_term"):
        op.add_column("registration", sa.Column(name, sa.Boolean(), server_default="false", nullable=False))
    for name in ("insured_from", "plan_from", "contact_due"):
        op.add_column("registration", sa.Column(name, sa.Date(), nullable=True))
    op.create_table(
        "registration_period",
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=True),
        _client_key("registration_period"),
        sa.PrimaryKeyConstraint("client_id", "from_on", name=op.f("pk_registration_period")),
    )
    op.add_column("visit", sa.Column("ext_id", sa.Text(), nullable=True))
    op.add_column("visit", sa.Column("purpose", sa.Text(), nullable=True))
    _numbered(
        "qualification",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("occupation", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("years", sa.Integer(), nullable=True),
    )
    _numbered(
        "employment_period",
        sa.Column("employer_name", sa.Text(), nullable=True),
        sa.Column("position", sa.Text(), nullable=True),
        sa.Column("occupation", sa.Text(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
    )
    _numbered(
        "benefit",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("days_left", sa.Integer(), nullable=True),
        sa.Column("grosze", sa.Integer(), nullable=True),
    )
    _numbered(
        "referral",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("target_id", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("given_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
    )
    _numbered(
        "participation",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
    )
    op.create_table(
        "decision",
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        _client_key("decision"),
        sa.PrimaryKeyConstraint("client_id", "number", name=op.f("pk_decision")),
    )


def _numbered(table: str, *columns: sa.Column[object]) -> None:
    """A table whose rows have their place among those of a client."""
    op.create_table(
        table,
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        *columns,
        _client_key(table),
        sa.PrimaryKeyConstraint("client_id", "place", name=op.f(f"pk_{table}")),
    )


def _employers() -> None:
    op.create_table(
        "employer",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("ext_id", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("nip", sa.Text(), nullable=True),
        sa.Column("town", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_employer_office_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer")),
        sa.UniqueConstraint("office", "ext_id", name=op.f("uq_employer_office")),
    )
    op.add_column("offer", sa.Column("employer_id", sa.Text(), nullable=True))
    op.create_foreign_key(
        op.f("fk_offer_employer_id_employer"), "offer", "employer", ["employer_id"], ["id"], ondelete="SET NULL"
    )
    op.create_index("ix_offer_employer", "offer", ["employer_id"])


def _exchange() -> None:
    op.create_table(
        "import_run",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("extract_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_seq", sa.BigInteger(), nullable=True),
        sa.Column("last_seq", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("manifest_sha256", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("progress", sa.Double(), server_default="0", nullable=False),
        sa.Column("counts", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("repairs", sa.Integer(), server_default="0", nullable=False),
        sa.Column("error_pl", sa.Text(), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_import_run_office_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_index(
        "ix_import_run_done",
        "import_run",
        ["office", "extract_at", "kind"],
        unique=True,
        postgresql_where=sa.text("state = 'done'"),
    )
    op.create_index("ix_import_run_began_at", "import_run", ["began_at", "id"])
    op.create_index("ix_import_run_manifest", "import_run", ["manifest_sha256"])
    op.create_table(
        "import_reject",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("column_name", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("reason_pl", sa.Text(), nullable=False),
        _run_key("import_reject"),
        sa.PrimaryKeyConstraint("run_id", "place", name=op.f("pk_import_reject")),
    )
    op.create_table(
        "import_repair",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("column_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        _run_key("import_repair"),
        sa.PrimaryKeyConstraint("run_id", "file", "line", "column_name", "kind", name=op.f("pk_import_repair")),
    )
    op.create_table(
        "export_batch",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_export_batch_office_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_batch")),
    )
    op.create_index("ix_export_batch_made_at", "export_batch", ["made_at", "id"])


def _run_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["run_id"], ["import_run.id"], name=op.f(f"fk_{table}_run_id_import_run"), ondelete="CASCADE"
    )


def _contacts() -> None:
    op.create_table(
        "contact",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), server_default="in", nullable=False),
        sa.Column("call_id", sa.Text(), nullable=True),
        sa.Column("account", sa.Text(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), server_default="", nullable=False),
        sa.Column("is_ninety_day", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("exported_in", sa.Text(), nullable=True),
        _client_key("contact"),
        _batch_key("contact"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("call_id", "account", "client_id", name=op.f("uq_contact_call_id")),
        sa.CheckConstraint("NOT is_ninety_day OR evidence IS NOT NULL", name="ninety_day_has_evidence"),
    )
    op.create_index("ix_contact_client", "contact", ["client_id", "at", "id"])
    op.create_index("ix_contact_exported_in", "contact", ["exported_in"])
    op.create_table(
        "correction_proposal",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("old_value", sa.Text(), nullable=True),
        sa.Column("new_value", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("exported_in", sa.Text(), nullable=True),
        _client_key("correction_proposal"),
        _batch_key("correction_proposal"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_proposal")),
    )
    op.create_index("ix_correction_proposal_client", "correction_proposal", ["client_id", "proposed_at"])
    op.create_index("ix_correction_proposal_state", "correction_proposal", ["state", "proposed_at", "id"])
    op.create_index(
        "ix_correction_proposal_open",
        "correction_proposal",
        ["client_id", "field", "new_value"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_correction_proposal_exported_in", "correction_proposal", ["exported_in"])
    # Contacts that clients confirmed on the line are told to their offices, too.
    op.add_column("contact_confirmation", sa.Column("exported_in", sa.Text(), nullable=True))
    op.create_foreign_key(
        op.f("fk_contact_confirmation_exported_in_export_batch"),
        *("contact_confirmation", "export_batch"),
        *(["exported_in"], ["id"]),
    )
    op.create_index("ix_contact_confirmation_exported_in", "contact_confirmation", ["exported_in"])
    # The history of a client reads what is kept with calls, too.
    op.create_index("ix_call_client", "call", ["client_id", "started_at"])
    op.create_index("ix_sms_order_call", "sms_order", ["call_id"])
    op.create_index("ix_voice_message_client", "voice_message", ["client_id", "left_at"])
    # Each look at a client asks what the account has taken up.
    op.create_index("ix_voice_message_changed_by", "voice_message", ["changed_by", "changed_at"])


def _batch_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["exported_in"], ["export_batch.id"], name=op.f(f"fk_{table}_exported_in_export_batch")
    )


def downgrade() -> None:
    """Cards that are not in use, and whatever the earlier schema has no place for, are lost."""
    for table in AUDITED:
        op.execute(f"DROP TRIGGER audit ON {table}")
    op.execute(_BEFORE._AUDIT.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))
    op.drop_index("ix_voice_message_changed_by", "voice_message")
    op.drop_index("ix_voice_message_client", "voice_message")
    op.drop_index("ix_sms_order_call", "sms_order")
    op.drop_index("ix_call_client", "call")
    op.drop_column("access_log", "reason")
    op.drop_column("access_log", "field_groups")
    op.drop_column("contact_confirmation", "exported_in")
    for table in (
        "correction_proposal",
        "contact",
        "export_batch",
        "import_repair",
        "import_reject",
        "import_run",
    ):
        op.drop_table(table)
    op.drop_column("offer", "employer_id")
    for table in ("employer", "decision", "participation", "referral", "benefit", "employment_period"):
        op.drop_table(table)
    for table in ("qualification", "registration_period", "consent"):
        op.drop_table(table)
    for column in ("purpose", "ext_id"):
        op.drop_column("visit", column)
    for column in (
        "contact_due",
        "plan_from",
        "insured_from",
        "is_long_term",
        "first_time",
        "adviser",
        "reason_code",
    ):
        op.drop_column("registration", column)
    _cards_back()
    for index in ("ix_client_name", "ix_client_sms_number"):
        op.drop_index(index, "client")
    op.execute("DROP FUNCTION folded_name(text)")
    for column in (*_PERSON.split(","), "version", "seen_seq", "gone_at"):
        if column not in ("first_name", "last_name", "sms_number"):
            op.drop_column("client", column)
    _audit("client", _BEFORE.AUDITED["client"])


def _cards_back() -> None:
    """Who has no card gets a number that nobody can key, and no PIN fits it."""
    op.add_column("client", sa.Column("card_number", sa.Text(), nullable=True))
    op.add_column("client", sa.Column("pin_hash", sa.Text(), nullable=True))
    op.execute(
        "UPDATE client SET card_number = card.number, pin_hash = card.pin_hash FROM card "
        "WHERE card.client_id = client.id AND card.state = 'active'"
    )
    op.execute(
        "UPDATE client SET card_number = coalesce(card_number, 'none-' || id), pin_hash = coalesce(pin_hash, '-') "
        "WHERE card_number IS NULL OR pin_hash IS NULL"
    )
    op.alter_column("client", "card_number", nullable=False)
    op.alter_column("client", "pin_hash", nullable=False)
    op.create_unique_constraint(op.f("uq_client_card_number"), "client", ["card_number"])
    op.drop_table("card")
