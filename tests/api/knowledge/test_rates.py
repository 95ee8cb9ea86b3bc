"""Rates over the web service: who sets them, and from which day on they are told."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.staff_tables import Account
from knowledge.articles.content import ArticleText
from knowledge.rates.rate import Rate
from tests.api.conftest import LogIn
from tests.api.people import password_hash
from tests.api.second_person import confirmed
from tests.support.knowledge.article_versions import CODE, content, put_article, put_rates
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

ONE: dict[str, Any] = {"code": CODE, "title": "Zasiłek", "amount": "1721.90", "version": 0}
RATE: dict[str, Any] = {
    "valid_from": "2026-11-25",
    "valid_until": "2027-05-31",
    "source": "Obwieszczenie",
    "source_certainty": "high",
    "rates": [ONE],
}


def rates(*changes: dict[str, Any], **days: str | None) -> dict[str, Any]:
    """An announcement: one rate for each of `changes` of `ONE`."""
    return RATE | days | {"rates": [ONE | change for change in changes]}


async def test_a_rate_is_told_from_midnight_in_warsaw_on(
    log_in: LogIn, engine: AsyncEngine, clock: StandingClock
) -> None:
    await put_article(engine, "stawka", content(f"Wynosi {{stawka:{CODE}}}."))
    editor = await log_in("redaktor")
    proposed = await editor.post("/api/rates", json=RATE)
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
    await confirmed(await editor.post("/api/rates", json=RATE), second)
    days = {"valid_from": "2027-01-01", "valid_until": None}
    late = await editor.post("/api/rates", json=rates({"amount": "9"}, **days))
    assert (late.status_code, late.json()["code"], late.headers["ETag"]) == (412, "stale_version", '"1"')
    other = rates({"amount": "9", "version": 1}, **days)
    await confirmed(await editor.post("/api/rates", json=other), second)
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
        assert (await (await log_in(account)).post("/api/rates", json=RATE)).status_code == 403
        gone = await (await log_in(account)).delete(f"/api/rates/{CODE}/2026-11-25", headers={"If-Match": '"1"'})
        assert gone.status_code == 403


async def test_a_rate_that_was_set_by_mistake_is_taken_back_before_its_first_day(
    log_in: LogIn, clock: StandingClock
) -> None:
    editor, second = await log_in("redaktor"), await log_in("kierownik-wup")
    await confirmed(await editor.post("/api/rates", json=RATE), second)
    path, read = f"/api/rates/{CODE}/2026-11-25", {"If-Match": '"1"'}
    assert (await editor.delete(path)).status_code == 422
    assert (await editor.delete(path, headers={"If-Match": '"7"'})).status_code == 412
    assert (await editor.delete(f"/api/rates/{CODE}/2026-11-26", headers=read)).status_code == 404
    await confirmed(await editor.delete(path, headers=read), second)
    assert (await editor.get("/api/rates")).json() == {"rates": [], "next_cursor": None}
    await confirmed(await editor.post("/api/rates", json=RATE), second)
    clock.passes(hours=14)  # midnight in Warsaw
    refused = await (await log_in("redaktor")).delete(path, headers=read)
    assert (refused.status_code, refused.json()["fields"]) == (
        422,
        [{"field": "valid_from", "message": "Stawka już obowiązuje albo obowiązywała. Ustaw nową kwotę."}],
    )


async def test_pages_of_rates_follow_each_other(log_in: LogIn) -> None:
    editor, second = await log_in("redaktor"), await log_in("kierownik-wup")
    wanted = rates(*({"code": code} for code in ("a", "b", "c")))
    await confirmed(await editor.post("/api/rates", json=wanted), second)
    first = (await editor.get("/api/rates?limit=2")).json()
    rest = (await editor.get("/api/rates", params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert [rate["code"] for rate in first["rates"] + rest["rates"]] == ["a", "b", "c"]
    assert rest["next_cursor"] is None
    for wrong in ("a", "a:2026-13-01", "{}:2026-01-01"):
        assert (await editor.get("/api/rates", params={"cursor": wrong})).status_code == 422


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (rates({"amount": "-1"}), "rates.0.amount"),
        (rates({}, {"code": "b", "amount": "1.001"}), "rates.1.amount"),
        (rates({"amount": "99999999999"}), "rates.0.amount"),
        (rates({"amount": "NaN"}), "rates.0.amount"),
        (rates({}, valid_until="2026-11-24"), "valid_until"),
        (rates({}, valid_from="1.6.2027"), "valid_from"),
        (rates({}, source=" "), "source"),
        (rates({"code": "{x}"}), "rates.0.code"),
        (rates({"title": ""}), "rates.0.title"),
        (rates({}, {}), "rates.1.code"),
        (rates(), "rates"),
    ],
)
async def test_what_cannot_be_is_refused_with_a_polish_sentence_at_its_field(
    log_in: LogIn, wanted: dict[str, Any], field: str
) -> None:
    answer = await (await log_in("redaktor")).post("/api/rates", json=wanted)
    [wrong] = answer.json()["fields"]
    assert (answer.status_code, wrong["field"]) == (422, field)
    assert wrong["message"].endswith(".")
    assert wrong["message"][0].isupper()
    assert not re.search("[a-z_]+_[a-z]+|should|must|Input|error", wrong["message"]), wrong


async def test_what_changed_meanwhile_is_not_written_over(log_in: LogIn) -> None:
    editor, second = await log_in("redaktor"), await log_in("kierownik-wup")
    waits = await editor.post("/api/rates", json=RATE)
    other = await second.post("/api/rates", json=rates({"amount": "9"}))
    await confirmed(other, editor)
    late = (await second.post(f"/api/proposals/{waits.json()['id']}/confirm")).json()
    assert late["state"] == "failed"
    assert late["note"] == "Dane zmieniły się w międzyczasie. Prosimy je wczytać ponownie."
    [rate] = (await editor.get("/api/rates")).json()["rates"]
    assert rate["amount"] == "9.00"


SHORT = f"Zasiłek wynosi {{stawka:{CODE}}}, potem {{stawka:zasilek_po_90_dniach}}."
LATER = "zasilek_po_90_dniach"
PAIR: tuple[dict[str, Any], ...] = ({}, {"code": LATER, "title": "Zasiłek potem", "amount": "1352.20"})


async def test_rates_of_one_announcement_hold_together_or_not_at_all(log_in: LogIn, engine: AsyncEngine) -> None:
    editor, second = await log_in("redaktor"), await log_in("kierownik-wup")
    both = await editor.post("/api/rates", json=rates(*PAIR))
    assert (both.status_code, both.json()["subject"]) == (202, f"{CODE}, zasilek_po_90_dniach")
    await confirmed(await second.post("/api/rates", json=rates(PAIR[1])), editor)
    failed = (await second.post(f"/api/proposals/{both.json()['id']}/confirm")).json()
    assert failed["state"] == "failed"
    [alone] = (await editor.get("/api/rates")).json()["rates"]
    assert alone["code"] == "zasilek_po_90_dniach", "of the other one nothing was saved"


async def test_the_second_person_reads_what_callers_will_hear_and_from_when(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    english = ArticleText("Benefit", short_answer=f"Benefit is {{stawka:{CODE}}}.")
    said = content(SHORT)
    await put_article(engine, "stawka", replace(said, texts={**said.texts, "en": english}))
    editor, second = await log_in("redaktor"), await log_in("kierownik-wup")
    proposed = (await editor.post("/api/rates", json=rates(*PAIR))).json()
    path = f"/api/proposals/{proposed['id']}/answers"
    shown = (await second.get(path)).json()
    assert shown["day"] == "2026-11-25"
    assert [(one["language"], one["text"], one["why_not"], one["before"]) for one in shown["answers"]] == [
        ("pl", "Zasiłek wynosi 1721,90 zł, potem 1352,20 zł.", None, None),
        ("en", "Benefit is PLN 1,721.90.", None, None),
    ]
    assert (await editor.get(path)).json() == shown, "who has proposed it reads the same"
    assert (await (await log_in("k20060-1")).get(path)).status_code == 404
    await confirmed(await editor.post("/api/rates", json=rates(*PAIR)), second)
    assert (await second.get(path)).status_code == 404, "it waits no more"
    late = await editor.post("/api/rates", json=rates({"amount": "9", "version": 1}))
    [polish, _] = (await second.get(f"/api/proposals/{late.json()['id']}/answers")).json()["answers"]
    assert (polish["before"], polish["text"]) == (
        "Zasiłek wynosi 1721,90 zł, potem 1352,20 zł.",
        "Zasiłek wynosi 9,00 zł, potem 1352,20 zł.",
    )


async def test_the_overview_says_what_ends_and_which_articles_are_not_told(
    log_in: LogIn, engine: AsyncEngine, clock: StandingClock
) -> None:
    await put_article(engine, "stawka", content(SHORT))
    await put_rates(
        engine,
        Rate(CODE, "Zasiłek", Decimal("1.00"), date(2025, 6, 1), date(2026, 5, 31), "Ustawa", "high"),
        Rate(
            CODE,
            "Zasiłek (pokaz)",
            Decimal(2),
            date(2026, 6, 1),
            date(2026, 12, 25),
            "pokaz",
            "low",
            is_made_up=True,
        ),
        Rate("inna", "Inna", Decimal("3.00"), date(2026, 12, 1), None, "Ustawa", "high"),
    )

    async def seen() -> list[tuple[Any, ...]]:
        found = (await (await log_in("k20060-1")).get("/api/rates/overview")).json()["rates"]
        return [
            (
                one["code"],
                one["title"],
                one["state"],
                one["ends_on"],
                one["today"] and one["today"]["is_made_up"],
                [each["amount"] for each in one["planned"]],
                [each["amount"] for each in one["past"]],
                [(each["id"], each["is_told"]) for each in one["articles"]],
            )
            for one in found
        ]

    unknown: tuple[Any, ...] = (LATER, LATER, "unknown", None, None, [], [], [("stawka", False)])
    other: tuple[Any, ...] = ("inna", "Inna", "planned", None, None, ["3.00"], [], [])
    assert await seen() == [
        unknown,
        other,
        (CODE, "Zasiłek", "holds", "2026-12-25", True, [], ["1.00"], [("stawka", False)]),
    ]
    clock.passes(hours=14)  # midnight in Warsaw: 30 days are left
    ends: tuple[Any, ...] = (CODE, "Zasiłek", "ends", "2026-12-25", True, [], ["1.00"], [("stawka", False)])
    assert await seen() == [unknown, ends, other]
    more = rates({"amount": "4", "version": 1}, {"code": LATER}, valid_from="2026-11-25")
    await confirmed(await (await log_in("redaktor")).post("/api/rates", json=more), await log_in("kierownik-wup"))
    told = [("stawka", True)]
    assert (CODE, "Zasiłek", "holds", "2027-05-31", False, [], ["2.00", "1.00"], told) in await seen()
