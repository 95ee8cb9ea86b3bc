"""Whatever is changed of packed recordings, their files or rows, is found and named: on a disk and in S3."""

import hashlib
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import anyio
import anyio.to_thread
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.call_tables import VoiceMessage
from core.db.tables.recording_tables import RecordingAlarmRow, RecordingLogRow, RecordingRow
from core.proof.chain_store import LOGS, expire_blocks, make_blocks
from core.proof.proof_store import ask_for_verification, get_run, last_done_run
from core.proof.recordings_proof import RecordingsVerified, told_pl
from core.settings import Settings
from jobs.recording_proof import BY_THE_CLOCK, RecordingProof
from ops.commands.verify_recordings import main, verify_recordings
from recordings.proof.reconciling_store import open_alarms
from recordings.proof.verifying import SHARES, Verifier
from recordings.vault.destroying import destroy, remove
from recordings.vault.keys import new_installation_key
from tests.support.centres import forked
from tests.support.database.chained_logs import tamper
from tests.support.plugins.more import few_of
from tests.support.recordings.packed_recordings import Objects, Vault, s3_server, s3_stores
from tests.support.timing.eventually import eventually
from tests.support.timing.standing_clock import StandingClock

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

HYPOTHESIS = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with s3_server() as endpoint:
        yield endpoint


@pytest.fixture(params=["disk", "S3"])
def vault(
    request: pytest.FixtureRequest, engine: AsyncEngine, clock: StandingClock, tmp_path: Path, server: str
) -> tuple[Vault, Objects]:
    if request.param == "disk":
        made = Vault(engine, tmp_path, clock)
        return made, Objects(made, None)
    bucket = f"bucket-{tmp_path.name.replace('_', '-').lower()}"[:60].strip("-")
    stores, owner = s3_stores(server, bucket, tmp_path / "recordings", tmp_path / "s3-key")
    made = Vault(engine, tmp_path, clock, stores)
    return made, Objects(made, owner)


@pytest.fixture
def on_disk(engine: AsyncEngine, clock: StandingClock, tmp_path: Path) -> Vault:
    return Vault(engine, tmp_path, clock)


async def verified(vault: Vault, share: bool = False) -> RecordingsVerified:
    verifier = Verifier(vault.engine, vault.folder, vault.stores, vault.ring)
    now = vault.clock.now()
    return (await verifier.verify(now, {}, now.date() if share else None)).result


async def found(vault: Vault) -> list[tuple[str, str | None]]:
    return [(finding.fault, finding.recording) for finding in (await verified(vault)).findings]


# -- files


async def test_recordings_as_they_were_stored_are_intact(vault: tuple[Vault, Objects]) -> None:
    setup, _ = vault
    await setup.pack("rec-1")
    await setup.pack("rec-2", clear=b"")
    await setup.pack("rec-3", clear=b"x")
    result = await verified(setup)
    assert (result.is_intact, result.recordings, result.read, result.findings) == (True, 3, 3, [])
    assert (result.log.rows, result.log.wrong) == (3, 0)


@HYPOTHESIS
@given(place=st.floats(0, 1, exclude_max=True), bits=st.integers(1, 255))
async def test_any_changed_byte_is_found_and_named(on_disk: Vault, place: float, bits: int) -> None:
    if not (on_disk.folder / "2026").exists():
        await on_disk.pack("rec-1")
        await on_disk.pack("rec-2")
    file = on_disk.file("2026/11/27/rec-2.s724")
    content = file.read_bytes()
    at = int(place * len(content))
    file.write_bytes(content[:at] + bytes([content[at] ^ bits]) + content[at + 1 :])
    try:
        assert await found(on_disk) == [("changed", "rec-2")]
    finally:
        file.write_bytes(content)
    assert await found(on_disk) == []


@pytest.mark.parametrize(
    "place",
    few_of(
        [0, 7, 20, 36, 4000, -17, -1],
        {20, -1},
        "a sweep",
        "tests/database/recordings/test_verify_recordings.py::test_any_changed_byte_is_found_and_named",
    ),
)
async def test_a_changed_byte_is_found_in_either_store(vault: tuple[Vault, Objects], place: int) -> None:
    setup, objects = vault
    await setup.pack("rec-1")
    name = await setup.pack("rec-2")
    content = bytearray(await objects.get(name))
    content[place] ^= 1
    await objects.put(name, bytes(content))
    assert await found(setup) == [("changed", "rec-2")]


@pytest.mark.parametrize("change", ["cut", "longer", "empty"])
async def test_a_file_of_another_length_is_found(vault: tuple[Vault, Objects], change: str) -> None:
    setup, objects = vault
    name = await setup.pack("rec-1")
    content = await objects.get(name)
    await objects.put(name, {"cut": content[:-1], "longer": content + b"\0", "empty": b""}[change])
    assert await found(setup) == [("changed", "rec-1")]


async def test_a_missing_file_is_found_and_named(vault: tuple[Vault, Objects]) -> None:
    setup, objects = vault
    await setup.pack("rec-1")
    name = await setup.pack("rec-2")
    await objects.delete(name)
    [finding] = (await verified(setup)).findings
    assert (finding.fault, finding.recording, finding.object) == ("missing", "rec-2", name)
    assert told_pl(finding).startswith("Brakuje pliku nagrania: rec-2")


@pytest.mark.parametrize("name", ["2026/11/27/rec-1-kopia.s724", "x.s724", "2026/11/28/rec-1.s724"])
async def test_a_foreign_file_is_found_and_named(vault: tuple[Vault, Objects], name: str) -> None:
    """Also a true copy of a recording, and one of its very name in another folder."""
    setup, objects = vault
    await objects.put(name, await objects.get(await setup.pack("rec-1")))
    [finding] = (await verified(setup)).findings
    assert (finding.fault, finding.object) == ("foreign", name)


@pytest.mark.parametrize("name", ["notatki.txt", "2026/11/27/rec-1.s724.bak", "2026/11/obcy.wav"])
async def test_a_foreign_file_of_any_name_is_found_in_either_store(
    vault: tuple[Vault, Objects], name: str
) -> None:
    setup, objects = vault
    await setup.pack("rec-1")
    await objects.put(name, b"obcy")
    setup.clock.passes(days=400)  # older than a file whose row may still come
    [finding] = (await verified(setup)).findings
    assert (finding.fault, finding.object) == ("foreign", name)


async def test_two_swapped_files_are_both_found(vault: tuple[Vault, Objects]) -> None:
    setup, objects = vault
    one, other = await setup.pack("rec-1"), await setup.pack("rec-2")
    first, second = await objects.get(one), await objects.get(other)
    assert len(first) == len(second)
    await objects.put(one, second)
    await objects.put(other, first)
    assert await found(setup) == [("changed", "rec-1"), ("changed", "rec-2")]


async def test_two_swapped_files_whose_rows_were_swapped_with_them_are_found(
    vault: tuple[Vault, Objects],
) -> None:
    """By the log; and the key opens only its own recording's file."""
    setup, objects = vault
    one, other = await setup.pack("rec-1"), await setup.pack("rec-2")
    first, second = await objects.get(one), await objects.get(other)
    await objects.put(one, second)
    await objects.put(other, first)
    swapped = (
        "UPDATE recording_file a SET sha256 = b.sha256 FROM recording_file b "
        "WHERE a.recording_id <> b.recording_id"
    )
    await tamper(setup.engine, swapped)
    faults = await found(setup)
    assert {recording for _, recording in faults} == {"rec-1", "rec-2"}
    assert {fault for fault, _ in faults} == {"row_changed", "not_opened"}


# -- rows

OF_FILE = {
    "store": "'local2'",
    "object": "'2026/11/27/inny.s724'",
    "size": "size + 1",
    "clear_size": "clear_size - 1",
    "sha256": "set_byte(sha256, 5, get_byte(sha256, 5) # 1)",
    "codec": "'opus'",
    "chunk_size": "chunk_size * 2",
    "seconds": "seconds + 0.001",
    "channels": "1",
    "stored_at": "stored_at - interval '1 second'",
    "waveform": "set_byte(waveform, 20, get_byte(waveform, 20) # 1)",
    "recording_id": "'rec-2x'",
}


@pytest.mark.parametrize(
    "column",
    few_of(
        OF_FILE,
        {"object", "sha256", "recording_id"},
        "a sweep",
        "tests/database/recordings/test_verify_recordings.py::test_a_changed_row_of_a_file_is_found_and_named",
        "tests/database/recordings/test_verify_recordings.py::test_two_swapped_files_whose_rows_were_swapped_with_them_are_found",
    ),
)
async def test_a_changed_row_of_a_file_is_found_and_named(on_disk: Vault, column: str) -> None:
    await on_disk.pack("rec-1")
    await on_disk.pack("rec-2")
    await tamper(
        on_disk.engine,
        f"UPDATE recording_file SET {column} = {OF_FILE[column]} WHERE recording_id = 'rec-2'",
    )
    faults = await found(on_disk)
    assert faults
    assert {recording for _, recording in faults if recording} <= {"rec-2", "rec-2x"}
    assert {fault for fault, _ in faults} & {"row_changed", "row_missing", "not_opened"}


async def test_a_row_that_is_gone_is_found_and_named(on_disk: Vault) -> None:
    await on_disk.pack("rec-1")
    name = await on_disk.pack("rec-2")
    await tamper(on_disk.engine, "DELETE FROM recording_file WHERE recording_id = 'rec-2'")
    findings = (await verified(on_disk)).findings
    assert ("row_missing", "rec-2", name, 2) in [(f.fault, f.recording, f.object, f.number) for f in findings]


OF_LOG = {
    "at": "at + interval '1 microsecond'",
    "what": "'failed'",
    "object": "'2026/11/27/inny.s724'",
    "size": "size - 1",
    "sha256": "set_byte(sha256, 31, get_byte(sha256, 31) # 128)",
    "seconds": "seconds * 2",
    "by": "'ktoś'",
    "why": "'ordered'",
    "recording_id": "'rec-1'",
}


@pytest.mark.parametrize(
    "column",
    few_of(
        OF_LOG,
        {"at", "sha256", "recording_id"},
        "a sweep",
        "tests/database/recordings/test_verify_recordings.py::test_a_changed_row_of_the_log_is_found_and_named",
        "tests/database/recordings/test_verify_recordings.py::test_file_row_and_log_changed_together_are_found_by_the_chain",
    ),
)
async def test_a_changed_row_of_the_log_is_found_and_named(on_disk: Vault, column: str) -> None:
    await on_disk.pack("rec-1")
    await on_disk.pack("rec-2")
    await tamper(on_disk.engine, f'UPDATE recording_log SET "{column}" = {OF_LOG[column]} WHERE number = 2')
    result = await verified(on_disk)
    assert not result.is_intact
    [finding] = result.log.findings
    assert (finding.fault, finding.log, finding.number) == ("changed", "recording_log", 2)


async def test_file_row_and_log_changed_together_are_found_by_the_chain(
    vault: tuple[Vault, Objects],
) -> None:
    """Whoever puts another file in its place and makes both rows fit."""
    setup, objects = vault
    name = await setup.pack("rec-1")
    content = bytearray(await objects.get(name))
    content[100] ^= 1
    await objects.put(name, bytes(content))
    digest = hashlib.sha256(content).hexdigest()
    await tamper(
        setup.engine,
        f"UPDATE recording_file SET sha256 = decode('{digest}', 'hex')",
        f"UPDATE recording_log SET sha256 = decode('{digest}', 'hex')",
    )
    result = await verified(setup)
    assert [finding.fault for finding in result.findings] == ["not_opened"]
    assert [finding.number for finding in result.log.findings] == [1]


# -- keys


async def test_another_installations_key_is_told_as_such(on_disk: Vault) -> None:
    await on_disk.pack("rec-1")
    on_disk.write_key(new_installation_key())
    [finding] = (await verified(on_disk)).findings
    assert finding.fault == "key_unknown"
    assert told_pl(finding).startswith("Klucz nagrania zamknięto innym kluczem instalacji niż te, które są tutaj")


async def test_no_key_at_all_is_told_as_such(on_disk: Vault) -> None:
    await on_disk.pack("rec-1")
    on_disk.write_key("")
    assert await found(on_disk) == [("key_unknown", "rec-1")]
    on_disk.secrets.unlink()
    assert await found(on_disk) == [("key_unknown", "rec-1")]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("wrapped = set_byte(wrapped, 30, get_byte(wrapped, 30) # 4)", "not_opened"),
        ("wrapped = NULL", "key_missing"),
        ("installation_key = '00000000'", "key_unknown"),
        ("wrapped = (SELECT wrapped FROM recording_key WHERE recording_id = 'rec-1')", "not_opened"),
    ],
)
async def test_a_changed_key_is_found(on_disk: Vault, change: str, fault: str) -> None:
    await on_disk.pack("rec-1")
    await on_disk.pack("rec-2")
    await tamper(on_disk.engine, f"UPDATE recording_key SET {change} WHERE recording_id = 'rec-2'")
    assert await found(on_disk) == [(fault, "rec-2")]


# -- what has gone, and what is in clear


async def test_what_was_destroyed_is_not_missing_and_must_not_stay(vault: tuple[Vault, Objects]) -> None:
    setup, objects = vault
    await setup.pack("rec-1")
    name = await setup.pack("rec-2")
    content, now = await objects.get(name), setup.clock.now()
    async with setup.engine.begin() as connection:
        left = await destroy(connection, ["rec-2"], by="anna", why="withdrawn", state="destroyed", now=now)
    assert await found(setup) == [], "it is being removed"
    assert await remove(left, setup.folder, setup.stores) == []
    await make_blocks(setup.engine, LOGS["recording_log"], setup.clock)
    assert await found(setup) == []
    await objects.put(name, content)
    setup.clock.passes(minutes=61)
    assert await found(setup) == [("not_destroyed", "rec-2")]


async def test_the_log_outlives_its_recordings_and_a_held_recording_its_entry(on_disk: Vault) -> None:
    """Entries go in whole blocks after two years; a recording that a legal hold keeps stays whole."""
    log, clock = LOGS["recording_log"], on_disk.clock
    await on_disk.pack("rec-1")
    clock.passes(days=740)
    await on_disk.pack("rec-2")
    async with on_disk.engine.begin() as connection:
        gone = await expire_blocks(connection, log, clock.now() - timedelta(days=731), clock.now())
    assert (gone.blocks, gone.rows) == (1, 1)
    result = await verified(on_disk)
    assert (result.is_intact, result.log.expired_blocks, result.log.rows) == (True, 1, 1)


async def test_a_file_in_clear_is_told_after_an_hour_and_a_message_never(on_disk: Vault, tmp_path: Path) -> None:
    folder, now = on_disk.folder, on_disk.clock.now()
    (folder / "2026").mkdir()
    for name in ("rec-9", "message-1", "obcy"):
        (folder / "2026" / f"{name}.wav").write_bytes(b"RIFF")
        os.utime(folder / "2026" / f"{name}.wav", (now.timestamp(), now.timestamp()))
    async with on_disk.engine.begin() as connection:
        await connection.execute(
            insert(RecordingRow).values(
                id="rec-9", call_id="call-9", file="2026/rec-9.wav", state="closed", started_at=now
            )
        )
        await connection.execute(
            insert(VoiceMessage).values(
                id="m1",
                call_id="call-8",
                office="20060",
                file="2026/message-1.wav",
                state="new",
                left_at=now,
                caller_number="",
            )
        )
    result = await verified(on_disk)
    assert (result.is_intact, result.clear) == (True, 1)
    on_disk.clock.passes(minutes=61)
    assert await found(on_disk) == [("foreign", None), ("clear", "rec-9")]


# -- the run of the night, and the command


def proof_of(vault: Vault) -> RecordingProof:
    return RecordingProof(
        *(vault.engine, vault.clock, vault.folder, vault.stores, vault.ring),
        anchors=vault.folder.parent / "anchors",
        public_key="",
    )


async def test_what_is_found_raises_an_alarm_once_and_a_loss_stands_in_the_log(on_disk: Vault) -> None:
    names = [await on_disk.pack(f"rec-{number}") for number in (1, 2, 3)]
    on_disk.file(names[0]).unlink()
    on_disk.file(names[1]).write_bytes(b"x" * on_disk.file(names[1]).stat().st_size)
    on_disk.file("2026/obcy.s724").write_bytes(b"x")
    proof = proof_of(on_disk)
    for account in ("audytor", "audytor", BY_THE_CLOCK):
        now = on_disk.clock.now()
        run = await ask_for_verification(on_disk.engine, account, now, "recordings")
        await proof.verify(run)
        on_disk.clock.passes(minutes=1)
    async with on_disk.engine.connect() as connection:
        alarms = (
            await connection.execute(
                select(RecordingAlarmRow.kind, RecordingAlarmRow.recording_id, RecordingAlarmRow.office).order_by(
                    RecordingAlarmRow.kind
                )
            )
        ).all()
        lost = (
            await connection.scalars(select(RecordingLogRow.recording_id).where(RecordingLogRow.what == "missing"))
        ).all()
    assert [tuple(alarm) for alarm in alarms] == [
        ("changed", "rec-2", "20060"),
        ("foreign", None, None),
        ("missing", "rec-1", "20060"),
    ]
    assert lost == ["rec-1"]
    done = await last_done_run(on_disk.engine, "recordings")
    assert done is not None
    assert (done.subject, done.is_intact) == ("recordings", False)
    assert await last_done_run(on_disk.engine) is None, "it says nothing of the logs"


async def test_an_alarm_that_somebody_has_closed_is_not_raised_again(on_disk: Vault) -> None:
    on_disk.file(await on_disk.pack("rec-1")).unlink()
    proof = proof_of(on_disk)
    for _ in range(2):
        run = await ask_for_verification(on_disk.engine, "audytor", on_disk.clock.now(), "recordings")
        await proof.verify(run)
        async with on_disk.engine.begin() as connection:
            closed = {"closed_at": on_disk.clock.now(), "closed_by": "technik"}
            await connection.execute(update(RecordingAlarmRow).values(**closed))
    async with on_disk.engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(RecordingAlarmRow)) == 1


async def test_each_recording_is_read_once_a_week_and_a_missing_one_found_each_night(on_disk: Vault) -> None:
    for number in range(20):
        await on_disk.pack(f"rec-{number}", is_chained=False)
    read = []
    for _ in range(SHARES):
        result = await verified(on_disk, share=True)
        assert (result.is_intact, result.recordings) == (True, 20)
        read.append(result.read)
        on_disk.clock.passes(days=1)
    assert sum(read) == 20
    assert max(read) < 20
    on_disk.file("2026/11/27/rec-7.s724").unlink()
    for _ in range(SHARES):
        assert [finding.fault for finding in (await verified(on_disk, share=True)).findings] == ["missing"]
        on_disk.clock.passes(days=1)


async def test_a_store_that_is_away_is_told_once_and_no_recording_called_missing(
    engine: AsyncEngine, clock: StandingClock, tmp_path: Path
) -> None:
    with s3_server() as endpoint:
        stores, _ = s3_stores(endpoint, "away", tmp_path / "recordings", tmp_path / "s3-key")
        vault = Vault(engine, tmp_path, clock, stores)
        await vault.pack("rec-1")
        await vault.pack("rec-2")
    result = await verified(vault)
    assert [(finding.fault, finding.store) for finding in result.findings] == [
        ("store_away", "s3://away/nagrania")
    ]


async def test_the_command_says_in_polish_what_is_wrong_and_ends_with_1(
    on_disk: Vault, dsn: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"S724_STATE_DIR": str(tmp_path), "S724_DATABASE_URL": dsn}.items():
        monkeypatch.setenv(name, value)
    name = await on_disk.pack("rec-1")
    installation = Settings(state_dir=tmp_path, database_url=dsn)
    assert (await anyio.to_thread.run_sync(verify_recordings, installation)).is_intact
    assert "Wszystko jest tak, jak je zapisano." in capsys.readouterr().out
    assert await anyio.to_thread.run_sync(main, []) == 0
    on_disk.file(name).unlink()
    assert await anyio.to_thread.run_sync(main, []) == 1
    said = capsys.readouterr().out
    assert f"Brakuje pliku nagrania: rec-1, local, {name}" in said
    assert "NIE wszystko jest tak, jak je zapisano." in said


async def test_a_row_of_the_log_cannot_be_changed_by_the_way(on_disk: Vault) -> None:
    await on_disk.pack("rec-1")
    for statement in ("UPDATE recording_log SET why = 'x'", "DELETE FROM recording_log", "TRUNCATE recording_log"):
        with pytest.raises(DBAPIError):
            async with on_disk.engine.begin() as connection:
                await connection.execute(text(statement))


async def test_the_process_jobs_verifies_what_was_asked_for(on_disk: Vault, dsn: str, tmp_path: Path) -> None:
    lost = await on_disk.pack("rec-1")
    await on_disk.pack("rec-2")
    on_disk.file(lost).unlink()
    run = await ask_for_verification(on_disk.engine, "audytor", on_disk.clock.now(), "recordings")
    environment = {"S724_STATE_DIR": str(tmp_path), "S724_DATABASE_URL": dsn}
    process = forked.start("jobs", environment, tmp_path / "jobs.log")
    try:

        async def is_done() -> bool:
            found = await get_run(on_disk.engine, run)
            return found is not None and found.state == "done"

        await eventually(is_done, timeout=60)
    finally:
        process.kill()
        process.wait()
    done = await last_done_run(on_disk.engine, "recordings")
    assert done is not None
    assert done.result is not None
    [finding] = RecordingsVerified.of_document(done.result).findings
    assert (finding.fault, finding.recording) == ("missing", "rec-1")
    assert await open_alarms(on_disk.engine) == {"missing": 1}
