"""The card of the caller on the desk, from the offer to the end of the wrap-up."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy import event, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

import api.clients.late_caller
from clients.assignment_store import assignments_of
from core.db.tables.centre.call_tables import CallRow
from core.db.tables.client_tables import AccessLogRow
from core.db.tables.person_tables import Client
from core.facts.kinds.colleagues import ColleagueEnded
from core.facts.kinds.conversations import ConversationEnded
from core.live.live import AgentCall, AgentLive
from tests.api import live_state
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.support.calls.call_facts import NINE, Story
from tests.support.clients.persons import put_person
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

ANNA, KOLNO, STRANGER = "client-anna", "20060", "k20610-1"
BY_TELEPHONE = ["identity", "registration", "qualifications", "visits", "benefits"]


@pytest.fixture(autouse=True)
async def anna(engine: AsyncEngine) -> None:
    await put_person(engine, ANNA, KOLNO)


def offered(agent: str, *, is_verified: bool = True) -> Story:
    story = Story("call-1").rings()
    if is_verified:
        story.is_verified(KOLNO, ANNA)
    return story.waits(KOLNO).is_offered(agent).changes(agent, "reserved", "ring", "ringing")


def tell(app: FastAPI, call: AgentCall) -> None:
    live_state.tell(app, STRANGER, AgentLive(office="20610", state="ringing", since=NINE, call=call))


async def groups(client: AsyncClient) -> list[str] | int:
    answer = await client.get("/api/desk/client")
    if answer.status_code != 200:
        return answer.status_code
    card = answer.json()["client"]
    return [] if card is None else list(card["groups"])


async def test_the_card_is_there_from_the_offer_to_the_end_of_the_wrap_up(
    log_in: LogIn, centre: Centre, clock: StandingClock, engine: AsyncEngine
) -> None:
    client = await log_in(STRANGER)
    assert await groups(client) == 404
    story = offered(STRANGER)
    await centre.write(story.facts)
    assert await groups(client) == BY_TELEPHONE
    story.is_answered(STRANGER).changes(STRANGER, "ringing", "accept", "talking").talks(60, agent=STRANGER)
    story.changes(STRANGER, "talking", "hang_up", "wrap_up").ends()
    await centre.write(story.facts)
    clock.passes(minutes=3)
    assert await groups(client) == BY_TELEPHONE
    await centre.write(story.changes(STRANGER, "wrap_up", "wrap_up_done", "available").facts)
    assert await groups(client) == 404
    async with engine.connect() as connection:
        told = (await connection.execute(select(AccessLogRow.purpose, AccessLogRow.call_id))).all()
    assert [tuple(row) for row in told] == [("desk", "call-1"), ("desk", "call-1")]


async def test_the_entry_names_the_call_at_hand_and_not_one_of_the_same_client_just_before(
    log_in: LogIn, centre: Centre, engine: AsyncEngine
) -> None:
    before = Story("call-0", NINE - timedelta(minutes=6)).rings().is_verified(KOLNO, ANNA).waits(KOLNO)
    before.is_offered(STRANGER).is_answered(STRANGER).talks(20, agent=STRANGER).ends()
    await centre.write([*before.facts, *offered(STRANGER).facts])
    assert await groups(await log_in(STRANGER)) == BY_TELEPHONE
    async with engine.connect() as connection:
        assert list(await connection.scalars(select(AccessLogRow.call_id))) == ["call-1"]


@pytest.mark.parametrize("account", [STRANGER, "k20060-1"])
async def test_after_a_quarter_of_an_hour_the_desk_knows_nobody_though_the_wrap_up_goes_on(
    log_in: LogIn, centre: Centre, clock: StandingClock, account: str
) -> None:
    story = offered(account).is_answered(account).changes(account, "ringing", "accept", "talking")
    story.talks(60, agent=account).changes(account, "talking", "hang_up", "wrap_up").ends()
    await centre.write(story.facts)
    [ended_at] = [fact.at for fact in story.facts if isinstance(fact, ConversationEnded)]
    assert ended_at is not None
    client = await log_in(account)
    clock.passes(seconds=(ended_at - NINE).total_seconds() + 15 * 60 - 1)
    assert await groups(client) not in ([], 404)
    clock.passes(seconds=1)
    assert await groups(client) == 404


async def test_of_an_unknown_caller_there_is_no_card(log_in: LogIn, centre: Centre) -> None:
    await centre.write(offered("k20060-1", is_verified=False).facts)
    answer = await (await log_in("k20060-1")).get("/api/desk/client")
    assert answer.json() == {"call_id": "call-1", "client": None}


async def test_nobody_else_learns_who_calls(log_in: LogIn, centre: Centre) -> None:
    await centre.write(offered(STRANGER).facts)
    assert await groups(await log_in("k20060-1")) == 404
    assert await groups(await log_in("kierownik-20060")) == 404


async def test_the_live_state_knows_the_call_before_the_database_does(
    log_in: LogIn, engine: AsyncEngine, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The offer is seen at once; that the caller was verified is written a moment later."""
    client = await log_in(STRANGER)
    tell(app, AgentCall(id="call-1", phase="offered", since=NINE, verified_by="card"))
    looks = 0

    async def written_meanwhile(_: float) -> None:
        nonlocal looks
        looks += 1
        if looks == 2:
            row = {"id": "call-1", "dialled_number": "9510", "caller_number": "600100200"}
            async with engine.begin() as connection:
                await connection.execute(insert(CallRow).values(**row, started_at=NINE, client_id=ANNA))

    monkeypatch.setattr(api.clients.late_caller, "sleep", written_meanwhile)
    whole: list[str] = []

    def note(_c: Any, _u: Any, statement: str, *_rest: Any) -> None:
        if "FROM voice_message" in statement:
            whole.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    assert await groups(client) == BY_TELEPHONE
    assert looks == 2
    assert len(whole) == 2, "everything is looked at once before the wait and once after it"


async def test_what_the_live_feed_told_last_is_not_believed_when_it_is_silent(
    log_in: LogIn, app: FastAPI, clock: StandingClock
) -> None:
    client = await log_in(STRANGER)
    tell(app, AgentCall(id="call-1", phase="talking", since=NINE))
    assert await groups(client) == []
    clock.passes(seconds=6)
    assert await groups(client) == 404


async def test_a_caller_whose_data_are_restricted_is_nobody_known(
    log_in: LogIn, centre: Centre, engine: AsyncEngine
) -> None:
    client = await log_in(STRANGER)
    await centre.write(offered(STRANGER).facts)
    async with engine.begin() as connection:
        await connection.execute(update(Client).values(restricted_at=NINE))
    assert await groups(client) == []


@pytest.mark.parametrize(("apart_time", "sees"), [(0.0, False), (20.0, True)])
async def test_a_colleague_who_was_only_rung_sees_nobody_afterwards(
    log_in: LogIn, centre: Centre, engine: AsyncEngine, apart_time: float, sees: bool
) -> None:
    story = offered("k20060-1")
    ended = ColleagueEnded(
        agent="k20060-1", colleague="k20060-2", why="over", ring_time=3.0, apart_time=apart_time
    )
    await centre.write(story.then(ended).facts)
    async with engine.connect() as connection:
        found = await assignments_of(connection, "k20060-2", None, story.now)
    assert [one.call_id for one in found] == (["call-1"] if sees else [])
