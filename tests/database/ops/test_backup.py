"""A backup made while facts are being written comes back whole in a fresh installation, and only with its key."""

import io
import json
import os
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import anyio
import msgspec
import pyrage
import pytest
from anyio import to_thread
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from clients.requests.desk_store import Officer
from clients.requests.readmission_store import WantedReadmission, readmit
from core.db.tables import Base
from core.db.tables.centre.call_tables import CallRow, EventRow
from core.db.tables.person_tables import Client
from core.db.tables.request_tables import ErasureReadmissionRow, ErasureRow
from core.facts.kinds.calls import CallEnded
from core.facts.kinds.recordings import RecordingEnded, RecordingStarted
from core.ids import new_id
from core.metrics.intervals import midnight
from core.proof.signing import SigningKey
from core.secrets import read_secrets
from core.settings import Settings
from ivr.tts.sound_file import is_intact, write_sound
from jobs.proof import Proof
from ops import ports
from ops.commands.backup import make_key, save
from ops.commands.restore import database, restore
from ops.console import Failed
from ops.install.secrets import Secrets
from reports.figures.figure_check_store import differences_of
from reports.figures.figure_query import Query
from reports.figures.figure_rows import day_of
from reports.figures.figure_store import read_sums
from reports.figures.partition_store import take_away
from tests.database.conftest import RunningLog
from tests.support.calls.call_facts import NINE, Story, a_served_call
from tests.support.clients.erasable_person import (
    HASHES,
    LATER,
    OF_ANNA,
    OFFICE,
    PEPPER,
    SHARED,
    approved,
    dumped,
    erasures,
    found_in,
    found_in_files,
    put_everything,
)
from tests.support.database.chained_logs import write_accesses
from tests.support.database.postgres import FACT_KEY, engine_for
from tests.support.reports.made_up_calls import MadeUpCall, Stand, all_facts
from tests.support.reports.report_projection import catch_up, write
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

Rows: TypeAlias = dict[str, list[tuple[Any, ...]]]


class Setup:
    """An installation with a recorded call, and a key for its backups."""

    def __init__(self, folder: Path, dsn: str) -> None:
        self.key = folder / "elsewhere" / "key"
        self.key.parent.mkdir()
        self.target = folder / "backups"
        self.settings = Settings(state_dir=folder / "old", database_url=dsn, backup_key=make_key(self.key))
        Secrets.load(self.settings.state)
        self.record("2026/11/24/rec-1.wav", os.urandom(200_000))

    def record(self, name: str, content: bytes) -> Path:
        file = self.settings.recordings / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        return file

    async def save(self, keep: int | None = None) -> Path:
        return await to_thread.run_sync(partial(save, self.settings, self.target, keep))


@pytest.fixture
def setup(tmp_path: Path, dsn: str) -> Setup:
    return Setup(tmp_path, dsn)


@pytest.fixture
def fresh(tmp_path: Path) -> Settings:
    """An installation in which nothing has been done yet, with a database server of its own."""
    sip, http, ari, agi, ami = ports.free(5)
    return Settings(
        state_dir=tmp_path / "new", sip_port=sip, http_port=http, ari_port=ari, agi_port=agi, ami_port=ami
    )


async def _rows(engine: AsyncEngine) -> Rows:
    async with engine.connect() as connection:
        return {
            table.name: [
                tuple(row) for row in await connection.execute(select(table).order_by(*table.primary_key))
            ]
            for table in Base.metadata.sorted_tables
        }


def _files(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(file.relative_to(folder)): (file.read_bytes(), file.stat().st_mode & 0o777)
        for file in folder.rglob("*")
        if file.is_file()
    }


async def _in_restored(fresh: Settings, look: Callable[[AsyncEngine], Awaitable[None]]) -> None:
    running = database(fresh)
    await to_thread.run_sync(running.__enter__)
    try:
        async with engine_for(fresh.dsn) as engine:
            await look(engine)
    finally:
        await to_thread.run_sync(partial(running.__exit__, None, None, None))


async def test_a_backup_brings_everything_back_in_a_fresh_installation(
    setup: Setup, fresh: Settings, engine: AsyncEngine, running_log: RunningLog
) -> None:
    story = a_served_call()
    story.then(RecordingStarted(recording="rec-1", file="2026/11/24/rec-1.wav"))
    story.then(RecordingEnded(recording="rec-1", file="2026/11/24/rec-1.wav", duration_time=12.5))
    async with running_log() as log:
        for fact in story.facts:
            log.take(fact)
        await log.flushed()
    unwritten = setup.settings.spool / "agi" / "events.jsonl"
    unwritten.parent.mkdir(parents=True)
    unwritten.write_text('{"type":"NodeEntered"}\n')
    announcements = setup.settings.prompt_recordings
    announcements.mkdir()
    write_sound(announcements / "abc.alaw", b"\xd5" * 80)
    clock = StandingClock()
    proof = Proof(engine, clock, setup.settings.anchors, SigningKey(read_secrets(setup.settings.state).anchor_key))
    async with engine.begin() as connection:
        await write_accesses(connection, clock.now(), "anna", "jan")
    await proof.chain()
    clock.passes(days=1)
    assert len(await proof.anchor()) == 1
    before = await _rows(engine)
    backup = await setup.save()

    said = await to_thread.run_sync(restore, fresh, backup, setup.key)
    assert said.endswith("1 recordings")
    assert read_secrets(fresh.state) == read_secrets(setup.settings.state)
    assert (fresh.spool / "agi" / "events.jsonl").read_text() == unwritten.read_text()
    assert is_intact(fresh.prompt_recordings / "abc.alaw"), "what was recorded for announcements, too"
    [(name, (content, mode))] = _files(fresh.recordings).items()
    assert (name, mode) == ("2026/11/24/rec-1.wav", 0o600)
    assert content == (setup.settings.recordings / name).read_bytes()

    async def look(engine: AsyncEngine) -> None:
        assert await _rows(engine) == before
        restored = Proof(engine, clock, fresh.anchors, SigningKey(read_secrets(fresh.state).anchor_key))
        found = await restored.verify("nobody-asked")
        assert (found.is_intact, found.logs[0].rows, found.anchors.files) == (True, 2, 1)
        async with engine.begin() as connection:
            await write_accesses(connection, clock.now(), "ewa")
        assert await restored.chain() == 1, "the chain goes on"
        assert len(before["event"]) == len(story.facts)
        async with engine.begin() as connection:  # the numbers of new facts go on where they stopped
            await connection.execute(
                text("INSERT INTO event (id, type, at, data) VALUES ('event-new', 'NodeEntered', now(), '{}')")
            )

    await _in_restored(fresh, look)


async def test_a_backup_brings_the_reports_back_and_they_go_on(
    setup: Setup, fresh: Settings, engine: AsyncEngine
) -> None:
    """With a month whose calls were taken out and are not dropped yet: its sums stay, and so do its tables."""
    now = NINE + timedelta(days=1)
    stand = Stand("20610", wait=3.0, agent="k1", talk=30.0, wrap_up=5.0)
    old = MadeUpCall(id="call-old", at=NINE - timedelta(days=90), stands=(stand,))
    await write(engine, all_facts([old, MadeUpCall(id="call-1", at=NINE, stands=(stand,))]))
    await catch_up(engine, now)
    await take_away(engine, old.at, now)
    before = await _rows(engine)
    assert len(before["report_call"]) == 1 < sum(row[2] or 0 for row in before["report_quarter"])
    backup = await setup.save()
    await to_thread.run_sync(restore, fresh, backup, setup.key)

    async def look(engine: AsyncEngine) -> None:
        assert await _rows(engine) == before
        async with engine.connect() as connection:
            alone = await connection.scalar(text("SELECT count(*) FROM report_parts.report_call_2026_08"))
            assert alone == 1
        another = MadeUpCall(id="call-2", at=NINE + timedelta(days=40), office="20620", topic="employer")
        await write(engine, all_facts([another]))  # with a key, and in a month, that are new
        await catch_up(engine, another.at + timedelta(hours=1))
        async with engine.connect() as connection:
            query = Query(midnight(day_of(NINE)), midnight(day_of(another.at + timedelta(days=1))))
            [(_, sums)] = await read_sums(connection, query)
        assert sums["calls"] == 2
        for day in (NINE, another.at):
            assert await differences_of(engine, day_of(day)) == []

    await _in_restored(fresh, look)


async def test_a_backup_made_in_the_middle_of_calls_is_of_one_moment(
    setup: Setup, fresh: Settings, running_log: RunningLog
) -> None:
    async with running_log() as log, anyio.create_task_group() as tasks:
        first = anyio.Event()

        async def calls_go_on() -> None:
            while True:
                for fact in a_served_call().facts:
                    log.take(fact)
                    await anyio.lowlevel.checkpoint()
                await log.flushed()
                first.set()

        tasks.start_soon(calls_go_on)
        await first.wait()
        backup = await setup.save()
        tasks.cancel_scope.cancel()
    await to_thread.run_sync(restore, fresh, backup, setup.key)

    async def look(engine: AsyncEngine) -> None:
        async with engine.connect() as connection:
            ended = select(EventRow.call_id).where(EventRow.type == CallEnded.__name__)
            closed = select(CallRow.id).where(CallRow.ended_at.is_not(None))
            assert set(await connection.scalars(ended)) == set(await connection.scalars(closed)) != set()
            seen = await connection.scalar(select(func.count(EventRow.call_id.distinct())))
            assert seen == await connection.scalar(select(func.count()).select_from(CallRow))

    await _in_restored(fresh, look)


async def test_nothing_in_a_backup_can_be_read_without_the_key(
    setup: Setup, fresh: Settings, running_log: RunningLog, tmp_path: Path
) -> None:
    async with running_log() as log:
        for fact in Story().rings(caller="600100999").facts:
            log.take(fact)
    backup = await setup.save()
    whole = b"".join(file.read_bytes() for file in setup.target.rglob("*") if file.is_file())
    secrets = Secrets.load(setup.settings.state).all_values()
    for secret in ("600100999", *secrets):
        assert secret.encode() not in whole
    assert setup.key.read_text().strip().encode() not in whole
    other = tmp_path / "other"
    make_key(other)
    with pytest.raises(Failed, match="cannot be opened with this key"):
        await to_thread.run_sync(restore, fresh, backup, other)
    assert not (fresh.state / "secrets.json").exists()


async def test_a_damaged_backup_is_refused_and_leaves_no_half_a_database(setup: Setup, fresh: Settings) -> None:
    backup = await setup.save()
    sealed = backup / "database.age"
    sealed.write_bytes(sealed.read_bytes()[:-100])
    with pytest.raises(Failed, match=r"database\.age is damaged"):
        await to_thread.run_sync(restore, fresh, backup, setup.key)

    async def look(engine: AsyncEngine) -> None:
        async with engine.connect() as connection:
            count = text("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'")
            assert await connection.scalar(count) == 0

    await _in_restored(fresh, look)


async def test_restoring_never_overwrites_an_installation(setup: Setup, dsn: str, fresh: Settings) -> None:
    backup = await setup.save()
    with pytest.raises(Failed, match="exists: restore into a fresh state folder"):
        await to_thread.run_sync(restore, setup.settings, backup, setup.key)
    occupied = Settings.model_validate({**fresh.model_dump(), "database_url": dsn})
    with pytest.raises(Failed, match="the database is not empty"):
        await to_thread.run_sync(restore, occupied, backup, setup.key)
    with pytest.raises(Failed, match="never written over"):
        make_key(setup.key)


async def test_each_recording_is_copied_once_and_goes_when_no_kept_backup_names_it(setup: Setup) -> None:
    first = await setup.save()
    copied = setup.target / "recordings" / "2026/11/24/rec-1.wav.age"
    number = copied.stat().st_ino
    grown = setup.record("2026/11/25/rec-2.wav", b"half")
    await _save_in_another_second(setup, first)
    grown.write_bytes(b"half" + bytes(5000))
    os.utime(grown, ns=(1, 1))
    (setup.settings.recordings / "2026/11/24/rec-1.wav").unlink()  # its time was over
    second = copied.parent.parent / "25" / "rec-2.wav.age"
    size = second.stat().st_size
    assert copied.stat().st_ino == number
    last = await _save_in_another_second(setup, *setup.target.glob("s724-*"))
    assert second.stat().st_size > size
    assert copied.exists()
    kept = await _save_in_another_second(setup, last, keep=1)
    assert list(setup.target.glob("s724-*")) == [kept]
    assert not copied.exists()
    assert second.exists()


async def _save_in_another_second(setup: Setup, *before: Path, keep: int | None = None) -> Path:
    """Backups are named by the second: those of a test would meet."""
    for folder in before:
        folder.rename(folder.with_name(f"s724-20200101-00000{new_id('x')[-4:]}"))
    return await setup.save(keep)


async def test_without_a_key_no_backup_is_made(setup: Setup) -> None:
    plain = Settings.model_validate({**setup.settings.model_dump(), "backup_key": ""})
    with pytest.raises(Failed, match="S724_BACKUP_KEY is empty"):
        await to_thread.run_sync(save, plain, setup.target)
    assert not setup.target.exists()


async def test_a_backup_made_before_an_erasure_is_restored_without_the_erased(
    setup: Setup, fresh: Settings, engine: AsyncEngine, running_log: RunningLog
) -> None:
    state = setup.settings.state
    secrets = json.loads((state / "secrets.json").read_text())
    (state / "secrets.json").write_text(json.dumps({**secrets, "pin_pepper": PEPPER, "fact_key": FACT_KEY}))
    await put_everything(engine, running_log, state)
    unwritten = setup.settings.spool / "journal-000000009.jsonl"
    late = Story("call-verified").rings(caller=SHARED).facts + Story("call-other").rings(caller="500500500").facts
    unwritten.write_bytes(b"".join(msgspec.json.encode(fact) + b"\n" for fact in late))
    before = await setup.save()
    unwritten.unlink()

    request = await approved(engine)
    work = erasures(engine, state, StandingClock(LATER))
    assert await work.run(request) == "carried_out"
    officer = Officer("kierownik", OFFICE, frozenset({OFFICE}))
    wanted = WantedReadmission(OFFICE, OF_ANNA["ext_id"], "Genowefa prosi")
    await readmit(engine, officer, wanted, HASHES, LATER)  # that saves nobody of the time before
    after = await _save_in_another_second(setup, before)
    before = before.with_name(next(f.name for f in setup.target.glob("s724-2020*")))
    listed = (setup.target / "erasures.json").read_text()
    assert request in listed
    assert found_in(listed) == set()
    assert found_in((await to_thread.run_sync(_opened, setup, after)).decode(errors="replace")) == set()

    said = await to_thread.run_sync(restore, fresh, before, setup.key)
    assert said.endswith("1 erasures applied")
    assert found_in_files_but_database(fresh.state) == set()
    journal = (fresh.spool / unwritten.name).read_text()
    assert SHARED not in journal
    assert "500500500" in journal, "others' facts stay"

    async def look(restored: AsyncEngine) -> None:
        text_of_all = await to_thread.run_sync(dumped, fresh.dsn)
        assert found_in(text_of_all) == set()
        async with restored.connect() as connection:
            assert await connection.scalar(select(func.count()).select_from(Client)) == 1
            assert await connection.scalar(select(func.count()).select_from(ErasureRow)) == 1
            assert await connection.scalar(select(ErasureReadmissionRow.at)) == LATER

    await _in_restored(fresh, look)


def found_in_files_but_database(state: Path) -> set[tuple[str, str]]:
    return {found for found in found_in_files(state) if not found[0].startswith("postgres/")}


def _opened(setup: Setup, backup: Path) -> bytes:
    """Everything of a backup in clear, as far as it is text."""
    identity = pyrage.x25519.Identity.from_str(setup.key.read_text().strip())
    plain = io.BytesIO()
    with (backup / "state.tar.age").open("rb") as sealed:
        pyrage.decrypt_io(sealed, plain, [identity])
    return plain.getvalue()


async def test_nothing_is_restored_with_a_damaged_list_of_erasures(setup: Setup, fresh: Settings) -> None:
    backup = await setup.save()
    (setup.target / "erasures.json").write_text("[{")
    with pytest.raises(Failed, match=r"erasures\.json is damaged"):
        await to_thread.run_sync(restore, fresh, backup, setup.key)
    assert not (fresh.state / "secrets.json").exists()
