"""A supervisor lets a locked card be tried again."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.clock import SystemClock
from core.db.tables import AttemptGuard, Client, EventRow
from ivr.identity.pin import PinHasher
from tests.api.conftest import LogIn

pytestmark = pytest.mark.anyio

CARD = "123456782"
PEPPER = "p" * 40


@pytest.fixture
async def locked_card(engine: AsyncEngine, tmp_path: Path) -> str:
    """A card of Kolno that five wrong tries have blocked."""
    (tmp_path / "secrets.json").write_text(json.dumps({"ari_password": "-", "pin_pepper": PEPPER}))
    hasher = PinHasher(PEPPER)
    now = SystemClock().now()
    async with engine.begin() as connection:
        await connection.execute(
            insert(Client).values(
                id="client-anna",
                card_number=CARD,
                pin_hash=hasher.hash(CARD, "739206"),
                office="20060",
                first_name="Anna",
                last_name="Nowak",
            )
        )
        await connection.execute(
            insert(AttemptGuard).values(
                subject=hasher.subject("card", CARD),
                failures_in_row=2,
                failures_in_day=5,
                day_started_at=now - timedelta(hours=1),
                locked_until=None,
                is_blocked=True,
            )
        )
    return CARD


async def test_a_supervisor_of_the_office_unlocks_and_it_is_written_down(
    locked_card: str, log_in: LogIn, engine: AsyncEngine
) -> None:
    supervisor = await log_in("kierownik-20060")
    answer = await supervisor.post("/api/cards/unlock", json={"card_number": locked_card})
    assert answer.status_code == 204
    async with engine.connect() as connection:
        assert not (await connection.scalars(select(AttemptGuard.subject))).all()
        facts = (await connection.execute(select(EventRow.type, EventRow.data))).all()
    assert [(f.type, f.data["account"], f.data["client_id"]) for f in facts] == [
        ("CardUnlocked", "kierownik-20060", "client-anna")
    ]


async def test_a_card_of_another_office_is_answered_like_an_unknown_one(locked_card: str, log_in: LogIn) -> None:
    consultant = await log_in("k20060-1")
    assert (await consultant.post("/api/cards/unlock", json={"card_number": locked_card})).status_code == 403
    stranger = await log_in("kierownik-20610")
    refused = await stranger.post("/api/cards/unlock", json={"card_number": locked_card})
    unknown = await stranger.post("/api/cards/unlock", json={"card_number": "987654324"})
    assert (refused.status_code, refused.json()) == (unknown.status_code, unknown.json()) == (404, refused.json())


async def test_a_new_pin_is_hashed_unlocks_the_card_and_is_written_down_nowhere(
    locked_card: str, log_in: LogIn, engine: AsyncEngine
) -> None:
    supervisor = await log_in("kierownik-20060")
    answer = await supervisor.put("/api/cards/pin", json={"card_number": locked_card, "pin": "618204"})
    assert answer.status_code == 204
    async with engine.connect() as connection:
        stored = (await connection.scalars(select(Client.pin_hash))).one()
        assert not (await connection.scalars(select(AttemptGuard.subject))).all()
        facts = (await connection.execute(select(EventRow.type, EventRow.data))).all()
    assert PinHasher(PEPPER).matches(stored, locked_card, "618204")
    assert [fact.type for fact in facts] == ["PinChanged"]
    assert "618204" not in str(facts)


@pytest.mark.parametrize("pin", ["1111", "1234", "4321", "1985", "121212", CARD[:4]])
async def test_a_trivial_pin_is_refused_with_a_polish_reason_and_nothing_changes(
    locked_card: str, log_in: LogIn, engine: AsyncEngine, pin: str
) -> None:
    supervisor = await log_in("administrator")
    answer = await supervisor.put("/api/cards/pin", json={"card_number": locked_card, "pin": pin})
    assert answer.status_code == 422
    assert answer.json()["code"] == "pin_refused"
    assert "Kod PIN" in answer.json()["message"]
    async with engine.connect() as connection:
        stored = (await connection.scalars(select(Client.pin_hash))).one()
    assert PinHasher(PEPPER).matches(stored, locked_card, "739206")
