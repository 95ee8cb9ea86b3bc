"""Consents at the desk: by whoever may see them, with the words that were read; and these words themselves."""

import json
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.client_tables import AccessLogRow
from core.db.tables.messages.consent_tables import ConsentEventRow, SuppressionRow
from core.db.tables.staff_tables import AuditRow
from tests.api.conftest import LogIn
from tests.support.clients.persons import put_person

pytestmark = pytest.mark.anyio

ANNA, KOLNO, OWN, STRANGER = "client-anna", "20060", "k20060-1", "k20610-1"
WHY = "Klientka w okienku"
WORDS = "Czy zgadza się Pani, aby urząd pisał do Pani o ofertach?"


@pytest.fixture(autouse=True)
async def anna(engine: AsyncEngine, tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text(json.dumps({"ari_password": "-", "pin_pepper": "p" * 40}))
    await put_person(engine, ANNA, KOLNO)


async def say(client: AsyncClient, what: str, purpose: str = "offers", **more: Any) -> Response:
    body = {"purpose": purpose, "channel": "sms", "what": what, "reason": WHY, **more}
    return await client.post(f"/api/clients/{ANNA}/consents", json=body)


async def test_what_a_client_says_counts_at_once_and_the_card_shows_it_with_its_evidence(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    client = await log_in(OWN)
    given = await say(client, "given", note="Tak, chętnie.")
    assert given.status_code == 200, given.text
    assert (await say(client, "withdrawn")).status_code == 200
    card = (await client.post(f"/api/clients/{ANNA}/view", json={"reason": WHY})).json()
    [offers] = [one for one in card["consents"] if one["purpose"] == "offers"]
    assert (offers["state"], offers["is_given"], offers["source"]) == ("withdrawn", False, "consultant")
    last, first = offers["said"]
    assert (last["what"], last["by"], last["text_id"]) == ("withdrawn", OWN, "shipped-withdrawal-all")
    assert (first["what"], first["text_id"]) == ("given", "shipped-consent-offers")
    assert first["evidence"]["note"] == "Tak, chętnie."
    assert first["evidence"]["words"].startswith("Czy zgadza się")
    async with engine.connect() as connection:
        looks = await connection.execute(select(AccessLogRow.purpose, AccessLogRow.outcome, AccessLogRow.who))
        audit = str((await connection.execute(select(AuditRow.__table__))).all())
        [suppressed] = (await connection.execute(select(SuppressionRow.__table__))).all()
    assert ("consent", "written", OWN) in [tuple(row) for row in looks]
    assert "chętnie" not in audit
    assert (suppressed.purpose, suppressed.channel, suppressed.office) == ("offers", "sms", KOLNO)
    assert "600100" not in suppressed.address_hash


async def test_of_another_offices_client_nothing_can_be_said(log_in: LogIn, engine: AsyncEngine) -> None:
    refused = await say(await log_in(STRANGER), "given")
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    async with engine.connect() as connection:
        assert await connection.scalar(select(ConsentEventRow.number)) is None


async def test_a_text_holds_from_its_day_on_and_stands_in_the_register(log_in: LogIn) -> None:
    team, own = await log_in("zespol"), await log_in(OWN)
    texts = await own.get("/api/consent-texts")
    assert (texts.headers["ETag"], texts.json()["texts"]) == ('"0"', [])
    wanted = {
        "purpose": "offers",
        "kind": "consent",
        "words": WORDS,
        "valid_from": "2026-12-01",
        "basis": "Opinia",
    }
    assert (await own.post("/api/consent-texts", json=wanted, headers={"If-Match": '"0"'})).status_code == 403
    for valid_from, status in (("2020-01-01", 422), ("2030-01-01", 200)):
        body = {**wanted, "valid_from": valid_from}
        answer = await team.post("/api/consent-texts", json=body, headers={"If-Match": '"0"'})
        assert answer.status_code == status, answer.text
    again = await team.post("/api/consent-texts", json=wanted, headers={"If-Match": '"0"'})
    assert (again.status_code, again.json()["code"]) == (412, "stale_version")
    in_force = (await own.get("/api/consent-texts/in-force", params={"office": KOLNO})).json()["texts"]
    assert {one["kind"] for one in in_force} == {"consent", "information", "withdrawal"}
    assert WORDS not in [one["words"] for one in in_force], "it holds from 2030 on"
