"""Brings a database to the present schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config


def upgrade(dsn: str) -> None:
    """Apply every migration that is missing; blocks until done. Raises SQLAlchemy's errors.

    Two processes that start at once are told apart by an advisory lock (migrations/env.py).
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["dsn"] = dsn
    command.upgrade(config, "head")
