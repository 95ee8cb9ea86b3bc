"""Our people ask a system of another institution of a client: who may, what leaves, and what is written down."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from clients.pesel import PeselSafe
from core.db.tables.client_tables import AccessLogRow
from core.db.tables.person_tables import Client
from core.db.tables.request_tables import AccessReasonRow
from core.keys.secret_box import new_identity
from core.settings import Settings
from tests.api.conftest import LogIn
from tests.support.clients.other_system import StandInSystem, other_system
from tests.support.clients.persons import put_person
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

PESEL, KEY, PEPPER, BOX_KEY = "44851400178", "s724s_key-of-ours-there", "p" * 40, new_identity()
ASKED = {"system": "POMOST Kolno", "legal_basis": "art. 33 ust. 6 ustawy", "case_number": "PUP.4010.7"}
WHY = "POMOST Kolno; art. 33 ust. 6 ustawy; sprawa PUP.4010.7"


@pytest.fixture
def system(tmp_path: Path) -> Iterator[StandInSystem]:
    with other_system(KEY) as stand_in:
        theirs = {"name": "POMOST Kolno", "url": stand_in.url, "key": KEY, "offices": ["20060"]}
        (tmp_path / "systems.json").write_text(json.dumps({"systems": [theirs]}))
        yield stand_in


@pytest.fixture
def settings(settings: Settings, tmp_path: Path, system: StandInSystem) -> Settings:
    return settings.model_copy(update={"systems_file": tmp_path / "systems.json"})


@pytest.fixture(autouse=True)
async def _people(engine: AsyncEngine, tmp_path: Path) -> None:
    secrets = {"ari_password": "-", "pin_pepper": PEPPER, "pesel_pepper": PEPPER, "pesel_key": BOX_KEY}
    (tmp_path / "secrets.json").write_text(json.dumps(secrets))
    keep = PeselSafe(PEPPER, BOX_KEY).kept(PESEL)
    await put_person(engine, "client-anna", "20060", pesel_hash=keep.keyed_hash, pesel_box=keep.box)
    await put_person(engine, "client-of-bialystok", "20610", pesel_hash=keep.keyed_hash, pesel_box=keep.box)


async def ask(client: AsyncClient, whose: str = "client-anna", **changed: Any) -> Response:
    return await client.post(f"/api/clients/{whose}/system-questions", json={**ASKED, **changed})


async def looks(engine: AsyncEngine) -> list[tuple[Any, ...]]:
    row = AccessLogRow
    query = select(row.who, row.client_id, row.outcome, row.field_groups, AccessReasonRow.reason)
    query = query.outerjoin(AccessReasonRow, AccessReasonRow.access_id == row.id)
    async with engine.connect() as connection:
        found = await connection.execute(query.where(row.purpose == "system_question").order_by(row.number))
        return [tuple(each) for each in found]


async def test_a_consultant_asks_of_a_client_and_the_person_sees_that_it_was_asked(
    log_in: LogIn, engine: AsyncEngine, system: StandInSystem
) -> None:
    theirs = {"office": "MOPS Kolno", "status": "seeker", "since": "2026-05-04", "referral": None}
    system.registrations[PESEL] = [theirs]
    client = await log_in("k20060-1")
    assert (await client.get("/api/asked-systems")).json() == [{"name": "POMOST Kolno"}]
    answer = await ask(client)
    assert answer.status_code == 200, answer.text
    assert answer.json()["registrations"] == [theirs]
    assert answer.headers["Cache-Control"] == "no-store"
    [asked] = system.asked
    assert asked == {
        "version": "v1",
        "pesel": PESEL,
        "legal_basis": ASKED["legal_basis"],
        "case_number": ASKED["case_number"],
    }
    assert await looks(engine) == [("k20060-1", "client-anna", "exported", ["pesel"], WHY)]


async def test_of_whom_nothing_may_leave_nothing_leaves(
    log_in: LogIn, engine: AsyncEngine, clock: StandingClock, system: StandInSystem
) -> None:
    client = await log_in("k20060-1")
    assert (await ask(client, "client-of-bialystok")).status_code == 404
    unknown = await ask(client, system="POMOST Grajewo")
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_system")
    assert (await ask(client, legal_basis="bo")).status_code == 422
    of_bialystok = await log_in("k20610-1")
    assert (await of_bialystok.get("/api/asked-systems")).json() == []
    assert (await ask(of_bialystok, "client-of-bialystok")).status_code == 422
    for changed, refused in (({"pesel_box": None}, 409), ({"restricted_at": clock.now()}, 404)):
        async with engine.begin() as connection:
            await connection.execute(update(Client).where(Client.id == "client-anna").values(**changed))
        assert (await ask(client)).status_code == refused
    assert system.asked == []
    assert {outcome for _, _, outcome, _, _ in await looks(engine)} == {"refused"}


async def test_a_system_that_gives_no_answer_is_told_and_the_question_stands_in_the_log(
    log_in: LogIn, engine: AsyncEngine, system: StandInSystem
) -> None:
    system.fault = "429"
    client = await log_in("kierownik-20060")
    answer = await ask(client)
    assert (answer.status_code, answer.json()["code"]) == (503, "system_away")
    assert "nie przyjmuje teraz więcej zapytań" in answer.json()["message"]
    assert len(await looks(engine)) == 1


async def test_without_a_file_of_systems_there_is_none_to_ask(
    log_in: LogIn, system: StandInSystem, tmp_path: Path
) -> None:
    (tmp_path / "systems.json").unlink()
    client = await log_in("k20060-1")
    assert (await client.get("/api/asked-systems")).json() == []
    assert (await ask(client)).status_code == 422
    assert system.asked == []
