"""Listening in: who may, what is written down before anything rings, and what is refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.live.agent_state import AgentState
from ari_app.reloading import look_at_listenings
from core.db.tables.client_tables import AccessLogRow
from core.db.tables.request_tables import AccessReasonRow
from core.db.tables.staff_tables import AuditRow
from core.facts.kinds.colleagues import ListeningInBegan, ListeningInEnded
from core.live.live import AgentCall, AgentLive, CallPhase
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.api.desk.test_desk import SomeTalk
from tests.api.live_state import tell
from tests.api.second_person import SECOND, confirmed
from tests.support.calls.call_facts import NINE, Story
from tests.support.calls.fake_telephony import FakePhone
from tests.support.plugins.more import ANOTHER, first_of
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.anyio

ANNA, BOSS = "k20060-1", "kierownik-20060"
WHY = {"reason": "Wdrożenie nowej osoby"}


def talks(
    app: FastAPI,
    *,
    office: str = "20060",
    phase: CallPhase = "talking",
    at: datetime = NINE,
    help_since: datetime | None = None,
) -> None:
    """The live feed tells that Anna talks with a caller of an office."""
    call = AgentCall(id="call-1", phase=phase, since=at, office=office, queue="20060", help_since=help_since)
    tell(app, ANNA, AgentLive(office="20060", state="talking", since=at, call=call))


@contextmanager
def in_conversation(centre: Centre) -> Iterator[SomeTalk]:
    talk = SomeTalk()
    with centre.talks.open(ANNA, talk.as_talk):
        yield talk


async def gets_telephone(log_in: LogIn, centre: Centre, username: str = BOSS) -> None:
    answer = await (await log_in("kierownik-20060")).post(f"/api/accounts/{username}/telephone")
    assert answer.status_code == 200, answer.text
    assert answer.json()["sip_user"] == username
    assert "sip_password" not in answer.json(), "the owner alone sees it"
    await eventually(lambda: centre.matchmaker.team.find(username) is not None)
    assert centre.desk_watch is not None
    centre.desk_watch.telephone_is(username, is_registered=True, is_engaged=False)
    centre.exchange.phones[username] = FakePhone(answer_time=0.1, talk_time=60)


async def listens(client: AsyncClient, agent: str = ANNA, **body: Any) -> Response:
    return await client.post(f"/api/agents/{agent}/listen-in", json=body or WHY)


async def looks(engine: AsyncEngine) -> list[tuple[Any, ...]]:
    columns = (
        AccessLogRow.who,
        AccessLogRow.office,
        AccessLogRow.topic,
        AccessLogRow.purpose,
        AccessLogRow.outcome,
        AccessLogRow.call_id,
        AccessReasonRow.reason,
    )
    query = select(*columns).outerjoin(AccessReasonRow, AccessReasonRow.access_id == AccessLogRow.id)
    async with engine.connect() as connection:
        rows = await connection.execute(query.where(AccessLogRow.purpose == "listening_in"))
        return [tuple(row) for row in rows]


async def orders(engine: AsyncEngine) -> list[tuple[Any, ...]]:
    query = select(AuditRow.account, AuditRow.subject, AuditRow.subject_id, AuditRow.office, AuditRow.after)
    async with engine.connect() as connection:
        rows = await connection.execute(query.where(AuditRow.action == "order"))
        return [tuple(row) for row in rows]


async def test_it_is_written_down_with_its_reason_and_the_telephone_rings(
    log_in: LogIn, app: FastAPI, centre: Centre, engine: AsyncEngine
) -> None:
    await gets_telephone(log_in, centre)
    await centre.write(Story("call-1").rings().is_verified("20060").waits("20060").is_answered(ANNA).facts)
    client = await log_in(BOSS)
    talks(app)
    with in_conversation(centre):
        heard: list[object] = []
        centre.bus.listen(heard.append)
        answer = await listens(client)
        assert (answer.status_code, answer.json()) == (200, {"agent": ANNA, "call_id": "call-1"})
        await eventually(lambda: centre.exchange.is_overheard)
        listening_in = centre.listening_in
        assert listening_in is not None
        assert listening_in.hearings
        now = {"agent": ANNA, "state": "listening", "listener": BOSS, "call_id": "call-1"}
        assert (await client.get(f"/api/agents/{ANNA}/listen-in")).json() == now
        ended = await client.delete(f"/api/agents/{ANNA}/listen-in")
        assert ended.status_code == 204, ended.text
        await eventually(lambda: not centre.exchange.is_overheard)
        assert (await client.get(f"/api/agents/{ANNA}/listen-in")).json()["state"] == "none"
        assert (await client.delete(f"/api/agents/{ANNA}/listen-in")).status_code == 409
        await eventually(lambda: not centre.exchange.open_channels or not listening_in.hearings)
    assert await looks(engine) == [
        (BOSS, "20060", "conversation", "listening_in", "found", "call-1", WHY["reason"])
    ]
    assert (BOSS, "listening_in", ANNA, "20060", {"call": "call-1", "mode": "listen"}) in await orders(engine)


async def test_what_the_centre_refuses_is_written_down_as_refused(
    log_in: LogIn, app: FastAPI, centre: Centre, engine: AsyncEngine
) -> None:
    client = await log_in(BOSS)
    talks(app)
    with in_conversation(centre):
        answer = await listens(client)
    assert (answer.status_code, answer.json()["code"]) == (409, "transition_refused")
    assert "nie ma telefonu" in answer.json()["message"]
    assert [entry[4] for entry in await looks(engine)] == ["found", "refused"]


@pytest.mark.parametrize(
    "body",
    first_of(
        3,
        [{}, {"reason": ""}, {"reason": "  \t  "}, {"reason": "abc"}, {"reason": "x" * 501}],
        ANOTHER,
        "tests/api/calls/test_listening_in.py::test_without_a_reason_nothing_is_heard",
    ),
)
async def test_without_a_reason_nothing_is_heard(
    log_in: LogIn, app: FastAPI, engine: AsyncEngine, body: dict[str, str]
) -> None:
    client = await log_in(BOSS)
    talks(app)
    answer = await client.post(f"/api/agents/{ANNA}/listen-in", json=body)
    assert answer.status_code == 422
    assert await looks(engine) == []


async def test_only_what_is_of_the_own_office_is_heard(log_in: LogIn, app: FastAPI, engine: AsyncEngine) -> None:
    stranger, boss, wup = [await log_in(name) for name in ("kierownik-20610", BOSS, "kierownik-wup")]
    consultant = await log_in("k20060-2")
    talks(app)
    assert (await listens(stranger)).status_code == 404, "another office's consultant"
    assert (await listens(wup)).status_code == 404, "each office is its consultants' employer"
    assert (await listens(consultant)).status_code == 403
    assert (await listens(boss, "k20610-1")).status_code == 404
    talks(app, office="20610")
    for mode in ("listen", "barge_in"):
        answer = await listens(boss, **WHY, mode=mode)
        assert answer.status_code == 409
        assert "klienta innego urzędu" in answer.json()["message"]
    assert await looks(engine) == []


async def test_another_way_and_taking_over_are_written_down_and_reach_the_conversation(
    log_in: LogIn, app: FastAPI, centre: Centre, engine: AsyncEngine
) -> None:
    await gets_telephone(log_in, centre)
    client = await log_in(BOSS)
    talks(app)
    path = f"/api/agents/{ANNA}/listen-in"
    with in_conversation(centre) as talk:
        for way in ("whisper", "take over"):
            refused = await _changes(client, way)
            assert (refused.status_code, refused.json()["code"]) == (409, "transition_refused"), way
        assert (await listens(client, **WHY, mode="whisper")).status_code == 200
        await eventually(lambda: centre.exchange.is_overheard)
        for way, state in (("barge_in", "talking"), ("listen", "listening"), ("whisper", "whispering")):
            assert (await _changes(client, way)).status_code == 204

            async def is_so(wanted: str = state) -> bool:
                return bool((await client.get(path)).json()["state"] == wanted)

            await eventually(is_so)
        assert (await _changes(client, "take over")).status_code == 204
        assert [one for one in talk.asked if one == "taken over"]
        assert centre.matchmaker.team.agent(BOSS).state is AgentState.TALKING
    written = [after["mode"] for _, subject, _, _, after in await orders(engine) if subject == "listening_in"]
    assert written == ["whisper", "barge_in", "listen", "whisper", "take_over"]


async def _changes(client: AsyncClient, way: str) -> Response:
    if way == "take over":
        return await client.post(f"/api/agents/{ANNA}/take-over")
    return await client.put(f"/api/agents/{ANNA}/listen-in", json={"mode": way})


async def test_with_another_offices_caller_one_whispers_and_hears_the_consultant_alone(
    log_in: LogIn, app: FastAPI, centre: Centre, engine: AsyncEngine
) -> None:
    await gets_telephone(log_in, centre)
    client = await log_in(BOSS)
    talks(app, office="20610")
    with in_conversation(centre):
        assert (await listens(client, **WHY, mode="whisper")).status_code == 200
        await eventually(lambda: centre.exchange.is_overheard)
        [(_, ear_for)] = centre.exchange.ears.values()
        assert ear_for == "advising"
        for way in ("listen", "barge_in", "take over"):
            answer = await _changes(client, way)
            assert answer.status_code == 409
            assert "innego urzędu" in answer.json()["message"]
        await client.delete(f"/api/agents/{ANNA}/listen-in")
    assert [entry[1] for entry in await looks(engine)] == ["20610"], "it is that office's log"


async def test_the_callers_office_helps_another_offices_consultant_who_asks(
    log_in: LogIn, app: FastAPI, centre: Centre
) -> None:
    stranger = await log_in("kierownik-20610")
    talks(app, office="20610")
    with in_conversation(centre) as talk:
        assert (await listens(stranger)).status_code == 404, "nobody has asked"
        talk.help.asked(ANNA)
        talks(app, office="20610", help_since=NINE)
        answer = await listens(stranger)
        assert (answer.status_code, "nie ma telefonu" in answer.json()["message"]) == (409, True), "it may"
        assert (await stranger.get(f"/api/agents/{ANNA}/listen-in")).status_code == 200


async def test_who_does_not_talk_is_not_heard(log_in: LogIn, app: FastAPI) -> None:
    client = await log_in(BOSS)
    talks(app, phase="offered")
    assert "nie prowadzi" in (await listens(client)).json()["message"]
    assert "nie prowadzi" in (await listens(client, "k20060-2")).json()["message"]


async def test_a_telephone_is_only_for_supervisors_of_the_office(log_in: LogIn, centre: Centre) -> None:
    boss = await log_in(BOSS)
    for username, status in ((ANNA, 404), ("kierownik-20610", 404), ("nobody", 404), (BOSS, 200)):
        answer = await boss.post(f"/api/accounts/{username}/telephone")
        assert answer.status_code == status, (username, answer.text)
    await eventually(lambda: centre.matchmaker.team.find(BOSS) is not None)
    assert len((await boss.post("/api/me/telephone")).json()["sip_password"]) >= 20
    assert (await boss.get("/api/me")).json()["role"] == "supervisor", "and stays what it is"
    assert (await boss.delete(f"/api/agents/{BOSS}")).status_code == 204
    assert (await boss.get("/api/me")).status_code == 200, "the telephone is gone, the account is not"
    assert (await boss.post(f"/api/accounts/{BOSS}/telephone")).status_code == 422


async def test_the_fact_names_who_listens_and_stands_in_no_timeline(log_in: LogIn, centre: Centre) -> None:
    facts = Story("call-1").rings().is_verified("20060").waits("20060").is_answered(ANNA).talks(9)
    began = ListeningInBegan(agent=ANNA, listener=BOSS, is_told=False)
    await centre.write(facts.then(began).ends().facts)
    client = await log_in(ANNA)
    answer = await client.get("/api/calls/call-1")
    assert answer.status_code == 200
    assert BOSS not in answer.text


ENDINGS: dict[str, tuple[str, str, str, dict[str, str]]] = {
    "log out everywhere": ("administrator", "POST", f"/api/accounts/{BOSS}/log-out", {}),
    "closed": ("administrator", "POST", f"/api/accounts/{BOSS}/deactivate", {}),
    "another role": ("administrator", "PATCH", f"/api/accounts/{BOSS}", {"role": "auditor"}),
    "another office": ("administrator", "PATCH", f"/api/accounts/{BOSS}", {"office": "20610"}),
    "another password of the telephone": ("kierownik-wup", "POST", f"/api/accounts/{BOSS}/telephone", {}),
    "the telephone is taken": ("kierownik-wup", "DELETE", f"/api/agents/{BOSS}", {}),
    "the consultant moves": ("kierownik-wup", "PATCH", f"/api/agents/{ANNA}", {"office": "20610"}),
}


@pytest.mark.parametrize("name", ENDINGS)
async def test_a_listening_in_ends_with_the_right(log_in: LogIn, app: FastAPI, centre: Centre, name: str) -> None:
    await gets_telephone(log_in, centre)
    client = await log_in(BOSS)
    assert (await client.post("/api/me/telephone")).status_code == 200
    talks(app)
    with in_conversation(centre) as talk:
        heard: list[object] = []
        talk.call._bus.listen(heard.append)
        assert (await listens(client)).status_code == 200
        await eventually(lambda: centre.exchange.is_overheard)
        listening_in = centre.listening_in
        assert listening_in is not None
        await look_at_listenings(listening_in, app.state.services.engine, app.state.services.clock)
        assert centre.exchange.is_overheard, "nothing has ended"
        who, method, path, body = ENDINGS[name]
        answer = await (await log_in(who)).request(method, path, json=body or None)
        assert answer.is_success, answer.text
        if answer.status_code == 202:
            await confirmed(answer, await log_in(SECOND))
        await eventually(lambda: not centre.exchange.is_overheard, timeout=2)
        assert [event.why for event in heard if isinstance(event, ListeningInEnded)] == ["revoked"]
        await eventually(lambda: not listening_in.hearings)
