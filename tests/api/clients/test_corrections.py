"""Proposals of corrections: made of what is seen, decided by the client's office."""

from typing import Any

import anyio
import pytest
from httpx import AsyncClient, Response
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.client_tables import AccessLogRow
from core.db.tables.person_tables import Client
from core.db.tables.staff_tables import AuditRow
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.support.calls.call_facts import Story
from tests.support.clients.persons import put_person
from tests.support.plugins.more import ANOTHER, first_of
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

ANNA, KOLNO, OWN, STRANGER = "client-anna", "20060", "k20060-1", "k20610-1"
WHY = "Klientka w okienku"


@pytest.fixture(autouse=True)
async def anna(engine: AsyncEngine) -> None:
    await put_person(engine, ANNA, KOLNO)


async def propose(client: AsyncClient, field: str, value: Any, version: int = 1, **more: Any) -> Response:
    body = {"field": field, "new_value": value, **more}
    return await client.post(f"/api/clients/{ANNA}/corrections", json=body, headers={"If-Match": f'"{version}"'})


async def talks(centre: Centre, agent: str) -> None:
    story = Story("call-1").rings().is_verified(KOLNO, ANNA).waits(KOLNO).is_offered(agent)
    await centre.write(story.is_answered(agent).changes(agent, "ringing", "accept", "talking").facts)


async def test_a_proposal_changes_nothing_of_the_card_and_the_office_decides(
    log_in: LogIn, centre: Centre, engine: AsyncEngine, clock: StandingClock
) -> None:
    await talks(centre, OWN)
    made = (await propose(await log_in(OWN), "phone", "600300300")).json()
    told = ("client_id", "field", "old_value", "new_value", "account", "call_id", "state")
    assert [made[name] for name in told] == [ANNA, "phone", "600100200", "600300300", OWN, "call-1", "open"]
    supervisor = await log_in("kierownik-20060")
    listed = (await supervisor.get("/api/corrections", params={"state": "open"})).json()["corrections"]
    assert [one["id"] for one in listed] == [made["id"]]
    decided = await supervisor.post(f"/api/corrections/{made['id']}/decide", json={"decision": "accepted"})
    assert (decided.json()["state"], decided.json()["decided_by"]) == ("accepted", "kierownik-20060")
    again = await supervisor.post(f"/api/corrections/{made['id']}/decide", json={"decision": "accepted"})
    assert again.json() == decided.json()
    other = await supervisor.post(f"/api/corrections/{made['id']}/decide", json={"decision": "refused"})
    assert (other.status_code, other.json()["code"]) == (409, "correction_decided")
    async with engine.connect() as connection:
        assert await connection.scalar(select(Client.phone)) == "600100200"
        audit = (await connection.execute(select(AuditRow.account, AuditRow.action, AuditRow.after))).all()
        looks = (
            await connection.execute(select(AccessLogRow.who, AccessLogRow.topic, AccessLogRow.outcome))
        ).all()
    assert [(row.account, row.action) for row in audit] == [(OWN, "insert"), ("kierownik-20060", "update")]
    assert "600300300" not in str(audit)
    assert ("kierownik-20060", "list", "found") in [tuple(row) for row in looks]


async def test_the_same_proposal_again_is_the_one_that_stands(log_in: LogIn, centre: Centre) -> None:
    await talks(centre, OWN)
    client = await log_in(OWN)
    first = await propose(client, "email", "anna.nowak@example.pl")
    assert (await propose(client, "email", "anna.nowak@example.pl")).json() == first.json()


async def test_of_two_who_propose_the_same_at_once_one_is_written(log_in: LogIn, engine: AsyncEngine) -> None:
    clients = [await log_in(account) for account in (OWN, "k20060-2", "kierownik-20060")]
    answers: list[Response] = []

    async def proposes(client: AsyncClient) -> None:
        answers.append(await propose(client, "phone", "600300300", reason=WHY))

    async with anyio.create_task_group() as tasks:
        for client in clients:
            tasks.start_soon(proposes, client)
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert len({answer.json()["id"] for answer in answers}) == 1


async def test_a_card_that_has_changed_since_has_to_be_read_again(
    log_in: LogIn, centre: Centre, engine: AsyncEngine
) -> None:
    await talks(centre, OWN)
    async with engine.begin() as connection:
        await connection.execute(update(Client).values(version=2))
    answer = await propose(await log_in(OWN), "phone", "600300300")
    assert (answer.status_code, answer.json()["code"], answer.headers["etag"]) == (412, "stale_version", '"2"')


async def test_nobody_proposes_to_correct_what_may_not_be_seen(log_in: LogIn, centre: Centre) -> None:
    stranger = await log_in(STRANGER)
    assert (await propose(stranger, "last_name", "Nowak-Kos", reason=WHY)).status_code == 404
    await talks(centre, STRANGER)
    assert (await propose(stranger, "last_name", "Nowak-Kos")).status_code == 200
    assert (await propose(stranger, "phone", "600300300")).status_code == 404
    own = await propose(await log_in("k20060-2"), "phone", "600300300")
    assert (own.status_code, own.json()["code"]) == (403, "reason_needed")
    assert (await propose(await log_in("k20060-2"), "phone", "600300300", reason=WHY)).status_code == 200


async def test_another_offices_proposals_are_neither_seen_nor_decided(log_in: LogIn) -> None:
    made = (await propose(await log_in(OWN), "phone", "600300300", reason=WHY)).json()
    for account in ("kierownik-20610", "kierownik-wup"):
        client = await log_in(account)
        assert (await client.get("/api/corrections")).json()["corrections"] == []
        answer = await client.post(f"/api/corrections/{made['id']}/decide", json={"decision": "refused"})
        assert answer.status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "code"),
    first_of(
        3,
        [
            ("pesel", "84030912345", "invalid"),
            ("office", "20610", "invalid"),
            ("phone", "zadzwoń", "correction_refused"),
            ("phone", "1 OR 1=1", "correction_refused"),
            ("birth_date", "0001-01-01", "correction_refused"),
            ("street", "", "invalid"),
            ("street", "Polna\x00", "invalid"),
            ("street", "x" * 201, "invalid"),
            ("street", 7, "invalid"),
        ],
        ANOTHER,
        "tests/api/clients/test_corrections.py::test_what_cannot_be_a_value_is_refused",
    ),
)
async def test_what_cannot_be_a_value_is_refused(log_in: LogIn, field: str, value: Any, code: str) -> None:
    answer = await propose(await log_in(OWN), field, value, reason=WHY)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_hostile_text_is_kept_as_it_is(log_in: LogIn) -> None:
    street = "'; DROP TABLE client; -- <b>Polna</b>"
    assert (await propose(await log_in(OWN), "street", street, reason=WHY)).json()["new_value"] == street


async def test_proposals_are_turned_page_by_page(log_in: LogIn) -> None:
    client = await log_in(OWN)
    for number in range(3):
        await propose(client, "house", str(number), reason=WHY)
    supervisor = await log_in("kierownik-20060")
    first = (await supervisor.get("/api/corrections", params={"limit": 2})).json()
    rest = (await supervisor.get("/api/corrections", params={"limit": 2, "after": first["next_cursor"]})).json()
    values = [one["new_value"] for one in first["corrections"] + rest["corrections"]]
    assert (sorted(values), rest["next_cursor"]) == (["0", "1", "2"], None)
