"""Closing an office earlier today over HTTP, what callers would hear, the calendar, two who change the same."""

from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.office_tables import DialledNumber
from core.db.tables.centre.scenario_tables import Scenario
from ivr import defaults
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.api.people import LONG_AGO
from tests.support.timing.eventually import eventually
from tests.support.timing.standing_clock import StandingClock
from tests.unit.ivr.hours.test_opening_hours import at

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("hours")]

KOLNO = "/api/hours/20060"
CLOSING = {"closed_from": "12:00", "text": "awaria zasilania"}
TRAINING = {
    "kind": "other_hours",
    "first_day": "2026-11-23",
    "last_day": "2026-11-26",
    "spans": [{"begin": "08:00", "end": "14:00"}],
    "text": "szkolenie pracowników",
}


@pytest.fixture
async def hotline(engine: AsyncEngine) -> None:
    """The one that ships, with its number."""
    name = "linia-9510"
    async with engine.begin() as connection:
        await connection.execute(
            insert(Scenario).values(name=name, version=1, graph=defaults.scenarios()[name], published_at=LONG_AGO)
        )
        number = {"number": "9510", "scenario": name, "is_free": True, "description": ""}
        await connection.execute(insert(DialledNumber).values(**number))


async def good(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


async def told_at(client: AsyncClient, moment: str, **more: str) -> Any:
    return (await good(await client.get(f"{KOLNO}/at", params={"moment": moment, **more})))["told"]


async def test_an_office_closes_at_noon_and_opens_again(log_in: LogIn, centre: Centre) -> None:
    client = await log_in("kierownik-20060")
    noon, before = at("2026-11-24T12:00"), at("2026-11-24T11:59")
    [row] = await good(await client.post(f"{KOLNO}/early-closing", json=CLOSING), 201)
    assert (row["days"]["kind"], row["days"]["closed_from"]) == ("other_hours", "12:00")
    assert row["days"]["spans"] == [{"begin": "07:30", "end": "12:00"}]
    await eventually(lambda: centre.hours.state("20060", None, noon).outcome == "closed")
    assert centre.hours.state("20060", None, before).outcome == "open"
    assert centre.hours.state("20060", None, at("2026-11-24T17:00")).outcome == "evening"
    await good(await client.delete(f"{KOLNO}/early-closing"), 204)
    await eventually(lambda: centre.hours.state("20060", None, noon).outcome == "open")
    assert (await client.delete(f"{KOLNO}/early-closing")).status_code == 404


async def test_opening_again_gives_back_what_had_been_written_for_these_days(
    log_in: LogIn, clock: StandingClock
) -> None:
    clock.passes(hours=-24)  # the training begins on the day before
    client = await log_in("kierownik-20060")
    await good(await client.post(f"{KOLNO}/exceptions", json=TRAINING), 201)
    clock.passes(hours=24)
    client = await log_in("kierownik-20060")
    await good(await client.post(f"{KOLNO}/early-closing", json=CLOSING), 201)

    async def spans() -> dict[str, str]:
        days = await good(await client.get(f"{KOLNO}/days/2026"))
        return {d["day"][8:]: d["spans"][0]["end"] for d in days if "2026-11-23" <= d["day"] <= "2026-11-26"}

    assert await spans() == {"23": "14:00", "24": "12:00", "25": "14:00", "26": "14:00"}
    await good(await client.delete(f"{KOLNO}/early-closing"), 204)
    assert await spans() == dict.fromkeys(("23", "24", "25", "26"), "14:00")
    shown = (await good(await client.get(KOLNO)))["exceptions"]
    assert [(each["first_day"], each["last_day"]) for each in shown] == [("2026-11-24", "2026-11-26")]


@pytest.mark.parametrize(
    ("closing", "sentence"),
    [
        ({"closed_from": "09:59"}, "Ta godzina już minęła."),
        ({"closed_from": "15:30"}, "O tej godzinie urząd i tak jest dziś nieczynny."),
    ],
)
async def test_closing_that_changes_nothing_is_refused(
    log_in: LogIn, closing: dict[str, str], sentence: str
) -> None:
    client = await log_in("kierownik-20060")
    answer = await client.post(f"{KOLNO}/early-closing", json={**CLOSING, **closing})
    assert (answer.status_code, answer.json()["code"]) == (422, "settings_refused")
    assert sentence in answer.text


@pytest.mark.usefixtures("hotline")
async def test_the_announcement_is_heard_before_it_is_decided(log_in: LogIn) -> None:
    client = await log_in("kierownik-20060")
    moment = "2026-11-24T12:30:00+01:00"
    assert (await told_at(client, moment))["prompts"] == []  # open: the caller goes on without a word
    told = await told_at(client, moment, closing="12:00")
    assert (told["number"], told["outcome"]) == ("9510", "closed")
    assert [each["prompt"] for each in told["prompts"]] == ["H01", "H08"]
    assert "{" not in told["prompts"][1]["text"]
    assert "szesnastej" in told["prompts"][1]["text"]  # the evening pool
    assert (await told_at(client, moment, closing="12:00", dialled_number="1234")) is None
    assert (await told_at(client, moment))["outcome"] == "open"  # nothing was saved


@pytest.mark.usefixtures("hotline")
async def test_a_day_closed_by_an_exception_tells_of_another_office_if_somebody_is_there(log_in: LogIn) -> None:
    client = await log_in("kierownik-20060")
    whole = {"kind": "closed", "first_day": "2026-11-25", "last_day": "2026-11-25", "text": "szkolenie"}
    await good(await client.post(f"{KOLNO}/exceptions", json=whole), 201)
    told = await told_at(client, "2026-11-25T10:00:00+01:00")
    assert (told["outcome"], told["is_if_helped"]) == ("exception", True)
    assert [each["prompt"] for each in told["prompts"]] == ["H05"]


async def test_a_year_says_of_each_day_what_holds_and_why(log_in: LogIn) -> None:
    client = await log_in("kierownik-20060")
    await good(await client.post(f"{KOLNO}/exceptions", json={**TRAINING, "first_day": "2026-11-25"}), 201)
    days = {d["day"]: d for d in await good(await client.get(f"{KOLNO}/days/2026"))}
    assert len(days) == 365
    kinds = {day: days[day]["kind"] for day in ("2026-11-24", "2026-11-25", "2026-11-29", "2026-12-25")}
    assert list(kinds.values()) == ["open", "shorter", "closed", "holiday"]
    assert days["2026-11-24"]["evening"] == [{"begin": "16:00", "end": "20:00"}]
    assert days["2026-11-25"]["name"] == "szkolenie pracowników"
    assert (await client.get("/api/hours/99999/days/2026")).status_code == 404


async def test_an_exception_that_was_deleted_holds_again(log_in: LogIn, clock: StandingClock) -> None:
    client = await log_in("kierownik-20060")
    day = {"kind": "closed", "first_day": "2026-11-26", "last_day": "2026-11-27", "text": "remont"}
    row = await good(await client.post(f"{KOLNO}/exceptions", json=day), 201)
    assert (await client.post(f"{KOLNO}/exceptions/{row['id']}/restore")).status_code == 404  # it holds
    await good(await client.delete(f"{KOLNO}/exceptions/{row['id']}"), 204)
    again = await good(await client.post(f"{KOLNO}/exceptions/{row['id']}/restore"), 201)
    assert (again["replaces"], again["days"]) == (row["id"], row["days"])
    await good(await client.delete(f"{KOLNO}/exceptions/{again['id']}"), 204)
    await good(await client.post(f"{KOLNO}/exceptions", json={**day, "last_day": "2026-11-26"}), 201)
    taken = await client.post(f"{KOLNO}/exceptions/{row['id']}/restore")
    assert (taken.status_code, "obowiązuje już wyjątek" in taken.text) == (422, True)
    clock.passes(hours=96)
    client = await log_in("kierownik-20060")
    over = await client.post(f"{KOLNO}/exceptions/{row['id']}/restore")
    assert (over.status_code, "już minęły" in over.text) == (422, True)


async def test_of_two_who_change_the_same_the_second_is_told(log_in: LogIn) -> None:
    first, second = await log_in("kierownik-20060"), await log_in("kierownik-wup")
    read = await good(await second.get(KOLNO))
    plan = {"week": {"monday": [{"begin": "08:00", "end": "18:00"}]}, "valid_from": "2027-01-01"}
    await good(await first.put(f"{KOLNO}/plan", json=plan))
    await good(await first.post(f"{KOLNO}/early-closing", json=CLOSING), 201)
    on = {"If-Match": f'"{read["plans_version"]}"'}
    late = await second.put(f"{KOLNO}/plan", json=plan, headers=on)
    assert (late.status_code, late.json()["code"]) == (412, "stale_version")
    on = {"If-Match": f'"{read["exceptions_version"]}"'}
    day = {"kind": "closed", "first_day": "2026-11-30", "last_day": "2026-11-30", "text": "remont"}
    for method, path, body in (
        ("POST", "exceptions", day),
        ("POST", "early-closing", CLOSING),
        ("DELETE", "early-closing", None),
    ):
        late = await second.request(method, f"{KOLNO}/{path}", json=body, headers=on)
        assert late.status_code == 412, path
    read = await good(await second.get(KOLNO))
    on = {"If-Match": f'"{read["exceptions_version"]}"'}
    await good(await second.post(f"{KOLNO}/exceptions", json=day, headers=on), 201)
