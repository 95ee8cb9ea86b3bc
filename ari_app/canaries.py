"""Looks after versions of scenarios that are on trial: takes one back that is worse, brings one in that is not.

It judges by what this process has seen itself, so a version goes back within `LOOK_TIME` also while the database
is away; that it did is written down as soon as the database takes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import anyio
import structlog

from core.clock import Clock
from core.db.engine import Engine
from core.db.errors import DATABASE_AWAY
from ivr.canary.canary import (
    BothFigures,
    Canary,
    Outcome,
    VersionFigures,
    is_to_complete,
    why_complete,
    why_return,
)
from ivr.canary.canary_store import canary_figures
from ivr.canary.counting import CanaryCounts
from ivr.publishing.version_store import SYSTEM, end_canary
from ivr.publishing.versions import StepRefused

log = structlog.get_logger()

LOOK_TIME = 10.0  # seconds between two looks


class CanaryKeeper(Protocol):
    """Whoever knows which versions are on trial: `ari_app.reloading.ScenarioKeeper`."""

    @property
    def canaries(self) -> Sequence[Canary]: ...

    def end_canary(self, canary: Canary) -> None: ...


@dataclass(frozen=True, slots=True)
class _Ending:
    canary: Canary
    outcome: Outcome
    reason: str
    at: datetime


class CanaryBook(Protocol):
    """Where trials are written down. Each method may raise `core.db.errors.DATABASE_AWAY`."""

    async def figures(self, canary: Canary, ended_before: datetime) -> BothFigures:
        """Of the calls that began since the trial did and ended before a moment."""
        ...

    async def end(self, canary: Canary, outcome: Outcome, reason: str, at: datetime) -> None:
        """Raises StepRefused if the trial is over."""
        ...


class StoredCanaries:
    """In the database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def figures(self, canary: Canary, ended_before: datetime) -> BothFigures:
        """See CanaryBook."""
        found, _ = await canary_figures(self._engine, canary, ended_before)
        return found

    async def end(self, canary: Canary, outcome: Outcome, reason: str, at: datetime) -> None:
        """See CanaryBook."""
        await end_canary(self._engine, canary.name, canary.version, outcome, SYSTEM, reason, at)


class CanaryWatch:
    """`run` is its task."""

    def __init__(self, keeper: CanaryKeeper, counts: CanaryCounts, book: CanaryBook, clock: Clock) -> None:
        """Made when the process begins: calls that ended before are read, the others are counted."""
        self._keeper = keeper
        self._counts = counts
        self._book = book
        self._clock = clock
        self._began = clock.now()
        self._before: dict[tuple[str, int], BothFigures] = {}
        self._endings: dict[tuple[str, int], _Ending] = {}
        self._written: set[tuple[str, int]] = set()  # what the keeper may not have heard yet

    async def run(self) -> None:
        """Until cancelled. An error here must not end the process, and every call with it."""
        while True:
            await anyio.sleep(LOOK_TIME)
            try:
                await self.look()
            except Exception:
                log.exception("versions on trial could not be judged")

    async def look(self) -> None:
        """Judge each version on trial, and write down what is not yet written."""
        for canary in self._keeper.canaries:
            if canary.key in self._written or canary.key in self._endings:
                continue
            if (before := await self._figures_before(canary)) is not None:
                self._judge(canary, _sum(before, self._counts.seen(canary)))
        for ending in list(self._endings.values()):
            await self._write(ending)

    def _judge(self, canary: Canary, figures: BothFigures) -> None:
        now = self._clock.now()
        if (why := why_return(canary, figures)) is not None:
            log.error("a version on trial is worse and goes back", scenario=canary.name, version=canary.version)
            self._endings[canary.key] = _Ending(canary, "returned", why, now)
            self._keeper.end_canary(canary)
        elif is_to_complete(canary, figures, now):
            self._endings[canary.key] = _Ending(canary, "completed", why_complete(canary, figures), now)

    async def _write(self, ending: _Ending) -> None:
        canary = ending.canary
        try:
            await self._book.end(canary, ending.outcome, ending.reason, ending.at)
        except DATABASE_AWAY as error:
            log.error("the end of a trial is not written yet", error=type(error).__name__)
            return
        except StepRefused:
            log.info("somebody else has ended the trial", scenario=canary.name, version=canary.version)
        del self._endings[canary.key]
        self._written.add(canary.key)

    async def _figures_before(self, canary: Canary) -> BothFigures | None:
        """Of calls that were over when this process began; None while they cannot be read."""
        if canary.begins_at >= self._began:
            return BothFigures(VersionFigures(), VersionFigures())
        if canary.key not in self._before:
            try:
                self._before[canary.key] = await self._book.figures(canary, self._began)
            except DATABASE_AWAY as error:
                log.error("a version on trial cannot be judged yet", error=type(error).__name__)
                return None
        return self._before[canary.key]


def _sum(one: BothFigures, other: BothFigures) -> BothFigures:
    return BothFigures(one.new.plus(other.new), one.old.plus(other.old))
