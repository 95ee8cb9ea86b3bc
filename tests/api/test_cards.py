"""A supervisor lets a locked card be tried again."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.clock import SystemClock
from core.db.tables import AttemptGuard, Client, EventRow
from ivr.pin import PinHasher
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


async def test_others_may_not_and_see_no_difference_to_an_unknown_card(locked_card: str, log_in: LogIn) -> None:
    consultant = await log_in("k20060-1")
    assert (await consultant.post("/api/cards/unlock", json={"card_number": locked_card})).status_code == 403
    stranger = await log_in("kierownik-20610")
    refused = await stranger.post("/api/cards/unlock", json={"card_number": locked_card})
    unknown = await stranger.post("/api/cards/unlock", json={"card_number": "987654324"})
    assert (refused.status_code, refused.json()) == (unknown.status_code, unknown.json()) == (404, refused.json())
