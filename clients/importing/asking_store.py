"""Asks for imports: of one delivery, or of all that wait. The process `jobs` carries them out."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import anyio.to_thread
import structlog
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from clients.importing import run_store
from clients.importing.files import delivery
from clients.importing.files.manifest import ImportRefused, Manifest, manifest_sha256, read_manifest
from core.db.tables.centre.office_tables import Office
from core.db.tables.exchange_tables import ImportRunRow
from core.jobs.job_queue_store import ask_for_job, put_back_job
from core.two_persons.four_eyes import Act
from core.two_persons.four_eyes_store import check_second_person

log = structlog.get_logger()

NIGHT = "system"
"""Who has asked for the imports of the night."""

_LOCK = 7_240_023
"""Of PostgreSQL's advisory locks: the same extract is not asked for by two at once."""


async def ask_for_import(
    engine: AsyncEngine,
    root: Path,
    source: str,
    may: Callable[[str], bool],
    by: str,
    now: datetime,
) -> str:
    """Ask for the import of a delivery; the id of its run. The same extract has one run, however often it is asked
    for, unless that failed by a fault of ours.

    `may`: whether that office's extracts may be asked for. Raises ImportRefused, also for an office that may not.
    """
    delivered = await anyio.to_thread.run_sync(delivery.opened, root, source)
    raw = await anyio.to_thread.run_sync(delivery.manifest_of, delivered)
    return await _ask(engine, source, raw, may, by, now)


async def ask_for_waiting(
    engine: AsyncEngine, root: Path, may: Callable[[str], bool], by: str, now: datetime
) -> list[str]:
    """Ask for every delivery that was never asked for; the ids of the runs, in the order of the extracts."""
    found = await anyio.to_thread.run_sync(lambda: list(delivery.waiting(root)))
    found.sort(key=lambda one: _order(one[1]))
    runs: list[str] = []
    for source, raw in found:
        office = delivery.office_of(source)
        if office is None or not may(office):
            continue
        try:
            run = await _ask(engine, source, raw, may, by, now, is_new_only=True)
        except ImportRefused:
            # Of an office that we do not know: there is nobody to tell.
            log.warning("a delivery cannot be asked for", source=source)
            continue
        if run:
            runs.append(run)
    return runs


async def ask_again(engine: AsyncEngine) -> int:
    """Put runs back into the queue that wait or were begun, and are not in it; how many runs there are."""
    async with engine.begin() as connection:
        open_runs = select(ImportRunRow.id).where(ImportRunRow.state.in_(run_store.NOT_ENDED))
        runs = (await connection.scalars(open_runs.order_by(ImportRunRow.began_at))).all()
        for run in runs:
            await put_back_job(connection, "import", run)
    return len(runs)


async def confirm_as_second(engine: AsyncEngine, run: ImportRunRow, by: str, now: datetime) -> None:
    """Let a quarantined import through that another person has asked for. Raises NotQuarantined and
    SecondPersonRefused."""
    async with engine.begin() as connection:
        await check_second_person(connection, Act.ACCEPT_IMPORT, run.office, {run.asked_by}, by, now)
        await run_store.confirm_run(connection, run.id, by)
        await ask_for_job(connection, "import", run.id)


async def confirm(engine: AsyncEngine, run_id: str, by: str) -> None:
    """Let a quarantined import through: two persons have said so. Raises NotQuarantined."""
    async with engine.begin() as connection:
        await run_store.confirm_run(connection, run_id, by)
        await ask_for_job(connection, "import", run_id)


async def refuse(engine: AsyncEngine, root: Path, run: ImportRunRow, by: str, now: datetime) -> None:
    """Do not let a quarantined import through; what was uploaded of it is removed. Raises NotQuarantined."""
    async with engine.begin() as connection:
        await run_store.refuse_run(connection, run.id, by, now)
    await anyio.to_thread.run_sync(delivery.forget_upload, root, run.source)


async def _ask(
    engine: AsyncEngine,
    source: str,
    raw: bytes,
    may: Callable[[str], bool],
    by: str,
    now: datetime,
    *,
    is_new_only: bool = False,
) -> str:
    """With `is_new_only` nothing ("") for an extract that was asked for before."""
    manifest, delivered_to = _read(raw), delivery.office_of(source)
    office = delivered_to or (manifest.office if manifest is not None else None)
    if office is None:
        read_manifest(raw)  # says what is wrong with it
        raise AssertionError("it was read")
    if not may(office):
        raise ImportRefused(["Nie znaleziono takiego wyciągu."])
    sha256 = manifest_sha256(raw)
    async with engine.begin() as connection:
        await connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        if not await _is_office(connection, office):
            raise ImportRefused([f"Nie ma urzędu {office}."])
        stands = await run_store.run_of_extract(connection, office, sha256, is_new_only=is_new_only)
        if stands is not None:
            return "" if is_new_only else stands
        run = await run_store.ask_for_run(connection, office, source, sha256, manifest, by, now)
        await ask_for_job(connection, "import", run)
    return run


def _read(raw: bytes) -> Manifest | None:
    try:
        return read_manifest(raw)
    except ImportRefused:
        return None


def _order(raw: bytes) -> tuple[bool, float]:
    """By the moment of the extract; those that cannot be read come last."""
    manifest = _read(raw)
    return manifest is None, 0.0 if manifest is None else manifest.extract_at.timestamp()


async def _is_office(connection: AsyncConnection, code: str) -> bool:
    return await connection.scalar(select(Office.code).where(Office.code == code)) is not None
