"""An index of the facts that something went wrong, for the alarms of the last days"""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"

_TROUBLES = "type IN ('CallFailed', 'EmergencyEntered', 'ManyWrongTries', 'RecordingFailed', 'WatchdogActed')"


def upgrade() -> None:
    op.create_index("ix_event_trouble", "event", ["at"], postgresql_where=sa.text(_TROUBLES))


def downgrade() -> None:
    op.drop_index("ix_event_trouble", "event")
