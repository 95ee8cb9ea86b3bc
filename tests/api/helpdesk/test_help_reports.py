"""The help desk over the web service: reported, taken, asked, answered, solved; proposed, decided, done."""

from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.staff_tables import AuditRow
from tests.api.conftest import LogIn
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

PROBLEM = {
    "kind": "problem",
    "words": "Lista połączeń się nie otwiera.",
    "page": "/calls",
    "build": "0123456789ab",
    "error_code": "data_unavailable",
    "request_id": "0123456789abcdef",
}
CHANGE = {"kind": "change", "words": "Przydałby się wydruk kolejki."}


async def reports(client: AsyncClient, wanted: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post("/api/help-reports", json=wanted)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def step(client: AsyncClient, report: dict[str, Any], step: str, words: str = "", **more: Any) -> Response:
    """On the version that stands in `report`, which is as the answer says afterwards."""
    body = {"step": step, "words": words, **more}
    headers = {"If-Match": f'"{report["version"]}"'}
    answer = await client.post(f"/api/help-reports/{report['id']}/steps", json=body, headers=headers)
    if answer.status_code == 200:
        report.update(answer.json())
    return answer


async def todo(client: AsyncClient) -> list[tuple[str, str]]:
    entries = (await client.get("/api/todo")).json()["entries"]
    return [(one["kind"], one["what"]) for one in entries if one["kind"].startswith("help_")]


async def test_a_problem_is_taken_asked_about_answered_solved_and_opened_again(log_in: LogIn) -> None:
    reporter, technician = await log_in("k20060-1"), await log_in("technik")
    report = await reports(reporter, PROBLEM)
    assert {name: report[name] for name in PROBLEM} == PROBLEM
    assert (report["state"], report["may"], report["office"]) == ("open", ["reply"], "20060")
    assert await todo(technician) == [("help_report", "open")]
    assert "take" in (await technician.get(f"/api/help-reports/{report['id']}")).json()["may"]

    assert (await step(technician, report, "take")).json()["holder"] == "technik"
    assert (await step(technician, report, "ask", "O której to było?")).json()["state"] == "waiting"
    assert await todo(technician) == []
    assert await todo(reporter) == [("help_question", "")]
    assert (await step(reporter, report, "reply", "Około 9:00.")).json()["state"] == "taken"
    assert await todo(reporter) == []
    assert (await step(technician, report, "solve", "Naprawione o 10:00.")).json()["state"] == "solved"
    [own] = (await reporter.get("/api/help-reports?own=true")).json()["reports"]
    assert own["state"] == "solved"
    told = [(one["step"], one["by"], one["words"]) for one in report["steps"]]
    assert told == [
        ("take", "technik", ""),
        ("ask", "technik", "O której to było?"),
        ("reply", "k20060-1", "Około 9:00."),
        ("solve", "technik", "Naprawione o 10:00."),
    ]
    assert (await step(reporter, report, "reopen", "Znowu to samo.")).json()["state"] == "open"
    assert report["holder"] is None
    assert await todo(technician) == [("help_report", "open")]


async def test_what_one_has_taken_another_is_told_of_until_the_day_is_over(
    log_in: LogIn, clock: StandingClock
) -> None:
    report = await reports(await log_in("k20060-1"), PROBLEM)
    technician, other = await log_in("technik"), await log_in("administrator")
    await step(technician, report, "take")
    for name in ("take", "solve", "give_back"):
        refused = await step(other, report, name, "Już działa.")
        assert (refused.status_code, refused.json()["code"]) == (409, "work_taken")
        assert "Osoba technik" in refused.json()["message"]
    clock.passes(days=1)
    assert (await step(await log_in("administrator"), report, "take")).json()["holder"] == "administrator"


async def test_of_two_who_write_at_once_the_second_is_told_and_nothing_is_lost(log_in: LogIn) -> None:
    reporter, technician = await log_in("k20060-1"), await log_in("technik")
    report = await reports(reporter, PROBLEM)
    seen_before = dict(report)
    await step(reporter, report, "reply", "Jeszcze jedno: tylko w tym urzędzie.")
    late = await step(technician, seen_before, "answer", "Patrzymy.")
    assert (late.status_code, late.json()["code"], late.headers["ETag"]) == (412, "stale_version", '"2"')
    assert len((await technician.get(f"/api/help-reports/{report['id']}")).json()["steps"]) == 1


async def test_a_change_is_decided_by_those_who_decide_and_its_proposer_sees_why_and_when_it_is_done(
    log_in: LogIn,
) -> None:
    reporter, team, technician = await log_in("k20060-1"), await log_in("zespol"), await log_in("technik")
    problem = await reports(reporter, PROBLEM)
    assert (await team.get(f"/api/help-reports/{problem['id']}")).status_code == 404, (
        "problems are the help desk's"
    )
    await step(technician, problem, "make_change")
    assert (problem["kind"], problem["state"], problem["holder"]) == ("change", "proposed", None)
    assert await todo(team) == [("help_report", "proposed")]

    refused = await step(technician, problem, "accept", "Dobry pomysł.")
    assert (refused.status_code, refused.json()["code"]) == (409, "report_step_refused")
    missing = await step(team, problem, "reject")
    assert (missing.status_code, missing.json()["fields"][0]["field"]) == (422, "words")
    await step(team, problem, "consider")
    await step(team, problem, "accept", "Dobry pomysł.")
    assert await todo(team) == []
    await step(technician, problem, "finish", done_in="0.3.0")
    [own] = (await reporter.get("/api/help-reports?own=true")).json()["reports"]
    assert (own["state"], own["reason"], own["decided_by"], own["done_in"]) == (
        "done",
        "Dobry pomysł.",
        "zespol",
        "0.3.0",
    )
    assert own["decided_at"] is not None


async def test_everybody_sees_the_own_reports_and_only_who_works_on_them_all(log_in: LogIn) -> None:
    problem, change = (
        await reports(await log_in("k20060-1"), PROBLEM),
        await reports(await log_in("redaktor"), CHANGE),
    )
    seen = {
        "k20060-1": [problem["id"]],
        "k20060-2": [],
        "kierownik-20060": [],
        "redaktor": [change["id"]],
        "zespol": [change["id"]],
        "technik": [problem["id"], change["id"]],
        "administrator": [problem["id"], change["id"]],
    }
    for account, ids in seen.items():
        client = await log_in(account)
        found = (await client.get("/api/help-reports")).json()["reports"]
        assert [one["id"] for one in found] == ids, account
        for one in (problem, change):
            status = (await client.get(f"/api/help-reports/{one['id']}")).status_code
            assert (status == 200) == (one["id"] in ids), account
    technician = await log_in("technik")
    by_state = (await technician.get("/api/help-reports?states=proposed&states=waiting")).json()["reports"]
    assert [one["id"] for one in by_state] == [change["id"]]
    first = (await technician.get("/api/help-reports?limit=1")).json()
    rest = (await technician.get(f"/api/help-reports?limit=1&cursor={first['next_cursor']}")).json()
    assert [first["reports"][0]["id"], rest["reports"][0]["id"]] == [problem["id"], change["id"]], "by age"
    assert rest["next_cursor"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"words": "Klientka o numerze 44051401359 nie może wejść."},
        {"page": "/clients/client-20060-0"},
        {"page": "/clients?client=client-1"},
        {"screen": "Anna Nowak"},
        {"request_id": "call-019ab3c4d5e0000"},
    ],
)
async def test_nothing_of_a_person_is_taken(log_in: LogIn, engine: AsyncEngine, wrong: dict[str, str]) -> None:
    answer = await (await log_in("k20060-1")).post("/api/help-reports", json=PROBLEM | wrong)
    assert answer.status_code == 422
    assert "44051401359" not in answer.text


async def test_words_stand_in_no_log_and_every_step_does(log_in: LogIn, engine: AsyncEngine) -> None:
    report = await reports(await log_in("k20060-1"), PROBLEM)
    await step(await log_in("technik"), report, "solve", "Naprawione.")
    async with engine.connect() as connection:
        query = select(AuditRow).where(AuditRow.subject == "help_report").order_by(AuditRow.number)
        rows = [row._mapping for row in await connection.execute(query)]
    assert [(row["account"], row["operation"]) for row in rows] == [
        ("k20060-1", "report_problem"),
        ("technik", "take_help_report_step"),
    ]
    assert rows[1]["after"]["state"] == "solved"
    assert PROBLEM["words"] not in str(rows)


async def test_an_answer_names_its_request_for_the_log(log_in: LogIn, stranger: AsyncClient) -> None:
    client = await log_in("k20060-1")
    named = {(await client.get(path)).headers["X-Request-Id"] for path in ("/api/me", "/api/nothing", "/api/me")}
    named.add((await stranger.get("/api/me")).headers["X-Request-Id"])
    assert len(named) == 4
    assert all(len(each) == 16 and int(each, 16) >= 0 for each in named)
