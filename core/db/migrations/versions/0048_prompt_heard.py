"""Since when callers hear the words or the recording of an announcement"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    op.create_table(
        "prompt_heard",
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_prompt_heard")),
    )
    # Nobody has noted it until now; callers heard each within seconds.
    for table in ("prompt_text", "prompt_audio"):
        op.execute(
            f"INSERT INTO prompt_heard (version, since) SELECT id, valid_from FROM {table} "  # noqa: S608
            "WHERE valid_from <= now() AND (valid_to IS NULL OR valid_to > valid_from)"
        )


def downgrade() -> None:
    op.drop_table("prompt_heard")
