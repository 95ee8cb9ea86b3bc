"""The process `jobs`, as it is started: it takes work up, survives a kill, and goes when it is told to."""

import json
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import anyio
import pytest
from sqlalchemy import delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from clients.importing.asking_store import ask_for_import
from clients.importing.run import Imports
from clients.importing.run_store import get_run
from clients.pesel import PeselSafe
from core.clock import SystemClock
from core.db.tables.client_tables import (
    BenefitPaymentRow,
    ClientOccupation,
    RegistrationRow,
    VisitRow,
)
from core.db.tables.exchange_tables import ImportRunRow
from core.db.tables.market.offer_tables import EmployerRow, OfferRow
from core.db.tables.messages.consent_tables import ConsentRow
from core.db.tables.person_tables import (
    BenefitRow,
    Client,
    DecisionRow,
    EmploymentPeriodRow,
    ParticipationRow,
    QualificationRow,
    ReferralRow,
    RegistrationPeriodRow,
)
from core.jobs.job_queue_store import ask_for_job
from ops.commands.extracts import write_extracts
from tests.support.centres import forked
from tests.support.centres.installation_secrets import write_secrets
from tests.support.centres.jobs_process import Start, jobs_over, sign_of_life_grows_old
from tests.support.database.offices import put_offices
from tests.support.plugins.width import IS_WIDE
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
PEOPLE = 3000


@pytest.fixture
async def state(engine: AsyncEngine, tmp_path: Path) -> Path:
    """A state folder with secrets, and extracts of every office."""
    write_secrets(tmp_path)
    written = write_extracts(tmp_path / "imports", PEOPLE, AT)
    await put_offices(engine, *{source.partition("/")[0] for source in written})
    return tmp_path


@pytest.fixture
def started(dsn: str, state: Path) -> Iterator[Start]:
    with jobs_over(state, dsn) as start:
        yield start


def _biggest(state: Path) -> str:
    folders = sorted(state.glob("imports/*/*"), key=lambda folder: (folder / "person.csv").stat().st_size)
    return f"{folders[-1].parent.name}/{folders[-1].name}"


async def _asked(engine: AsyncEngine, state: Path) -> str:
    return await ask_for_import(engine, state / "imports", _biggest(state), bool, "kierownik", AT)


async def _state_of(engine: AsyncEngine, run: str) -> str:
    return str((await get_run(engine, run)).state)


async def _people(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return await connection.scalar(select(func.count()).select_from(Client)) or 0


async def test_work_is_done_as_soon_as_it_is_asked_for(engine: AsyncEngine, state: Path, started: Start) -> None:
    process = started(forked.cold)
    run = await _asked(engine, state)

    async def is_done() -> bool:
        return await _state_of(engine, run) == "done"

    await eventually(is_done, timeout=60)
    assert await _people(engine) > 0
    process.send_signal(signal.SIGTERM)
    with anyio.fail_after(15):
        assert await anyio.to_thread.run_sync(process.wait) == 0


WRITTEN = (
    *(Client, ConsentRow, RegistrationRow, RegistrationPeriodRow, QualificationRow, ClientOccupation),
    *(EmploymentPeriodRow, VisitRow, BenefitRow, BenefitPaymentRow, ReferralRow, ParticipationRow, DecisionRow),
    *(EmployerRow, OfferRow),
)
"""All that an import writes of clients and offers."""

MADE_ANEW = {"client_id", "pesel_box", "event"}
"""What is another one each time: ids, boxes of which no two are the same, and the numbers of events."""


async def _everything(engine: AsyncEngine) -> dict[str, list[tuple[object, ...]]]:
    """All rows that an import writes, each with whose it is by the office's own key."""
    found = {}
    async with engine.connect() as connection:
        for row in WRITTEN:
            table = row.__table__
            names = [column.name for column in table.c if column.name not in MADE_ANEW]
            if row in (Client, BenefitPaymentRow):  # whose id is made of the client's
                names.remove("id")
            query = select(*(table.c[name] for name in names))
            if "client_id" in table.c:
                query = query.join_from(table, Client, Client.id == table.c.client_id).add_columns(Client.ext_id)
            found[row.__tablename__] = sorted(map(tuple, await connection.execute(query)), key=repr)
    return found


async def _in_process(engine: AsyncEngine, state: Path) -> dict[str, list[tuple[object, ...]]]:
    """What the same extract comes to where nobody is killed."""
    async with engine.begin() as connection:
        for row in (ImportRunRow, OfferRow, EmployerRow, Client):
            await connection.execute(delete(row))
    run = await _asked(engine, state)
    secrets = json.loads((state / "secrets.json").read_text())
    safe = PeselSafe(secrets["pesel_pepper"], secrets["pesel_key"])
    assert await Imports(engine, SystemClock(), state / "imports", safe).run(run) == "done"
    return await _everything(engine)


HELD_UP = ("client", "registration", "offer", "import_reject") if IS_WIDE else ("client", "offer")


@pytest.mark.timeout(400)
async def test_kills_at_every_stage_of_an_import_come_to_the_same_end_as_none(
    engine: AsyncEngine, state: Path, started: Start
) -> None:
    """Held up by a lock where it looks for persons and among what it writes last; in a wide run also among what it
    writes first, and at its report.

    Only after the last kill is it waited until the sign of life of the killed process is old by itself.
    """
    run = await _asked(engine, state)
    for table in HELD_UP:
        await sign_of_life_grows_old(engine)
        async with engine.connect() as beside:
            await beside.execute(text(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
            process = started()
            await eventually(partial(_is_held_up, engine, table), timeout=90)
            process.kill()
            process.wait()
            await beside.rollback()
        assert await _people(engine) == 0
        assert (await get_run(engine, run)).state in ("checking", "writing"), table
    last = started()

    async def is_done() -> bool:
        return await _state_of(engine, run) == "done"

    await eventually(is_done, timeout=90)
    last.kill()  # or it would be at the next import beside us
    last.wait()
    ended = await get_run(engine, run)
    assert (ended.counts["person"]["new"], ended.progress) == (await _people(engine), 1.0)
    killed = await _everything(engine)
    assert all(killed[name] for name in ("client", "registration", "qualification", "visit", "decision"))
    assert killed == await _in_process(engine, state)


async def _is_held_up(engine: AsyncEngine, table: str) -> bool:
    waits = text("SELECT count(*) FROM pg_locks WHERE relation = to_regclass(:table) AND NOT granted")
    async with engine.connect() as connection:
        return bool(await connection.scalar(waits, {"table": table}))


async def test_a_stop_in_the_middle_puts_the_work_back(engine: AsyncEngine, state: Path, started: Start) -> None:
    run = await _asked(engine, state)
    first = started()

    async def is_at_work() -> bool:
        return await _state_of(engine, run) in ("reading", "checking", "writing", "done")

    await eventually(is_at_work, timeout=60)
    first.send_signal(signal.SIGTERM)
    with anyio.fail_after(15):
        assert await anyio.to_thread.run_sync(first.wait) == 0
    started()

    async def is_done() -> bool:
        return await _state_of(engine, run) == "done"

    await eventually(is_done, timeout=60)


async def test_files_for_the_offices_are_made_when_somebody_asks(
    engine: AsyncEngine, state: Path, started: Start
) -> None:
    started()
    async with engine.begin() as connection:
        await ask_for_job(connection, "export", "now")

    async def is_there() -> bool:
        return (state / "exports" / "public-key.pem").is_file()

    await eventually(is_there, timeout=60)
