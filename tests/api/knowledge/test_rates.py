"""Rates over the web service: who sets them, and from which day on they are told."""

from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.staff_tables import Account
from tests.api.conftest import LogIn
from tests.api.people import password_hash
from tests.api.second_person import confirmed
from tests.support.knowledge.article_versions import CODE, content, put_article
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

RATE: dict[str, Any] = {
    "code": CODE,
    "title": "Zasiłek",
    "amount": "1721.90",
    "valid_from": "2026-11-25",
    "valid_until": "2027-05-31",
    "source": "Obwieszczenie",
    "source_certainty": "high",
}
NEW = {"If-Match": '"0"'}


async def test_a_rate_is_told_from_midnight_in_warsaw_on(
    log_in: LogIn, engine: AsyncEngine, clock: StandingClock
) -> None:
    await put_article(engine, "stawka", content(f"Wynosi {{stawka:{CODE}}}."))
    editor = await log_in("redaktor")
    proposed = await editor.post("/api/rates", json=RATE, headers=NEW)
    assert (await editor.get("/api/rates")).json()["rates"] == []
    await confirmed(proposed, await log_in("kierownik-wup"))
    [rate] = (await editor.get("/api/rates")).json()["rates"]
    assert (rate["is_in_force"], rate["version"], rate["changed_by"]) == (False, 1, "redaktor")

    async def told() -> str | None:
        reader = await log_in("k20060-1")
        shown: dict[str, Any] = (await reader.get("/api/articles/stawka")).json()
        said: str | None = shown["published"]["texts"]["pl"]["short_answer_filled"]
        return said

    clock.passes(hours=13, minutes=59, seconds=59)  # it was ten in the morning in Warsaw, on the 24th
    assert await told() is None
    clock.passes(seconds=1)
    assert await told() == "Wynosi 1721,90 zł."


async def test_a_new_span_cuts_what_was_there(log_in: LogIn) -> None:
    editor, second = await log_in("redaktor"), await log_in("kierownik-wup")
    assert (await editor.post("/api/rates", json=RATE)).status_code == 422  # which version was read?
    await confirmed(await editor.post("/api/rates", json=RATE, headers=NEW), second)
    other = RATE | {"amount": "9", "valid_from": "2027-01-01", "valid_until": None}
    late = await editor.post("/api/rates", json=other, headers=NEW)
    assert (late.status_code, late.json()["code"], late.headers["ETag"]) == (412, "stale_version", '"1"')
    await confirmed(await editor.post("/api/rates", json=other, headers={"If-Match": '"1"'}), second)
    found = (await (await log_in("k20060-1")).get("/api/rates")).json()["rates"]
    assert [(r["amount"], r["valid_from"], r["valid_until"]) for r in found] == [
        ("1721.90", "2026-11-25", "2026-12-31"),
        ("9.00", "2027-01-01", None),
    ]


async def test_rates_are_the_whole_province_s(log_in: LogIn, engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        values = {"username": "pup", "display_name": "Redaktor", "role": "pup_editor", "office": "20060"}
        await connection.execute(insert(Account).values(**values, password_hash=password_hash()))
    for account in ("pup", "k20060-1", "kierownik-20060"):
        assert (await (await log_in(account)).post("/api/rates", json=RATE, headers=NEW)).status_code == 403
        gone = await (await log_in(account)).delete(f"/api/rates/{CODE}/2026-11-25", headers={"If-Match": '"1"'})
        assert gone.status_code == 403


async def test_a_rate_that_was_set_by_mistake_is_taken_back_before_its_first_day(
    log_in: LogIn, clock: StandingClock
) -> None:
    editor, second = await log_in("redaktor"), await log_in("kierownik-wup")
    await confirmed(await editor.post("/api/rates", json=RATE, headers=NEW), second)
    path, read = f"/api/rates/{CODE}/2026-11-25", {"If-Match": '"1"'}
    assert (await editor.delete(path)).status_code == 422
    assert (await editor.delete(path, headers={"If-Match": '"7"'})).status_code == 412
    assert (await editor.delete(f"/api/rates/{CODE}/2026-11-26", headers=read)).status_code == 404
    await confirmed(await editor.delete(path, headers=read), second)
    assert (await editor.get("/api/rates")).json() == {"rates": [], "next_cursor": None}
    await confirmed(await editor.post("/api/rates", json=RATE, headers=NEW), second)
    clock.passes(hours=14)  # midnight in Warsaw
    refused = await (await log_in("redaktor")).delete(path, headers=read)
    assert (refused.status_code, refused.json()["fields"]) == (
        422,
        [{"field": "valid_from", "message": "Stawka już obowiązuje albo obowiązywała. Ustaw nową kwotę."}],
    )


async def test_pages_of_rates_follow_each_other(log_in: LogIn) -> None:
    editor, second = await log_in("redaktor"), await log_in("kierownik-wup")
    for code in ("a", "b", "c"):
        await confirmed(await editor.post("/api/rates", json=RATE | {"code": code}, headers=NEW), second)
    first = (await editor.get("/api/rates?limit=2")).json()
    rest = (await editor.get("/api/rates", params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert [rate["code"] for rate in first["rates"] + rest["rates"]] == ["a", "b", "c"]
    assert rest["next_cursor"] is None
    for wrong in ("a", "a:2026-13-01", "{}:2026-01-01"):
        assert (await editor.get("/api/rates", params={"cursor": wrong})).status_code == 422


@pytest.mark.parametrize(
    "changed",
    [
        {"amount": "-1"},
        {"amount": "1.001"},
        {"amount": "99999999999"},
        {"amount": "NaN"},
        {"valid_until": "2026-11-24"},
        {"code": "{x}"},
        {"title": ""},
    ],
)
async def test_what_cannot_be_is_refused(log_in: LogIn, changed: dict[str, str]) -> None:
    answer = await (await log_in("redaktor")).post("/api/rates", json=RATE | changed, headers=NEW)
    assert (answer.status_code, [f["field"] for f in answer.json()["fields"]]) == (422, list(changed))


async def test_what_changed_meanwhile_is_not_written_over(log_in: LogIn) -> None:
    editor, second = await log_in("redaktor"), await log_in("kierownik-wup")
    waits = await editor.post("/api/rates", json=RATE, headers=NEW)
    other = await second.post("/api/rates", json=RATE | {"amount": "9"}, headers=NEW)
    await confirmed(other, editor)
    late = (await second.post(f"/api/proposals/{waits.json()['id']}/confirm")).json()
    assert late["state"] == "failed"
    assert late["note"] == "Dane zmieniły się w międzyczasie. Prosimy je wczytać ponownie."
    [rate] = (await editor.get("/api/rates")).json()["rates"]
    assert rate["amount"] == "9.00"
