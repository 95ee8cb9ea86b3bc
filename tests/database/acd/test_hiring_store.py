"""Consultants come and go, on the real database."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any

import asyncpg
import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.live.agent_state import AgentState
from acd.staffing.hiring_store import (
    NewConsultant,
    change_agent,
    dismiss,
    give_supervisor_telephone,
    hire,
    load_dismissed,
    load_telephones,
    restore,
    set_sip_digest,
)
from acd.staffing.served_store import set_served
from acd.store import NEWS, agents_mark, get_agent, list_agents, load_agents
from acd.telephone import Telephone
from api.accounts.store import Change, change_account, close_account, restore_account
from core.acting import Acting, acts
from core.db.tables.centre.call_tables import EventRow
from core.db.tables.centre.office_tables import Office
from core.db.tables.staff_tables import Account, AgentStateRow, AuditRow, Session
from core.errors import NameTaken, NotFound, SettingsRefused
from tests.support.calls.call_facts import NINE
from tests.support.database.offices import put_consultant
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.anyio

KOLNO, LOMZA = "20060", "20620"
ANNA, BOSS = "k20060-1", "kierownik-20060"
DIGEST, OTHER = "0a" * 16, "0b" * 16
LATER = NINE + timedelta(hours=1)


@pytest.fixture
async def engine(engine: AsyncEngine, shipped_offices: None) -> AsyncEngine:
    """Every office, and nobody in it but one consultant of Kolno."""
    await hired(engine, ANNA)
    return engine


async def hired(engine: AsyncEngine, agent_id: str, **details: Any) -> None:
    new = NewConsultant(agent_id, f"Osoba {agent_id}", details.pop("office", KOLNO), **details)
    await hire(engine, new, BOSS, NINE)
    await set_sip_digest(engine, agent_id, DIGEST, BOSS, NINE)


async def is_in(engine: AsyncEngine, agent_id: str, state: AgentState) -> None:
    """The records say that the consultant is in that state."""
    async with engine.begin() as connection:
        values = {"agent": agent_id, "state": state, "since": NINE, "call_id": "call-1"}
        await connection.execute(insert(AgentStateRow).values(**values))


async def account_of(engine: AsyncEngine, username: str) -> Any:
    async with engine.connect() as connection:
        query = select(Account.__table__).where(Account.username == username)
        return (await connection.execute(query)).one()


async def has_session(engine: AsyncEngine, username: str) -> bool:
    async with engine.connect() as connection:
        query = select(Session.username).where(Session.username == username)
        return await connection.scalar(query) is not None


async def logged_in(engine: AsyncEngine, username: str) -> None:
    moments = dict.fromkeys(("created_at", "last_seen_at", "expires_at"), NINE)
    values = {"token_hash": f"hash-{username}", "id": f"session-{username}", "kind": "program"}
    async with engine.begin() as connection:
        who = insert(Session).values(username=username, address="-", user_agent="-", **values, **moments)
        await connection.execute(who)


async def test_whoever_is_hired_has_an_account_a_telephone_and_what_was_said(engine: AsyncEngine) -> None:
    await hired(engine, "k20060-7", queues=[LOMZA, KOLNO], skills={"employer": 3, "other": 0})
    now = await get_agent(engine, "k20060-7", NINE)
    assert now is not None
    assert (now.office, now.state, now.dismissed_at) == (KOLNO, AgentState.OFFLINE, None)
    assert (now.queues, now.skills) == ((LOMZA,), {"employer": 3})
    assert "k20060-7" in {agent.id for agent in await load_agents(engine, NINE)}
    assert Telephone("k20060-7", "Osoba k20060-7", DIGEST) in await load_telephones(engine)
    account = await account_of(engine, "k20060-7")
    assert (account.role, account.office, account.password_hash) == ("consultant", KOLNO, "")
    assert (account.made_by, account.code_hash, account.code_expires_at) == (BOSS, None, None)


async def test_a_name_is_given_once_also_that_of_somebody_who_has_left(engine: AsyncEngine) -> None:
    for _ in range(2):
        with pytest.raises(NameTaken):
            await hired(engine, ANNA)
        await dismiss(engine, ANNA, BOSS, NINE) if await get_agent(engine, ANNA, NINE) else None


@pytest.mark.parametrize(
    ("details", "sentence"),
    [
        ({"office": "99999"}, "Nie ma urzędu 99999."),
        ({"queues": ["99999"]}, "Nie ma urzędu 99999."),
        ({"skills": {"pets": 2}}, "Nie ma tematu „pets”."),
    ],
)
async def test_what_does_not_exist_is_refused_and_nobody_is_hired(
    engine: AsyncEngine, details: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(SettingsRefused, match=sentence):
        await hired(engine, "k20060-7", **details)
    async with engine.connect() as connection:
        assert await connection.scalar(select(Account.username).where(Account.username == "k20060-7")) is None


async def test_a_name_that_no_telephone_can_have_is_refused(engine: AsyncEngine) -> None:
    with pytest.raises(SettingsRefused, match="zajęta"):
        await hired(engine, "operator")


async def test_nobody_is_hired_for_an_office_that_is_closed(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(Office).where(Office.code == LOMZA).values(deactivated_at=NINE))
    with pytest.raises(SettingsRefused):
        await hired(engine, "k20620-1", office=LOMZA)
    with pytest.raises(SettingsRefused):
        await change_agent(engine, ANNA, BOSS, NINE, office=LOMZA)


async def test_whoever_moves_takes_the_account_along_and_serves_the_new_office_as_the_own_one(
    engine: AsyncEngine,
) -> None:
    await set_served(engine, ANNA, [LOMZA], {}, BOSS, NINE)
    await change_agent(engine, ANNA, BOSS, NINE, display_name="Anna Kos", office=LOMZA)
    now, account = await get_agent(engine, ANNA, NINE), await account_of(engine, ANNA)
    assert now is not None
    assert (now.display_name, now.office, now.queues) == ("Anna Kos", LOMZA, ())
    assert (account.display_name, account.office) == ("Anna Kos", LOMZA)
    await change_agent(engine, ANNA, BOSS, NINE)
    assert await get_agent(engine, ANNA, NINE) == now


async def test_whoever_is_dismissed_is_left_out_everywhere_and_logged_out(engine: AsyncEngine) -> None:
    await logged_in(engine, ANNA)
    await is_in(engine, ANNA, AgentState.AVAILABLE)
    await dismiss(engine, ANNA, BOSS, LATER)
    assert await get_agent(engine, ANNA, NINE) is None
    for load in (partial(load_agents, now=NINE), partial(list_agents, now=NINE), load_telephones):
        found: list[Any] = await load(engine)
        assert found == []
    assert (await account_of(engine, ANNA)).deactivated_at == LATER
    assert not await has_session(engine, ANNA)
    with pytest.raises(NotFound):
        await dismiss(engine, ANNA, BOSS, LATER)
    for change in (change_agent(engine, ANNA, BOSS, NINE), set_sip_digest(engine, ANNA, OTHER, BOSS, NINE)):
        with pytest.raises(NotFound):
            await change
    with pytest.raises(NotFound):
        await set_served(engine, ANNA, [], {}, BOSS, NINE)
    async with engine.connect() as connection:
        removed = select(EventRow.data).where(EventRow.type == "ConsultantRemoved", EventRow.agent == ANNA)
        assert [fact["account"] for fact in await connection.scalars(removed)] == [BOSS]


async def test_whoever_was_dismissed_is_shown_to_those_who_ask_for_it(engine: AsyncEngine) -> None:
    await hired(engine, "k20620-1", office=LOMZA)
    for agent in (ANNA, "k20620-1"):
        await dismiss(engine, agent, BOSS, LATER)
    assert [a.id for a in await list_agents(engine, NINE, dismissed_of=None)] == [ANNA, "k20620-1"]
    [found] = await list_agents(engine, NINE, dismissed_of={LOMZA})
    assert (found.id, found.dismissed_at) == ("k20620-1", LATER)
    again = await get_agent(engine, ANNA, NINE, includes_dismissed=True)
    assert again is not None
    assert again.dismissed_at == LATER


async def test_whoever_is_taken_back_has_telephone_and_account_of_before(engine: AsyncEngine) -> None:
    before = await get_agent(engine, ANNA, NINE), await load_telephones(engine), await account_of(engine, ANNA)
    await dismiss(engine, ANNA, BOSS, LATER)
    await restore(engine, ANNA, BOSS, NINE)
    assert (
        await get_agent(engine, ANNA, NINE),
        await load_telephones(engine),
        await account_of(engine, ANNA),
    ) == before
    await restore(engine, ANNA, BOSS, NINE)  # harmless
    with pytest.raises(NotFound):
        await restore(engine, "portiernia", BOSS, NINE)


async def test_an_account_that_was_closed_for_itself_stays_closed(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(Account).values(deactivated_at=NINE))
    await dismiss(engine, ANNA, BOSS, LATER)
    with pytest.raises(SettingsRefused, match="zamknięte"):
        await restore(engine, ANNA, BOSS, NINE)
    assert (await account_of(engine, ANNA)).deactivated_at == NINE
    assert await get_agent(engine, ANNA, NINE) is None


async def test_an_account_with_another_role_stays_open_when_its_consultant_leaves(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(Account).values(role="supervisor"))
    await logged_in(engine, ANNA)
    await dismiss(engine, ANNA, BOSS, LATER)
    assert (await account_of(engine, ANNA)).deactivated_at is None
    assert await has_session(engine, ANNA)
    await restore(engine, ANNA, BOSS, NINE)
    with pytest.raises(SettingsRefused, match="na liście kont"):
        await change_agent(engine, ANNA, BOSS, NINE, office=LOMZA)
    now = await get_agent(engine, ANNA, NINE)
    assert now is not None
    assert (now.office, (await account_of(engine, ANNA)).office) == (KOLNO, KOLNO)


async def test_nobody_is_taken_back_into_an_office_that_is_closed(engine: AsyncEngine) -> None:
    await dismiss(engine, ANNA, BOSS, LATER)
    async with engine.begin() as connection:
        await connection.execute(update(Office).where(Office.code == KOLNO).values(deactivated_at=LATER))
    with pytest.raises(SettingsRefused):
        await restore(engine, ANNA, BOSS, NINE)


@pytest.mark.parametrize("state", [AgentState.TALKING, AgentState.HOLD])
async def test_whoever_is_dismissed_in_mid_call_is_known_to_be_in_one(
    engine: AsyncEngine, state: AgentState
) -> None:
    await is_in(engine, ANNA, state)
    await dismiss(engine, ANNA, BOSS, LATER)
    [leaves] = await load_dismissed(engine, {ANNA, "k20060-2"})
    assert (leaves.id, leaves.office, leaves.is_leaving) == (ANNA, KOLNO, True)


async def test_a_state_without_a_call_goes_with_the_consultant(engine: AsyncEngine) -> None:
    await is_in(engine, ANNA, AgentState.PAUSED)
    assert await load_dismissed(engine, {ANNA}) == []
    await dismiss(engine, ANNA, BOSS, LATER)
    await restore(engine, ANNA, BOSS, NINE)
    now = await get_agent(engine, ANNA, NINE)
    assert now is not None
    assert (now.state, now.since) == (AgentState.OFFLINE, None)


async def test_who_has_no_sip_telephone_has_the_browser_alone(engine: AsyncEngine) -> None:
    await put_consultant(engine, "k20620-0", LOMZA)
    await put_consultant(engine, "k20620-1", LOMZA, contact="sip:x@10.0.0.1")
    await set_sip_digest(engine, ANNA, OTHER, BOSS, NINE)
    assert await load_telephones(engine) == [
        Telephone(ANNA, f"Osoba {ANNA}", OTHER),
        Telephone("k20620-0", "k20620-0", None),
        Telephone("k20620-1", "k20620-1", None, "sip:x@10.0.0.1"),
    ]


async def test_the_audit_log_has_every_step_and_no_secret(engine: AsyncEngine) -> None:
    acts(Acting(BOSS, "hire_agent", NINE))
    try:
        await hired(engine, "k20060-7")
        await set_sip_digest(engine, "k20060-7", OTHER, BOSS, NINE)
        await dismiss(engine, "k20060-7", BOSS, LATER)
        await restore(engine, "k20060-7", BOSS, NINE)
    finally:
        acts(None)
    query = select(AuditRow.action, AuditRow.subject, AuditRow.before, AuditRow.after, AuditRow.account)
    async with engine.connect() as connection:
        rows = (await connection.execute(query.order_by(AuditRow.number))).all()
    of_agent = [(row.action, row.after) for row in rows if row.subject == "agent"]
    assert [action for action, _ in of_agent] == ["insert", *["update"] * 4]
    assert of_agent[1] == of_agent[2] == ("update", {"sip_digest": "changed"})
    assert {row.account for row in rows} == {BOSS}
    written = repr([tuple(row) for row in rows])
    assert not [secret for secret in (DIGEST, OTHER) if secret in written]


async def test_every_change_is_told_when_it_is_committed_and_not_when_it_is_refused(
    dsn: str, engine: AsyncEngine
) -> None:
    listener = await asyncpg.connect(dsn.replace("+asyncpg", "", 1))
    told: list[object] = []
    await listener.add_listener("s724_news", lambda *arguments: told.append(arguments[-1]))

    def is_told(times: int) -> bool:
        return told.count(NEWS) == times

    try:
        changes: list[Callable[[], Awaitable[None]]] = [
            lambda: hire(engine, NewConsultant("k20060-7", "Osoba", KOLNO), BOSS, NINE),
            lambda: change_agent(engine, "k20060-7", BOSS, NINE, display_name="Inna"),
            lambda: set_served(engine, "k20060-7", [LOMZA], {}, BOSS, NINE),
            lambda: set_sip_digest(engine, "k20060-7", OTHER, BOSS, NINE),
            lambda: dismiss(engine, "k20060-7", BOSS, NINE),
            lambda: restore(engine, "k20060-7", BOSS, NINE),
        ]
        for count, change in enumerate(changes, 1):
            with pytest.raises(SettingsRefused):
                await hired(engine, "operator")
            await change()
            await eventually(partial(is_told, count))
    finally:
        await listener.close()


async def test_a_telephone_that_ended_with_the_account_is_given_anew_and_not_taken_back(
    engine: AsyncEngine,
) -> None:
    for number, change in enumerate([Change(role="auditor"), Change(office=LOMZA), None]):
        name = f"kierownik-{number}"
        values = {"username": name, "display_name": name, "role": "supervisor", "office": KOLNO}
        async with engine.begin() as connection:
            await connection.execute(insert(Account).values(**values, password_hash=""))
        await give_supervisor_telephone(engine, name, BOSS, NINE)
        await set_sip_digest(engine, name, DIGEST, name, NINE)
        await logged_in(engine, name)
        if change is None:
            await close_account(engine, name, BOSS, "-", LATER)
        else:
            await change_account(engine, name, change, BOSS, LATER, is_confirmed=True)
        assert await get_agent(engine, name, NINE) is None
        assert not await has_session(engine, name), "whoever has lost a right logs in anew"
        with pytest.raises(SettingsRefused):
            await restore(engine, name, BOSS, NINE)
        if change is None:
            await restore_account(engine, name, "-", LATER)
        elif change.role:
            await change_account(engine, name, Change(role="supervisor"), BOSS, LATER, is_confirmed=True)
        assert await get_agent(engine, name, NINE) is None, "a right that is back brings no telephone back"
        await give_supervisor_telephone(engine, name, BOSS, LATER)
        await set_sip_digest(engine, name, OTHER, name, LATER)
        found = await get_agent(engine, name, NINE)
        assert found is not None
        assert found.office == (LOMZA if change is not None and change.office else KOLNO)
        assert Telephone(name, name, OTHER) in await load_telephones(engine)


async def test_mark_of_consultants_is_another_one_with_each_change_that_a_list_would_tell(
    engine: AsyncEngine,
) -> None:
    marks = [await agents_mark(engine, NINE)]
    assert await agents_mark(engine, NINE) == marks[0]

    async def differs() -> None:
        mark = await agents_mark(engine, NINE)
        assert mark not in marks
        marks.append(mark)

    await hired(engine, "k20060-2")
    await differs()
    await set_served(engine, ANNA, [LOMZA], {}, BOSS, NINE)
    await differs()
    await set_served(engine, ANNA, [LOMZA], {"seeker": 3}, BOSS, NINE)
    await differs()
    for state in ("available", "paused"):
        async with engine.begin() as connection:
            await connection.execute(delete(AgentStateRow))
            await connection.execute(insert(AgentStateRow).values(agent=ANNA, state=state, since=NINE))
        await differs()
    await dismiss(engine, ANNA, BOSS, NINE)
    await differs()
