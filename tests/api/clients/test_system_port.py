"""The port by which a system of another institution asks of one person; the other side knows the schema alone."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient, Response
from jsonschema_rs import Draft202012Validator
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from clients.pesel import PeselSafe
from clients.systems.contract import A_DAY
from core.db.tables.client_tables import AccessLogRow
from core.db.tables.market.system_tables import SystemInquiryRow
from core.db.tables.person_tables import Client
from core.db.tables.request_tables import AccessReasonRow
from core.keys.secret_box import new_identity
from tests.api.conftest import LogIn
from tests.support.clients.persons import put_person
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

PORT = "/api/systems/v1/inquiries"
ANNA, OF_BIALYSTOK, UNKNOWN = "44851400178", "44851400154", "44851400161"
BOX_KEY, PEPPER = new_identity(), "p" * 40
SCHEMA = json.loads((Path(__file__).parents[3] / "docs/other-systems-v1.schema.json").read_text())


@pytest.fixture(autouse=True)
async def _people(engine: AsyncEngine, tmp_path: Path) -> None:
    secrets = {"ari_password": "-", "pin_pepper": PEPPER, "pesel_pepper": PEPPER, "pesel_key": BOX_KEY}
    (tmp_path / "secrets.json").write_text(json.dumps(secrets))
    safe = PeselSafe(PEPPER, BOX_KEY)
    await put_person(engine, "client-anna", "20060", pesel_hash=safe.hash(ANNA))
    await put_person(engine, "client-of-bialystok", "20610", pesel_hash=safe.hash(OF_BIALYSTOK))


class OtherSystem:
    """The other side: writes and reads by the schema that ships, and nothing else."""

    def __init__(self, client: AsyncClient, key: dict[str, Any]) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {key['key']}"}

    async def post(self, pesel: str) -> Response:
        asked = {
            "version": "v1",
            "pesel": pesel,
            "legal_basis": "art. 105 ustawy o pomocy społecznej",
            "case_number": "MOPS.5123.17",
        }
        Draft202012Validator({**SCHEMA, "$ref": "#/$defs/Inquiry"}).validate(asked)
        return await self._client.post(PORT, json=asked, headers=self._headers)

    async def ask(self, pesel: str) -> dict[str, Any]:
        answer = await self.post(pesel)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        Draft202012Validator({**SCHEMA, "$ref": "#/$defs/InquiryAnswer"}).validate(told)
        return told


async def made(maker: AsyncClient, system: str = "POMOST Kolno") -> dict[str, Any]:
    answer = await maker.post("/api/system-keys", json={"name": system, "days": 30})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def looks(engine: AsyncEngine) -> list[tuple[Any, ...]]:
    row = AccessLogRow
    query = select(row.who, row.client_id, row.office, row.outcome, AccessReasonRow.reason)
    query = query.outerjoin(AccessReasonRow, AccessReasonRow.access_id == row.id)
    async with engine.connect() as connection:
        found = await connection.execute(query.where(row.who_kind == "system").order_by(row.number))
        return [tuple(each) for each in found]


async def test_a_system_is_told_what_the_contract_names_and_the_person_sees_who_asked(
    log_in: LogIn, stranger: AsyncClient, engine: AsyncEngine
) -> None:
    key = await made(await log_in("kierownik-20060"))
    assert key["key"].startswith("s724s_")
    other = OtherSystem(stranger, key)
    told = await other.ask(ANNA)
    assert told["is_registered"] is True
    [registration] = told["registrations"]
    assert set(registration) == {"office", "status", "since", "referral"}
    assert registration["office"] == "20060"
    assert registration["referral"]["kind"] in ("offer", "training")
    why = "POMOST Kolno; art. 105 ustawy o pomocy społecznej; sprawa MOPS.5123.17"
    assert await looks(engine) == [(key["id"], "client-anna", "20060", "exported", why)]


async def test_unknown_and_not_permitted_and_restricted_look_the_same(
    log_in: LogIn, stranger: AsyncClient, engine: AsyncEngine, clock: StandingClock
) -> None:
    key = await made(await log_in("kierownik-20060"))
    other = OtherSystem(stranger, key)
    answers = [await other.ask(UNKNOWN), await other.ask(OF_BIALYSTOK)]
    async with engine.begin() as connection:
        await connection.execute(
            update(Client).where(Client.id == "client-anna").values(restricted_at=clock.now())
        )
    answers.append(await other.ask(ANNA))
    for answer in answers:
        assert (answer["is_registered"], answer["registrations"]) == (False, [])
    assert await looks(engine) == [(key["id"], None, None, "none", None)] * 3


async def test_a_key_opens_this_and_nothing_else(log_in: LogIn, stranger: AsyncClient) -> None:
    maker = await log_in("kierownik-20060")
    key = await made(maker)
    by = {"Authorization": f"Bearer {key['key']}"}
    for method, path in [
        ("GET", "/api/me"),
        ("GET", "/api/system-keys"),
        ("GET", "/api/employer-keys"),
        ("GET", "/api/employers/v1/interests"),
        ("GET", "/api/portal/v1/articles"),
    ]:
        assert (await stranger.request(method, path, headers=by)).status_code == 401, path
    asked = {"version": "v1", "pesel": ANNA, "legal_basis": "art. 105", "case_number": "1"}
    assert (await maker.post(PORT, json=asked)).status_code == 404, "staff are no system"
    assert (await (await log_in("k20060-1")).post(PORT, json=asked)).status_code == 403
    wrong = await stranger.post(PORT, json=asked | {"pesel": "44851400179"}, headers=by)
    assert wrong.status_code == 422
    assert "44851400179" not in wrong.text
    [listed] = (await maker.get("/api/system-keys")).json()
    assert listed["id"] == key["id"]
    assert "key" not in listed
    assert (await maker.delete(f"/api/system-keys/{key['id']}")).status_code == 204
    assert (await OtherSystem(stranger, key).post(ANNA)).status_code == 401


async def test_a_system_asks_so_often_a_day_whatever_keys_it_has(
    log_in: LogIn, stranger: AsyncClient, engine: AsyncEngine, clock: StandingClock
) -> None:
    maker = await log_in("kierownik-20060")
    first, second, neighbour = await made(maker), await made(maker), await made(maker, "POMOST Grajewo")
    of = {"at": clock.now(), "key_id": first["id"], "system": "POMOST Kolno", "is_answered": False}
    async with engine.begin() as connection:
        rows = [{"id": f"inquiry-{number}", **of} for number in range(A_DAY - 1)]
        await connection.execute(insert(SystemInquiryRow), rows)
    assert (await OtherSystem(stranger, second).ask(ANNA))["is_registered"] is True
    refused = await OtherSystem(stranger, first).post(ANNA)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_looks")
    assert len(await looks(engine)) == 1, "nothing was looked at"
    assert (await OtherSystem(stranger, neighbour).ask(ANNA))["is_registered"] is True
    async with engine.begin() as connection:
        await connection.execute(update(SystemInquiryRow).values(at=clock.now() - timedelta(days=1)))
    assert (await OtherSystem(stranger, first).ask(ANNA))["is_registered"] is True
    async with engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(SystemInquiryRow)) == A_DAY + 2
