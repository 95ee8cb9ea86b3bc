"""Imports and exports over the web service: who may ask for them, and how they are told."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from clients.exporting.batch_file import Signer
from clients.exporting.run import Exports
from clients.importing.files.extract_files import extract_files
from clients.importing.run import Imports
from clients.pesel import PeselSafe
from core.db.tables.client_tables import AccessLogRow
from core.db.tables.contact_tables import ContactRow
from core.db.tables.person_tables import Client
from core.db.tables.staff_tables import AuditRow
from core.keys.secret_box import new_identity
from core.proof.signing import new_signing_key
from core.settings import Settings
from tests.api.conftest import LogIn
from tests.support.calls.call_facts import NINE
from tests.support.clients.extracts import AT, KOLNO, delivered, people, person
from tests.support.plugins.more import ANOTHER, first_of
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

SAFE = PeselSafe("k" * 40, new_identity())
OTHER = "20610"


@pytest.fixture
def imports(engine: AsyncEngine, clock: StandingClock, settings: Settings) -> Imports:
    """What the process `jobs` would do."""
    return Imports(engine, clock, settings.imports, SAFE)


def uploads(settings: Settings) -> list[str]:
    return [file.name for file in settings.imports.glob("uploads/*")]


async def asked(client: AsyncClient, **body: Any) -> list[dict[str, Any]]:
    answer = await client.post("/api/imports", json=body)
    assert answer.status_code == 202, answer.text
    return list(answer.json())


def zipped(**changed: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in extract_files(KOLNO, "full", AT, (0, 100), people("1")).items():
            archive.writestr(name, changed.get(name, content))
    return out.getvalue()


async def test_an_import_is_asked_for_watched_and_told(
    log_in: LogIn, settings: Settings, imports: Imports
) -> None:
    client = await log_in("kierownik-20060")
    rows = people("1", "2")
    rows["person"][1] = person("2", pesel="44051401358", last_name="Tajemnicza")
    source = delivered(settings.imports, "nocny", rows)
    [run] = await asked(client, source=source)
    assert (run["state"], run["office"], run["asked_by"]) == ("waiting", KOLNO, "kierownik-20060")
    await imports.run(run["id"])
    told = (await client.get(f"/api/imports/{run['id']}")).json()
    assert (told["state"], told["progress"], told["rejects"]) == ("done", 1.0, 2)
    assert told["counts"]["person"]["new"] == 1
    file = (await client.get(f"/api/imports/{run['id']}/rejects/file")).content.decode("utf-8-sig").splitlines()
    assert file[0] == "plik;wiersz;kolumna;powód"
    assert file[1].startswith("person.csv;3;pesel;Numer PESEL")
    assert len(file) == 3
    rejects = (await client.get(f"/api/imports/{run['id']}/rejects", params={"limit": 1})).json()["rejects"]
    assert (rejects[0]["file"], rejects[0]["line"], rejects[0]["column"]) == ("person.csv", 3, "pesel")
    more = await client.get(f"/api/imports/{run['id']}/rejects", params={"after": rejects[-1]["place"]})
    assert [one["code"] for one in more.json()["rejects"]] == ["unknown_person"]
    assert "Tajemnicza" not in f"{told}{rejects}{more.text}"
    assert [one["id"] for one in (await client.get("/api/imports")).json()["imports"]] == [run["id"]]


async def test_everything_that_waits_is_asked_for_within_the_own_reach(log_in: LogIn, settings: Settings) -> None:
    delivered(settings.imports, "a", people("1"))
    delivered(settings.imports, "b", people("2", office=OTHER), office=OTHER)
    client = await log_in("kierownik-20060")
    assert [run["office"] for run in await asked(client)] == [KOLNO]
    assert await asked(client) == []
    assert [run["office"] for run in await asked(await log_in("administrator"))] == [OTHER]
    assert {run["office"] for run in (await client.get("/api/imports")).json()["imports"]} == {KOLNO}


async def test_an_extract_of_another_office_is_answered_like_none(log_in: LogIn, settings: Settings) -> None:
    source = delivered(settings.imports, "b", people("2", office=OTHER), office=OTHER)
    client = await log_in("kierownik-20060")
    refused = await client.post("/api/imports", json={"source": source})
    assert (refused.status_code, refused.json()["code"]) == (422, "import_refused")
    missing = await client.post("/api/imports", json={"source": f"{KOLNO}/nie-ma"})
    assert missing.status_code == 422
    assert (await client.get("/api/imports")).json()["imports"] == []


@pytest.mark.parametrize(
    "source",
    first_of(
        3,
        ["../etc", "20060/../20610", "20060/..", "/etc/passwd", "uploads/x.zip", ""],
        ANOTHER,
        "tests/api/clients/test_imports.py::test_a_folder_elsewhere_cannot_be_named",
    ),
)
async def test_a_folder_elsewhere_cannot_be_named(log_in: LogIn, source: str) -> None:
    answer = await (await log_in("administrator")).post("/api/imports", json={"source": source})
    assert answer.status_code == 422


async def test_an_upload_is_taken_in_and_its_file_kept_until_then_only(
    log_in: LogIn, settings: Settings, imports: Imports, engine: AsyncEngine
) -> None:
    client = await log_in("kierownik-20060")
    answer = await client.post("/api/imports/upload", content=zipped())
    assert answer.status_code == 202, answer.text
    assert len(uploads(settings)) == 1
    assert await imports.run(answer.json()["id"]) == "done"
    again = await client.post("/api/imports/upload", content=zipped())
    assert again.json()["id"] == answer.json()["id"]
    assert uploads(settings) == []
    async with engine.connect() as connection:
        assert await connection.scalar(select(Client.ext_id)) == "1"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04...", b"<html>", zipped(**{"manifest.json": b"{}"})])
async def test_an_upload_that_is_no_extract_is_refused_and_not_kept(
    log_in: LogIn, settings: Settings, content: bytes
) -> None:
    answer = await (await log_in("kierownik-20060")).post("/api/imports/upload", content=content)
    assert (answer.status_code, answer.json()["code"]) == (422, "import_refused")
    assert uploads(settings) == []


async def test_a_quarantined_import_is_confirmed_and_who_did_it_is_written_down(
    log_in: LogIn, settings: Settings, imports: Imports, engine: AsyncEngine
) -> None:
    client = await log_in("kierownik-20060")
    [first] = await asked(client, source=delivered(settings.imports, "1", people("1", "2")))
    await imports.run(first["id"])
    later = delivered(settings.imports, "2", people("1"), at=AT + timedelta(days=1))
    [run] = await asked(client, source=later)
    assert await imports.run(run["id"]) == "quarantined"
    alone = await client.post(f"/api/imports/{run['id']}/confirm")
    assert (alone.status_code, alone.json()["state"]) == (202, "waiting")
    assert (await client.get(f"/api/imports/{run['id']}")).json()["state"] == "quarantined"
    own = await client.post(f"/api/proposals/{alone.json()['id']}/confirm")
    assert (own.status_code, own.json()["code"]) == (403, "second_person_refused")
    second = await log_in("administrator")
    answer = await second.post(f"/api/imports/{run['id']}/confirm")
    assert (answer.status_code, answer.json()["confirmed_by"]) == (202, "administrator")
    assert await imports.run(run["id"]) == "done"
    assert (await client.post(f"/api/imports/{run['id']}/confirm")).status_code == 409
    async with engine.connect() as connection:
        operations = set(await connection.scalars(select(AuditRow.operation)))
        jobs = await connection.scalar(text("SELECT count(*) FROM jobs.pgqueuer"))
    assert {"ask_for_imports", "confirm_import"} <= operations
    assert jobs == 2


async def test_a_file_for_the_office_is_fetched_checked_and_confirmed(
    log_in: LogIn, engine: AsyncEngine, clock: StandingClock, settings: Settings
) -> None:
    async with engine.begin() as connection:
        await connection.execute(
            insert(Client).values(id="client-1", office=KOLNO, ext_id="1", first_name="Anna", last_name="Żak")
        )
        await connection.execute(
            insert(ContactRow).values(
                id="contact-1",
                client_id="client-1",
                at=NINE - timedelta(days=1),
                channel="call",
                account="k20060-1",
                note="pyta o staż",
            )
        )
    await Exports(engine, clock, settings.exports, Signer(new_signing_key())).run()
    client = await log_in("kierownik-20060")
    [batch] = (await client.get("/api/exports")).json()["exports"]
    assert (batch["fetched_at"], batch["fetched_by"], batch["confirmed_at"]) == (None, None, None)
    file = await client.get(f"/api/exports/{batch['id']}/file")
    assert "pyta o staż" in file.text
    [fetched] = (await client.get("/api/exports")).json()["exports"]
    assert (fetched["fetched_by"], fetched["confirmed_at"]) == ("kierownik-20060", None)
    assert (await client.get("/api/exports/key")).json()["pem"].startswith("-----BEGIN PUBLIC KEY-----")
    wrong = await client.post(f"/api/exports/{batch['id']}/confirm", json={"sha256": "0" * 64})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "other_file")
    right = await client.post(f"/api/exports/{batch['id']}/confirm", json={"sha256": batch["sha256"]})
    assert right.json()["confirmed_at"] is not None
    assert not (await client.get("/api/exports")).json()["is_asked"]
    assert (await client.post("/api/exports")).status_code == 202
    assert (await client.get("/api/exports")).json()["is_asked"], "nobody makes them in this test"
    other = await log_in("kierownik-20610")
    assert (await other.get("/api/exports")).json()["exports"] == []
    assert (await other.get(f"/api/exports/{batch['id']}/file")).status_code == 404
    async with engine.connect() as connection:
        columns = (AccessLogRow.who, AccessLogRow.client_id, AccessLogRow.purpose, AccessLogRow.field_groups)
        looks = (await connection.execute(select(*columns))).all()
    assert looks == [("kierownik-20060", "client-1", "export_fetch", ["history"])]


async def test_consultants_and_auditors_neither_import_nor_export(log_in: LogIn) -> None:
    for username in ("k20060-1", "audytor", "technik", "redaktor"):
        client = await log_in(username)
        for path in ("/api/imports", "/api/exports"):
            assert (await client.get(path)).status_code == 403


async def test_a_quarantined_import_is_refused_by_one_person_and_does_not_come_again_by_itself(
    log_in: LogIn, settings: Settings, imports: Imports
) -> None:
    client = await log_in("kierownik-20060")
    [first] = await asked(client, source=delivered(settings.imports, "1", people("1", "2")))
    await imports.run(first["id"])
    later = delivered(settings.imports, "2", people("1"), at=AT + timedelta(days=1))
    [run] = await asked(client, source=later)
    assert (await client.post(f"/api/imports/{run['id']}/refuse")).status_code == 409
    assert await imports.run(run["id"]) == "quarantined"
    answer = await client.post(f"/api/imports/{run['id']}/refuse")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["state"], told["confirmed_by"]) == ("refused", "kierownik-20060")
    assert told["error"] == "Wstrzymany import odrzucono. Dane urzędu są takie, jak były."
    for step in ("refuse", "confirm"):
        assert (await client.post(f"/api/imports/{run['id']}/{step}")).status_code == 409
    assert await asked(client) == []  # of what waits
    [again] = await asked(client, source=later)  # somebody wants it
    assert (again["id"] != run["id"], again["state"]) == (True, "waiting")


async def test_what_was_uploaded_goes_when_its_import_is_refused(
    log_in: LogIn, settings: Settings, imports: Imports
) -> None:
    client = await log_in("kierownik-20060")
    before = people("1", "2", "3")
    [first] = await asked(client, source=delivered(settings.imports, "1", before, at=AT - timedelta(days=1)))
    await imports.run(first["id"])
    run = (await client.post("/api/imports/upload", content=zipped())).json()
    assert await imports.run(run["id"]) == "quarantined"
    assert len(uploads(settings)) == 1
    assert (await client.post(f"/api/imports/{run['id']}/refuse")).status_code == 200
    assert uploads(settings) == []
