"""Matters over the web service: seen by the office alone, answered, taken back; each look is written down."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from httpx import AsyncClient, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from api.routes.matters.matters import router
from core.db.tables.client_tables import AccessLogRow
from core.settings import Settings
from tests.api.conftest import LogIn
from tests.support.database.postgres import FACT_KEY
from tests.support.messages.matters import PEPPER
from tests.support.messages.put_matter import PDF, put_matter
from tests.support.plugins.more import ANOTHER, first_of

pytestmark = pytest.mark.anyio

KOLNO = "/api/matters/matter-20060"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"mailboxes": "kolno@pup.example=20060", "smtp": "127.0.0.1:25"})


@pytest.fixture(autouse=True)
async def there(engine: AsyncEngine, settings: Settings, tmp_path: Path) -> None:
    await put_matter(engine, "20060")
    await put_matter(engine, "20610", kind="application/zip")
    made_up = {"ari_password": "-", "pin_pepper": PEPPER, "fact_key": FACT_KEY}
    (settings.home / "secrets.json").write_text(json.dumps(made_up))


async def send(client: AsyncClient, where: str, body: Any, version: int) -> Response:
    return await client.post(f"{KOLNO}/{where}", json=body, headers={"If-Match": f'"{version}"'})


async def looks(engine: AsyncEngine) -> list[tuple[Any, ...]]:
    row = AccessLogRow
    query = select(row.who, row.message_id, row.outcome).where(row.topic == "matter").order_by(row.at, row.id)
    async with engine.connect() as connection:
        return [tuple(found) for found in await connection.execute(query)]


async def test_a_matter_is_seen_answered_taken_back_and_noted(log_in: LogIn, engine: AsyncEngine) -> None:
    anna = await log_in("k20060-1")
    listed = (await anna.get("/api/matters?state=open")).json()
    assert [one["number"] for one in listed["matters"]] == ["KOL/2026/020060"]
    assert await looks(engine) == []
    answer = await anna.get(KOLNO)
    matter = answer.json()
    assert (answer.headers["etag"], matter["messages"][0]["text"]) == ('"1"', "Czy jest staż?")
    assert [one["kind"] for one in (await anna.get("/api/todo")).json()["entries"]] == ["matter"]

    answered = await send(anna, "answers", {"text": "Tak, jest."}, 1)
    assert answered.status_code == 201, answered.text
    said = answered.json()["messages"][-1]
    assert (answered.json()["state"], said["sending"], said["author"]) == ("answered", "queued", "k20060-1")
    assert (await anna.get("/api/todo")).json()["entries"] == []
    assert (await send(anna, "steps", {"step": "note", "text": "x"}, 1)).status_code == 412
    back = await send(anna, "steps", {"step": "take_back", "message": said["id"]}, 2)
    assert (back.json()["state"], back.json()["messages"][-2]["sending"]) == ("open", "withdrawn")
    noted = await send(anna, "steps", {"step": "note", "text": "dzwoniła"}, back.json()["version"])
    assert noted.json()["messages"][-1]["text"] == "dzwoniła"
    closed = await send(anna, "steps", {"step": "close", "outcome": "settled"}, noted.json()["version"])
    assert (closed.json()["state"], closed.json()["outcome"]) == ("closed", "settled")
    refused = await send(anna, "steps", {"step": "close", "outcome": "settled"}, closed.json()["version"])
    assert (refused.status_code, refused.json()["code"]) == (409, "matter_refused")
    seen = await looks(engine)
    assert {who for who, _, _ in seen} == {"k20060-1"}
    assert [outcome for _, _, outcome in seen] == ["found", "written", "written", "written", "written"]


@pytest.mark.parametrize(
    "body",
    first_of(
        3,
        [
            {"step": "split", "title": "x"},
            {"step": "take_apart", "text": "x"},
            {"step": "note"},
            {"step": "close", "text": "x"},
            {"step": "join", "number": "1"},
            {"step": "answer"},
        ],
        ANOTHER,
        "tests/api/matters/test_matters.py::test_a_step_takes_what_it_takes",
    ),
)
async def test_a_step_takes_what_it_takes(log_in: LogIn, body: dict[str, str]) -> None:
    assert (await send(await log_in("k20060-1"), "steps", body, 1)).status_code == 422


async def test_without_a_line_nothing_is_promised(log_in: LogIn, app: FastAPI) -> None:
    services = app.state.services
    app.state.services = replace(services, settings=services.settings.model_copy(update={"smtp": ""}))
    refused = await send(await log_in("k20060-1"), "answers", {"text": "Tak."}, 1)
    app.state.services = services
    assert (refused.status_code, refused.json()["code"]) == (409, "matter_refused")


async def test_another_office_s_matter_is_like_none(log_in: LogIn, engine: AsyncEngine) -> None:
    other = await log_in("k20610-1")
    for path in (KOLNO, f"{KOLNO}/files/file-20060"):
        assert (await other.get(path)).status_code == 404
    assert (await send(other, "answers", {"text": "x"}, 1)).status_code == 404
    assert (await other.get("/api/matters?office=20060")).json()["matters"] == []
    # A file of the own office, asked for as one of another matter, and a mail likewise.
    assert (await other.get("/api/matters/matter-20610/files/file-20060")).status_code == 404
    boss = await log_in("kierownik-20610")
    for path in (f"{KOLNO}/messages/message-20060/mail", "/api/matters/matter-20610/messages/message-20060/mail"):
        assert (await boss.get(path)).status_code == 404
    assert (await boss.get(f"{KOLNO}/colleagues")).status_code == 404
    for path, body in ((f"{KOLNO}/holder", {"account": None}), (f"{KOLNO}/draft", {"text": "x"})):
        assert (await boss.put(path, json=body)).status_code == 404
    assert [who for who, *_ in await looks(engine)] == []


async def test_files_are_saved_and_never_shown_and_not_those_that_nobody_has_checked(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    anna, other = await log_in("k20060-1"), await log_in("k20610-1")
    file = await anna.get(f"{KOLNO}/files/file-20060")
    assert (file.content, file.headers["content-type"]) == (PDF, "application/octet-stream")
    assert file.headers["content-disposition"] == "attachment; filename*=UTF-8''%C5%BCyciorys.pdf"
    assert file.headers["x-content-type-options"] == "nosniff"
    assert (await other.get("/api/matters/matter-20610/files/file-20610")).status_code == 404
    boss = await log_in("kierownik-20060")
    assert (await anna.get(f"{KOLNO}/messages/message-20060/mail")).status_code == 403
    mail = await boss.get(f"{KOLNO}/messages/message-20060/mail")
    assert mail.content == b"From: anna@example.pl\r\n\r\ntak"
    assert await looks(engine) == [(who, "matter-20060", "exported") for who in ("k20060-1", "kierownik-20060")]


BODIES: dict[str, Any] = {
    "answer_matter": {"text": "Tak."},
    "take_matter_step": {"step": "note", "text": "x"},
    "keep_matter_draft": {"text": "x"},
    "assign_matter": {"account": None},
}
SECRETS = ("staż", "Staż", "020060", "anna@example.pl", "życiorys", PDF.decode())


@pytest.mark.parametrize(
    "account",
    first_of(
        3,
        ["k20610-1", "kierownik-20610", "kierownik-wup", "technik", "zespol", "audytor"],
        ANOTHER,
        "tests/api/matters/test_matters.py::test_no_route_tells_or_changes_anything_of_another_office_s_matter",
    ),
)
async def test_no_route_tells_or_changes_anything_of_another_office_s_matter(
    log_in: LogIn, engine: AsyncEngine, account: str
) -> None:
    """Every route of matters, as it stands in the description: a new one is asked by itself."""
    somebody = await log_in(account)
    asked = 0
    for route in router.routes:
        assert isinstance(route, APIRoute)
        [method] = list(route.methods or ())
        path = route.path.format(matter_id="matter-20060", file_id="file-20060", message_id="message-20060")
        crossed = path.replace("matter-20060", "matter-20610")  # its parts, as of an own matter
        for where in {path, crossed} if path.count("20060") > 1 else {path}:
            is_list = "{" not in route.path
            answer = await somebody.request(
                method,
                f"{where}?office=20060" if is_list else where,
                json=BODIES.get(route.name),
                headers={"If-Match": '"1"'},
            )
            asked += 1
            assert answer.status_code in ((200, 403) if is_list else (403, 404)), where
            assert not [word for word in SECRETS if word in answer.text], (where, answer.text)
    assert asked >= 12
    matter = (await (await log_in("k20060-1")).get(KOLNO)).json()
    assert (matter["version"], matter["holder"], len(matter["messages"])) == (1, None, 1)


async def test_an_answer_is_put_aside_and_found_again_by_who_typed_it(log_in: LogIn) -> None:
    anna, boss = await log_in("k20060-1"), await log_in("kierownik-20060")
    assert (await anna.put(f"{KOLNO}/draft", json={"text": "Dzień do"})).status_code == 204
    matter = (await anna.get(KOLNO)).json()
    assert (matter["draft"]["text"], matter["version"]) == ("Dzień do", 1)
    assert (await boss.get(KOLNO)).json()["draft"] is None
    mine = "/api/matters?is_drafted=true"
    assert [one["number"] for one in (await anna.get(mine)).json()["matters"]] == ["KOL/2026/020060"]
    assert (await boss.get(mine)).json()["matters"] == []
    answered = await send(anna, "answers", {"text": "Tak, jest."}, 1)
    assert answered.json()["draft"] is None


async def test_a_supervisor_says_who_has_it_and_takes_the_list_out(log_in: LogIn) -> None:
    anna, boss = await log_in("k20060-1"), await log_in("kierownik-20060")
    assert (await anna.put(f"{KOLNO}/holder", json={"account": "k20060-1"})).status_code == 403
    assert (await anna.get("/api/matters/export")).status_code == 403
    names = [one["username"] for one in (await boss.get(f"{KOLNO}/colleagues")).json()["colleagues"]]
    assert "k20060-1" in names
    assert "k20610-1" not in names
    refused = await boss.put(f"{KOLNO}/holder", json={"account": "k20610-1"})
    assert (refused.status_code, refused.json()["code"]) == (409, "matter_refused")
    assert (await boss.put(f"{KOLNO}/holder", json={"account": "k20060-1"})).status_code == 204
    listed = (await anna.get("/api/matters?holder=k20060-1&term=late")).json()["matters"]
    assert [(one["holder"], one["waits_since"]) for one in listed] == [("k20060-1", "2026-11-20T09:00:00Z")]
    assert (await anna.get("/api/matters?is_held=false")).json()["matters"] == []
    file = await boss.get("/api/matters/export?state=open")
    head, row, end = file.content.decode("utf-8-sig").split("\r\n")
    assert (row.startswith("KOL/2026/020060;20060;do odpowiedzi;;20.11.2026 10:00;"), end) == (True, "")
    assert "Staż" not in row
    assert len(head.split(";")) == len(row.split(";"))
    elsewhere = await boss.get("/api/matters/export?office=20610")
    assert elsewhere.content.decode("utf-8-sig").split("\r\n")[1:] == [""]


async def test_a_matter_is_split_and_taken_apart_by_its_steps(log_in: LogIn) -> None:
    anna = await log_in("k20060-1")
    refused = await send(anna, "steps", {"step": "split", "messages": ["message-20060"], "title": "Inne"}, 1)
    assert (refused.status_code, refused.json()["code"]) == (409, "matter_refused")
    refused = await send(anna, "steps", {"step": "take_apart"}, 1)
    assert (refused.status_code, refused.json()["code"]) == (409, "matter_refused")


async def test_nothing_is_handed_on_to_an_office_without_an_address(log_in: LogIn) -> None:
    refused = await send(await log_in("k20060-1"), "steps", {"step": "hand_on", "office": "20610"}, 1)
    assert (refused.status_code, refused.json()["code"]) == (409, "matter_refused")


async def test_who_may_see_no_clients_sees_no_matters(log_in: LogIn) -> None:
    for account in ("technik", "zespol"):
        somebody = await log_in(account)
        assert (await somebody.get("/api/matters")).json() == {"matters": [], "next_cursor": None}
        assert (await somebody.get(KOLNO)).status_code == 404
