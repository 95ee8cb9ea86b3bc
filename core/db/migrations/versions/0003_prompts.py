"""Announcements: their words in every language, what somebody recorded for them, and how words are spoken"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("callback", sa.Column("language", sa.Text(), server_default="pl", nullable=False))
    op.create_table(
        "prompt",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("placeholders", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["owner"], ["office.code"], name=op.f("fk_prompt_owner_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt")),
    )
    for name, columns in (
        ("prompt_text", [sa.Column("text", sa.Text(), nullable=False)]),
        (
            "prompt_audio",
            [
                sa.Column("sha256", sa.Text(), nullable=False),
                sa.Column("duration_time", sa.Double(), nullable=False),
            ],
        ),
    ):
        op.create_table(
            name,
            sa.Column("id", sa.Text(), nullable=False),
            sa.Column("prompt", sa.Text(), nullable=False),
            sa.Column("language", sa.Text(), nullable=False),
            *columns,
            sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
            sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
            sa.Column("changed_by", sa.Text(), nullable=False),
            sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
            sa.ForeignKeyConstraint(["prompt"], ["prompt.id"], name=op.f(f"fk_{name}_prompt_prompt")),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        )
        op.create_index(f"ix_{name}_prompt", name, ["prompt", "language", "valid_from"], unique=False)
    op.create_table(
        "pronunciation",
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("spoken", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("language", "word", name=op.f("pk_pronunciation")),
    )


def downgrade() -> None:
    for table in ("pronunciation", "prompt_audio", "prompt_text", "prompt"):
        op.drop_table(table)
    op.drop_column("callback", "language")
