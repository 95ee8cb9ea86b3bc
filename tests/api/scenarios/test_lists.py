"""Topics of calls and reasons of pauses, by the web service."""

from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.live.agent_state import AgentEvent
from acd.pause_reasons import PAUSE_REASONS, SHIPPED_REASONS
from core.lists.topic_store import save_topic
from core.lists.topics import SHIPPED_TOPICS, TOPICS
from core.relay.relay import relay_client
from ops.demonstration.seed_lists import seed_lists
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.api.people import A_FEW
from tests.support.scenarios.graphs import graph_of
from tests.support.timing.eventually import eventually
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

TOPIC = "/api/topics/foreigner"
REASON = "/api/pause-reasons/talk"
WORDS = {"title": "cudzoziemiec", "whispered": "cudzoziemiec"}
TALK = {"name": "narada", "dial_code": "*70"}


@pytest.fixture(autouse=True)
async def seeded(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await seed_lists(connection)


@pytest.fixture
async def boss(log_in: LogIn) -> AsyncClient:
    return await log_in("administrator")


async def ids(client: AsyncClient, path: str, **query: Any) -> list[str]:
    answer = await client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return [each.get("id") or each["code"] for each in answer.json()]


@pytest.mark.parametrize("username", A_FEW)
async def test_everybody_may_read_and_only_an_administrator_may_change(log_in: LogIn, username: str) -> None:
    client = await log_in(username)
    assert await ids(client, "/api/topics") == list(SHIPPED_TOPICS)
    assert await ids(client, "/api/pause-reasons") == [name for name in SHIPPED_REASONS if name != "login"]
    may = username == "administrator"
    for at, body in ((TOPIC, WORDS), (REASON, TALK)):
        assert (await client.put(at, json=body)).status_code == (200 if may else 403)
        for what in ("deactivate", "restore"):
            assert (await client.post(f"{at}/{what}")).status_code == (200 if may else 403)


# -- topics


async def test_a_new_topic_is_known_to_skills_rules_and_scenarios_at_once(
    boss: AsyncClient, centre: Centre
) -> None:
    skills = {"queues": [], "skills": {"foreigner": 3}}
    rules = {"policy": {"neighbours": ["20610"], "topics": {"foreigner": [{"after": 0, "level": 2}]}}}
    assert (await boss.put("/api/agents/k20060-1/queues", json=skills)).status_code == 422
    assert (await boss.put("/api/queues/20060/policy", json=rules)).status_code == 422
    saved = (await boss.put(TOPIC, json=WORDS)).json()
    assert saved == {"id": "foreigner", **WORDS, "place": 5, "deactivated_at": None}
    assert (await boss.put("/api/agents/k20060-1/queues", json=skills)).status_code == 200
    assert (await boss.put("/api/queues/20060/policy", json=rules)).status_code == 200
    await eventually(lambda: centre.matchmaker.policy("20060").level_needed("foreigner", 0.0) == 2)
    assert centre.matchmaker.enter("call-1", "20060", topic="foreigner").entry.level == 2
    plan = {"purpose": "foreigner", "week": {"monday": [{"begin": "08:00", "end": "10:00"}]}}
    assert (await boss.put("/api/hours/20060/plan", json=plan)).status_code == 200
    assert await findings(boss, "foreigner") == []


async def findings(boss: AsyncClient, topic: str) -> list[str]:
    """What the check of a scenario that sets a topic says of it."""
    graph = graph_of(
        {
            "temat": {"kind": "set_topic", "settings": {"topic": topic}, "next": {"done": "k"}},
            "k": {"kind": "goodbye", "settings": {"prompts": ["G02"]}},
        }
    )
    answer = await boss.post("/api/scenario-checks", json={"graph": graph}, timeout=60)
    assert answer.status_code == 200, answer.text
    return [found["text"] for found in answer.json() if found["node"] == "temat"]


async def test_a_topic_that_is_deactivated_cannot_be_chosen_and_keeps_its_words(
    boss: AsyncClient, clock: StandingClock
) -> None:
    saved = (await boss.post("/api/topics/seeker/deactivate")).json()
    assert saved["deactivated_at"] == "2026-11-24T09:00:00Z"
    assert "seeker" not in await ids(boss, "/api/topics")
    assert "seeker" in await ids(boss, "/api/topics", deactivated=True)
    answer = await boss.put("/api/agents/k20060-1/queues", json={"skills": {"seeker": 3}})
    assert answer.status_code == 422
    assert await findings(boss, "seeker") == ["Węzeł „temat”: nieznany lub wyłączony temat „seeker”."]
    plan = {"purpose": "seeker", "week": {}}
    answer = await boss.put("/api/hours/20060/plan", json=plan)
    assert answer.json()["fields"] == [{"field": "body", "message": "Temat „seeker” jest wyłączony."}]
    assert (await boss.post("/api/topics/seeker/restore")).json()["deactivated_at"] is None
    assert await findings(boss, "seeker") == []


async def test_a_topic_that_does_not_exist_is_refused_wherever_it_is_named(boss: AsyncClient) -> None:
    answer = await boss.put("/api/hours/20060/plan", json={"purpose": "pets", "week": {}})
    assert answer.json()["fields"] == [{"field": "body", "message": "Nie ma tematu „pets”."}]
    days = {"purpose": "pets", "kind": "closed", "first_day": "2027-01-04", "last_day": "2027-01-04", "text": "x"}
    answer = await boss.post("/api/hours/20060/exceptions", json=days)
    assert answer.json()["fields"] == [{"field": "body", "message": "Nie ma tematu „pets”."}]
    for what in ("deactivate", "restore"):
        assert (await boss.post(f"/api/topics/pets/{what}")).status_code == 404


async def test_a_name_that_plans_of_hours_have_is_no_topic(boss: AsyncClient) -> None:
    answer = await boss.put("/api/topics/evening", json=WORDS)
    assert (answer.status_code, answer.json()["code"]) == (422, "settings_refused")
    assert answer.json()["fields"][0]["message"].startswith("Temat nie może mieć nazwy „evening”")


# -- reasons of pauses


async def test_the_reasons_of_a_pause_are_those_that_may_be_chosen(log_in: LogIn) -> None:
    reasons = (await (await log_in("k20060-1")).get("/api/pause-reasons")).json()
    meal = {"code": "meal", "name": "posiłek", "dial_code": "*72", "place": 3, "deactivated_at": None}
    assert meal in reasons
    assert "login" not in {reason["code"] for reason in reasons}


async def test_a_new_reason_is_given_at_once(boss: AsyncClient, centre: Centre, log_in: LogIn) -> None:
    saved = (await boss.put(REASON, json=TALK)).json()
    assert saved == {"code": "talk", **TALK, "place": 7, "deactivated_at": None}
    centre.matchmaker.phone_changed("k20060-1", is_registered=True)
    centre.matchmaker.wish("k20060-1", AgentEvent.LOG_IN)
    hers = await log_in("k20060-1")
    wish = {"wish": "pause", "pause_reason": "talk"}
    assert (await hers.post("/api/agents/k20060-1/state", json=wish)).status_code == 200
    await centre.log.flushed()
    now = (await boss.get("/api/agents/k20060-1")).json()
    assert (now["pause_reason"], now["pause_reason_name"]) == ("talk", "narada")


async def test_a_reason_that_is_deactivated_is_not_given_and_who_pauses_for_it_goes_on(
    boss: AsyncClient, centre: Centre, log_in: LogIn
) -> None:
    centre.matchmaker.phone_changed("k20060-1", is_registered=True)
    centre.matchmaker.wish("k20060-1", AgentEvent.LOG_IN)
    centre.matchmaker.wish("k20060-1", AgentEvent.PAUSE, "meal")
    await centre.log.flushed()
    assert (await boss.post("/api/pause-reasons/meal/deactivate")).status_code == 200
    now = (await boss.get("/api/agents/k20060-1")).json()
    assert (now["state"], now["pause_reason_name"]) == ("paused", "posiłek")
    hers = await log_in("k20060-1")
    answer = await hers.post("/api/agents/k20060-1/state", json={"wish": "pause", "pause_reason": "meal"})
    assert (answer.status_code, answer.json()["message"]) == (409, "Nieznany powód przerwy.")
    assert "meal" not in await ids(boss, "/api/pause-reasons")
    assert "meal" in await ids(boss, "/api/pause-reasons", deactivated=True)
    assert (await boss.post("/api/pause-reasons/meal/restore")).json()["deactivated_at"] is None


@pytest.mark.parametrize(
    ("code", "dial_code", "sentence"),
    [
        ("talk", "*61", "Kod *61 służy do zgłoszenia gotowości."),
        ("talk", "*78", "Kody od *76 do *84 są zachowane dla nagrań i rozmów."),
        ("talk", "*71", "Kod *71 ma już powód „przerwa”."),
        ("login", "*70", "Powód po zalogowaniu nie ma kodu: nikt o niego nie prosi."),
    ],
)
async def test_a_dial_code_that_cannot_be_given_is_refused_in_polish(
    boss: AsyncClient, code: str, dial_code: str, sentence: str
) -> None:
    answer = await boss.put(f"/api/pause-reasons/{code}", json={"name": "narada", "dial_code": dial_code})
    assert (answer.status_code, answer.json()["code"]) == (422, "settings_refused")
    assert answer.json()["fields"] == [{"field": "body", "message": sentence}]
    assert "talk" not in await ids(boss, "/api/pause-reasons", deactivated=True)


@pytest.mark.parametrize(
    ("code", "body", "field"),
    [
        ("talk", {**TALK, "dial_code": "70"}, "dial_code"),
        ("talk", {**TALK, "name": " "}, "name"),
        ("talk", {**TALK, "place": -1}, "place"),
        ("Narada", TALK, "code"),
    ],
)
async def test_what_cannot_be_read_is_refused_where_it_stands(
    boss: AsyncClient, code: str, body: dict[str, Any], field: str
) -> None:
    answer = await boss.put(f"/api/pause-reasons/{code}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert [problem["field"] for problem in answer.json()["fields"]] == [field]


async def test_the_reason_of_logging_in_stays(boss: AsyncClient) -> None:
    answer = await boss.post("/api/pause-reasons/login/deactivate")
    assert (answer.status_code, answer.json()["code"]) == (422, "settings_refused")
    assert "login" not in await ids(boss, "/api/pause-reasons", deactivated=True)


# -- the process itself


async def test_the_web_service_hears_of_what_others_have_changed(
    app: FastAPI, engine: AsyncEngine, dsn: str
) -> None:
    """Another process of it, or whoever writes the table in another way and tells."""
    await eventually(lambda: "foreigner" not in TOPICS)
    await save_topic(engine, "foreigner", "cudzoziemiec", "cudzoziemiec")
    await eventually(lambda: "foreigner" in TOPICS)
    async with engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE pause_reason SET deactivated_at = now() WHERE id = 'meal'")
    async with relay_client(dsn) as relay:
        await relay.tell("lists")
    await eventually(lambda: "meal" not in PAUSE_REASONS)
