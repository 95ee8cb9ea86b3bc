"""Calls: whose one sees, finding them, and reading one."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.client_tables import AccessLogRow
from core.db.tables.person_tables import Client
from core.facts.kinds.consultants import AgentStateChanged
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.api.people import A_FEW
from tests.support.calls.call_facts import NINE, Story, a_served_call
from tests.support.clients.persons import ANNA
from tests.support.plugins.more import ANOTHER, first_of
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

CALLS = {
    "own": a_served_call("k20060-1", "20060"),
    "białystok": a_served_call("k20610-1", "20610"),
    "overflow": Story().rings().is_verified("20610").waits("20610").is_answered("k20000-1", "20610").ends(),
    "helped out": Story().rings().is_verified("20610").waits("20610").is_answered("k20060-2", "20610").ends(),
    "dropped": (
        Story().rings().is_verified("20060").waits().is_answered("k20060-2").is_dropped("k20060-2")
        .waits().is_answered("k20060-1").talks(20).ends()
    ),
    "no office": Story().rings("9524").ends(),
}  # fmt: skip
NAMES = {story.call_id: name for name, story in CALLS.items()}
SEES: dict[str, set[str]] = {
    "administrator": set(CALLS),
    "kierownik-wup": set(CALLS),
    "kierownik-20060": {"own", "helped out", "dropped"},
    "kierownik-20610": {"białystok", "overflow", "helped out"},
    "redaktor": set(),
    "k20060-1": {"own", "dropped"},
    "k20060-2": {"helped out", "dropped"},
    "k20610-1": {"białystok"},
    "k20000-1": {"overflow"},
}


async def found(client: AsyncClient, **query: Any) -> list[str]:
    answer = await client.get("/api/calls", params=query)
    assert answer.status_code == 200, answer.text
    return [call["id"] for call in answer.json()["calls"]]


@pytest.mark.parametrize("username", A_FEW)
async def test_everybody_sees_the_calls_of_the_own_office_or_the_own_calls(
    log_in: LogIn, centre: Centre, username: str
) -> None:
    await centre.write([fact for story in CALLS.values() for fact in story.facts])
    client = await log_in(username)
    assert {NAMES[call_id] for call_id in await found(client)} == SEES[username]
    for call_id, name in NAMES.items():
        status = (await client.get(f"/api/calls/{call_id}")).status_code
        assert status == (200 if name in SEES[username] else 404)


async def test_whoever_is_rung_may_look_whose_call_it_is_until_the_ringing_ends(
    log_in: LogIn, centre: Centre
) -> None:
    story = Story().rings().is_verified().waits().is_offered("k20060-1")

    def moves(old: str, event: str, new: str) -> None:
        story.then(AgentStateChanged(agent="k20060-1", old=old, event=event, new=new))

    moves("reserved", "ring", "ringing")
    await centre.write(story.facts)
    rung, colleague = await log_in("k20060-1"), await log_in("k20060-2")
    call = await rung.get(f"/api/calls/{story.call_id}")
    assert (call.status_code, call.json()["caller_number"]) == (200, "600100200")
    assert (await colleague.get(f"/api/calls/{story.call_id}")).status_code == 404
    before = len(story.facts)
    moves("ringing", "miss", "no_answer")
    await centre.write(story.facts[before:])
    assert (await rung.get(f"/api/calls/{story.call_id}")).status_code == 404


async def test_a_call_is_told_whole(log_in: LogIn, centre: Centre) -> None:
    story = a_served_call()
    await centre.write(story.facts)
    client = await log_in("kierownik-20060")
    call = (await client.get(f"/api/calls/{story.call_id}")).json()
    assert (call["caller_number"], call["agent"], call["end_reason"]) == ("600100200", "k20060-1", "completed")
    assert call["started_at"] == "2026-11-24T09:00:00Z"
    steps = call["timeline"]
    assert len(steps) == len(story.facts)
    assert [step["kind"] for step in steps][-1] == "call_ended"
    assert steps[3] == {
        "at": "2026-11-24T09:00:09Z",
        "offset": 9.0,
        "kind": "queue_entered",
        "text": "Wejście do kolejki Kolno, miejsce 1",
        "details": {
            "queue": "20060",
            "position": 1,
            "topic": None,
            "resumed_time": 0.0,
            "waited_time": 0.0,
            "priority": None,
            "is_held": False,
        },
    }


async def test_an_unknown_call_is_not_found(log_in: LogIn) -> None:
    client = await log_in("administrator")
    answer = await client.get("/api/calls/call-unknown")
    assert (answer.status_code, answer.json()) == (404, {"code": "not_found", "message": "Nie znaleziono."})


@pytest.mark.parametrize(
    ("query", "names"),
    first_of(
        3,
        [
            ({"office": "20060"}, {"own", "dropped"}),
            ({"agent": "k20060-1"}, {"own", "dropped"}),
            ({"dialled_number": "9524"}, {"no office"}),
            ({"queue_left_reason": "abandoned"}, set()),
            ({"queue_left_reason": "connected", "office": "20610"}, {"białystok", "overflow", "helped out"}),
            ({"end_reason": "completed", "dialled_number": "9524"}, {"no office"}),
            ({"end_reason": "failed"}, set()),
            ({"state": "open"}, set()),
            ({"state": "ended"}, set(CALLS)),
        ],
        ANOTHER,
        "tests/api/calls/test_calls.py::test_calls_are_found_by_what_is_known_of_them",
    ),
)
async def test_calls_are_found_by_what_is_known_of_them(
    log_in: LogIn, centre: Centre, query: dict[str, str], names: set[str]
) -> None:
    await centre.write([fact for story in CALLS.values() for fact in story.facts])
    client = await log_in("administrator")
    assert {NAMES[call_id] for call_id in await found(client, **query)} == names


async def test_a_call_in_progress_is_open(log_in: LogIn, centre: Centre) -> None:
    story = Story().rings().waits()
    await centre.write([*story.facts, *a_served_call().facts])
    client = await log_in("administrator")
    assert await found(client, state="open") == [story.call_id]
    assert (await client.get(f"/api/calls/{story.call_id}")).json()["ended_at"] is None


async def test_a_date_is_a_whole_day_of_warsaw(log_in: LogIn, centre: Centre) -> None:
    """In winter Warsaw is an hour ahead of UTC, so its day begins at 23:00 of the day before."""
    midnight = NINE.replace(hour=23) - timedelta(days=1)
    first, last = Story(start=midnight).rings(), Story(start=midnight + timedelta(hours=23, minutes=59)).rings()
    before, after = Story(start=midnight - timedelta(seconds=1)).rings(), Story(start=midnight + timedelta(days=1))
    await centre.write([*first.facts, *last.facts, *before.facts, *after.rings().facts])
    client = await log_in("administrator")
    day = {first.call_id, last.call_id}
    assert set(await found(client, **{"from": "2026-11-24", "to": "2026-11-24"})) == day
    exact = {"from": "2026-11-24T00:00:00+01:00", "to": "2026-11-25T00:00:00+01:00"}
    assert set(await found(client, **exact)) == day
    assert await found(client, **{"from": "2026-11-24", "to": "2026-11-23T23:00:00Z"}) == []


async def test_a_number_is_searched_for_whole_and_not_in_the_address(log_in: LogIn, centre: Centre) -> None:
    anna = Story().rings(caller="600100200").is_verified()
    ewa = Story().rings(caller="600100201").is_verified()
    of_another_office = Story().rings(caller="600100200").is_verified("20610")
    await centre.write([*anna.facts, *ewa.facts, *of_another_office.facts])
    client = await log_in("kierownik-20060")

    async def searched(number: str) -> list[str]:
        answer = await client.post("/api/calls/search", json={"caller_number": number, "dialled_number": "9510"})
        return [call["id"] for call in answer.json()["calls"]]

    for form in ("600100200", "+48600100200", "0048600100200"):  # as networks show one and the same
        assert await searched(form) == [anna.call_id]
    assert await searched("00200") == []
    assert (await client.get("/api/calls", params={"caller_number": "600100200"})).status_code == 422


async def test_who_runs_the_system_cannot_search_for_people(log_in: LogIn, centre: Centre) -> None:
    await centre.write(a_served_call().facts)
    for username in ("administrator", "technik", "zespol"):
        client = await log_in(username)
        assert (await client.post("/api/calls/search", json={"caller_number": "600100200"})).status_code == 403
        assert len((await client.post("/api/calls/search", json={})).json()["calls"]) == 1


WHOSE = ("600100200", "client-anna")
KNOWS_WHOSE = {"kierownik-20060": WHOSE, "k20060-1": WHOSE, "kierownik-wup": (None, None), "zespol": (None, None)}


@pytest.mark.parametrize("username", KNOWS_WHOSE)
async def test_whose_call_it_is_shows_within_the_office_and_each_look_is_written_down(
    log_in: LogIn, centre: Centre, engine: AsyncEngine, username: str
) -> None:
    story = a_served_call()
    await centre.write(story.facts)
    client = await log_in(username)
    assert "600100200" not in (await client.get("/api/calls")).text
    call = (await client.get(f"/api/calls/{story.call_id}")).json()
    assert (call["caller_number"], call["client_id"]) == KNOWS_WHOSE[username]
    async with engine.connect() as connection:
        rows = (await connection.execute(select(AccessLogRow.__table__))).all()
    looks = [(row.who_kind, row.who, row.client_id, row.office, row.purpose, row.call_id) for row in rows]
    knows = KNOWS_WHOSE[username] == WHOSE
    seen = ("account", username, "client-anna", "20060", "call_view", story.call_id)
    assert looks == ([seen] if knows else [])


async def put_callers(centre: Centre, engine: AsyncEngine) -> list[str]:
    """Four calls: two of Anna, one of another office's client, one of nobody known."""
    for client, office in (("client-anna", "20060"), ("client-ewa", "20610")):
        async with engine.begin() as connection:
            await connection.execute(insert(Client).values(id=client, office=office, **ANNA))
    stories = [
        a_served_call(),
        a_served_call(),
        Story().rings().is_verified("20610", "client-ewa").waits("20060").ends(),
        Story().rings().waits().ends(),
    ]
    await centre.write([fact for story in stories for fact in story.facts])
    return [story.call_id for story in stories]


async def logged(engine: AsyncEngine) -> list[tuple[str, str, str | None, str | None, str]]:
    async with engine.connect() as connection:
        rows = await connection.execute(select(AccessLogRow.__table__).order_by(AccessLogRow.call_id))
        return [(row.who, row.topic, row.client_id, row.call_id, row.outcome) for row in rows]


async def test_who_called_is_told_when_it_is_asked_and_each_name_is_a_look(
    log_in: LogIn, centre: Centre, engine: AsyncEngine
) -> None:
    calls = await put_callers(centre, engine)
    client = await log_in("kierownik-20060")
    assert "Nowak" not in (await client.get("/api/calls")).text
    assert await logged(engine) == []
    found = (await client.post("/api/calls/callers", json={"calls": calls})).json()["callers"]
    anna = {"client_id": "client-anna", "first_name": "Anna Maria", "last_name": "Nowak"}
    assert found == dict.fromkeys(calls[:2], anna)
    assert await logged(engine) == [
        ("kierownik-20060", "list", "client-anna", call, "found") for call in sorted(calls[:2])
    ]


async def test_nobody_learns_who_called_without_the_right_to_the_clients(
    log_in: LogIn, centre: Centre, engine: AsyncEngine
) -> None:
    calls = await put_callers(centre, engine)
    for username in ("administrator", "zespol", "audytor"):
        answer = await (await log_in(username)).post("/api/calls/callers", json={"calls": calls})
        assert answer.status_code == 403
    assert await logged(engine) == []
    stranger = await log_in("kierownik-wup")
    assert (await stranger.post("/api/calls/callers", json={"calls": calls})).json() == {"callers": {}}
    assert await logged(engine) == [("kierownik-wup", "list", None, None, "none")]


async def test_names_in_lists_count_for_the_ceiling_of_the_day(
    log_in: LogIn, centre: Centre, engine: AsyncEngine, clock: StandingClock
) -> None:
    calls = await put_callers(centre, engine)
    of = {"office": "20060", "role": "supervisor", "valid_from": str(clock.now().date()), "basis": "Zarządzenie"}
    rule = {**of, "cards": 1, "names": 1}
    team = await log_in("zespol")
    assert (await team.post("/api/look-ceilings", json=rule, headers={"If-Match": '"0"'})).status_code == 200
    client = await log_in("kierownik-20060")
    once, twice = [await client.post("/api/calls/callers", json={"calls": calls}) for _ in range(2)]
    assert len(once.json()["callers"]) == 2, "both calls are of the same client"
    assert (twice.status_code, twice.json()["code"]) == (429, "too_many_looks")
    assert ("kierownik-20060", "list", None, None, "refused") in await logged(engine)


async def test_a_search_for_a_number_is_written_down_also_if_nothing_was_found(
    log_in: LogIn, centre: Centre, engine: AsyncEngine
) -> None:
    client = await log_in("kierownik-20060")
    await client.post("/api/calls/search", json={"caller_number": "600100200"})
    async with engine.connect() as connection:
        [row] = (await connection.execute(select(AccessLogRow.__table__))).all()
    assert (row.who, row.purpose, row.outcome) == ("kierownik-20060", "call_search", "none")


@pytest.mark.parametrize(
    ("query", "field"),
    first_of(
        3,
        [
            ({"from": "yesterday"}, "from"),
            ({"from": "2026-11-24T09:00:00"}, "from"),  # no zone: which nine o'clock?
            ({"to": "9999-12-31"}, "to"),
            ({"limit": "0"}, "limit"),
            ({"limit": "201"}, "limit"),
            ({"office": "Kolno"}, "office"),
            ({"agent": "k\x00"}, "agent"),
            ({"end_reason": "boredom"}, "end_reason"),
            ({"cursor": "%%%"}, "cursor"),
            ({"cursor": "WyIyMDI2LTExLTI0IiwgIngiXQ=="}, "cursor"),
            ({"cursor": "WyIyMDI2LTExLTI0VDA5OjAwOjAwWiIsICJcdTAwMDAiXQ=="}, "cursor"),
            (
                {"cursor": "WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzEyOjAwIiwiYSJd"},
                "cursor",
            ),  # before the first moment of UTC
            ({"oficce": "20060"}, "oficce"),  # a slip would otherwise show everything
        ],
        ANOTHER,
        "tests/api/calls/test_calls.py::test_a_question_that_cannot_be_understood_is_refused",
    ),
)
async def test_a_question_that_cannot_be_understood_is_refused(
    log_in: LogIn, query: dict[str, str], field: str
) -> None:
    client = await log_in("administrator")
    answer = await client.get("/api/calls", params=query)
    assert answer.status_code == 422
    assert [problem["field"] for problem in answer.json()["fields"]] == [field]


async def pages(client: AsyncClient, centre: Centre, **query: Any) -> list[list[str]]:
    """Turn page after page; before each turn another call comes in."""
    found: list[list[str]] = []
    cursor: str | None = None
    while True:
        params = {**query, **({"cursor": cursor} if cursor else {})}
        page = (await client.get("/api/calls", params=params)).json()
        found.append([call["id"] for call in page["calls"]])
        cursor = page["next_cursor"]
        if cursor is None:
            return found
        await centre.write(Story(start=NINE + timedelta(hours=1, minutes=len(found))).rings().facts)


async def test_pages_stay_as_they_are_while_calls_come_in(log_in: LogIn, centre: Centre) -> None:
    # Several of the same moment: only the id tells them apart.
    stories = [Story(start=NINE + timedelta(seconds=number // 4)).rings() for number in range(25)]
    await centre.write([fact for story in stories for fact in story.facts])
    client = await log_in("administrator")
    turned = await pages(client, centre, limit=10)
    assert [len(page) for page in turned] == [10, 10, 5]
    newest_first = sorted(stories, key=lambda story: (story.start, story.call_id), reverse=True)
    assert [call_id for page in turned for call_id in page] == [story.call_id for story in newest_first]


async def test_the_last_page_says_so_even_when_it_is_full(log_in: LogIn, centre: Centre) -> None:
    await centre.write([fact for _ in range(10) for fact in Story().rings().facts])
    client = await log_in("administrator")
    assert [len(page) for page in await pages(client, centre, limit=5)] == [5, 5]
    assert await pages(client, centre, office="20610") == [[]]
