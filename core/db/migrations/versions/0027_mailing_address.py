"""Where letters to a client go, if not to where the client lives"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

_HIDDEN = (
    "id,ext_id,first_name,last_name,pesel_hash,pesel_box,birth_date,sex,citizenship,phone,email,sms_number,gmina,"
    "postal_code,street,house,language,is_rural"
)
AUDITED = {"client": ("office", f"{_HIDDEN},mailing_address", "", "office")}
_BY_STAFF = "coalesce(current_setting('s724.account', true), '') <> ''"


def upgrade() -> None:
    op.add_column("client", sa.Column("mailing_address", sa.Text(), nullable=True))
    _audit(*AUDITED["client"])


def _audit(*arguments: str) -> None:
    """Values of these columns stand in no entry of the audit log."""
    given = ", ".join(f"'{argument}'" for argument in arguments)
    op.execute(
        "CREATE OR REPLACE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON client "
        f"FOR EACH ROW WHEN ({_BY_STAFF}) EXECUTE FUNCTION audit_change({given})"
    )


def downgrade() -> None:
    _audit("office", _HIDDEN, "", "office")
    op.drop_column("client", "mailing_address")
