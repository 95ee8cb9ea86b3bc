"""Requests of persons about their data, as officers work them off; holds; documents; restriction."""

import json
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from clients.erasure.hashes import ErasedHashes
from clients.pesel import PeselSafe
from core.db.tables.client_tables import AccessLogRow
from core.db.tables.person_tables import Client
from core.db.tables.request_tables import ErasureReadmissionRow, ErasureRow, RequestStepRow
from core.db.tables.staff_tables import Account, AuditRow
from core.jobs.job_names import SCHEMA
from core.keys.secret_box import new_identity
from ivr.identity.pin import subject_of
from ivr.identity.store import VerificationStore
from ivr.outside.sms_store import sms_number_of
from tests.api.conftest import LogIn
from tests.api.people import LONG_AGO, password_hash
from tests.api.second_person import confirmed
from tests.support.clients.persons import put_person
from tests.support.plugins.more import ANOTHER, first_of
from tests.support.timing.standing_clock import StandingClock
from tests.support.web.pdf_text import catalogue, pdf_text

pytestmark = pytest.mark.anyio

ANNA, STRANGER, PESEL = "client-anna", "client-of-bialystok", "90811300117"
BOX_KEY, PEPPER = new_identity(), "p" * 40


@pytest.fixture(autouse=True)
async def _people(engine: AsyncEngine, tmp_path: Path) -> None:
    secrets = {"ari_password": "-", "pin_pepper": PEPPER, "pesel_pepper": PEPPER, "pesel_key": BOX_KEY}
    (tmp_path / "secrets.json").write_text(json.dumps(secrets))
    kept = PeselSafe(PEPPER, BOX_KEY).kept(PESEL)
    await put_person(engine, ANNA, "20060", pesel_box=kept.box)
    await put_person(engine, STRANGER, "20610", pesel_hash="other", last_name="Kot")
    deputy = {"username": "zastepca-20060", "display_name": "Zastępca", "role": "supervisor", "office": "20060"}
    async with engine.begin() as connection:
        await connection.execute(insert(Account).values(**deputy, password_hash=password_hash()))


@pytest.fixture
async def officer(log_in: LogIn) -> AsyncClient:
    return await log_in("kierownik-20060")


@pytest.fixture
async def deputy(log_in: LogIn) -> AsyncClient:
    return await log_in("zastepca-20060")


async def received(officer: AsyncClient, kind: str, **more: Any) -> dict[str, Any]:
    body = {"client_id": ANNA, "kind": kind, "received_on": "2026-11-20", **more}
    answer = await officer.post("/api/requests", json=body)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    assert answer.headers["etag"] == f'"{told["version"]}"'
    return told


async def step(who: AsyncClient, request: dict[str, Any], action: str, note: str | None = None) -> Any:
    body = {"note": note} if action == "approve" else {"action": action, "note": note}
    path = "approve" if action == "approve" else "steps"
    headers = {"If-Match": f'"{request["version"]}"'}
    return await who.post(f"/api/requests/{request['id']}/{path}", json=body, headers=headers)


async def identified(officer: AsyncClient, kind: str) -> dict[str, Any]:
    answer = await step(officer, await received(officer, kind), "identify", "Dowód osobisty")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_a_request_goes_step_by_step_and_every_step_stands_with_who_and_when(officer: AsyncClient) -> None:
    request = await received(officer, "correction", reference="KP.1.2026", note="Zmiana nazwiska")
    assert (request["state"], request["due_on"]) == ("received", "2026-12-20")
    assert request["person"]["last_name"] == "Nowak"
    request = (await step(officer, request, "identify", "Dowód osobisty")).json()
    extended = await step(officer, request, "extend", "Sprawa złożona")
    assert extended.json()["due_on"] == "2027-02-20"
    assert (await step(officer, extended.json(), "extend", "Jeszcze raz")).json()["code"] == "request_step_refused"
    done = (await step(officer, extended.json(), "carry_out", "Przekazano do ewidencji")).json()
    assert (done["state"], done["outcome_pl"]) == ("carried_out", "Przekazano sprostowanie.")
    steps = [(one["number"], one["action"], one["account"]) for one in done["steps"]]
    who = "kierownik-20060"
    assert steps == [(1, "receive", who), (2, "identify", who), (3, "extend", who), (4, "carry_out", who)]


async def test_a_list_tells_initials_and_an_erasure_what_else_the_person_asks_for(
    officer: AsyncClient, engine: AsyncEngine
) -> None:
    copy = await received(officer, "export", reference="KP.2.2026")
    erasure = await identified(officer, "erasure")
    [other] = erasure["others"]
    assert {name: other[name] for name in ("id", "kind", "state", "reference", "due_on")} == {
        "id": copy["id"],
        "kind": "export",
        "state": "received",
        "reference": "KP.2.2026",
        "due_on": "2026-12-20",
    }
    async with engine.connect() as connection:
        before = (await connection.execute(select(AccessLogRow.id))).all()
        listed = (await officer.get("/api/requests")).json()["requests"]
        assert (await connection.execute(select(AccessLogRow.id))).all() == before
    assert {(one["initials"], one["kind"]) for one in listed} == {("A. N.", "export"), ("A. N.", "erasure")}
    assert "Nowak" not in str(listed)
    await step(officer, copy, "refuse", "Wniosek wycofany")
    again = (await officer.get(f"/api/requests/{erasure['id']}")).json()
    assert (again["others"], again["initials"]) == ([], "A. N.")


async def test_steps_are_never_changed(officer: AsyncClient, engine: AsyncEngine) -> None:
    await identified(officer, "access")
    for statement in (
        update(RequestStepRow).values(account="kto-inny"),
        update(RequestStepRow).values(note=None, account="kto-inny"),
        update(RequestStepRow).values(note="inaczej"),
        delete(RequestStepRow),
    ):
        with pytest.raises(DBAPIError):
            async with engine.begin() as connection:
                await connection.execute(statement)


async def test_who_has_worked_on_an_erasure_may_not_approve_it(
    officer: AsyncClient, deputy: AsyncClient, engine: AsyncEngine
) -> None:
    request = await identified(officer, "erasure")
    own = await step(officer, request, "approve")
    assert (own.status_code, own.json()["code"]) == (403, "four_eyes_needed")
    done = await step(deputy, request, "approve", "Brak podstaw do dalszego przetwarzania")
    assert (done.status_code, done.json()["state"]) == (200, "approved")
    assert done.json()["approved_by"] == "zastepca-20060"
    async with engine.connect() as connection:
        query = f"SELECT payload FROM {SCHEMA}.pgqueuer WHERE entrypoint = 'erase'"
        [payload] = (await connection.exec_driver_sql(query)).scalars().all()
        restricted = await connection.scalar(select(Client.restricted_at).where(Client.id == ANNA))
    assert payload == request["id"].encode()
    assert restricted is not None, "nobody uses the data until they are gone"


async def test_only_an_erasure_whose_person_is_identified_can_be_approved(
    officer: AsyncClient, deputy: AsyncClient
) -> None:
    for kind in ("access", "erasure"):
        request = await received(officer, kind)
        answer = await step(deputy, request, "approve")
        assert (answer.status_code, answer.json()["code"]) == (409, "request_step_refused")
    carried = await step(officer, request, "carry_out")
    assert carried.status_code == 409


async def test_a_step_on_a_version_that_was_read_before_another_step_is_refused(officer: AsyncClient) -> None:
    request = await received(officer, "access")
    await step(officer, request, "note", "Telefon do klienta")
    late = await step(officer, request, "identify", "Dowód osobisty")
    assert (late.status_code, late.json()["code"]) == (412, "stale_version")
    assert late.headers["etag"] == '"2"'


@pytest.mark.parametrize(
    ("body", "status", "code"),
    first_of(
        3,
        [
            ({"received_on": "2027-01-01"}, 422, "request_refused"),
            ({"received_on": "2019-01-01"}, 422, "request_refused"),
            ({"kind": "everything"}, 422, "invalid"),
            ({"client_id": STRANGER}, 404, "not_found"),
            ({"client_id": "client-nobody"}, 404, "not_found"),
            ({"note": "x\u0000y"}, 422, "invalid"),
        ],
        ANOTHER,
        "tests/api/clients/test_requests.py::test_what_cannot_be_a_request_is_told",
    ),
)
async def test_what_cannot_be_a_request_is_told(
    officer: AsyncClient, body: dict[str, Any], status: int, code: str
) -> None:
    answer = await officer.post(
        "/api/requests", json={"client_id": ANNA, "kind": "access", "received_on": "2026-11-20", **body}
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_the_same_request_twice_is_told(officer: AsyncClient) -> None:
    await received(officer, "access")
    again = await officer.post(
        "/api/requests", json={"client_id": ANNA, "kind": "access", "received_on": "2026-11-20"}
    )
    assert (again.status_code, again.json()["code"]) == (409, "request_exists")


async def test_requests_are_listed_page_by_page_without_whose_they_are(
    officer: AsyncClient, clock: StandingClock, log_in: LogIn
) -> None:
    kinds = ["access", "export", "correction"]
    for kind in kinds:
        clock.passes(seconds=1)
        await received(officer, kind)
    found: list[str] = []
    cursor = None
    while True:
        query: dict[str, Any] = {"limit": 2, **({"after": cursor} if cursor else {})}
        page = (await officer.get("/api/requests", params=query)).json()
        assert "person" not in page["requests"][0]
        found += [request["kind"] for request in page["requests"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == kinds[::-1]
    only = (await officer.get("/api/requests", params={"kind": "export", "state": "received"})).json()
    assert [request["kind"] for request in only["requests"]] == ["export"]
    other = await log_in("kierownik-20610")
    assert (await other.get("/api/requests")).json()["requests"] == []


@pytest.mark.parametrize("sort", ["due", "-due", "received", "-received"])
async def test_requests_come_in_the_order_that_was_asked_for_over_all_pages(
    officer: AsyncClient, clock: StandingClock, sort: str
) -> None:
    for kind, day in (("access", "2026-11-20"), ("export", "2026-11-02"), ("correction", "2026-11-20")):
        clock.passes(seconds=1)
        body = {"client_id": ANNA, "kind": kind, "received_on": day}
        assert (await officer.post("/api/requests", json=body)).status_code == 201
    found: list[dict[str, Any]] = []
    query: dict[str, Any] = {"limit": 1, "sort": sort}
    while True:
        page = (await officer.get("/api/requests", params=query)).json()
        found += page["requests"]
        if page["next_cursor"] is None:
            break
        query["after"] = page["next_cursor"]
    field = "due_on" if sort.endswith("due") else "received_at"
    assert len({each["id"] for each in found}) == 3
    assert [each[field] for each in found] == sorted((each[field] for each in found), reverse=sort[0] == "-")


async def test_those_to_be_answered_are_listed_apart(officer: AsyncClient) -> None:
    open_one = await received(officer, "access")
    await step(officer, await received(officer, "export"), "refuse", "Wniosek wycofany")
    for wanted, kinds in ((True, ["access"]), (False, ["export"])):
        page = (await officer.get("/api/requests", params={"is_open": wanted})).json()
        assert [request["kind"] for request in page["requests"]] == kinds
    page = (await officer.get("/api/requests", params={"is_open": True})).json()
    assert page["requests"][0]["id"] == open_one["id"]


async def test_a_request_of_another_office_is_answered_like_none(officer: AsyncClient, log_in: LogIn) -> None:
    request = await received(officer, "access")
    for name in ("kierownik-20610", "kierownik-wup"):
        other = await log_in(name)
        assert (await other.get(f"/api/requests/{request['id']}")).status_code == 404
        assert (await step(other, request, "identify", "Dowód osobisty")).status_code == 404


async def test_the_copy_holds_everything_as_json_and_to_read(officer: AsyncClient, engine: AsyncEngine) -> None:
    early = await received(officer, "export")
    refused = await officer.get(f"/api/requests/{early['id']}/export.json")
    assert (refused.status_code, refused.json()["code"]) == (409, "request_step_refused")
    request = (await step(officer, early, "identify", "Dowód osobisty")).json()
    answer = await officer.get(f"/api/requests/{request['id']}/export.json")
    assert answer.status_code == 200
    tables = answer.json()["tables"]
    assert tables["client"][0]["pesel"] == PESEL
    assert tables["client"][0]["street"] == "Polna"
    assert tables["employment_period"][0]["employer_name"] == "Sklep Rolnik"
    assert tables["decision"][0]["number"] == "ZAS/1/2026"
    assert "Pismo z urzędu." in answer.text
    assert "pin_hash" not in answer.text
    assert "pesel_box" not in answer.text
    pdf = await officer.get(f"/api/requests/{request['id']}/export.pdf")
    assert (pdf.status_code, pdf.headers["content-type"]) == (200, "application/pdf")
    told = pdf_text(pdf.content)
    for wanted in ("Kopia danych osobowych", "Anna Maria Nowak", PESEL, "Sklep Rolnik", "Przebieg zatrudnienia"):
        assert wanted in told
    assert catalogue(pdf.content)["/Lang"] == "pl-PL"
    actions = [one["action"] for one in (await officer.get(f"/api/requests/{request['id']}")).json()["steps"]]
    assert actions == ["receive", "identify", "document", "document"]
    async with engine.connect() as connection:
        purposes = (await connection.scalars(select(AccessLogRow.purpose))).all()
    assert purposes.count("person_export") == 2


async def test_who_saw_the_data_is_told_with_names_and_reasons(officer: AsyncClient, log_in: LogIn) -> None:
    consultant = await log_in("k20060-1")
    reason = {"reason": "Pytanie klienta w okienku"}
    assert (await consultant.post(f"/api/clients/{ANNA}/view", json=reason)).status_code == 200
    request = await identified(officer, "access")
    pdf = await officer.get(f"/api/requests/{request['id']}/looks.pdf")
    told = pdf_text(pdf.content)
    for wanted in (
        "Kto oglądał dane",
        "Osoba k20060-1",
        "obsługa klienta",
        "Pytanie klienta w okienku",
        "24.11.2026",
    ):
        assert wanted in told
    assert "Kot" not in told


async def test_whose_data_are_restricted_is_nobody_until_the_restriction_is_over(
    officer: AsyncClient, engine: AsyncEngine, log_in: LogIn
) -> None:
    consultant = await log_in("k20060-1")
    card = (await officer.post("/api/clients/search", json={"last_name": "Nowak"})).json()["clients"]
    assert [client["id"] for client in card] == [ANNA]
    request = await identified(officer, "restriction")
    done = (await step(officer, request, "carry_out")).json()
    assert done["person"]["is_restricted"]
    assert await _is_nobody(officer, consultant, engine)
    lifted = (await step(officer, done, "lift", "Spór zakończony")).json()
    assert not lifted["person"]["is_restricted"]
    assert not await _is_nobody(officer, consultant, engine)


async def _is_nobody(officer: AsyncClient, consultant: AsyncClient, engine: AsyncEngine) -> bool:
    reason = {"reason": "Pytanie klienta w okienku"}
    view = await consultant.post(f"/api/clients/{ANNA}/view", json=reason)
    found = (await consultant.post("/api/clients/search", json={"last_name": "Nowak"})).json()["clients"]
    number = f"{sum(ANNA.encode()) * 9973 % 1_000_000_000:09d}"
    on_card = await VerificationStore(engine).client_on_card(number)
    sms = await sms_number_of(engine, ANNA)
    answers = {view.status_code == 404, found == [], on_card is None, sms is None}
    assert len(answers) == 1
    return bool(answers.pop())


async def test_whoever_is_shown_a_hold_with_its_client_and_reason_stands_in_the_access_log(
    officer: AsyncClient, engine: AsyncEngine
) -> None:
    body = {"client_id": ANNA, "reason": "Spór w sądzie", "basis": "art. 17 RODO"}
    hold = (await officer.post("/api/holds", json=body)).json()
    await officer.get("/api/holds")
    await officer.get(f"/api/holds/{hold['id']}")
    await officer.get("/api/holds", params={"in_force": False})
    async with engine.connect() as connection:
        table = AccessLogRow.__table__.c
        query = select(table.client_id, table.outcome, table.who).where(table.purpose == "legal_hold")
        rows = (await connection.execute(query.order_by(table.number))).all()
    who = "kierownik-20060"
    assert [tuple(row) for row in rows] == [
        (ANNA, "written", who),
        (ANNA, "found", who),
        (ANNA, "found", who),
        (None, "none", who),
    ]


async def test_a_hold_is_set_listed_and_ended_by_two(officer: AsyncClient, log_in: LogIn) -> None:
    body = {
        "client_id": ANNA,
        "categories": ["benefits"],
        "reason": "Spór w sądzie",
        "basis": "art. 17 ust. 3 lit. e RODO",
    }
    answer = await officer.post("/api/holds", json=body)
    assert answer.status_code == 201, answer.text
    hold = answer.json()
    assert (hold["set_by"], hold["categories"]) == ("kierownik-20060", ["benefits"])
    held = (await officer.get("/api/holds", params={"in_force": True})).json()["holds"]
    assert [one["id"] for one in held] == [hold["id"]]
    stale = await officer.post(f"/api/holds/{hold['id']}/end", headers={"If-Match": '"9"'})
    assert stale.status_code == 412
    proposed = await officer.post(f"/api/holds/{hold['id']}/end", headers={"If-Match": '"1"'})
    assert (await officer.get(f"/api/holds/{hold['id']}")).json()["ended_by"] is None
    await confirmed(proposed, await log_in("zastepca-20060"))
    assert (await officer.get(f"/api/holds/{hold['id']}")).json()["ended_by"] == "zastepca-20060"
    again = await officer.post(f"/api/holds/{hold['id']}/end", headers={"If-Match": '"2"'})
    assert (again.status_code, again.json()["code"]) == (409, "hold_ended")
    assert (await officer.get("/api/holds", params={"in_force": True})).json()["holds"] == []
    assert (await officer.get(f"/api/holds/{hold['id']}")).headers["etag"] == '"2"'


@pytest.mark.parametrize(
    ("body", "status"),
    first_of(
        3,
        [
            ({}, 422),
            ({"client_id": ANNA, "call_id": "call-1"}, 422),
            ({"call_id": "call-1", "categories": ["calls"]}, 422),
            ({"client_id": ANNA, "until": "2020-01-01"}, 422),
            ({"client_id": ANNA, "categories": []}, 422),
            ({"client_id": STRANGER}, 404),
            ({"call_id": "call-nobody"}, 404),
        ],
        ANOTHER,
        "tests/api/clients/test_requests.py::test_what_cannot_be_a_hold_is_told",
    ),
)
async def test_what_cannot_be_a_hold_is_told(officer: AsyncClient, body: dict[str, Any], status: int) -> None:
    answer = await officer.post("/api/holds", json={"reason": "Spór w sądzie", "basis": "art. 17 RODO", **body})
    assert answer.status_code == status, answer.text


async def test_the_audit_log_names_no_person_and_nothing_that_was_typed_about_one(
    officer: AsyncClient, engine: AsyncEngine
) -> None:
    await step(officer, await received(officer, "access", note="Anna Nowak prosi"), "identify", "Dowód Anny")
    body = {"client_id": ANNA, "reason": "Spór z Anną", "basis": "art. 17 RODO"}
    await officer.post("/api/holds", json=body)
    async with engine.connect() as connection:
        rows = [dict(row._mapping) for row in await connection.execute(select(AuditRow.__table__))]
    told = str([row for row in rows if row["subject"] in ("person_request", "legal_hold")])
    assert "receive_request" in told
    assert "take_request_step" in told
    assert "set_hold" in told
    for word in ("Ann", ANNA):
        assert word not in told


async def test_an_officer_lets_somebody_in_again_who_was_erased(
    officer: AsyncClient, log_in: LogIn, engine: AsyncEngine
) -> None:
    key = ErasedHashes(PEPPER, subject_of).key("20060", "EXT-4712")
    async with engine.begin() as connection:
        await connection.execute(insert(ErasureRow).values(id="e-1", office="20060", at=LONG_AGO, hashes=[key]))
    body = {"office": "20060", "ext_id": "EXT-4712", "reason": "Ponowna rejestracja Anny"}

    async def asked(who: AsyncClient, **change: str) -> int:
        return (await who.post("/api/erasures/readmissions", json={**body, **change})).status_code

    assert await asked(await log_in("kierownik-20610")) == 404
    assert await asked(await log_in("kierownik-20610"), office="20610") == 404
    assert await asked(await log_in("k20060-1")) == 403
    assert await asked(officer, ext_id="EXT-1") == 404
    assert await asked(officer, reason="") == 422
    assert [await asked(officer), await asked(officer)] == [204, 204]
    async with engine.connect() as connection:
        [row] = await connection.execute(select(ErasureReadmissionRow.__table__))
        query = select(AuditRow.__table__).where(AuditRow.subject == "erasure_readmission")
        [audited] = (await connection.execute(query)).all()
    assert (row.office, row.key_hash, row.account, row.reason) == ("20060", key, "kierownik-20060", body["reason"])
    assert (audited.account, audited.operation) == ("kierownik-20060", "readmit_erased")
    for word in ("EXT-4712", key, "Ann"):
        assert word not in str(audited)
