"""The processes of the installation: which of them live, since when, in which version, and how late they are.

Asked of what is there already: a look of the monitor (`api.http.metrics`), a file of each process, the database.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal, TypeAlias, get_args

import anyio
import msgspec
from anyio import to_thread

from api.http.metrics import READING_TIME, Seen
from core.clock import Clock
from core.db.engine import Engine
from core.db.errors import DATABASE_AWAY
from core.db.health_store import database_state
from core.settings import Settings
from core.tasks.started import OF_AN_ASTERISK, PROCESSES, ProcessName, Started, read_started

PartName: TypeAlias = Literal["asterisk", "database", ProcessName]
PARTS: Final[tuple[PartName, ...]] = get_args(PartName)


@dataclass(frozen=True, slots=True)
class PartState:
    """`since`, `version`: None where they are not known. `late` in seconds: of `ari_app` since its last sign of
    life, of `jobs` how old the figures of reports are, of the database how long its answer took; else None."""

    name: PartName
    is_alive: bool
    since: datetime | None = None
    version: str | None = None
    late: float | None = None


async def look_at_parts(settings: Settings, engine: Engine, clock: Clock, seen: Seen) -> list[PartState]:
    """In the order of `PARTS`; two seconds at the most."""
    database = await _database(engine, clock)
    asterisk = await to_thread.run_sync(_asterisk, settings, seen.is_asterisk_up)
    return [asterisk, database, *(await to_thread.run_sync(lambda: list(_processes(settings, seen))))]


async def _database(engine: Engine, clock: Clock) -> PartState:
    began = clock.monotonic()
    with suppress(*DATABASE_AWAY), anyio.move_on_after(READING_TIME):
        state = await database_state(engine)
        return PartState("database", True, state.began_at, state.version, clock.monotonic() - began)
    return PartState("database", False)


def _processes(settings: Settings, seen: Seen) -> Iterator[PartState]:
    """What does its work lives, whatever its file says: it may be of a version that has none. Of those that each
    of several Asterisks has, one that does not live is told, else the newest."""
    of_asterisks = [each.state for each in settings.of_asterisks]
    at_work = {
        "api": True,
        "ari_app": seen.is_application_up,
        "agi_scripts": seen.is_agi_up,
        "watchdog": seen.is_watchdog_up,
    }
    late = {
        "ari_app": None if seen.heartbeat_age == float("inf") else seen.heartbeat_age,
        "jobs": seen.reports_age,
    }
    for name in PROCESSES:
        folders = of_asterisks if name in OF_AN_ASTERISK else [settings.state]
        told = [read_started(folder, name) for folder in folders]
        started, lives = min(told, key=_first_to_tell)
        is_alive = at_work.get(name, lives)
        known = started if is_alive and lives else None
        yield PartState(
            name,
            is_alive,
            None if known is None else known.at,
            None if known is None else known.version,
            late.get(name),
        )


def _first_to_tell(one: tuple[Started | None, bool]) -> tuple[bool, float]:
    """A dead one, then the newest."""
    started, lives = one
    return lives, 0.0 if started is None else -started.at.timestamp()


def _asterisk(settings: Settings, is_alive: bool) -> PartState:
    """The version is of the one that is installed: after an update it runs from its next start on. Blocks."""
    since = _asterisk_since(settings.asterisk_conf) if is_alive else None
    return PartState("asterisk", is_alive, since, _asterisk_version(settings.tools_dir))


def _asterisk_version(tools: Path) -> str | None:
    """Of the list that `ops.install.tools` keeps: "1:22.10.1+dfsg…"; None for one that came with the machine."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        packages = msgspec.json.decode((tools / "manifest.json").read_bytes())["packages"]
        return str(packages["asterisk"]).rpartition(":")[2].partition("+")[0]
    return None


def _asterisk_since(conf: Path) -> datetime | None:
    """When Asterisk made the socket of its console, which is when it began. Blocks."""
    with suppress(OSError, ValueError):
        lines = conf.read_text(encoding="utf-8").splitlines()
        run = next(line.partition("=")[2].lstrip(">").strip() for line in lines if line.startswith("astrundir"))
        made = (Path(run) / "asterisk.ctl").stat().st_mtime
        return datetime.fromtimestamp(made, UTC)
    return None
