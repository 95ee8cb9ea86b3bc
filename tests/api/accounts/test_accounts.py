"""Accounts by the web service: making, changing, closing and restoring them, and what nobody may do."""

from typing import Any

import anyio
import pytest
from httpx import AsyncClient, Response
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from api.accounts.errors import LastAdministrator
from api.accounts.store import Change, change_account, close_account
from core.db.tables.centre.office_tables import Office
from core.db.tables.staff_tables import Account, AuditRow
from tests.api.accounts.test_session import try_to_log_in
from tests.api.activation import NEW_PASSWORD, activated, second_administrator
from tests.api.conftest import LogIn
from tests.api.people import ALSO, EVERYBODY, PASSWORD
from tests.api.second_person import SECOND, confirmed
from tests.support.calls.call_facts import NINE
from tests.support.plugins.more import ANOTHER, first_of
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

NOWAK = {"username": "nowak", "display_name": " Maria Nowak ", "role": "pup_editor", "office": "20060"}
PROBLEM = tuple[int, str]


async def made(client: AsyncClient, **changes: Any) -> Response:
    return await client.post("/api/accounts", json={**NOWAK, **changes})


def problem(answer: Response) -> PROBLEM:
    return answer.status_code, answer.json()["code"]


async def test_an_account_is_made_and_its_owner_sets_the_password(
    log_in: LogIn, stranger: AsyncClient, engine: AsyncEngine
) -> None:
    administrator = await log_in("administrator")
    answer = await made(administrator, also_offices=["20610", "20060"])
    assert answer.status_code == 201, answer.text
    assert answer.json() == {
        "username": "nowak",
        "display_name": "Maria Nowak",
        "role": "pup_editor",
        "office": "20060",
        "office_name": "Urząd 20060",
        "organisation": None,
        "also_offices": ["20610"],
        "has_password": False,
        "has_totp": False,
        "is_of_directory": False,
        "code_expires_at": None,
        "created_at": "2026-11-24T09:00:00Z",
        "deactivated_at": None,
        "made_by": "administrator",
        "reset_by": None,
        "reset_at": None,
    }
    await second_administrator(engine)
    await activated(stranger, await log_in("redaktor"), "nowak")
    assert await try_to_log_in(stranger, "nowak", NEW_PASSWORD) == (200, "")
    assert (await administrator.get("/api/accounts/nowak")).json()["has_password"] is True


async def test_the_list_has_pages_and_is_restricted_by_role_office_and_state(log_in: LogIn) -> None:
    administrator = await log_in("administrator")
    await administrator.post("/api/accounts/redaktor/deactivate")

    async def found(**query: Any) -> list[str]:
        names, cursor = [], None
        while True:
            asked = {**query, "limit": 4, **({} if cursor is None else {"cursor": cursor})}
            page = (await administrator.get("/api/accounts", params=asked)).json()
            names += [account["username"] for account in page["accounts"]]
            cursor = page["next_cursor"]
            if cursor is None:
                return names

    assert await found() == sorted([*EVERYBODY, *ALSO])
    assert await found(role="supervisor") == ["kierownik-20060", "kierownik-20610", "kierownik-wup"]
    assert await found(office="20060") == ["k20060-1", "k20060-2", "kierownik-20060"]
    assert await found(state="closed") == ["redaktor"]
    assert await found(state="active", role="wup_editor") == []


async def test_names_are_never_given_twice(log_in: LogIn) -> None:
    administrator = await log_in("administrator")
    await administrator.post("/api/accounts/redaktor/deactivate")
    for username in ("redaktor", "k20060-1"):
        assert problem(await made(administrator, username=username)) == (409, "name_taken")


async def test_many_who_make_the_same_account_at_once_make_one(log_in: LogIn) -> None:
    administrator, outcomes = await log_in("administrator"), []

    async def make() -> None:
        outcomes.append((await made(administrator)).status_code)

    async with anyio.create_task_group() as tasks:
        for _ in range(5):
            tasks.start_soon(make)
    assert sorted(outcomes) == [201, 409, 409, 409, 409]


@pytest.mark.parametrize(
    ("changes", "code", "word"),
    first_of(
        3,
        [
            ({"office": "99999"}, "account_refused", "99999"),
            ({"also_offices": ["20060", "99999"]}, "account_refused", "99999"),
            ({"office": "20700"}, "account_refused", "20700"),
            ({"role": "consultant"}, "account_refused", "/api/agents"),
            ({"role": "gardener"}, "invalid", "Niedozwolona"),
            ({"username": "Nowak"}, "invalid", "format"),
            ({"username": "4nowak"}, "invalid", "format"),
            ({"display_name": "  "}, "invalid", "krótki"),
            ({"display_name": "Maria\nNowak"}, "invalid", "format"),
            ({"password": "zielona"}, "invalid", "Nieznane"),
        ],
        ANOTHER,
        "tests/api/accounts/test_accounts.py::test_what_may_not_be_is_refused_and_leaves_nothing",
    ),
)
async def test_what_may_not_be_is_refused_and_leaves_nothing(
    log_in: LogIn, engine: AsyncEngine, clock: StandingClock, changes: dict[str, Any], code: str, word: str
) -> None:
    async with engine.begin() as connection:
        closed = {"code": "20700", "name": "Dawny urząd", "seat": "-", "locative": "-", "genitive": "-"}
        rest = {"area_code": "86", "postal_code": "18-500", "address": None, "is_province": False}
        await connection.execute(insert(Office).values(**closed, **rest, deactivated_at=clock.now()))
    administrator = await log_in("administrator")
    answer = await made(administrator, **changes)
    assert problem(answer) == (422, code)
    assert word in answer.text
    assert (await administrator.get("/api/accounts/nowak")).status_code == 404


async def test_a_change_holds_at_once_for_who_is_logged_in(log_in: LogIn) -> None:
    administrator, hers = await log_in("administrator"), await log_in("kierownik-20060")
    assert (await hers.get("/api/accounts")).status_code == 403
    change = {"role": "administrator", "office": "20610", "also_offices": ["20060", "20610"]}
    answer = await administrator.patch("/api/accounts/kierownik-20060", json=change)
    assert (await hers.get("/api/me")).json()["role"] == "supervisor", "nothing has changed yet"
    await confirmed(answer, await log_in(SECOND))
    now = (await administrator.get("/api/accounts/kierownik-20060")).json()
    assert (now["office"], now["also_offices"]) == ("20610", ["20060"])
    assert (await hers.get("/api/me")).status_code == 401, "whoever has another role or office logs in anew"
    hers = await log_in("kierownik-20060")
    assert (await hers.get("/api/accounts")).status_code == 200
    me = (await hers.get("/api/me")).json()
    assert (me["role"], me["office"], me["display_name"]) == ("administrator", "20610", "Osoba kierownik-20060")
    answer = await administrator.patch("/api/accounts/kierownik-20060", json={"also_offices": []})
    assert answer.status_code == 200, "what takes rights away takes one person"
    assert (answer.json()["office"], answer.json()["also_offices"]) == ("20610", [])


async def test_a_change_stands_in_the_audit_log_before_and_after(log_in: LogIn, engine: AsyncEngine) -> None:
    administrator = await log_in("administrator")
    change = {"role": "auditor", "also_offices": ["20610"]}
    answer = await administrator.patch("/api/accounts/kierownik-20060", json=change)
    await confirmed(answer, await log_in(SECOND))
    async with engine.connect() as connection:
        rows = (await connection.execute(select(AuditRow.__table__).order_by(AuditRow.number))).all()
    of_account = [row for row in rows if row.subject != "proposal"]
    assert [(row.account, row.operation, row.subject, row.before, row.after) for row in of_account] == [
        (SECOND, "confirm_proposal", "account", {"role": "supervisor"}, {"role": "auditor"}),
        (
            SECOND,
            "confirm_proposal",
            "account_office",
            None,
            {"username": "kierownik-20060", "office": "20610"},
        ),
    ]


async def test_somebody_leaves_and_comes_back(log_in: LogIn, stranger: AsyncClient) -> None:
    administrator, hers = await log_in("administrator"), await log_in("redaktor")
    for _ in range(2):  # once is enough, twice harms nobody
        answer = await administrator.post("/api/accounts/redaktor/deactivate")
        assert answer.json()["deactivated_at"] == "2026-11-24T09:00:00Z"
    assert (await hers.get("/api/me")).status_code == 401
    assert await try_to_log_in(stranger, "redaktor", PASSWORD) == (401, "login_refused")
    refused = await administrator.post("/api/accounts/redaktor/first-password")
    assert problem(refused) == (409, "account_closed")
    answer = await administrator.post("/api/accounts/redaktor/restore")
    assert await try_to_log_in(stranger, "redaktor", PASSWORD) == (401, "login_refused")
    await confirmed(answer, await log_in(SECOND))
    assert (await hers.get("/api/me")).status_code == 401
    assert await try_to_log_in(stranger, "redaktor", PASSWORD) == (200, "")


async def test_an_administrator_ends_the_sessions_of_an_account(log_in: LogIn, stranger: AsyncClient) -> None:
    administrator, hers, colleague = (
        await log_in("administrator"),
        await log_in("redaktor"),
        await log_in("k20060-1"),
    )
    assert (await administrator.post("/api/accounts/redaktor/log-out")).status_code == 204
    assert (await hers.get("/api/me")).status_code == 401
    assert (await colleague.get("/api/me")).status_code == 200
    assert await try_to_log_in(stranger, "redaktor", PASSWORD) == (200, "")


async def test_consultants_are_changed_where_consultants_are(log_in: LogIn) -> None:
    administrator = await log_in("administrator")
    account = "/api/accounts/k20060-1"
    for answer in (
        await administrator.patch(account, json={"display_name": "Inna"}),
        await administrator.patch("/api/accounts/redaktor", json={"role": "consultant"}),
        await administrator.post(f"{account}/deactivate"),
        await administrator.post(f"{account}/restore"),
    ):
        assert problem(answer) == (422, "account_refused")
        assert "/api/agents" in answer.json()["message"]
    assert (await administrator.post(f"{account}/first-password")).status_code == 200


async def test_nobody_closes_or_demotes_the_own_account(log_in: LogIn, engine: AsyncEngine) -> None:
    await second_administrator(engine)
    administrator = await log_in("administrator")
    own = "/api/accounts/administrator"
    for answer in (
        await administrator.post(f"{own}/deactivate"),
        await administrator.patch(own, json={"role": "auditor"}),
        await administrator.post(f"{own}/first-password"),
    ):
        assert problem(answer) == (409, "own_account")
    answer = await administrator.patch(own, json={"role": "administrator", "display_name": "Jan Lis"})
    assert (answer.status_code, answer.json()["display_name"]) == (200, "Jan Lis")


async def test_two_administrators_who_dismiss_each_other_at_once_leave_one(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    await second_administrator(engine)
    first, second = await log_in("administrator"), await log_in("redaktor")
    outcomes = []

    async def dismiss(client: AsyncClient, username: str) -> None:
        outcomes.append((await client.post(f"/api/accounts/{username}/deactivate")).status_code)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(dismiss, first, "redaktor")
        tasks.start_soon(dismiss, second, "administrator")
    # The second one is either refused, or no longer logged in by then.
    assert min(outcomes) == 200
    assert max(outcomes) in (401, 409)
    async with engine.connect() as connection:
        left = select(Account.username).where(Account.role == "administrator", Account.deactivated_at.is_(None))
        assert len((await connection.scalars(left)).all()) == 1


async def test_the_last_administrator_who_can_log_in_stays(engine: AsyncEngine, clock: StandingClock) -> None:
    """One who has no password yet does not count."""
    await second_administrator(engine)
    async with engine.begin() as connection:
        await connection.execute(update(Account).where(Account.username == "redaktor").values(password_hash=""))
    with pytest.raises(LastAdministrator):
        await close_account(engine, "administrator", "redaktor", "10.20.6.17", clock.now())
    with pytest.raises(LastAdministrator):
        await change_account(engine, "administrator", Change(role="auditor"), "redaktor", NINE)


async def test_unknown_accounts_are_not_found(log_in: LogIn) -> None:
    administrator = await log_in("administrator")
    for method, path in (
        ("GET", ""),
        ("PATCH", ""),
        ("POST", "/deactivate"),
        ("POST", "/restore"),
        ("POST", "/first-password"),
        ("POST", "/log-out"),
        ("DELETE", "/totp"),
    ):
        answer = await administrator.request(
            method, f"/api/accounts/nobody{path}", json={} if method == "PATCH" else None
        )
        assert problem(answer) == (404, "not_found")


@pytest.mark.parametrize("username", [name for name in EVERYBODY if name != "administrator"])
async def test_only_administrators_manage_accounts(log_in: LogIn, username: str) -> None:
    client = await log_in(username)
    for answer in (
        await client.get("/api/accounts"),
        await client.get(f"/api/accounts/{username}"),
        await made(client),
        await client.patch(f"/api/accounts/{username}", json={"role": "administrator"}),
        await client.post("/api/accounts/redaktor/deactivate"),
        await client.post(f"/api/accounts/{username}/first-password"),
        await client.delete("/api/accounts/redaktor/totp"),
        await client.post("/api/accounts/redaktor/log-out"),
    ):
        assert problem(answer) == (403, "not_allowed")
