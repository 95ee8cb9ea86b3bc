"""The list of calls: found by the wait, by who helped and by the rating; the longest first; page by page."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeAlias

import pytest
from httpx import AsyncClient
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.recording_tables import RecordingRow
from core.db.tables.report_tables import REPORT_CALL
from core.db.tables.staff_tables import Agent
from core.facts.kinds.conversations import CallTransferred
from core.facts.kinds.offers import Candidate, OfferMade
from core.facts.kinds.scenarios import SurveyAnswered
from core.facts.kinds.waiting import QueueEntered
from core.ids import new_id
from reports.figures.partition_store import make_months
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.support.calls.call_facts import NINE, Story, a_served_call
from tests.support.plugins.more import ANOTHER, first_of
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

Found: TypeAlias = Callable[..., Awaitable[list[str]]]

DAY = {"from": "2026-11-24", "to": "2026-11-24"}
BAD = {"rating_at_most": 2}


def waited(seconds: float, *, talked: float = 30, start: float = 0) -> Story:
    story = Story(start=NINE + timedelta(seconds=start)).rings().is_verified().waits().is_offered()
    return story.is_answered(wait_time=seconds).talks(talked).ends()


def is_rated(story: Story, rating: int, about: Any = "conversation", agent: str = "k20060-1") -> Story:
    story.then(SurveyAnswered(node=new_id("node"), about=about, rating=rating, agent=agent, office="20060"))
    return story


def helped(agent: str = "k20610-1", office: str = "20610") -> Story:
    """Answered by a consultant of another office."""
    story = Story().rings().is_verified().waits()
    chosen = [Candidate(agent, office, 12.0, 1)]
    offer = OfferMade(
        reservation="offer", agent=agent, queue="20060", reason="pomoc", candidates=chosen, is_shared=True
    )
    return story.then(offer).is_answered(agent).talks(30, agent=agent).ends()


async def page(client: AsyncClient, **query: Any) -> dict[str, Any]:
    answer = await client.get("/api/calls", params={**DAY, **query})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def found(client: AsyncClient, **query: Any) -> list[str]:
    return [call["id"] for call in (await page(client, **query))["calls"]]


async def told(client: AsyncClient, story: Story) -> dict[str, Any]:
    """As the list has it, which is as the call itself has it."""
    [listed] = [call for call in (await page(client))["calls"] if call["id"] == story.call_id]
    alone = (await client.get(f"/api/calls/{story.call_id}")).json()
    assert {name: alone[name] for name in listed} == listed
    return dict(listed)


async def write(centre: Centre, *stories: Story) -> None:
    await centre.write([fact for story in stories for fact in story.facts])


# -- what is found


async def test_long_waits_are_found_also_of_who_waits_still(
    log_in: LogIn, centre: Centre, clock: StandingClock
) -> None:
    short, long = waited(300), waited(300.5)
    waits, just_came = Story().rings().waits(), Story(start=NINE + timedelta(minutes=5)).rings().waits()
    gone = Story().rings().waits().leaves("abandoned", wait_time=400).ends()
    await write(centre, short, long, waits, just_came, gone, Story().rings().ends())
    clock.at = NINE + timedelta(minutes=6)
    client = await log_in("kierownik-wup")
    assert set(await found(client, waited_over=300)) == {long.call_id, waits.call_id, gone.call_id}
    assert await found(client, waited_over=300, queue_left_reason="abandoned") == [gone.call_id]
    clock.at = NINE + timedelta(minutes=11)
    assert just_came.call_id in await found(client, waited_over=300)


async def test_a_caller_who_was_handed_on_does_not_wait_while_talking(
    log_in: LogIn, centre: Centre, clock: StandingClock
) -> None:
    story = Story().rings().waits().is_offered().is_answered(wait_time=10).talks(600)
    story.then(CallTransferred(agent="k20060-1", to_office="20610"))
    story.then(QueueEntered(queue="20610", position=1, waited_time=10))
    await write(centre, story)
    clock.at = story.now + timedelta(seconds=20)
    client = await log_in("kierownik-wup")
    assert await found(client, waited_over=20) == [story.call_id]
    assert await found(client, waited_over=60) == []


async def test_calls_that_another_office_answered_are_found(log_in: LogIn, centre: Centre) -> None:
    help_came, own = helped(), a_served_call()
    offered = Story().rings().waits().then(
        OfferMade(
            reservation="offer",
            agent="k20060-1",
            queue="20060",
            reason="własny",
            candidates=[Candidate("k20060-1", "20060", 1.0, 1)],
        )
    )  # fmt: skip
    offered.is_answered().talks(5).ends()
    await write(centre, help_came, own, offered)
    client = await log_in("kierownik-20060")
    assert await found(client, is_helped=True) == [help_came.call_id]
    assert await found(client, is_helped=False) == [offered.call_id]


async def test_calls_are_found_by_topic(log_in: LogIn, centre: Centre) -> None:
    employer = Story().rings().then(QueueEntered(queue="20060", position=1, topic="employer"))
    await write(centre, employer, a_served_call())
    client = await log_in("kierownik-20060")
    assert await found(client, topic="employer") == [employer.call_id]


async def test_calls_are_found_by_where_they_came(log_in: LogIn, centre: Centre, engine: AsyncEngine) -> None:
    machine, human = Story().rings().ends(), a_served_call()
    await write(centre, machine, human)
    client = await log_in("kierownik-wup")
    assert (await told(client, machine))["path"] is None  # `jobs` has not counted it
    for story, path in ((machine, "self_service"), (human, "queue")):
        await _count(engine, story, path)
    assert await found(client, path="self_service") == [machine.call_id]
    assert (await told(client, machine))["path"] == "self_service"


async def _count(engine: AsyncEngine, story: Story, path: str) -> None:
    """What the call adds to reports, as far as the list reads it."""
    empty = {"keys": [], "counted": [], "agents": [], "adds": b"", "callbacks": 0, "outside_calls": 0}
    row = {"started_at": story.start, "id": story.call_id, "direction": "inbound", "number": "9510"}
    row |= {"language": "pl", "path": path, "verification": "none", "self_service": "none", "closed_hours": False}
    row |= {"contact90": 0, "visits_avoided": 0, "last_slot": story.start, **empty}
    async with engine.begin() as connection:
        await make_months(connection, [story.start])
        await connection.execute(insert(REPORT_CALL).values(row))


# -- what is told with them


async def test_the_consultant_is_told_by_name_until_he_or_she_is_gone(
    log_in: LogIn, centre: Centre, engine: AsyncEngine
) -> None:
    story, nobody = a_served_call(), Story().rings().is_verified().ends()
    await write(centre, story, nobody)
    async with engine.begin() as connection:
        await connection.execute(update(Agent).where(Agent.id == "k20060-1").values(display_name="Maria Nowak"))
    client = await log_in("kierownik-20060")
    assert (await told(client, story))["agent_name"] == "Maria Nowak"
    assert (await told(client, nobody))["agent_name"] is None
    detail = (await client.get(f"/api/calls/{story.call_id}")).json()
    assert detail["agent_names"] == {"k20060-1": "Maria Nowak"}


async def test_whose_call_it_is_stands_not_in_the_list(log_in: LogIn, centre: Centre) -> None:
    await write(centre, a_served_call())
    client = await log_in("kierownik-20060")
    answer = await client.get("/api/calls", params={**DAY, "order": "wait"})
    assert len(answer.json()["calls"]) == 1
    assert "600100200" not in answer.text
    assert "client-anna" not in answer.text


@pytest.mark.parametrize(
    ("username", "may_know"),
    first_of(
        3,
        [
            ("kierownik-20060", True),
            ("k20060-1", True),
            ("kierownik-wup", True),
            ("zespol", True),
            ("technik", False),
        ],
        ANOTHER,
        "tests/api/calls/test_call_list.py::test_a_recording_that_can_be_opened_is_told_of_to_who_may_know",
    ),
)
async def test_a_recording_that_can_be_opened_is_told_of_to_who_may_know(
    log_in: LogIn, centre: Centre, engine: AsyncEngine, username: str, may_know: bool
) -> None:
    stories = {state: a_served_call() for state in ("packed", "closed", "destroyed")}
    await write(centre, *stories.values())
    values = {"file": "a.wav", "started_at": NINE, "agent": "k20060-1", "office": "20060"}
    rows = [{"id": state, "call_id": story.call_id, "state": state, **values} for state, story in stories.items()]
    async with engine.begin() as connection:
        await connection.execute(insert(RecordingRow), rows)
    client = await log_in(username)
    has = {state: (await told(client, story))["has_recording"] for state, story in stories.items()}
    assert has == {"packed": may_know, "closed": False, "destroyed": False}


# -- ratings


@pytest.mark.parametrize(
    ("username", "own", "other"),
    [
        ("kierownik-20060", 2, None),  # of the own consultants alone, whoever called
        ("kierownik-wup", 2, 1),
        ("zespol", 2, 1),
    ],
)
async def test_a_rating_is_told_to_whose_consultants_it_is_about(
    log_in: LogIn, centre: Centre, username: str, own: int | None, other: int | None
) -> None:
    mine = is_rated(is_rated(is_rated(waited(5), 4), 2), 1, about="self_service")
    of_helper = is_rated(helped(), 1, agent="k20610-1")
    await write(centre, mine, of_helper, is_rated(waited(5), 3), waited(5))
    client = await log_in(username)
    assert [(await told(client, story))["rating"] for story in (mine, of_helper)] == [own, other]
    shown = {mine.call_id: own, of_helper.call_id: other}
    assert set(await found(client, **BAD)) == {call_id for call_id, rating in shown.items() if rating}


@pytest.mark.parametrize("username", ["k20060-1", "technik", "administrator"])
async def test_others_know_no_rating_and_cannot_find_out_the_own(
    log_in: LogIn, centre: Centre, username: str
) -> None:
    story = is_rated(waited(5), 1)
    await write(centre, story)
    client = await log_in(username)
    assert (await told(client, story))["rating"] is None
    assert (await client.get("/api/calls", params={**DAY, **BAD})).status_code == 403
    assert (await client.post("/api/calls/search", json={**DAY, **BAD})).status_code == 403


async def test_everybody_finds_only_calls_that_may_be_seen(log_in: LogIn, centre: Centre) -> None:
    mine, others = waited(400), Story().rings().is_verified("20610").waits("20610")
    others.is_answered("k20610-1", "20610", 400).talks(9, agent="k20610-1").ends()
    await write(centre, mine, others)
    for username, story in (("kierownik-20060", mine), ("k20060-1", mine), ("kierownik-20610", others)):
        client = await log_in(username)
        assert await found(client, waited_over=300, order="wait") == [story.call_id]
    assert await found(await log_in("k20060-2"), waited_over=300, order="talk") == []


# -- for how many days


LONGEST = {"from": "2026-09-01", "to": "2026-12-01"}  # with a night in which the clocks go back


@pytest.mark.parametrize(
    "query",
    first_of(
        3,
        [
            {"order": "wait"},
            {"order": "talk"},
            {"topic": "employer"},
            {"waited_over": 60},
            {"is_helped": True},
            {"path": "closed"},
            BAD,
        ],
        ANOTHER,
        "tests/api/calls/test_call_list.py::test_what_would_take_long_is_answered_for_92_days",
    ),
    ids=lambda query: next(iter(query)),
)
async def test_what_would_take_long_is_answered_for_92_days(log_in: LogIn, query: dict[str, Any]) -> None:
    client = await log_in("kierownik-wup")
    assert (await client.get("/api/calls", params={**LONGEST, **query})).status_code == 200
    for days in ({"from": "2026-08-31"}, {"to": "2026-12-02"}):
        answer = await client.get("/api/calls", params={**LONGEST, **days, **query})
        assert (answer.status_code, answer.json()["code"]) == (422, "period_needed")
        assert "92 dni" in answer.json()["message"]
    for missing in ({}, {"from": "2026-11-24"}, {"to": "2026-11-24"}):
        assert (await client.get("/api/calls", params={**missing, **query})).status_code == 422
    searched = await client.post("/api/calls/search", json=query)
    assert (searched.status_code, searched.json()["code"]) == (422, "period_needed")


async def test_newest_first_needs_no_days(log_in: LogIn, centre: Centre) -> None:
    await write(centre, a_served_call())
    client = await log_in("kierownik-wup")
    assert len((await client.get("/api/calls", params={"office": "20060"})).json()["calls"]) == 1


# -- in what order, page by page


async def turned(client: AsyncClient, centre: Centre, **query: Any) -> list[list[str]]:
    """Page after page; before each turn the longest call of all comes in."""
    pages: list[list[str]] = []
    cursor: str | None = None
    while True:
        found = await page(client, **query, **({"cursor": cursor} if cursor else {}))
        pages.append([call["id"] for call in found["calls"]])
        cursor = found["next_cursor"]
        if cursor is None:
            return pages
        await write(centre, waited(9000, talked=9000, start=3600 + len(pages)))


@pytest.mark.parametrize("order", ["wait", "talk"])
async def test_the_longest_stand_first_over_three_pages(log_in: LogIn, centre: Centre, order: str) -> None:
    # Of equal ones the newest first, and of the same moment only the id tells them apart.
    lengths = [40.0, 7.25, 40.0, 40.0, 7.25, 90.5, 0.0, 40.0, 7.25, 40.0]
    stories = [waited(length, talked=length, start=place // 2) for place, length in enumerate(lengths)]
    neither = Story().rings().ends()
    await write(centre, *stories, neither)
    places = {(length, story.start, story.call_id) for length, story in zip(lengths, stories, strict=True)}
    pages = await turned(await log_in("administrator"), centre, order=order, limit=4)
    assert [len(each) for each in pages] == [4, 4, 2]
    in_order = [call_id for _, _, call_id in sorted(places, reverse=True)]
    assert [call_id for each in pages for call_id in each] == in_order


async def test_who_waits_stands_among_those_who_have_waited_and_comes_once(
    log_in: LogIn, centre: Centre, clock: StandingClock
) -> None:
    done = [waited(seconds) for seconds in (30, 90, 150)]
    waits = [Story(start=NINE + timedelta(seconds=late)).rings().waits(after=0) for late in (0, 60, 110)]
    await write(centre, *done, *waits)
    clock.at = NINE + timedelta(seconds=120)
    client = await log_in("administrator")
    first = await page(client, order="wait", limit=3)
    assert [call["id"] for call in first["calls"]] == [done[2].call_id, waits[0].call_id, done[1].call_id]
    # While somebody reads, one is connected, and the others wait on.
    clock.passes(seconds=5)
    await write(centre, waits[0].leaves("connected", wait_time=123.0))
    rest = await page(client, order="wait", limit=3, cursor=first["next_cursor"])
    assert [call["id"] for call in rest["calls"]] == [waits[1].call_id, done[0].call_id, waits[2].call_id]
    assert rest["next_cursor"] is None


async def test_a_cursor_leads_on_in_its_own_order_only(log_in: LogIn, centre: Centre) -> None:
    await write(centre, *(waited(length) for length in (1, 2, 3)))
    client = await log_in("administrator")
    orders = ("started", "wait", "talk")
    cursors = {order: (await page(client, order=order, limit=1))["next_cursor"] for order in orders}
    for order in orders:
        for of, cursor in cursors.items():
            answer = await client.get("/api/calls", params={**DAY, "order": order, "cursor": cursor})
            if of == order:
                assert len(answer.json()["calls"]) == 2
                continue
            assert answer.status_code == 422
            [problem] = answer.json()["fields"]
            assert problem == {"field": "cursor", "message": "Ten kursor należy do innej kolejności połączeń."}


@pytest.mark.parametrize(
    ("query", "field"),
    first_of(
        3,
        [
            ({"order": "loudness"}, "order"),
            ({"waited_over": -1}, "waited_over"),
            ({"waited_over": "nan"}, "waited_over"),
            ({"rating_at_most": 0}, "rating_at_most"),
            ({"rating_at_most": 6}, "rating_at_most"),
            ({"path": "nowhere"}, "path"),
            ({"topic": "a\x00"}, "topic"),
            ({"cursor": "WyIyMDI2LTExLTI0VDA5OjAwOjAwWiIsImEiLCJsb3VkbmVzcyIsMV0="}, "cursor"),  # no such order
        ],
        ANOTHER,
        "tests/api/calls/test_call_list.py::test_a_question_that_cannot_be_understood_is_refused",
    ),
)
async def test_a_question_that_cannot_be_understood_is_refused(
    log_in: LogIn, query: dict[str, Any], field: str
) -> None:
    client = await log_in("administrator")
    answer = await client.get("/api/calls", params={**DAY, **query})
    assert answer.status_code == 422
    assert [problem["field"] for problem in answer.json()["fields"]] == [field]
