"""Keeps the topics and the reasons of pauses of this process as they are in the database."""

from acd.staffing.pause_reason_store import reload_pause_reasons
from core.db.engine import Engine
from core.lists.topic_store import NEWS, reload_topics
from core.tasks.keeper import Keeper


class Lists:
    """`keeper` has their task."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.keeper = Keeper("topics and reasons of pauses", self.reload, news=(NEWS,))

    async def reload(self) -> None:
        """Who has just changed a list meets the change in this process at once.

        Raises `core.db.errors.DATABASE_AWAY`; then what is known stays."""
        await reload_topics(self._engine)
        await reload_pause_reasons(self._engine)
