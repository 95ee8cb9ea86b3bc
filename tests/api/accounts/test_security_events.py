"""What is written down of log-ins: account, office, address and outcome of each try; who may see it; how long."""

from datetime import timedelta
from typing import Any

import pytest
import structlog
from httpx import AsyncClient
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from core.db.tables.staff_tables import Account, SecurityEventRow
from tests.api.accounts.test_session import open_page, try_to_log_in
from tests.api.activation import second_administrator
from tests.api.conftest import Browsers, LogIn
from tests.api.people import PASSWORD
from tests.api.second_person import confirmed
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio


async def events(client: AsyncClient, **query: Any) -> list[dict[str, Any]]:
    answer = await client.get("/api/security-events", params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["events"])


async def noted(engine: AsyncEngine) -> list[tuple[str, str, str | None, str | None, str | None]]:
    """Kind, outcome, account, office and address, oldest first."""
    async with engine.connect() as connection:
        rows = await connection.execute(select(SecurityEventRow.__table__).order_by(SecurityEventRow.number))
        return [(row.kind, row.outcome, row.account, row.office, row.address) for row in rows]


async def test_each_try_is_noted_right_or_wrong(browser_at: Browsers, engine: AsyncEngine) -> None:
    client = await browser_at("203.0.113.7")
    await try_to_log_in(client, "k20060-1")
    await try_to_log_in(client, "nobody")
    await open_page(client, "k20060-1")
    await client.post("/api/logout")
    assert await noted(engine) == [
        ("log_in", "wrong", "k20060-1", "20060", "203.0.113.7"),
        ("log_in", "wrong", "nobody", None, "203.0.113.7"),
        ("log_in", "done", "k20060-1", "20060", "203.0.113.7"),
        ("log_out", "done", "k20060-1", "20060", "203.0.113.7"),
    ]


@pytest.mark.parametrize("typed", ["Zielona7.Herbata", "mrkv-7h2p-wxqd", "7zielona"])
async def test_a_password_in_the_field_of_the_name_is_not_written_down(
    stranger: AsyncClient, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    talkative = structlog.make_filtering_bound_logger("INFO")
    monkeypatch.setattr("api.middleware.log", structlog.wrap_logger(None, wrapper_class=talkative))
    with capture_logs() as logs:
        await try_to_log_in(stranger, typed)
    assert [row[2] for row in await noted(engine)] == [None]
    assert typed not in repr(logs)


async def test_refusals_by_delay_are_noted_once_a_minute(
    stranger: AsyncClient, engine: AsyncEngine, clock: StandingClock
) -> None:
    for wait in (0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64):
        await try_to_log_in(stranger, "k20060-1")
        clock.passes(seconds=wait)
    await try_to_log_in(stranger, "k20060-1")  # the next may come after 128 s
    for _ in range(5):
        for _ in range(10):
            await try_to_log_in(stranger, "k20060-1")
        clock.passes(seconds=20)
    outcomes = [row[1] for row in await noted(engine)]
    assert outcomes == ["wrong"] * 12 + ["delayed"] * 2


async def test_the_right_password_of_a_closed_account_is_told_from_a_wrong_one(
    stranger: AsyncClient, engine: AsyncEngine, clock: StandingClock
) -> None:
    async with engine.begin() as connection:
        closed = update(Account).where(Account.username == "k20060-1")
        await connection.execute(closed.values(deactivated_at=clock.now()))
    await try_to_log_in(stranger, "k20060-1")
    await try_to_log_in(stranger, "k20060-1", PASSWORD)
    assert [row[1] for row in await noted(engine)] == ["wrong", "closed"]


async def test_what_becomes_of_accounts_is_noted(log_in: LogIn, engine: AsyncEngine) -> None:
    administrator, hers = await log_in("administrator"), await log_in("redaktor")
    new = {"current_password": PASSWORD, "new_password": "zielona herbata o siódmej"}
    await hers.put("/api/me/password", json=new)
    await hers.post("/api/me/log-out-everywhere")
    account = {"username": "nowak", "display_name": "Maria", "role": "auditor", "office": "20060"}
    await administrator.post("/api/accounts", json=account)
    first = {"username": "nowak", "code": "zgaduje", "new_password": new["new_password"]}
    await hers.post("/api/password", json=first)
    number = (await hers.post("/api/activation", json={"username": "nowak"})).json()["number"]
    confirm = "/api/accounts/nowak/activation"
    await administrator.post(confirm, json={"number": number})
    await second_administrator(engine, "kierownik-wup")
    other = await log_in("kierownik-wup")
    await other.post(confirm, json={"number": "000 000" if number != "000 000" else "000 001"})
    await other.post(confirm, json={"number": number})
    await hers.post("/api/activation/password", json={"new_password": new["new_password"]})
    for step in ("first-password", "log-out", "deactivate"):
        await administrator.post(f"/api/accounts/nowak/{step}")
    await confirmed(await administrator.post("/api/accounts/nowak/restore"), other)
    await confirmed(await administrator.delete("/api/accounts/nowak/totp"), other)
    told = [(kind, outcome, account, office) for kind, outcome, account, office, _ in await noted(engine)]
    assert told == [
        ("log_in", "done", "administrator", "20000"),
        ("log_in", "done", "redaktor", "20000"),
        ("password_changed", "done", "redaktor", "20000"),
        ("session_ended", "done", "redaktor", "20000"),
        ("account_made", "done", "nowak", "20060"),
        ("password_set", "wrong", "nowak", "20060"),
        ("activation_begun", "done", "nowak", "20060"),
        ("activation_confirmed", "second_person", "nowak", "20060"),
        ("log_in", "done", "kierownik-wup", "20000"),
        ("activation_confirmed", "wrong", "nowak", "20060"),
        ("activation_confirmed", "done", "nowak", "20060"),
        ("password_set", "done", "nowak", "20060"),
        ("password_reset", "done", "nowak", "20060"),
        ("session_ended", "done", "nowak", "20060"),
        ("account_closed", "done", "nowak", "20060"),
        ("account_restored", "done", "nowak", "20060"),
        ("totp_off", "done", "nowak", "20060"),
    ]
    for secret in (number, number.replace(" ", ""), PASSWORD, new["new_password"]):
        assert secret not in repr(await noted(engine))


async def test_they_are_found_by_account_kind_outcome_and_time_newest_first(
    log_in: LogIn, stranger: AsyncClient, clock: StandingClock
) -> None:
    await try_to_log_in(stranger, "k20060-1")
    clock.passes(minutes=10)
    await try_to_log_in(stranger, "k20060-1", PASSWORD)
    clock.passes(minutes=10)
    client = await log_in("administrator")
    found = await events(client)
    assert [(event["account"], event["outcome"]) for event in found] == [
        ("administrator", "done"),
        ("k20060-1", "done"),
        ("k20060-1", "wrong"),
    ]
    assert [event["at"] for event in await events(client, account="k20060-1", outcome="wrong")] == [
        "2026-11-24T09:00:00Z"
    ]
    middle = {"from": "2026-11-24T09:05:00Z", "to": "2026-11-24T09:20:00Z"}
    assert [event["account"] for event in await events(client, **middle)] == ["k20060-1"]
    assert await events(client, kind="totp_on") == []
    assert await events(client, **{"from": "2026-11-25"}) == []


async def test_pages_do_not_move_while_events_come_in(
    log_in: LogIn, stranger: AsyncClient, engine: AsyncEngine, clock: StandingClock
) -> None:
    client = await log_in("administrator")
    async with engine.begin() as connection:
        rows = [
            {"kind": "log_in", "outcome": "wrong", "account": f"nobody-{n}", "at": clock.now()} for n in range(7)
        ]
        await connection.execute(insert(SecurityEventRow), rows)
    seen, cursor = [], None
    while True:
        query = {"limit": 3, **({} if cursor is None else {"cursor": cursor})}
        page = (await client.get("/api/security-events", params=query)).json()
        seen += [event["account"] for event in page["events"]]
        await try_to_log_in(stranger, "nobody-else")
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == [*(f"nobody-{n}" for n in reversed(range(7))), "administrator"]


@pytest.mark.parametrize(
    "query", [{"cursor": "x"}, {"cursor": "WyIyMDI2LTExLTI0VDA5OjAwOjAwWiIsImEiXQ=="}, {"kind": "x"}, {"who": "x"}]
)
async def test_a_question_that_cannot_be_understood_is_refused(log_in: LogIn, query: dict[str, str]) -> None:
    client = await log_in("administrator")
    answer = await client.get("/api/security-events", params=query)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def test_an_auditor_of_an_office_sees_its_accounts_and_one_of_the_province_all(
    log_in: LogIn, stranger: AsyncClient, engine: AsyncEngine
) -> None:
    async with engine.begin() as connection:
        for username in ("kierownik-20060", "kierownik-wup"):
            changed = update(Account).where(Account.username == username)
            await connection.execute(changed.values(role="auditor"))
    for username in ("k20060-1", "k20610-1", "nobody"):
        await try_to_log_in(stranger, username)
    kolno, province = await log_in("kierownik-20060"), await log_in("kierownik-wup")
    assert {event["account"] for event in await events(kolno)} == {"k20060-1", "kierownik-20060"}
    assert await events(kolno, account="k20610-1") == []
    assert {event["account"] for event in await events(province)} >= {"k20060-1", "k20610-1", "nobody"}


@pytest.mark.parametrize("username", ["k20060-1", "kierownik-20610", "redaktor"])
async def test_others_do_not_see_them(log_in: LogIn, username: str) -> None:
    client = await log_in(username)
    assert (await client.get("/api/security-events")).status_code == 403


async def test_they_can_neither_be_changed_nor_deleted_but_by_the_rule(
    engine: AsyncEngine, stranger: AsyncClient
) -> None:
    async with engine.begin() as connection:
        now = await connection.scalar(select(text("now()")))
        for days in (729, 732):
            row = {
                "kind": "log_in",
                "outcome": "done",
                "account": f"before-{days}",
                "at": now - timedelta(days=days),
            }
            await connection.execute(insert(SecurityEventRow).values(**row))
    for statement in (delete(SecurityEventRow), update(SecurityEventRow).values(outcome="done")):
        with pytest.raises(DBAPIError, match="is not changed"):
            async with engine.begin() as connection:
                await connection.execute(statement)
    assert len(await noted(engine)) == 2


async def test_what_was_refused_stands_in_the_log_with_account_and_address(
    browser_at: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    talkative = structlog.make_filtering_bound_logger("INFO")
    monkeypatch.setattr("api.middleware.log", structlog.wrap_logger(None, wrapper_class=talkative))
    client = await browser_at("203.0.113.7")
    with capture_logs() as logs:
        await client.get("/api/me")
        await try_to_log_in(client, "k20060-1")
        word = {"username": "k20060-1", "password": PASSWORD}
        told = (await client.post("/api/login", json=word)).json()
        await client.get("/api/accounts", headers={"Authorization": f"Bearer {told['token']}"})
    requests = [
        (line["route"], line["status"], line["account"], line["address"])
        for line in logs
        if line["event"] == "request"
    ]
    assert requests == [
        ("/api/me", 401, None, "203.0.113.7"),
        ("/api/login", 401, "k20060-1", "203.0.113.7"),
        ("/api/login", 200, "k20060-1", "203.0.113.7"),
        ("/api/accounts", 403, "k20060-1", "203.0.113.7"),
    ]
    for secret in (told["token"], told["device"], PASSWORD):
        assert secret not in repr(logs)
