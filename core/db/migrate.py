"""Brings a database to the present schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError

from core.errors import S724Error


class SchemaNotKnown(S724Error):
    """The database is of a release before 0.2.0, or of a later one than this. Nothing was changed."""

    code = "schema_not_known"


def upgrade(dsn: str) -> None:
    """Apply every migration that is missing; blocks until done. Raises SchemaNotKnown and SQLAlchemy's errors.

    Two processes that start at once are told apart by an advisory lock (migrations/env.py).
    """
    settings = config(dsn)
    try:
        command.upgrade(settings, "head")
    except CommandError as error:
        newest = ScriptDirectory.from_config(settings).get_current_head()
        raise SchemaNotKnown(
            f"the database is of another release ({error}); this one knows schemas from 0022 to {newest}. "
            "An older one is brought to 0022 by the last release before 0.2.0: start that one once, then this. "
            "A newer one needs its own release, or a backup of before (docs/production.md)."
        ) from error


def config(dsn: str) -> Config:
    """What Alembic is to know."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    made.attributes["dsn"] = dsn
    return made
