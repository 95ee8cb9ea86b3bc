"""What callers are told of hours and addresses, by telephone, after an office has changed them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from core.clock import WARSAW, SystemClock
from core.db.engine import make_engine
from ivr.office_store import load_offices
from ivr.speech.values import Address, Value
from tests.asterisk.queues import asks_for
from tests.support.centres.opening_hours import said
from tests.support.centres.running_centre import SUPERVISOR, RunningCentre, texts
from tests.support.telephones.hearing import heard_share, until_prompt, until_prompt_begins
from tests.support.telephones.phone import Phones

pytestmark = pytest.mark.asyncio

KOLNO = "20060"
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


@asynccontextmanager
async def other_week(centre: RunningCentre, office: str, begin: str, end: str) -> AsyncIterator[None]:
    """Inside the block the office has other hours in an ordinary week, by the web service."""
    [before] = [plan for plan in (await centre.get(f"/api/hours/{office}"))["plans"] if plan["purpose"] == "all"]
    path = f"/api/hours/{office}/plan"

    async def set_week(week: dict[str, Any]) -> None:
        wanted = {"week": week, "evening_pool": before["evening_pool"]}
        answer = await centre.request(SUPERVISOR, "PUT", path, json=wanted)
        assert answer.is_success, answer.text

    await set_week({day: [{"begin": begin, "end": end}] for day in _DAYS})
    try:
        yield
    finally:
        await set_week(before["week"])


@asynccontextmanager
async def moved_to(centre: RunningCentre, office: str, **details: str) -> AsyncIterator[None]:
    """Inside the block the office has other details, by the web service."""
    before = await centre.get(f"/api/offices/{office}")
    kept = {name: value for name, value in before.items() if name not in ("code", "deactivated_at")}

    async def save(wanted: dict[str, Any]) -> None:
        answer = await centre.request("administrator", "PUT", f"/api/offices/{office}", json=wanted)
        assert answer.is_success, answer.text

    await save(kept | details)
    try:
        yield
    finally:
        await save(kept)


async def address_of(centre: RunningCentre, office: str) -> dict[str, Value]:
    """What announcements may name of an office, by the database."""
    engine = make_engine(centre.installation.settings.dsn, pool_size=1)
    try:
        return (await load_offices(engine)).get(office).values
    finally:
        await engine.dispose()


@pytest.mark.more(
    "shown in virtual time; news of an office reach a real call in the last",
    "tests/scenario/nodes/test_opening_hours.py::test_hours_that_are_changed_hold_at_once_also_for_calls_in_progress",
    "tests/asterisk/calls/test_closed_hours.py::test_callers_of_closed_offices_hear_when_they_open_and_who_orders_a_call_has_it_stored",
)
async def test_where_nobody_is_there_callers_hear_the_hours_that_the_office_has_now(
    centre: RunningCentre, phones: Phones
) -> None:
    now = SystemClock().now().astimezone(WARSAW)
    before, _ = await said(centre, KOLNO, now)
    async with other_week(centre, KOLNO, "08:15", "13:45"):
        values, _ = await said(centre, KOLNO, now)
        assert values["dni_i_godziny"] != before["dni_i_godziny"]
        caller = await asks_for(centre, phones, KOLNO, "857001470")
        await until_prompt(caller, await centre.prompt("H06"), timeout=25)
        await until_prompt(caller, await centre.prompt("H01", **values))
        await until_prompt_begins(caller, await centre.prompt("H14"))
        await caller.hang_up()
        old = await centre.prompt("H01", **before)
        assert heard_share(caller.heard.samples, old) < 0.8, "the old hours are in no announcement"
    call = await centre.call_from("857001470")
    assert call["queue_left_reason"] == "nobody_there"


@pytest.mark.more(
    "shown in virtual time; an address is read out, and news of an office reach a call, for real in the last ones",
    "tests/scenario/test_full_menus.py::test_addresses_and_hours_are_those_of_the_office_of_the_postal_code",
    "tests/asterisk/calls/test_a_call.py::test_9524_by_postal_code_reaches_that_office",
    "tests/asterisk/calls/test_closed_hours.py::test_callers_of_closed_offices_hear_when_they_open_and_who_orders_a_call_has_it_stored",
)
async def test_who_asks_for_the_address_hears_the_one_that_the_office_has_now(
    centre: RunningCentre, phones: Phones
) -> None:
    before = await address_of(centre, KOLNO)
    async with moved_to(centre, KOLNO, address="ul. Nowa 7", postal_code="18-501"):
        values = await address_of(centre, KOLNO)
        assert values["adres"] == Address("ul. Nowa 7, Kolno, kod pocztowy 18-501")
        assert values != before
        caller = phones.caller("857001471")
        await caller.call("9524", centre.sip_port)
        await centre.replies(caller, ("W02", "###3418500"))
        await until_prompt(caller, await centre.prompt("I04", **values), timeout=30)
        hours, _ = await said(centre, KOLNO, SystemClock().now())
        await until_prompt(caller, await centre.prompt("H01", **hours))
        await until_prompt_begins(caller, await centre.prompt("M02"), since=caller.heard.seconds)
        await caller.hang_up()
    call = await centre.call_from("857001471")
    assert call["office"] == KOLNO
    assert any("I04" in text for text in texts(call))
