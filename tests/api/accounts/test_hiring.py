"""Consultants are hired, moved, dismissed and taken back; their passwords are shown to them alone."""

from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.live.agent_state import AgentState
from acd.telephone import sip_digest
from core.clock import Clock
from core.db.tables.staff_tables import Account, Agent, AuditRow, SecurityEventRow
from core.settings import Settings
from tests.api.activation import NEW_PASSWORD, logged_in_by_activation
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.api.people import CONSULTANTS, PASSWORD
from tests.support.plugins.more import ANOTHER, first_of
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.anyio

NAME = "k20060-7"
NEW = {"id": NAME, "display_name": "Żaneta Łoś", "office": "20060", "skills": {"seeker": 2}}
ANNA = "k20060-1"


async def digest_of(engine: AsyncEngine, agent: str) -> str | None:
    async with engine.connect() as connection:
        found: str | None = await connection.scalar(select(Agent.sip_digest).where(Agent.id == agent))
        return found


async def has_role(engine: AsyncEngine, username: str, role: str) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(Account).where(Account.username == username).values(role=role))


async def ids(client: AsyncClient, **query: Any) -> set[str]:
    answer = await client.get("/api/agents", params=query)
    assert answer.status_code == 200, answer.text
    return {agent["id"] for agent in answer.json()}


# -- hiring


async def test_a_supervisor_hires_a_consultant_who_is_there_at_once(
    log_in: LogIn, centre: Centre, engine: AsyncEngine, settings: Settings
) -> None:
    client = await log_in("kierownik-20060")
    answer = await client.post("/api/agents", json=NEW)
    assert answer.status_code == 201, answer.text
    hired = answer.json()
    assert hired["agent"]["id"] == NAME
    assert hired["agent"]["state"] == "offline"
    assert hired["agent"]["skills"] == {"seeker": 2}
    telephone = hired["telephone"]
    assert (telephone["sip_user"], telephone["sip_realm"]) == (NAME, "s724")
    assert telephone["sip_port"] == settings.sip_port
    assert await digest_of(engine, NAME) is None, "it cannot register before its owner has made a password"
    async with engine.connect() as connection:
        query = select(Account.__table__).where(Account.username == NAME)
        account = (await connection.execute(query)).one()
    assert (account.role, account.office, account.password_hash) == ("consultant", "20060", "")
    assert (account.made_by, account.code_hash) == ("kierownik-20060", None)

    await eventually(lambda: centre.matchmaker.team.find(NAME) is not None)
    centre.matchmaker.phone_changed(NAME, is_registered=True)
    for wish in ("log_in", "ready"):
        done = await client.post(f"/api/agents/{NAME}/state", json={"wish": wish})
        assert done.status_code == 200, done.text
    place = centre.matchmaker.enter("call-1", "20060")
    assert place.reservation is not None
    assert place.reservation.agent.id == NAME


async def test_who_hires_sees_no_secret_and_the_consultant_both_in_the_own_session(
    log_in: LogIn, stranger: AsyncClient, engine: AsyncEngine, caplog: pytest.LogCaptureFixture
) -> None:
    boss = await log_in("kierownik-20060")
    hired = await boss.post("/api/agents", json=NEW)
    assert set(hired.json()) == {"agent", "telephone"}
    assert set(hired.json()["telephone"]) == {"sip_user", "sip_realm", "sip_port"}
    hers = await logged_in_by_activation(stranger, boss, NAME)
    answer = await hers.post("/api/me/telephone")
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    telephone = answer.json()
    password = telephone.pop("sip_password")
    assert telephone == hired.json()["telephone"]
    assert await digest_of(engine, NAME) == sip_digest(NAME, password)
    again = [await client.get(path) for client in (boss, hers) for path in ("/api/agents", f"/api/agents/{NAME}")]
    async with engine.connect() as connection:
        kept = [
            (await connection.execute(select(table.__table__))).all() for table in (AuditRow, SecurityEventRow)
        ]
    said = caplog.text + "".join(answer.text for answer in again) + repr(kept)
    assert not [secret for secret in (password, NEW_PASSWORD) if secret in said]
    assert ("telephone_password", NAME) in {(row.kind, row.account) for row in kept[1]}
    [changed] = [row for row in kept[0] if row.operation == "make_my_telephone_password"]
    assert (changed.account, changed.subject_id, changed.after) == (NAME, NAME, {"sip_digest": "changed"})


async def test_a_name_is_given_to_one_person_only(log_in: LogIn) -> None:
    client = await log_in("administrator")
    for name in ("kierownik-20610", ANNA):
        answer = await client.post("/api/agents", json={**NEW, "id": name})
        assert (answer.status_code, answer.json()["code"]) == (409, "name_taken")
    await client.delete(f"/api/agents/{ANNA}")
    answer = await client.post("/api/agents", json={**NEW, "id": ANNA})
    assert (answer.status_code, answer.json()["code"]) == (409, "name_taken"), "also that of somebody who has left"


@pytest.mark.parametrize("name", ["K20060-1", "Administrator", "kierownik-WUP"])
async def test_a_name_in_other_letters_is_the_same_name(log_in: LogIn, engine: AsyncEngine, name: str) -> None:
    answer = await (await log_in("administrator")).post("/api/agents", json={**NEW, "id": name})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    async with engine.begin() as connection:
        taken = insert(Account).values(
            username=name, display_name=name, role="consultant", office="20060", password_hash=""
        )
        with pytest.raises(IntegrityError, match="uq_account_username_any_case"):
            await connection.execute(taken)


async def test_a_name_that_somebody_has_in_other_letters_is_taken(log_in: LogIn, engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        old = {"display_name": "A", "role": "wup_editor", "office": "20000", "password_hash": ""}
        await connection.execute(insert(Account).values(username=NAME.upper(), **old))
    client = await log_in("administrator")
    answer = await client.post("/api/agents", json=NEW)
    assert (answer.status_code, answer.json()["code"]) == (409, "name_taken")
    wanted = {"username": NAME, "display_name": "B", "role": "wup_editor", "office": "20000"}
    answer = await client.post("/api/accounts", json=wanted)
    assert (answer.status_code, answer.json()["code"]) == (409, "name_taken")


@pytest.mark.parametrize(
    ("username", "office", "status"),
    first_of(
        3,
        [
            ("kierownik-20060", "20610", 404),
            ("kierownik-20060", "99999", 404),
            ("kierownik-wup", "20610", 201),
            ("administrator", "20000", 201),
            ("administrator", "99999", 422),
            ("redaktor", "20060", 403),
            (ANNA, "20060", 403),
        ],
        ANOTHER,
        "tests/api/accounts/test_hiring.py::test_one_hires_for_offices_that_one_manages",
    ),
)
async def test_one_hires_for_offices_that_one_manages(
    log_in: LogIn, username: str, office: str, status: int
) -> None:
    client = await log_in(username)
    answer = await client.post("/api/agents", json={**NEW, "office": office})
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize(
    "wrong",
    first_of(
        3,
        [
            {"id": "k 1"},
            {"id": "-k1"},
            {"id": "k" * 41},
            {"id": "operator"},
            {"id": "udp"},
            {"display_name": "  "},
            {"display_name": "A\nB"},
            {"display_name": "A" * 81},
            {"office": "Kolno"},
            {"skills": {"pets": 2}},
            {"skills": {"seeker": 6}},
            {"queues": ["99999"]},
            {"sip_password": "mine"},
        ],
        ANOTHER,
        "tests/api/accounts/test_hiring.py::test_what_cannot_be_is_refused_and_nobody_is_hired",
    ),
)
async def test_what_cannot_be_is_refused_and_nobody_is_hired(log_in: LogIn, wrong: dict[str, Any]) -> None:
    client = await log_in("administrator")
    answer = await client.post("/api/agents", json={**NEW, **wrong})
    assert answer.status_code == 422, answer.text
    assert await ids(client) == set(CONSULTANTS)


# -- changing


async def test_another_name_and_another_office_hold_at_once(log_in: LogIn, centre: Centre) -> None:
    client = await log_in("administrator")
    answer = await client.patch(f"/api/agents/{ANNA}", json={"display_name": " Anna Kos "})
    assert (answer.status_code, answer.json()["display_name"]) == (200, "Anna Kos")
    answer = await client.patch(f"/api/agents/{ANNA}", json={"office": "20610"})
    assert answer.json()["office"] == "20610"
    agent = centre.matchmaker.team.agent(ANNA)
    await eventually(lambda: (agent.office, agent.display_name) == ("20610", "Anna Kos"))
    assert ANNA not in await ids(await log_in("kierownik-20060"))
    assert ANNA in await ids(await log_in("kierownik-20610"))
    hers = await log_in(ANNA)
    assert (await hers.get("/api/me")).json()["office"] == "20610"


async def test_a_consultant_is_put_into_the_evening_pool_for_some_days_and_the_log_says_by_whom(
    log_in: LogIn, centre: Centre, engine: AsyncEngine
) -> None:
    """The clock stands at 24 November 2026."""
    client, stranger = await log_in("administrator"), await log_in("kierownik-20610")
    pool = f"/api/agents/{ANNA}/served-queues"
    span = {"office": "20000", "first_day": "2026-11-24", "last_day": "2026-11-30"}
    assert (await stranger.post(pool, json=span)).status_code == 404
    assert (await client.post(pool, json={**span, "last_day": "2026-11-23"})).status_code == 422
    assert (await client.post(pool, json=span)).status_code == 204
    await eventually(lambda: [a for a in centre.matchmaker.team.agents if a.id == ANNA and "20000" in a.queues])
    [told] = (await client.get("/api/served-queues/20000")).json()
    assert (told["agent"], told["last_day"], told["set_by"]) == (ANNA, "2026-11-30", "administrator")
    assert (await stranger.get("/api/served-queues/20000")).json() == []
    of_span = f"{pool}/20000/2026-11-24"
    assert (await client.put(f"{pool}/20000/2026-11-25", json={"last_day": None})).status_code == 404
    assert (await client.put(of_span, json={"last_day": "2026-11-26"})).status_code == 204
    await client.put(f"/api/agents/{ANNA}/queues", json={"queues": ["20000"], "skills": {"employer": 4}})

    about = {"person": ANNA}
    entries = (await client.get("/api/audit-log", params=about)).json()["entries"]
    changed = [(e["operation"], e["subject"], e["action"], e["account"]) for e in entries]
    assert ("end_agent_serving", "agent_queue", "update", "administrator") in changed
    assert ("plan_agent_serving", "agent_queue", "insert", "administrator") in changed
    assert {e["subject_id"].partition(":")[0] for e in entries} == {ANNA}
    [ended] = [e for e in entries if e["operation"] == "end_agent_serving"]
    assert (ended["before"]["last_day"], ended["after"]["last_day"]) == ("2026-11-30", "2026-11-26")
    [level] = [e for e in entries if e["subject"] == "agent_skill"]
    assert level["after"]["level"] == 4


async def test_nobody_is_moved_to_an_office_that_one_does_not_manage(log_in: LogIn) -> None:
    client = await log_in("kierownik-20060")
    assert (await client.patch(f"/api/agents/{ANNA}", json={"office": "20610"})).status_code == 404
    assert (await client.patch("/api/agents/k20610-1", json={"office": "20060"})).status_code == 404
    assert (await client.get(f"/api/agents/{ANNA}")).json()["office"] == "20060"


# -- telephones


async def test_another_password_is_ordered_by_the_manager_and_made_by_the_owner(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    boss, hers = await log_in("kierownik-20060"), await log_in(ANNA)
    passwords = []
    for _ in range(2):
        passwords.append((await hers.post("/api/me/telephone")).json()["sip_password"])
        assert await digest_of(engine, ANNA) == sip_digest(ANNA, passwords[-1])
    assert passwords[0] != passwords[1]
    ordered = await boss.post(f"/api/agents/{ANNA}/telephone")
    assert ordered.status_code == 200, ordered.text
    assert "sip_password" not in ordered.json()
    assert await digest_of(engine, ANNA) is None, "the old one is void at once"


async def test_who_was_given_no_telephone_makes_no_password_for_it(log_in: LogIn) -> None:
    for username, status in (("kierownik-20060", 404), ("technik", 403), ("administrator", 403)):
        assert (await (await log_in(username)).post("/api/me/telephone")).status_code == status


async def test_telephones_are_for_technicians_too_and_not_for_consultants_or_strangers(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    await has_role(engine, "redaktor", "technician")
    expected = {"redaktor": 200, ANNA: 403, "kierownik-20610": 404}
    for username, status in expected.items():
        client = await log_in(username)
        assert (await client.post(f"/api/agents/{ANNA}/telephone")).status_code == status
    client = await log_in("redaktor")
    assert (await client.post("/api/agents", json=NEW)).status_code == 403
    assert (await client.post("/api/agents/k20060-9/telephone")).status_code == 404


# -- dismissing and taking back


async def test_whoever_is_dismissed_is_logged_out_and_taken_back_as_before(
    log_in: LogIn, centre: Centre, engine: AsyncEngine
) -> None:
    client, hers = await log_in("kierownik-20060"), await log_in(ANNA)
    digest = await digest_of(engine, ANNA)
    assert (await client.delete(f"/api/agents/{ANNA}")).status_code == 204
    assert (await hers.get("/api/me")).status_code == 401
    word = {"username": ANNA, "password": PASSWORD}
    assert (await hers.post("/api/login", json=word)).status_code == 401
    assert ANNA not in await ids(client)
    assert ANNA in await ids(client, include_dismissed=True)
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/telephone"), ("PATCH", "")):
        body: dict[str, str] | None = {} if method == "PATCH" else None
        assert (await client.request(method, f"/api/agents/{ANNA}{path}", json=body)).status_code == 404
    await eventually(lambda: centre.matchmaker.team.find(ANNA) is None)

    back = await client.post(f"/api/agents/{ANNA}/restore")
    assert (back.status_code, back.json()["dismissed_at"]) == (200, None)
    assert (await client.post(f"/api/agents/{ANNA}/restore")).status_code == 200, "harmless"
    await eventually(lambda: centre.matchmaker.team.find(ANNA) is not None)
    assert centre.matchmaker.team.agent(ANNA).state is AgentState.OFFLINE
    assert await digest_of(engine, ANNA) == digest
    assert (await (await log_in(ANNA)).get("/api/me")).status_code == 200


async def test_who_was_dismissed_is_shown_only_to_whoever_may_take_them_back(
    log_in: LogIn, engine: AsyncEngine, clock: Clock
) -> None:
    client = await log_in("administrator")
    for agent in (ANNA, "k20610-1"):
        await client.delete(f"/api/agents/{agent}")
    [found] = [a for a in (await client.get("/api/agents?include_dismissed=true")).json() if a["id"] == ANNA]
    assert found["dismissed_at"] == clock.now().isoformat().replace("+00:00", "Z")
    assert await ids(await log_in("kierownik-20060"), include_dismissed=True) == {ANNA, "k20060-2"}
    await has_role(engine, "redaktor", "technician")
    technician = await log_in("redaktor")
    refused = await technician.get("/api/agents?include_dismissed=true")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    assert await ids(technician) == {"k20000-1", "k20060-2"}


async def test_one_takes_back_only_whom_one_manages(log_in: LogIn) -> None:
    client = await log_in("administrator")
    await client.delete(f"/api/agents/{ANNA}")
    for username, status in (("kierownik-20610", 404), ("redaktor", 403), ("kierownik-wup", 200)):
        other = await log_in(username)
        assert (await other.post(f"/api/agents/{ANNA}/restore")).status_code == status
    assert (await client.post("/api/agents/portiernia/restore")).status_code == 404
