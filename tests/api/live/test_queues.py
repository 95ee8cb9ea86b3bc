"""Queues: whose one sees, what goes on in them, and giving them other rules."""

from datetime import timedelta
from functools import partial
from typing import Any

import anyio
import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.choice.queue_policy import QueuePolicy
from acd.live.agent_state import AgentEvent, AgentState
from acd.policy_store import save_policy
from ari_app.reloading import reload_agents, reload_policies, time_to_next_rules
from core.clock import SystemClock
from core.db.engine import make_engine
from core.db.errors import DATABASE_AWAY
from core.tasks.keeper import Keeper
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.api.people import A_FEW, CONSULTANTS
from tests.support.timing.eventually import eventually
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

ALL = {"20000", "20060", "20610"}
SEES = {
    "administrator": ALL,
    "kierownik-wup": ALL,
    "kierownik-20060": {"20060", "20610"},  # its neighbour's too
    "kierownik-20610": {"20060", "20610"},
    "redaktor": set(),
    **{agent: {office} for agent, office in CONSULTANTS.items()},
}
MAY_SET = {
    "administrator": ALL,
    "kierownik-wup": ALL,
    "kierownik-20060": {"20060"},
    "kierownik-20610": {"20610"},
}
RULES = {"neighbours": ["20610"], "activate_ratio": 3.0}


async def queues(client: AsyncClient) -> dict[str, dict[str, Any]]:
    answer = await client.get("/api/queues")
    assert answer.status_code == 200, answer.text
    return {queue["office"]: queue for queue in answer.json()}


def works(centre: Centre, agent: str) -> None:
    centre.matchmaker.phone_changed(agent, is_registered=True)
    centre.matchmaker.wish(agent, AgentEvent.LOG_IN)
    centre.matchmaker.wish(agent, AgentEvent.READY)


@pytest.mark.parametrize("username", A_FEW)
async def test_everybody_sees_the_queues_that_concern_them(log_in: LogIn, centre: Centre, username: str) -> None:
    client = await log_in(username)
    assert set(await queues(client)) == SEES[username]
    for office in ALL:
        status = (await client.get(f"/api/queues/{office}/policies")).status_code
        assert status == (200 if office in SEES[username] else 404)


@pytest.mark.parametrize("username", A_FEW)
async def test_supervisors_set_the_rules_of_their_own_queue(log_in: LogIn, centre: Centre, username: str) -> None:
    client = await log_in(username)
    for office, neighbour in (("20060", "20610"), ("20610", "20060")):
        answer = await client.put(f"/api/queues/{office}/policy", json={"policy": {"neighbours": [neighbour]}})
        if username in {*CONSULTANTS, "redaktor"}:
            assert answer.status_code == 403
        else:
            assert answer.status_code == (200 if office in MAY_SET[username] else 404)


async def test_a_queue_is_shown_with_its_rules_and_the_figures_of_this_moment(
    log_in: LogIn, centre: Centre
) -> None:
    client = await log_in("administrator")
    works(centre, "k20060-1")
    works(centre, "k20610-1")
    mm = centre.matchmaker
    for number, office in enumerate(("20610", "20060")):
        place = mm.enter(f"call-{number}", office)
        assert place.reservation is not None
        mm.ringing(place.reservation)
        mm.accepted(place, place.reservation)
    for number in (2, 3):
        mm.enter(f"call-{number}", "20610")
    queue = (await queues(client))["20610"]
    assert (queue["seat"], queue["policy"]["neighbours"], queue["valid_to"]) == ("Białystok", ["20060"], None)
    now = queue["now"]
    assert (now["waiting"], now["working"], now["free"], now["there"]) == (2, 1, 0, 1)
    assert now["is_borrowing"]
    assert now["helped_by"] == [{"lender": "20060", "reason": "1 czekający na 1 konsultanta"}]
    mm.team.hang_up(mm.team.agent("k20060-1"))
    mm.wish("k20060-1", AgentEvent.PAUSE, "meal")
    assert (await queues(client))["20610"]["now"]["helped_by"] == []  # nobody there could
    assert 0 <= now["longest_wait_time"] < 60
    assert (await queues(client))["20000"]["seat"] == "Wojewódzki Urząd Pracy"


async def test_without_the_centre_the_rules_are_shown_and_nothing_is_said_of_now(log_in: LogIn) -> None:
    client = await log_in("kierownik-20060")
    assert {office: queue["now"] for office, queue in (await queues(client)).items()} == {
        "20060": None,
        "20610": None,
    }


async def test_new_rules_hold_at_once_and_the_history_tells_who_set_them(
    log_in: LogIn, centre: Centre, clock: StandingClock
) -> None:
    client = await log_in("kierownik-20060")
    clock.passes(minutes=5)
    answer = await client.put("/api/queues/20060/policy", json={"policy": RULES})
    assert answer.status_code == 200, answer.text
    assert answer.json()["changed_by"] == "kierownik-20060"
    assert answer.json()["policy"]["activate_ratio"] == 3.0
    await eventually(lambda: centre.matchmaker.policy("20060").activate_ratio == 3.0)
    new, old = (await client.get("/api/queues/20060/policies")).json()
    assert (new["valid_from"], new["valid_to"]) == ("2026-11-24T09:05:00Z", None)
    assert (old["changed_by"], old["valid_to"]) == ("system", "2026-11-24T09:05:00Z")


async def test_planned_rules_hold_from_their_day_on_in_warsaw(log_in: LogIn, clock: StandingClock) -> None:
    client = await log_in("kierownik-20060")
    body = {"policy": RULES, "valid_from": "2026-12-01", "valid_to": "2026-12-04"}
    planned = (await client.put("/api/queues/20060/policy", json=body)).json()
    assert (planned["valid_from"], planned["valid_to"]) == ("2026-11-30T23:00:00Z", "2026-12-04T23:00:00Z")
    assert (await queues(client))["20060"]["policy"]["activate_ratio"] == QueuePolicy().activate_ratio
    clock.passes(days=7)
    client = await log_in("kierownik-20060")
    assert (await queues(client))["20060"]["policy"]["activate_ratio"] == 3.0
    clock.passes(days=7)
    client = await log_in("kierownik-20060")
    assert (await queues(client))["20060"]["policy"]["activate_ratio"] == QueuePolicy().activate_ratio


async def test_today_means_at_once(log_in: LogIn, clock: StandingClock) -> None:
    client = await log_in("kierownik-20060")
    body = {"policy": RULES, "valid_from": "2026-11-24"}
    assert (await client.put("/api/queues/20060/policy", json=body)).json()["valid_from"] == "2026-11-24T09:00:00Z"


@pytest.mark.parametrize(
    ("policy", "sentence"),
    [
        ({"neighbours": []}, "Białystok: urząd nie ma sąsiadów, więc rozmowy nie mają dokąd przejść."),
        ({"neighbours": ["99999"]}, "Białystok: nie ma urzędu 99999."),
        ({"neighbours": ["20060"], "topics": {"\x00": [{"after": 0, "level": 1}]}}, "Nie ma tematu „\x00”."),
    ],
)
async def test_rules_that_do_not_fit_are_refused_in_polish(
    log_in: LogIn, policy: dict[str, Any], sentence: str
) -> None:
    client = await log_in("kierownik-20610")
    answer = await client.put("/api/queues/20610/policy", json={"policy": policy})
    assert (answer.status_code, answer.json()["code"]) == (422, "settings_refused")
    assert answer.json()["fields"] == [{"field": "body", "message": sentence}]
    assert len((await client.get("/api/queues/20610/policies")).json()) == 1


@pytest.mark.parametrize(
    ("body", "field", "sentence"),
    [
        (
            {"policy": {"neighbours": ["20610"], "activate_ratio": 1.0, "release_ratio": 2.0}},
            "policy",
            "Próg końca pomocy (release_ratio) musi być niższy niż próg pomocy (activate_ratio).",
        ),
        ({"policy": {"neighbours": ["20610"], "reserve": -1}}, "policy.reserve", "Liczba jest za mała."),
        ({"policy": {"neighbours": ["20610"], "by_the_moon": True}}, "policy.by_the_moon", "Nieznane pole."),
        ({"policy": RULES, "valid_from": "soon"}, "valid_from", "Wymagana jest data"),
    ],
)
async def test_rules_that_contradict_themselves_are_refused_where_they_do(
    log_in: LogIn, body: dict[str, Any], field: str, sentence: str
) -> None:
    client = await log_in("kierownik-20060")
    answer = await client.put("/api/queues/20060/policy", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    [problem] = answer.json()["fields"]
    assert problem["field"] == field
    assert problem["message"].startswith(sentence)


async def test_the_past_cannot_be_changed(log_in: LogIn) -> None:
    client = await log_in("kierownik-20060")
    body = {"policy": RULES, "valid_from": "2026-11-23"}
    answer = await client.put("/api/queues/20060/policy", json=body)
    assert answer.json()["fields"] == [{"field": "body", "message": "Zasady nie mogą obowiązywać wstecz."}]


async def test_a_consultant_is_given_another_office_s_queue_and_skills_at_once(
    log_in: LogIn, centre: Centre
) -> None:
    client = await log_in("kierownik-20060")
    body = {"queues": ["20610"], "skills": {"employer": 3}}
    answer = await client.put("/api/agents/k20060-1/queues", json=body)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["queues"], answer.json()["skills"]) == (["20610"], {"employer": 3})
    await eventually(lambda: centre.matchmaker.team.agent("k20060-1").queues == {"20610"})
    assert centre.matchmaker.team.agent("k20060-1").skills == (("employer", 3),)
    served = await queues(await log_in("k20060-1"))
    assert set(served) == {"20060", "20610"}, "consultants see what they serve"


async def test_queues_and_skills_are_given_by_those_who_direct_the_consultant(log_in: LogIn) -> None:
    for username, status in (("k20060-1", 403), ("kierownik-20610", 404), ("kierownik-wup", 200)):
        client = await log_in(username)
        answer = await client.put("/api/agents/k20060-1/queues", json={"queues": []})
        assert answer.status_code == status
        if status != 200:
            assert (await client.delete("/api/agents/k20060-1")).status_code == status


@pytest.mark.parametrize(
    "body", [{"queues": ["99999"]}, {"queues": ["Kolno"]}, {"skills": {"pets": 3}}, {"skills": {"employer": 9}}]
)
async def test_queues_and_skills_that_do_not_exist_are_refused(log_in: LogIn, body: dict[str, Any]) -> None:
    client = await log_in("kierownik-20060")
    assert (await client.put("/api/agents/k20060-1/queues", json=body)).status_code == 422


async def test_a_consultant_deleted_while_reserved_gives_the_caller_back_to_the_head_of_the_line(
    log_in: LogIn, centre: Centre
) -> None:
    works(centre, "k20060-1")
    mm = centre.matchmaker
    place = mm.enter("call-1", "20060")
    assert place.reservation is not None
    client, hers = await log_in("kierownik-20060"), await log_in("k20060-1")
    assert (await client.delete("/api/agents/k20060-1")).status_code == 204
    await eventually(lambda: "k20060-1" not in {agent.id for agent in mm.team.agents})
    assert place.reservation is None
    assert mm.place_in_line(place) == 1
    works(centre, "k20060-2")
    assert place.reservation is not None
    assert place.reservation.agent.id == "k20060-2"
    assert (await client.get("/api/agents/k20060-1")).status_code == 404
    assert (await client.delete("/api/agents/k20060-1")).status_code == 404
    assert (await hers.get("/api/me")).status_code == 401, "who is no consultant any more is logged out"
    again = {"username": "k20060-1", "password": "zielona-herbata-7"}
    assert (await hers.post("/api/login", json=again)).status_code == 401


async def test_a_conversation_of_a_deleted_consultant_goes_on_to_its_end(log_in: LogIn, centre: Centre) -> None:
    works(centre, "k20060-1")
    mm = centre.matchmaker
    place = mm.enter("call-1", "20060")
    assert place.reservation is not None
    mm.ringing(place.reservation)
    mm.accepted(place, place.reservation)
    agent = mm.team.agent("k20060-1")
    client = await log_in("administrator")
    assert (await client.delete("/api/agents/k20060-1")).status_code == 204
    await eventually(lambda: agent.is_leaving)
    assert agent.state is AgentState.TALKING
    mm.conversation_over(agent)
    assert agent not in mm.team.agents


async def test_rules_and_consultants_that_cannot_be_loaded_stay_as_they_were(
    centre: Centre, engine: AsyncEngine, clock: StandingClock
) -> None:
    away = make_engine("postgresql+asyncpg://nobody@127.0.0.1:1/nothing")
    before = centre.matchmaker.policy("20060")
    with pytest.raises(DATABASE_AWAY):
        await reload_policies(centre.matchmaker, away, clock)
    with pytest.raises(DATABASE_AWAY):
        await reload_agents(centre.matchmaker, away, clock)
    assert centre.matchmaker.policy("20060") is before
    assert len(centre.matchmaker.team.agents) == len(CONSULTANTS)
    await reload_policies(centre.matchmaker, engine, clock)
    assert centre.matchmaker.policy("20060") is before, "what has not changed is not set anew"


async def test_what_is_planned_begins_at_its_moment_by_itself(centre: Centre, engine: AsyncEngine) -> None:
    clock = SystemClock()
    rules = Keeper(
        "rules of queues",
        partial(reload_policies, centre.matchmaker, engine, clock),
        time_to_next=partial(time_to_next_rules, engine, clock),
    )
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(rules.run)
        now = clock.now()
        policy = QueuePolicy(neighbours=("20610",), activate_ratio=3.0)
        await save_policy(engine, "20060", policy, now + timedelta(seconds=0.5), None, "kierownik-20060", now)
        rules.look()  # not in force yet, and from now on waited for
        await eventually(lambda: centre.matchmaker.policy("20060").activate_ratio == 3.0)
        tasks.cancel_scope.cancel()


async def test_of_two_who_change_the_same_rules_the_second_is_told_and_nothing_is_lost(
    log_in: LogIn, centre: Centre
) -> None:
    client = await log_in("kierownik-20060")
    read = (await queues(client))["20060"]["version"]
    headers = {"If-Match": f'"{read}"'}
    path = "/api/queues/20060/policy"
    answer = await client.put(path, json={"policy": {**RULES, "reserve": 0}}, headers=headers)
    assert answer.status_code == 200, answer.text
    other = await log_in("kierownik-wup")
    answer = await other.put(path, json={"policy": {**RULES, "capacity": 5}}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (412, "stale_version")
    again = (await queues(other))["20060"]
    assert (again["policy"]["capacity"], again["version"]) == (60, read + 1)
    answer = await other.put(path, json={"policy": RULES}, headers={"If-Match": f'"{again["version"]}"'})
    assert answer.status_code == 200
