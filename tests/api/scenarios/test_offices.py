"""Offices and their branches: made, changed, deactivated and restored by the web service."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.live.agent_state import AgentEvent
from core.db.tables.centre.office_tables import DialledNumber, PostalPrefix, QueuePolicyRow
from core.db.tables.staff_tables import Account, Agent, AuditRow
from core.relay.relay import relay_client
from ivr.places.move_store import carry_out_moves
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.api.people import A_FEW, LONG_AGO
from tests.support.timing.eventually import eventually
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

AT = "/api/offices/20070"
STAWISKI: dict[str, Any] = {
    "name": "Powiatowy Urząd Pracy w Stawiskach",
    "seat": "Stawiski",
    "locative": "w Stawiskach",
    "genitive": "Stawisk",
    "area_code": "86",
    "postal_code": "18-520",
    "address": "pl. Wolności 13",
    "postal_prefixes": ["18520", "18521"],
}
UNKNOWN: dict[str, Any] = dict.fromkeys(("email", "page", "certainty", "checked_on"))
FILIA = {
    "name": "Filia w Jedwabnem",
    "town": "Jedwabne",
    "postal_code": "18-420",
    "address": "ul. Wojska Polskiego 1",
    "telephone": "86 217 20 01",
}


@pytest.fixture
async def boss(log_in: LogIn) -> AsyncClient:
    return await log_in("administrator")


async def opened(boss: AsyncClient, **details: Any) -> dict[str, Any]:
    answer = await boss.put(AT, json={**STAWISKI, **details})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def codes(client: AsyncClient, **query: Any) -> list[str]:
    answer = await client.get("/api/offices", params=query)
    assert answer.status_code == 200, answer.text
    return [office["code"] for office in answer.json()]


@pytest.mark.parametrize("username", A_FEW)
async def test_everybody_may_read_and_only_an_administrator_may_change(log_in: LogIn, username: str) -> None:
    client = await log_in(username)
    assert await codes(client) == ["20000", "20060", "20610"]
    assert (await client.get("/api/offices/20060")).status_code == 200
    assert (await client.get("/api/offices/20060/branches")).status_code == 200
    may = username == "administrator"
    assert (await client.put(AT, json=STAWISKI)).status_code == (200 if may else 403)
    for what in ("deactivate", "restore"):
        assert (await client.post(f"{AT}/{what}")).status_code == (200 if may else 403)
    assert (await client.put(f"{AT}/branches/a", json=FILIA)).status_code == (200 if may else 403)


async def test_a_new_office_is_there_for_callers_and_consultants_at_once(
    boss: AsyncClient, centre: Centre, engine: AsyncEngine, dsn: str
) -> None:
    assert await opened(boss) == {
        "code": "20070",
        **STAWISKI,
        "is_province": False,
        "deputy": None,
        "deactivated_at": None,
        "telephone": None,
        **UNKNOWN,
    }
    await eventually(lambda: centre.offices.takes_callers("20070"))
    found = centre.offices.by_postal_code("18520")
    assert found is not None
    assert found.code == "20070"
    assert "20070" in centre.matchmaker.queues.offices
    async with engine.begin() as connection:
        account = {"username": "k20070-1", "display_name": "Anna", "role": "consultant", "office": "20070"}
        await connection.execute(insert(Account).values(**account, password_hash=""))
        await connection.execute(insert(Agent).values(id="k20070-1", display_name="Anna", office="20070"))
    async with relay_client(dsn) as relay:
        await relay.tell("agents")
    mm = centre.matchmaker
    await eventually(lambda: mm.team.find("k20070-1") is not None)
    place = mm.enter("call-1", "20070")
    mm.phone_changed("k20070-1", is_registered=True)
    mm.wish("k20070-1", AgentEvent.LOG_IN)
    mm.wish("k20070-1", AgentEvent.READY)
    assert place.reservation is not None
    assert place.reservation.agent.id == "k20070-1"


async def test_a_new_office_has_rules_and_hours_that_are_set_like_everybody_s(
    boss: AsyncClient, centre: Centre
) -> None:
    await opened(boss)
    queues = {queue["office"]: queue for queue in (await boss.get("/api/queues")).json()}
    assert queues["20070"]["valid_from"] == "2026-11-24T09:00:00Z"
    assert queues["20070"]["policy"]["neighbours"] == []
    hours = (await boss.get("/api/hours/20070")).json()
    assert [(plan["purpose"], plan["valid_from"]) for plan in hours["plans"]] == [("all", "2026-11-24")]
    assert hours["now"]["outcome"] == "open"
    rules = {"policy": {"neighbours": ["20060"]}}
    assert (await boss.put("/api/queues/20070/policy", json=rules)).status_code == 200
    await eventually(lambda: centre.matchmaker.policy("20070").neighbours == ("20060",))


async def test_an_office_is_changed_and_what_is_left_out_is_taken_away(boss: AsyncClient) -> None:
    await opened(boss)
    changed = {**STAWISKI, "seat": "Nowe Stawiski", "postal_prefixes": ["1852"]}
    del changed["address"]
    answer = await boss.put(AT, json=changed)
    assert (answer.json()["seat"], answer.json()["address"]) == ("Nowe Stawiski", None)
    assert (await boss.get(AT)).json()["postal_prefixes"] == ["1852"]


async def test_an_office_that_was_deactivated_gets_no_callers_and_is_restored(
    boss: AsyncClient, centre: Centre, clock: StandingClock
) -> None:
    await opened(boss)
    await eventually(lambda: centre.offices.takes_callers("20070"))
    clock.passes(minutes=5)
    answer = await boss.post(f"{AT}/deactivate")
    assert answer.json()["deactivated_at"] == "2026-11-24T09:05:00Z"
    await eventually(lambda: not centre.offices.takes_callers("20070"))
    assert centre.matchmaker.queue_for("20070") == "20000"
    assert centre.offices.by_postal_code("18520") is None
    assert await codes(boss) == ["20000", "20060", "20610"]
    assert await codes(boss, deactivated=True) == ["20000", "20060", "20070", "20610"]
    assert (await boss.get(AT)).json()["name"] == STAWISKI["name"]
    assert (await boss.get("/api/hours/20070")).status_code == 200, "what it was stays to be read"
    assert (await boss.post(f"{AT}/restore")).json()["deactivated_at"] is None
    await eventually(lambda: centre.offices.takes_callers("20070"))
    assert centre.matchmaker.queue_for("20070") == "20070"


async def test_who_waits_when_an_office_is_deactivated_stays_in_its_queue(
    boss: AsyncClient, centre: Centre
) -> None:
    await opened(boss)
    await eventually(lambda: "20070" in centre.matchmaker.queues.offices)
    place = centre.matchmaker.enter("call-1", "20070")
    assert (await boss.post(f"{AT}/deactivate")).status_code == 200
    await eventually(lambda: centre.matchmaker.queue_for("20070") == "20000")
    assert place in centre.matchmaker.places
    centre.matchmaker.leave(place)
    assert "20070" not in centre.matchmaker.queues.offices


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("20000", "Urzędu wojewódzkiego nie można wyłączyć: jest właściwy dla każdego rozmówcy."),
        ("20060", "W urzędzie pracują konsultanci (2). Trzeba ich najpierw przenieść lub wyłączyć."),
        ("20060", "Urząd pomaga innym: wymieniają go zasady kolejek (Białystok)."),
    ],
)
async def test_an_office_that_is_needed_stays_and_the_reason_is_said_in_polish(
    boss: AsyncClient, code: str, sentence: str
) -> None:
    answer = await boss.post(f"/api/offices/{code}/deactivate")
    assert (answer.status_code, answer.json()["code"]) == (422, "settings_refused")
    assert sentence in [field["message"] for field in answer.json()["fields"]]
    assert code in await codes(boss)


async def test_an_office_with_a_number_of_its_own_stays_until_that_is_deactivated(
    boss: AsyncClient, engine: AsyncEngine
) -> None:
    await opened(boss)
    async with engine.begin() as connection:
        number = {"number": "9525", "scenario": "s", "is_free": True, "description": "", "office": "20070"}
        await connection.execute(insert(DialledNumber).values(number))
    answer = await boss.post(f"{AT}/deactivate")
    assert answer.json()["fields"][0]["message"] == "Urząd ma czynny numer (9525). Trzeba go najpierw wyłączyć."
    assert (await boss.post("/api/numbers/9525/deactivate")).status_code == 200
    assert (await boss.post(f"{AT}/deactivate")).status_code == 200


@pytest.mark.parametrize(
    ("code", "details", "sentence"),
    [
        ("20070", {"is_province": True}, "Urząd wojewódzki może być tylko jeden, a jest nim Urząd 20000 (20000)."),
        ("20070", {"postal_prefixes": ["185"]}, "Kody pocztowe od 185 obsługuje już Urząd 20060 (20060)."),
        ("20000", {}, "Ten urząd jest wojewódzki i musi nim pozostać."),
    ],
)
async def test_what_does_not_fit_with_the_other_offices_is_refused(
    boss: AsyncClient, engine: AsyncEngine, code: str, details: dict[str, Any], sentence: str
) -> None:
    async with engine.begin() as connection:
        await connection.execute(insert(PostalPrefix).values(prefix="185", office="20060"))
    answer = await boss.put(f"/api/offices/{code}", json={**STAWISKI, **details})
    assert (answer.status_code, answer.json()["code"]) == (422, "settings_refused")
    assert answer.json()["fields"] == [{"field": "body", "message": sentence}]
    assert await codes(boss) == ["20000", "20060", "20610"]


@pytest.mark.parametrize(
    ("code", "details", "field"),
    [
        ("2007", {}, "code"),
        ("Kolno", {}, "code"),
        ("20070", {"seat": "  "}, "seat"),
        ("20070", {"seat": "A\nB"}, "seat"),
        ("20070", {"postal_code": "18520"}, "postal_code"),
        ("20070", {"postal_prefixes": ["18-5"]}, "postal_prefixes.0"),
        ("20070", {"area_code": "086"}, "area_code"),
        ("20070", {"colour": "red"}, "colour"),
    ],
)
async def test_what_cannot_be_read_is_refused_where_it_stands(
    boss: AsyncClient, code: str, details: dict[str, Any], field: str
) -> None:
    answer = await boss.put(f"/api/offices/{code}", json={**STAWISKI, **details})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert [problem["field"] for problem in answer.json()["fields"]] == [field]


async def test_an_office_that_has_never_been_there_is_not_found(boss: AsyncClient) -> None:
    assert (await boss.get(AT)).status_code == 404
    assert (await boss.get(f"{AT}/branches")).status_code == 404
    for what in ("deactivate", "restore"):
        assert (await boss.post(f"{AT}/{what}")).status_code == 404


async def test_who_did_it_stands_in_the_audit_log(boss: AsyncClient, engine: AsyncEngine) -> None:
    await opened(boss)
    await boss.post(f"{AT}/deactivate")
    query = select(AuditRow).where(AuditRow.office == "20070").order_by(AuditRow.number)
    async with engine.connect() as connection:
        rows = (await connection.execute(query)).all()
    told = [(row.account, row.operation, row.action, row.subject) for row in rows]
    assert ("administrator", "set_office", "insert", "office") in told
    assert told.count(("administrator", "set_office", "insert", "postal_prefix")) == 2
    assert ("administrator", "set_office", "insert", "queue_policy") in told
    assert ("administrator", "set_office", "insert", "opening_plan") in told
    assert told[-1] == ("administrator", "deactivate_office", "update", "office")
    assert rows[-1].after.keys() == {"deactivated_at"}


async def test_rules_that_are_over_do_not_keep_an_office(
    boss: AsyncClient, engine: AsyncEngine, clock: StandingClock
) -> None:
    await opened(boss)
    async with engine.begin() as connection:
        row = {
            "id": "policy-old",
            "office": "20060",
            "valid_from": LONG_AGO - timedelta(days=9),
            "valid_to": LONG_AGO,
            "settings": {"neighbours": ["20070"]},
            "changed_by": "system",
            "changed_at": LONG_AGO,
        }
        await connection.execute(insert(QueuePolicyRow).values(row))
    assert (await boss.post(f"{AT}/deactivate")).status_code == 200


# -- moves


async def test_an_office_moves_on_the_day_that_was_planned_and_the_log_names_who_planned_it(
    boss: AsyncClient, engine: AsyncEngine, clock: StandingClock
) -> None:
    await opened(boss, telephone="86 278 00 00")
    to = {"postal_code": "18-521", "address": "ul. Nowa 5"}
    planned = await boss.put(f"{AT}/moves/2026-11-26", json=to)
    assert (planned.status_code, planned.json()["done_at"]) == (200, None)
    assert (await boss.get(AT)).json()["address"] == "pl. Wolności 13"
    [told] = (await boss.get("/api/contact-directory?office=20070")).json()["offices"]
    assert told["moves"] == [{"valid_from": "2026-11-26", **to, "telephone": None}]
    # 23:30 of the day before in Warsaw, and half an hour later, which is the same day in UTC
    assert await carry_out_moves(engine, datetime(2026, 11, 25, 22, 30, tzinfo=UTC)) == 0
    assert await carry_out_moves(engine, datetime(2026, 11, 25, 23, 1, tzinfo=UTC)) == 1
    assert await carry_out_moves(engine, datetime(2026, 11, 25, 23, 6, tzinfo=UTC)) == 0
    office = (await boss.get(AT)).json()
    assert (office["address"], office["postal_code"], office["telephone"]) == (
        "ul. Nowa 5",
        "18-521",
        "86 278 00 00",
    )
    assert (office["certainty"], office["checked_on"]) == ("high", "2026-11-24")
    [done] = (await boss.get(f"{AT}/moves")).json()
    assert done["done_at"] == "2026-11-25T23:01:00Z"
    [told] = (await boss.get("/api/contact-directory?office=20070")).json()["offices"]
    assert told["moves"] == []
    log = (await boss.get("/api/audit-log", params={"subject": "office", "subject_id": "20070"})).json()["entries"]
    assert (log[0]["account"], log[0]["operation"]) == ("administrator", "plan_office_move")
    assert (log[0]["before"]["address"], log[0]["after"]["address"]) == ("pl. Wolności 13", "ul. Nowa 5")


async def test_a_move_of_today_is_at_once_and_a_planned_one_is_taken_back(boss: AsyncClient) -> None:
    await opened(boss)
    to = {"postal_code": "18-520", "address": "ul. Nowa 5", "telephone": "86 111 22 33"}
    assert (await boss.put(f"{AT}/moves/2026-11-24", json=to)).json()["done_at"] == "2026-11-24T09:00:00Z"
    office = (await boss.get(AT)).json()
    assert (office["address"], office["telephone"]) == ("ul. Nowa 5", "86 111 22 33")
    assert (await boss.delete(f"{AT}/moves/2026-11-24")).status_code == 404
    assert (await boss.put(f"{AT}/moves/2026-11-23", json=to)).status_code == 422
    assert (await boss.put("/api/offices/99999/moves/2026-12-01", json=to)).status_code == 404
    await boss.put(f"{AT}/moves/2026-12-01", json={**to, "address": "ul. Inna 1"})
    assert (await boss.delete(f"{AT}/moves/2026-12-01")).status_code == 204
    assert [move["valid_from"] for move in (await boss.get(f"{AT}/moves")).json()] == ["2026-11-24"]


async def test_only_an_administrator_plans_a_move(log_in: LogIn) -> None:
    client = await log_in("kierownik-20060")
    at = "/api/offices/20060/moves/2026-12-01"
    assert (await client.put(at, json={"postal_code": "18-500", "address": "ul. Nowa 5"})).status_code == 403
    assert (await client.delete(at)).status_code == 403
    assert (await client.get("/api/offices/20060/moves")).json() == []


# -- branches


async def test_a_branch_is_made_changed_deactivated_and_restored(boss: AsyncClient, clock: StandingClock) -> None:
    at = "/api/offices/20060/branches/jedwabne"
    saved = (await boss.put(at, json=FILIA)).json()
    assert saved == {"id": "jedwabne", "office": "20060", **FILIA, **UNKNOWN, "deactivated_at": None}
    assert (await boss.put(at, json={**FILIA, "telephone": ""})).json()["telephone"] == ""
    assert (await boss.post(f"{at}/deactivate")).json()["deactivated_at"] == "2026-11-24T09:00:00Z"
    assert (await boss.get("/api/offices/20060/branches")).json() == []
    [kept] = (await boss.get("/api/offices/20060/branches", params={"deactivated": True})).json()
    assert kept["id"] == "jedwabne"
    assert (await boss.get(at)).status_code == 200
    assert (await boss.post(f"{at}/restore")).json()["deactivated_at"] is None
    assert len((await boss.get("/api/offices/20060/branches")).json()) == 1


async def test_a_branch_of_another_office_is_answered_like_none(boss: AsyncClient) -> None:
    await boss.put("/api/offices/20060/branches/jedwabne", json=FILIA)
    at = "/api/offices/20610/branches/jedwabne"
    assert (await boss.get(at)).status_code == 404
    assert (await boss.post(f"{at}/deactivate")).status_code == 404
    answer = await boss.put(at, json=FILIA)
    assert answer.json()["fields"][0]["message"] == "Identyfikator „jedwabne” ma już filia innego urzędu."
