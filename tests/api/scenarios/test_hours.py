"""Opening hours over HTTP: who may change whose, what is refused, and what a caller would meet."""

from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from core.settings import Settings
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.api.people import A_FEW, CONSULTANTS, OFFICES
from tests.support.plugins.more import ANOTHER, first_of
from tests.support.timing.eventually import eventually
from tests.support.timing.standing_clock import StandingClock
from tests.unit.ivr.hours.test_opening_hours import at

pytestmark = pytest.mark.anyio

MAY_CHANGE = {
    "administrator": {"20000", "20060", "20610"},
    "kierownik-wup": {"20000", "20060", "20610"},
    "kierownik-20060": {"20060"},
    "kierownik-20610": {"20610"},
}
LONG = [{"begin": "08:00", "end": "18:00"}]
WEEK = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), LONG)
CLOSED = {"kind": "closed", "first_day": "2026-11-30", "last_day": "2026-11-30", "text": "szkolenie pracowników"}


async def state_at(client: AsyncClient, moment: str, office: str = "20060", **more: str) -> dict[str, Any]:
    answer = await client.get(f"/api/hours/{office}/at", params={"moment": moment, **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.usefixtures("hours")
@pytest.mark.parametrize("username", A_FEW)
async def test_everybody_reads_hours_and_supervisors_change_those_of_their_office(
    log_in: LogIn, username: str
) -> None:
    client = await log_in(username)
    for office in OFFICES:
        for path in ("", "/plans", "/exceptions"):
            assert (await client.get(f"/api/hours/{office}{path}")).status_code == 200
        expected = 403 if username in {*CONSULTANTS, "redaktor"} else 404
        if office in MAY_CHANGE.get(username, ()):
            expected = 200
        answer = await client.put(f"/api/hours/{office}/plan", json={"week": WEEK})
        assert answer.status_code == expected
        answer = await client.post(f"/api/hours/{office}/exceptions", json=CLOSED)
        assert answer.status_code == (201 if expected == 200 else expected)
        row = answer.json().get("id", "exception-1")
        answer = await client.put(f"/api/hours/{office}/exceptions/{row}", json=CLOSED)
        assert answer.status_code == expected
        row = answer.json().get("id", "exception-1")
        answer = await client.delete(f"/api/hours/{office}/exceptions/{row}")
        assert answer.status_code == (204 if expected == 200 else expected)


@pytest.mark.usefixtures("hours")
async def test_hours_of_an_unknown_office_are_not_found(log_in: LogIn) -> None:
    client = await log_in("administrator")
    for path in ("", "/plans", "/exceptions", "/at?moment=2026-11-24"):
        assert (await client.get(f"/api/hours/99999{path}")).status_code == 404
    assert (await client.put("/api/hours/99999/plan", json={"week": WEEK})).status_code == 404
    assert (await client.post("/api/hours/99999/exceptions", json=CLOSED)).status_code == 404
    assert (await client.delete("/api/hours/20060/exceptions/exception-1")).status_code == 404


@pytest.mark.usefixtures("hours")
async def test_a_new_plan_holds_at_once_for_the_next_caller(
    log_in: LogIn, engine: AsyncEngine, centre: Centre, clock: StandingClock
) -> None:
    client = await log_in("kierownik-20060")
    evening = at("2026-11-24T17:30")
    assert centre.hours.state("20060", None, evening).outcome == "evening"
    answer = await client.put("/api/hours/20060/plan", json={"week": WEEK, "evening_pool": "20000"})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["changed_by"], answer.json()["valid_from"]) == ("kierownik-20060", "2026-11-24")
    await eventually(lambda: centre.hours.state("20060", None, evening).outcome == "open")
    new, old = (await client.get("/api/hours/20060/plans")).json()
    assert (new["last_day"], old["last_day"], old["changed_by"]) == (None, "2026-11-23", "system")
    shown = (await client.get("/api/hours/20060")).json()
    assert [plan["id"] for plan in shown["plans"]] == [new["id"]]
    assert shown["now"]["outcome"] == "open"


@pytest.mark.usefixtures("hours")
async def test_a_plan_for_certain_days_ends_with_the_last_of_them(log_in: LogIn) -> None:
    client = await log_in("kierownik-20060")
    body = {"week": WEEK, "valid_from": "2026-12-01", "last_day": "2026-12-03"}
    assert (await client.put("/api/hours/20060/plan", json=body)).json()["last_day"] == "2026-12-03"
    found = [(await state_at(client, f"2026-12-0{day}T16:00:00+01:00"))["outcome"] for day in (2, 3, 4)]
    assert found == ["open", "open", "closed"]
    planned = (await client.get("/api/hours/20060")).json()["plans"]
    assert [plan["valid_from"] for plan in planned] == ["2026-12-04", "2026-12-01", "2026-01-01"]


@pytest.mark.parametrize(
    ("body", "field", "sentence"),
    first_of(
        3,
        [
            (
                {"week": {"monday": [{"begin": "09:00", "end": "08:00"}]}},
                "week.monday.0",
                "Koniec (08:00) musi być późniejszy niż początek (09:00); "
                "godziny przez północ proszę podzielić na dwa dni.",
            ),
            (
                {"week": {"monday": [{"begin": "08:00", "end": "12:00"}, {"begin": "11:00", "end": "13:00"}]}},
                "week.monday",
                "Godziny 08:00–12:00 i 11:00–13:00 zachodzą na siebie.",
            ),
            (
                {"week": {"sunday": LONG}},
                "week",
                "Niedziela jest dniem ustawowo wolnym od pracy; "
                "dyżur w jedną niedzielę proszę dodać jako wyjątek.",
            ),
            (
                {"week": {"monday": [{"begin": "8", "end": "12:00"}]}},
                "week.monday.0.begin",
                "Godzina ma mieć postać 07:30, najpóźniejsza to 24:00.",
            ),
            ({"week": WEEK, "valid_from": "jutro"}, "valid_from", "Wymagana jest data, na przykład 2026-11-24."),
            ({"week": WEEK, "valid_from": "1999-12-31"}, "valid_from", "Rok musi leżeć między 2000 a 2100."),
        ],
        ANOTHER,
        "tests/api/scenarios/test_hours.py::test_a_plan_that_cannot_be_read_is_refused_where_it_cannot",
    ),
)
async def test_a_plan_that_cannot_be_read_is_refused_where_it_cannot(
    log_in: LogIn, body: dict[str, Any], field: str, sentence: str
) -> None:
    client = await log_in("kierownik-20060")
    answer = await client.put("/api/hours/20060/plan", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["fields"] == [{"field": field, "message": sentence}]


@pytest.mark.usefixtures("hours")
@pytest.mark.parametrize(
    ("body", "sentence"),
    first_of(
        3,
        [
            (
                {"week": WEEK, "valid_from": "2026-11-23"},
                "Plan nie może obowiązywać wstecz, od dnia, który już minął.",
            ),
            (
                {"week": WEEK, "valid_from": "2026-12-02", "last_day": "2026-12-01"},
                "Ostatni dzień planu nie może być wcześniejszy niż pierwszy.",
            ),
            ({"week": WEEK, "evening_pool": "99999"}, "Nie ma urzędu 99999."),
            (
                {"week": WEEK, "evening_pool": "20610"},
                "Urząd 20610 nie prowadzi wspólnego dyżuru; najpierw proszę ustalić jego godziny.",
            ),
            (
                {"week": WEEK, "purpose": "evening", "evening_pool": "20000"},
                "Wspólny dyżur nie może uczestniczyć w innym dyżurze.",
            ),
        ],
        ANOTHER,
        "tests/api/scenarios/test_hours.py::test_a_plan_that_does_not_fit_is_refused_and_nothing_is_saved",
    ),
)
async def test_a_plan_that_does_not_fit_is_refused_and_nothing_is_saved(
    log_in: LogIn, body: dict[str, Any], sentence: str
) -> None:
    client = await log_in("kierownik-20060")
    answer = await client.put("/api/hours/20060/plan", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "settings_refused")
    assert answer.json()["fields"] == [{"field": "body", "message": sentence}]
    assert len((await client.get("/api/hours/20060/plans")).json()) == 1


@pytest.mark.usefixtures("hours")
async def test_an_exception_goes_before_the_plan_until_it_is_removed(
    log_in: LogIn, centre: Centre, clock: StandingClock
) -> None:
    client = await log_in("kierownik-20060")
    monday = at("2026-11-30T10:00")
    row = (await client.post("/api/hours/20060/exceptions", json=CLOSED)).json()
    await eventually(lambda: centre.hours.state("20060", None, monday).outcome == "closed")
    state = await state_at(client, "2026-11-30T10:00:00+01:00")
    assert (state["outcome"], state["reason_kind"]) == ("closed", "closed_day")
    assert state["reason"] == "urząd jest tego dnia nieczynny: szkolenie pracowników"
    assert [each["id"] for each in (await client.get("/api/hours/20060")).json()["exceptions"]] == [row["id"]]
    assert (await client.delete(f"/api/hours/20060/exceptions/{row['id']}")).status_code == 204
    await eventually(lambda: centre.hours.state("20060", None, monday).outcome == "open")
    assert (await client.get("/api/hours/20060")).json()["exceptions"] == []
    [kept] = (await client.get("/api/hours/20060/exceptions")).json()
    assert (kept["removed_by"], kept["changed_by"]) == ("kierownik-20060", "kierownik-20060")


@pytest.mark.usefixtures("hours")
@pytest.mark.parametrize(
    ("change", "code", "sentence"),
    [
        ({"first_day": "2026-11-20"}, "settings_refused", "Wyjątek nie może dotyczyć dni, które już minęły."),
        (
            {"last_day": "2026-11-29"},
            "invalid",
            "Ostatni dzień nie może być wcześniejszy niż pierwszy.",
        ),
        (
            {"kind": "day_in_lieu", "in_lieu_of": "2026-12-25"},
            "invalid",
            "Dzień wolny przysługuje za święto przypadające w sobotę, a ten dzień nim nie jest.",
        ),
        ({"first_day": "30.11.2026"}, "invalid", "Wymagana jest data, na przykład 2026-11-24."),
    ],
)
async def test_an_exception_that_is_wrong_is_refused_in_polish(
    log_in: LogIn, change: dict[str, Any], code: str, sentence: str
) -> None:
    client = await log_in("kierownik-20060")
    answer = await client.post("/api/hours/20060/exceptions", json=CLOSED | change)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["fields"][0]["message"] == sentence
    assert (await client.get("/api/hours/20060/exceptions")).json() == []


@pytest.mark.usefixtures("hours")
async def test_what_a_caller_would_meet_is_told_with_its_reason_and_the_words(log_in: LogIn) -> None:
    client = await log_in("k20060-1")
    eve = await state_at(client, "2026-12-24T10:00:00+01:00")
    assert (eve["outcome"], eve["reason"]) == (
        "holiday",
        "dzień ustawowo wolny od pracy: Wigilia Bożego Narodzenia",
    )
    assert eve["opening"] == {"begins": "2026-12-28T06:30:00Z", "ends": "2026-12-28T14:30:00Z"}
    assert (eve["values"]["dzien"], eve["values"]["godzina"]) == ("w poniedziałek", "siódma trzydzieści")
    evening = await state_at(client, "2026-11-24T17:00:00+01:00", topic="seeker")
    assert (evening["outcome"], evening["queue"], evening["closes_at"]) == (
        "evening",
        "20000",
        "2026-11-24T19:00:00Z",
    )
    assert (await state_at(client, "2026-11-24"))["moment"] == "2026-11-23T23:00:00Z"
    assert (await state_at(client, "2100-12-31"))["opening"] is not None
    answer = await client.get("/api/hours/20060/at", params={"moment": "niedługo"})
    assert answer.status_code == 422


@pytest.mark.usefixtures("hours")
async def test_where_hours_are_passed_over_the_office_is_said_to_be_open(
    app: FastAPI, log_in: LogIn, clock: StandingClock, settings: Settings
) -> None:
    always = settings.model_copy(update={"hours": "always"})
    app.state.services = replace(app.state.services, settings=always)
    clock.passes(hours=15)  # late in the evening
    client = await log_in("kierownik-wup")
    now = (await client.get("/api/hours/20060")).json()["now"]
    assert (now["outcome"], now["queue"], now["reason_kind"]) == ("open", "20060", "always_open")
    assert "o każdej porze" in now["reason"]
    assert (await state_at(client, "2026-11-24T02:00:00+01:00"))["outcome"] == "closed"


@pytest.mark.usefixtures("hours")
async def test_the_pool_is_shown_with_its_hours_and_those_who_take_part(log_in: LogIn) -> None:
    client = await log_in("kierownik-wup")
    [pool] = (await client.get("/api/evening-pools")).json()
    assert (pool["office"], pool["participants"]) == ("20000", ["20000", "20060", "20610"])
    assert pool["plans"][0]["week"]["thursday"] == [{"begin": "16:00", "end": "20:00"}]
    await client.put("/api/hours/20060/plan", json={"week": WEEK})
    longer = {"purpose": "evening", "week": {"friday": [{"begin": "16:00", "end": "22:00"}]}}
    assert (await client.put("/api/hours/20000/plan", json=longer)).status_code == 200
    away = {**CLOSED, "purpose": "evening"}
    assert (await client.post("/api/hours/20000/exceptions", json=away)).status_code == 201
    [pool] = (await client.get("/api/evening-pools")).json()
    assert pool["participants"] == ["20000", "20610"]
    assert pool["plans"][0]["week"]["thursday"] == []
    assert pool["exceptions"][0]["days"]["text"] == "szkolenie pracowników"


async def test_the_days_off_of_a_year_are_listed_by_name(log_in: LogIn) -> None:
    client = await log_in("k20060-1")
    days = (await client.get("/api/holidays/2026")).json()
    assert {"day": "2026-12-24", "name": "Wigilia Bożego Narodzenia", "is_saturday": False} in days
    assert [day["day"] for day in days if day["is_saturday"]] == ["2026-08-15", "2026-12-26"]
    assert "2024-12-24" not in {day["day"] for day in (await client.get("/api/holidays/2024")).json()}
    assert (await client.get("/api/holidays/1999")).status_code == 422
