"""Opening hours of the offices, by which terms are counted; followed while the courier works."""

from typing import Final

import anyio
import structlog
from anyio.abc import TaskGroup

from core.db.engine import Engine
from core.db.errors import DATABASE_AWAY
from core.settings import Settings
from ivr.hours.store import HoursInForce, load_hours

log = structlog.get_logger()

HOURS_TIME: Final = 300.0
"""Seconds between two looks."""


async def followed_hours(tasks: TaskGroup, settings: Settings, engine: Engine) -> HoursInForce:
    """Raises what the database raises while it is away."""
    hours = HoursInForce(await load_hours(engine, is_always_open=settings.is_always_open))
    tasks.start_soon(_follow, hours, settings, engine)
    return hours


async def _follow(hours: HoursInForce, settings: Settings, engine: Engine) -> None:
    while True:
        await anyio.sleep(HOURS_TIME)
        try:
            hours.replace(await load_hours(engine, is_always_open=settings.is_always_open))
        except DATABASE_AWAY as error:
            log.warning("opening hours of before hold", error=type(error).__name__)
