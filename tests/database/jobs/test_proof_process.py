"""The process `jobs` and the command that verifies, on the chains of the logs in a real database."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import anyio
import anyio.to_thread
import pytest
from anyio import to_thread
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.client_tables import AccessLogRow
from core.db.tables.staff_tables import AuditRow
from core.proof.anchor_files import read_anchors
from core.proof.proof_store import ask_for_verification, chain_states, get_run, last_done_run, last_runs
from core.proof.signing import SigningKey
from core.settings import Settings
from jobs.proof import Proof
from ops.commands.verify_logs import verify_logs
from tests.support.centres import forked
from tests.support.centres.installation_secrets import write_secrets
from tests.support.centres.jobs_process import Start, jobs_over
from tests.support.database.chained_logs import access_row, blocks, change, tamper, written
from tests.support.timing.eventually import eventually
from tests.support.timing.standing_clock import StandingClock

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def state(tmp_path: Path) -> Path:
    write_secrets(tmp_path)
    return tmp_path


@pytest.fixture
def jobs(dsn: str, state: Path) -> Iterator[Start]:
    with jobs_over(state, dsn) as start:
        yield start


async def test_the_process_chains_anchors_and_verifies_and_a_kill_leaves_whole_chains(
    dsn: str, engine: AsyncEngine, state: Path, jobs: Start
) -> None:
    """Its clock is a day ahead of the rows'; killed as soon as it has chained something, and started anew."""
    now = datetime.now(UTC)
    async with engine.begin() as connection:
        await connection.execute(
            insert(AccessLogRow), [access_row(now, f"k-{number}") for number in range(12_000)]
        )
        await connection.execute(insert(AuditRow), [change(now) for _ in range(10)])
    first = jobs()

    async def has_begun() -> bool:
        return bool(await blocks(engine))

    await eventually(has_begun, timeout=60)
    first.kill()
    first.wait()
    settings = Settings(state_dir=state, database_url=dsn)
    assert (await anyio.to_thread.run_sync(verify_logs, settings)).is_intact
    run = await ask_for_verification(engine, "audytor", now)
    assert await ask_for_verification(engine, "audytor", now) == run, "one that waits is enough"
    second = jobs(S724_CLOCK_OFFSET="172800")

    async def is_done() -> bool:
        found = await get_run(engine, run)
        return found is not None and found.state == "done"

    await eventually(is_done, timeout=60)
    # A day after the first blocks, so these are anchored.
    await eventually(lambda: len(read_anchors(settings.anchors)) >= 1, timeout=60)
    second.kill()
    second.wait()
    done = await last_done_run(engine)
    assert done is not None
    assert (done.id, done.is_intact) == (run, True)
    runs = await last_runs(engine, 5)
    assert runs[0].id == run
    # A new installation asks by itself, once, if it came to that before it was killed: what waits then is enough.
    assert [one.asked_by for one in runs] in (["audytor"], ["system"], ["audytor", "system"])
    states = {one.log: (one.blocks, one.tail) for one in await chain_states(engine)}
    untouched = dict.fromkeys(("consent_event", "recording_log", "security_event"), (0, 0))
    assert states == {"access_log": (3, 0), "audit_log": (1, 0), **untouched}


async def test_a_new_installation_verifies_once_by_itself_as_soon_as_there_is_a_block(
    engine: AsyncEngine, clock: StandingClock, state: Path
) -> None:
    keeper = Proof(engine, clock, state / "anchors", None)
    await keeper.first_verdict()
    assert await last_runs(engine, 5) == []
    await written(engine, clock, "anna", "jan")
    await keeper.chain()
    await keeper.first_verdict()
    await keeper.first_verdict()
    await Proof(engine, clock, state / "anchors", None).first_verdict()  # the process was started anew
    assert [(one.asked_by, one.state) for one in await last_runs(engine, 5)] == [("system", "waiting")]


async def test_the_command_names_the_first_row_and_ends_with_1(
    dsn: str, engine: AsyncEngine, clock: StandingClock, state: Path, tmp_path: Path
) -> None:
    keeper = Proof(
        engine,
        clock,
        state / "anchors",
        SigningKey(json.loads((state / "secrets.json").read_text())["anchor_key"]),
    )
    await written(engine, clock, "anna", "jan", "ewa", "piotr", "maria")
    await keeper.chain()
    clock.passes(days=1)
    await keeper.anchor()

    async def command(*arguments: str) -> tuple[int, str, str]:
        environment = {**os.environ, "S724_STATE_DIR": str(state), "S724_DATABASE_URL": dsn}
        program = "ops.commands.verify_logs"
        done = await to_thread.run_sync(partial(forked.run, program, *arguments, environment=environment))
        return done.returncode, done.stdout, done.stderr

    status, out, _ = await command()
    assert status == 0, out
    assert "access_log: 5 rows in 1 blocks; 0 not yet in one" in out
    assert "anchors: 1, 2026-11-24 to 2026-11-24" in out
    await tamper(engine, "UPDATE access_log SET who = 'ktoś' WHERE number = 4")
    status, out, err = await command()
    assert status == 1
    assert "a row was changed: access_log, block 1, row 4" in out
    assert "ktoś" in out
    assert "docs/proof.md" in err
    (tmp_path / "elsewhere").mkdir()
    status, out, _ = await command("--anchors", str(tmp_path / "elsewhere"))
    assert (status, "anchors: none" in out) == (1, True)
