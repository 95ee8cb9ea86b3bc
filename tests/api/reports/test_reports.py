"""Reports over the web service: figures, their words and files, and whose they may be."""

import csv
import io
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import openpyxl
import pytest
from anyio import Event, create_task_group
from fastapi import FastAPI
from httpx import AsyncClient
from pydantic import TypeAdapter
from pypdf import PdfReader
from sqlalchemy import insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from api.errors import STATUS
from api.routes.reports.report_reader import LOOKS, ReportTooSlow, one_look
from api.services import Services
from core.db.engine import make_engine
from core.db.tables.centre.office_tables import Office
from core.db.tables.market.intake_tables import OccupationRow
from core.db.tables.market.offer_tables import OfferRow
from core.db.tables.staff_tables import Account, Agent, AuditRow
from core.lists.topic_store import save_topic
from core.metrics.dictionary import METRICS
from core.metrics.intervals import intervals, midnight
from core.zone import WARSAW
from reports.answers.answer import ReportAnswer
from reports.answers.catalogue import REPORTS
from reports.answers.words_pl import COUNTED, NBSP
from reports.export.export_xlsx import HEAD_ROW
from tests.api.conftest import LogIn
from tests.api.people import hire, password_hash
from tests.support.database.postgres import fresh_database
from tests.support.reports.made_up_calls import MadeUpCall, Stand, all_facts
from tests.support.reports.mixed_day import made_up_day
from tests.support.reports.report_projection import catch_up, write
from tests.support.timing.eventually import eventually
from tests.support.timing.standing_clock import StandingClock

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300)]

TUESDAY = date(2026, 11, 24)
BEGIN = midnight(TUESDAY)
DAY = {"from": "2026-11-24", "to": "2026-11-24"}
EVIL = ("=cmd|' /C calc'!A0", "+1", "-1", "@x", "\t=1+1", "\r=1")
"""Names that a spreadsheet would compute."""


async def put_office(engine: AsyncEngine, code: str, seat: str) -> None:
    async with engine.begin() as connection:
        values = {"code": code, "name": f"Urząd {code}", "seat": seat, "locative": seat, "genitive": seat}
        values |= {"area_code": "86", "postal_code": "18-400"}
        await connection.execute(insert(Office).values(**values, is_province=False))


async def put_agent(engine: AsyncEngine, agent: str, name: str, office: str) -> None:
    async with engine.begin() as connection:
        person = {"display_name": name, "office": office}
        await connection.execute(
            insert(Account).values(username=agent, role="consultant", password_hash=password_hash(), **person)
        )
        await connection.execute(insert(Agent).values(id=agent, **person))


async def put_day(engine: AsyncEngine) -> None:
    """150 calls of three offices over a day; it is nine in the morning of the same day."""
    await hire(engine)
    await put_office(engine, "20620", "Łomża")
    await write(engine, all_facts(made_up_day(BEGIN, 150)))
    await catch_up(engine, BEGIN + timedelta(hours=26))


@pytest.fixture
async def dsn(request: pytest.FixtureRequest) -> AsyncIterator[str]:
    async with fresh_database(put_day if "day" in request.fixturenames else hire) as url:
        yield url


@pytest.fixture
def day(engine: AsyncEngine) -> AsyncEngine:
    return engine


async def run(client: AsyncClient, report: str, **more: Any) -> dict[str, Any]:
    answer = await client.post("/api/reports/run", json={"report": report, **DAY, **more})
    assert answer.status_code == 200, answer.text
    TypeAdapter(ReportAnswer).validate_json(answer.content)  # as it is described
    found: dict[str, Any] = answer.json()
    return found


async def audited(engine: AsyncEngine, subject: str) -> list[AuditRow]:
    async with engine.connect() as connection:
        query = select(AuditRow.__table__).where(AuditRow.subject == subject).order_by(AuditRow.number)
        return list((await connection.execute(query)).all())  # type: ignore[arg-type]


@pytest.mark.usefixtures("day")
async def test_every_report_of_the_catalogue_has_an_answer(log_in: LogIn) -> None:
    client = await log_in("zespol")
    reports = (await client.get("/api/reports")).json()
    assert [report["key"] for report in reports] == list(REPORTS)
    for report in reports:
        found = await run(client, report["key"])
        # Kilometres are told once coordinates were imported, and none were.
        columns = [metric for metric in report["columns"] if metric != "kilometres_avoided"]
        assert [column["metric"] for column in found["columns"]] == columns
        assert found["lines"], report["key"]
        assert all(len(line["cells"]) == len(found["columns"]) for line in found["lines"])
        assert (found["period"], found["time_zone"]) == ("wtorek 24.11.2026", "Europe/Warsaw")
        assert found["is_complete"] is True
        assert found["sentence"].endswith(".")
        is_matrix = report["chart"] in ("heat", "matrix")
        assert (found["matrix"] is not None) is is_matrix


async def test_unmet_demand_is_told_in_names_of_occupations_and_counties_also_as_a_file(
    engine: AsyncEngine, log_in: LogIn
) -> None:
    offer = {"town": "Kolno", "contract": "umowa", "valid_from": TUESDAY, "valid_until": date(2027, 1, 1)}
    of_day = {**offer, "position": "Spawacz", "office": "20060", "changed_at": BEGIN + timedelta(hours=9)}
    async with engine.begin() as connection:
        await connection.execute(insert(OccupationRow).values(code="721204", name="Spawacz MIG"))
        for number, occupation in enumerate(("721204", "721203", None)):
            await connection.execute(insert(OfferRow).values(id=f"o-{number}", occupation=occupation, **of_day))
        await connection.execute(update(OfferRow).where(OfferRow.id != "o-0").values(state="withdrawn"))
    client = await log_in("zespol")
    shown = {}
    for by in ("occupation", "county"):
        answer = await run(client, "market", by=by)
        at = [column["metric"] for column in answer["columns"]].index("offers_unfilled")
        shown[answer["by_title"]] = {line["label"]: line["cells"][at]["value"] for line in answer["lines"]}
        question = {"report": "market", **DAY, "by": by}
        made = await client.post("/api/reports/export?format=csv", json=question)
        rows = [row for row in csv_rows(made.content) if row and row[0] in shown[answer["by_title"]]]
        assert {row[0] for row in rows} == set(shown[answer["by_title"]])
        called = {"metric": "calls", "line": answer["lines"][0]["key"]}
        opened = await client.post("/api/reports/calls", json={**question, **called})
        assert (opened.status_code, opened.json()["total"]) == (200, 0)  # no call is of an occupation
    assert shown == {
        "Grupa zawodów": {"7212, na przykład Spawacz MIG": 1, "bez zawodu": 1},
        "Powiat": {"kolneński": 2},
    }


@pytest.mark.usefixtures("day")
async def test_the_cards_of_all_reports_come_at_once_and_are_of_one_s_own_offices(
    log_in: LogIn, day: AsyncEngine, clock: StandingClock
) -> None:
    clock.passes(days=1)  # what is counted was yesterday
    office, province, auditor = await log_in("kierownik-20060"), await log_in("zespol"), await log_in("audytor")
    found = {
        name: (await client.get("/api/reports/cards")).json()
        for name, client in (("office", office), ("province", province), ("auditor", auditor))
    }
    assert [card["report"] for card in found["office"]["cards"]] == list(REPORTS)
    assert "consultants" not in {card["report"] for card in found["auditor"]["cards"]}
    assert await audited(day, "report_of_agents") == []  # no single consultant is in them
    for name, client in (("office", office), ("province", province)):
        cards = {card["report"]: card for card in found[name]["cards"]}
        days = {"from": found[name]["first"], "to": found[name]["last"]}
        for report in ("offices", "topics", "unmet", "flows"):
            told = await run(client, report, **days, by="total")
            at = [column["metric"] for column in told["columns"]].index(cards[report]["metric"])
            assert told["total"][at]["text"] in cards[report]["text"], report
            by_day = await run(client, report, **days, by="interval", interval="day")
            assert cards[report]["line"] == [line["cells"][at]["value"] for line in by_day["lines"]]
    calls = [
        card["text"]
        for name in ("office", "province")
        for card in found[name]["cards"]
        if card["report"] == "topics"
    ]
    assert calls[0] != calls[1]
    assert (await (await log_in("k20060-1")).get("/api/reports/cards")).status_code == 403


@pytest.mark.usefixtures("day")
async def test_a_figure_opens_its_calls_page_by_page(log_in: LogIn) -> None:
    client = await log_in("kierownik-20060")
    found = await run(client, "offices")
    for place, column in enumerate(found["columns"]):
        body = {"report": "offices", **DAY, "metric": column["metric"], "limit": 7}
        cell, calls, cursor = found["total"][place], [], None
        while column["has_calls"]:
            page = (await client.post("/api/reports/calls", json={**body, "cursor": cursor})).json()
            calls += page["calls"]
            if (cursor := page["next_cursor"]) is None:
                break
        if not column["has_calls"]:
            assert (await client.post("/api/reports/calls", json=body)).status_code == 422
            continue
        assert sum(call["cases"] for call in calls) == page["total"]
        unit = column["unit"]
        expected = cell["value"] if unit in COUNTED else cell["n"]
        assert page["total"] == (round(cell["value"] * cell["n"] / 100) if unit == "%" else expected)
    assert calls == sorted(calls, key=lambda call: call["started_at"], reverse=True)


@pytest.mark.usefixtures("day")
async def test_a_supervisor_never_sees_another_office(log_in: LogIn, day: AsyncEngine) -> None:
    mine, whole = await log_in("kierownik-20060"), await log_in("kierownik-wup")
    only = await run(whole, "offices", offices=["20060"])
    for offices in ([], ["20610"], ["20060", "20610", "20620"]):
        found = await run(mine, "offices", offices=offices)
        assert (found["lines"], found["total"]) == (only["lines"], only["total"])
        assert found["office_codes"] == ["20060"]
        assert found["narrowed"] is bool(offices)
        assert ("Pokazano tylko urzędy" in found["sentence"]) is bool(offices)
    assert (await run(whole, "offices"))["narrowed"] is False

    question = {"report": "offices", **DAY, "metric": "calls", "limit": 5}
    every = (await whole.post("/api/reports/calls", json=question)).json()
    own_ids = set()
    cursor = every["next_cursor"]  # of a list that has more than the supervisor may see
    while cursor is not None:
        page = (await mine.post("/api/reports/calls", json={**question, "cursor": cursor})).json()
        assert page["total"] == only["total"][0]["value"]
        own_ids |= {call["id"] for call in page["calls"]}
        cursor = page["next_cursor"]
    body = {**question, "offices": ["20060"], "limit": 200}
    assert own_ids <= {call["id"] for call in (await whole.post("/api/reports/calls", json=body)).json()["calls"]}
    other = await mine.post("/api/reports/calls", json={**question, "line": "20610"})
    assert other.json() | {"title": ""} == {
        "metric": "calls",
        "title": "",
        "total": 0,
        "calls": [],
        "next_cursor": None,
    }

    saved = {
        "name": "Cała sieć",
        "question": {"report": "offices", **DAY, "offices": ["20610"]},
        "is_shared": True,
    }
    assert (await whole.post("/api/report-views", json=saved)).status_code == 201
    [view] = (await mine.get("/api/report-views")).json()
    opened = (await mine.post("/api/reports/run", json=view["question"])).json()
    assert (opened["office_codes"], opened["narrowed"]) == (["20060"], True)

    export = await mine.post("/api/reports/export?format=csv", json=view["question"])
    assert b"20610" not in export.content
    assert "Białystok" not in export.content.decode("utf-8-sig")
    choices = (await mine.get("/api/reports/filters")).json()
    assert [office["key"] for office in choices["offices"]] == ["20060"]
    assert {agent["key"] for agent in choices["agents"]} == {"k20060-1", "k20060-2"}


@pytest.mark.usefixtures("day")
async def test_consultants_one_by_one_are_for_their_office_and_each_look_is_written_down(
    log_in: LogIn, day: AsyncEngine
) -> None:
    supervisor, auditor = await log_in("kierownik-20060"), await log_in("audytor")
    await run(supervisor, "consultants")
    [entry] = await audited(day, "report_of_agents")
    assert (entry.account, entry.office, entry.operation) == ("kierownik-20060", "20060", "run_one_report")
    assert "consultants" not in {report["key"] for report in (await auditor.get("/api/reports")).json()}
    for body in ({"report": "consultants"}, {"report": "day", "agents": ["kB1"]}):
        assert (await auditor.post("/api/reports/run", json={**DAY, **body})).status_code == 403
    found = await run(auditor, "day")
    assert not any(column["has_calls"] for column in found["columns"])  # who sees no calls opens none
    body = {"report": "day", **DAY, "metric": "calls"}
    assert (await auditor.post("/api/reports/calls", json=body)).status_code == 403
    assert (await (await log_in("k20060-1")).get("/api/reports")).status_code == 403


NIGHTS = [(date(2026, 3, 29), 23, "2026-03-29T03:00+02:00"), (date(2026, 10, 25), 25, "2026-10-25T02:00+01:00")]


@pytest.mark.parametrize(("night", "hours", "key"), NIGHTS)
async def test_nights_when_clocks_change_have_as_many_hours_as_they_last(
    engine: AsyncEngine, log_in: LogIn, night: date, hours: int, key: str
) -> None:
    begin, end = midnight(night), midnight(night + timedelta(days=1))
    calls = [
        MadeUpCall(
            id=f"call-{n:03}", at=one.begin, stands=(Stand("20610", wait=3.0, agent="kB1", agent_office="20610"),)
        )
        for n, one in enumerate(intervals(begin, end, "60min"))
    ]
    await write(engine, all_facts(calls))
    await catch_up(engine, end + timedelta(hours=1))
    client = await log_in("zespol")
    on = {"from": str(night), "to": str(night)}
    found = await run(client, "day", **on, columns=["calls", "answered"])
    assert [line["cells"][0]["value"] for line in found["lines"]] == [1.0] * hours
    assert found["total"][0]["value"] == hours
    labels = [line["label"] for line in found["lines"]]
    assert len(set(labels)) == hours
    twice = [label for label in labels if "czas" in label]
    assert twice == ([] if hours == 23 else ["2:00–3:00 (czas letni)", "2:00–3:00 (czas zimowy)"])
    at = [line["key"] for line in found["lines"]].index(key)
    assert found["lines"][at]["begin"] == f"{key[:16]}:00{key[16:]}"
    body = {"report": "day", **on, "metric": "calls", "line": key}
    opened = (await client.post("/api/reports/calls", json=body)).json()
    assert (opened["total"], len(opened["calls"])) == (1, 1)
    around = {"from": str(night - timedelta(days=1)), "to": str(night + timedelta(days=1))}
    days = await run(client, "day", **around, interval="day", columns=["calls"])
    assert [(line["hours"], line["cells"][0]["value"]) for line in days["lines"]][1] == (hours, float(hours))
    assert [line["hours"] for line in days["lines"]] == [None, hours, None]


@pytest.mark.parametrize("night", [night for night, _, _ in NIGHTS])
async def test_an_hour_is_held_against_the_same_hour_also_when_clocks_change(
    engine: AsyncEngine, log_in: LogIn, night: date
) -> None:
    stand = Stand("20610", wait=3.0, agent="kB1", agent_office="20610")
    days = (night - timedelta(days=7), night, night + timedelta(days=7))
    eights = [midnight(day).astimezone(WARSAW).replace(hour=8) for day in days]
    calls = [
        MadeUpCall(id=f"call-{n}-{m}", at=at, stands=(stand,)) for n, at in enumerate(eights) for m in range(n + 1)
    ]
    await write(engine, all_facts(calls))
    await catch_up(engine, midnight(days[-1]) + timedelta(hours=30))
    client = await log_in("zespol")
    for n, day in enumerate(days[1:], start=1):
        on = {"from": str(day), "to": str(day)}
        found = await run(client, "day", **on, columns=["calls"], compare="earlier")
        held = {line["label"]: line["cells"][0]["earlier"] for line in found["lines"]}
        assert held["8:00–9:00"]["value"] == n
        assert sum(other["value"] or 0 for other in held.values() if other is not None) == n
        assert found["total"][0]["earlier"]["value"] == n


async def test_a_period_in_progress_says_up_to_when_it_is_complete(engine: AsyncEngine, log_in: LogIn) -> None:
    client = await log_in("zespol")
    before = await run(client, "day")
    assert (before["complete_until"], before["is_complete"]) == (None, False)
    assert "nie zostały jeszcze policzone" in before["sentence"]
    await write(engine, all_facts(made_up_day(BEGIN, 20, hours=8)))
    await catch_up(engine, BEGIN + timedelta(hours=14, minutes=32, seconds=10))
    found = await run(client, "day")
    assert found["complete_text"] == "Dane kompletne do 14:32."
    assert found["sentence"].endswith("Dane kompletne do 14:32.")
    assert found["is_complete"] is False
    assert found["complete_until"].startswith("2026-11-24T14:32:10")
    week = await run(client, "trend", **{"from": "2026-11-23", "to": "2026-11-29"}, interval="day")
    assert week["complete_text"] == "Dane kompletne do 24.11.2026 14:32."
    done = await run(client, "day", **{"from": "2026-11-20", "to": "2026-11-20"})
    assert (done["is_complete"], done["complete_text"]) == (True, "Dane kompletne za cały okres.")
    coming = await run(client, "day", **{"from": "2026-11-26", "to": "2026-11-26"})
    assert "jeszcze nie ma danych" in coming["complete_text"]


# -- files


def csv_rows(content: bytes) -> list[list[str]]:
    assert content.startswith("\ufeff".encode())
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def as_number(text: str) -> float | None:
    return None if text == "" else float(text.replace(",", "."))


@pytest.mark.usefixtures("day")
@pytest.mark.parametrize(
    ("report", "more"),
    [
        ("offices", {}),
        ("day", {"interval": "30min"}),
        ("waiting", {"compare": "earlier"}),
        ("topics", {}),
        ("flows", {}),
    ],
)
async def test_files_say_cell_by_cell_what_the_answer_says(
    log_in: LogIn, day: AsyncEngine, report: str, more: dict[str, Any]
) -> None:
    client = await log_in("kierownik-wup")
    body = {"report": report, **DAY, **more}
    found = await run(client, report, **more)
    files = {}
    for form in ("csv", "xlsx", "pdf"):
        answer = await client.post(f"/api/reports/export?format={form}", json=body)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-disposition"].startswith('attachment; filename="raport-')
        assert answer.headers["content-disposition"].endswith(f'-2026-11-24-wszystkie.{form}"')
        files[form] = answer.content
    lead = 3 if found["by"] == "interval" else 1
    step = 3 if "compare" in more else 2
    lines = [*found["lines"], {"label": "Razem", "cells": found["total"]}]

    head, *rows = csv_rows(files["csv"])
    assert len(rows) == len(lines)
    assert len(head) == lead + step * len(found["columns"]) + 1
    for row, line in zip(rows, lines, strict=True):
        assert row[0] == line["label"]
        assert row[-1] == found["complete_until"][:16] + found["complete_until"][-6:]
        for place, cell in enumerate(line["cells"]):
            at = lead + step * place
            assert (
                as_number(row[at]) == pytest.approx(cell["value"], abs=1e-4) if row[at] else cell["value"] is None
            )
            assert int(row[at + 1]) == cell["n"]
            if step == 3:
                other = cell["earlier"]["value"]
                assert as_number(row[at + 2]) == (None if other is None else pytest.approx(other, abs=1e-4))

    sheet = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))["Raport"]
    assert sheet.cell(1, 1).value == found["title"]
    assert sheet.cell(3, 1).value == found["sentence"]
    by_unit = {"%": 100, "s": 86_400}
    for number, line in enumerate(lines):
        assert sheet.cell(HEAD_ROW + 2 + number, 1).value == line["label"]
        for place, (column, cell) in enumerate(zip(found["columns"], line["cells"], strict=True)):
            one = sheet.cell(HEAD_ROW + 2 + number, 1 + lead + step * place)
            value: Any = seconds_of(one.value) if column["unit"] == "s" else one.value
            divided = by_unit.get(column["unit"], 1) if column["unit"] != "s" else 1
            if cell["value"] is None:
                assert value is None
            else:
                assert value * divided == pytest.approx(cell["value"], abs=0.5 if column["unit"] == "s" else 1e-6)

    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    matrix = found["matrix"]
    assert ("Macierz" in book.sheetnames) is (matrix is not None)
    if matrix is not None:
        written = book["Macierz"]
        assert [written.cell(3, 2 + at).value for at in range(len(matrix["columns"]))] == [
            head["label"] for head in matrix["columns"]
        ]
        for y, values in enumerate(matrix["values"]):
            assert written.cell(4 + y, 1).value == matrix["rows"][y]["label"]
            for x, cell in enumerate(values):
                value = written.cell(4 + y, 2 + x).value
                value = seconds_of(value) if matrix["unit"] == "s" else value
                assert value == (None if cell is None else pytest.approx(cell["value"], abs=0.5))
    parts = [(one["label"], one["n"]) for made in found["parts"].values() for one in made]
    assert ("Z czego się składa" in book.sheetnames) is bool(parts)
    if parts:
        rows_of_parts = book["Z czego się składa"].iter_rows(min_row=2, values_only=True)
        assert [(row[1], row[3]) for row in rows_of_parts] == parts

    reader = PdfReader(io.BytesIO(files["pdf"]))
    assert reader.metadata is not None
    assert reader.metadata.title == f"{found['title']}: {found['period']}"
    root: Any = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("pl-PL", True)
    text = squeezed("".join(page.extract_text() for page in reader.pages))
    for line in lines:
        assert squeezed(line["label"]) in text
        assert squeezed("".join(cell["text"] for cell in line["cells"])) in text or "compare" in more
    if "compare" in more:
        every = [cell for line in lines for cell in line["cells"]]
        assert all(squeezed(cell["text"]) in text for cell in every)
    for column in found["columns"]:
        assert squeezed(METRICS[column["metric"]].formula_pl) in text
    assert squeezed(found["sentence"]) in text
    assert f"strona1z{len(reader.pages)}" in text
    exports = await audited(day, "report_export")
    assert [entry.after["format"] for entry in exports] == ["csv", "xlsx", "pdf"]  # type: ignore[index]
    assert {entry.account for entry in exports} == {"kierownik-wup"}


def squeezed(text: str) -> str:
    """Without blanks and hyphens, which a page breaks lines at."""
    return "".join(sign for sign in text if not sign.isspace() and sign not in "-\u00ad\u2010" and sign != NBSP)


def seconds_of(value: Any) -> float | None:
    """A time of a workbook, which openpyxl reads as a time of the day or a span."""
    if value is None or isinstance(value, (int, float)):
        return value
    if isinstance(value, timedelta):
        return value.total_seconds()
    at = value.time() if isinstance(value, datetime) else value
    return float(at.hour * 3600 + at.minute * 60 + at.second + at.microsecond / 1e6)


async def test_no_name_is_ever_a_formula(engine: AsyncEngine, log_in: LogIn, app: FastAPI) -> None:
    for n, name in enumerate(EVIL):
        await save_topic(engine, f"topic_{'abcdef'[n]}", name, name)
    await app.state.services.lists.reload()
    async with engine.begin() as connection:
        await connection.execute(update(Office).where(Office.code == "20610").values(seat="=2+5"))
    calls = []
    for n, name in enumerate(EVIL):
        await put_agent(engine, f"evil{n}", name, "20060")
        topic = f"topic_{'abcdef'[n]}"
        stand = Stand("20060", 3.0, agent=f"evil{n}", agent_office="20060", talk=30.0)
        calls.append(
            MadeUpCall(f"call-{n}", BEGIN + timedelta(hours=n), office="20610", topic=topic, stands=(stand,))
        )
    await write(engine, all_facts(calls))
    await catch_up(engine, BEGIN + timedelta(hours=25))
    client = await log_in("kierownik-wup")
    for report, names in (("consultants", set(EVIL)), ("topics", set(EVIL)), ("offices", {"=2+5"})):
        asked: dict[str, Any] = {"report": report, **DAY}
        if report == "consultants":
            asked = {**asked, "offices": ["20060"]}
        content = (await client.post("/api/reports/export?format=csv", json=asked)).content
        labels = {row[0] for row in csv_rows(content)}
        assert {f"'{name}" for name in names} <= labels
        assert not any(
            row[0].lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r")) for row in csv_rows(content)
        )
        made = await client.post("/api/reports/export?format=xlsx", json=asked)
        book = openpyxl.load_workbook(io.BytesIO(made.content))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells)
        risky = [cell for cell in cells if isinstance(cell.value, str) and cell.value.lstrip()[:1] in "=+-@"]
        assert len(risky) >= len(names - {"\r=1"})  # that one is written as _x000D_=1
        assert all(cell.data_type == "s" and cell.quotePrefix for cell in risky)
        assert (await client.post("/api/reports/export?format=pdf", json=asked)).status_code == 200


@pytest.mark.usefixtures("day")
async def test_a_long_report_is_for_a_spreadsheet_and_a_long_pdf_repeats_its_head(log_in: LogIn) -> None:
    client = await log_in("zespol")
    question = {"report": "day", "from": "2026-11-01", "to": "2026-11-28", "interval": "15min"}
    refused = await client.post("/api/reports/export?format=pdf", json=question)
    assert (refused.status_code, refused.json()["code"]) == (422, "report_refused")
    assert "1500 wierszy" in refused.json()["message"]
    assert (await client.post("/api/reports/export?format=xlsx", json=question)).status_code == 200
    shorter = {**question, "from": "2026-11-23", "to": "2026-11-24", "columns": ["calls", "answered"]}
    made = await client.post("/api/reports/export?format=pdf", json=shorter)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(made.content)).pages]
    assert len(pages) > 3
    assert all("Połączenia przychodzące" in page.replace("\n", " ") for page in pages[:-1])
    assert all(f"strona{number}z{len(pages)}" in squeezed(page) for number, page in enumerate(pages, start=1))
    assert (await client.post("/api/reports/export?format=doc", json=shorter)).status_code == 422


# -- what is saved


async def test_a_view_is_the_owner_s_to_change_and_a_shared_one_everybody_s_to_open(
    engine: AsyncEngine, log_in: LogIn
) -> None:
    owner, other = await log_in("kierownik-20060"), await log_in("kierownik-20610")
    view = {"name": "Mój", "question": {"report": "day", **DAY}, "period": "last_month", "is_shared": False}
    made = (await owner.post("/api/report-views", json=view)).json()
    assert (made["question"]["from"], made["question"]["to"]) == ("2026-10-01", "2026-10-31")
    at = f"/api/report-views/{made['id']}"
    assert (await other.get("/api/report-views")).json() == []
    for answer in (await other.get(at), await other.put(at, json=view), await other.delete(at)):
        assert answer.status_code == 404
    shared = (await owner.put(at, json={**view, "is_shared": True})).json()
    assert (shared["is_shared"], shared["is_own"]) == (True, True)
    assert (await other.get(at)).json()["is_own"] is False
    for answer in (await other.put(at, json=view), await other.delete(at)):
        assert answer.status_code == 403
    with_agents = {**view, "question": {**view["question"], "report": "consultants", "agents": ["k20060-1"]}}  # type: ignore[dict-item]
    assert (await owner.post("/api/report-views", json={**with_agents, "is_shared": True})).status_code == 422
    assert (await owner.post("/api/report-views", json=with_agents)).status_code == 201
    wrong = {**view, "question": {"report": "nothing", **DAY}}
    assert (await owner.post("/api/report-views", json=wrong)).status_code == 422
    assert (await owner.post("/api/report-views", json={**view, "more": 1})).status_code == 422
    assert (await owner.delete(at)).status_code == 204
    assert (await owner.get(at)).status_code == 404
    entries = await audited(engine, "report_view")
    assert [entry.action for entry in entries] == ["insert", "update", "insert", "delete"]
    assert {entry.office for entry in entries} == {"20060"}


@pytest.mark.usefixtures("day")
async def test_targets_are_set_by_an_office_and_by_the_province(log_in: LogIn, day: AsyncEngine) -> None:
    office, province = await log_in("kierownik-20060"), await log_in("zespol")
    target = {"metric": "service_level", "office": "20060", "value": 70, "valid_from": "2026-11-01"}
    of_all = {**target, "office": None, "value": 80}
    assert (await office.put("/api/report-targets", json=target)).json()["text"] == f"70,0{NBSP}%"
    assert (await office.put("/api/report-targets", json=of_all)).status_code == 403
    assert (await office.put("/api/report-targets", json={**target, "office": "20610"})).status_code == 403
    assert (await province.put("/api/report-targets", json=of_all)).status_code == 200
    assert (await province.put("/api/report-targets", json={**target, "office": "20610"})).status_code == 200
    assert (await province.put("/api/report-targets", json={**target, "office": "99999"})).status_code == 404
    for wrong in ({"metric": "calls"}, {"metric": "nothing"}, {"value": -1}, {"value": "NaN"}):
        assert (await province.put("/api/report-targets", json={**of_all, **wrong})).status_code == 422
    seen = (await office.get("/api/report-targets")).json()
    assert [(one["office"], one["value"]) for one in seen] == [(None, 80.0), ("20060", 70.0)]
    found = await run(office, "day", compare="target")
    assert found["verdict"]["kind"] == "met" if found["total"][6]["value"] >= 70 else "missed"
    assert f"70{NBSP}%" in found["sentence"]
    assert found["total"][6]["target"]["value"] == 70.0
    # The sentence judges, and the chart draws it, also where nothing is compared; the lines are as they were.
    plain = await run(office, "day")
    assert (plain["verdict"], plain["sentence"]) == (found["verdict"], found["sentence"])
    assert plain["total"][6]["target"]["value"] == 70.0
    assert all(cell["target"] is None for line in plain["lines"] for cell in line["cells"])
    for threshold, value in ((20, 70.0), (30, None)):  # 20 seconds are those of the dictionary
        held = (await run(office, "day", compare="target", threshold=threshold))["total"][6]["target"]
        assert (None if held is None else held["value"]) == value
    await office.put("/api/report-targets", json={**target, "value": None})
    again = await run(office, "day", compare="target")
    assert again["total"][6]["target"]["value"] == 80.0  # the province's holds again
    assert [entry.action for entry in await audited(day, "report_target")] == ["insert"] * 3 + ["update"]


@pytest.mark.usefixtures("day")
async def test_a_key_reads_figures_of_its_maker_s_offices_and_nothing_else(
    log_in: LogIn, stranger: AsyncClient, day: AsyncEngine, clock: StandingClock
) -> None:
    maker = await log_in("kierownik-20060")
    made = (await maker.post("/api/report-keys", json={"name": "Power BI", "days": 1})).json()
    assert made["key"].startswith("s724r_")
    program = {"Authorization": f"Bearer {made['key']}"}
    [listed] = (await maker.get("/api/report-keys")).json()
    assert "key" not in listed
    assert (listed["name"], listed["last_used_at"]) == ("Power BI", None)
    body = {"report": "offices", **DAY, "offices": ["20610"]}
    found = (await stranger.post("/api/reports/run", json=body, headers=program)).json()
    assert (found["office_codes"], found["narrowed"]) == (["20060"], True)
    assert found["total"] == (await run(maker, "offices"))["total"]
    assert (await stranger.get("/api/metrics-dictionary", headers=program)).status_code == 200
    assert (await maker.get("/api/report-keys")).json()[0]["last_used_at"] is not None
    for agents in ({"report": "consultants"}, {"report": "day", "agents": ["k20060-1"]}):
        refused = await stranger.post("/api/reports/run", json={**DAY, **agents}, headers=program)
        assert refused.status_code == 403
    closed: list[tuple[str, str, Any]] = [
        ("GET", "/api/reports", None),
        ("GET", "/api/me", None),
        ("GET", "/api/calls", None),
        ("GET", "/api/report-keys", None),
        ("POST", "/api/report-keys", {"name": "x"}),
        ("POST", "/api/reports/calls", {"report": "day", **DAY, "metric": "calls"}),
        ("POST", "/api/reports/export?format=csv", body),
        ("POST", "/api/report-views", {"name": "x", "question": body}),
    ]
    for method, path, sent in closed:
        assert (await stranger.request(method, path, json=sent, headers=program)).status_code == 401, path
    other = await log_in("kierownik-20610")
    assert (await other.delete(f"/api/report-keys/{made['id']}")).status_code == 404
    assert (await other.get("/api/report-keys")).json() == []

    second = (await maker.post("/api/report-keys", json={"name": "Drugi"})).json()
    assert (await maker.delete(f"/api/report-keys/{second['id']}")).status_code == 204
    assert (await maker.delete(f"/api/report-keys/{second['id']}")).status_code == 204
    revoked = {"Authorization": f"Bearer {second['key']}"}
    assert (await stranger.post("/api/reports/run", json=body, headers=revoked)).status_code == 401
    async with day.begin() as connection:
        account = update(Account).where(Account.username == "kierownik-20060")
        await connection.execute(account.values(deactivated_at=clock.now()))
    assert (await stranger.post("/api/reports/run", json=body, headers=program)).status_code == 401
    async with day.begin() as connection:
        await connection.execute(account.values(deactivated_at=None))
    assert (await stranger.post("/api/reports/run", json=body, headers=program)).status_code == 200
    clock.passes(days=1)
    assert (await stranger.post("/api/reports/run", json=body, headers=program)).status_code == 401
    entries = await audited(day, "report_access_key")
    assert [entry.action for entry in entries] == ["insert", "insert", "update"]
    assert not any("token_hash" in (entry.after or {}) for entry in entries)


WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' "
    "AND query LIKE 'SELECT id FROM report_key%'"
)
"""Reports that filters narrow; the board reads the same table by another statement."""


@pytest.mark.usefixtures("day")
@pytest.mark.parametrize("path", ["run", "calls", "export?format=csv"])
async def test_who_hangs_up_leaves_nothing_running_in_the_database(
    app: FastAPI, engine: AsyncEngine, log_in: LogIn, path: str
) -> None:
    client = await log_in("zespol")
    body: dict[str, Any] = {"report": "day", **DAY, "offices": ["20060"]}
    body |= {"metric": "calls"} if path == "calls" else {}
    async with create_task_group() as tasks:
        gone = Event()
        async with engine.begin() as connection:
            await connection.execute(text("LOCK TABLE report_key"))
            headers = dict(client.headers)
            tasks.start_soon(ask_and_hang_up, app, f"/api/reports/{path}", body, headers, gone)

            async def waits(count: int) -> bool:
                async with engine.connect() as other:  # one look for each transaction is all that PostgreSQL takes
                    return bool(await other.scalar(WAITING) == count)

            await eventually(partial(waits, 1))
            gone.set()
            await eventually(partial(waits, 0))
    shared: Services = app.state.services
    assert shared.report_looks.value == LOOKS
    await run(client, "day")


async def ask_and_hang_up(
    app: FastAPI, address: str, body: dict[str, Any], headers: dict[str, str], gone: Event
) -> None:
    """A request of which the server learns by `gone` that nobody waits any more."""
    path, _, query = address.partition("?")
    sent = [{"type": "http.request", "body": json.dumps(body).encode(), "more_body": False}]
    named = {**headers, "content-type": "application/json"}
    scope: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "http_version": "1.1",
        "scheme": "http",
        "root_path": "",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "client": ("127.0.0.1", 40_000),
        "server": ("centre", 80),
        "headers": [(name.lower().encode(), value.encode()) for name, value in named.items()],
    }

    async def receive() -> dict[str, Any]:
        if sent:
            return sent.pop()
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(_: Any) -> None:
        pass

    await app(scope, receive, send)


async def test_a_report_that_takes_too_long_says_what_to_do(app: FastAPI, dsn: str) -> None:
    shared: Services = app.state.services
    async with AsyncExitStack() as stack:
        hasty = make_engine(dsn, statement_time=0.1)
        stack.push_async_callback(hasty.dispose)
        asked = replace(shared, engine=hasty)
        with pytest.raises(ReportTooSlow, match="krótszy okres"):
            async with one_look(asked) as connection:
                await connection.execute(text("SELECT pg_sleep(20)"))
        async with one_look(asked) as connection:
            assert await connection.scalar(text("SELECT 1")) == 1
    assert STATUS[ReportTooSlow.code] == 503


async def test_who_asks_too_often_has_to_wait(log_in: LogIn) -> None:
    client = await log_in("zespol")
    body = {"report": "day", **DAY, "columns": ["calls"]}
    statuses = [(await client.post("/api/reports/run", json=body)).status_code for _ in range(61)]
    assert statuses == [200] * 60 + [429]


async def test_choices_stand_in_the_order_of_polish_letters(engine: AsyncEngine, log_in: LogIn) -> None:
    for code, seat in (("20620", "Łomża"), ("20630", "Zambrów"), ("20640", "Mońki"), ("20650", "Ćmielów")):
        await put_office(engine, code, seat)
    calls = [MadeUpCall(id="call-1", at=BEGIN), MadeUpCall(id="call-2", at=BEGIN, topic="employer")]
    await write(engine, all_facts(calls))
    await catch_up(engine, BEGIN + timedelta(hours=26))
    found = (await (await log_in("zespol")).get("/api/reports/filters")).json()
    offices = [one["label"] for one in found["offices"] if one["key"] in ("20620", "20630", "20640", "20650")]
    assert offices == ["Ćmielów", "Łomża", "Mońki", "Zambrów"]
    assert [one["key"] for one in found["topics"]][-1] == ""


# -- everybody


@pytest.fixture
async def october(engine: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    await put_office(engine, "20620", "Łomża")
    await write(engine, all_facts(made_up_day(midnight(date(2026, 10, 5)), 300, hours=200)))
    await catch_up(engine, midnight(date(2026, 11, 2)))
    yield engine


@pytest.mark.usefixtures("october")
async def test_figures_of_a_past_month_are_public_without_small_numbers(stranger: AsyncClient) -> None:
    answer = await stranger.get("/api/public/figures?month=2026-10")
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["period"] == "październik 2026"
    assert found["offices"][-1]["name"] == "wszystkie urzędy"
    assert found["offices"][-1]["calls"]["total"]["value"] == 300
    counts = [
        count for office in found["offices"] for table in ("calls", "queue") for count in office[table].values()
    ]
    assert all(count["hidden"] == (count["value"] is None) for count in counts)
    assert all(count["value"] >= 5 for count in counts if count["value"] is not None)
    assert any(count["hidden"] for count in counts)
    for month in ("2026-11", "2026-12", "2027-01", "2020-01"):
        assert (await stranger.get(f"/api/public/figures?month={month}")).status_code == 404
    for wrong in ("2026-13", "october", ""):
        assert (await stranger.get(f"/api/public/figures?month={wrong}")).status_code == 422


async def test_a_past_month_is_public_when_all_its_calls_are_reckoned(
    engine: AsyncEngine, stranger: AsyncClient
) -> None:
    address = "/api/public/figures?month=2026-10"
    assert (await stranger.get(address)).json()["code"] == "month_not_ready"
    await write(engine, all_facts(made_up_day(midnight(date(2026, 10, 5)), 30, hours=20)))
    await catch_up(engine, midnight(date(2026, 11, 1)) - timedelta(minutes=1))
    refused = await stranger.get(address)
    assert (refused.status_code, refused.json()["code"]) == (404, "month_not_ready")
    await catch_up(engine, midnight(date(2026, 11, 1)) + timedelta(minutes=1))
    assert (await stranger.get(address)).status_code == 200
