"""Messages that callers have left: who sees them, listening, and what is written down."""

from pathlib import Path
from typing import Any

import pytest
from anyio import to_thread
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.call_tables import EventRow, VoiceMessage
from core.db.tables.client_tables import AccessLogRow
from core.facts.kinds.messages import VoiceMessageDiscarded, VoiceMessageLeft, VoiceMessageStarted
from core.settings import Settings
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.api.people import A_FEW
from tests.support.calls.call_facts import Story
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

NUMBER = "600100200"
STATE = "/api/messages/msg-1/state"
SEES_KOLNO = {"kierownik-20060", "k20060-1", "k20060-2"}


def left(message: str, office: str = "20060") -> Story:
    file = f"wiadomosci/2026/11/24/{message}.wav"
    story = Story().rings(caller=NUMBER)
    story.then(VoiceMessageStarted(message=message, file=file, office=office))
    return story.then(
        VoiceMessageLeft(
            message=message, file=file, office=office, duration_time=12.5, caller_number=NUMBER, client_id=None
        ),
        after=15,
    )


def write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(content)


async def accesses(engine: AsyncEngine) -> list[tuple[str, str]]:
    query = select(EventRow.data).where(EventRow.type == "VoiceMessageAccessed").order_by(EventRow.number)
    async with engine.connect() as connection:
        return [(data["what"], data["account"]) for data in await connection.scalars(query)]


async def looks(engine: AsyncEngine) -> list[tuple[str, str, str]]:
    """Who looked at whose number it is: the office, and what for."""
    async with engine.connect() as connection:
        rows = await connection.execute(select(AccessLogRow.__table__).order_by(AccessLogRow.id))
        return [(row.who, row.office, row.purpose) for row in rows]


@pytest.mark.parametrize("username", A_FEW)
async def test_an_office_sees_its_own_messages_and_no_number_in_the_list(
    log_in: LogIn, centre: Centre, engine: AsyncEngine, username: str
) -> None:
    await centre.write([*left("msg-1").facts, *left("msg-2", "20610").facts])
    client = await log_in(username)
    answer = await client.get("/api/messages")
    seen = {message["id"] for message in answer.json()["messages"]}
    assert ("msg-1" in seen) == (username in SEES_KOLNO)
    assert NUMBER not in answer.text
    detail = await client.get("/api/messages/msg-1")
    assert detail.status_code == (200 if username in SEES_KOLNO else 404)
    if username in SEES_KOLNO:
        assert detail.json()["caller_number"] == NUMBER
        assert await accesses(engine) == [("read", username)]
        assert await looks(engine) == [(username, "20060", "message_view")]
    else:
        assert (await client.put(STATE, json={"state": "done", "outcome": "settled"})).status_code == 404
        assert (await client.get("/api/messages/msg-1/sound")).status_code == 404
        assert await accesses(engine) == []
        assert await looks(engine) == []


async def test_a_message_is_listened_to_and_done_with(
    log_in: LogIn, centre: Centre, engine: AsyncEngine, settings: Settings
) -> None:
    await centre.write(left("msg-1").facts)
    client = await log_in("k20060-1")
    assert (await client.get("/api/messages/msg-1/sound")).status_code == 404  # no file yet
    path = settings.recordings / "wiadomosci/2026/11/24/msg-1.wav"
    await to_thread.run_sync(write, path, b"RIFF....WAVE")
    sound = await client.get("/api/messages/msg-1/sound")
    assert (sound.status_code, sound.content) == (200, b"RIFF....WAVE")
    assert (sound.headers["content-type"], sound.headers["cache-control"]) == ("audio/wav", "no-store")
    piece = await client.get("/api/messages/msg-1/sound", headers={"Range": "bytes=4-7"})
    assert (piece.status_code, piece.content, piece.headers["content-range"]) == (206, b"....", "bytes 4-7/12")
    for wanted in ({"state": "listened"}, {"state": "done", "outcome": "settled"}):
        changed: dict[str, Any] = (await client.put("/api/messages/msg-1/state", json=wanted)).json()
        assert (changed["state"], changed["changed_by"]) == (wanted["state"], "k20060-1")
        assert changed["outcome"] == wanted.get("outcome")
    assert (await client.get("/api/messages", params={"state": "new"})).json()["messages"] == []
    assert len((await client.get("/api/messages", params={"state": "done"})).json()["messages"]) == 1
    assert [what for what, _ in await accesses(engine)] == ["played", "listened", "done"], (
        "one hearing, two pieces"
    )
    assert await looks(engine) == [("k20060-1", "20060", "message_view")]


@pytest.mark.parametrize("wanted", [{"state": "done"}, {"state": "new", "outcome": "settled"}])
async def test_a_message_is_done_with_by_an_outcome_and_nothing_else_has_one(
    log_in: LogIn, centre: Centre, engine: AsyncEngine, wanted: dict[str, str]
) -> None:
    await centre.write(left("msg-1").facts)
    answer = await (await log_in("k20060-1")).put("/api/messages/msg-1/state", json=wanted)
    assert answer.status_code == 422
    assert await accesses(engine) == []


async def test_what_one_has_taken_up_today_another_is_told_of_and_a_supervisor_gives_back(
    log_in: LogIn, centre: Centre, engine: AsyncEngine, clock: StandingClock
) -> None:
    await centre.write(left("msg-1").facts)
    first, second = await log_in("k20060-1"), await log_in("k20060-2")
    assert (await first.put(STATE, json={"state": "listened"})).status_code == 200
    for wanted in ({"state": "listened"}, {"state": "new"}, {"state": "done", "outcome": "settled"}):
        answer = await second.put(STATE, json=wanted)
        assert (answer.status_code, answer.json()["code"]) == (409, "work_taken")
        assert answer.json()["message"] == "Zajmuje się tym już Osoba k20060-1 (od 10:00)."
    boss = await log_in("kierownik-20060")
    assert (await boss.put(STATE, json={"state": "listened"})).status_code == 409
    assert (await boss.put(STATE, json={"state": "new"})).status_code == 200
    assert (await second.put(STATE, json={"state": "listened"})).json()["state"] == "listened"
    assert [what for what, _ in await accesses(engine)] == ["listened", "new", "listened"]
    clock.passes(days=1)
    first = await log_in("k20060-1")
    again = {"state": "listened", "reason": "Przejmuję po koleżance"}
    assert (await first.put(STATE, json=again)).status_code == 200, "yesterday's take blocks nobody"


async def test_pages_of_messages_follow_each_other_without_gaps(log_in: LogIn, centre: Centre) -> None:
    await centre.write([fact for number in range(5) for fact in left(f"msg-{number}").facts])
    client = await log_in("k20060-1")
    seen: list[str] = []
    cursor = None
    while True:
        params = {"limit": 2} | ({} if cursor is None else {"cursor": cursor})
        page = (await client.get("/api/messages", params=params)).json()
        seen += [message["id"] for message in page["messages"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == [f"msg-{number}" for number in (4, 3, 2, 1, 0)]


async def test_what_is_being_recorded_or_was_discarded_is_no_message(
    log_in: LogIn, centre: Centre, engine: AsyncEngine
) -> None:
    begun = Story().rings().then(VoiceMessageStarted(message="msg-1", file="a.wav", office="20060"))
    gone = Story().rings().then(VoiceMessageStarted(message="msg-2", file="b.wav", office="20060"))
    gone.then(VoiceMessageDiscarded(message="msg-2", why="caller"))
    await centre.write([*begun.facts, *gone.facts])
    client = await log_in("k20060-1")
    assert (await client.get("/api/messages")).json()["messages"] == []
    assert (await client.get("/api/messages/msg-1")).status_code == 404
    async with engine.connect() as connection:
        assert list(await connection.scalars(select(VoiceMessage.id))) == ["msg-1"]
    await centre.write([begun.ends().facts[-1]])  # nobody could say what became of it: the office listens
    [message] = (await client.get("/api/messages")).json()["messages"]
    assert (message["id"], message["duration_time"]) == ("msg-1", None)
