"""A supervisor lets a locked card be tried again, and it stands in the access log who looked at which card."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.clock import SystemClock
from core.db.tables.centre.verification_tables import AttemptGuard
from core.db.tables.client_tables import AccessLogRow
from core.db.tables.person_tables import CardRow, Client
from core.db.tables.staff_tables import AuditRow
from ivr.identity.pin import PinHasher
from tests.api.conftest import LogIn
from tests.support.clients.cards import card_row
from tests.support.database.fact_rows import standing_facts
from tests.support.plugins.more import ANOTHER, first_of

pytestmark = pytest.mark.anyio

CARD, UNKNOWN = "123456782", "987654324"
PEPPER = "p" * 40
HASHER = PinHasher(PEPPER)
OTHERS = {"caller:600100200", "centre", "pair of another card"}


@pytest.fixture
async def locked_card(engine: AsyncEngine, tmp_path: Path) -> str:
    """A card of Kolno that was tried too often, by two callers; one of them has tried another card, too."""
    (tmp_path / "secrets.json").write_text(json.dumps({"ari_password": "-", "pin_pepper": PEPPER}))
    now, card = SystemClock().now(), HASHER.subject("card", CARD)
    counted = {
        "failures_in_row": 2,
        "failures_in_day": 10,
        "day_started_at": now - timedelta(hours=1),
        "locks": 1,
        "locked_until": now + timedelta(minutes=15),
        "changed_at": now,
    }
    rows: list[tuple[str, str | None]] = [(card, card), ("pair 1", card), ("pair 2", card), ("orders", card)]
    rows += [("pair of another card", "card:another"), ("caller:600100200", None), ("centre", None)]
    async with engine.begin() as connection:
        await connection.execute(
            insert(Client).values(id="client-anna", office="20060", first_name="Anna", last_name="Nowak")
        )
        await connection.execute(
            insert(CardRow).values(card_row("client-anna", CARD, HASHER.hash(CARD, "739206")))
        )
        values = [{"subject": subject, "card": of_card, **counted} for subject, of_card in rows]
        await connection.execute(insert(AttemptGuard), values)
    return CARD


async def subjects(engine: AsyncEngine) -> set[str]:
    async with engine.connect() as connection:
        return set((await connection.scalars(select(AttemptGuard.subject))).all())


async def stored_pin(engine: AsyncEngine) -> str | None:
    async with engine.connect() as connection:
        return (await connection.scalars(select(CardRow.pin_hash))).one()


async def looks(engine: AsyncEngine) -> list[tuple[Any, ...]]:
    """The entries about cards, oldest first."""
    row = AccessLogRow
    columns = select(row.who_kind, row.who, row.client_id, row.office, row.purpose, row.outcome, row.call_id)
    async with engine.connect() as connection:
        found = await connection.execute(columns.where(row.topic == "card").order_by(row.at, row.id))
        return [tuple(entry) for entry in found]


async def test_a_supervisor_of_the_office_unlocks_and_it_is_written_down(
    locked_card: str, log_in: LogIn, engine: AsyncEngine
) -> None:
    supervisor = await log_in("kierownik-20060")
    answer = await supervisor.post("/api/cards/unlock", json={"card_number": locked_card})
    assert answer.status_code == 204
    assert await subjects(engine) == OTHERS
    facts = await standing_facts(engine, "CardUnlocked")
    assert [(f.data["account"], f.data["client_id"]) for f in facts] == [("kierownik-20060", "client-anna")]
    entry = ("account", "kierownik-20060", "client-anna", "20060", "card_unlock", "written", None)
    assert await looks(engine) == [entry]


async def test_a_card_of_another_office_is_answered_like_an_unknown_one_and_its_office_sees_who_asked(
    locked_card: str, log_in: LogIn, engine: AsyncEngine
) -> None:
    consultant = await log_in("k20060-1")
    assert (await consultant.post("/api/cards/unlock", json={"card_number": locked_card})).status_code == 403
    stranger = await log_in("kierownik-20610")
    refused = await stranger.post("/api/cards/unlock", json={"card_number": locked_card})
    unknown = await stranger.post("/api/cards/unlock", json={"card_number": UNKNOWN})
    assert (refused.status_code, refused.json()) == (unknown.status_code, unknown.json()) == (404, refused.json())
    again = await stranger.put("/api/cards/pin", json={"card_number": locked_card, "pin": "618204"})
    assert again.status_code == 404
    assert HASHER.subject("card", CARD) in await subjects(engine)
    assert HASHER.matches(await stored_pin(engine), CARD, "739206")
    who = ("account", "kierownik-20610")
    assert sorted(await looks(engine), key=str) == sorted(
        [
            (*who, "client-anna", "20060", "card_unlock", "refused", None),
            (*who, None, "20610", "card_unlock", "none", None),
            (*who, "client-anna", "20060", "pin_change", "refused", None),
        ],
        key=str,
    )


async def test_a_new_pin_is_hashed_unlocks_the_card_and_is_written_down_nowhere(
    locked_card: str, log_in: LogIn, engine: AsyncEngine
) -> None:
    supervisor = await log_in("kierownik-20060")
    answer = await supervisor.put("/api/cards/pin", json={"card_number": locked_card, "pin": "618204"})
    assert answer.status_code == 204
    assert await subjects(engine) == OTHERS
    facts = await standing_facts(engine)
    assert HASHER.matches(await stored_pin(engine), locked_card, "618204")
    assert "PinChanged" in [fact.type for fact in facts]
    assert "618204" not in str(facts)
    entry = ("account", "kierownik-20060", "client-anna", "20060", "pin_change", "written", None)
    assert await looks(engine) == [entry]


@pytest.mark.parametrize(
    "pin",
    first_of(
        3,
        ["1111", "1234", "4321", "1985", "121212", CARD[:4]],
        ANOTHER,
        "tests/api/clients/test_cards.py::test_a_trivial_pin_is_refused_with_a_polish_reason_and_nothing_changes",
    ),
)
async def test_a_trivial_pin_is_refused_with_a_polish_reason_and_nothing_changes(
    locked_card: str, log_in: LogIn, engine: AsyncEngine, pin: str
) -> None:
    supervisor = await log_in("kierownik-20060")
    answer = await supervisor.put("/api/cards/pin", json={"card_number": locked_card, "pin": pin})
    assert answer.status_code == 422
    assert answer.json()["code"] == "pin_refused"
    assert "Kod PIN" in answer.json()["message"]
    assert HASHER.matches(await stored_pin(engine), locked_card, "739206")
    assert HASHER.subject("card", CARD) in await subjects(engine)
    assert await looks(engine) == []


async def test_a_new_pin_is_in_the_audit_log_of_the_clients_office_without_whose_it_is(
    locked_card: str, log_in: LogIn, engine: AsyncEngine
) -> None:
    supervisor = await log_in("kierownik-20060")
    await supervisor.put("/api/cards/pin", json={"card_number": locked_card, "pin": "618204"})
    async with engine.connect() as connection:
        entries = await connection.execute(select(AuditRow.__table__).where(AuditRow.operation == "set_pin"))
        [entry] = [dict(row._mapping) for row in entries]
    assert (entry["subject"], entry["action"], entry["office"]) == ("card", "update", "20060")
    assert (entry["subject_id"], entry["before"], entry["after"]) == ("", {}, {"pin_hash": "changed"})


@pytest.mark.parametrize("state", ["replaced", "revoked"])
async def test_a_card_that_is_no_more_in_use_is_answered_like_none(
    locked_card: str, log_in: LogIn, engine: AsyncEngine, state: str
) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(CardRow).values(state=state))
    supervisor = await log_in("kierownik-20060")
    for path, body in (("unlock", {}), ("pin", {"pin": "618204"})):
        send = supervisor.put if path == "pin" else supervisor.post
        answer = await send(f"/api/cards/{path}", json={"card_number": locked_card, **body})
        assert answer.status_code == 404
    assert HASHER.matches(await stored_pin(engine), CARD, "739206")


async def test_the_look_at_a_card_is_seen_in_the_access_log(locked_card: str, log_in: LogIn) -> None:
    supervisor = await log_in("kierownik-20060")
    await supervisor.post("/api/cards/unlock", json={"card_number": locked_card})
    found = (await supervisor.get("/api/access-log", params={"who": "kierownik-20060"})).json()["entries"]
    assert ("card", "card_unlock", "written") in [(e["topic"], e["purpose"], e["outcome"]) for e in found]
