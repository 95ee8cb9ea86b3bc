"""Sixty people from one file: checked as a whole, made in one act, and not twice."""

import base64
from typing import Any

import anyio
import pytest
from httpx import AsyncClient, Response
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from api.accounts.people_file import COLUMNS_PL
from core.db.tables.staff_tables import Account, Agent, AgentQueue, AuditRow
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.anyio

HEADER = ";".join(COLUMNS_PL.values())
CREW = [f"Osoba Łącka {n};n.lacka{n};konsultant;20060;20000;pracodawca={1 + n % 5};tak" for n in range(57)]
OTHERS = [
    "Maria Nowa;m.nowa;kierownik;20610;;;tak",
    "Jan Nowy;j.nowy;audytor;20060;;;",
    "Ewa Nowa;e.nowa;redaktor urzędu;20610;;;nie",
]
SIXTY = [*CREW, *OTHERS]


async def sent(client: AsyncClient, path: str, *lines: str, encoding: str = "utf-8-sig") -> Response:
    raw = "\r\n".join([HEADER, *lines]).encode(encoding)
    return await client.post(path, json={"file": base64.b64encode(raw).decode()})


async def counted(engine: AsyncEngine) -> tuple[int, int, int]:
    """Accounts, consultants and queues of other offices."""
    async with engine.connect() as connection:
        counts = [
            await connection.scalar(select(func.count()).select_from(t)) for t in (Account, Agent, AgentQueue)
        ]
    return counts[0] or 0, counts[1] or 0, counts[2] or 0


async def test_sixty_people_are_checked_made_in_one_act_and_not_twice(
    log_in: LogIn, centre: Centre, engine: AsyncEngine
) -> None:
    client = await log_in("administrator")
    before = await counted(engine)
    checked = (await sent(client, "/api/people/check", *SIXTY, encoding="cp1250")).json()
    assert checked["faults"] == []
    assert [person["becomes"] for person in checked["people"]] == ["hired"] * 57 + ["made"] * 3
    assert all(person["waits_for_clients"] for person in checked["people"][:57]), (
        "an administrator sees no clients"
    )
    assert await counted(engine) == before, "nothing is written by a check"

    answer = await sent(client, "/api/people", *SIXTY, encoding="cp1250")
    assert answer.status_code == 200, answer.text
    made = await counted(engine)
    assert made == (before[0] + 60, before[1] + 58, before[2] + 57), "57 consultants, and a supervisor's telephone"
    await eventually(lambda: len([a for a in centre.matchmaker.team.agents if a.id.startswith("n.lacka")]) == 57)
    async with engine.connect() as connection:
        rows = await connection.execute(select(Account).where(Account.username.like("n.lacka%")))
        assert {(r.made_by, r.password_hash, r.sees_clients) for r in rows} == {("administrator", "", False)}
        noted = select(func.count()).where(
            AuditRow.operation == "make_people_of_file", AuditRow.subject == "account"
        )
        assert (await connection.scalar(noted) or 0) >= 60

    again = (await sent(client, "/api/people", *SIXTY)).json()
    assert {person["becomes"] for person in again["people"]} == {"there"}
    assert await counted(engine) == made
    assert "password" not in answer.text
    assert "number" not in answer.text


async def test_nobody_is_made_if_anything_is_wrong_with_one(log_in: LogIn, engine: AsyncEngine) -> None:
    client = await log_in("administrator")
    before = await counted(engine)
    wrong = ["Zły Wiersz;n.lacka1;szef;20999;;;", "Osoba Inna;k20060-1;konsultant;20060;;;"]
    checked = (await sent(client, "/api/people/check", *SIXTY, *wrong)).json()
    assert [(fault["line"], fault["column"]) for fault in checked["faults"]] == [
        *((62, "rola"), (62, "urząd"), (62, "nazwa konta")),
        (63, "nazwa konta"),
    ]
    answer = await sent(client, "/api/people", *SIXTY, *wrong)
    assert (answer.status_code, answer.json()["code"]) == (422, "settings_refused")
    assert "linia 62, rola: Nie ma takiej roli." in answer.json()["message"]
    assert "linia 63, nazwa konta: Tę nazwę ma albo miał już ktoś inny." in answer.json()["message"]
    assert await counted(engine) == before


async def test_the_same_file_sent_twice_at_once_makes_each_person_once(log_in: LogIn, engine: AsyncEngine) -> None:
    client, other = await log_in("administrator"), await log_in("administrator")
    before = await counted(engine)
    found: list[dict[str, Any]] = []

    async def send(by: AsyncClient) -> None:
        answer = await sent(by, "/api/people", *SIXTY)
        assert answer.status_code == 200, answer.text
        found.extend(answer.json()["people"])

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(send, client)
        tasks.start_soon(send, other)
    assert (await counted(engine))[0] == before[0] + 60
    assert len([person for person in found if person["becomes"] == "there"]) == 60


async def test_one_makes_only_people_whom_one_may_make_alone(log_in: LogIn, engine: AsyncEngine) -> None:
    supervisor, consultant = await log_in("kierownik-20060"), await log_in("k20060-1")
    lines = ["Ola Wilk;o.wilk;konsultant;20060;;;", "Iza Mak;i.mak;konsultant;20610;;;", OTHERS[1], CREW[0]]
    checked = (await sent(supervisor, "/api/people/check", *lines)).json()
    assert [(fault["line"], fault["column"]) for fault in checked["faults"]] == [
        (3, "urząd"),
        (4, "urząd"),
        (5, "kolejki"),
    ]
    [person] = [person for person in checked["people"] if person["line"] == 2]
    assert person["waits_for_clients"] is False, "a supervisor sees these clients anyway"
    assert (await sent(supervisor, "/api/people", lines[0])).status_code == 200
    for path in ("/api/people", "/api/people/check"):
        assert (await sent(consultant, path, lines[0])).status_code == 403
    template = await supervisor.get("/api/people/template")
    assert template.content.startswith("\ufeffimię i nazwisko;".encode())
    assert (await supervisor.post("/api/people", json={"file": "to nie base64!"})).status_code == 422
