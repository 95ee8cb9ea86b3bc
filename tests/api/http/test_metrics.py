"""The page /metrics: who may see it, what stands on it, and what does when a part is away."""

import json
import os
import socket
from pathlib import Path

import pytest
from httpx import AsyncClient
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.live.agent_state import AgentState
from api.http.metrics import OF_APPLICATION
from core.db.tables.recording_tables import RecordingRow
from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallFailed, CallStarted
from core.facts.kinds.recordings import RecordingFailed
from core.facts.kinds.verification import ManyWrongTries
from core.ids import new_id
from core.proof.proof_store import ask_for_verification
from core.proof.signing import SigningKey, new_signing_key
from core.settings import Settings
from core.tasks.started import say_started
from jobs.proof import Proof
from jobs.recording_proof import RecordingProof
from jobs.report_figures import ReportFigures
from reports.figures.figures_projection import FiguresProjection
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.api.http.conftest import TOKEN, Scrape
from tests.support.database.chained_logs import tamper, write_accesses
from tests.support.database.postgres import server
from tests.support.recordings.packed_recordings import Vault
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio


async def test_only_the_monitor_sees_the_page(
    stranger: AsyncClient, log_in: LogIn, secrets: None, tmp_path: Path
) -> None:
    administrator = await log_in("administrator")
    for refused in (
        await stranger.get("/metrics"),
        await stranger.get("/metrics", headers={"Authorization": "Bearer "}),
        await stranger.get("/metrics", headers={"Authorization": f"Bearer {TOKEN[:-1]}"}),
        await administrator.get("/metrics"),
    ):
        assert (refused.status_code, refused.json()["code"]) == (401, "not_logged_in")
    # An installation that has no token yet shows the page to nobody, whatever is sent.
    (tmp_path / "secrets.json").write_text(json.dumps({"ari_password": "-", "pin_pepper": "-"}))
    for header in ("Bearer ", "Bearer x"):
        assert (await stranger.get("/metrics", headers={"Authorization": header})).status_code == 401


async def test_the_page_tells_of_queues_consultants_and_faults(
    centre: Centre, scrape: Scrape, clock: StandingClock
) -> None:
    call = "call-1"
    centre.publish(CallStarted(channel_id="c", dialled_number="9510", caller_number="600100200"), call)
    centre.publish(RecordingFailed(recording="rec-1", fault="disk_full"), call)
    centre.publish(CallFailed(error="TelephonyFailed"), call)
    centre.counters.mended()
    found = await scrape()
    assert found["s724_up", ("ari_app",)] == found["s724_up", ("database",)] == 1
    assert found["s724_up", ("agi_scripts",)] == found["s724_up", ("asterisk",)] == 0
    assert found["s724_asterisk_connected", ()] == 1
    assert found["s724_calls", ("scenario",)] == 1
    assert found["s724_failed_calls_total", ()] == found["s724_state_mismatches_total", ()] == 1
    assert found["s724_recordings_failed_total", ("disk_full",)] == 1
    assert found["s724_waiting_calls", ("20060",)] == 0
    assert found["s724_consultants", ("offline",)] == len(centre.matchmaker.team.agents) > 0
    assert found["s724_disk_free_bytes", ()] > 0


async def test_a_server_is_up_while_it_listens(scrape: Scrape, settings: Settings) -> None:
    assert (await scrape())["s724_up", ("agi_scripts",)] == 0
    with socket.create_server(("127.0.0.1", settings.agi_port)) as listening:
        assert (await scrape())["s724_up", ("agi_scripts",)] == 1
        listening.settimeout(0)
        with pytest.raises(BlockingIOError):  # nobody has knocked
            listening.accept()


async def test_the_watchdog_is_up_while_it_has_its_line_to_asterisk(
    scrape: Scrape, settings: Settings, clock: StandingClock
) -> None:
    with socket.create_server(("127.0.0.1", settings.ami_port)):
        assert (await scrape())["s724_up", ("watchdog",)] == 0
        with socket.create_connection(("127.0.0.1", settings.ami_port)):
            assert (await scrape())["s724_up", ("watchdog",)] == 1
            # The application has such a line, too: the watchdog has said that it began, and is gone.
            (settings.state / "run").mkdir()
            say_started(settings.state, "watchdog", clock.now())
            assert (await scrape())["s724_up", ("watchdog",)] == 0


async def test_what_any_process_wrote_lately_is_counted(
    centre: Centre, scrape: Scrape, clock: StandingClock
) -> None:
    old, new = clock.now().replace(year=2020), clock.now()
    facts: list[AnyEvent] = [
        CallFailed(id=new_id("event"), at=at, error="ApplicationAway", call_id="c") for at in (old, new, new)
    ]
    facts += [ManyWrongTries(id=new_id("event"), at=at, tries=60) for at in (old, new)]
    await centre.write(facts)
    found = await scrape()
    assert found["s724_recent_facts", ("ApplicationAway", "CallFailed")] == 2
    assert found["s724_recent_facts", ("", "ManyWrongTries")] == 1


async def test_how_long_rows_wait_for_their_block_and_whether_the_logs_are_whole(
    engine: AsyncEngine, scrape: Scrape, clock: StandingClock, settings: Settings
) -> None:
    proof = Proof(engine, clock, settings.anchors, SigningKey(new_signing_key()))
    async with engine.begin() as connection:
        await write_accesses(connection, clock.now(), "anna", "jan")
    clock.passes(seconds=30)
    found = await scrape()
    assert found["s724_unchained_age_seconds", ("access_log",)] == 30
    assert ("s724_logs_intact", ()) not in found, "nothing was verified yet"
    await proof.chain()
    await proof.verify(await ask_for_verification(engine, "audytor", clock.now()))
    found = await scrape()
    assert (found["s724_unchained_age_seconds", ("access_log",)], found["s724_logs_intact", ()]) == (0, 1)
    await tamper(engine, "DELETE FROM access_log WHERE number = 1")
    clock.passes(seconds=1)
    await proof.verify(await ask_for_verification(engine, "audytor", clock.now()))
    assert (await scrape())["s724_logs_intact", ()] == 0


async def test_the_state_of_the_recordings_is_told_with_the_alarms_that_nobody_has_closed(
    scrape: Scrape, engine: AsyncEngine, clock: StandingClock, settings: Settings
) -> None:
    vault = Vault(engine, settings.state, clock)
    lost = await vault.pack("rec-1")
    proof = RecordingProof(
        *(engine, clock, vault.folder, vault.stores, vault.ring), anchors=settings.anchors, public_key=""
    )
    found = await scrape()
    assert ("s724_recordings_intact", ()) not in found, "nothing was verified yet"
    assert found["s724_recording_alarms", ("missing",)] == 0
    await proof.verify(await ask_for_verification(engine, "audytor", clock.now(), "recordings"))
    assert (await scrape())["s724_recordings_intact", ()] == 1
    vault.file(lost).unlink()
    clock.passes(seconds=1)
    await proof.verify(await ask_for_verification(engine, "audytor", clock.now(), "recordings"))
    found = await scrape()
    assert (found["s724_recordings_intact", ()], found["s724_recording_alarms", ("missing",)]) == (0, 1)


async def test_how_old_the_figures_of_reports_are_and_what_the_check_found_is_told(
    scrape: Scrape, engine: AsyncEngine, clock: StandingClock
) -> None:
    found = await scrape()
    assert not {("s724_reports_age_seconds", ()), ("s724_report_differences", ())} & found.keys()
    figures = ReportFigures(engine, clock)
    await FiguresProjection(engine, clock).catch_up()
    await figures.check()
    clock.passes(seconds=12)
    found = await scrape()
    assert (found["s724_reports_age_seconds", ()], found["s724_report_differences", ()]) == (12, 0)


async def test_recordings_that_are_not_sealed_yet_are_counted_with_the_age_of_the_oldest(
    engine: AsyncEngine, scrape: Scrape, clock: StandingClock
) -> None:
    found = await scrape()
    of_age = ("s724_recordings_waiting_age_seconds", ())
    assert (found["s724_recordings_waiting", ()], found[of_age]) == (0, 0)
    rows = [
        {"id": f"rec-{state}", "call_id": "call-1", "file": "a.wav", "state": state, "started_at": clock.now()}
        for state in ("recording", "closed", "packed", "destroyed")
    ]
    async with engine.begin() as connection:
        await connection.execute(insert(RecordingRow), rows)
    clock.passes(seconds=90)
    found = await scrape()
    assert (found["s724_recordings_waiting", ()], found[of_age]) == (1, 90)


async def test_without_the_process_that_owns_the_calls_the_page_says_so(scrape: Scrape) -> None:
    found = await scrape()
    assert found["s724_up", ("ari_app",)] == 0
    assert found["s724_up", ("api",)] == found["s724_up", ("database",)] == 1
    assert found["s724_heartbeat_age_seconds", ()] == float("inf")
    assert not [name for name, _ in found if name.startswith("s724_calls")]


async def test_without_the_database_the_heartbeat_tells_that_calls_are_served(
    scrape: Scrape, tmp_path: Path, clock: StandingClock
) -> None:
    heartbeat = tmp_path / "run" / "heartbeat"
    heartbeat.parent.mkdir()
    heartbeat.touch()
    spool = tmp_path / "spool" / "agi" / "journal-000000001.jsonl"
    spool.parent.mkdir(parents=True)
    spool.write_text("{}\n")
    with server().away():
        for age, is_up in ((1.0, 1), (60.0, 0)):
            moment = clock.now().timestamp() - age
            os.utime(heartbeat, (moment, moment))
            found = await scrape()
            assert found["s724_up", ("database",)] == 0
            assert found["s724_up", ("ari_app",)] == is_up
            assert found["s724_heartbeat_age_seconds", ()] == pytest.approx(age, abs=0.1)
            assert found["s724_spool_bytes", ("agi/journal",)] == 3


async def test_each_figure_of_the_application_has_its_place_on_the_page(centre: Centre) -> None:
    centre.publish(RecordingFailed(recording="rec-1", fault="not_started"), "call-1")
    await centre.space.look()
    figures = centre.metrics.answer().figures
    of_several = {"asterisk_up"}  # not where there is one Asterisk
    assert {key.partition(".")[0] for key in figures} == OF_APPLICATION.keys() - of_several
    assert {key for key in figures if key.startswith("consultants.")} == {f"consultants.{s}" for s in AgentState}
