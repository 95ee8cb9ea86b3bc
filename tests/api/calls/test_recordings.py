"""Recordings by the web service: who sees which, who hears them and by what reason, what is written down, and what
is left of one that was destroyed. The files are sealed by the real vault."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from anyio import to_thread
from httpx import AsyncClient
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.call_tables import CallRow, EventRow
from core.db.tables.client_tables import AccessLogRow
from core.db.tables.recording_tables import (
    RecordingAlarmRow,
    RecordingConsentRow,
    RecordingFileRow,
    RecordingKeyRow,
    RecordingLogRow,
    RecordingMarkRow,
    RecordingRow,
)
from core.db.tables.request_tables import AccessReasonRow, LegalHoldRow
from core.db.tables.staff_tables import AuditRow
from core.settings import Settings
from recordings.vault.keys import new_installation_key
from recordings.vault.watermark import tags_of
from recordings.vault.withdrawal_store import destroy_withdrawn
from tests.api.centre import running_centre
from tests.api.conftest import LogIn
from tests.api.people import CONSULTANTS
from tests.support.calls.call_facts import NINE
from tests.support.centres.installation_secrets import write_secrets
from tests.support.clients.persons import put_person
from tests.support.recordings.sealed_recordings import put_recording, seal_all, voices
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

ANNA = "client-anna"
WHY = {"reason": "Skarga klientki"}
NUMBER = "600100200"


@pytest.fixture(autouse=True)
def _secrets(tmp_path: Path) -> None:
    write_secrets(tmp_path, pesel_key="")


@pytest.fixture
async def chief(log_in: LogIn) -> AsyncClient:
    return await log_in("kierownik-20060")


@pytest.fixture
async def sealed(engine: AsyncEngine, settings: Settings, clock: StandingClock) -> None:
    """`rec-1`, of a call of Anna's with Kolno's first consultant."""
    await put_person(engine, ANNA, "20060")
    await put_call(engine, "call-1", ANNA)
    await put_recording(engine, settings, "rec-1", call_id="call-1")
    await seal_all(engine, settings, clock)


async def put_call(
    engine: AsyncEngine, call_id: str, client: str | None, office: str = "20060", *, is_open: bool = False
) -> None:
    async with engine.begin() as connection:
        await connection.execute(
            insert(CallRow).values(
                id=call_id,
                dialled_number="9510",
                caller_number=NUMBER,
                started_at=NINE,
                ended_at=None if is_open else NINE,
                client_id=client,
                office=office,
                agent="k20060-1",
                verification_level=0,
                is_recording_allowed=True,
                direction="inbound",
            )
        )


async def put_hold(engine: AsyncEngine, **of: Any) -> None:
    hold = {
        "id": "hold-1",
        "office": "20060",
        "basis": "art. 17 ust. 3 RODO",
        "reason": "Spór w sądzie",
        "set_by": "ktos",
    }
    async with engine.begin() as connection:
        await connection.execute(insert(LegalHoldRow).values(**hold, set_at=NINE, **of))


async def found(who: AsyncClient, **wanted: Any) -> list[str]:
    answer = await who.post("/api/recordings/search", json=wanted)
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["recordings"]]


async def looks(engine: AsyncEngine) -> list[tuple[str, str, str | None, str | None]]:
    """Entries of the access log about recordings: who, what came of it, whose, and the reason."""
    query = (
        select(AccessLogRow.who, AccessLogRow.outcome, AccessLogRow.client_id, AccessReasonRow.reason)
        .outerjoin(AccessReasonRow, AccessReasonRow.access_id == AccessLogRow.id)
        .where(AccessLogRow.purpose == "recording")
        .order_by(AccessLogRow.at, AccessLogRow.id)
    )
    async with engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(query)]  # type: ignore[misc]


async def opened(who: AsyncClient, recording: str = "rec-1") -> dict[str, Any]:
    answer = await who.post(f"/api/recordings/{recording}/listen", json=WHY)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_the_search_is_narrowed_by_every_filter_and_goes_page_by_page(
    chief: AsyncClient, engine: AsyncEngine, settings: Settings
) -> None:
    await put_recording(engine, settings, "rec-1", seconds=2)
    await put_recording(engine, settings, "rec-2", after=60, agent="k20060-2", kind="spoken", topic="employer")
    await put_recording(engine, settings, "rec-3", after=120, seconds=9, kind="statutory", call_id="call-3")
    await put_recording(engine, settings, "rec-4", after=100_000, state="failed")
    async with engine.begin() as connection:
        alarm = {"kind": "short", "recording_id": "rec-1", "office": "20060", "found_at": NINE}
        await connection.execute(insert(RecordingAlarmRow).values(id="alarm-1", **alarm))
    assert await found(chief) == ["rec-4", "rec-3", "rec-2", "rec-1"]
    for wanted, ids in (
        ({"from": "2026-11-25"}, ["rec-4"]),
        ({"to": "2026-11-24"}, ["rec-3", "rec-2", "rec-1"]),
        ({"agent": "k20060-2"}, ["rec-2"]),
        ({"topic": "employer"}, ["rec-2"]),
        ({"call_id": "call-3"}, ["rec-3"]),
        ({"state": "failed"}, ["rec-4"]),
        ({"mode": "on_demand"}, ["rec-2"]),
        ({"mode": "statutory"}, ["rec-3"]),
        ({"min_seconds": 5}, ["rec-3"]),
        ({"alarm": "any"}, ["rec-1"]),
        ({"alarm": "empty"}, []),
        ({"office": "20610"}, []),
    ):
        assert await found(chief, **wanted) == ids, wanted
    seen: list[str] = []
    cursor = None
    while True:
        answer = await chief.post("/api/recordings/search", json={"limit": 3, "cursor": cursor})
        seen += [row["id"] for row in answer.json()["recordings"]]
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            break
    assert seen == ["rec-4", "rec-3", "rec-2", "rec-1"]
    refused = await chief.post("/api/recordings/search", json={"caller": NUMBER})
    assert (refused.status_code, refused.json()["fields"][0]["message"]) == (422, "Nieznane pole.")


async def test_an_office_sees_its_own_and_a_consultant_the_own_conversations(
    log_in: LogIn, engine: AsyncEngine, settings: Settings
) -> None:
    await put_recording(engine, settings, "rec-kolno")
    await put_recording(engine, settings, "rec-of-another", agent="k20060-2")
    await put_recording(engine, settings, "rec-bialystok", office="20610", agent="k20610-1")
    for who, seen in (
        ("kierownik-20060", {"rec-kolno", "rec-of-another"}),
        ("k20060-1", {"rec-kolno"}),
        ("k20610-1", {"rec-bialystok"}),
        ("kierownik-wup", {"rec-kolno", "rec-of-another", "rec-bialystok"}),
        ("zespol", {"rec-kolno", "rec-of-another", "rec-bialystok"}),
        ("audytor", {"rec-kolno", "rec-of-another", "rec-bialystok"}),
    ):
        client = await log_in(who)
        assert set(await found(client)) == seen, who
        for recording in ("rec-kolno", "rec-bialystok"):
            answer = await client.get(f"/api/recordings/{recording}")
            assert answer.status_code == (200 if recording in seen else 404), (who, recording)
    for who in ("administrator", "technik", "redaktor"):
        refused = await (await log_in(who)).post("/api/recordings/search", json={})
        assert refused.status_code == 403


async def test_only_who_may_hear_what_was_said_is_given_it(log_in: LogIn, sealed: None) -> None:
    for who, status in (
        ("kierownik-20060", 200),
        ("kierownik-20610", 404),  # of another office: as if there were none
        ("kierownik-wup", 403),  # sees that it was made, and no more
        ("zespol", 403),
        ("audytor", 403),
        *((consultant, 403) for consultant in CONSULTANTS),
    ):
        client = await log_in(who)
        for path in ("listen", "download"):
            answer = await client.post(f"/api/recordings/rec-1/{path}", json=WHY)
            assert answer.status_code == status, (who, path, answer.text)


async def test_nobody_s_number_stands_in_the_list_and_a_look_at_whose_it_is_is_written_down(
    log_in: LogIn, chief: AsyncClient, engine: AsyncEngine, settings: Settings, sealed: None
) -> None:
    listed = await chief.post("/api/recordings/search", json={})
    assert NUMBER not in listed.text
    assert ANNA not in listed.text
    assert await looks(engine) == []
    shown = (await chief.get("/api/recordings/rec-1")).json()
    assert (shown["caller_number"], shown["client_id"], shown["may_listen"]) == (NUMBER, ANNA, True)
    assert [one["kind"] for one in shown["consents"]] == ["key"]
    assert [one["what"] for one in shown["log"]] == ["stored"]
    assert await looks(engine) == [("kierownik-20060", "found", ANNA, None)]
    plain = (await (await log_in("audytor")).get("/api/recordings/rec-1")).json()
    assert (plain["caller_number"], plain["client_id"], plain["may_listen"]) == (None, None, False)
    assert len(await looks(engine)) == 1


async def test_by_number_or_client_only_those_are_found_of_which_one_may_know_whose_they_are(
    chief: AsyncClient, log_in: LogIn, engine: AsyncEngine, settings: Settings, sealed: None
) -> None:
    await put_call(engine, "call-2", None, "20610")
    await put_recording(engine, settings, "rec-2", call_id="call-2", office="20610", agent="k20610-1")
    assert await found(chief, caller_number=NUMBER) == ["rec-1"]
    assert await found(chief, client_id=ANNA) == ["rec-1"]
    assert await found(chief, caller_number="600100999") == []
    assert set(await found(await log_in("k20060-1"), caller_number=NUMBER)) == {"rec-1"}
    assert await found(await log_in("k20060-2"), caller_number=NUMBER) == []
    refused = await (await log_in("zespol")).post("/api/recordings/search", json={"caller_number": NUMBER})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    async with engine.connect() as connection:
        rows = (await connection.execute(select(AccessLogRow).where(AccessLogRow.purpose == "call_search"))).all()
    told = sorted((row.who, row.client_id or "", row.outcome) for row in rows)
    assert told == [
        ("k20060-1", "", "found"), ("k20060-2", "", "none"), ("kierownik-20060", "", "found"),
        ("kierownik-20060", "", "none"), ("kierownik-20060", ANNA, "found"),
    ]  # fmt: skip


async def test_a_recording_of_nobody_known_is_written_down_too(
    chief: AsyncClient, engine: AsyncEngine, settings: Settings, clock: StandingClock
) -> None:
    await put_call(engine, "call-9", None)
    await put_recording(engine, settings, "rec-9", call_id="call-9")
    await seal_all(engine, settings, clock)
    await opened(chief, "rec-9")
    assert await looks(engine) == [("kierownik-20060", "found", None, WHY["reason"])]


async def test_silent_spans_are_told_with_why(chief: AsyncClient, engine: AsyncEngine, sealed: None) -> None:
    async with engine.begin() as connection:
        mark = {"recording_id": "rec-1", "number": 1, "why": "secret", "from_time": 0.5, "to_time": 1.25}
        await connection.execute(insert(RecordingMarkRow).values(**mark))
    shown = (await chief.get("/api/recordings/rec-1")).json()
    assert shown["marks"] == [{"why": "secret", "from_time": 0.5, "to_time": 1.25}]


async def test_a_reason_opens_a_recording_for_ten_minutes_and_is_written_down_once(
    chief: AsyncClient, log_in: LogIn, engine: AsyncEngine, clock: StandingClock, sealed: None
) -> None:
    for path in ("audio", "waveform"):
        closed = await chief.get(f"/api/recordings/rec-1/{path}")
        assert (closed.status_code, closed.json()["code"]) == (403, "reason_needed")
    for reason in ({}, {"reason": ""}, {"reason": "bo"}, {"reason": "     "}, {"reason": "a\nbcdefg"}):
        assert (await chief.post("/api/recordings/rec-1/listen", json=reason)).status_code == 422, reason
    assert await looks(engine) == []
    told = await opened(chief)
    assert told["until"].startswith("2026-11-24T09:10:00")
    assert (told["media_type"], told["seconds"]) == ("audio/flac", 3.0)
    for _ in range(5):
        assert (await chief.get("/api/recordings/rec-1/audio")).status_code == 200
        assert (await chief.get("/api/recordings/rec-1/waveform")).status_code == 200
    assert await looks(engine) == [("kierownik-20060", "found", ANNA, WHY["reason"])]
    clock.passes(minutes=9, seconds=59)
    assert (await chief.get("/api/recordings/rec-1/audio")).status_code == 200
    clock.passes(seconds=1)
    assert (await chief.get("/api/recordings/rec-1/audio")).json()["code"] == "reason_needed"


async def test_what_one_account_has_opened_is_closed_for_another(
    chief: AsyncClient, log_in: LogIn, engine: AsyncEngine, sealed: None
) -> None:
    await opened(chief)
    async with engine.begin() as connection:  # a colleague with the same rights
        await connection.exec_driver_sql(
            "INSERT INTO account (username, display_name, role, office, password_hash) "
            "SELECT 'zastepca', 'Zastępca', role, office, password_hash FROM account "
            "WHERE username = 'kierownik-20060'"
        )
    other = await log_in("zastepca")
    assert (await other.get("/api/recordings/rec-1/audio")).json()["code"] == "reason_needed"


async def test_what_is_heard_is_what_was_said_on_each_side(chief: AsyncClient, sealed: None) -> None:
    await opened(chief)
    whole = await chief.get("/api/recordings/rec-1/audio")
    assert (whole.headers["content-type"], whole.headers["cache-control"]) == ("audio/flac", "no-store")
    assert (whole.headers["accept-ranges"], whole.headers["content-length"]) == ("bytes", str(len(whole.content)))
    samples, rate = soundfile.read(io.BytesIO(whole.content), dtype="int16")
    assert rate == 8000
    assert np.array_equal(samples, voices(3.0))
    drawn = (await chief.get("/api/recordings/rec-1/waveform")).json()
    caller, consultant = np.array(drawn["caller"]), np.array(drawn["consultant"])
    assert drawn["peaks_a_second"] == 10
    assert len(caller) == len(consultant) == 30
    assert caller[:14].min() > 0 == caller[16:].max()
    assert consultant[:14].max() == 0 < consultant[16:].min()


async def test_ranges_are_served_as_a_player_asks_for_them(
    chief: AsyncClient, engine: AsyncEngine, settings: Settings, clock: StandingClock
) -> None:
    await put_recording(engine, settings, "rec-1", seconds=20)  # over several chunks of the sealed file
    await seal_all(engine, settings, clock)
    size = (await opened(chief))["size"]
    assert size > 4 * 65536
    whole = (await chief.get("/api/recordings/rec-1/audio")).content
    assert len(whole) == size
    for header, start, end in (
        ("bytes=0-99", 0, 100),
        ("bytes=65530-65545", 65530, 65546),  # on both sides of a chunk's end
        ("bytes=131072-", 131072, size),
        ("bytes=-17", size - 17, size),
        ("bytes=0-", 0, size),
        (f"bytes=0-{size * 2}", 0, size),
    ):
        part = await chief.get("/api/recordings/rec-1/audio", headers={"Range": header})
        assert part.status_code == 206, header
        assert part.headers["content-range"] == f"bytes {start}-{end - 1}/{size}"
        assert part.headers["content-length"] == str(end - start)
        assert part.content == whole[start:end], header
    for header in (f"bytes={size}-", "bytes=-0"):
        behind = await chief.get("/api/recordings/rec-1/audio", headers={"Range": header})
        assert (behind.status_code, behind.headers["content-range"]) == (416, f"bytes */{size}")
        assert behind.json()["code"] == "range_not_there"
    for header in ("bytes=0-1,5-9", "lines=1-2", "bytes=9-1"):
        several = await chief.get("/api/recordings/rec-1/audio", headers={"Range": header})
        assert (several.status_code, several.content) == (200, whole), header


@pytest.mark.parametrize("state", ["recording", "closed", "failed", "missing"])
async def test_what_cannot_be_heard_says_why(
    chief: AsyncClient, engine: AsyncEngine, settings: Settings, state: str
) -> None:
    await put_recording(engine, settings, "rec-1", state=state)
    answer = await chief.post("/api/recordings/rec-1/listen", json=WHY)
    assert (answer.status_code, answer.json()["code"]) == (409, "recording_not_ready")
    assert await looks(engine) == []


async def test_a_recording_whose_key_file_or_store_is_away_says_which(
    chief: AsyncClient, engine: AsyncEngine, settings: Settings, tmp_path: Path, sealed: None
) -> None:
    async def asked(status: int, code: str) -> str:
        answer = await chief.post("/api/recordings/rec-1/listen", json=WHY)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        sound = await chief.get("/api/recordings/rec-1/audio")
        assert (sound.status_code, sound.json()["code"]) == (status, code)
        return str(answer.json()["message"])

    await opened(chief)
    secrets = tmp_path / "secrets.json"
    kept = secrets.read_bytes()
    write_secrets(tmp_path, recording_key=new_installation_key())
    assert "Klucz nagrań tej instalacji nie otwiera" in await asked(503, "recording_wrong_key")
    secrets.write_bytes(kept)
    async with engine.connect() as connection:
        name = await connection.scalar(select(RecordingFileRow.object))
    file = settings.recordings / str(name)
    content = await to_thread.run_sync(file.read_bytes)
    await to_thread.run_sync(file.write_bytes, content[:50] + bytes(len(content) - 50))
    await asked(409, "recording_changed")
    await to_thread.run_sync(file.unlink)
    await asked(404, "recording_missing")
    async with engine.begin() as connection:
        await connection.execute(update(RecordingFileRow).values(store="s3://elsewhere/there"))
    await asked(503, "recording_store_away")
    async with engine.begin() as connection:
        await connection.execute(update(RecordingKeyRow).values(wrapped=None, destroyed_at=NINE))
    await asked(410, "recording_destroyed")
    assert len(await looks(engine)) == 1, "what nobody heard is no listening"


async def test_a_download_carries_who_took_it_when_and_why(
    chief: AsyncClient, engine: AsyncEngine, sealed: None
) -> None:
    answer = await chief.post("/api/recordings/rec-1/download", json=WHY)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"] == 'attachment; filename="rec-1.flac"'
    assert answer.headers["content-length"] == str(len(answer.content))
    tags = tags_of(answer.content)
    assert tags["DOWNLOADED_BY"] == "kierownik-20060"
    assert tags["DOWNLOADED_AT"] == "2026-11-24T09:00:00+00:00"
    assert tags["REASON"] == WHY["reason"]
    assert len(tags["INSTALLATION"]) == 16
    with soundfile.SoundFile(io.BytesIO(answer.content)) as file:  # by another's library
        assert "kierownik-20060" in file.comment
        assert WHY["reason"] in file.comment
        assert file.title == "Nagranie rozmowy rec-1"
        assert np.array_equal(file.read(dtype="int16"), voices(3.0))
    assert await looks(engine) == [("kierownik-20060", "exported", ANNA, WHY["reason"])]


@pytest.mark.parametrize(("act", "why"), [("withdraw", "withdrawn"), ("destroy", "ordered")])
async def test_what_the_office_ends_is_gone_for_good_and_that_it_was_stays(
    chief: AsyncClient, engine: AsyncEngine, settings: Settings, sealed: None, act: str, why: str
) -> None:
    await opened(chief)
    answer = await chief.post(f"/api/recordings/rec-1/{act}", json=WHY)
    assert (answer.status_code, answer.json()) == (200, {"state": "destroyed", "is_pending": False})
    for method, path in (("GET", "audio"), ("GET", "waveform"), ("POST", "listen"), ("POST", "download")):
        gone = await chief.request(method, f"/api/recordings/rec-1/{path}", json=WHY if method == "POST" else None)
        assert (gone.status_code, gone.json()["code"]) == (410, "recording_gone"), path
    again = await chief.post(f"/api/recordings/rec-1/{act}", json=WHY)
    assert again.status_code == 410
    files: Iterable[Path] = await to_thread.run_sync(lambda: list(settings.recordings.rglob("*rec-1*")))
    assert list(files) == []
    async with engine.connect() as connection:
        assert await connection.scalar(select(RecordingKeyRow.wrapped)) is None
        assert await connection.scalar(select(RecordingFileRow.recording_id)) is None
        row = (await connection.execute(select(RecordingRow.__table__))).one()
        logged = list(await connection.scalars(select(RecordingLogRow.what).order_by(RecordingLogRow.number)))
        consents = list(
            await connection.scalars(select(RecordingConsentRow.kind).order_by(RecordingConsentRow.at))
        )
        facts = list(await connection.scalars(select(EventRow.type)))
        audited = list(await connection.scalars(select(AuditRow.operation).where(AuditRow.subject == "recording")))
    assert (row.state, row.gone_by, row.gone_why) == ("destroyed", "kierownik-20060", why)
    assert logged == ["stored", "destroyed"]
    is_withdrawn = act == "withdraw"
    assert sorted(consents) == (["key", "withdrawn"] if is_withdrawn else ["key"])
    assert ("RecordingWithdrawn" in facts) == is_withdrawn
    assert audited == [f"{act}_recording"]
    assert await looks(engine) == [
        ("kierownik-20060", "found", ANNA, WHY["reason"]),
        ("kierownik-20060", "written", ANNA, WHY["reason"]),
    ]
    shown = (await chief.get("/api/recordings/rec-1")).json()
    assert (shown["state"], shown["gone_why"]) == ("destroyed", why)


@pytest.mark.parametrize(
    "of", [{"call_id": "call-1"}, {"client_id": ANNA}, {"client_id": ANNA, "categories": ["recordings"]}]
)
async def test_a_legal_hold_keeps_a_recording_and_says_until_when(
    chief: AsyncClient, log_in: LogIn, engine: AsyncEngine, clock: StandingClock, sealed: None, of: dict[str, Any]
) -> None:
    await put_hold(engine, **of, until=(NINE + timedelta(days=6)).date())
    for act, told in (("destroy", "Niczego nie zmieniono"), *[("withdraw", "Cofnięcie zgody zapisano")] * 2):
        held = await chief.post(f"/api/recordings/rec-1/{act}", json=WHY)
        assert (held.status_code, held.json()["code"]) == (409, "recording_held")
        assert "do 30.11.2026 włącznie" in held.json()["message"] and told in held.json()["message"]
    shown = (await chief.get("/api/recordings/rec-1")).json()
    assert (shown["is_held"], shown["held_until"], shown["state"]) == (True, "2026-11-30", "packed")
    assert [one["kind"] for one in shown["consents"]] == ["key", "withdrawn"]
    assert await destroy_withdrawn(engine, clock.now()) == 0
    await opened(chief)
    clock.passes(days=7)
    later = await log_in("kierownik-20060")
    assert await destroy_withdrawn(engine, clock.now()) == 1
    shown = (await later.get("/api/recordings/rec-1")).json()
    assert (shown["state"], shown["gone_by"], shown["gone_why"]) == ("destroyed", "kierownik-20060", "withdrawn")


async def test_a_hold_of_other_data_keeps_no_recording(
    chief: AsyncClient, engine: AsyncEngine, sealed: None
) -> None:
    await put_hold(engine, client_id=ANNA, categories=["benefits"])
    assert (await chief.post("/api/recordings/rec-1/destroy", json=WHY)).status_code == 200


async def test_what_a_provision_demands_has_no_consent_to_withdraw(
    chief: AsyncClient, engine: AsyncEngine, settings: Settings, clock: StandingClock
) -> None:
    await put_recording(engine, settings, "rec-1", kind="statutory")
    await seal_all(engine, settings, clock)
    refused = await chief.post("/api/recordings/rec-1/withdraw", json=WHY)
    assert (refused.status_code, refused.json()["code"]) == (409, "no_consent_to_withdraw")
    assert (await chief.post("/api/recordings/rec-1/destroy", json=WHY)).status_code == 200


async def test_of_a_call_that_was_handed_on_each_recording_goes_by_the_rule_of_its_own_conversation(
    chief: AsyncClient, engine: AsyncEngine, settings: Settings, clock: StandingClock
) -> None:
    """Consent was given in the first one; in the second one the caller was told of a provision."""
    await put_recording(engine, settings, "rec-1", call_id="call-1")
    await put_recording(engine, settings, "rec-2", call_id="call-1", after=60, kind="statutory")
    async with engine.begin() as connection:  # an answer is about the call
        await connection.execute(update(RecordingConsentRow).values(recording_id=None))
    await seal_all(engine, settings, clock)
    found = (await chief.post("/api/recordings/search", json={})).json()["recordings"]
    assert [(one["id"], one["mode"]) for one in found] == [("rec-2", "statutory"), ("rec-1", "opt_in")]
    refused = await chief.post("/api/recordings/rec-2/withdraw", json=WHY)
    assert (refused.status_code, refused.json()["code"]) == (409, "no_consent_to_withdraw")
    assert (await chief.post("/api/recordings/rec-1/withdraw", json=WHY)).status_code == 200


async def test_a_closed_one_that_is_not_sealed_yet_is_destroyed_with_its_clear_file(
    chief: AsyncClient, engine: AsyncEngine, settings: Settings, clock: StandingClock
) -> None:
    await put_recording(engine, settings, "rec-1")
    assert (await chief.post("/api/recordings/rec-1/withdraw", json=WHY)).status_code == 200
    await seal_all(engine, settings, clock)
    left: list[Path] = await to_thread.run_sync(lambda: list(settings.recordings.rglob("*rec-1*")))
    assert left == []
    assert (await chief.get("/api/recordings/rec-1")).json()["state"] == "destroyed"


async def test_while_the_call_goes_on_the_process_of_the_calls_is_asked_first(
    chief: AsyncClient, engine: AsyncEngine, settings: Settings, clock: StandingClock, dsn: str, tmp_path: Path
) -> None:
    await put_call(engine, "call-1", None, is_open=True)
    await put_recording(engine, settings, "rec-1", call_id="call-1", state="recording")
    away = await chief.post("/api/recordings/rec-1/withdraw", json=WHY)
    assert (away.status_code, away.json()["code"]) == (503, "centre_unavailable")
    assert (await chief.get("/api/recordings/rec-1")).json()["state"] == "recording"
    early = await chief.post("/api/recordings/rec-1/destroy", json=WHY)
    assert (early.status_code, early.json()["code"]) == (409, "recording_not_ready")
    assert [outcome for _, outcome, _, _ in await looks(engine)] == ["found"], "nothing was ended"
    async with running_centre(dsn, engine, tmp_path / "spool", clock):  # it knows of no such call any more
        answer = await chief.post("/api/recordings/rec-1/withdraw", json=WHY)
    assert (answer.status_code, answer.json()["state"]) == (200, "destroyed")
    assert await to_thread.run_sync(lambda: list(settings.recordings.rglob("*rec-1*"))) == []


async def test_a_hold_keeps_the_process_of_the_calls_from_being_asked(
    chief: AsyncClient, engine: AsyncEngine, settings: Settings
) -> None:
    await put_call(engine, "call-1", None, is_open=True)
    await put_recording(engine, settings, "rec-1", call_id="call-1", state="recording")
    await put_hold(engine, call_id="call-1")
    held = await chief.post("/api/recordings/rec-1/withdraw", json=WHY)
    assert (held.status_code, held.json()["code"]) == (409, "recording_held")
    assert "do odwołania" in held.json()["message"]


async def test_an_office_ends_only_its_own(log_in: LogIn, sealed: None) -> None:
    for who, status in (("kierownik-20610", 404), ("kierownik-wup", 403), ("k20060-1", 403)):
        client = await log_in(who)
        for act in ("withdraw", "destroy"):
            assert (await client.post(f"/api/recordings/rec-1/{act}", json=WHY)).status_code == status, (who, act)


async def test_alarms_are_seen_by_their_office_and_closed_once(
    log_in: LogIn, chief: AsyncClient, engine: AsyncEngine
) -> None:
    async with engine.begin() as connection:
        for number, (kind, office) in enumerate([("none", "20060"), ("short", "20610"), ("foreign", None)]):
            at = NINE + timedelta(seconds=number)
            alarm = {
                "id": f"alarm-{number}",
                "kind": kind,
                "office": office,
                "object": f"{number}",
                "found_at": at,
            }
            await connection.execute(insert(RecordingAlarmRow).values(**alarm))

    async def seen(who: AsyncClient, **wanted: Any) -> list[str]:
        answer = await who.get("/api/recordings/alarms", params=wanted)
        return [alarm["id"] for alarm in answer.json()["alarms"]]

    team = await log_in("zespol")
    assert await seen(chief) == ["alarm-0"]
    assert await seen(team) == ["alarm-2", "alarm-1", "alarm-0"]
    assert await seen(await log_in("k20060-1")) == []
    closed = await chief.post("/api/recordings/alarms/alarm-0/close")
    assert (closed.status_code, closed.json()["closed_by"]) == (200, "kierownik-20060")
    assert (await chief.post("/api/recordings/alarms/alarm-0/close")).json()["code"] == "alarm_closed"
    assert (await chief.post("/api/recordings/alarms/alarm-1/close")).status_code == 404
    assert (await team.post("/api/recordings/alarms/alarm-2/close")).status_code == 200
    assert await seen(team, open=True) == ["alarm-1"]
    assert await seen(team, open=False) == ["alarm-2", "alarm-0"]


async def test_rules_are_planned_on_the_version_that_was_read(log_in: LogIn, chief: AsyncClient) -> None:
    read = await chief.get("/api/recordings/rules")
    [shipped] = read.json()["rules"]
    assert (shipped["office"], shipped["mode"], shipped["is_in_force"]) == (None, "opt_in", True)
    rule = {"office": "20060", "topic": None, "mode": "off", "basis": "", "valid_from": "2026-11-24"}
    headers = {"If-Match": read.headers["etag"]}
    saved = await chief.post("/api/recordings/rules", json=rule, headers=headers)
    assert saved.status_code == 200, saved.text
    assert [one["office"] for one in saved.json()["rules"]] == ["20060", None]
    stale = await chief.post("/api/recordings/rules", json=rule, headers=headers)
    assert (stale.status_code, stale.headers["etag"]) == (412, saved.headers["etag"])
    for wrong, sentence in (
        ({"mode": "statutory"}, "Nagrywanie z mocy przepisu wymaga podania przepisu."),
        ({"valid_from": "2026-11-23"}, "Zasada nie może obowiązywać wstecz."),
    ):
        refused = await chief.post(
            "/api/recordings/rules", json={**rule, **wrong}, headers={"If-Match": saved.headers["etag"]}
        )
        assert (refused.status_code, refused.json()["code"]) == (422, "settings_refused")
        assert [field["message"] for field in refused.json()["fields"]] == [sentence]
    for office in ("20610", None):
        answer = await chief.post("/api/recordings/rules", json={**rule, "office": office}, headers=headers)
        assert answer.status_code == 404, office
    other = await (await log_in("kierownik-20610")).get("/api/recordings/rules")
    assert [one["office"] for one in other.json()["rules"]] == [None]


async def test_a_person_s_recordings_go_out_as_one_file_with_a_list(
    chief: AsyncClient, engine: AsyncEngine, settings: Settings, clock: StandingClock, sealed: None
) -> None:
    await put_call(engine, "call-2", ANNA)
    await put_recording(engine, settings, "rec-2", call_id="call-2", after=60)
    await put_recording(engine, settings, "rec-strange", call_id="call-of-nobody", after=90)
    await seal_all(engine, settings, clock)
    await chief.post("/api/recordings/rec-2/destroy", json=WHY)
    body = {"client_id": ANNA, "kind": "access", "received_on": "2026-11-20"}
    request = (await chief.post("/api/requests", json=body)).json()
    early = await chief.get(f"/api/requests/{request['id']}/recordings.zip")
    assert early.json()["code"] == "request_step_refused"
    step = {"action": "identify", "note": "Dowód osobisty"}
    await chief.post(f"/api/requests/{request['id']}/steps", json=step, headers={"If-Match": '"1"'})
    answer = await chief.get(f"/api/requests/{request['id']}/recordings.zip")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["rec-1.flac", "spis.csv"]
        sound = archive.read("rec-1.flac")
        listed = list(csv.reader(io.StringIO(archive.read("spis.csv").decode("utf-8-sig")), delimiter=";"))
    assert np.array_equal(soundfile.read(io.BytesIO(sound), dtype="int16")[0], voices(3.0))
    assert tags_of(sound)["REASON"] == f"wniosek osoby {request['id']}"
    assert [(row[5], row[4]) for row in listed[1:]] == [("rec-1", "rec-1.flac"), ("rec-2", "zniszczone")]
    assert {(row[0], row[3]) for row in listed[1:]} == {("24.11.2026", "Kolno")}
    assert (await looks(engine))[-1] == ("kierownik-20060", "exported", ANNA, f"wniosek {request['id']}")
    copy = await chief.get(f"/api/requests/{request['id']}/export.json")
    assert copy.status_code == 200, copy.text
    assert json.loads(copy.text)["tables"]["recording"][0]["id"] == "rec-1"


async def test_one_that_cannot_be_read_keeps_no_other_from_going_out(
    chief: AsyncClient, engine: AsyncEngine, settings: Settings, clock: StandingClock, sealed: None
) -> None:
    await put_call(engine, "call-2", ANNA)
    await put_recording(engine, settings, "rec-2", call_id="call-2", after=60)
    await seal_all(engine, settings, clock)
    async with engine.begin() as connection:
        await connection.execute(delete(RecordingFileRow).where(RecordingFileRow.recording_id == "rec-1"))
    body = {"client_id": ANNA, "kind": "access", "received_on": "2026-11-20"}
    request = (await chief.post("/api/requests", json=body)).json()
    step = {"action": "identify", "note": "Dowód osobisty"}
    await chief.post(f"/api/requests/{request['id']}/steps", json=step, headers={"If-Match": '"1"'})
    answer = await chief.get(f"/api/requests/{request['id']}/recordings.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["rec-2.flac", "spis.csv"]
        assert "Nie ma takiego nagrania" in archive.read("spis.csv").decode("utf-8-sig")
