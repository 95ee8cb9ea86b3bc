"""Call-backs: whose one sees, finding them, and whose number is shown."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.callback_store import open_callbacks
from core.db.tables.centre.call_tables import EventRow
from core.db.tables.client_tables import AccessLogRow
from core.facts.kinds.callbacks import CallbackEnded, CallbackOrdered, CallbackPutOff, CallbackTried
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.api.people import A_FEW
from tests.support.calls.call_facts import NINE, Story
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.anyio

NUMBER = "600100200"
SEES = {
    "administrator": {"20060", "20610"},
    "kierownik-wup": {"20060", "20610"},
    "kierownik-20060": {"20060"},
    "kierownik-20610": {"20610"},
    "redaktor": set(),
    "k20060-1": {"20060"},
    "k20060-2": {"20060"},
    "k20610-1": {"20610"},
    "k20000-1": set(),
}
SEES_THE_NUMBER = {"kierownik-20060": "20060", "kierownik-20610": "20610", "k20060-1": "20060"}
"""Of the orders of that office: supervisors of all, the consultant who talked in that call of this one."""


def an_order(office: str = "20060", start: Any = NINE) -> Story:
    story = Story(start=start).rings().is_verified(office).waits(office).leaves("callback", office)
    return story.then(
        CallbackOrdered(
            callback=story.call_id.replace("call", "callback"),
            queue=office,
            callback_number=NUMBER,
            due_at=story.now,
            topic="employer",
            client_id="client-anna",
        )
    )


async def found(client: AsyncClient, **query: Any) -> list[dict[str, Any]]:
    answer = await client.get("/api/callbacks", params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["callbacks"])


@pytest.mark.parametrize("username", A_FEW)
async def test_everybody_sees_the_orders_of_the_own_office_and_nobody_s_number_in_the_list(
    log_in: LogIn, centre: Centre, username: str
) -> None:
    talked = an_order().is_answered("k20060-1").talks(30).ends()
    await centre.write([*talked.facts, *an_order("20610").facts])
    client = await log_in(username)
    seen = await found(client)
    assert {callback["office"] for callback in seen} == SEES[username]
    assert NUMBER not in str(seen)
    for office in ("20060", "20610"):
        assert bool(await found(client, office=office)) == (office in SEES[username])


@pytest.mark.parametrize("username", A_FEW)
async def test_whose_order_it_is_shows_to_those_who_may_know_whose_call_it_was_and_the_look_is_written_down(
    log_in: LogIn, centre: Centre, engine: AsyncEngine, username: str
) -> None:
    orders = {"20060": an_order().is_answered("k20060-1").talks(30).ends(), "20610": an_order("20610")}
    await centre.write([fact for story in orders.values() for fact in story.facts])
    client = await log_in(username)
    for office, story in orders.items():
        answer = await client.get(f"/api/callbacks/{story.call_id.replace('call', 'callback')}")
        assert (answer.status_code == 200) == (SEES_THE_NUMBER.get(username) == office)
        if answer.status_code == 200:
            assert (answer.json()["callback_number"], answer.json()["client_id"]) == (NUMBER, "client-anna")
    async with engine.connect() as connection:
        rows = await connection.execute(select(AccessLogRow.__table__))
        looks = [(row.who, row.client_id, row.purpose) for row in rows]
    assert looks == ([(username, "client-anna", "callback_view")] if username in SEES_THE_NUMBER else [])


async def test_an_order_is_told_with_what_came_of_it(log_in: LogIn, centre: Centre) -> None:
    story = an_order()
    order = story.facts[-1]
    assert isinstance(order, CallbackOrdered)
    tried = CallbackTried(callback=order.callback, attempt=1, outcome="no_answer", origin=story.call_id)
    await centre.write([*story.facts])
    client = await log_in("kierownik-20060")
    [waiting] = await found(client, state="waiting")
    assert (waiting["call_id"], waiting["topic"], waiting["attempts"]) == (story.call_id, "employer", 0)
    assert (waiting["last_outcome"], waiting["ended_at"], waiting["not_before"]) == (None, None, None)
    story.then(tried, after=600).then(CallbackEnded(callback=order.callback, outcome="given_up"), after=1)
    await centre.write(story.facts)
    assert await found(client, state="waiting") == []
    [ended] = await found(client, state="given_up")
    assert (ended["attempts"], ended["last_outcome"]) == (1, "no_answer")
    assert ended["ended_at"] is not None
    [call] = (await client.get("/api/calls")).json()["calls"]
    assert call["callback_id"] == order.callback
    steps = (await client.get(f"/api/calls/{story.call_id}")).json()["timeline"]
    assert "callback_ordered" in [step["kind"] for step in steps]
    assert NUMBER not in str(steps)


async def test_an_order_for_later_is_told_with_its_time(log_in: LogIn, centre: Centre) -> None:
    story, later = an_order(), NINE + timedelta(days=1)
    order = story.facts[-1]
    assert isinstance(order, CallbackOrdered)
    story.facts[-1] = msgspec.structs.replace(order, not_before=later)
    await centre.write(story.facts)
    client = await log_in("kierownik-20060")
    [waiting] = await found(client, state="waiting")
    assert datetime.fromisoformat(waiting["not_before"]) == later
    story.then(CallbackPutOff(callback=order.callback, not_before=later + timedelta(days=1)), after=86_400)
    await centre.write(story.facts)
    [waiting] = await found(client, state="waiting")
    assert datetime.fromisoformat(waiting["not_before"]) == later + timedelta(days=1)
    steps = (await client.get(f"/api/calls/{story.call_id}")).json()["timeline"]
    assert "callback_put_off" in [step["kind"] for step in steps]


MAY_TAKE_BACK = {"administrator": 204, "kierownik-wup": 204, "kierownik-20060": 204, "kierownik-20610": 404}


@pytest.mark.parametrize("username", A_FEW)
async def test_supervisors_of_the_queue_take_an_order_back_and_who_it_was_is_kept(
    log_in: LogIn, centre: Centre, engine: AsyncEngine, username: str
) -> None:
    story = an_order()
    fact = story.facts[-1]
    assert isinstance(fact, CallbackOrdered)
    await centre.write(story.facts)
    centre.callbacks.keep((await open_callbacks(engine))[0], None, is_known=True)
    client = await log_in(username)
    answer = await client.delete(f"/api/callbacks/{fact.callback}")
    assert answer.status_code == MAY_TAKE_BACK.get(username, 403)
    if answer.status_code != 204:
        assert len(centre.callbacks.open) == 1
        return
    assert (await client.delete(f"/api/callbacks/{fact.callback}")).status_code == 404
    await eventually(lambda: not centre.matchmaker.places)
    await centre.log.flushed()
    assert [order["state"] for order in await found(client)] == ["withdrawn"]
    async with engine.connect() as connection:
        ended = await connection.scalar(select(EventRow.data).where(EventRow.type == "CallbackEnded"))
    assert ended is not None
    assert ended["account"] == username


async def test_an_order_that_does_not_exist_cannot_be_taken_back(log_in: LogIn, centre: Centre) -> None:
    client = await log_in("administrator")
    assert (await client.delete("/api/callbacks/callback-none")).status_code == 404


async def test_orders_come_page_by_page_newest_first(log_in: LogIn, centre: Centre) -> None:
    stories = [an_order(start=NINE + timedelta(seconds=number // 2)) for number in range(5)]
    await centre.write([fact for story in stories for fact in story.facts])
    client = await log_in("administrator")
    turned: list[list[str]] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await client.get("/api/callbacks", params={"limit": 2, **cursor})).json()
        turned.append([callback["call_id"] for callback in page["callbacks"]])
        if page["next_cursor"] is None:
            break
        await centre.write(an_order(start=NINE + timedelta(hours=1)).facts)
        cursor = {"cursor": page["next_cursor"]}
    assert [len(page) for page in turned] == [2, 2, 1]
    newest_first = sorted(stories, key=lambda story: (story.start, story.call_id), reverse=True)
    assert [call_id for page in turned for call_id in page] == [story.call_id for story in newest_first]


async def test_orders_are_found_by_the_day_in_warsaw(log_in: LogIn, centre: Centre) -> None:
    await centre.write(an_order().facts)
    client = await log_in("administrator")
    assert len(await found(client, **{"from": "2026-11-24", "to": "2026-11-24"})) == 1
    assert await found(client, **{"from": "2026-11-25"}) == []
    assert await found(client, to="2026-11-23") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "yesterday"}, "from"),
        ({"limit": "0"}, "limit"),
        ({"state": "bored"}, "state"),
        ({"cursor": "%%%"}, "cursor"),
        ({"callback_number": NUMBER}, "callback_number"),  # personal: not in an address
    ],
)
async def test_a_question_that_cannot_be_understood_is_refused(
    log_in: LogIn, query: dict[str, str], field: str
) -> None:
    client = await log_in("administrator")
    answer = await client.get("/api/callbacks", params=query)
    assert answer.status_code == 422
    assert [problem["field"] for problem in answer.json()["fields"]] == [field]
