"""A web service that reads nothing before somebody asks for it.

The real one reads at its start, and once more when it hears news, what it will be asked for: the index of the
search, the figures of the board, lists, acts that wait. That was a third of the time of each test of the API, and
few of them ask. Tests of the process (`tests.api.process`) have the real one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import anyio
import pytest

from api.live.board_figures import BoardFigures
from core.clock import Clock
from core.db.engine import Engine
from core.search.index import Index
from core.search.writing_store import NEWS
from core.tasks.keeper import Keeper
from knowledge.search.searching import Searches


@contextmanager
def nothing_is_read_ahead() -> Iterator[None]:
    """For what `api.app.services` makes inside the block."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("api.app.Searches", _Searches)
        patch.setattr("api.app.BoardFigures", _BoardFigures)
        for module in ("api.list_keeper", "api.live.waiting_acts"):
            patch.setattr(f"{module}.Keeper", _Keeper)
        yield


class _Keeper(Keeper):
    """Of what is known: as shipped, or nothing."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, is_known=True, **options)
        self._is_listening = False

    def tell(self, news: str) -> None:
        self._is_listening = True
        super().tell(news)

    def look(self) -> None:
        # The first time it is said that news are heard from now on.
        if self._is_listening:
            super().look()
        self._is_listening = True


class _Searches(Searches):
    """Reads the index for the first question."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        super().__init__(engine, clock)
        self._asked = anyio.Event()

    async def run(self) -> None:
        await self._asked.wait()
        await super().run()

    def tell(self, news: str) -> None:
        if news == NEWS:
            self._asked.set()
        super().tell(news)

    async def _ready(self) -> Index:
        self._asked.set()
        return await super()._ready()


class _BoardFigures(BoardFigures):
    """Reads them for the first page that shows a board."""

    async def run(self) -> None:
        if not self._is_seen():
            await self._seen.wait()
        await super().run()
