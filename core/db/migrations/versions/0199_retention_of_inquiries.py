"""For how long inquiries of other institutions' systems stand"""

from alembic import op

revision = "0199"
down_revision = "0198"


def upgrade() -> None:
    op.execute(
        "INSERT INTO retention_rule VALUES "
        "('rule-system_inquiry', 'system_inquiry', NULL, 731, '2026-01-01', NULL, '', 'system', "
        "'2026-01-01 00:00:00+00')"
    )


def downgrade() -> None:
    op.execute("DELETE FROM retention_rule WHERE kind = 'system_inquiry'")
