"""The chains of the logs in a real database: made beside writers, killed, tampered with, let go by rule."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
import pytest
from sqlalchemy import delete, event, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.client_tables import AccessLogRow
from core.db.tables.proof_tables import LogBlockRow
from core.db.tables.staff_tables import AuditRow, SecurityEventRow
from core.proof import chain_store
from core.proof.anchor_files import read_anchors
from core.proof.anchors import read
from core.proof.chain import SHORTEST_KEEP
from core.proof.chain_store import LOGS, expire_blocks, make_blocks, settled_number
from core.proof.proof import LogProof, Verified, told
from core.proof.proof_check import verify_everything
from core.proof.proof_store import chain_states
from core.proof.signing import SigningKey, new_signing_key
from jobs.proof import Proof
from tests.support.database.chained_logs import blocks, tamper, write_accesses, written
from tests.support.database.postgres import engine_for, server
from tests.support.timing.eventually import eventually
from tests.support.timing.standing_clock import StandingClock

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

KEY = SigningKey(new_signing_key())
ACCESS, AUDIT = LOGS["access_log"], LOGS["audit_log"]
WHO = ("anna", "jan", "ewa", "piotr", "maria")


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def anchors(tmp_path: Path) -> Path:
    return tmp_path / "anchors"


@pytest.fixture
def proof(engine: AsyncEngine, clock: StandingClock, anchors: Path) -> Proof:
    return Proof(engine, clock, anchors, KEY)


async def verified(engine: AsyncEngine, clock: StandingClock, anchors: Path) -> Verified:
    return await verify_everything(engine, anchors, KEY.public_key, clock.now())


def of(found: Verified, log: str = "access_log") -> LogProof:
    return next(one for one in found.logs if one.log == log)


@pytest.mark.parametrize("log", LOGS)
def test_every_column_of_a_log_is_in_the_chain(log: str) -> None:
    """A column that is added comes with a new form, for the rows from then on; those of before stay."""
    chained = LOGS[log]
    assert {"number", *chained.forms[chained.form]} == set(chained.table.columns.keys())


async def test_what_was_written_is_chained_and_whole(
    engine: AsyncEngine, clock: StandingClock, proof: Proof, anchors: Path
) -> None:
    assert await proof.chain() == 0
    await written(engine, clock, "anna", "jan")
    assert await proof.chain() == 4
    await written(engine, clock, "ewa")
    assert await proof.chain() == 2
    assert await proof.chain() == 0, "nothing new, no block"
    await written(engine, clock, "piotr")
    found = await verified(engine, clock, anchors)
    assert found.is_intact
    for log in (of(found, "access_log"), of(found, "audit_log")):
        assert (log.blocks, log.rows, log.tail, log.tail_since) == (2, 3, 1, clock.now())
    assert Verified.of_document(json.loads(json.dumps(found.as_document()))) == found
    state = (await chain_states(engine))[0]
    assert (state.log, state.blocks, state.tail, state.tail_since) == ("access_log", 2, 1, clock.now())


async def test_logs_in_which_nobody_writes_take_one_question_a_look(
    engine: AsyncEngine, clock: StandingClock, proof: Proof
) -> None:
    await written(engine, clock, "anna")
    await proof.watch()
    await proof.chain()
    asked: list[str] = []

    def ask(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", ask)
    try:
        await proof.watch()
        assert await proof.chain() == 0
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", ask)
    assert len(asked) == 2


async def test_many_rows_come_into_several_blocks(
    engine: AsyncEngine, clock: StandingClock, proof: Proof, anchors: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain_store, "MOST_ROWS", 3)
    monkeypatch.setattr(chain_store, "_PAGE", 2)
    await written(engine, clock, *WHO, *WHO)
    assert await proof.chain() == 20
    assert [block.rows for block in await blocks(engine)] == [3, 3, 3, 1]
    found = await verified(engine, clock, anchors)
    assert (found.is_intact, of(found).rows) == (True, 10)
    await tamper(engine, "UPDATE access_log SET who = 'nobody' WHERE number = 8")
    [finding] = of(await verified(engine, clock, anchors)).findings
    assert (finding.fault, finding.block, finding.number, finding.who) == ("changed", 3, 8, "nobody")


# -- beside writers


async def test_a_block_waits_for_whoever_has_drawn_a_number_and_nobody_waits_for_it(
    dsn: str, engine: AsyncEngine, clock: StandingClock, proof: Proof, anchors: Path
) -> None:
    await written(engine, clock, "anna")
    made: list[int | None] = []
    async with engine_for(dsn) as other, anyio.create_task_group() as tasks:
        async with other.connect() as slow:
            transaction = await slow.begin()
            await write_accesses(slow, clock.now(), "slow")  # number 2, and not committed
            await written(engine, clock, "jan")  # number 3

            async def make() -> None:
                made.append(await make_blocks(other, ACCESS, clock))

            tasks.start_soon(make)
            await eventually(lambda: other.pool.checkedout() == 2)  # type: ignore[attr-defined]
            with anyio.fail_after(2):
                await written(engine, clock, "ewa")  # writes and reads go on meanwhile
            assert await blocks(engine) == []
            assert made == []
            await transaction.commit()
        await eventually(lambda: bool(made))
    await make_blocks(engine, ACCESS, clock)
    found = of(await verified(engine, clock, anchors))
    assert (found.wrong, found.rows, found.tail) == (0, 4, 0)


async def test_who_writes_without_an_end_holds_up_blocks_and_nothing_else(
    dsn: str, engine: AsyncEngine, clock: StandingClock, proof: Proof, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain_store, "SETTLE_TIME", 0.2)
    async with engine_for(dsn) as other, other.connect() as slow:
        transaction = await slow.begin()
        await write_accesses(slow, clock.now(), "slow")
        assert await settled_number(engine, ACCESS) is None
        await written(engine, clock, "anna")
        assert await proof.chain() == 1, "the other log goes on"
        await transaction.rollback()
    assert await proof.chain() == 1
    assert [block.rows for block in await blocks(engine)] == [1]


async def test_numbers_of_what_was_rolled_back_are_holes_and_nothing_is_missing(
    engine: AsyncEngine, clock: StandingClock, proof: Proof, anchors: Path
) -> None:
    for name in WHO:
        await written(engine, clock, name)
        with pytest.raises(ZeroDivisionError):
            async with engine.begin() as connection:
                await write_accesses(connection, clock.now(), "rolled back")
                raise ZeroDivisionError
        await proof.chain()
    found = of(await verified(engine, clock, anchors))
    assert (found.wrong, found.rows, found.tail) == (0, 5, 0)
    assert [(block.first_row, block.last_row) for block in await blocks(engine)][:2] == [(1, 2), (3, 4)]
    await tamper(
        engine,
        "INSERT INTO access_log (number, id, at, who_kind, who, topic, purpose, outcome) OVERRIDING SYSTEM VALUE "
        "VALUES (2, 'access-0', now(), 'account', 'intruder', 'person', 'client_view', 'found')",
    )
    [finding] = of(await verified(engine, clock, anchors)).findings
    assert (finding.fault, finding.number, finding.who) == ("foreign", 2, "intruder")


async def test_blocks_that_are_made_while_many_write_hold_every_row_once(
    dsn: str, engine: AsyncEngine, clock: StandingClock, anchors: Path
) -> None:
    """Some are slow, some are rolled back, two processes make blocks."""
    left = 8

    async def write(number: int) -> None:
        nonlocal left
        for turn in range(25):
            async with engine_at_work() as connection:
                await write_accesses(connection, clock.now(), f"{number}-{turn}")
                if turn % 5 == number % 5:
                    await connection.execute(text("SELECT pg_sleep(0.02)"))
                if turn % 7 == 3:
                    await connection.rollback()
                else:
                    await connection.commit()
        left -= 1

    async def chain(own: AsyncEngine) -> None:
        while left:
            await make_blocks(own, ACCESS, clock)

    async with engine_for(dsn) as writers, engine_for(dsn) as one, engine_for(dsn) as two:
        limit = anyio.CapacityLimiter(5)

        @asynccontextmanager
        async def engine_at_work() -> AsyncIterator[Any]:
            async with limit, writers.connect() as connection:
                yield connection

        async with anyio.create_task_group() as tasks:
            for number in range(8):
                tasks.start_soon(write, number)
            tasks.start_soon(chain, one)
            tasks.start_soon(chain, two)
    await make_blocks(engine, ACCESS, clock)
    async with engine.connect() as connection:
        rows = await connection.scalar(select(func.count()).select_from(AccessLogRow))
    found = of(await verified(engine, clock, anchors))
    assert (found.wrong, found.rows, found.tail) == (0, rows, 0)
    assert found.blocks > 1


# -- tampered with


@pytest.fixture
async def chained(engine: AsyncEngine, clock: StandingClock, proof: Proof) -> None:
    """Five rows of each log in two blocks, and yesterday anchored."""
    await written(engine, clock, *WHO[:3])
    await proof.chain()
    await written(engine, clock, *WHO[3:])
    await proof.chain()
    clock.passes(days=1)
    await proof.anchor()


CHANGED: dict[str, tuple[str, str, str, int | None, str | None]] = {
    "who": ("UPDATE access_log SET who = 'ktoś' WHERE number = 2", "access_log", "changed", 2, "ktoś"),
    "reason": (
        "UPDATE access_log SET reason = reason || ' ' WHERE number = 4",
        "access_log",
        "changed",
        4,
        "piotr",
    ),
    "nothing": ("UPDATE access_log SET reason = NULL WHERE number = 1", "access_log", "changed", 1, "anna"),
    "groups": (
        "UPDATE access_log SET field_groups = '{identity}' WHERE number = 5",
        "access_log",
        "changed",
        5,
        "maria",
    ),
    "a microsecond": (
        "UPDATE access_log SET at = at + interval '1 microsecond' WHERE number = 3",
        "access_log",
        "changed",
        3,
        "ewa",
    ),
    "removed": ("DELETE FROM access_log WHERE number = 2", "access_log", "missing", 2, None),
    "the last one": ("DELETE FROM audit_log WHERE number = 5", "audit_log", "missing", 5, None),
    "a document": (
        "UPDATE audit_log SET after = jsonb_set(after, '{area}', '86.50') WHERE number = 3",
        "audit_log",
        "changed",
        3,
        "ewa",
    ),
    "put in": (
        "INSERT INTO audit_log (number, at, account, operation, action, subject, subject_id) "
        "OVERRIDING SYSTEM VALUE VALUES (-7, now(), 'intruz', 'x', 'order', 'x', 'x')",
        "audit_log",
        "foreign",
        -7,
        "intruz",
    ),
    "a block": ("UPDATE log_block SET rows = 4 WHERE number = 1", "access_log", "block_changed", None, None),
    "leaves": (
        "UPDATE log_block SET leaves = set_byte(leaves, 60, get_byte(leaves, 60) # 1) WHERE number = 2",
        "access_log",
        "block_changed",
        None,
        None,
    ),
    "no block": ("DELETE FROM log_block WHERE number = 1", "access_log", "block_missing", None, None),
    "said to be gone": (
        "UPDATE log_block SET expired_at = now(), leaves = NULL WHERE number = 1",
        "access_log",
        "expired_early",
        None,
        None,
    ),
}


@pytest.mark.usefixtures("chained")
@pytest.mark.parametrize("what", CHANGED)
async def test_what_is_changed_by_sql_is_found_and_named(
    engine: AsyncEngine, clock: StandingClock, anchors: Path, what: str
) -> None:
    statement, log, fault, number, who = CHANGED[what]
    assert (await verified(engine, clock, anchors)).is_intact
    await tamper(engine, statement)
    found = await verified(engine, clock, anchors)
    first = of(found, log).findings[0]
    assert (first.fault, first.number, first.who) == (fault, number, who)
    assert not found.is_intact
    assert log in told(first)


@pytest.mark.usefixtures("chained")
async def test_a_chain_that_was_made_anew_as_a_whole_is_not_the_one_that_was_anchored(
    engine: AsyncEngine, clock: StandingClock, proof: Proof, anchors: Path
) -> None:
    await tamper(engine, "UPDATE access_log SET who = 'ktoś' WHERE number = 2", "DELETE FROM log_block")
    assert await proof.chain() == 10
    found = await verified(engine, clock, anchors)
    assert [(one.fault, one.block) for one in of(found).findings] == [("block_missing", 2)]
    await written(engine, clock, "nowy")
    await proof.chain()
    found = await verified(engine, clock, anchors)
    assert [(one.fault, one.block) for one in of(found).findings] == [("anchor_differs", 2)]


@pytest.mark.usefixtures("chained")
async def test_an_end_that_was_cut_off_is_missed_by_its_anchor(
    engine: AsyncEngine, clock: StandingClock, anchors: Path
) -> None:
    await tamper(
        engine,
        "DELETE FROM access_log WHERE number > 3",
        "DELETE FROM log_block WHERE log = 'access_log' AND number = 2",
    )
    [finding] = of(await verified(engine, clock, anchors)).findings
    assert (finding.fault, finding.block) == ("block_missing", 2)


@pytest.mark.usefixtures("chained")
@pytest.mark.parametrize(
    "statement",
    [
        update(LogBlockRow).values(rows=7),
        update(LogBlockRow).values(expired_at=func.now(), leaves=None),
        delete(LogBlockRow),
        text("TRUNCATE log_block"),
        text("TRUNCATE audit_log"),
        delete(AuditRow),
        update(AccessLogRow).values(who="ktoś"),
    ],
    ids=str,
)
async def test_nobody_changes_blocks_or_rows_by_the_way(engine: AsyncEngine, statement: Any) -> None:
    with pytest.raises(DBAPIError, match="not changed"):
        async with engine.begin() as connection:
            await connection.execute(statement)


# -- anchors


async def test_each_day_that_is_over_is_anchored_once_and_missed_days_are_caught_up(
    engine: AsyncEngine, clock: StandingClock, proof: Proof, anchors: Path
) -> None:
    assert await proof.anchor() == [], "nothing is chained yet"
    await written(engine, clock, "anna")
    await proof.chain()
    assert await proof.anchor() == [], "the day is not over"
    clock.passes(days=2)
    await written(engine, clock, "jan")
    await proof.chain()
    assert await proof.anchor() == [date(2026, 11, 24), date(2026, 11, 25)]
    clock.passes(days=1)
    assert await proof.anchor() == [date(2026, 11, 26)]
    assert await proof.anchor() == []
    first, second, third = (read(file.content) for file in read_anchors(anchors))
    assert first.logs == second.logs
    assert (first.logs["access_log"].block, third.logs["access_log"].block) == (1, 2)
    found = await verified(engine, clock, anchors)
    assert (found.is_intact, found.anchors.files, found.anchors.last_day) == (True, 3, date(2026, 11, 26))


@pytest.mark.usefixtures("chained")
async def test_whoever_is_killed_between_block_and_anchor_or_in_an_anchor_is_caught_up(
    engine: AsyncEngine, clock: StandingClock, proof: Proof, anchors: Path
) -> None:
    clock.passes(days=1)
    await written(engine, clock, "nowy")
    await proof.chain()
    # Killed here; the next process finds the day without an anchor, and half of one besides.
    (anchors / "2026-11-25.json.sig").write_text("half a signature")
    (anchors / ".2026-11-25.json.part").write_text("half a f")
    next_process = Proof(engine, clock, anchors, KEY)
    assert await next_process.anchor() == [date(2026, 11, 25)]
    found = await verified(engine, clock, anchors)
    assert (found.is_intact, found.anchors.files) == (True, 2)


@pytest.mark.usefixtures("chained")
async def test_without_a_key_nothing_is_anchored_and_all_else_goes_on(
    engine: AsyncEngine, clock: StandingClock, tmp_path: Path
) -> None:
    without = Proof(engine, clock, tmp_path / "none", None)
    await written(engine, clock, "nowy")
    assert await without.chain() == 2
    assert await without.anchor() == []
    assert not (tmp_path / "none").exists()


# -- rows that go by rule


@pytest.mark.usefixtures("chained")
async def test_old_blocks_lose_their_rows_and_the_chain_stays_whole(
    engine: AsyncEngine, clock: StandingClock, proof: Proof, anchors: Path
) -> None:
    clock.passes(days=800)
    await written(engine, clock, "nowy")
    await proof.chain()
    before = clock.now() - SHORTEST_KEEP
    async with engine.begin() as connection:
        assert await expire_blocks(connection, ACCESS, before, clock.now(), most=1) == (1, 3)
        assert await expire_blocks(connection, ACCESS, before, clock.now(), spare={2}) == (0, 0)
    found = await verified(engine, clock, anchors)
    assert (found.is_intact, of(found).rows, of(found).expired_blocks) == (True, 3, 1)
    async with engine.begin() as connection:
        assert await expire_blocks(connection, ACCESS, before, clock.now()) == (1, 2)
        assert await expire_blocks(connection, ACCESS, before, clock.now()) == (0, 0)
        assert await expire_blocks(connection, AUDIT, before, clock.now()) == (2, 5)
    found = await verified(engine, clock, anchors)
    assert (found.is_intact, of(found).rows, of(found).expired_blocks) == (True, 1, 2)
    # Afterwards nothing goes any more by the same transaction's word.
    with pytest.raises(DBAPIError, match="not changed"):
        async with engine.begin() as connection:
            await expire_blocks(connection, ACCESS, before, clock.now())
            await connection.execute(delete(AccessLogRow))


@pytest.mark.usefixtures("chained")
async def test_rows_of_less_than_two_years_do_not_go(engine: AsyncEngine, clock: StandingClock) -> None:
    async with engine.begin() as connection:
        with pytest.raises(ValueError, match="730 days"):
            await expire_blocks(connection, ACCESS, clock.now(), clock.now())


@pytest.mark.usefixtures("chained")
async def test_a_row_that_goes_without_its_block_is_found_though_the_way_is_the_same(
    engine: AsyncEngine, clock: StandingClock, anchors: Path
) -> None:
    clock.passes(days=800)
    async with engine.begin() as connection:
        await connection.execute(text("SELECT set_config('s724.expiring', 'access_log', true)"))
        await connection.execute(delete(AccessLogRow).where(AccessLogRow.number == 2))
    [finding] = of(await verified(engine, clock, anchors)).findings
    assert (finding.fault, finding.number) == ("missing", 2)


@pytest.mark.usefixtures("chained")
async def test_what_was_put_into_an_old_block_stays_there_to_be_found(
    engine: AsyncEngine, clock: StandingClock, anchors: Path
) -> None:
    clock.passes(days=800)
    await tamper(
        engine,
        "INSERT INTO access_log (number, id, at, who_kind, who, topic, purpose, outcome) OVERRIDING SYSTEM VALUE "
        "VALUES (0, 'access-0', now(), 'account', 'intruz', 'person', 'client_view', 'found')",
    )
    async with engine.begin() as connection:
        await expire_blocks(connection, ACCESS, clock.now() - SHORTEST_KEEP, clock.now())
    [finding] = of(await verified(engine, clock, anchors)).findings
    assert (finding.fault, finding.who) == ("foreign", "intruz")


async def test_a_database_that_goes_away_is_another_try(
    engine: AsyncEngine, clock: StandingClock, proof: Proof
) -> None:
    await written(engine, clock, "anna")
    async with anyio.create_task_group() as tasks:
        with server().away():
            tasks.start_soon(proof.run)
            await anyio.wait_all_tasks_blocked()
        tasks.cancel_scope.cancel()
    assert await proof.chain() in (0, 2)
    assert [block.rows for block in await blocks(engine)] == [1]


# -- before there is a block


async def test_the_newest_row_that_is_deleted_before_its_block_is_found_by_its_number(
    engine: AsyncEngine, clock: StandingClock, proof: Proof, anchors: Path
) -> None:
    await written(engine, clock, "anna", "attacker")
    await proof.watch()
    assert await blocks(engine) == [], "nothing is missing: no block yet"
    await tamper(engine, "DELETE FROM access_log WHERE who = 'attacker'")
    await proof.watch()
    [block] = await blocks(engine)
    assert (block.first_row, block.last_row, block.rows) == (1, 2, 2)
    [finding] = of(await verified(engine, clock, anchors)).findings
    assert (finding.fault, finding.number, finding.at) == ("missing", 2, clock.now())


async def test_a_row_that_is_changed_before_its_block_is_found(
    engine: AsyncEngine, clock: StandingClock, proof: Proof, anchors: Path
) -> None:
    await written(engine, clock, "attacker")
    await proof.watch()
    await tamper(engine, "UPDATE access_log SET who = 'anna'")
    await proof.chain()
    [finding] = of(await verified(engine, clock, anchors)).findings
    assert (finding.fault, finding.number) == ("changed", 1)


async def test_a_number_that_nobody_has_seen_seals_a_block_at_once_and_is_told(
    engine: AsyncEngine, clock: StandingClock, proof: Proof, anchors: Path
) -> None:
    """Rolled back or deleted within a look: which of them cannot be known, and is not claimed."""
    await written(engine, clock, "anna", "attacker", "jan")
    await tamper(engine, "DELETE FROM access_log WHERE who = 'attacker'")
    await proof.watch()
    [block] = await blocks(engine)
    assert (block.first_row, block.last_row, block.rows) == (1, 3, 2)
    found = of(await verified(engine, clock, anchors))
    assert (found.wrong, found.without_row, found.first_without) == (0, 1, 1)


async def test_security_events_are_chained(
    engine: AsyncEngine, clock: StandingClock, proof: Proof, anchors: Path
) -> None:
    async with engine.begin() as connection:
        event = {"at": clock.now(), "kind": "log_in", "account": "anna", "address": "10.0.0.1"}
        await connection.execute(insert(SecurityEventRow), [{**event, "outcome": o} for o in ("wrong", "done")])
    assert await proof.chain() == 2
    with pytest.raises(DBAPIError, match="not changed"):
        async with engine.begin() as connection:
            await connection.execute(delete(SecurityEventRow))
    await tamper(engine, "DELETE FROM security_event WHERE outcome = 'wrong'")
    [finding] = of(await verified(engine, clock, anchors), "security_event").findings
    assert (finding.fault, finding.number) == ("missing", 1)
