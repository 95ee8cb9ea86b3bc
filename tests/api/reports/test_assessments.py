"""Assessments over the web service: whose are seen, who assesses, what is told and what never is."""

from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.staff_tables import Account, AuditRow
from tests.api.conftest import LogIn
from tests.support.database.assessments import WHOLE, put_calls, put_recording
from tests.support.plugins.more import ANOTHER, first_of

pytestmark = pytest.mark.anyio

BOSS, JAN, OLA = "kierownik-20060", "k20060-1", "k20060-2"
SAMPLE = {"office": "20060", "first_day": "2026-11-16", "last_day": "2026-11-22", "per_consultant": 2}
SHEET = {"scores": WHOLE, "notes": {"greeting": "Z nazwą urzędu."}, "remark": "Dobra rozmowa."}


def on(version: int) -> dict[str, str]:
    return {"If-Match": f'"{version}"'}


async def drawn(boss: AsyncClient, **changed: Any) -> dict[str, Any]:
    """The newest assessment after a drawing."""
    answer = await boss.post("/api/assessment-samples", json=SAMPLE | changed)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = (await boss.get("/api/assessments")).json()["assessments"][0]
    return found


async def given(boss: AsyncClient) -> str:
    one = (await drawn(boss))["id"]
    for step, body, version in (("sheet", SHEET, 1), ("give", None, 2)):
        answer = await boss.post(f"/api/assessments/{one}/{step}", json=body, headers=on(version))
        assert (answer.status_code, answer.headers["ETag"]) == (200, f'"{version + 1}"'), answer.text
    return str(one)


async def test_from_the_lot_to_the_closed_sheet(log_in: LogIn, engine: AsyncEngine) -> None:
    heard, _ = await put_calls(engine, JAN, 2)
    await put_recording(engine, heard)
    await put_calls(engine, OLA, 1)
    boss, jan = await log_in(BOSS), await log_in(JAN)
    lot = (await boss.post("/api/assessment-samples", json=SAMPLE)).json()
    assert (lot["drawn"], lot["with_recording"], lot["drawn_by"]) == (3, 1, BOSS)
    assert [(c["agent"], c["there"], c["drawn"], c["is_few"]) for c in lot["counts"]] == [
        (JAN, 2, 2, False),
        (OLA, 1, 1, True),
    ]
    [listed] = (await boss.get("/api/assessment-samples")).json()["samples"]
    assert listed == lot
    rows = (await boss.get(f"/api/assessments?agent={JAN}&state=assigned")).json()["assessments"]
    one = next(row for row in rows if row["basis"] == "recording")
    path = f"/api/assessments/{one['id']}"
    detail = (await boss.get(path)).json()
    assert (detail["is_heard"], detail["recording_id"]) == (True, f"rec-{heard}")
    assert (detail["title"], len(detail["criteria"]), detail["sheets"]) == (
        "Standard rozmowy telefonicznej",
        7,
        [],
    )
    assert detail["conversation"]["talk_time"] == 170.0
    assert "600100200" not in str(detail)  # nothing of the caller

    half = await boss.post(f"{path}/sheet", json={"scores": {"greeting": 2}}, headers=on(1))
    assert half.json()["sheets"][0]["scores"] == {"greeting": 2}
    unfinished = await boss.post(f"{path}/give", headers=on(2))
    assert unfinished.status_code == 422
    assert "scores.identity" in [field["field"] for field in unfinished.json()["fields"]]
    assert (await jan.get(path)).status_code == 404
    await boss.post(f"{path}/sheet", json=SHEET, headers=on(2))
    await boss.post(f"{path}/give", headers=on(3))
    seen = (await jan.get(path)).json()
    assert (seen["state"], seen["result"], seen["sheets"][0]["remark"]) == ("given", 100.0, "Dobra rozmowa.")
    answer = await jan.post(f"{path}/answer", json={"kind": "disputed", "words": "Bez uwag?"}, headers=on(4))
    assert (answer.status_code, answer.json()["state"]) == (200, "answered")
    again = await jan.post(f"{path}/answer", json={"kind": "acknowledged"}, headers=on(5))
    assert (again.status_code, again.json()["code"]) == (409, "assessment_step_refused")
    closed = await boss.post(f"{path}/close", headers=on(5))
    assert closed.json()["state"] == "closed"


async def test_a_consultant_sees_the_own_ones_alone_and_nobody_of_another_office_any(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    await put_calls(engine, JAN, 1)
    one = await given(await log_in(BOSS))
    for account in (OLA, "k20610-1", "kierownik-20610", "kierownik-wup", "administrator", "zespol", "audytor"):
        client = await log_in(account)
        assert (await client.get("/api/assessments")).json() == {"assessments": [], "next_cursor": None}
        assert (await client.get(f"/api/assessments/{one}")).status_code == 404
        span = "first_day=2026-11-01&last_day=2026-11-30"
        assert (await client.get(f"/api/assessments/summary?{span}")).json()["consultants"] == []
    for account in ("kierownik-20610", "kierownik-wup"):
        client = await log_in(account)
        assert (await client.post(f"/api/assessments/{one}/close", headers=on(3))).status_code == 404
        assert (await client.post("/api/assessment-samples", json=SAMPLE)).status_code == 403
        assert (await client.get("/api/assessors?office=20060")).status_code == 403
        assert (await client.get("/api/assessment-samples")).json()["samples"] == []
    for account in (JAN, "administrator", "zespol"):
        client = await log_in(account)
        assert (await client.post("/api/assessment-samples", json=SAMPLE)).status_code == 403
        assert (await client.post(f"/api/assessments/{one}/close", headers=on(3))).status_code == 403
    [row] = (await (await log_in(JAN)).get("/api/assessments")).json()["assessments"]
    assert row["id"] == one


async def test_a_supervisor_who_takes_calls_never_assesses_the_own_ones(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    await put_calls(engine, JAN, 1)
    boss = await log_in(BOSS)
    one = (await drawn(boss))["id"]
    async with engine.begin() as connection:
        await connection.execute(update(Account).where(Account.username == JAN).values(role="supervisor"))
    jan = await log_in(JAN)
    path = f"/api/assessments/{one}"
    for step, body in (
        ("sheet", SHEET),
        ("give", None),
        ("assign", {"assessor": JAN}),
        ("set-aside", {"why": "technical_fault"}),
    ):
        answer = await jan.post(f"{path}/{step}", json=body, headers=on(1))
        assert (answer.status_code, answer.json()["code"]) == (403, "own_conversation"), step
    assert (await jan.get(path)).status_code == 404
    refused = await boss.post(f"{path}/assign", json={"assessor": JAN}, headers=on(1))
    assert refused.json()["code"] == "own_conversation"
    await put_calls(engine, JAN, 2, first=1)
    alone = await jan.post("/api/assessment-samples", json=SAMPLE)
    assert (alone.status_code, alone.json()["code"]) == (422, "settings_refused")  # there are only the own ones


async def test_the_second_of_two_is_told_to_read_again(log_in: LogIn, engine: AsyncEngine) -> None:
    await put_calls(engine, JAN, 1)
    boss = await log_in(BOSS)
    one = (await drawn(boss))["id"]
    path = f"/api/assessments/{one}/sheet"
    assert (await boss.post(path, json=SHEET)).status_code == 422  # which version was read?
    assert (await boss.post(path, json=SHEET, headers=on(1))).status_code == 200
    late = await boss.post(path, json=SHEET, headers=on(1))
    assert (late.status_code, late.json()["code"], late.headers["ETag"]) == (412, "stale_version", '"2"')


async def test_a_correction_says_why_and_both_versions_are_seen_by_the_consultant(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    await put_calls(engine, JAN, 1)
    boss = await log_in(BOSS)
    path = f"/api/assessments/{await given(boss)}"
    lower = {**SHEET, "scores": {**WHOLE, "greeting": 0}}
    assert (await boss.post(f"{path}/correct", json=lower, headers=on(3))).status_code == 422
    assert (await boss.post(f"{path}/sheet", json=lower, headers=on(3))).status_code == 409
    corrected = await boss.post(f"{path}/correct", json={**lower, "why": "Bez powitania"}, headers=on(3))
    assert corrected.status_code == 200
    sheets = (await (await log_in(JAN)).get(path)).json()["sheets"]
    assert [(sheet["number"], sheet["result"], sheet["corrected_for"]) for sheet in sheets] == [
        (1, 100.0, ""),
        (2, 93.3, "Bez powitania"),
    ]


@pytest.mark.parametrize(
    ("step", "body", "field"),
    first_of(
        3,
        [
            ("sheet", {**SHEET, "remark": "klient 44051401359"}, "remark"),
            ("sheet", {**SHEET, "notes": {"need": "tel. 600 100 200"}}, "notes.need"),
            ("correct", {**SHEET, "why": "karta 123456782"}, "why"),
            ("answer", {"kind": "disputed", "words": "numer 600100200"}, "words"),
            ("sheet", {**SHEET, "scores": {"voice": 1}}, "scores.voice"),
            ("sheet", {**SHEET, "scores": {"greeting": 4}}, "scores.greeting"),
            ("sheet", {**SHEET, "scores": {"identity": 2}}, "scores.identity"),
        ],
        ANOTHER,
        "tests/api/reports/test_assessments.py::test_what_should_not_stand_there_is_refused_and_not_repeated",
    ),
)
async def test_what_should_not_stand_there_is_refused_and_not_repeated(
    log_in: LogIn, engine: AsyncEngine, step: str, body: dict[str, Any], field: str
) -> None:
    await put_calls(engine, JAN, 1)
    boss = await log_in(BOSS)
    one, version = (await given(boss), 3) if step != "sheet" else ((await drawn(boss))["id"], 1)
    client = await log_in(JAN) if step == "answer" else boss
    answer = await client.post(f"/api/assessments/{one}/{step}", json=body, headers=on(version))
    assert (answer.status_code, [each["field"] for each in answer.json()["fields"]]) == (422, [field])
    for number in ("44051401359", "600 100 200", "123456782", "600100200"):
        assert number not in answer.text


async def test_to_dispute_takes_words(log_in: LogIn, engine: AsyncEngine) -> None:
    await put_calls(engine, JAN, 1)
    one = await given(await log_in(BOSS))
    answer = await (await log_in(JAN)).post(
        f"/api/assessments/{one}/answer", json={"kind": "disputed"}, headers=on(3)
    )
    assert (answer.status_code, answer.json()["fields"][0]["field"]) == (422, "words")


async def test_changes_stand_in_the_audit_log_without_a_word_of_free_text(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    await put_calls(engine, JAN, 1)
    one = await given(await log_in(BOSS))
    await (await log_in(JAN)).post(
        f"/api/assessments/{one}/answer", json={"kind": "disputed", "words": "Inaczej było."}, headers=on(3)
    )
    async with engine.connect() as connection:
        query = select(AuditRow.operation, AuditRow.account, AuditRow.subject, AuditRow.office, AuditRow.after)
        rows = list(await connection.execute(query.where(AuditRow.subject.startswith("assessment"))))
    assert {row.operation for row in rows} == {
        "draw_assessment_sample",
        "save_assessment_sheet",
        "give_assessment",
        "answer_assessment",
    }
    assert {row.office for row in rows} == {"20060"}
    for words in ("Dobra rozmowa", "Z nazwą", "Inaczej"):
        assert words not in str(rows)


async def test_figures_have_their_n_and_none_below_five(log_in: LogIn, engine: AsyncEngine) -> None:
    await put_calls(engine, JAN, 5)
    await put_calls(engine, OLA, 2)
    boss = await log_in(BOSS)
    await drawn(boss, per_consultant=5)
    for row in (await boss.get("/api/assessments")).json()["assessments"]:
        await boss.post(f"/api/assessments/{row['id']}/sheet", json=SHEET, headers=on(1))
        await boss.post(f"/api/assessments/{row['id']}/give", headers=on(2))
    path = "/api/assessments/summary?first_day=2026-11-16&last_day=2026-11-22"
    found = (await boss.get(path)).json()
    assert found["offices"] == [{"office": "20060", "n": 7, "mean": 100.0}]
    assert [(c["agent"], c["n"], c["mean"]) for c in found["consultants"]] == [(JAN, 5, 100.0), (OLA, 2, None)]
    assert [c["n"] for c in found["criteria"]] == [7] * 7
    own = (await (await log_in(OLA)).get(path)).json()
    assert [(c["agent"], c["n"], c["mean"]) for c in own["consultants"]] == [(OLA, 2, None)]
    assert own["offices"][0]["n"] == 2


FORM = {
    "office": "20060",
    "title": "Nowy",
    "criteria": [{"key": "a", "title": "Kryterium", "weight": 2}],
    "valid_from": "2026-12-01",
}


async def test_forms_are_set_for_the_own_office_and_by_the_province_for_all(log_in: LogIn) -> None:
    boss = await log_in(BOSS)
    first = await boss.post("/api/assessment-forms", json=FORM, headers=on(0))
    assert (first.status_code, first.headers["ETag"], first.json()["is_in_force"]) == (201, '"1"', False)
    assert (await boss.post("/api/assessment-forms", json=FORM, headers=on(0))).status_code == 412
    assert (
        await boss.post("/api/assessment-forms", json=FORM | {"office": None}, headers=on(0))
    ).status_code == 403
    other = FORM | {"office": "20610"}
    assert (await boss.post("/api/assessment-forms", json=other, headers=on(0))).status_code == 403
    team = await log_in("zespol")
    assert (await team.post("/api/assessment-forms", json=other, headers=on(0))).status_code == 201
    assert (
        await team.post("/api/assessment-forms", json=FORM | {"office": None}, headers=on(0))
    ).status_code == 201
    seen = [form["office"] for form in (await boss.get("/api/assessment-forms")).json()["forms"]]
    assert seen == [None, "20060"]
    everything = (await team.get("/api/assessment-forms")).json()
    assert [form["office"] for form in everything["forms"]] == [None, "20060", "20610"]
    assert everything["shipped"]["title"] == "Standard rozmowy telefonicznej"
    assert (await (await log_in(JAN)).get("/api/assessment-forms")).status_code == 403


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"valid_from": "2026-11-24"}, "valid_from"),
        ({"topic": "pets"}, "topic"),
        ({"title": ""}, "title"),
        ({"criteria": []}, "criteria"),
        ({"criteria": [{"key": "a", "title": "Kryterium", "weight": 0}]}, "criteria.0.weight"),
        ({"criteria": [{"key": "Ą", "title": "Kryterium"}]}, "criteria.0.key"),
        ({"criteria": [{"key": "a", "title": "Jedno"}, {"key": "a", "title": "Drugie"}]}, "criteria.1.key"),
    ],
)
async def test_a_form_that_cannot_be_is_refused(log_in: LogIn, changed: dict[str, Any], field: str) -> None:
    answer = await (await log_in(BOSS)).post("/api/assessment-forms", json=FORM | changed, headers=on(0))
    assert (answer.status_code, [each["field"] for each in answer.json()["fields"]]) == (422, [field])


async def test_pages_and_filters(log_in: LogIn, engine: AsyncEngine) -> None:
    await put_calls(engine, JAN, 3)
    boss = await log_in(BOSS)
    await drawn(boss, per_consultant=3)
    first = (await boss.get("/api/assessments?limit=2")).json()
    rest = (await boss.get(f"/api/assessments?limit=2&cursor={first['next_cursor']}")).json()
    ids = [row["id"] for row in first["assessments"] + rest["assessments"]]
    assert (len(set(ids)), rest["next_cursor"]) == (3, None)
    assert (await boss.get("/api/assessments?cursor=abc")).status_code == 422
    assert (await boss.get("/api/assessments?assessor=nobody")).json()["assessments"] == []
    names = (await boss.get("/api/assessors?office=20060")).json()
    assert names == [{"username": BOSS, "display_name": f"Osoba {BOSS}"}]
